package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// A limb may be moved so smoothly that nothing of it is quicker than a breath: it seems steady on the way and goes through the detector in pieces, each of which might
// have been a breath. But a breath comes back. So what was dropped is kept in mind, and once the limb has rested the postures before and after are held together.

// glide is what was taken for breath and may have moved the limb for good.
type glide struct {
	any      bool
	from, to float64    // first onset and last end of its pieces, as sample numbers
	faint    []Movement // those pieces that stood out, if hardly: movements of their own when there was no glide
}

const (
	glideJoinMS   = 2000  // ms: pieces closer together than this belong to one glide
	glideBeforeMS = 5000  // ms of rest before a glide that tell its posture and the breath: a breath
	glideAfterMS  = 4000  // ms of rest after it that do so: most of a breath
	glideLeastMS  = 1000  // ms of rest on either side without which nothing is told
	glideSeekMS   = 2000  // ms that a glide may begin before its first piece
	glideMostMS   = 10000 // ms: no limb movement is longer (WASM 2016)
	glideG        = 0.012 // g: a smaller change of posture is not looked at; the weakest limb movement that is asked for moves it by 15 mg
	faintOf       = 2.0   // × the threshold, under which a movement may be the middle of a glide that stood out by a hair: 14 mg in quiet, just below the 15 mg that a sensor is asked to see
	faintMS       = 600   // ms that it lasts at most: a third of a glide of two seconds
	glideLeft     = 0.25  // × the change of posture, at most, is left beside ramp and breath, as root mean square
)

// glided notes that a piece that was taken for breath lasted from sample onset to sample end.
func (d *Detector) glided(dst []Movement, onset, end float64) []Movement {
	if g := &d.glide; g.any && onset-g.to > float64(d.rate.Samples(glideJoinMS)) {
		dst = d.glideOver(dst, dsp.Index(onset))
	}
	g := &d.glide
	if !g.any {
		*g = glide{any: true, from: onset, to: end}
	}
	g.to = max(g.to, end)
	return dst
}

// mayGlide reports whether m may be the middle of a glide: it hardly stood out, and the limb did not come back.
func (d *Detector) mayGlide(m *Movement) bool {
	return m.Closing == Relatched && m.PeakG < faintOf*m.ThresholdG && m.End-m.Onset <= float64(d.rate.Samples(faintMS))
}

// stood returns the end of the last piece that stood out, 0 when none did.
func (g *glide) stood() float64 {
	if n := len(g.faint); n > 0 {
		return g.faint[n-1].End
	}
	return 0
}

// faintly notes that m may be the middle of a glide.
func (d *Detector) faintly(dst []Movement, m Movement) []Movement {
	dst = d.glided(dst, m.Onset, m.End)
	d.glide.faint = append(d.glide.faint, m)
	return dst
}

// glideOver appends the glide at hand to dst if the limb lies elsewhere than before it, judged by the rest up to sample until, and else those of its pieces that stood out.
func (d *Detector) glideOver(dst []Movement, until dsp.Index) []Movement {
	g := d.glide
	d.glide = glide{faint: g.faint[:0]}
	if !g.any {
		return dst
	}
	if m, ok := d.glideOf(&g, until); ok {
		for i := range g.faint {
			d.Reuse(g.faint[i].Clip.Drop())
		}
		d.ended = m.End
		d.convert(&m)
		return append(dst, m)
	}
	for _, m := range g.faint {
		d.ended = m.End + m.HeldS*d.rate.Hz()
		d.convert(&m)
		dst = append(dst, m)
	}
	return dst
}

// glideOf returns the movement that a glide was, judged by the rest up to sample until; ok is false when it was none.
func (d *Detector) glideOf(g *glide, until dsp.Index) (m Movement, ok bool) {
	clip := d.ring.cut(dsp.Span{
		Start: max(dsp.Index(d.ended), dsp.Index(g.from)-d.rate.Samples(glideBeforeMS)),
		End:   min(until, d.next, dsp.Index(g.to)+d.rate.Samples(glideAfterMS)),
	})
	least := d.rate.Samples(glideLeastMS)
	if dsp.Index(g.from)-clip.Start < least || clip.Span().End-dsp.Index(g.to) < least {
		return m, false
	}
	per := float64(d.cut.length)
	first := (g.from - float64(clip.Start) - float64(d.rate.Samples(glideSeekMS))) / per
	last := (g.to - float64(clip.Start)) / per
	d.tickMeans(&clip)
	r := d.ramps.fit(d.breath.step, max(0, first), last, float64(d.rate.Samples(glideMostMS))/per)
	size := r.step.Norm()
	if size < d.reads(glideG) || r.left > glideLeft*size {
		return m, false
	}
	from, to := r.beyond(d.tuning.EdgeG)
	m = Movement{
		Onset: float64(clip.Start) + float64(from*per), End: float64(clip.Start) + float64(to*per), Closing: Relatched, Before: r.before, After: add(r.before, r.step, 1),
		FloorG: d.floors.away.value(), ThresholdG: d.floors.awayLimit.value(),
	}
	m.QuietBeforeS = max(0, (m.Onset-d.ended)/d.rate.Hz())
	d.shape.take(&clip, swingOf(r.a, r.b, angle{cos: 1}.plus(angleOf(d.breath.step*(0.5/per-0.5))), angleOf(d.breath.step/per)))
	i, j := int(from*per), int(to*per)+1
	d.shape.gauge(&m, i, j, m.Before)
	d.shape.describe(&m, i, j, m.Before, m.After)
	margin := d.rate.Samples(clipMarginMS)
	shown := d.copied(d.ring.cut(dsp.Span{Start: max(clip.Start, dsp.Index(m.Onset)-margin), End: min(clip.Span().End, dsp.Index(m.End)+margin)}))
	m.Clip = LooseClip(&shown)
	return m, true
}

// tickMeans makes the means of the whole ticks of a clip, in g, the ticks that ramps are fitted to.
func (d *Detector) tickMeans(clip *dsp.Block) {
	per := int(d.cut.length)
	y := d.ramps.ticks[:0]
	for k := range clip.Len() / per {
		var s sums
		dsp.Sums((*[3]dsp.Total)(&s), clip.X[k*per:(k+1)*per], clip.Y[k*per:(k+1)*per], clip.Z[k*per:(k+1)*per], 0)
		y = append(y, dsp.Vector{X: float64(s[0].Sum) * d.cut.scale, Y: float64(s[1].Sum) * d.cut.scale, Z: float64(s[2].Sum) * d.cut.scale})
	}
	d.ramps.ticks = y
}
