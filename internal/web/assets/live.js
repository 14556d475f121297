// The page of a night that lasts. What it holds is bounded: a minute of samples, the server's bins of the night, the night's events.
(() => {
  "use strict";
  const kit = window.nightjarKit;
  if (!kit) return;
  const { color, make, clock, xAxis } = kit, at = id => document.getElementById(id);
  const minute = 60, step = 0.1, rows = 40; // s of samples that are shown; mg of a step; events in the table
  const refresh = 60_000, silent = 6_000, hiddenFor = 15_000; // ms: between two fetches of the night's motion; without a word until the stream is opened anew; out of sight until it is closed
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let page = null, events = [], lanes = [], limbs = [], bins = [], stream = null, heard = 0, wait = 500, retry = 0, ended = false, range = 0;

  const setText = (e, text) => { if (e.textContent !== text) e.textContent = text; };
  const linked = (text, kind) => { setText(at("link"), text); at("link").className = "link " + kind; };
  const wide = e => Math.max(240, e.clientWidth);
  const narrow = e => (e.clientWidth < 520 ? 88 : 108);

  // ---- the stream, which comes back by itself
  const lost = why => {
    if (stream) stream.close();
    stream = null;
    if (!ended) linked(why + " Trying again …", "bad");
    clearTimeout(retry);
    retry = setTimeout(connect, wait);
    wait = Math.min(5000, wait * 1.5);
  };
  const connect = () => {
    clearTimeout(retry);
    if (stream) stream.close();
    heard = performance.now();
    const s = stream = new EventSource("/live/stream");
    const on = (kind, act) => s.addEventListener(kind, ev => { if (s === stream) { heard = performance.now(); act(JSON.parse(ev.data)); } });
    on("hello", hello);
    on("state", state);
    on("wave", list => { list.forEach(wave); draw(); });
    on("end", () => { lost("Nightjar has ended the night, or this page was too slow for it."); });
    s.onerror = () => {
      if (s !== stream) return;
      lost("No connection to nightjar watch.");
      // A stream does not tell why it was refused: after a restart the token is another one, and only the person can bring it.
      fetch("/live/history", { cache: "no-store" }).then(r => { if (r.status === 401 && !stream) linked("Nightjar was started again and wants its new token: open the address that it printed.", "bad"); }).catch(() => {});
    };
  };
  setInterval(() => {
    if (stream && performance.now() - heard > silent) lost("Nothing comes from nightjar watch.");
    if (stream && performance.now() - fetched > refresh) fetchNight();
  }, 1000);
  let away = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(away);
    if (document.hidden) away = setTimeout(() => { if (stream) stream.close(); stream = null; clearTimeout(retry); }, hiddenFor);
    else if (!stream) { wait = 500; connect(); }
  });

  const hello = h => {
    if (h.version !== document.body.dataset.version) return location.reload(); // nightjar was renewed
    wait = 500;
    lanes = h.lanes;
    events = [];
    page = null;
    for (const l of limbs) l.reset();
    fetchNight();
  };

  // ---- motion
  let fetched = -refresh;
  const fetchNight = () => {
    fetched = performance.now();
    fetch("/live/history").then(r => r.json()).then(list => {
      bins = list;
      for (const [i, l] of limbs.entries()) l.forget(bins[i] && bins[i].at.length > 1 ? bins[i].at[bins[i].at.length - 1] : -1);
      stale = true;
      draw();
    }).catch(() => { fetched = performance.now() - refresh + 5000; }); // once more in five seconds
  };
  // Draws a series as a filled column for each point of the screen, from the least to the greatest of what falls on it: a tenth of the work of a line through all
  // samples. The least values stand so many series before the greatest.
  const columns = (u, s, back, paint) => {
    const c = u.ctx, x = u.data[0], high = u.data[s], low = u.data[s - back], one = Math.max(1, Math.round(devicePixelRatio)), { left, top, width, height } = u.bbox;
    let px = null, a = 0, b = 0, end = null;
    const flush = next => {
      if (px === null) return;
      const y = Math.round(u.valToPos(b, "y", true));
      c.fillRect(px, y, Math.max(one, next - px), Math.max(one, Math.round(u.valToPos(a, "y", true)) - y));
    };
    c.save();
    c.beginPath(); c.rect(left, top, width, height); c.clip();
    c.fillStyle = paint;
    for (let i = 0; i < x.length; i++) {
      if (high[i] === undefined) continue; // another limb's time
      if (high[i] === null) { flush(px + one); px = end = null; continue; } // missing
      const at = Math.round(u.valToPos(x[i], "x", true));
      if (at === px) { a = Math.min(a, low[i]); b = Math.max(b, high[i]); } else {
        flush(at);
        px = at; a = low[i]; b = high[i];
        if (back === 0 && end !== null) { a = Math.min(a, end); b = Math.max(b, end); } // samples are joined, bins are not
      }
      end = high[i];
    }
    flush(px + one);
    c.restore();
  };
  // A limb: its last minute sample by sample, and by the second what came after the server's bins.
  const limb = (i, name) => {
    const l = { x: [], y: [], at: [], low: [], high: [], end: -Infinity };
    l.head = make("h3"); l.state = make("p"); l.now = make("p"); l.place = make("div", { className: "plot" });
    l.place.setAttribute("role", "img");
    l.place.setAttribute("aria-label", "Motion of the last minute, " + name);
    l.box = make("div", { className: "limb" }, l.head, l.state, l.now, l.place);
    l.reset = () => { l.x = []; l.y = []; l.at = []; l.low = []; l.high = []; l.end = -Infinity; };
    l.forget = until => { // the last of the server's bins may not be full yet
      let k = 0;
      while (k < l.at.length && l.at[k] < until) k++;
      if (k > 0) { l.at.splice(0, k); l.low.splice(0, k); l.high.splice(0, k); }
    };
    l.put = (t, mg) => {
      if (t - l.end > 1 && l.x.length) { l.x.push(l.end + 0.001); l.y.push(null); }
      l.end = t;
      l.x.push(t);
      l.y.push(mg === null ? null : Math.max(0.75, mg));
      if (mg === null) return;
      const s = Math.floor(t), k = l.at.length - 1;
      if (k >= 0 && l.at[k] === s) { l.low[k] = Math.min(l.low[k], mg); l.high[k] = Math.max(l.high[k], mg); } else { l.at.push(s); l.low.push(mg); l.high.push(mg); }
      if (l.at.length > 600) { l.at.splice(0, 300); l.low.splice(0, 300); l.high.splice(0, 300); } // the history could not be fetched for ten minutes
    };
    l.trim = () => {
      let k = 0;
      while (k < l.x.length && l.x[k] < l.end - minute - 1) k++;
      if (k > 500) { l.x.splice(0, k); l.y.splice(0, k); }
    };
    l.build = () => {
      if (l.plot) l.plot.destroy();
      l.paint = color("limb" + Math.min(i, 1));
      const level = (u, mg, dash) => {
        const c = u.ctx, y = u.valToPos(mg, "y", true);
        c.save();
        c.strokeStyle = color("soft"); c.lineWidth = devicePixelRatio; c.setLineDash(dash.map(d => d * devicePixelRatio));
        c.beginPath(); c.moveTo(u.bbox.left, y); c.lineTo(u.bbox.left + u.bbox.width, y); c.stroke();
        c.restore();
      };
      l.plot = new uPlot({
        width: wide(l.place), height: 170, legend: { show: false }, padding: [8, 20, 0, 0], cursor: { show: false },
        scales: { x: { time: false, range: () => [l.end - minute, l.end] }, y: kit.motionScale },
        axes: [xAxis(), kit.motionAxis(narrow(l.place))],
        series: [{}, { points: { show: false }, paths: () => null }],
        hooks: { drawClear: [u => { const v = page && page.limbs[i]; if (v && v.threshold) { level(u, Math.max(0.75, v.floor), [1, 4]); level(u, v.threshold, [7, 5]); } }], draw: [u => columns(u, 1, 0, l.paint)] },
      }, [l.x, l.y], l.place);
    };
    return l;
  };
  const wave = w => {
    const l = limbs[w.l];
    if (!l) return;
    w.v.forEach((v, k) => {
      const t = w.t + k / w.hz;
      if (t > l.end + 0.3 / w.hz) l.put(t, v < 0 ? null : v * step);
    });
    l.trim();
  };

  // ---- the night so far
  let night = null, canvas = null, stale = true, drawn = 0;
  const whole = () => {
    const tables = limbs.map((l, i) => {
      const h = bins[i] || { at: [], low: [], high: [] }, shift = page.limbs[i] ? page.limbs[i].shift : 0, last = h.at.length ? h.at[h.at.length - 1] + shift : -Infinity;
      const x = [], low = [], high = [];
      const add = (t, a, b) => { x.push(t); low.push(a === null ? null : Math.max(0.75, a)); high.push(b === null ? null : Math.max(0.75, b)); };
      h.at.forEach((t, k) => add(t + shift, h.low[k] < 0 ? null : h.low[k] * step, h.high[k] < 0 ? null : h.high[k] * step));
      l.at.forEach((t, k) => { if (t > last) add(t, l.low[k], l.high[k]); });
      return x.length ? [x, low, high] : [[0], [null], [null]];
    });
    return tables.length > 1 ? uPlot.join(tables, tables.map(() => [0, 2, 2])) : tables[0];
  };
  const shown = () => { const now = Math.max(page ? page.now : 0, 60); return [range ? Math.max(0, now - range) : 0, now]; };
  const buildNight = () => {
    const holder = at("night");
    if (night) night.destroy();
    if (!canvas) canvas = make("canvas", { className: "lanes" });
    const series = [{}];
    for (const _ of limbs) series.push({ show: false }, { points: { show: false }, paths: () => null });
    night = new uPlot({
      width: wide(holder), height: 170, legend: { show: false }, padding: [8, 20, 0, 0], cursor: { show: false },
      scales: { x: { time: false, range: shown }, y: kit.motionScale }, axes: [xAxis(), kit.motionAxis(narrow(holder))], series,
      hooks: { draw: [u => limbs.forEach((l, i) => columns(u, 2 * i + 2, 1, l.paint + (limbs.length > 1 ? "b0" : ""))), u => kit.drawLanes(u, canvas, wide(holder), { lanes, events, asleep: page.asleep, chosen: -1 })] },
    }, whole(), holder);
    holder.append(canvas);
  };

  // ---- drawing: whatever has come, one picture in a frame
  let due = [], last = 0;
  const draw = () => {
    if (due.length || document.hidden || (calm.matches && performance.now() - last < 1000)) return;
    last = performance.now();
    due = limbs.map((l, i) => () => { if (l.plot) l.plot.setData([l.x, l.y]); });
    if (night && (stale || last - drawn > 2000)) {
      stale = false;
      drawn = last;
      due.push(() => night.setData(whole()));
    }
    requestAnimationFrame(next);
  };
  const next = () => {
    const act = due.shift();
    if (act && page) act();
    if (due.length) requestAnimationFrame(next);
  };

  // ---- words and tables
  const state = s => {
    const before = page, changed = s.events.length > 0 || events.length !== s.from;
    page = s.page;
    kit.zero = page.zero;
    events.length = Math.min(events.length, s.from);
    events.push(...s.events);
    stale = stale || changed;
    if (page.limbs.length !== limbs.length || before === null) setUp();
    setText(at("sentence"), page.sentence);
    const trouble = page.limbs.filter(l => !l.reading || l.trouble);
    if (trouble.length) linked(trouble.map(l => l.name + ": " + (l.trouble || "the sensor does not send (" + l.link[0][1] + ")")).join("; "), "bad");
    else linked("The sensor sends; it is " + clock(page.now, 1) + ".", "good");
    cards();
    limbs.forEach((l, i) => {
      const v = page.limbs[i], p = v.pending;
      setText(l.head, v.name);
      setText(l.state, v.state);
      setText(l.now, p ? (p.over ? "Moved at " : "Moving since ") + clock(p.t, 1) + ", up to " + p.peak + " mg: not counted yet" : "At rest");
      l.now.className = p ? "moving" : "";
    });
    if (changed || before === null || page.decided !== before.decided) table();
    health();
    setText(at("notice"), [page.marks ? page.marks + " marked by you" : "", page.notice].filter(Boolean).join(" · "));
    draw();
  };
  const setUp = () => {
    if (page.limbs.length !== limbs.length) {
      for (const l of limbs) if (l.plot) l.plot.destroy();
      limbs = page.limbs.map((l, i) => limb(i, l.name));
      at("limbs").replaceChildren(...limbs.map(l => l.box));
    }
    rebuild();
  };
  const rebuild = () => { if (page) { limbs.forEach(l => l.build()); buildNight(); } };
  const cards = () => {
    const list = at("cards");
    if (list.children.length !== page.cards.length) list.replaceChildren(...page.cards.map(() => make("li", {}, make("b"), make("span"), make("small"))));
    page.cards.forEach((c, i) => { const [a, b, d] = list.children[i].children; setText(a, c.figure); setText(b, c.what); setText(d, c.note); });
  };
  const table = () => {
    const cell = (text, n) => make("td", { textContent: text, className: n ? "n" : "" });
    const list = events.slice(-rows).reverse().map(e => make("tr", { className: e.decided ? "" : "pending" }, cell(clock(e.t, 0.5), 1), make("td", {}, make("i", { className: lanes[e.k][0] }), e.name),
      cell(e.d.toFixed(1), 1), cell(e.peak, 1), cell(e.sites), cell(e.asleep), cell(e.train), cell(e.sure, 1), cell(e.decided ? "counted" : "pending"), cell(e.why)));
    at("rows").replaceChildren(...list);
    setText(at("more"), events.length > rows ? "The latest " + rows + " of " + events.length + " events; all of them are in the report of the night." : events.length ? "" : "No event yet.");
  };
  const health = () => {
    const place = at("health");
    if (place.children.length !== page.limbs.length) {
      place.replaceChildren(...page.limbs.map(() => make("table", {}, make("caption"), make("tbody"))));
    }
    page.limbs.forEach((l, i) => {
      const [caption, body] = place.children[i].children;
      setText(caption, l.name);
      if (body.children.length !== l.link.length) body.replaceChildren(...l.link.map(() => { const h = make("th"); h.scope = "row"; return make("tr", {}, h, make("td")); }));
      l.link.forEach((r, k) => { setText(body.children[k].children[0], r[0]); setText(body.children[k].children[1], r[1]); });
    });
  };

  // ---- how much of the night is shown
  const choices = [[600, "10 minutes"], [3600, "1 hour"], [0, "the whole night"]].map(([s, name]) => make("button", { type: "button", textContent: name, onclick: () => { range = s; press(); stale = true; draw(); } }));
  const press = () => choices.forEach((b, i) => b.setAttribute("aria-pressed", String([600, 3600, 0][i] === range)));
  at("ranges").append(...choices);
  press();
  let width = 0;
  new ResizeObserver(() => { const w = at("night").clientWidth; if (w && w !== width) { width = w; rebuild(); } }).observe(at("night"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", rebuild);
  window.nightjarLive = { held: () => ({ samples: limbs.map(l => l.x.length), recent: limbs.map(l => l.at.length), bins: bins.map(b => b.at.length), events: events.length }), page: () => page, events: () => events, end: i => limbs[i].end, open: () => !!stream, plot: i => limbs[i].plot };
  connect();
})();
