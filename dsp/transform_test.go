package dsp

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
)

// noisySegments returns three segments of noise.
func noisySegments(length int, seed uint64) (x [axes][]float64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for a := range x {
		x[a] = make([]float64, length)
		for i := range x[a] {
			x[a][i] = rng.NormFloat64()
		}
	}
	return x
}

// TestTransforms: at every length, into however many strands it is parted, the coefficients are those of gonum's transform, be all of them wanted or only the lowest.
func TestTransforms(t *testing.T) {
	ways := map[int]int{}
	var s space
	for length := minSegment; length <= maxSegment; length += 2 {
		x := noisySegments(length, uint64(length))
		f := newTransform(length)
		ways[f.strands]++
		var want [axes][]complex128
		for a := range want {
			want[a] = fourier.NewFFT(length).Coefficients(nil, x[a])
		}
		for _, wanted := range []int{length/2 + 1, length / 5, 1} {
			s.prepare(f)
			for a := range axes {
				copy(s.segments[a], x[a])
			}
			got := f.run(&s, wanted)
			if len(got) != wanted {
				t.Fatalf("length %d: %d coefficients, want %d", length, len(got), wanted)
			}
			for k, c := range got {
				for a := range axes {
					if off := cmplx.Abs(complex(c[a], c[axes+a]) - want[a][k]); off > 1e-12*math.Sqrt(float64(length))*10 {
						t.Fatalf("length %d, axis %d, coefficient %d of %d is off by %.2g", length, a, k, wanted, off)
					}
				}
			}
		}
	}
	for _, by := range []int{2, 3, 4, 5, 6, 7, 8} {
		if ways[by] == 0 {
			t.Errorf("no length is parted into %d strands: that is not tested", by)
		}
	}
}

func BenchmarkTransforms(b *testing.B) {
	for _, length := range []int{60, 128, 130, 228, 256, 298, 300, 384, 400, 450, 512} {
		x := noisySegments(length, 3)
		b.Run(fmt.Sprintf("way=strands/length=%d", length), func(b *testing.B) {
			f, s := newTransform(length), space{segments: x}
			for range b.N {
				f.run(&s, length/2+1)
			}
		})
		b.Run(fmt.Sprintf("way=gonum/length=%d", length), func(b *testing.B) {
			f, out := fourier.NewFFT(length), make([]complex128, length/2+1)
			for range b.N {
				for a := range axes {
					f.Coefficients(out, x[a])
				}
			}
		})
	}
}
