package dsp

// Axes is a stretch of three-axis signal in float64, one slice for each axis,
// all of the same length. It is what Block becomes inside the engine.
type Axes struct{ X, Y, Z []float64 }

// Len returns the number of samples.
func (a *Axes) Len() int { return len(a.X) }

// Resize sets the number of samples to n and keeps the memory when it is large
// enough. The values are left as they happen to be.
func (a *Axes) Resize(n int) {
	a.X, a.Y, a.Z = resize(a.X, n), resize(a.Y, n), resize(a.Z, n)
}

// Load fills the axes with the samples of b, still in micro-g, which float64
// holds exactly.
func (a *Axes) Load(b *Block) {
	n := b.Len()
	a.Resize(n)
	x, y, z := a.X[:n], a.Y[:n], a.Z[:n]
	bx, by, bz := b.X[:n], b.Y[:n], b.Z[:n]
	for i := range n {
		x[i], y[i], z[i] = float64(bx[i]), float64(by[i]), float64(bz[i])
	}
}

// slice returns samples [from, to), sharing their memory.
func (a *Axes) slice(from, to int) Axes {
	return Axes{a.X[from:to], a.Y[from:to], a.Z[from:to]}
}

// resize returns a slice of n values, in the memory of s when it suffices. New memory has room for half as many more, since lengths creep up.
func resize(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n, n+n/2)
	}
	return s[:n]
}
