// What the charts of all pages share: colours of the style sheet, the clock, axes, and the lanes of events.
(() => {
  "use strict";
  if (typeof uPlot === "undefined") return;
  const kit = { zero: null, laneUp: 20 }; // ms: wall time of second 0, read as UTC, null when undated; px of a lane
  window.nightjarKit = kit;
  kit.color = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  kit.make = (tag, props, ...kids) => {
    const e = Object.assign(document.createElement(tag), props || {});
    e.append(...kids);
    return e;
  };
  const pad = n => String(n).padStart(2, "0");
  // What the clock shows at second t, or, with a plus, the time since the first sample when the night is undated; as fine as step needs.
  kit.clock = (t, step) => {
    const ms = Math.round((kit.zero === null ? t * 1000 : kit.zero + t * 1000));
    const s = Math.floor(ms / 1000), day = ((s % 86400) + 86400) % 86400;
    const h = kit.zero === null ? Math.floor(s / 3600) : Math.floor(day / 3600);
    let out = (kit.zero === null ? "+" + h : pad(h)) + ":" + pad(Math.floor(day / 60) % 60);
    if (step < 60) out += ":" + pad(day % 60);
    if (step < 1) out += "." + String(((ms % 1000) + 1000) % 1000).padStart(3, "0").slice(0, step < 0.1 ? 2 : 1);
    return out;
  };
  const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200];
  const splits = (u, axis, min, max) => {
    const room = u.bbox.width / devicePixelRatio / 74;
    const step = steps.find(s => (max - min) / s <= room) || 86400;
    const off = kit.zero === null ? 0 : (kit.zero / 1000) % 86400, out = [];
    for (let k = Math.ceil((min + off) / step); k * step - off <= max; k++) out.push(k * step - off);
    u.step = step;
    return out;
  };
  kit.xAxis = () => ({ stroke: kit.color("soft"), grid: { stroke: kit.color("rule"), width: 1 }, ticks: { stroke: kit.color("rule") }, splits, values: (u, v) => v.map(t => kit.clock(t, u.step)), font: "12px system-ui", size: 30 });
  // Motion from a sensor's noise to walking, by its logarithm.
  kit.motionScale = { distr: 3, range: () => [0.7, 2000] }; // mg
  kit.motionAxis = size => ({ stroke: kit.color("soft"), size, grid: { stroke: kit.color("rule"), width: 0.6 }, ticks: { show: false }, splits: () => [1, 10, 100, 1000], values: (u, v) => v.map(x => (x === 1000 ? "1 g" : x + " mg")), filter: (u, s) => s, font: "12px system-ui" });

  // A lane for sleep and one for each class, under a plot with the same axis of time. An event that is not settled is half as high.
  kit.drawLanes = (u, canvas, w, view) => {
    const up = kit.laneUp, ratio = devicePixelRatio, h = up * (view.lanes.length + 1), c = canvas.getContext("2d");
    if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
      canvas.width = Math.round(w * ratio); canvas.height = Math.round(h * ratio);
      canvas.style.width = w + "px"; canvas.style.height = h + "px";
    }
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, w, h);
    const x0 = u.bbox.left / ratio, x1 = x0 + u.bbox.width / ratio, at = t => x0 + u.valToPos(t, "x");
    c.font = "12px system-ui"; c.textAlign = "right"; c.fillStyle = kit.color("soft");
    c.fillText("asleep", x0 - 8, 14);
    view.lanes.forEach((l, i) => c.fillText(l[1], x0 - 8, up * (i + 1) + 14));
    c.save();
    c.beginPath(); c.rect(x0, 0, x1 - x0, h); c.clip();
    for (const [list, name, y, high] of [[view.lost, "lost", 0, h], [view.unworn, "unworn", 0, h], [view.asleep, "asleep", 2, up - 6]]) {
      c.fillStyle = kit.color(name);
      for (const s of list || []) c.fillRect(at(s[0]), y, Math.max(0.5, at(s[1]) - at(s[0])), high);
    }
    c.textAlign = "left"; c.fillStyle = kit.color("soft");
    if (view.unslept) c.fillText("not known", x0 + 8, 14);
    for (const k of view.unknown || []) c.fillText("not known", x0 + 8, up * (k + 1) + 14);
    const paint = view.lanes.map(l => kit.color(l[0]));
    view.events.forEach((e, i) => {
      const x = at(e.t), y = up * (e.k + 1) + 2, low = e.settled === false ? (up - 5) / 2 : 0;
      if (x < x0 - 50 && at(e.t + e.d) < x0 || x > x1 + 50) return;
      c.fillStyle = paint[e.k];
      c.fillRect(x - 0.7, y + low, Math.max(1.5, at(e.t + e.d) - x), up - 5 - low);
      if (i === view.chosen) { c.strokeStyle = kit.color("ink"); c.lineWidth = 2; c.strokeRect(x - 4, y - 2, Math.max(8, at(e.t + e.d) - x + 8), up - 1); }
    });
    c.restore();
    c.strokeStyle = kit.color("rule"); c.lineWidth = 0.6;
    for (let i = 0; i <= view.lanes.length; i++) { c.beginPath(); c.moveTo(x0, up * (i + 1) - 0.5); c.lineTo(x1, up * (i + 1) - 0.5); c.stroke(); }
  };
})();
