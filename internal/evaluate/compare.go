package evaluate

import (
	"slices"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// The pools that are evaluated, in the order of tables.
var pools = []pool{
	{name: "limb movements asleep", classes: limbClasses, asleep: true},
	{name: "limb movements", classes: limbClasses},
	{name: "periodic limb movements", classes: []report.Class{report.PLM}},
	{name: "hypnic starts", classes: []report.Class{report.HypnicStart}, classed: true},
	{name: "rhythmic trains", classes: []report.Class{report.Rhythmic}, classed: true},
	{name: "large body movements", classes: []report.Class{report.Gross}, classed: true},
}

// limbClasses are the classes of what a sensor on a limb sees as a movement of half a second or more.
var limbClasses = []report.Class{report.PLM, report.Isolated, report.ShortInterval, report.Gross, report.Cut}

// pool is a set of classes that are evaluated together.
type pool struct {
	name    string
	classes []report.Class
	asleep  bool // only what began in the truth's sleep
	classed bool // a truth without classes says nothing about it
}

func (p *pool) has(c report.Class) bool { return slices.Contains(p.classes, c) }

// Result is what one night, or several, came to. Slices hold one entry per pool, right event or night.
type Result struct {
	Kind   string
	Nights int
	Pools  []Tally
	Felt   Felt // the sleeper's marks

	// Per night, where both sides are known.
	IndexErrors       []float64 // 1/h: PLM per hour asleep, found minus true
	IndexTrue         []float64 // 1/h
	IndexInside       []bool    // the truth lies in the stated 90 % interval
	PeriodicityErrors []float64
	HypnicErrors      []float64 // hypnic starts, found minus true
	OnsetErrors       []float64 // s: persistent sleep onset, found minus true
	OnsetInside       []bool    // the truth lies within the stated uncertainty
}

// Tally counts one pool.
type Tally struct {
	Name           string
	Known          bool      // false when no truth said anything about it
	Right          int       // found and true
	Wrong          int       // found, not true
	Missed         int       // true, not found
	Neutral        int       // found where something happened that no sensor could see
	OnsetErrors    []float64 // s, found minus true
	DurationErrors []float64 // s
	ClearDurations []float64 // s: DurationErrors of those that peak at clearMG or more
	F1ByNight      []float64 // of nights with at least leastForNight true ones
	calibration    []stated
}

// stated is a found event with the confidence that it stated.
type stated struct {
	confidence float64
	right      bool
}

const (
	leastForNight = 50 // true events that a night needs for its own F1 to mean anything: one event is then at most a hundredth of F1
	clearMG       = 40 // mg: below it the release of a movement is often invisible, and its length a guess (detection.md, 10)
)

// Compare holds one night against its truth under the named rule set.
func Compare(t *Truth, n *report.Night, rules string) *Result {
	r := &Result{Kind: t.Kind, Nights: 1, Felt: felt(n)}
	for i := range pools {
		r.Pools = append(r.Pools, t.tally(&pools[i], n))
	}
	r.compareIndex(t.figures(rules), n)
	r.compareHypnic(t, n)
	r.compareOnset(t, n)
	return r
}

// tally matches one pool.
func (t *Truth) tally(p *pool, n *report.Night) Tally {
	out := Tally{Name: p.name}
	if (p.classed && !t.Classed) || (p.asleep && !t.Staged) {
		return out
	}
	out.Known = true
	var found []*report.Event
	for i := range n.Events {
		if e := &n.Events[i]; p.has(e.Class) {
			found = append(found, e)
		}
	}
	var real, unseen []Event
	for _, e := range t.Events {
		switch {
		case !e.Visible:
			unseen = append(unseen, e)
		case p.has(e.Class):
			real = append(real, e)
		}
	}
	out.count(t, p, found, real, unseen)
	return out
}

// count pairs what was found with what is real, and what is left with what no sensor could see.
func (a *Tally) count(t *Truth, p *pool, found []*report.Event, real, unseen []Event) {
	partner := match(onsetsFound(found), onsetsOf(real))
	var left []*report.Event
	used := make([]bool, len(real))
	for i, e := range found {
		k := partner[i]
		if k < 0 {
			left = append(left, e)
			continue
		}
		used[k] = true
		if p.asleep && !real[k].Asleep {
			continue
		}
		a.Right++
		a.OnsetErrors = append(a.OnsetErrors, e.Onset.Seconds()-real[k].OnsetS)
		longer := e.Duration.Seconds() - (real[k].EndS - real[k].OnsetS)
		a.DurationErrors = append(a.DurationErrors, longer)
		if real[k].PeakMG >= clearMG {
			a.ClearDurations = append(a.ClearDurations, longer)
		}
		a.calibration = append(a.calibration, stated{e.Confidence, true})
	}
	for i, k := range match(onsetsFound(left), onsetsOf(unseen)) {
		switch {
		case k >= 0:
			a.Neutral++
		case !p.asleep || t.sleptThrough(left[i]):
			a.Wrong++
			a.calibration = append(a.calibration, stated{left[i].Confidence, false})
		}
	}
	for k, e := range real {
		if !used[k] && (!p.asleep || e.Asleep) {
			a.Missed++
		}
	}
	if real := a.Right + a.Missed; real >= leastForNight {
		a.F1ByNight = append(a.F1ByNight, a.F1())
	}
}

// sleptThrough reports whether a found event began in the truth's sleep; a truth that has stages but no hypnogram is asked through the event's own.
func (t *Truth) sleptThrough(e *report.Event) bool {
	if t.Sleep == nil {
		return e.Asleep != nil && *e.Asleep
	}
	return t.asleepAt(e.Onset.Seconds())
}

func onsetsFound(list []*report.Event) []float64 {
	out := make([]float64, len(list))
	for i, e := range list {
		out[i] = e.Onset.Seconds()
	}
	return out
}

func onsetsOf(list []Event) []float64 {
	out := make([]float64, len(list))
	for i, e := range list {
		out[i] = e.OnsetS
	}
	return out
}

// compareIndex compares the PLM per hour of sleep and the periodicity.
func (r *Result) compareIndex(f *RuleFigures, n *report.Night) {
	if f == nil {
		return
	}
	if got := n.Indices.PLMSPerH; got != nil && f.PLMSPerH != nil {
		r.IndexErrors = append(r.IndexErrors, *got-*f.PLMSPerH)
		r.IndexTrue = append(r.IndexTrue, *f.PLMSPerH)
		if i := n.Intervals.PLMSPerH; i != nil {
			r.IndexInside = append(r.IndexInside, i[0] <= *f.PLMSPerH && *f.PLMSPerH <= i[1])
		}
	}
	if got := n.Indices.Periodicity; got != nil && f.Periodicity != nil {
		r.PeriodicityErrors = append(r.PeriodicityErrors, *got-*f.Periodicity)
	}
}

// compareHypnic compares the number of hypnic starts.
func (r *Result) compareHypnic(t *Truth, n *report.Night) {
	if n.Counts.HypnicStarts == nil || !t.Classed {
		return
	}
	real := 0
	for _, e := range t.Events {
		if e.Visible && e.Class == report.HypnicStart {
			real++
		}
	}
	r.HypnicErrors = append(r.HypnicErrors, float64(*n.Counts.HypnicStarts-real))
}

// compareOnset compares the persistent sleep onset.
func (r *Result) compareOnset(t *Truth, n *report.Night) {
	if t.Onset == nil || n.Sleep.Onset == nil {
		return
	}
	err := n.Sleep.Onset.Seconds() - *t.Onset
	r.OnsetErrors = append(r.OnsetErrors, err)
	if u := n.Sleep.OnsetUncertainty; u != nil {
		r.OnsetInside = append(r.OnsetInside, distance(err, 0) <= *u)
	}
}

// Add adds the nights of o to r.
func (r *Result) Add(o *Result) {
	if r.Nights == 0 {
		r.Kind = o.Kind
		r.Pools = make([]Tally, len(o.Pools))
		for i := range o.Pools {
			r.Pools[i].Name = o.Pools[i].Name
		}
	}
	r.Nights += o.Nights
	r.Felt.add(o.Felt)
	for i := range o.Pools {
		r.Pools[i].add(&o.Pools[i])
	}
	r.IndexErrors = append(r.IndexErrors, o.IndexErrors...)
	r.IndexTrue = append(r.IndexTrue, o.IndexTrue...)
	r.IndexInside = append(r.IndexInside, o.IndexInside...)
	r.PeriodicityErrors = append(r.PeriodicityErrors, o.PeriodicityErrors...)
	r.HypnicErrors = append(r.HypnicErrors, o.HypnicErrors...)
	r.OnsetErrors = append(r.OnsetErrors, o.OnsetErrors...)
	r.OnsetInside = append(r.OnsetInside, o.OnsetInside...)
}

func (a *Tally) add(o *Tally) {
	a.Known = a.Known || o.Known
	a.Right += o.Right
	a.Wrong += o.Wrong
	a.Missed += o.Missed
	a.Neutral += o.Neutral
	a.OnsetErrors = append(a.OnsetErrors, o.OnsetErrors...)
	a.DurationErrors = append(a.DurationErrors, o.DurationErrors...)
	a.ClearDurations = append(a.ClearDurations, o.ClearDurations...)
	a.F1ByNight = append(a.F1ByNight, o.F1ByNight...)
	a.calibration = append(a.calibration, o.calibration...)
}
