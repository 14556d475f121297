package report

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// TestRuleThatLeftOut: what is not listed is told by the rule that left it out, and by that one only.
func TestRuleThatLeftOut(t *testing.T) {
	faint := limb(9000, 1)
	faint.PeakG = 0.01
	in := plain(shock(5000), turn(7000, 2), limb(7003, 1), turn(7005, 2), faint).input(t)
	for at, want := range map[int]string{5000: "a blow to the bed", 9000: "too faint"} {
		e, err := Explain(in, AfterFirstSample(time.Duration(at)*time.Second), options())
		if err != nil {
			t.Fatal(err)
		}
		if e.Unlisted == nil {
			t.Fatalf("at %d s something is listed", at)
		}
		if got := e.unlistedWhy(); !strings.HasPrefix(got, want) {
			t.Errorf("at %d s: %q, want %q", at, got, want)
		}
	}
	e, err := Explain(plain(limb(5000, 1)).input(t), AfterFirstSample(5000*time.Second), options())
	if err != nil {
		t.Fatal(err)
	}
	if e.Unlisted != nil || e.Event == nil || e.Event.Class != Isolated {
		t.Errorf("a listed movement is not told as one: %+v", e)
	}
}

// TestQuietLooksQuiet: where nothing was found, what is drawn boldly stays below the threshold though the noise of single samples passes it; what passes it for a while is drawn above.
func TestQuietLooksQuiet(t *testing.T) {
	e, err := Explain(plain(limb(5000, 1)).input(t), AfterFirstSample(6000*time.Second), options())
	if err != nil {
		t.Fatal(err)
	}
	drawn := func(lift float64) (bold, pale bool) {
		random := rand.New(rand.NewPCG(1, 2))
		b := dsp.Block{Start: e.Samples.Start}
		for n := e.Samples.Start; n < e.Samples.End; n++ {
			v := [3]float64{0, 0, dsp.MicroG}
			if n > e.Samples.Start+500 && n < e.Samples.Start+550 {
				v[0] = lift * dsp.MicroG
			}
			for k := range v {
				v[k] += 0.004 * dsp.MicroG * random.NormFloat64() // its length is 6.4 mg on average, that of a mean of ten samples 2 mg
			}
			b.Append(int32(v[0]), int32(v[1]), int32(v[2]), 0)
		}
		var text strings.Builder
		if err := e.Show([]dsp.Block{b}).WriteText(&text); err != nil {
			t.Fatal(err)
		}
		above, _, found := strings.Cut(text.String(), "┄")
		if !found {
			t.Fatal(text.String())
		}
		_, above, _ = strings.Cut(above, "single samples\n")
		return strings.ContainsAny(above, "▁▂▃▄▅▆▇█"), strings.ContainsRune(above, '░')
	}
	if e.ThresholdG != 0.01 {
		t.Fatalf("threshold %v", e.ThresholdG)
	}
	if bold, pale := drawn(0); bold || !pale {
		t.Errorf("a quiet moment is drawn boldly above the threshold: %t, its noise palely: %t", bold, pale)
	}
	if bold, _ := drawn(0.05); !bold {
		t.Error("half a second at five thresholds is not drawn above it")
	}
}
