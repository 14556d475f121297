package dsp

import (
	"slices"
	"testing"
)

// An axis at full scale for a second or longer is stuck; a peak that is cut off for less is a movement. Neither depends on how the samples were cut.
func TestPegged(t *testing.T) {
	const n = 1000
	var all Block
	at := func(i int) bool { return i >= 100 && i < 199 || i >= 300 && i < 400 || i >= 950 }
	var want []Index
	for i := range n {
		f := Flag(0)
		if at(i) {
			f = Clipped
		}
		all.Append(int32(i), int32(-i), 7, f)
		if i < 300 || i >= 400 {
			want = append(want, Index(i))
		}
	}
	for _, step := range []int{1, 7, 99, 479, n} {
		p := NewPegged(100_000)
		var got []Index
		take := func(blocks []Block) {
			for _, b := range blocks {
				for i := range b.X {
					got = append(got, b.Start+Index(i))
					if b.X[i] != int32(b.Start)+int32(i) || (b.Flags[i] != 0) != at(int(b.X[i])) {
						t.Fatalf("step %d: sample %d is %d with flags %d", step, b.Start+Index(i), b.X[i], b.Flags[i])
					}
				}
			}
		}
		for from := 0; from < n; from += step {
			b := all.Slice(from, min(from+step, n))
			take(p.Push(&b))
		}
		take(p.Close())
		if taken := p.Taken(nil); !slices.Equal(got, want) || !slices.Equal(taken, []Span{{300, 400}}) {
			t.Errorf("step %d: %d samples passed, %v taken out; want %d and 300 to 400", step, len(got), taken, len(want))
		}
	}
}
