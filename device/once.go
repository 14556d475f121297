package device

const (
	doubledLeast = 16   // rows by which a recording with every row twice is known
	doubledShare = 0.95 // of its equal stamps come with equal values, and half of its rows, give or take as many, have such a stamp
	doubledOther = 0.5  // of its other neighbours at most are equal too; more, and it is a sensor that lies still
)

// doubled reports whether rows are a recording in which every row is there twice (two exports merged, say), and not many rows to a coarse stamp.
func doubled(r *Rows) bool {
	stamps, values, others := 0, 0, 0
	for i := 1; i < r.Len(); i++ {
		same := r.sameValue(i)
		switch {
		case r.T[i] == r.T[i-1]:
			stamps++
			if same {
				values++
			}
		case same:
			others++
		}
	}
	half := float64(r.Len()) / 2
	return r.Len() >= doubledLeast && float64(stamps) >= doubledShare*half && float64(stamps) <= half/doubledShare &&
		float64(values) >= doubledShare*float64(stamps) && float64(others) <= doubledOther*float64(r.Len()-1-stamps)
}

// sameValue reports whether row i has the acceleration of the row before.
func (r *Rows) sameValue(i int) bool {
	return r.X[i] == r.X[i-1] && r.Y[i] == r.Y[i-1] && r.Z[i] == r.Z[i-1]
}

// once leaves out rows that have the stamp and the acceleration of the row before.
type once struct {
	src    RowReader
	in     Rows
	begun  bool
	last   [4]int64 // stamp and acceleration of the latest row
	counts *Counts
}

// ReadRows implements RowReader.
func (o *once) ReadRows(dst *Rows, n int) error {
	for from := dst.Len(); dst.Len() == from; {
		o.in.Reset()
		if err := o.src.ReadRows(&o.in, n); err != nil {
			return err
		}
		for i, t := range o.in.T {
			row := [4]int64{t, int64(o.in.X[i]), int64(o.in.Y[i]), int64(o.in.Z[i])}
			if o.begun && row == o.last {
				o.counts.Doubled++
				continue
			}
			o.begun, o.last = true, row
			dst.AppendRows(&o.in, i, i+1)
		}
	}
	return nil
}
