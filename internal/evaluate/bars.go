package evaluate

// Bar is one promise that a night keeps or breaks, and on how many nights it was kept.
type Bar struct {
	Name string `json:"name"`
	Kept int    `json:"kept"`
	Of   int    `json:"nights"` // on which both sides are known
}

// The cut of periodic limb movements an hour that people look at, and the band around it where a truth is on neither side for certain.
const (
	indexCut  = 15.0 // 1/h: ICSD-3 for adults
	bandBelow = 12.0 // 1/h
	bandAbove = 18.0 // 1/h
)

// periodicityWithin is how far a periodicity index may be off.
const periodicityWithin = 0.05

// indexBars are how near the index of a night must come: within a share of the truth or, where that is less, within so many an hour.
var indexBars = []struct {
	name           string
	share, perHour float64
}{
	{"PLM per hour asleep within 5 % or 1/h", 0.05, 1},
	{"PLM per hour asleep within 8 % or 1.5/h", 0.08, 1.5},
	{"PLM per hour asleep within 15 % or 2/h", 0.15, 2},
}

// bars counts the nights that kept each promise, night by night.
func (r *Result) bars() []Bar {
	out := []Bar{}
	for _, b := range indexBars {
		out = append(out, count(b.name, r.IndexErrors, func(i int) bool {
			return distance(r.IndexErrors[i], 0) <= max(b.perHour, b.share*r.IndexTrue[i])
		}))
	}
	side := Bar{Name: "right side of 15/h, truth outside 12–18/h"}
	for i, real := range r.IndexTrue {
		if real >= bandBelow && real <= bandAbove {
			continue
		}
		side.Of++
		if (real+r.IndexErrors[i] > indexCut) == (real > indexCut) {
			side.Kept++
		}
	}
	return append(out, side,
		count("true PLM per hour inside the printed 90 % interval", r.IndexInside, func(i int) bool { return r.IndexInside[i] }),
		count("periodicity index within 0.05", r.PeriodicityErrors, func(i int) bool { return distance(r.PeriodicityErrors[i], 0) <= periodicityWithin }),
		count("true persistent onset inside the stated uncertainty", r.OnsetInside, func(i int) bool { return r.OnsetInside[i] }))
}

// count tries one promise on every night of a list.
func count[T any](name string, nights []T, kept func(i int) bool) Bar {
	b := Bar{Name: name, Of: len(nights)}
	for i := range nights {
		if kept(i) {
			b.Kept++
		}
	}
	return b
}
