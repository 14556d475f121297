package report_test

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// profileNight simulates a night and scores it with its true sleep.
func profileNight(t *testing.T, profile string, seed uint64) (report.Analysis, *simulate.Truth) {
	t.Helper()
	set := simulate.Default()
	set.Profile, set.Hours, set.Rate, set.Seed = profile, 3.5, 50, seed
	n, err := simulate.New(set)
	if err != nil {
		t.Fatal(err)
	}
	src := n.Source(0)
	ledger, err := night.Run(context.Background(), src, night.ConfigFor(src.Info().Site), nil)
	if err != nil {
		t.Fatal(err)
	}
	opt := report.Options{Version: "test", Rules: score.WASM2016(), Criteria: report.DefaultCriteria(), Pictures: true}
	for _, s := range n.Truth().Hypnogram {
		state := sleep.Asleep
		if s.Stage == "W" {
			state = sleep.Awake
		}
		opt.Hypnogram = append(opt.Hypnogram, report.Bout{Start: report.MillisOf(s.OnsetS), End: report.MillisOf(s.OnsetS + s.DurationS), State: state})
	}
	scored, err := report.Join(report.Group{{File: profile + ".csv", Site: src.Info().Site, Ledger: ledger, Summary: src.Summary()}}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return report.Build(opt, []report.Scored{scored}, nil), n.Truth()
}

// TestWordsAreTrueOfEveryProfile: for each kind of night the words carry the night's own figures, counted anew from its events, are on the side of the line on which
// the truth is, and never speak of an illness.
func TestWordsAreTrueOfEveryProfile(t *testing.T) {
	for _, profile := range []string{"healthy", "hypnic", "plm-mild", "plm-severe", "rls", "rhythmic", "restless"} {
		t.Run(profile, func(t *testing.T) {
			a, truth := profileNight(t, profile, 11)
			n := &a.Nights[0]
			m := report.MeaningOf(&a, n)
			plms, starts := 0, 0
			for i := range n.Events {
				e := &n.Events[i]
				if e.Class == report.HypnicStart {
					starts++
				}
				if e.Series != nil && *e.Asleep {
					plms++
				}
			}
			for _, want := range []string{number(plms, "periodic limb movement"), number(starts, "hypnic start"), fmt.Sprintf("%.1f hours of sleep", *n.Sleep.TotalSleepH)} {
				if !strings.Contains(m.Sentence, want) {
					t.Errorf("%q lacks %q", m.Sentence, want)
				}
			}
			text := m.Sentence + m.OneNight
			for _, p := range m.Points {
				text += p.Text
			}
			for _, word := range []string{"disease", "disorder", "syndrome", "you have", "diagnos"} {
				if strings.Contains(strings.ToLower(text), word) {
					t.Errorf("the words say %q: %s", word, text)
				}
			}
			above := m.Signs[2]
			switch real := *truth.Indices["wasm2016"].Visible.Indices.PLMSPerHour; {
			case above.Answer == report.Yes && real <= m.Line, above.Answer == report.No && real > m.Line:
				t.Errorf("truly %.1f an hour, and the page says %s: %s", real, above.Answer, above.Fact)
			}
			if loud := strings.Contains(text, "a dozen or more"); loud != (starts >= 12) {
				t.Errorf("%d hypnic starts, and a dozen is spoken of: %t", starts, loud)
			}
			if err := report.WriteHTML(io.Discard, &a); err != nil {
				t.Error(err)
			}
		})
	}
}

func number(n int, what string) string {
	switch n {
	case 0:
		return "no " + what + "s"
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// TestSeverityIsTold: a severe night is above the line and a healthy one is not, whatever the words around it.
func TestSeverityIsTold(t *testing.T) {
	for profile, want := range map[string]report.Answer{"plm-severe": report.Yes, "healthy": report.No} {
		a, _ := profileNight(t, profile, 3)
		if got := report.MeaningOf(&a, &a.Nights[0]).Signs[2]; got.Answer != want {
			t.Errorf("%s: %s (%s), want %s", profile, got.Answer, got.Fact, want)
		}
	}
}

// TestTooLittleOfANightAnswersNothing: of what is no usable night the facts are told, no sign is answered, and the words blame the length, not the interval,
// which may lie clear of the line.
func TestTooLittleOfANightAnswersNothing(t *testing.T) {
	for _, profile := range []string{"plm-severe", "healthy"} {
		a, _ := profileNight(t, profile, 3)
		n := &a.Nights[0]
		n.Usable = false
		m := report.MeaningOf(&a, n)
		for _, s := range m.Signs {
			if s.Answer != report.CannotSay || s.Fact == "" {
				t.Errorf("%s: %s: %s (%q)", profile, s.What, s.Answer, s.Fact)
			}
		}
		if words := m.Points[1].Text; !strings.Contains(words, "So little of a night cannot say") {
			t.Errorf("%s: %s", profile, words)
		}
	}
}

// TestChanceIsTold: an index that chance alone would give, or much of it, is said to be so; one well above is not. Never is a rhythm denied: trains make chance large.
func TestChanceIsTold(t *testing.T) {
	a, _ := profileNight(t, "healthy", 3)
	n := &a.Nights[0]
	plms, index := 12, 4.0
	n.Counts.PLMS, n.Indices.PLMSPerH, n.Intervals.PLMSPerH = &plms, &index, nil
	for chance, want := range map[float64]string{5: "5.0 an hour look periodic, no less", 4: "4.0 an hour look periodic, no less", 2.5: "2.5 an hour look periodic;", 1: ""} {
		n.Indices.ChancePLMSPerH = &chance
		text := report.MeaningOf(&a, n).Points[1].Text
		if want == "" && strings.Contains(text, "chance") || !strings.Contains(text, want) {
			t.Errorf("%v of %v: %s", chance, index, text)
		}
	}
}

// TestAgeMovesTheLine: 5 an hour below 18 years, 15 from then on or when nobody said, each with its own figures of one and of five nights (Trotti 2009).
func TestAgeMovesTheLine(t *testing.T) {
	a, _ := profileNight(t, "healthy", 3)
	for _, c := range []struct {
		age   *float64
		line  float64
		words []string
	}{
		{nil, 15, []string{"34 of 100", "63 of 100"}}, {years(18), 15, []string{"34 of 100"}}, {years(17.9), 5, []string{"70 of 100", "91 of 100"}}, {years(0), 5, nil},
	} {
		a.AgeYears = c.age
		m := report.MeaningOf(&a, &a.Nights[0])
		if m.Line != c.line {
			t.Errorf("line %v, want %v", m.Line, c.line)
		}
		for _, w := range c.words {
			if !strings.Contains(m.OneNight, w) {
				t.Errorf("%q lacks %q", m.OneNight, w)
			}
		}
	}
}

// TestOffTheLegNothingIsBelow: what a sensor away from the legs counts can be above the line, never below it; what nobody placed is said to be open.
func TestOffTheLegNothingIsBelow(t *testing.T) {
	a, _ := profileNight(t, "healthy", 3)
	n := &a.Nights[0]
	site := func(s string) report.Meaning {
		a.Recordings[0].Site = nil
		if s != "" {
			a.Recordings[0].Site = &s
		}
		return report.MeaningOf(&a, n)
	}
	wrist, ankle, nowhere := site("left-wrist"), site("right-ankle"), site("")
	if wrist.Signs[2].Answer != report.CannotSay || !strings.Contains(wrist.Points[1].Text, "says little of the legs") || !strings.Contains(wrist.Verdict, "cannot say") {
		t.Errorf("at the wrist: %s, %q, %q", wrist.Signs[2].Answer, wrist.Points[1].Text, wrist.Verdict)
	}
	if ankle.Signs[2].Answer != report.No || !strings.Contains(ankle.Verdict, "stayed below 15 an hour") {
		t.Errorf("at the ankle: %s, %q", ankle.Signs[2].Answer, ankle.Verdict)
	}
	if nowhere.Signs[2].Answer != report.No || !strings.Contains(nowhere.Points[1].Text, "If the sensor was worn at the wrist") {
		t.Errorf("nobody said where: %s, %q", nowhere.Signs[2].Answer, nowhere.Points[1].Text)
	}
	severe, _ := profileNight(t, "plm-severe", 3)
	trunk := "trunk"
	severe.Recordings[0].Site = &trunk
	if got := report.MeaningOf(&severe, &severe.Nights[0]).Signs[2]; got.Answer != report.Yes {
		t.Errorf("many counted on the trunk: %s", got.Answer)
	}
}

// TestDoubtIsTold: of hypnic starts that the program is less than half sure of, the words say so.
func TestDoubtIsTold(t *testing.T) {
	a, _ := profileNight(t, "hypnic", 11)
	n := &a.Nights[0]
	var starts []*report.Event
	for i := range n.Events {
		if e := &n.Events[i]; e.Class == report.HypnicStart {
			e.Confidence = 0.9
			starts = append(starts, e)
		}
	}
	words := func() string { return report.MeaningOf(&a, n).Points[0].Text }
	if len(starts) < 3 || strings.Contains(words(), "half sure") {
		t.Fatalf("%d starts: %s", len(starts), words())
	}
	starts[0].Confidence, starts[2].Confidence = 0.3, 0.49
	if !strings.Contains(words(), "of 2 of them the program is less than half sure") {
		t.Error(words())
	}
}

func years(v float64) *float64 { return &v }

// TestWordsOverNightsAreTrueOfEveryProfile: what two nights of each kind say together carries their own figures, counted anew from the events, gives no more than one side of
// the line to nights whose truth is on the other, concludes nothing from so few, and never speaks of an illness.
func TestWordsOverNightsAreTrueOfEveryProfile(t *testing.T) {
	for _, profile := range []string{"healthy", "hypnic", "plm-mild", "plm-severe", "rls", "rhythmic", "restless"} {
		t.Run(profile, func(t *testing.T) {
			var list []report.Nightly
			var indices []float64
			above, below := 0, 0
			for _, seed := range []uint64{11, 12} {
				a, truth := profileNight(t, profile, seed)
				n := &a.Nights[0]
				plms := 0
				for i := range n.Events {
					if e := &n.Events[i]; e.Series != nil && *e.Asleep {
						plms++
					}
				}
				list, indices = append(list, report.Nightly{Analysis: &a, Night: n}), append(indices, float64(plms) / *n.Sleep.TotalSleepH)
				if *truth.Indices["wasm2016"].Visible.Indices.PLMSPerHour > 15 {
					above++
				} else {
					below++
				}
			}
			s := report.OverNights(list)
			slices.Sort(indices)
			const rounded = 0.01 // 1/h: hours and indices are printed to so many decimals
			if x := s.Index; x.Nights != 2 || math.Abs(x.Least-indices[0]) > rounded || math.Abs(x.Most-indices[1]) > rounded || math.Abs(x.Median-(indices[0]+indices[1])/2) > rounded {
				t.Errorf("index %+v, counted anew %v", x, indices)
			}
			for _, want := range []string{"On 2 usable nights", fmt.Sprintf("%.1f", s.Index.Least), fmt.Sprintf("%.1f", s.Index.Most), "hypnic start"} {
				if !strings.Contains(s.Sentence(), want) {
					t.Errorf("%q lacks %q", s.Sentence(), want)
				}
			}
			if s.Above.Yes > above || s.Above.No > below {
				t.Errorf("the words say %+v; in truth %d are above and %d below", s.Above, above, below)
			}
			if !strings.Contains(s.Verdict(), "too few nights") {
				t.Errorf("%q concludes something from two nights", s.Verdict())
			}
			for _, word := range []string{"disease", "disorder", "syndrome", "you have", "diagnos"} {
				if strings.Contains(strings.ToLower(s.Sentence()+s.Verdict()+s.Varied()), word) {
					t.Errorf("the words say %q", word)
				}
			}
		})
	}
}
