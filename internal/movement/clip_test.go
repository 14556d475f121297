package movement

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// What a clip gives back lies within half a step of what it was given, at most a third of a block's size for an ordinary wave.
func TestClipKeepsWaves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SliceOfN(rapid.Int32(), 3, 300).Draw(t, "micro-g")
		b := dsp.Block{Start: 77}
		for ; len(v) >= 3; v = v[3:] {
			b.Append(v[0], v[1], v[2], dsp.Clipped)
		}
		c := PackClip(&b)
		loose := LooseClip(&b)
		got := c.Block()
		if taken := loose.Block(); !reflect.DeepEqual(taken, got) {
			t.Fatalf("loose %v, packed %v", taken, got)
		}
		var one, other dsp.Axes
		from := rapid.IntRange(0, b.Len()).Draw(t, "from")
		to := rapid.IntRange(from, b.Len()).Draw(t, "to")
		part := got.Slice(from, to)
		one.Load(&part)
		for _, clip := range []*Clip{&c, &loose} {
			if clip.Load(&other, from, to); !slices.Equal(one.X, other.X) || !slices.Equal(one.Y, other.Y) || !slices.Equal(one.Z, other.Z) {
				t.Fatalf("samples %d to %d are %v, want %v", from, to, other, one)
			}
		}
		if got.Start != 77 || got.Len() != b.Len() || len(got.Flags) != b.Len() {
			t.Fatalf("%d samples from %d", got.Len(), got.Start)
		}
		for _, p := range [][2][]int32{{b.X, got.X}, {b.Y, got.Y}, {b.Z, got.Z}} {
			for i, want := range p[0] {
				if math.Abs(float64(p[1][i])-float64(want)) > clipStep/2 {
					t.Fatalf("sample %d is %d, was %d", i, p[1][i], want)
				}
			}
		}
	})
	var b dsp.Block
	for i := range 2000 {
		s := 60_000 * math.Sin(float64(i)/15) // 60 mg, about 1 Hz at 100 Hz
		b.Append(int32(s), int32(1e6-s), int32(s/2)+int32(i*7919%3000), 0)
	}
	if c := PackClip(&b); len(c.bytes)*3 > 13*b.Len() {
		t.Errorf("%d bytes for %d samples", len(c.bytes), b.Len())
	}
}
