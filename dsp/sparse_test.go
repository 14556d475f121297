package dsp

import (
	"slices"
	"testing"
)

// losing returns n seconds of samples at 100 Hz of which every sample whose number fails keep is made up.
func losing(start Index, n int, keep func(i int) bool) *Block {
	b := &Block{Start: start}
	for i := range n * 100 {
		var f Flag
		if !keep(i) {
			f = Interpolated
		}
		b.Append(int32(i), 0, 1_000_000, f)
	}
	return b
}

// TestSparse: a link that loses most samples measures nothing, one that loses a fifth does, and a long hole says nothing of what follows it.
func TestSparse(t *testing.T) {
	fifth := func(i int) bool { return i%5 != 0 }
	third := func(i int) bool { return i%3 == 0 }
	list := []*Block{losing(0, 30, fifth), losing(3000, 30, third), losing(6000, 30, fifth), losing(30_000, 20, fifth)}
	for _, size := range []int{1, 7, 479, 3000} {
		s := NewSparse(100_000)
		kept, last := 0, Index(-1)
		var taken []Span
		for _, b := range list {
			for from := 0; from < b.Len(); from += size {
				part := b.Slice(from, min(from+size, b.Len()))
				for _, p := range s.Push(&part) {
					if p.Start <= last {
						t.Fatalf("sample %d after %d", p.Start, last)
					}
					kept, last = kept+p.Len(), p.Start+Index(p.Len())-1
				}
				taken = s.Taken(taken)
			}
		}
		s.Close()
		taken = s.Taken(taken)
		if len(taken) != 1 || kept+int(taken[0].Len()) != 11_000 {
			t.Fatalf("chunks of %d: %d kept, %v taken", size, kept, taken)
		}
		// half of ten seconds is missing 6.4 s into the bad stretch, and less than a quarter 8.9 s behind it
		if a, b := taken[0].Start, taken[0].End; a < 3600 || a > 3700 || b < 6860 || b > 6960 {
			t.Errorf("chunks of %d: %v taken", size, taken)
		}
	}
}

// TestSparseLeavesHoles: what short holes leave between them is taken out as well, what lies around long ones is not.
func TestSparseLeavesHoles(t *testing.T) {
	all := func(int) bool { return true }
	for _, c := range []struct {
		gap  Index
		keep bool
	}{{200, true}, {100, false}} {
		s := NewSparse(100_000)
		var starts []Index
		for i := range Index(60) {
			b := losing(i*(50+c.gap), 1, all).Slice(0, 50)
			b.Start = i * (50 + c.gap)
			for _, p := range s.Push(&b) {
				starts = append(starts, p.Start)
			}
		}
		if kept := slices.Contains(starts, 59*(50+c.gap)); kept != c.keep {
			t.Errorf("holes of %d: the last stretch kept %v", c.gap, kept)
		}
		s.Close()
		if taken := s.Taken(nil); !c.keep && (len(taken) != 1 || taken[0].End != 59*(50+c.gap)+50) {
			t.Errorf("holes of %d: %v taken, want one stretch with its holes to the end", c.gap, taken)
		}
	}
}
