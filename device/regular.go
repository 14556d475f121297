package device

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Regular resamples rows whose interval truly varies to an even one, causally: each of its
// rows lies on a grid of exact rate that begins at the first stamp, and has the value on the straight line
// between the two rows around it. Where rows are more than three periods (and at least 50 ms more than one) apart
// nothing is made up; the grid then goes on from the next row. Rows with equal stamps, or a stamp within 50 ms
// before the one before, count as one with their mean. Nothing is made up either once there are far more samples than rows (mayMake).
type Regular struct {
	src    RowReader
	rate   dsp.Rate
	period int64 // ns
	far    int64 // ns between rows that is a hole
	in     Rows
	out    Rows
	given  int // rows of out handed over
	begun  bool
	origin int64 // stamp of the grid's sample 0
	k      int64 // the grid's next sample
	t      int64 // stamp of the row at hand
	v      [3]int64
	same   int64 // rows that were taken together into v
	rows   int64 // taken in
	made   int64 // handed over
	counts *Counts
}

// NewRegular returns src resampled to rate.
func NewRegular(src RowReader, rate dsp.Rate) *Regular {
	p := nanosPerCycle(rate)
	return &Regular{src: src, rate: rate, period: p, far: max(3*p, p+interpolate), counts: new(Counts)}
}

// ReadRows implements RowReader.
func (r *Regular) ReadRows(dst *Rows, n int) error {
	for r.given == r.out.Len() {
		r.out.Reset()
		r.given = 0
		r.in.Reset()
		if err := r.src.ReadRows(&r.in, BatchRows); err != nil && r.in.Len() == 0 {
			return err
		}
		for i, t := range r.in.T {
			r.push(&r.out, t, [3]int64{int64(r.in.X[i]), int64(r.in.Y[i]), int64(r.in.Z[i])})
		}
	}
	n = min(n, r.out.Len()-r.given)
	dst.AppendRows(&r.out, r.given, r.given+n)
	r.given += n
	return nil
}

// push takes one row and appends the samples that it completes.
func (r *Regular) push(dst *Rows, t int64, v [3]int64) {
	d := t - r.t
	r.rows++
	switch {
	case !r.begun:
		r.begun = true
		r.restart(dst, t, v)
	case d > r.far || d < -interpolate || d > 0 && !mayMake(d/r.period, r.made, r.rows):
		if d < 0 {
			r.counts.Backward++
		}
		r.restart(dst, t, v)
	case d <= 0:
		if d < 0 {
			r.counts.Backward++
		} else {
			r.counts.Duplicates++
		}
		for a := range v {
			r.v[a] += (v[a] - r.v[a]) / (r.same + 1)
		}
		r.same++
	default:
		for at := r.grid(); at <= t; at = r.grid() {
			dst.Append(at, r.mix(v, at, t, 0), r.mix(v, at, t, 1), r.mix(v, at, t, 2))
			r.k++
			r.made++
		}
		r.t, r.v, r.same = t, v, 1
	}
}

// restart begins the grid anew at a row.
func (r *Regular) restart(dst *Rows, t int64, v [3]int64) {
	dst.Append(t, int32(v[0]), int32(v[1]), int32(v[2]))
	r.origin, r.k = t, 1
	r.t, r.v, r.same = t, v, 1
}

// grid returns the time of the grid's next sample.
func (r *Regular) grid() int64 {
	return r.origin + int64(math.Round(float64(r.k)*1e12/float64(r.rate)))
}

// mix returns axis a at time at on the line from the row at hand to (t, v).
func (r *Regular) mix(v [3]int64, at, t int64, a int) int32 {
	return int32(between(r.v[a], v[a], at-r.t, t-r.t))
}
