package report

import (
	"strings"
	"testing"
	"time"
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
