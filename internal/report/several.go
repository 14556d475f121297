package report

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// fewNights is how many nights it takes before anything is concluded from them (Trotti 2009; standards.md §3.5: summaries of five nights or more).
const fewNights = 5 // nights

// stays is the share of nights that must be above the line before the words say that the index stays there (ours).
const stays = 0.75

// Nightly is one night of an analysis, among others that may be of other analyses.
type Nightly struct {
	Analysis *Analysis
	Night    *Night
}

// Spread is how a figure was over several nights. Median, Least, Most and SD are in the figure's own unit; SD is the standard deviation of a sample, null for
// fewer than two nights.
type Spread struct {
	Nights              int // on which it is known
	Median, Least, Most float64
	SD                  *float64
}

// Several is what nights say together: usable ones, each recording once.
type Several struct {
	List     []Nightly // those that were measured, by date; undated ones last, as given
	Usable   int       // of them; the others are in no figure
	Index    Spread    // periodic limb movements asleep, 1/h
	Step     *float64  // 1/h: median of how far the index of a night is from that of the night before; null for fewer than two
	Above    Tally     // the line for the sleeper's age, 15/h for adults, 5/h for children
	Line     float64   // 1/h; 0 when the analyses do not agree on the sleeper's age
	Twice    int       // nights left out because the same recording stands among the others
	SameDate bool      // some are of the same date: two limbs that were analysed apart, or two people
}

// Tally counts on how many nights something was so, was not, and could not be said.
type Tally struct{ Yes, No, CannotSay int }

// add counts one night's answer.
func (t *Tally) add(a Answer) {
	switch a {
	case Yes:
		t.Yes++
	case No:
		t.No++
	default:
		t.CannotSay++
	}
}

// OverNights joins nights, of one analysis or of many. A recording that was analysed twice counts once.
func OverNights(list []Nightly) Several {
	var s Several
	seen, dates := map[string]bool{}, map[string]bool{}
	for _, v := range list {
		key := v.recordings()
		if !v.Night.Measured() {
			continue
		}
		if key != "" && seen[key] {
			s.Twice++
			continue
		}
		seen[key] = true
		s.List = append(s.List, v)
		if d := v.Night.Night; d != nil && v.Night.Usable {
			s.SameDate, dates[*d] = s.SameDate || dates[*d], true
		}
	}
	slices.SortStableFunc(s.List, func(a, b Nightly) int { return cmp.Compare(a.order(), b.order()) })
	var index []float64
	for _, v := range s.usable() {
		m := MeaningOf(v.Analysis, v.Night)
		if s.Usable++; s.Usable == 1 {
			s.Line = m.Line
		} else if s.Line != m.Line {
			s.Line = 0
		}
		s.Above.add(m.above(v.Night))
		if x := v.Night.Indices.PLMSPerH; x != nil {
			index = append(index, *x)
		}
	}
	s.Step = stepOf(index)
	s.Index = spreadOf(index)
	return s
}

// nightly lists the nights of the analysis.
func (a *Analysis) nightly() []Nightly {
	var out []Nightly
	for i := range a.Nights {
		out = append(out, Nightly{a, &a.Nights[i]})
	}
	return out
}

// recordings tells a night from others by what it was read from and when it began; empty when that is not known.
func (v *Nightly) recordings() string {
	var b strings.Builder
	for _, i := range v.Night.Recordings {
		sum := v.Analysis.Recordings[i].SHA256
		if sum == "" {
			return ""
		}
		b.WriteString(sum)
	}
	if v.Night.StartAt != nil {
		return b.String() + *v.Night.StartAt
	}
	if len(v.Night.Sleep.Bed) == 0 {
		return ""
	}
	return b.String() + v.Night.Sleep.Bed[0][0].String()
}

// order returns what nights are sorted by: their beginning in milliseconds, or that of their date; the undated after all others.
func (v *Nightly) order() int64 {
	if v.Night.StartAt != nil {
		if at, err := parseStamp(*v.Night.StartAt); err == nil {
			return at.UnixMilli()
		}
	}
	if v.Night.Night != nil {
		if at, err := time.Parse(time.DateOnly, *v.Night.Night); err == nil {
			return at.UnixMilli()
		}
	}
	return math.MaxInt64
}

// usable returns the nights that are usable.
func (s *Several) usable() []Nightly {
	var out []Nightly
	for _, v := range s.List {
		if v.Night.Usable {
			out = append(out, v)
		}
	}
	return out
}

// spread returns how a figure of the usable nights was, those left out on which it is not known.
func (s *Several) spread(figure func(*Night) *float64) Spread {
	var list []float64
	for _, v := range s.usable() {
		if x := figure(v.Night); x != nil {
			list = append(list, *x)
		}
	}
	return spreadOf(list)
}

// tally counts the usable nights above a line, in 1/h.
func (s *Several) tally(line float64) Tally {
	var t Tally
	for _, v := range s.usable() {
		m := Meaning{Line: line, worn: placementOf(v.Analysis, v.Night)}
		t.add(m.above(v.Night))
	}
	return t
}

// spreadOf returns how figures are spread; the list is left sorted.
func spreadOf(list []float64) Spread {
	if len(list) == 0 {
		return Spread{}
	}
	slices.Sort(list)
	s := Spread{Nights: len(list), Median: middle(list), Least: list[0], Most: list[len(list)-1]}
	if len(list) < 2 {
		return s
	}
	sum, squares := 0.0, 0.0
	for _, v := range list {
		sum += v
	}
	mean := sum / float64(len(list))
	for _, v := range list {
		squares += float64((v - mean) * (v - mean))
	}
	s.SD = known(math.Sqrt(squares / float64(len(list)-1)))
	return s
}

// middle returns the median of sorted figures.
func middle(list []float64) float64 {
	k := len(list)
	return (list[(k-1)/2] + list[k/2]) / 2
}

// stepOf returns the median of the differences between neighbours; null for fewer than two.
func stepOf(list []float64) *float64 {
	if len(list) < 2 {
		return nil
	}
	var steps []float64
	for i := 1; i < len(list); i++ {
		steps = append(steps, math.Abs(list[i]-list[i-1]))
	}
	slices.Sort(steps)
	return known(middle(steps))
}
