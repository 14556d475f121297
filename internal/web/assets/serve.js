// Uploads by drag and drop, with progress. Without it the form does the same, without progress.
(() => {
  "use strict";
  const form = document.getElementById("upload"), file = document.getElementById("file"), bar = document.getElementById("bar"), said = document.getElementById("said");
  if (!form) return;
  const send = f => {
    const x = new XMLHttpRequest();
    x.open("POST", "/upload?name=" + encodeURIComponent(f.name));
    x.setRequestHeader("Content-Type", "application/octet-stream");
    bar.hidden = false;
    x.upload.onprogress = e => {
      bar.value = e.lengthComputable ? e.loaded / e.total : 0;
      said.textContent = e.loaded === e.total ? "Analysing " + f.name + " …" : "Uploading " + f.name + ", " + Math.round(100 * bar.value) + " %";
    };
    x.onload = () => { if (x.status < 300) location.assign("/"); else { said.textContent = x.responseText; bar.hidden = true; } };
    x.onerror = () => { said.textContent = "The connection broke off; try again."; bar.hidden = true; };
    x.send(f);
  };
  form.addEventListener("submit", e => { e.preventDefault(); if (file.files[0]) send(file.files[0]); });
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, e => { e.preventDefault(); form.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", e => { e.preventDefault(); if (e.dataTransfer.files[0]) send(e.dataTransfer.files[0]); });
})();
