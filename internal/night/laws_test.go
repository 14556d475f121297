package night_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/night"
)

// TestNightsHaveWhatTheLawsNeed: a law proves nothing over nights in which nothing happens.
func TestNightsHaveWhatTheLawsNeed(t *testing.T) {
	var interpolated, clipMoves int
	eachNight(t, func(t *testing.T, r *recording) {
		l := run(t, r.whole(), nil)
		for _, s := range r.stretches {
			for _, f := range s.Flags {
				interpolated += int(f & dsp.Interpolated)
			}
		}
		if len(l.Movements) < 3 || len(l.Holes) < 3 || len(l.Sleep.Bouts) < 10 || len(l.Anchors) < 3 {
			t.Errorf("%d movements, %d holes, %d bouts, %d anchors", len(l.Movements), len(l.Holes), len(l.Sleep.Bouts), len(l.Anchors))
		}
		for _, m := range l.Movements {
			if m.Clip.Len() > 0 {
				clipMoves++
			}
		}
	})
	if interpolated == 0 || clipMoves < 20 {
		t.Errorf("%d samples interpolated, %d movements with a clip", interpolated, clipMoves)
	}
}

// TestChunkLaw: cutting the same samples into other chunks leaves every track the same.
func TestChunkLaw(t *testing.T) {
	eachNight(t, func(t *testing.T, r *recording) {
		want := run(t, r.whole(), nil)
		for _, size := range []int{1, 7, 479} {
			got := run(t, r.source(func() int { return size }), nil)
			if !same(t, "ledger", want, got) {
				t.Fatalf("chunks of %d", size)
			}
		}
	})
}

// TestChunkLawRandom is the chunk law for chunks of any sizes, over the recording with most of its corners.
func TestChunkLawRandom(t *testing.T) {
	r := broken()
	want := run(t, r.whole(), nil)
	rapid.Check(t, func(rt *rapid.T) {
		sizes := rapid.SampledFrom([]*rapid.Generator[int]{
			rapid.IntRange(1, 9), rapid.IntRange(1, 500), rapid.IntRange(1, device.MaxChunk), rapid.SampledFrom([]int{1, device.MaxChunk}),
		}).Draw(rt, "sizes")
		few := rapid.SliceOfN(sizes, 1, 40).Draw(rt, "chunks") // over and over
		k := -1
		got := run(t, r.source(func() int { k++; return few[k%len(few)] }), nil)
		if !same(t, "ledger", want, got) {
			rt.FailNow()
		}
	})
}

// TestJournalLaw: a night that is recorded while it is analysed gives the ledger of one that is not, and replaying the journal
// gives it again, with events that are the same bytes.
func TestJournalLaw(t *testing.T) {
	eachNight(t, func(t *testing.T, r *recording) {
		want := run(t, r.whole(), nil)
		var file bytes.Buffer
		w, err := journal.NewWriter(&file, r.info)
		if err != nil {
			t.Fatal(err)
		}
		src := device.Tee(r.source(func() int { return 479 }), w)
		live := run(t, src, nil)
		if err := w.End(src.Summary()); err != nil {
			t.Fatal(err)
		}
		same(t, "recorded while analysed", want, live)
		back, err := journal.NewReader(&file)
		if err != nil {
			t.Fatal(err)
		}
		replayed := run(t, back, nil)
		same(t, "replayed", want, replayed)
		if !bytes.Equal(events(t, live), events(t, replayed)) {
			t.Error("the events of the replayed night are other bytes")
		}
	})
}

// events prints everything settled about a night.
func events(t *testing.T, l *night.Ledger) []byte {
	t.Helper()
	b, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestPrefixLaw: whatever stands in a ledger part-way stands at the same place in the final one, to the last sample of its clip.
func TestPrefixLaw(t *testing.T) {
	eachNight(t, func(t *testing.T, r *recording) {
		for _, size := range []int{61, device.MaxChunk} {
			var w witness
			final := run(t, r.source(func() int { return size }), func(l *night.Ledger) { w.see(t, l) })
			w.judge(t, final)
		}
	})
}

// witness writes down every entry of a ledger when it sees it first.
type witness struct {
	calls  int
	early  int // entries seen before the end
	ledger night.Ledger
}

// see copies what is new, and checks that nothing has gone.
func (w *witness) see(t *testing.T, l *night.Ledger) {
	t.Helper()
	w.calls++
	k, s := &w.ledger, &l.Sleep
	if l.Data.Start > l.Data.End || l.Data.End < k.Data.End || w.calls > 1 && l.Data.Start != k.Data.Start || l.Clipped < k.Clipped {
		t.Fatalf("chunk %d: data %v after %v, %d clipped after %d", w.calls, l.Data, k.Data, l.Clipped, k.Clipped)
	}
	k.Info, k.Data, k.Clipped = l.Info, l.Data, l.Clipped
	k.Anchors = grown(t, "anchors", k.Anchors, l.Anchors)
	k.Holes = grown(t, "holes", k.Holes, l.Holes)
	if len(l.Movements) < len(k.Movements) {
		t.Fatalf("%d movements, where there were %d", len(l.Movements), len(k.Movements))
	}
	k.Movements = append(k.Movements, l.Movements[len(k.Movements):]...)
	k.Sleep.Epochs = grown(t, "epochs", k.Sleep.Epochs, s.Epochs)
	k.Sleep.Bouts = grown(t, "bouts", k.Sleep.Bouts, s.Bouts)
	k.Sleep.Judged = grown(t, "judged", k.Sleep.Judged, s.Judged)
	k.Sleep.Onsets = grown(t, "onsets", k.Sleep.Onsets, s.Onsets)
	k.Sleep.Unworn = grown(t, "unworn", k.Sleep.Unworn, s.Unworn)
	w.early = len(k.Movements) + len(k.Holes) + len(k.Sleep.Bouts)
}

// grown appends to seen the entries of now that are new.
func grown[T any](t *testing.T, track string, seen, now []T) []T {
	t.Helper()
	if len(now) < len(seen) {
		t.Fatalf("%d %s, where there were %d", len(now), track, len(seen))
	}
	return append(seen, now[len(seen):]...)
}

// judge holds the final ledger against what was written down.
func (w *witness) judge(t *testing.T, l *night.Ledger) {
	t.Helper()
	if w.early < 10 {
		t.Errorf("only %d entries were seen before the end", w.early)
	}
	k := &w.ledger
	prefix(t, "anchors", k.Anchors, l.Anchors)
	prefix(t, "holes", k.Holes, l.Holes)
	prefix(t, "movements", k.Movements, l.Movements)
	prefix(t, "epochs", k.Sleep.Epochs, l.Sleep.Epochs)
	prefix(t, "bouts", k.Sleep.Bouts, l.Sleep.Bouts)
	prefix(t, "judged", k.Sleep.Judged, l.Sleep.Judged)
	prefix(t, "onsets", k.Sleep.Onsets, l.Sleep.Onsets)
	prefix(t, "unworn", k.Sleep.Unworn, l.Sleep.Unworn)
}

// prefix fails the test unless the final track begins with what was seen of it.
func prefix[T any](t *testing.T, track string, seen, final []T) {
	t.Helper()
	if len(seen) > len(final) {
		t.Errorf("%d %s in the end, where there were %d", len(final), track, len(seen))
		return
	}
	for i := range seen {
		same(t, track, seen[i], final[i])
	}
}
