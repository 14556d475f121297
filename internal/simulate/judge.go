package simulate

import (
	"cmp"
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// entry is one felt movement in the book, with its number.
type entry struct {
	*felt
	limb   int
	cut    bool // a hole began inside it
	hidden bool // it began inside a hole
}

// book holds everything felt on all limbs and scores it.
type book struct {
	night   *Night
	entries []entry
	gaps    []score.Stretch
	context score.Night
}

func newBook(n *Night) *book {
	b := &book{night: n}
	for number, l := range n.limbs {
		holes := n.clocks[number].holes()
		for i := range l.felt {
			e := entry{felt: &l.felt[i], limb: number}
			for _, h := range holes {
				e.hidden = e.hidden || (e.onset >= h[0] && e.onset < h[1])
				e.cut = e.cut || (e.onset < h[0] && e.end > h[0])
			}
			b.entries = append(b.entries, e)
		}
		for _, h := range holes {
			b.gaps = append(b.gaps, score.Stretch{From: nanos(h[0]), To: nanos(h[1])})
		}
	}
	b.context = score.Night{Stages: true, Hours: true}
	b.context.Asleep, b.context.Awake = b.hours()
	return b
}

// nanos converts seconds, rounded to milliseconds, to the scorer's unit.
func nanos(s float64) score.Nanos { return score.Nanos(math.Round(s*1000)) * (score.Second / 1000) }

// hours returns the time asleep and awake outside the gaps.
func (b *book) hours() (asleep, awake score.Nanos) {
	gaps := slices.Clone(b.gaps)
	slices.SortFunc(gaps, func(a, c score.Stretch) int { return cmp.Compare(a.From, c.From) })
	for _, bout := range b.night.sleep.bouts {
		from, to := nanos(bout.from), nanos(bout.to)
		length, at := to-from, from
		for _, g := range gaps {
			left, right := max(g.From, at), min(g.To, to)
			if right > left {
				length -= right - left
				at = right
			}
		}
		if bout.stage == Wake {
			awake += length
		} else {
			asleep += length
		}
	}
	return asleep, awake
}

// moves reports whether the entry is scored as a limb movement.
func (e *entry) moves() bool {
	if e.cut || e.hidden {
		return false
	}
	switch e.intent.kind {
	case kindLimb, kindFidget, kindGross:
		return true
	}
	return false
}

// spans returns the entries that pass the test as movements for the scorer.
func (b *book) spans(in func(id int) bool) []score.Span {
	var list []score.Span
	for id := range b.entries {
		e := &b.entries[id]
		if !e.moves() || !in(id) {
			continue
		}
		s := score.Span{Onset: nanos(e.onset), End: nanos(e.end), Limb: limbOf(b.night.limbs[e.limb].site), ID: id, Asleep: score.Awake}
		if b.night.sleep.asleep(e.onset) {
			s.Asleep = score.Asleep
		}
		s.Large = e.tilt >= PostureDeg
		list = append(list, s)
	}
	return list
}

func limbOf(site device.Site) score.Limb {
	switch site {
	case device.SiteLeftAnkle:
		return score.LeftAnkle
	case device.SiteRightAnkle:
		return score.RightAnkle
	case device.SiteLeftWrist:
		return score.LeftWrist
	}
	return score.RightWrist
}

// visible returns the numbers of the movements that belong to a visible one once fragments are joined.
func (b *book) visible() (map[int]bool, error) {
	verdicts, err := score.Score(score.WASM2016(), b.spans(func(id int) bool { return !b.entries[id].faint }), nil)
	if err != nil {
		return nil, err
	}
	seen := map[int]bool{}
	for _, v := range verdicts {
		for _, p := range v.Parts {
			var peak float64
			for _, id := range p.IDs {
				peak = max(peak, b.entries[id].peak)
			}
			for _, id := range p.IDs {
				seen[id] = peak >= VisiblePeakG
			}
		}
	}
	return seen, nil
}

// judge scores visible and all movements under every rule set and lists the events.
func (b *book) judge(t *Truth) error {
	visible, err := b.visible()
	if err != nil {
		return err
	}
	shown := b.spans(func(id int) bool { return visible[id] })
	all := b.spans(func(int) bool { return true })
	t.Indices = map[string]TruthIndices{}
	for i, rules := range score.Presets() {
		seen, err := score.Score(rules, shown, b.gaps)
		if err != nil {
			return err
		}
		made, err := score.Score(rules, all, b.gaps)
		if err != nil {
			return err
		}
		t.Indices[rules.Name] = TruthIndices{Visible: b.summary(rules, seen), All: b.summary(rules, made)}
		if i == 0 { // wasm2016, the default, gives the classes
			b.listMovements(t, seen, made, visible)
		}
	}
	b.listOthers(t)
	return nil
}

func (b *book) summary(rules score.Rules, verdicts []score.Verdict) Scored {
	s := score.Summarize(rules, verdicts, b.context)
	return Scored{s.Counts, s.Indices}
}

// listMovements makes an event of each visible verdict, and of each movement too small to be in one.
func (b *book) listMovements(t *Truth, seen, made []score.Verdict, visible map[int]bool) {
	for _, v := range seen {
		var ids [][]int
		for _, p := range v.Parts {
			ids = append(ids, p.IDs)
		}
		b.list(t, &v, ids)
	}
	for _, v := range made {
		for _, p := range v.Parts {
			for _, id := range p.IDs {
				if !visible[id] {
					b.list(t, &v, [][]int{{id}})
				}
			}
		}
	}
}

// list adds the event whose parts are the joined entries, classed by its verdict.
func (b *book) list(t *Truth, v *score.Verdict, parts [][]int) {
	e := b.event(parts)
	switch {
	case v.PLM():
		e.Class, e.Series = ClassPLM, v.Series
	case e.TiltDeg >= PostureDeg || e.DurationS > 10:
		e.Class = ClassGross
	case e.DurationS < 0.5:
		e.Class = ClassBrief
	case v.Short():
		e.Class = ClassShortInterval
	default:
		e.Class = ClassIsolated
	}
	t.Events = append(t.Events, e)
}

// listOthers adds what is no limb movement, and what a hole has spoilt.
func (b *book) listOthers(t *Truth) {
	groups := map[int][]int{}
	for id := range b.entries {
		if e := &b.entries[id]; !e.moves() {
			groups[e.intent.id] = append(groups[e.intent.id], id)
		}
	}
	for id := range b.entries {
		group := groups[b.entries[id].intent.id]
		if len(group) == 0 || group[0] != id {
			continue
		}
		var parts [][]int
		for _, member := range group {
			parts = append(parts, []int{member})
		}
		e := b.event(parts)
		e.Class, e.Ignored = b.otherClass(group)
		t.Events = append(t.Events, e)
	}
}

// otherClass names an event outside the scorer, and says whether it is none to be found.
func (b *book) otherClass(group []int) (class string, ignored bool) {
	hidden, cut := true, false
	for _, id := range group {
		hidden = hidden && b.entries[id].hidden
		cut = cut || b.entries[id].cut
	}
	kind := b.entries[group[0]].intent.kind
	ignored = kind == kindTwitch || kind == kindMicro || kind == kindShock
	switch {
	case hidden:
		return ClassHidden, true
	case cut:
		return ClassCut, ignored
	}
	return string(kind), ignored
}

// event joins entries, per limb and across limbs.
func (b *book) event(parts [][]int) TruthEvent {
	first := &b.entries[parts[0][0]]
	e := TruthEvent{OnsetS: math.Inf(1), EndS: math.Inf(-1), Kind: string(first.intent.kind), Train: first.intent.train, Traits: []string{}, Faint: true}
	for _, ids := range parts {
		from, to, peak := math.Inf(1), math.Inf(-1), 0.0
		for _, id := range ids {
			x := &b.entries[id]
			from, to, peak = min(from, x.onset), max(to, x.end), max(peak, x.peak)
			e.TiltDeg = max(e.TiltDeg, x.tilt)
			e.Faint = e.Faint && x.faint
			for _, trait := range x.traits {
				if !slices.Contains(e.Traits, trait) {
					e.Traits = append(e.Traits, trait)
				}
			}
			if x.intent.kind == kindGross {
				e.Kind = string(kindGross)
			}
		}
		site := b.night.limbs[b.entries[ids[0]].limb].site
		from, to = milli(from), milli(to)
		e.Parts = append(e.Parts, TruthPart{site, from, milli(to - from), tenth(1000 * peak)})
		if !slices.Contains(e.Sites, site) {
			e.Sites = append(e.Sites, site)
		}
		e.OnsetS, e.EndS, e.PeakMG = min(e.OnsetS, from), max(e.EndS, to), max(e.PeakMG, tenth(1000*peak))
		e.Visible = e.Visible || peak >= VisiblePeakG
	}
	e.DurationS = milli(e.EndS - e.OnsetS)
	e.TiltDeg = tenth(e.TiltDeg)
	e.Asleep = b.night.sleep.asleep(e.OnsetS)
	return e
}

// tenth rounds to one decimal.
func tenth(v float64) float64 { return math.Round(v*10) / 10 }
