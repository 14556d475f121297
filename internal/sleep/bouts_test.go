package sleep_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
	"pgregory.net/rapid"
)

func bout(a, b dsp.Index, s sleep.State) sleep.Bout {
	return sleep.Bout{Span: dsp.Span{Start: a, End: b}, State: s}
}

func TestHypnogram(t *testing.T) {
	h := sleep.NewHypnogram([]sleep.Bout{
		bout(0, 10, sleep.Awake), bout(10, 20, sleep.Awake), bout(20, 20, sleep.Asleep), bout(20, 50, sleep.Asleep),
		bout(60, 90, sleep.Asleep), bout(90, 95, sleep.Unknown), bout(95, 100, sleep.Awake),
	})
	want := sleep.Hypnogram{bout(0, 20, sleep.Awake), bout(20, 50, sleep.Asleep), bout(60, 90, sleep.Asleep), bout(95, 100, sleep.Awake)}
	if !cmp.Equal(h, want) {
		t.Fatal(cmp.Diff(want, h))
	}
	for i, s := range map[dsp.Index]sleep.State{
		-1: sleep.Unknown, 0: sleep.Awake, 19: sleep.Awake, 20: sleep.Asleep, 49: sleep.Asleep, 50: sleep.Unknown, 60: sleep.Asleep, 92: sleep.Unknown, 99: sleep.Awake, 100: sleep.Unknown,
	} {
		if got := h.At(i); got != s {
			t.Errorf("state at %d is %v, want %v", i, got, s)
		}
	}
	if got := h.Within(dsp.Span{Start: 15, End: 70}); !cmp.Equal(got, sleep.Hypnogram{bout(15, 20, sleep.Awake), bout(20, 50, sleep.Asleep), bout(60, 70, sleep.Asleep)}) {
		t.Errorf("within 15–70: %v", got)
	}
	if got := h.Without([]dsp.Span{{Start: 18, End: 22}, {Start: 30, End: 40}, {Start: 45, End: 96}}); !cmp.Equal(got, sleep.Hypnogram{
		bout(0, 18, sleep.Awake), bout(22, 30, sleep.Asleep), bout(40, 45, sleep.Asleep), bout(96, 100, sleep.Awake),
	}) {
		t.Errorf("without three spans: %v", got)
	}
	if h.Total(sleep.Asleep) != 60 || h.Total(sleep.Awake) != 25 {
		t.Errorf("asleep %d, awake %d, want 60 and 25", h.Total(sleep.Asleep), h.Total(sleep.Awake))
	}
	if got := h.Spans(sleep.Asleep); !cmp.Equal(got, []dsp.Span{{Start: 20, End: 50}, {Start: 60, End: 90}}) {
		t.Errorf("asleep in %v", got)
	}
	if got, ok := h.Without([]dsp.Span{{Start: 30, End: 40}}).Persistent(25); !ok || got.Start != 60 {
		t.Errorf("persistent sleep %v, %v, want from 60", got, ok)
	}
	if _, ok := h.Persistent(31); ok {
		t.Error("found persistent sleep of 31 samples")
	}
}

// TestHypnogramCuts: cutting by a window and by spans agrees with asking sample by sample.
func TestHypnogramCuts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var bouts []sleep.Bout
		at := dsp.Index(0)
		for range rapid.IntRange(0, 8).Draw(t, "bouts") {
			a := at + dsp.Index(rapid.IntRange(0, 3).Draw(t, "gap"))
			at = a + dsp.Index(rapid.IntRange(0, 9).Draw(t, "length"))
			bouts = append(bouts, bout(a, at, sleep.State(rapid.IntRange(0, 2).Draw(t, "state"))))
		}
		var cuts []dsp.Span
		end := dsp.Index(0)
		for range rapid.IntRange(0, 4).Draw(t, "cuts") {
			a := end + dsp.Index(rapid.IntRange(0, 12).Draw(t, "start"))
			end = a + dsp.Index(rapid.IntRange(0, 12).Draw(t, "cut"))
			cuts = append(cuts, dsp.Span{Start: a, End: end})
		}
		window := dsp.Span{Start: dsp.Index(rapid.IntRange(0, 40).Draw(t, "from")), End: dsp.Index(rapid.IntRange(0, 90).Draw(t, "to"))}
		h := sleep.NewHypnogram(bouts)
		left := h.Without(cuts).Within(window)
		var asleep dsp.Index
		for i := dsp.Index(0); i < 120; i++ {
			want := h.At(i)
			for _, c := range cuts {
				if c.Contains(i) {
					want = sleep.Unknown
				}
			}
			if !window.Contains(i) {
				want = sleep.Unknown
			}
			if want == sleep.Asleep {
				asleep++
			}
			if got := left.At(i); got != want {
				t.Fatalf("state at %d is %v, want %v", i, got, want)
			}
		}
		if left.Total(sleep.Asleep) != asleep {
			t.Fatalf("asleep for %d samples, want %d", left.Total(sleep.Asleep), asleep)
		}
	})
}
