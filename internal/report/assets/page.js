// The night's page: a timeline that zooms to the sample, and the wave of the chosen event. Without it the page shows the same as drawings and tables.
(() => {
  "use strict";
  const source = document.getElementById("nightjar-data");
  if (!source || typeof uPlot === "undefined") return;
  const data = JSON.parse(source.textContent);
  const stage = document.getElementById("stage"), detail = document.getElementById("detail");
  document.documentElement.classList.add("js");
  stage.hidden = false;

  const color = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const make = (tag, props, ...kids) => {
    const e = Object.assign(document.createElement(tag), props || {});
    e.append(...kids);
    return e;
  };
  const pad = n => String(n).padStart(2, "0");
  // What the clock shows at second t, or the time since the first sample when the night is undated; as fine as step needs.
  const clock = (t, step) => {
    const ms = Math.round((data.zero === null ? t * 1000 : data.zero + t * 1000));
    const s = Math.floor(ms / 1000), day = ((s % 86400) + 86400) % 86400;
    const h = data.zero === null ? Math.floor(s / 3600) : Math.floor(day / 3600);
    let out = pad(h) + ":" + pad(Math.floor(day / 60) % 60);
    if (step < 60) out += ":" + pad(day % 60);
    if (step < 1) out += "." + String(((ms % 1000) + 1000) % 1000).padStart(3, "0").slice(0, step < 0.1 ? 2 : 1);
    return out;
  };
  // Zigzag varints of differences in base64 → milli-g.
  const unpack = text => {
    const raw = atob(text), out = [];
    let last = 0, value = 0, scale = 1;
    for (let i = 0; i < raw.length; i++) {
      const b = raw.charCodeAt(i);
      value += (b & 127) * scale;
      scale *= 128;
      if (b < 128) {
        last += value % 2 ? -(value + 1) / 2 : value / 2;
        out.push(Math.max(0.5, last * data.step_mg));
        value = 0;
        scale = 1;
      }
    }
    return out;
  };
  const points = w => {
    if (!w.y) {
      w.y = unpack(w.v);
      w.x = w.y.map((_, i) => w.t + i / w.hz);
    }
    return w;
  };
  const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200];
  const splits = (u, axis, min, max) => {
    const room = u.bbox.width / devicePixelRatio / 74;
    const step = steps.find(s => (max - min) / s <= room) || 86400;
    const off = data.zero === null ? 0 : (data.zero / 1000) % 86400, out = [];
    for (let k = Math.ceil((min + off) / step); k * step - off <= max; k++) out.push(k * step - off);
    u.step = step;
    return out;
  };
  const xAxis = () => ({ stroke: color("soft"), grid: { stroke: color("rule"), width: 1 }, ticks: { stroke: color("rule") }, splits, values: (u, v) => v.map(t => clock(t, u.step)), font: "12px system-ui", size: 30 });
  const left = () => (stage.clientWidth < 520 ? 88 : 108);
  const wide = () => Math.max(240, stage.clientWidth);

  // ---- the timeline
  const laneUp = 20, wavesBelow = 1200; // px; s of width below which samples are drawn
  const holder = make("div", { className: "plot", tabIndex: 0 }), lanes = make("canvas", { className: "lanes" });
  holder.setAttribute("role", "group");
  holder.setAttribute("aria-label", "Timeline. Arrow keys step through events, plus and minus zoom, 0 shows the whole night.");
  let plot, chosen = -1, only = -1;
  const said = make("p", { className: "hint" });
  said.setAttribute("aria-live", "polite");

  const series = () => {
    const [a, b] = plot ? [plot.scales.x.min, plot.scales.x.max] : data.frame;
    const tables = [];
    for (const limb of [0, 1]) {
      const m = data.motion.filter(v => v.limb === limb);
      const x = [], y = [];
      for (const v of m) v.at.forEach((t, i) => { if (x.length && t - x[x.length - 1] > 61) { x.push(x[x.length - 1] + 30); y.push(null); } if (!x.length || t > x[x.length - 1]) { x.push(t); y.push(Math.max(0.5, v.mg[i])); } });
      tables.push([x, y]);
    }
    for (const limb of [0, 1]) {
      const x = [], y = [];
      if (b - a < wavesBelow) {
        for (const e of data.events) {
          if (e.t + e.d < a - 30 || e.t > b + 30) continue;
          for (const w of e.w) {
            if (w.l !== limb) continue;
            points(w);
            if (x.length && w.x[0] - 0.002 > x[x.length - 1]) { x.push(w.x[0] - 0.001); y.push(null); }
            for (let i = 0; i < w.x.length; i++) if (!x.length || w.x[i] > x[x.length - 1]) { x.push(w.x[i]); y.push(w.y[i]); }
            if (x.length) { x.push(x[x.length - 1] + 0.001); y.push(null); }
          }
        }
      }
      tables.push([x, y]);
    }
    return tables.every(t => !t[0].length) ? [[data.frame[0], data.frame[1]], [null, null], [null, null], [null, null], [null, null]]
      : uPlot.join(tables.map(t => (t[0].length ? t : [[data.frame[0]], [null]])), tables.map(() => [0, 2])); // 2: a null stays one across the other limbs' times
  };

  const drawLanes = u => {
    const ratio = devicePixelRatio, w = wide(), h = laneUp * (data.lanes.length + 1), c = lanes.getContext("2d");
    lanes.width = w * ratio; lanes.height = h * ratio;
    lanes.style.width = w + "px"; lanes.style.height = h + "px";
    c.scale(ratio, ratio);
    const x0 = u.bbox.left / ratio, x1 = x0 + u.bbox.width / ratio, at = t => x0 + u.valToPos(t, "x");
    c.font = "12px system-ui"; c.textAlign = "right"; c.fillStyle = color("soft");
    c.fillText("asleep", x0 - 8, 14);
    data.lanes.forEach((l, i) => c.fillText(l[1], x0 - 8, laneUp * (i + 1) + 14));
    c.save();
    c.beginPath(); c.rect(x0, 0, x1 - x0, h); c.clip();
    for (const [list, name, y, high] of [[data.lost, "lost", 0, h], [data.unworn, "unworn", 0, h], [data.asleep, "asleep", 2, laneUp - 6]]) {
      c.fillStyle = color(name);
      for (const s of list) c.fillRect(at(s[0]), y, Math.max(0.5, at(s[1]) - at(s[0])), high);
    }
    const paint = data.lanes.map(l => color(l[0]));
    data.events.forEach((e, i) => {
      const x = at(e.t), y = laneUp * (e.k + 1) + 2;
      if (x < x0 - 50 && at(e.t + e.d) < x0 || x > x1 + 50) return;
      c.fillStyle = paint[e.k];
      c.fillRect(x - 0.7, y, Math.max(1.5, at(e.t + e.d) - x), laneUp - 5);
      if (i === chosen) { c.strokeStyle = color("ink"); c.lineWidth = 2; c.strokeRect(x - 4, y - 2, Math.max(8, at(e.t + e.d) - x + 8), laneUp - 1); }
    });
    c.restore();
    c.strokeStyle = color("rule"); c.lineWidth = 0.6;
    for (let i = 0; i <= data.lanes.length; i++) { c.beginPath(); c.moveTo(x0, laneUp * (i + 1) - 0.5); c.lineTo(x1, laneUp * (i + 1) - 0.5); c.stroke(); }
  };

  let filling = false;
  const refill = u => {
    if (filling || u !== plot) return;
    filling = true;
    u.setData(series(), false);
    u.redraw();
    filling = false;
    said.textContent = "Shown: " + clock(u.scales.x.min, 1) + " to " + clock(u.scales.x.max, 1) + (u.scales.x.max - u.scales.x.min < wavesBelow ? ", samples of the events" + (data.stride > 1 ? " (every " + data.stride + ". one)" : "") : "");
  };
  const build = () => {
    const range = plot ? [plot.scales.x.min, plot.scales.x.max] : data.frame;
    if (plot) plot.destroy();
    plot = null;
    const stepped = uPlot.paths.stepped({ align: 1 }), line = (name, width, paths) => ({ stroke: color(name), width, points: { show: false }, paths, spanGaps: false });
    plot = new uPlot({
      width: wide(), height: 190, legend: { show: false }, padding: [8, 20, 0, 0], // px: room for half a time of day at the right edge
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: true } },
      scales: { x: { time: false, range: (u, a, b) => [a, b] }, y: { distr: 3, range: () => [0.7, 2000] } },
      axes: [xAxis(), { stroke: color("soft"), size: left(), grid: { stroke: color("rule"), width: 0.6 }, ticks: { show: false }, splits: () => [1, 10, 100, 1000], values: (u, v) => v.map(x => (x === 1000 ? "1 g" : x + " mg")), filter: (u, s) => s, font: "12px system-ui" }],
      series: [{}, line("limb0", 1, stepped), line("limb1", 1, stepped), line("limb0", 1.4), line("limb1", 1.4)],
      hooks: { draw: [drawLanes], setScale: [(u, k) => { if (k === "x") setTimeout(() => refill(u)); }] },
    }, series(), holder);
    holder.append(lanes);
    show(range[0], range[1]);
  };
  const show = (a, b) => {
    const [from, to] = data.frame, span = Math.min(to - from, Math.max(0.2, b - a));
    a = Math.max(from, Math.min(a, to - span));
    plot.setScale("x", { min: a, max: a + span });
  };
  const zoom = by => {
    const { min, max } = plot.scales.x, e = data.events[chosen];
    const mid = e && e.t >= min && e.t <= max ? e.t + e.d / 2 : (min + max) / 2;
    show(mid - (max - min) * by / 2, mid + (max - min) * by / 2);
  };
  const pan = by => { const { min, max } = plot.scales.x, d = (max - min) * by; show(min + d, max + d); };

  // ---- the chosen event
  let waves = [], apart = false;
  const wavePlot = (e, limbs) => {
    const of = limbs.map(l => {
      const x = [], y = [];
      for (const w of e.w.filter(v => v.l === l)) { points(w); x.push(...w.x); y.push(...w.y); }
      return [x, y];
    });
    const place = make("div");
    detail.append(place);
    return new uPlot({
      width: Math.max(220, detail.clientWidth - 34), height: 200, legend: { show: false }, padding: [8, 8, 0, 0],
      cursor: { y: false, drag: { x: true, y: false } },
      scales: { x: { time: false }, y: { range: (u, a, b) => [0, Math.max(b || 0, e.h * 1.3) * 1.05] } },
      axes: [xAxis(), { stroke: color("soft"), size: 62, grid: { stroke: color("rule"), width: 0.6 }, ticks: { show: false }, values: (u, v) => v.map(x => x + " mg"), font: "12px system-ui" }],
      series: [{}, ...limbs.map(l => ({ stroke: color("limb" + l), width: 1.5, points: { show: false } }))],
      hooks: {
        drawClear: [u => {
          const c = u.ctx, p = t => u.valToPos(t, "x", true);
          c.save();
          c.beginPath(); c.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height); c.clip();
          c.fillStyle = color("shade");
          for (const part of e.p.filter(v => limbs.includes(v.l))) c.fillRect(p(part.t), u.bbox.top, Math.max(1, p(part.t + part.d) - p(part.t)), u.bbox.height);
          for (const [v, dash] of [[e.f, [1, 4]], [e.h, [7, 5]]]) {
            c.strokeStyle = color("soft"); c.setLineDash(dash.map(d => d * devicePixelRatio)); c.lineWidth = devicePixelRatio;
            c.beginPath(); c.moveTo(u.bbox.left, u.valToPos(v, "y", true)); c.lineTo(u.bbox.left + u.bbox.width, u.valToPos(v, "y", true)); c.stroke();
          }
          c.restore();
        }],
      },
    }, of.length > 1 ? uPlot.join(of) : of[0], place);
  };
  const showDetail = () => {
    const e = data.events[chosen], row = document.getElementById("e" + (chosen + 1));
    waves.forEach(w => w.destroy());
    waves = [];
    detail.replaceChildren();
    detail.hidden = !e;
    if (!e || !row) return;
    document.querySelectorAll("tr.chosen").forEach(r => r.classList.remove("chosen"));
    row.classList.add("chosen");
    const cell = i => row.cells[i].textContent.trim();
    const head = make("h3", { textContent: cell(1) + " at " + cell(0) });
    const facts = [cell(3) + " s long", "peak " + cell(4) + " mg", cell(5), cell(6), cell(7) && "train " + cell(7), cell(8) + " sure"].filter(Boolean).join(" · ");
    const words = make("div", {}, head, make("p", { textContent: facts }), make("p", { textContent: "Why: " + cell(9) }),
      make("p", { className: "hint", textContent: "Floor " + e.f + " mg (dotted), threshold " + e.h + " mg (dashed). The curve is the distance of the acceleration from rest before the event." }));
    words.setAttribute("aria-live", "polite");
    detail.append(words);
    const limbs = [0, 1].filter(l => e.w.some(w => w.l === l));
    if (limbs.length > 1) {
      const box = make("input", { type: "checkbox", checked: apart });
      box.onchange = () => { apart = box.checked; showDetail(); };
      detail.append(make("label", { className: "hint" }, box, " limbs apart (blue: left; orange: right)"));
    }
    if (limbs.length) waves = apart ? limbs.map(l => wavePlot(e, [l])) : [wavePlot(e, limbs)];
  };
  const choose = (i, look) => {
    chosen = i;
    const e = data.events[i];
    if (!e) return;
    const { min, max } = plot.scales.x;
    if (look) show(e.t - 8, e.t + e.d + 8);
    else if (e.t < min || e.t > max) show(e.t - (max - min) / 2, e.t + (max - min) / 2);
    plot.redraw(false);
    showDetail();
  };
  const step = by => {
    for (let i = chosen < 0 && by < 0 ? data.events.length : chosen; ;) {
      i += by;
      if (i < 0 || i >= data.events.length) return;
      if (only < 0 || data.events[i].k === only) return choose(i);
    }
  };

  // ---- hands
  lanes.addEventListener("click", ev => {
    const box = lanes.getBoundingClientRect(), lane = Math.floor((ev.clientY - box.top) / laneUp) - 1;
    const at = plot.posToVal(ev.clientX - box.left - plot.bbox.left / devicePixelRatio, "x");
    let best = -1, near = 12 * (plot.scales.x.max - plot.scales.x.min) / (plot.bbox.width / devicePixelRatio);
    data.events.forEach((e, i) => {
      const d = at < e.t ? e.t - at : Math.max(0, at - e.t - e.d);
      if (e.k === lane && d < near) { best = i; near = d; }
    });
    if (best >= 0) choose(best);
  });
  holder.addEventListener("wheel", ev => {
    if (!ev.ctrlKey && !ev.metaKey) return;
    ev.preventDefault();
    zoom(ev.deltaY > 0 ? 1.3 : 1 / 1.3);
  }, { passive: false });
  holder.addEventListener("keydown", ev => {
    const keys = {
      ArrowRight: () => (ev.shiftKey ? pan(0.25) : step(1)), ArrowLeft: () => (ev.shiftKey ? pan(-0.25) : step(-1)),
      "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), "0": () => show(...data.frame), Escape: () => show(...data.frame), Enter: () => choose(chosen, true),
    };
    if (!keys[ev.key] || ev.ctrlKey || ev.metaKey || ev.altKey) return;
    ev.preventDefault();
    keys[ev.key]();
  });
  const button = (label, name, act) => {
    const b = make("button", { type: "button", textContent: label, onclick: act });
    b.setAttribute("aria-label", name);
    return b;
  };
  const pick = make("select");
  pick.setAttribute("aria-label", "Step through which events");
  pick.append(make("option", { value: -1, textContent: "all events" }), ...data.lanes.map((l, i) => make("option", { value: i, textContent: l[1] })));
  pick.onchange = () => { only = +pick.value; };
  stage.append(
    make("div", { className: "tools" }, button("−", "Zoom out", () => zoom(2)), button("+", "Zoom in", () => zoom(0.5)), button("◀", "Earlier", () => pan(-0.5)), button("▶", "Later", () => pan(0.5)),
      button("whole night", "Show the whole night", () => show(...data.frame)), button("previous", "Previous event", () => step(-1)), button("next", "Next event", () => step(1)), pick,
      button("zoom to it", "Zoom to the chosen event", () => choose(chosen, true))),
    holder, said,
    make("p", { className: "hint", textContent: "Drag across the motion to zoom, choose an event with a click. Keys: ← → events, Shift with them moves, + − zoom, 0 whole night, Enter zooms to the event." }));
  const follow = () => {
    const m = /^#e(\d+)$/.exec(location.hash);
    if (m) { choose(m[1] - 1, true); stage.scrollIntoView({ block: "start" }); }
  };
  addEventListener("hashchange", follow);
  let width = 0;
  new ResizeObserver(() => { if (stage.clientWidth && stage.clientWidth !== width) { width = stage.clientWidth; build(); showDetail(); } }).observe(stage);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { build(); showDetail(); });
  width = stage.clientWidth;
  build();
  follow();
  window.nightjar = { plot: () => plot, chosen: () => chosen };
})();
