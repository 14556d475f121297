package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// moments is the symmetric 3 × 3 matrix of second moments xx, yy, zz, xy, xz, yz.
type moments [6]float64

func (m *moments) add(v dsp.Vector) {
	m[0] += float64(v.X * v.X)
	m[1] += float64(v.Y * v.Y)
	m[2] += float64(v.Z * v.Z)
	m[3] += float64(v.X * v.Y)
	m[4] += float64(v.X * v.Z)
	m[5] += float64(v.Y * v.Z)
}

const sweeps = 8 // Jacobi sweeps; a 3 × 3 matrix converges quadratically and needs five

// principal returns the eigenvalues in falling order and the unit eigenvector of the largest, by Jacobi rotations (Golub & Van
// Loan, Matrix Computations, 8.5), which need + − × ÷ √ only.
func (m moments) principal() (values [3]float64, axis dsp.Vector) {
	a := [3][3]float64{{m[0], m[3], m[4]}, {m[3], m[1], m[5]}, {m[4], m[5], m[2]}}
	v := [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	for range sweeps {
		for _, pq := range [3][2]int{{0, 1}, {0, 2}, {1, 2}} {
			rotate(&a, &v, pq[0], pq[1])
		}
	}
	order := [3]int{0, 1, 2}
	for _, ij := range [3][2]int{{0, 1}, {1, 2}, {0, 1}} {
		if a[order[ij[0]]][order[ij[0]]] < a[order[ij[1]]][order[ij[1]]] {
			order[ij[0]], order[ij[1]] = order[ij[1]], order[ij[0]]
		}
	}
	for i, k := range order {
		values[i] = max(0, a[k][k])
	}
	k := order[0]
	return values, dsp.Vector{X: v[0][k], Y: v[1][k], Z: v[2][k]}
}

// rotate zeroes element p, q of a and turns the eigenvectors v along.
func rotate(a, v *[3][3]float64, p, q int) {
	if a[p][q] == 0 {
		return
	}
	theta := (a[q][q] - a[p][p]) / (2 * a[p][q])
	t := 1 / (math.Abs(theta) + math.Sqrt(float64(theta*theta)+1))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(float64(t*t)+1)
	s := t * c
	for k := range 3 {
		kp, kq := a[k][p], a[k][q]
		a[k][p], a[k][q] = float64(c*kp)-float64(s*kq), float64(s*kp)+float64(c*kq)
	}
	for k := range 3 {
		pk, qk := a[p][k], a[q][k]
		a[p][k], a[q][k] = float64(c*pk)-float64(s*qk), float64(s*pk)+float64(c*qk)
		kp, kq := v[k][p], v[k][q]
		v[k][p], v[k][q] = float64(c*kp)-float64(s*kq), float64(s*kp)+float64(c*kq)
	}
}
