package device

import (
	"slices"
	"testing"

	"github.com/nightjar-sleep/nightjar/dsp"
	"pgregory.net/rapid"
)

// A recording that is looked at block by block, most of them passed over at a glance, is flagged as one that is looked at sample by sample.
func TestFullScaleInBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Int32Range(-1_000_000, 1_000_000), rapid.SampledFrom([]int32{pegLeast - 1, pegLeast, -pegLeast, 1 - pegLeast, 7_999_000, -8_000_000, 1<<31 - 1, -1 << 31, 1 - 1<<31}))
		v := rapid.SliceOfN(value, 0, 400).Draw(t, "values")
		stated := rapid.SampledFrom([]int32{0, 2_000_000, 7_996_000}).Draw(t, "stated")
		whole, single := fullScale{stated: stated}, fullScale{stated: stated}
		for len(v) >= 3 {
			n := min(rapid.IntRange(1, 40).Draw(t, "block"), len(v)/3)
			b := dsp.Block{X: v[:n], Y: v[n : 2*n], Z: v[2*n : 3*n], Flags: make([]dsp.Flag, n)}
			v = v[3*n:]
			want := make([]dsp.Flag, n)
			for i := range n {
				s := [3]int32{b.X[i], b.Y[i], b.Z[i]}
				most := max(s[0], -s[0], s[1], -s[1], s[2], -s[2])
				full := stated
				if stated == 0 && most < pegLeast {
					single.repeats = [3]int{}
					continue
				} else if stated == 0 {
					full = single.learn(s, most)
				}
				if full > 0 && most >= full {
					want[i] = dsp.Clipped
				}
			}
			if whole.flag(&b); !slices.Equal(b.Flags, want) || whole != single {
				t.Fatalf("in a block %v %+v, one by one %v %+v", b.Flags, whole, want, single)
			}
		}
	})
}
