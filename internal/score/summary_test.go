package score

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The table of standards sheet 2.7: PLM per hour and PLM ÷ CLM that movements at random give, from simulation.
var chanceTable = []struct{ rate, aasm, wasm, share float64 }{
	{5, 0.02, 0.02, 0}, {10, 0.3, 0.3, 0.03}, {15, 1.2, 1.0, 0.07}, {20, 2.9, 2.3, 0.12}, {25, 5.7, 4.5, 0.18},
	{30, 9.2, 7.0, 0.23}, {40, 18.9, 14.2, 0.36}, {60, 41.6, 30.9, 0.52}, {90, 74, 54, 0.60},
}

func TestChanceAgainstTheTable(t *testing.T) {
	for _, c := range chanceTable {
		// The AASM column was simulated with the skip convention, under which fewer intervals are short than the formula takes: it stays within 8 %.
		if got := ChancePerHour(WASM2016(), c.rate); math.Abs(got-c.wasm) > 0.06+0.02*c.wasm {
			t.Errorf("wasm at %g/h: %.2f, table %g", c.rate, got, c.wasm)
		}
		if got := ChancePerHour(AASM(), c.rate); math.Abs(got-c.aasm) > 0.06+0.08*c.aasm {
			t.Errorf("aasm at %g/h: %.2f, table %g", c.rate, got, c.aasm)
		}
		if got := ChancePerHour(WASM2016(), c.rate) / c.rate; math.Abs(got-c.share) > 0.01 {
			t.Errorf("share at %g/h: %.3f, table %g", c.rate, got, c.share)
		}
	}
}

// TestChanceAgainstTheScorer lets the scorer count movements at random onsets, against the formula, and under the skip convention against the
// table, which used it.
func TestChanceAgainstTheScorer(t *testing.T) {
	const hours = 2000
	for _, c := range chanceTable[2:] {
		r := rand.New(rand.NewPCG(uint64(c.rate), 7))
		var list []Span
		for onset := 0.0; ; {
			onset += r.ExpFloat64() * 3600 / c.rate
			if onset > hours*3600 {
				break
			}
			at := Nanos(onset * float64(Second))
			list = append(list, Span{Onset: at, End: at + Second/2, Limb: LeftAnkle})
		}
		for _, x := range []struct {
			rules Rules
			want  float64
		}{{WASM2016(), ChancePerHour(WASM2016(), c.rate)}, {AASM(), ChancePerHour(AASM(), c.rate)}, {AASMSkip(), c.aasm}} {
			x.rules.JoinGap = 0 // so that no two of them become one
			verdicts, err := Score(x.rules, list, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := float64(Summarize(x.rules, verdicts, Night{}).Counts.PLM) / hours
			// PLM come in runs of four and more: a count of n has a spread of about √(8n).
			if math.Abs(got-x.want) > 0.02*x.want+4*math.Sqrt(8*x.want/hours) {
				t.Errorf("%s at %g/h: the scorer counts %.2f/h by chance, want %.2f", x.rules.Name, c.rate, got, x.want)
			}
		}
	}
}

func TestIndices(t *testing.T) {
	// Six asleep 30 s apart, of them a series of six; four more awake in another; an hour asleep at 10 movements an hour needs ten asleep.
	const text = "L0+1 L30+1 L60+1 L90+1 L120+1 L150+1 " +
		"L1000+1 L1200+1 L1400+1 L1600+1 " + // asleep, alone
		"L3000+1w L3020+1w L3040+1w L3060+1w"
	s := Summarize(WASM2016(), verdictsOf(t, WASM2016(), text), Night{Stages: true, Hours: true, Asleep: Hour / 2, Awake: 2 * Hour})
	for name, c := range map[string]struct {
		got  *float64
		want float64
	}{
		"plms_per_h":  {s.Indices.PLMSPerHour, 12},
		"plmw_per_h":  {s.Indices.PLMWPerHour, 2},
		"lm_per_h":    {s.Indices.LMPerHour, 20},
		"periodicity": {s.Indices.Periodicity, 0.6},
		// Asleep there are nine intervals, five of 30 s in a row.
		"periodicity_ferri": {s.Indices.PeriodicityFerri, 0.555556},
		"chance_plms_per_h": {s.Indices.ChancePLMSPerHour, ChancePerHour(WASM2016(), 20)},
		// Eight intervals of 10–90 s: five of 30 and three of 20.
		"imi_geometric_mean_s": {s.Intervals.GeometricMean, round(math.Pow(math.Pow(30, 5)*math.Pow(20, 3), 1.0/8), 6)},
		// ln 1.5 apart, in shares 5/8 and 3/8: the sample variance is ln²1.5 · 15/64 · 8/7.
		"imi_log_sd": {s.Intervals.LogSD, round(math.Log(1.5)*math.Sqrt(15.0/64*8/7), 6)},
	} {
		if c.got == nil || *c.got != c.want {
			t.Errorf("%s = %v, want %g", name, c.got, c.want)
		}
	}
	if x := s.Intervals; x.Below != 0 || x.Within != 8 || x.Above != 5 || len(x.List) != 13 {
		t.Errorf("intervals %d below, %d within, %d above", x.Below, x.Within, x.Above)
	}
	if len(s.Unknown) != 2 { // clmr and plmnr
		t.Errorf("unknown: %v", s.Unknown)
	}
}

func TestFerriNeedsThreeInARow(t *testing.T) {
	for text, want := range map[string]float64{
		"L0+1 L20+1 L40+1 L200+1 L220+1": 0,         // two intervals, a long one, one
		"L0+1 L20+1 L40+1 L60+1 L200+1":  0.75,      // three of four
		"L0+1 L10+1 L20+1 L30+1 L40+1":   0,         // 10 s is not over 10 s
		"L0+1 L90+1 L180+1 L270+1":       1,         // 90 s is within
		"L0+1 L20+1 L40+1w L60+1 L80+1":  0,         // 0–20 and 60–80 asleep
		"L0+1 L5+1 L25+1 L45+1 L65+1":    3.0 / 4.0, // the first is short
	} {
		if got, ok := ferri(verdictsOf(t, WASM2016(), text)); !ok || got != want {
			t.Errorf("%s: %g, want %g", text, got, want)
		}
	}
	if got, ok := ferri(verdictsOf(t, AASMSkip(), "L0+1 L20+1 L22+1 L40+1 L60+1")); !ok || got != 1 {
		t.Errorf("three intervals around a movement passed over: %g, want 1", got)
	}
	if _, ok := ferri(verdictsOf(t, WASM2016(), "L0+1")); ok {
		t.Error("one movement has an interval")
	}
}

// TestUnknownIsNull: what cannot be known is nil with a reason, and what can is not.
func TestUnknownIsNull(t *testing.T) {
	v := verdictsOf(t, WASM2016(), train(t, "L", "0", "30", "1", 12))
	for name, c := range map[string]struct {
		night              Night
		plms, index, share bool // known
		reason             string
	}{
		"nothing":         {Night{}, false, false, false, NoStages},
		"stages":          {Night{Stages: true}, true, false, false, NoHours},
		"no sleep":        {Night{Stages: true, Hours: true, Awake: Hour}, true, false, false, NoSleep},
		"all":             {Night{Stages: true, Hours: true, Awake: Hour, Asleep: Hour}, true, true, true, ""},
		"under 10 per h":  {Night{Stages: true, Hours: true, Awake: Hour, Asleep: 2 * Hour}, true, true, false, FewMovements},
		"no time awake":   {Night{Stages: true, Hours: true, Asleep: Hour}, true, true, true, ""},
		"hours by itself": {Night{Hours: true, Asleep: Hour, Awake: Hour}, true, true, true, ""},
	} {
		s := Summarize(WASM2016(), v, c.night)
		if got := s.Counts.PLMS != nil; got != c.plms {
			t.Errorf("%s: plms known = %v", name, got)
		}
		if got := s.Indices.PLMSPerHour != nil; got != c.index {
			t.Errorf("%s: plms_per_h known = %v", name, got)
		}
		if got := s.Indices.Periodicity != nil; got != c.share || s.Unknown["periodicity"] != c.reason {
			t.Errorf("%s: periodicity known = %v, reason %q", name, got, s.Unknown["periodicity"])
		}
		if (s.Indices.PLMWPerHour == nil) != (s.Unknown["plmw_per_h"] != "") {
			t.Errorf("%s: plmw_per_h and its reason disagree", name)
		}
	}
}

func TestHistograms(t *testing.T) {
	// Intervals 1, 2, 10, 89.9, 90 and 90.1 s.
	s := Summarize(WASM2016(), verdictsOf(t, WASM2016(), "L0+0.5 L1+0.5 L3+0.5 L13+0.5 L102.9+0.5 L192.9+0.5 L283+0.5"), Night{})
	x := s.Intervals
	if x.Histogram[0] != 1 || x.Histogram[1] != 1 || x.Histogram[5] != 1 || x.Histogram[44] != 2 {
		t.Errorf("2 s bins: %v", x.Histogram)
	}
	if x.LogHistogram[0] != 1 || x.LogHistogram[6] != 1 || x.LogHistogram[23] != 1 || x.LogHistogram[44] != 2 {
		t.Errorf("ln bins: %v", x.LogHistogram)
	}
	if x.Below != 2 || x.Within != 3 || x.Above != 1 {
		t.Errorf("%d below, %d within, %d above; want 2, 3, 1", x.Below, x.Within, x.Above)
	}
}

func TestSeriesOf(t *testing.T) {
	got := SeriesOf(verdictsOf(t, WASM2016(), train(t, "L", "10", "20", "1.5", 5)+" L500+1 "+train(t, "R", "600", "30", "2", 4)))
	want := []Series{
		{Number: 1, Onset: 10 * Second, End: 91*Second + Second/2, PLM: 5, IntervalMedian: 20 * Second},
		{Number: 2, Onset: 600 * Second, End: 692 * Second, PLM: 4, IntervalMedian: 30 * Second},
	}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%+v, want %+v", got, want)
	}
}
