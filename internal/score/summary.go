package score

// Night is what must be known beside the verdicts to count them.
type Night struct {
	Stages      bool  // it is known of movements whether they fell into sleep
	Hours       bool  // Asleep and Awake are known; implies Stages
	Asleep      Nanos // sleep inside the time in bed, without gaps and non-wear
	Awake       Nanos // wakefulness inside the time in bed, without gaps and non-wear
	Respiratory bool  // respiratory events are known
}

// Counts are numbers of combined movements. A null is unknown, which is not zero.
type Counts struct {
	LM            int  `json:"lm"`             // limb movements that the rules score; the same as CLM
	CLM           int  `json:"clm"`            // candidates
	NonCLM        int  `json:"nonclm"`         // limb movements that are no candidates
	CLMR          *int `json:"clmr"`           // respiratory-related candidates, scored or not
	PLM           int  `json:"plm"`            // candidates in series
	PLMS          *int `json:"plms"`           // of these, asleep at onset
	PLMW          *int `json:"plmw"`           // of these, awake at onset
	PLMNR         *int `json:"plmnr"`          // candidates in series once respiratory-related candidates are deleted
	Series        int  `json:"series"`         // periodic series
	Bilateral     int  `json:"bilateral"`      // candidates of more than one limb
	ShortInterval int  `json:"short_interval"` // candidates less than MinInterval after the candidate before them, in a series or not
	Isolated      int  `json:"isolated"`       // candidates neither in a series nor counted in ShortInterval
}

// Excluded are numbers of movements that the rules leave out of Counts.
type Excluded struct {
	TooShort    int `json:"too_short"`   // below MinDuration
	Awake       int `json:"awake"`       // awake, under WakeRemoved
	Respiratory int `json:"respiratory"` // respiratory-related, under RespiratoryExcluded
	Large       int `json:"large"`       // large body movements, under LargeIgnored
	InGap       int `json:"in_gap"`      // began inside a gap
}

// Indices are rates and shares of a night. A null is unknown.
type Indices struct {
	PLMSPerHour       *float64 `json:"plms_per_h"`        // 1/h: PLM asleep ÷ hours asleep
	PLMWPerHour       *float64 `json:"plmw_per_h"`        // 1/h: PLM awake ÷ hours awake in bed
	LMPerHour         *float64 `json:"lm_per_h"`          // 1/h: candidates asleep ÷ hours asleep
	Periodicity       *float64 `json:"periodicity"`       // PLM ÷ candidates, asleep
	PeriodicityFerri  *float64 `json:"periodicity_ferri"` // Ferri 2006, Sleep 29:759, asleep: see ferri
	ChancePLMSPerHour *float64 `json:"chance_plms_per_h"` // 1/h: what movements at random would give at this rate: see ChancePerHour
}

// Reasons why a number is null, as reports print them.
const (
	NoStages      = "no_sleep_stages"       // nothing says what was sleep
	NoHours       = "no_hypnogram"          // nothing says how long sleep lasted
	NoSleep       = "no_sleep"              // no time asleep
	NoWake        = "no_wake"               // no time awake in bed
	FewMovements  = "fewer_than_10_per_h"   // too few movements for a share of them to mean anything
	NoIntervals   = "no_intervals"          // no interval to speak of
	NoRespiratory = "no_respiratory_events" // no respiratory events were given
)

// Summary is what a night's verdicts come to.
type Summary struct {
	Counts    Counts
	Excluded  Excluded
	Indices   Indices
	Intervals Intervals
	Unknown   map[string]string // reason for each null, by its name in JSON; never nil
}

// minPerHour is the rate of candidates asleep below which periodicity is not given, in 1/h (Drakatos 2021, PMC8662505).
const minPerHour = 10

// Summarize counts the verdicts of one night under the rules that gave them. The verdicts must be whole and in their order.
func Summarize(rules Rules, verdicts []Verdict, night Night) Summary {
	s := Summary{Intervals: intervals(rules, verdicts), Unknown: map[string]string{}}
	s.count(verdicts)
	s.Intervals.explain(s.Unknown)
	if night.Respiratory {
		s.countRespiratory(rules, verdicts)
	} else {
		s.unknown(NoRespiratory, "clmr", "plmnr")
	}
	if !night.Stages && !night.Hours {
		s.unknown(NoStages, "plms", "plmw")
		s.unknown(NoStages, "plms_per_h", "plmw_per_h", "lm_per_h", "periodicity", "periodicity_ferri", "chance_plms_per_h")
		return s
	}
	asleep := s.countSleep(verdicts)
	if !night.Hours {
		s.unknown(NoHours, "plms_per_h", "plmw_per_h", "lm_per_h", "periodicity", "periodicity_ferri", "chance_plms_per_h")
		return s
	}
	s.rate(rules, verdicts, asleep, night)
	return s
}

// unknown gives the reason why the named numbers are null.
func (s *Summary) unknown(reason string, names ...string) {
	for _, n := range names {
		s.Unknown[n] = reason
	}
}

// count counts what needs neither sleep nor respiration.
func (s *Summary) count(verdicts []Verdict) {
	c := &s.Counts
	for i := range verdicts {
		switch v := &verdicts[i]; v.Class {
		case Candidate:
			c.CLM++
			c.PLM += one(v.PLM())
			c.Bilateral += one(v.Bilateral())
			c.ShortInterval += one(v.Short())
			c.Isolated += one(!v.PLM() && !v.Short())
			c.Series = max(c.Series, v.Series)
		case NonCandidate:
			c.NonCLM++
		case TooShort:
			s.Excluded.TooShort++
		case AwakeRemoved:
			s.Excluded.Awake++
		case RespiratoryRemoved:
			s.Excluded.Respiratory++
		case LargeRemoved:
			s.Excluded.Large++
		case InGap:
			s.Excluded.InGap++
		}
	}
	c.LM = c.CLM
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// countRespiratory counts respiratory-related candidates, and the series that are left without them. NonCLM stay and end series as before.
func (s *Summary) countRespiratory(rules Rules, verdicts []Verdict) {
	related, left := 0, 0
	var kept []*Verdict
	for i := range verdicts {
		v := verdicts[i]
		if v.Respiratory && (v.Class == Candidate || v.Class == RespiratoryRemoved) {
			related++
			continue
		}
		v.Interval, v.HasInterval, v.Link, v.Series, v.Place = 0, false, Unlinked, 0, 0
		kept = append(kept, &v)
	}
	c := chain{rules: rules}
	for _, v := range kept {
		c.step(v)
	}
	for _, v := range kept {
		left += one(v.PLM())
	}
	s.Counts.CLMR, s.Counts.PLMNR = &related, &left
}

// countSleep counts PLM by sleep and returns the candidates asleep.
func (s *Summary) countSleep(verdicts []Verdict) (asleep int) {
	plms, plmw := 0, 0
	for i := range verdicts {
		v := &verdicts[i]
		plms += one(v.PLM() && v.Asleep == Asleep)
		plmw += one(v.PLM() && v.Asleep == Awake)
		asleep += one(v.Class == Candidate && v.Asleep == Asleep)
	}
	s.Counts.PLMS, s.Counts.PLMW = &plms, &plmw
	return asleep
}

// rate works out the indices.
func (s *Summary) rate(rules Rules, verdicts []Verdict, asleep int, night Night) {
	x := &s.Indices
	if night.Awake > 0 {
		x.PLMWPerHour = number(float64(*s.Counts.PLMW) / night.Awake.Hours())
	} else {
		s.unknown(NoWake, "plmw_per_h")
	}
	if night.Asleep <= 0 {
		s.unknown(NoSleep, "plms_per_h", "lm_per_h", "periodicity", "periodicity_ferri", "chance_plms_per_h")
		return
	}
	perHour := float64(asleep) / night.Asleep.Hours()
	x.PLMSPerHour = number(float64(*s.Counts.PLMS) / night.Asleep.Hours())
	x.LMPerHour = number(perHour)
	x.ChancePLMSPerHour = number(ChancePerHour(rules, perHour))
	if perHour < minPerHour {
		s.unknown(FewMovements, "periodicity", "periodicity_ferri")
		return
	}
	x.Periodicity = number(float64(*s.Counts.PLMS) / float64(asleep))
	share, ok := ferri(verdicts)
	if !ok {
		s.unknown(NoIntervals, "periodicity_ferri")
		return
	}
	x.PeriodicityFerri = number(share)
}

// decimals is how many decimals an index keeps; beyond them platforms differ.
const decimals = 6

func number(x float64) *float64 {
	x = round(x, decimals)
	return &x
}

// Series is one periodic series.
type Series struct {
	Number         int
	Onset, End     Nanos // onset of its first movement, end of its last
	PLM            int
	IntervalMedian Nanos // of the intervals inside it
}

// SeriesOf lists the series of a night's verdicts.
func SeriesOf(verdicts []Verdict) []Series {
	var list []Series
	var inside [][]Nanos
	for i := range verdicts {
		v := &verdicts[i]
		switch {
		case v.Place == 0:
			continue
		case v.Place == 1:
			list = append(list, Series{Number: v.Series, Onset: v.Onset})
			inside = append(inside, nil)
		default:
			inside[len(inside)-1] = append(inside[len(inside)-1], v.Interval)
		}
		s := &list[len(list)-1]
		s.PLM = v.Place
		s.End = max(s.End, v.End)
	}
	for i := range list {
		list[i].IntervalMedian = median(inside[i])
	}
	return list
}
