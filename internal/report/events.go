package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// makeEvents lists everything that happened in bed, in order of onset.
func (n *nightly) makeEvents() []Event {
	var list []*score.Verdict
	var bursts []int
	for i := range n.verdicts {
		if n.verdicts[i].Class == score.TooShort {
			bursts = append(bursts, i)
			continue
		}
		list = append(list, &n.verdicts[i])
	}
	together := n.burstsTogether(bursts)
	for i := range together {
		list = append(list, &together[i])
	}
	out := make([]Event, len(list), len(list)+len(list)/8)
	inStrands(len(list), func(_, from, to int) {
		own := *n // which has its own room for spectra, and is only read else
		own.spectra = dsp.Spectra{}
		for i := from; i < to; i++ {
			out[i] = own.eventOfVerdict(list[i])
		}
	})
	for _, k := range []struct {
		kind  kind
		class Class
	}{{kindRhythmic, Rhythmic}, {kindKick, HypnicStart}} {
		for _, ids := range n.together(k.kind) {
			e := n.eventOf(ids, k.class)
			e.Confidence, e.Why = n.confidence(&e, nil, ids), n.why(&e, nil, ids)
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Onset, b.Onset), cmp.Compare(a.Duration, b.Duration))
	})
	return out
}

// burstsTogether returns the judged bursts under half a second, those of several limbs at one time as one. Bursts that a slow recording cannot show,
// and those that are a feature of what another limb does meanwhile, are left out.
func (n *nightly) burstsTogether(ids []int) []score.Verdict {
	var out []score.Verdict
	for _, i := range ids {
		v := n.verdicts[i]
		s := &n.seen[v.Parts[0].IDs[0]]
		if class := n.classOf(&v, v.Parts[0].IDs); class == Brief && (n.rate() < jerkHz || n.insideOther(s)) {
			continue
		}
		if k := len(out) - 1; k >= 0 && v.Onset < out[k].End+nanos(n.opt.Criteria.JoinMS) && out[k].Limbs()&v.Limbs() == 0 {
			out[k].Parts = append(slices.Clone(out[k].Parts), v.Parts...)
			out[k].End = max(out[k].End, v.End)
			continue
		}
		out = append(out, v)
	}
	return out
}

// eventOfVerdict makes the event of a judged movement.
func (n *nightly) eventOfVerdict(v *score.Verdict) Event {
	var ids []int
	for _, p := range v.Parts {
		ids = append(ids, p.IDs...)
	}
	e := n.eventOf(ids, n.classOf(v, ids))
	e.Onset, e.Duration = n.since(millis(v.Onset)), millis(v.Duration())
	e.Parts = nil
	for _, p := range v.Parts {
		e.Parts = append(e.Parts, Part{siteName(n.seen[p.IDs[0]].track.Site), n.since(millis(p.Onset)), millis(p.End - p.Onset)})
	}
	if v.Series > 0 {
		e.Series, e.Place = known(v.Series), known(v.Place)
	}
	if v.HasInterval {
		e.IMIS = known(millis(v.Interval).Seconds())
	}
	e.Confidence, e.Why = n.confidence(&e, v, ids), n.why(&e, v, ids)
	return e
}

// classOf gives a judged movement its class by the contract's precedence.
func (n *nightly) classOf(v *score.Verdict, ids []int) Class {
	turned, cut := false, false
	for _, id := range ids {
		turned = turned || n.seen[id].turned(&n.opt.Criteria)
		cut = cut || n.seen[id].cut()
	}
	switch {
	case cut:
		return Cut
	case v.PLM():
		return PLM
	case turned || millis(v.Duration()) > n.opt.Criteria.GrossMS:
		return Gross
	case v.Class == score.TooShort:
		return Brief
	case v.Short():
		return ShortInterval
	}
	return Isolated
}

// eventOf makes an event of movements that belong together, with the features of the strongest one; its confidence and reasons come last.
func (n *nightly) eventOf(ids []int, class Class) Event {
	strong := &n.seen[ids[0]]
	whole := strong.span
	cut := false
	e := Event{Class: class, Sites: []string{}}
	for _, id := range ids {
		s := &n.seen[id]
		whole = span{min(whole.start, s.start), max(whole.end, s.end)}
		e.Parts = append(e.Parts, Part{siteName(s.track.Site), n.since(s.start), s.length()})
		if name := string(s.track.Site); name != "" && !slices.Contains(e.Sites, name) {
			e.Sites = append(e.Sites, name)
		}
		if s.m.PeakG > strong.m.PeakG {
			strong = s
		}
		cut = cut || s.cut()
	}
	slices.Sort(e.Sites)
	if cut {
		e.Class = Cut
	}
	n.measure(&e, strong)
	e.Waves = n.waves(ids)
	e.Onset, e.Duration = n.since(whole.start), whole.length()
	e.OnsetAt, e.Asleep = n.axis.stamp(whole.start), n.sleep.at(whole.start)
	if o := n.sleep.nearest(whole.start); o != nil {
		e.SinceOnsetS = known((whole.start - o.at).Seconds())
	}
	return e
}

// measure copies the features of the strongest movement of an event.
func (n *nightly) measure(e *Event, s *seen) {
	m := s.m
	e.PeakG, e.PeakJerkGS = round(m.PeakG, 4), round(m.JerkGS, 2)
	e.FloorG, e.ThresholdG = round(m.FloorG, 4), round(m.ThresholdG, 4)
	if m.Closing != movement.Cut {
		e.TiltDeg = known(s.tilt())
	}
	switch {
	case s.kind == kindRhythmic:
		e.DominantHz = known(round(s.beatHz, 2))
	default:
		e.DominantHz = n.dominant(m, s.track.Ledger.Info.Rate)
	}
}

// dominant returns the frequency at which a movement has most of its energy; null when its clip is too short to say.
func (n *nightly) dominant(m *movement.Movement, rate dsp.Rate) *float64 {
	if hz, ok := night.DominantHz(m, &n.spectra, rate); ok {
		return known(round(hz, 2))
	}
	return nil
}

// siteName returns a site's name, null when it is unknown.
func siteName[T ~string](site T) *string {
	if site == "" {
		return nil
	}
	return known(string(site))
}

// ordinal writes 1st, 2nd, 3rd, 4th …
func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}
