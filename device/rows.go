package device

// Rows is a run of stamped rows as a recording holds them, before they are
// numbered: T[i] is the stamp of row i in nanoseconds (as Anchor.Nanos), X, Y, Z
// its acceleration in micro-g. The four slices have the same length.
type Rows struct {
	T       []int64 // ns
	X, Y, Z []int32 // micro-g
	// Lost holds, in ascending order, the rows that follow rows without a usable value, so
	// that the hole before them is known to be a loss and not a jump of the clock.
	Lost []int
}

// BatchRows is the number of rows that are numbered together. Whatever is decided
// by looking ahead (late stamps, fits of the clock) looks no further than the end of its batch,
// so batches are counted in rows of the recording and never follow the way it was read.
const BatchRows = MaxChunk // rows

// Len returns the number of rows.
func (r *Rows) Len() int { return len(r.T) }

// Reset empties r and keeps its memory.
func (r *Rows) Reset() {
	r.T, r.X, r.Y, r.Z, r.Lost = r.T[:0], r.X[:0], r.Y[:0], r.Z[:0], r.Lost[:0]
}

// Append adds one row: its stamp in nanoseconds and its acceleration in micro-g.
func (r *Rows) Append(t int64, x, y, z int32) {
	r.T, r.X, r.Y, r.Z = append(r.T, t), append(r.X, x), append(r.Y, y), append(r.Z, z)
}

// AppendRows adds rows [from, to) of o.
func (r *Rows) AppendRows(o *Rows, from, to int) {
	for _, i := range o.Lost {
		if from <= i && i < to {
			r.Lost = append(r.Lost, len(r.T)+i-from)
		}
	}
	r.T, r.X = append(r.T, o.T[from:to]...), append(r.X, o.X[from:to]...)
	r.Y, r.Z = append(r.Y, o.Y[from:to]...), append(r.Z, o.Z[from:to]...)
}

// RowReader hands over the rows of a recording in order.
type RowReader interface {
	// ReadRows appends at least one and at most n rows to dst. At the end it returns
	// io.EOF and appends nothing; any other error is final, and the rows before it were appended.
	ReadRows(dst *Rows, n int) error
}
