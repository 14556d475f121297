package dsp

// Triaxial is a Cascade for the three axes of a sensor at once. The axes run in
// lockstep: three independent chains keep the processor busy where one would
// wait for itself. Every axis gets the bits that a Cascade of its own would give.
type Triaxial struct {
	sections []recursion
	memory   memory // delays of x, y, z of the first section, then of the next
}

const axes = 3 // axes of an accelerometer

const float64Size = 8 // bytes

// NewTriaxial returns a filter made of the sections for each of three axes;
// without any, it passes its input unchanged.
func NewTriaxial(sections []Section) *Triaxial {
	return &Triaxial{recursions(sections), memory{delays: make([]delays, axes*len(sections))}}
}

// Run filters src into dst, which it resizes to the same length and which may be
// src itself.
func (t *Triaxial) Run(dst, src *Axes) {
	n := src.Len()
	dst.Resize(n)
	t.run(dst.slice(0, n), src.slice(0, n))
}

// run filters src into dst of the same length.
func (t *Triaxial) run(dst, src Axes) {
	n := src.Len()
	for from := 0; from < n; {
		to := from + t.memory.left(n-from)
		t.pass(dst.slice(from, to), src.slice(from, to))
		t.memory.advance(to - from)
		from = to
	}
}

// pass runs src through all sections into dst of the same length.
func (t *Triaxial) pass(dst, src Axes) {
	if len(t.sections) == 0 {
		copy(dst.X, src.X)
		copy(dst.Y, src.Y)
		copy(dst.Z, src.Z)
	}
	for i := range t.sections {
		t.sections[i].run3((*[axes]delays)(t.memory.delays[axes*i:]), dst, src)
		src = dst
	}
}

// run3 is run for three axes.
func (r *recursion) run3(d *[axes]delays, dst, src Axes) {
	n := len(src.X)
	if kernels && n > 0 {
		sy, sz := src.Y[:n], src.Z[:n]
		dx, dy, dz := dst.X[:n], dst.Y[:n], dst.Z[:n]
		section3(r, d, &[axes]*float64{&dx[0], &dy[0], &dz[0]}, &[axes]*float64{&src.X[0], &sy[0], &sz[0]}, n, float64Size)
		return
	}
	r.run3Go(d, dst, src)
}

// run3Go is run3 in Go.
func (r *recursion) run3Go(d *[axes]delays, dst, src Axes) {
	b0, c1, c2, a1, a2 := r.b0, r.c1, r.c2, r.a1, r.a2
	x1, x2, y1, y2, z1, z2 := d[0].s1, d[0].s2, d[1].s1, d[1].s2, d[2].s1, d[2].s2
	n := len(src.X)
	sy, sz := src.Y[:n], src.Z[:n]
	dx, dy, dz := dst.X[:n], dst.Y[:n], dst.Z[:n]
	for i, x := range src.X {
		y, z := sy[i], sz[i]
		dx[i] = float64(b0*x) + x1
		x1, x2 = float64(c1*x)+x2-float64(a1*x1), float64(c2*x)-float64(a2*x1)
		dy[i] = float64(b0*y) + y1
		y1, y2 = float64(c1*y)+y2-float64(a1*y1), float64(c2*y)-float64(a2*y1)
		dz[i] = float64(b0*z) + z1
		z1, z2 = float64(c1*z)+z2-float64(a1*z1), float64(c2*z)-float64(a2*z1)
	}
	d[0], d[1], d[2] = delays{x1, x2}, delays{y1, y2}, delays{z1, z2}
}

// runBackward filters src into dst of the same length from its last sample to its first: what Run makes of it when it is turned back to front before and after.
func (t *Triaxial) runBackward(dst, src Axes) {
	for to := src.Len(); to > 0; {
		from := to - t.memory.left(to)
		in, out := src.slice(from, to), dst.slice(from, to)
		if len(t.sections) == 0 {
			copy(out.X, in.X)
			copy(out.Y, in.Y)
			copy(out.Z, in.Z)
		}
		for i := range t.sections {
			t.sections[i].run3backward((*[axes]delays)(t.memory.delays[axes*i:]), out, in)
			in = out
		}
		t.memory.advance(to - from)
		to = from
	}
}

// run3backward is run3 from the last sample to the first.
func (r *recursion) run3backward(d *[axes]delays, dst, src Axes) {
	n := len(src.X)
	if kernels && n > 0 {
		sy, sz := src.Y[:n], src.Z[:n]
		dx, dy, dz := dst.X[:n], dst.Y[:n], dst.Z[:n]
		section3(r, d, &[axes]*float64{&dx[n-1], &dy[n-1], &dz[n-1]}, &[axes]*float64{&src.X[n-1], &sy[n-1], &sz[n-1]}, n, -float64Size)
		return
	}
	r.run3backwardGo(d, dst, src)
}

// run3backwardGo is run3backward in Go.
func (r *recursion) run3backwardGo(d *[axes]delays, dst, src Axes) {
	b0, c1, c2, a1, a2 := r.b0, r.c1, r.c2, r.a1, r.a2
	x1, x2, y1, y2, z1, z2 := d[0].s1, d[0].s2, d[1].s1, d[1].s2, d[2].s1, d[2].s2
	sx, n := src.X, len(src.X)
	sy, sz := src.Y[:n], src.Z[:n]
	dx, dy, dz := dst.X[:n], dst.Y[:n], dst.Z[:n]
	for i := n - 1; i >= 0; i-- {
		x, y, z := sx[i], sy[i], sz[i]
		dx[i] = float64(b0*x) + x1
		x1, x2 = float64(c1*x)+x2-float64(a1*x1), float64(c2*x)-float64(a2*x1)
		dy[i] = float64(b0*y) + y1
		y1, y2 = float64(c1*y)+y2-float64(a1*y1), float64(c2*y)-float64(a2*y1)
		dz[i] = float64(b0*z) + z1
		z1, z2 = float64(c1*z)+z2-float64(a1*z1), float64(c2*z)-float64(a2*z1)
	}
	d[0], d[1], d[2] = delays{x1, x2}, delays{y1, y2}, delays{z1, z2}
}

// Reset puts the filter back to rest.
func (t *Triaxial) Reset() { t.memory.reset() }

// Settle puts the filter into the state that an unending input v would have
// left, as Cascade.Settle does.
func (t *Triaxial) Settle(v Vector) {
	t.memory.count = 0
	for i := range t.sections {
		r, d := &t.sections[i], t.memory.delays[axes*i:]
		v = Vector{r.settle(&d[0], v.X), r.settle(&d[1], v.Y), r.settle(&d[2], v.Z)}
	}
}
