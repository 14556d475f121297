// Uploads by drag and drop, with progress. Without it the form does the same, without progress.
(() => {
  "use strict";
  const form = document.getElementById("upload"), file = document.getElementById("file"), bar = document.getElementById("bar"), said = document.getElementById("said");
  if (!form) return;
  for (const hint of form.querySelectorAll("[hidden].drop")) hint.hidden = false;
  const button = form.querySelector("button");
  const mb = bytes => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
  const left = s => (s < 90 ? Math.ceil(s / 5) * 5 + " s" : s < 5400 ? Math.ceil(s / 60) + " min" : (s / 3600).toFixed(1) + " h");
  let busy = false;
  const over = words => { busy = false; button.disabled = file.disabled = false; bar.hidden = true; said.textContent = words; };
  const send = f => {
    if (busy) { said.textContent += " One at a time: wait until this one is done."; return; }
    const most = +form.dataset.limit;
    if (f.size > most) { said.textContent = f.name + " has " + mb(f.size) + " MB; at most " + mb(most) + " MB are taken here."; return; }
    const x = new XMLHttpRequest();
    const begun = performance.now();
    let moved = begun, sent = false;
    x.open("POST", "/upload?name=" + encodeURIComponent(f.name));
    x.setRequestHeader("Content-Type", "application/octet-stream");
    busy = button.disabled = file.disabled = true;
    bar.hidden = false;
    bar.value = 0;
    said.textContent = "Uploading " + f.name + " …";
    x.upload.onprogress = e => {
      moved = performance.now();
      if (sent || !e.lengthComputable) return;
      bar.value = e.loaded / e.total;
      const seconds = (moved - begun) / 1000;
      said.textContent = "Uploading " + f.name + ": " + mb(e.loaded) + " of " + mb(e.total) + " MB, " + Math.floor(100 * bar.value) + " %" +
        (seconds > 3 && e.loaded ? ", about " + left((e.total - e.loaded) * seconds / e.loaded) + " left" : "");
    };
    x.upload.onload = () => { sent = true; bar.removeAttribute("value"); said.textContent = f.name + " has arrived whole; analysing it …"; };
    const watch = setInterval(() => {
      if (!busy) clearInterval(watch);
      else if (!sent && performance.now() - moved > 15000) said.textContent = "Uploading " + f.name + ": nothing has gone through for " + left((performance.now() - moved) / 1000) + "; the connection may be gone.";
    }, 5000);
    x.onload = () => { if (x.status < 300) { busy = false; location.assign("/"); } else over(x.responseText); };
    x.onerror = () => over("The connection broke off" + (sent ? " while the recording was analysed; load this page again: it was kept." : "; nothing was kept of " + f.name + ", try again."));
    x.send(f);
  };
  addEventListener("beforeunload", e => { if (busy) e.preventDefault(); });
  form.addEventListener("submit", e => { e.preventDefault(); if (file.files[0]) send(file.files[0]); });
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, e => { e.preventDefault(); form.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", e => { e.preventDefault(); if (e.dataTransfer.files[0]) send(e.dataTransfer.files[0]); });
})();
