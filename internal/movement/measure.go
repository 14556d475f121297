package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// early times the onset and keeps the clip of a movement that goes on, before the ring forgets its beginning.
func (d *Detector) early() {
	o := &d.open
	age := d.past.count - o.first
	if !o.timed && age >= d.span.edge {
		d.timeOnset(d.next)
	}
	if o.clip.Len() == 0 && age >= d.span.clip {
		d.keepClip(d.next)
	}
}

// load hands a clip to the shaper, less the breath as it is foretold now, low-passed from sample number from on.
func (d *Detector) load(clip *dsp.Block, from int) {
	d.shape.load(clip, d.breathing(clip.Start), from)
}

// breathing returns the breath from a sample on, as it is foretold now.
func (d *Detector) breathing(from dsp.Index) dsp.Swing {
	per := float64(d.cut.length)
	now := float64(d.past.at(d.past.count-1).start) + per/2
	return d.breath.from((float64(from)+0.5-now)/per, per)
}

// timeOnset finds the exact onset of the open movement, which is sought before sample until.
func (d *Detector) timeOnset(until dsp.Index) {
	o := &d.open
	ended := max(d.ended, d.glide.stood())
	floor := dsp.Index(ended)
	reach := max(floor, o.from-d.rate.Samples(walkMS))
	clip := d.ring.cut(dsp.Span{Start: max(floor, o.from-d.rate.Samples(walkMS+quietMS+clearMS)), End: min(d.next, until, o.from+d.rate.Samples(edgeByMS))})
	first := int(max(0, reach-clip.Start))
	d.load(&clip, min(first, clip.Len()))
	pos, before := d.shape.edge(int(o.from-clip.Start), first, o.peak, o.before)
	o.onset, o.timed = max(float64(clip.Start)+pos, ended), true
	o.quiet = before
}

// timeEnd finds the exact end of the open movement, which was steady from sample steady on, by the code of the onset on
// reversed time, and the posture after it.
func (d *Detector) timeEnd(steady dsp.Index) (float64, dsp.Vector) {
	o := &d.open
	clip := d.ring.cut(dsp.Span{Start: min(steady, max(dsp.Index(o.onset), steady-d.rate.Samples(edgeByMS))), End: d.next})
	if clip.Len() == 0 {
		return float64(steady), o.quiet
	}
	d.load(&clip, 0)
	d.shape.turn()
	last := clip.Len() - 1
	after := d.past.mean(d.past.count-min(d.span.gap, d.past.count), d.past.count)
	pos, after := d.shape.edge(last-int(steady-clip.Start), 0, o.peak, after)
	return float64(clip.Start) + float64(last) - pos, after
}

// keepClip copies the samples around the open movement, as far as end.
func (d *Detector) keepClip(end dsp.Index) {
	o := &d.open
	margin := d.rate.Samples(clipMarginMS)
	from := max(0, dsp.Index(o.onset)-margin)
	clip := d.ring.cut(dsp.Span{Start: from, End: min(end+margin, from+d.rate.Samples(d.tuning.ClipMS), d.next)})
	o.clip = d.copied(clip)
}

// copied returns the samples of b in memory of their own, without flags.
func (d *Detector) copied(b dsp.Block) dsp.Block {
	n := b.Len()
	var to Spare
	if k := len(d.spare) - 1; k >= 0 {
		to, d.spare = d.spare[k], d.spare[:k]
	}
	if cap(to[0]) < n {
		room := n + n/2 // lengths creep up
		all := make([]int32, clipAxes*room)
		to = Spare{all[:room:room], all[room : 2*room : 2*room], all[2*room:]}
	}
	return dsp.Block{Start: b.Start, X: append(to[0][:0], b.X...), Y: append(to[1][:0], b.Y...), Z: append(to[2][:0], b.Z...)}
}

// Reuse takes back the memory of a clip for a later one.
func (d *Detector) Reuse(s Spare) {
	if s[0] != nil {
		d.spare = append(d.spare, s)
	}
}

const (
	shortS = 1.5 // s: the lift of a movement that is let go gently seems no longer than this
	quietS = 4.0 // s of quiet before: what follows another movement sooner is the rest of it
)

const clipMarginMS = 1000 // ms of samples shown before and after a movement

// report closes the open movement, steady from sample steady on, and appends it to dst unless it was none.
// What followed begins at sample until.
func (d *Detector) report(dst []Movement, steady, until dsp.Index, closing Closing) []Movement {
	o := &d.open
	if !o.timed {
		d.timeOnset(max(steady, o.from+d.cut.length))
	}
	end, after := float64(steady), o.quiet
	if closing != Cut {
		end, after = d.timeEnd(steady)
	}
	end = max(end, o.onset)
	if o.clip.Len() == 0 {
		d.keepClip(dsp.Index(end) + 1)
	}
	m := Movement{
		Onset: o.onset, End: end, Closing: closing, Before: o.quiet, After: after,
		FloorG: o.floor, ThresholdG: o.threshold,
	}
	clip := o.clip
	o.clip = dsp.Block{}
	d.shape.take(&clip, d.breathing(clip.Start))
	from, to := int(o.onset-float64(clip.Start)), int(end-float64(clip.Start))+1
	d.shape.gauge(&m, from, to, o.quiet)
	if closing != Cut && (end-o.onset < 1 || m.PeakG < o.threshold || d.deepBreath(&m, from, to)) {
		d.Reuse(Spare{clip.X, clip.Y, clip.Z})
		return d.glided(dst, o.onset, end) // a tick stood out, the wave does not: noise, or a deep breath
	}
	faint := d.mayGlide(&m)
	if d.glide.any && !faint {
		dst = d.glideOver(dst, dsp.Index(o.onset))
		d.shape.take(&clip, d.breathing(clip.Start))
		d.shape.gauge(&m, from, to, o.quiet)
	}
	m.QuietBeforeS = (o.onset - d.ended) / d.rate.Hz()
	m.Clip = LooseClip(&clip)
	d.shape.describe(&m, from, to, o.quiet, after)
	d.parted(&m, o.lay, &clip)
	if closing != Cut && d.rate.Seconds(dsp.Index(end-o.onset)) < shortS && m.QuietBeforeS >= quietS {
		d.aftermath(&m, until)
	}
	if faint {
		return d.faintly(dst, m)
	}
	d.ended = m.End + m.HeldS*d.rate.Hz()
	d.convert(&m)
	return append(dst, m)
}
