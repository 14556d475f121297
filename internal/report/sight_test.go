package report

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/night"
)

// Whatever the order of its times, a night loses nothing of a list that meets its stretch, keeps what came just before that, and nothing else.
func TestConcerningKeepsWhatANightNeeds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stretch := rapid.Custom(func(t *rapid.T) span {
			start := Millis(rapid.Int64Range(0, int64(7*24*hour)).Draw(t, "start"))
			return span{start, start + Millis(rapid.Int64Range(1, int64(24*hour)).Draw(t, "length"))}
		})
		type numbered struct {
			span
			place int
		}
		in := stretch.Draw(t, "in")
		var list []numbered
		for i, s := range rapid.SliceOf(stretch).Draw(t, "list") {
			list = append(list, numbered{s, i})
		}
		got := concerning(in, list, func(s *numbered) span { return s.span })
		for i, s := range list {
			meets := func(k int) bool { return k < len(list) && list[k].meet(in).length() > 0 }
			if (meets(i) || meets(i+1)) && !slices.Contains(got, s) {
				t.Fatalf("%v of %v is missing from %v for %v", s, list, got, in)
			}
		}
		for _, s := range got {
			touches := func(k int) bool { return k < len(list) && list[k].start <= in.end && list[k].end >= in.start }
			if !touches(s.place) && !touches(s.place+1) {
				t.Fatalf("%v of %v is none of %v", s, list, in)
			}
		}
	})
}

// A logger whose clock is set back by three hours after one tells the times of its rows in no order. All movements are looked at that its clock puts into the night: those of the first hour and, since its third
// hour after that, those of the others.
func TestClockSetBackLosesNoMovement(t *testing.T) {
	const back, after, every = 3 * 3600, 3600, 300 // s
	s := plain()
	s.movements = nil
	want := 0
	for at := 40; at+every < int(s.hours*3600); at += every {
		on := at
		if at >= after {
			on += every / 2 // no two at the same time by the clock
		}
		s.movements = append(s.movements, limb(float64(on), 2))
		if on < after || on >= back {
			want++
		}
	}
	in := s.input(t)
	rate := in.Ledger.Info.Rate
	turned := rate.Samples(after * 1000)
	for i := range in.Ledger.Anchors {
		if a := &in.Ledger.Anchors[i]; a.Index >= turned {
			a.Nanos -= back * 1e9
		}
	}
	in.Ledger.Anchors = slices.Insert(in.Ledger.Anchors, after/60, device.Anchor{Index: turned - 1, Nanos: in.Ledger.Anchors[0].Nanos + after*1e9 - 1e9/int64(rate.Hz())})
	in.Ledger.Holes = append(in.Ledger.Holes, night.Hole{Span: dsp.Span{Start: turned - 1, End: turned}, Cause: device.CauseBackward})
	a, err := newAxis(Group{in}, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := &nightly{opt: &Options{Criteria: DefaultCriteria()}, axis: &a, window: window{span: a.extent()}}
	n.bed.time = spans{a.extent()}
	n.lookAtMovements()
	var found []*movement.Movement
	for i := range n.seen {
		found = append(found, n.seen[i].members...)
	}
	if len(found) != want {
		t.Errorf("%d movements are looked at, want %d", len(found), want)
	}
}
