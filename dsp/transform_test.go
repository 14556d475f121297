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

// TestTransforms: at every length, whichever way was chosen, the coefficients are those of gonum's transform, for one series as for three.
func TestTransforms(t *testing.T) {
	ways := map[bool]int{}
	for length := minSegment; length <= maxSegment; length += 2 {
		x := noisySegments(length, uint64(length))
		f := newTransform(length)
		ways[f.folded != nil]++
		for count := 1; count <= axes; count++ {
			for a := range count {
				copy(f.segments[a], x[a])
			}
			f.run(count)
			for a := range count {
				for k, want := range fourier.NewFFT(length).Coefficients(nil, x[a]) {
					if off := cmplx.Abs(f.coeffs[a][k] - want); off > 1e-12*math.Sqrt(float64(length))*10 {
						t.Fatalf("length %d, series %d of %d, coefficient %d is off by %.2g", length, a+1, count, k, off)
					}
				}
			}
		}
	}
	if ways[true] < 25 || ways[false] < 25 {
		t.Errorf("%d lengths were folded and %d were not: one of the ways is hardly tested", ways[true], ways[false])
	}
}

func BenchmarkTransforms(b *testing.B) {
	for _, length := range []int{60, 128, 130, 228, 298, 400} {
		x := noisySegments(length, 3)
		var coeffs [axes][]complex128
		for a := range coeffs {
			coeffs[a] = make([]complex128, length/2+1)
		}
		b.Run(fmt.Sprintf("way=folded/length=%d", length), func(b *testing.B) {
			f := newFolded(length)
			for range b.N {
				f.run(&coeffs, &x, axes)
			}
		})
		b.Run(fmt.Sprintf("way=fast/length=%d", length), func(b *testing.B) {
			f := fourier.NewFFT(length)
			for range b.N {
				for a := range axes {
					f.Coefficients(coeffs[a], x[a])
				}
			}
		})
	}
}
