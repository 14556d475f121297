package sleep_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// joined joins tracks of the same samples, less a hole.
func joined(s *scene, hole dsp.Span, tracks ...sleep.Track) sleep.Track {
	var limbs [][]sleep.Judged
	for _, t := range tracks {
		limbs = append(limbs, t.Judged)
	}
	data := []dsp.Span{{Start: 0, End: hole.Start}, {Start: hole.End, End: max(hole.End, dsp.Index(len(s.x)))}}
	return sleep.Join(s.rate, sleep.Ankle(), limbs, data)
}

// TestJoinOfOneIsThatOne: one limb alone, and a limb beside one that does the same, sleep as that limb does by itself, to the sample, with any hole.
func TestJoinOfOneIsThatOne(t *testing.T) {
	s := oneNight(9, 2.7)
	rapid.Check(t, func(t *rapid.T) {
		a := dsp.Index(rapid.IntRange(1, len(s.x)-2).Draw(t, "hole"))
		h := dsp.Span{Start: a, End: a + dsp.Index(rapid.IntRange(1, 3000).Draw(t, "length"))}
		want, _ := s.run(len(s.x), h)
		for _, got := range []sleep.Track{joined(s, h, want), joined(s, h, want, want)} {
			if d := cmp.Diff(sleep.NewHypnogram(want.Bouts), sleep.NewHypnogram(got.Bouts)); d != "" {
				t.Fatal(d)
			}
			if d := cmp.Diff(want.Onsets, got.Onsets); d != "" {
				t.Fatal(d)
			}
		}
	})
}

// TestJoinHoldsBothLimbs: what one limb takes for restlessness and the other surely not is sleep; what both see awake is not, though their epochs are five seconds apart.
func TestJoinHoldsBothLimbs(t *testing.T) {
	const ms = 1000
	epoch := func(k int, shift dsp.Index, awake float64) sleep.Judged {
		at := dsp.Index(k)*30*ms + shift
		return sleep.Judged{Span: dsp.Span{Start: at, End: at + 30*ms}, Secs: 30, AwakeP: awake}
	}
	var left, right []sleep.Judged
	for k := range 120 {
		l, r := 0.01, 0.01
		switch {
		case k < 40: // both awake
			l, r = 0.99, 0.97
		case k >= 60 && k < 80: // restless on the left alone, and not for certain
			l = 0.8
		}
		left, right = append(left, epoch(k, 0, l)), append(right, epoch(k, 5*ms, r))
	}
	track := sleep.Join(1_000_000, sleep.Ankle(), [][]sleep.Judged{left, right}, []dsp.Span{{Start: 0, End: 120*30*ms + 5*ms}})
	h := sleep.NewHypnogram(track.Bouts)
	if len(h) != 2 || h[0].State != sleep.Awake || h[1].State != sleep.Asleep || h[1].Span.Start < 40*30*ms || h[1].Span.Start > 40*30*ms+5*ms {
		t.Errorf("bouts %+v, want wakefulness for 40 epochs, then sleep", h)
	}
	if o := track.Onsets; len(o) == 0 || !o[0].Persistent || o[0].UncertaintyS != 180 || (len(o) > 1 && !o[1].Doubtful) {
		t.Errorf("onsets %+v, want one that lasts, to three minutes, and at most doubtful ones", o)
	}
}
