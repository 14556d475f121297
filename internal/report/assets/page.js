// The night's page: a timeline that zooms to the sample, and the wave of the chosen event. Without it the page shows the same as drawings and tables.
(() => {
  "use strict";
  const source = document.getElementById("nightjar-data");
  if (!source || !window.nightjarKit) return;
  const data = JSON.parse(source.textContent);
  const stage = document.getElementById("stage"), detail = document.getElementById("detail");
  document.documentElement.classList.add("js");
  stage.hidden = false;

  const kit = window.nightjarKit, { color, make, clock, xAxis } = kit;
  kit.zero = data.zero;
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
  const left = () => (stage.clientWidth < 520 ? 88 : 108);
  const wide = () => Math.max(240, stage.clientWidth);

  // ---- the timeline
  const laneUp = kit.laneUp, wavesBelow = 1200; // px; s of width below which samples are drawn
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
    for (const limb of [0, 1]) {
      const x = [], y = [];
      if (b - a < samplesBelow) {
        for (const w of got.list) {
          if (!data.motion[w.l] || data.motion[w.l].limb !== limb) continue;
          if (x.length && w.t - x[x.length - 1] > 1.5 / w.hz) { x.push(x[x.length - 1] + 0.001); y.push(null); }
          w.v.forEach((v, i) => { const t = w.t + i / w.hz; if (!x.length || t > x[x.length - 1]) { x.push(t); y.push(v < 0 ? null : Math.max(0.75, v / 10)); } });
        }
      }
      tables.push([x, y]);
    }
    return tables.every(t => !t[0].length) ? [[data.frame[0], data.frame[1]], ...tables.map(() => [null, null])]
      : uPlot.join(tables.map(t => (t[0].length ? t : [[data.frame[0]], [null]])), tables.map(() => [0, 2])); // 2: a null stays one across the other limbs' times
  };

  const drawLanes = u => kit.drawLanes(u, lanes, wide(), { ...data, chosen });

  // Between the events the samples stand in the recording only: a server reads them from there, and the file by itself shows half minutes.
  const samplesBelow = 600, served = /^\/night\/[^/]+$/.test(location.pathname) ? location.pathname + "/samples" : ""; // s of width below which they are asked for
  let got = { from: 0, to: -1, list: [] }, asking = 0, refused = "";
  const askSamples = () => {
    const { min, max } = plot.scales.x;
    if (!served || refused || max - min >= samplesBelow || (min >= got.from && max <= got.to)) return;
    clearTimeout(asking);
    asking = setTimeout(() => {
      const { min, max } = plot.scales.x, from = min - (max - min) / 2, to = max + (max - min) / 2;
      if (max - min >= samplesBelow) return;
      fetch(served + "?from=" + from.toFixed(3) + "&to=" + to.toFixed(3)).then(r => (r.ok ? r.json() : r.text().then(t => { throw new Error(t); })))
        .then(list => { got = { from, to, list }; refill(plot); }).catch(e => { refused = e.message.trim(); refill(plot); });
    }, 250);
  };
  let filling = false;
  const refill = u => {
    if (filling || u !== plot) return;
    filling = true;
    u.setData(series(), false);
    u.redraw();
    filling = false;
    said.textContent = "Shown: " + clock(u.scales.x.min, 1) + " to " + clock(u.scales.x.max, 1) + (u.scales.x.max - u.scales.x.min < wavesBelow ? ", samples of the events, and as a line in steps the motion of each half minute" + (data.stride > 1 ? " (every " + data.stride + ". one)" : "") + (got.to >= u.scales.x.max && got.from <= u.scales.x.min && u.scales.x.max - u.scales.x.min < samplesBelow ? ", and all others faintly" : refused ? "; others are not shown: " + refused : "") : "");
    askSamples();
  };
  const build = () => {
    const range = plot ? [plot.scales.x.min, plot.scales.x.max] : data.frame;
    if (plot) plot.destroy();
    plot = null;
    const stepped = uPlot.paths.stepped({ align: 1 }), line = (name, width, paths) => ({ stroke: color(name), width, points: { show: false }, paths, spanGaps: false });
    const faint = name => ({ stroke: color(name) + "80", width: 0.8, points: { show: false }, spanGaps: false });
    plot = new uPlot({
      width: wide(), height: 190, legend: { show: false }, padding: [8, 20, 0, 0], // px: room for half a time of day at the right edge
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: true } },
      scales: { x: { time: false, range: (u, a, b) => [a, b] }, y: kit.motionScale },
      axes: [xAxis(), kit.motionAxis(left())],
      series: [{}, line("limb0", 1, stepped), line("limb1", 1, stepped), line("limb0", 1.4), line("limb1", 1.4), faint("limb0"), faint("limb1")],
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
      width: Math.max(220, detail.clientWidth - 34), height: 200, legend: { show: false }, padding: [8, 26, 0, 0],
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
    const [when, what, , long, peak, , where, sleep, train, sure, why] = [...row.cells].map(c => c.textContent.trim());
    const head = make("h3", { textContent: what + " at " + when });
    const facts = [long + " s long", "peak " + peak + " mg", where, sleep, train && "train " + train, sure + " sure"].filter(Boolean).join(" · ");
    const words = make("div", {}, head, make("p", { textContent: facts }), make("p", { textContent: "Why: " + why }),
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
  document.addEventListener("keydown", ev => {
    if (ev.ctrlKey || ev.metaKey || ev.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(ev.target.tagName || "")) return;
    if (ev.key === "j") step(1);
    if (ev.key === "k") step(-1);
  });
  addEventListener("beforeprint", () => { for (const d of document.querySelectorAll("details")) d.open = true; });
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
    make("p", { className: "hint", textContent: "Drag across the motion to zoom, choose an event with a click. Keys: j k next and previous event, anywhere on the page; on the timeline also ← →, Shift with them moves, + − zoom, 0 whole night, Enter zooms to the event." }));
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
