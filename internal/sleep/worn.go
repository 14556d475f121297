package sleep

import "github.com/nightjar-sleep/nightjar/dsp"

// quarter sums 15 min of samples for the detection of non-wear.
type quarter struct {
	number    int64
	span      dsp.Span
	ticks     int
	n         float64    // samples
	s, q      [3]float64 // g, g²: sums
	low, high [3]float64 // g: least and greatest tick mean
	breaths   int        // 5-s blocks in which a breath could be seen
	breath    float64    // g²: summed variance of seconds
	curve     float64    // g²: summed power of micro-motion in the same blocks
	moved     bool       // a movement of the body or a change of posture
	lungs     lines      // of the seconds without a movement
	heart     lines      // of their quarter seconds
}

// add takes a tick, whose mean is m, in g.
func (w *quarter) add(t *tick, m dsp.Vector) {
	if w.ticks == 0 {
		w.low, w.high = [3]float64{m.X, m.Y, m.Z}, [3]float64{m.X, m.Y, m.Z}
	}
	w.axis(0, m.X, &t.axis[0])
	w.axis(1, m.Y, &t.axis[1])
	w.axis(2, m.Z, &t.axis[2])
	w.n += float64(t.n)
	w.ticks++
	w.span.End = t.end
}

// axis takes the mean of a tick on axis i, in g, and its sums.
func (w *quarter) axis(i int, mean float64, t *dsp.Total) {
	if mean < w.low[i] {
		w.low[i] = mean
	}
	if mean > w.high[i] {
		w.high[i] = mean
	}
	w.s[i] += float64(float64(t.Sum) * unitG)
	w.q[i] += float64(float64(t.Square) * (unitG * unitG))
}

// worn finds the stretches in which nobody wore the sensor.
type worn struct {
	open   quarter
	past   ring[quarter] // the whole quarters before, without a hole between them
	unworn dsp.Span      // still growing
	window int           // quarters

	beats  segment    // quarter seconds since a movement or a hole
	cell   segment    // seconds likewise
	ahead  int64      // number of the tick that goes on
	second dsp.Vector // g: summed means of the ticks of the second so far
	ticks  int        // in it

	spare [2][]values // memory of a quarter that has gone
}

// sense takes a tick outside movements whose mean is m, in g, for the lines of breath and heart. Where the quarter shows a body anyway it costs nothing.
func (w *worn) sense(t *tick, m dsp.Vector, masked bool) {
	if masked || w.open.moved || t.number != w.ahead {
		w.beats.n, w.cell.n, w.ticks = 0, 0, 0
	}
	w.ahead = t.number + 1
	if masked || w.open.moved {
		return
	}
	w.beats.add(m, &w.open.heart)
	if t.number%cellTicks == 0 {
		w.second, w.ticks = dsp.Vector{}, 0
	}
	w.second.X, w.second.Y, w.second.Z = w.second.X+m.X/cellTicks, w.second.Y+m.Y/cellTicks, w.second.Z+m.Z/cellTicks
	w.ticks++
	if t.number%cellTicks == cellTicks-1 && w.ticks == cellTicks {
		w.cell.add(w.second, &w.open.lungs)
	}
}

// add takes a tick, whose mean is m, in g; a tick after a hole starts afresh.
func (w *worn) add(t *Track, k *tick, m dsp.Vector, p *limits) {
	number := k.number / quarterTicks
	if k.afterHole {
		w.restart(t)
		w.begin(number, k.start)
	} else if number != w.open.number || w.open.ticks == 0 {
		w.close(t, p)
		w.begin(number, k.start)
	}
	w.open.add(k, m)
}

// begin opens a quarter.
func (w *worn) begin(number int64, start dsp.Index) {
	w.open = quarter{number: number, span: dsp.Span{Start: start}, lungs: lines{wait: w.spare[0]}, heart: lines{wait: w.spare[1]}}
	w.spare = [2][]values{}
}

// restart forgets the past and settles what it had found.
func (w *worn) restart(t *Track) {
	if w.unworn.Len() > 0 {
		t.Unworn = append(t.Unworn, w.unworn)
	}
	w.unworn = dsp.Span{}
	for w.past.n > 0 {
		w.past.pop()
	}
	w.open.ticks = 0
}

// finish judges the last quarter when it is whole and settles what was found.
func (w *worn) finish(t *Track, p *limits) {
	if w.open.ticks > 0 && w.open.span.End == p.quarterStart(w.open.number+1) {
		w.close(t, p)
	}
	w.restart(t)
}

// close takes the open quarter as done and judges the window that ends with it.
func (w *worn) close(t *Track, p *limits) {
	if w.open.ticks == 0 {
		return
	}
	if w.past.n == w.window {
		gone := w.past.at(0)
		w.spare = [2][]values{gone.lungs.wait[:0], gone.heart.wait[:0]}
		w.past.pop()
	}
	w.past.push(w.open)
	w.open.ticks = 0
	if w.past.n < w.window || w.past.at(0).span.Start != p.quarterStart(w.past.at(0).number) || !w.still(p) {
		if w.past.n == w.window && w.unworn.Len() > 0 {
			t.Unworn = append(t.Unworn, w.unworn)
			w.unworn = dsp.Span{}
		}
		return
	}
	if w.unworn.Len() == 0 {
		w.unworn.Start = w.past.at(0).span.Start
		if n := len(t.Unworn); n > 0 { // the window may share quarters with one that was settled before a window between them showed a breath
			w.unworn.Start = max(w.unworn.Start, t.Unworn[n-1].End)
		}
	}
	w.unworn.End = w.past.last().span.End
}

// still reports whether the window shows no limb: every axis within the limits of non-wear, no movement of a body, no breath above the noise, no line
// of breath or heart in its spectrum.
func (w *worn) still(p *limits) bool {
	sum := *w.past.at(0)
	for i := 1; i < w.past.n; i++ {
		o := w.past.at(i)
		sum.n, sum.moved = sum.n+o.n, sum.moved || o.moved
		sum.breaths, sum.breath, sum.curve = sum.breaths+o.breaths, sum.breath+o.breath, sum.curve+o.curve
		for a := range 3 {
			sum.s[a], sum.q[a] = sum.s[a]+o.s[a], sum.q[a]+o.q[a]
			sum.low[a], sum.high[a] = min(sum.low[a], o.low[a]), max(sum.high[a], o.high[a])
		}
	}
	if sum.moved || sum.breaths < w.window*quarterTicks/blockTicks/2 || sum.breath > float64(p.BreathRatio*sum.curve/cellTicks) {
		return false
	}
	for a := range 3 {
		variance := sum.q[a]/sum.n - float64((sum.s[a]/sum.n)*(sum.s[a]/sum.n))
		if variance > float64(p.UnwornSDG*p.UnwornSDG) || sum.high[a]-sum.low[a] > p.UnwornRangeG {
			return false
		}
	}
	return !w.lined(p)
}

// lined reports whether the window shows a line of breath or heart.
func (w *worn) lined(p *limits) bool {
	var lungs, heart spectrum
	for i := range w.past.n {
		o := w.past.at(i)
		lungs.join(o.lungs.spectrum())
		heart.join(o.heart.spectrum())
	}
	return lungs.line(breathFirst, breathLast) > p.LineSD || heart.line(heartFirst, heartLast) > p.LineSD
}
