package wire

import (
	"fmt"
	"math"
	"slices"
)

// How gravity tells a unit (serial.md §1.3).
const (
	stillWindow  = 50   // samples in which the sensor must lie still: 0.5 s at 100 Hz
	stillNeeded  = 4    // still windows, together 2 s at 100 Hz
	stillSpread  = 0.03 // greatest standard deviation of an axis, as a share of the norm
	gravityMost  = 4096 // samples after which what there is must do: 41 s at 100 Hz
	gravityLow   = 0.85 // of one g
	gravityHigh  = 1.15 // of one g
	rawTolerance = 0.12 // of a known count per g
	swingShare   = 0.3  // of the mean length, below which the mean of all is no gravity
	noGravityG   = 0.5  // g: below half a g in the median there is no gravity in it
	coarseUG     = 8_000
)

// The units of --units.
var (
	scaleG   = Scale{Num: microG, Den: 1, Name: "g"}
	scaleMG  = Scale{Num: 1_000, Den: 1, Name: "mg"}
	scaleMS2 = Scale{Num: 100_000_000_000, Den: 980_665, Name: "ms2"} // g₀ = 9.80665 m/s² exactly (CGPM 1901)
)

// scaleLSB returns the scale of n counts per g.
func scaleLSB(n uint64) Scale { return Scale{Num: microG, Den: n, Name: fmt.Sprintf("lsb:%d", n)} }

// rawPerG lists the counts per g of common sensors: ADXL345 in full resolution and the AX3, ± 32 g … ± 2 g of 16 bits.
var rawPerG = [...]uint64{256, 1024, 2048, 4096, 8192, 16384}

// record is one sample whose unit may not be known yet.
type record struct {
	acc    [3]decimal
	packet Packet
}

// sample returns the record as a packet. It reports false for what no sensor measures.
func (r *record) sample(s Scale) (Packet, bool) {
	p := r.packet
	for i, d := range r.acc {
		v, ok := d.micro(s)
		if !ok {
			return p, false
		}
		p.Acc[i] = v
	}
	return p, true
}

// gravity holds records back until their unit is known, by what the user or the sender said or by the gravity in them, and until gravity was
// seen at all.
type gravity struct {
	scale   Scale // zero while unknown
	guessed bool
	settled bool
	pending []record
	norms   []float64 // of the still windows
	one     [1]record
}

// take takes the next record. It returns those whose scale is known, valid until the next call, and a remark or refusal when one is due.
func (g *gravity) take(r record) ([]record, Packet) {
	if g.settled {
		g.one[0] = r
		return g.one[:], Packet{}
	}
	g.pending = append(g.pending, r)
	if n := len(g.pending); n%stillWindow == 0 {
		g.window(g.pending[n-stillWindow:])
		if len(g.norms) >= stillNeeded || n >= gravityMost {
			return g.settle()
		}
	}
	return nil, Packet{}
}

// settle ends the wait with what there is.
func (g *gravity) settle() ([]record, Packet) {
	if g.settled || len(g.pending) == 0 {
		return nil, Packet{}
	}
	last := g.pending[len(g.pending)-1].packet
	note := Packet{End: last.End, At: last.At}
	norms := g.norms
	if len(norms) == 0 {
		for _, r := range g.pending {
			norms = append(norms, r.norm())
		}
	}
	slices.Sort(norms)
	norm := norms[len(norms)/2]
	if g.scale.Known() {
		g.settled = true
		if float64(norm*float64(g.scale.Num)/float64(g.scale.Den)) < noGravityG*microG {
			note.Kind, note.Code = Refused, CodeNoGravity
			note.Text = noGravityText
			return nil, note
		}
		ready := g.pending
		g.pending = nil
		return ready, Packet{}
	}
	g.settled = true
	g.scale = gravityScale(norm)
	if !g.scale.Known() && len(g.norms) == 0 && g.swings() {
		note.Kind, note.Code, note.Text = Refused, CodeNoGravity, noGravityText
		return nil, note
	}
	if !g.scale.Known() {
		note.Kind, note.Code = Refused, CodeUnits
		note.Text = fmt.Sprintf("at rest these numbers are %.4g long, which is one g in no known unit: give --units, for example --units lsb:%.0f", norm, math.Max(1, math.Round(norm)))
		return nil, note
	}
	g.guessed = true
	note.Kind, note.Code = Remark, CodeUnitsGuessed
	note.Text = fmt.Sprintf("units taken for %s, for at rest the numbers are %.4g long; --units overrides", g.scale.Name, norm)
	ready := g.pending
	g.pending = nil
	return ready, note
}

// noGravityText says what to do about a stream without gravity.
const noGravityText = "at rest these numbers do not hold gravity: the sketch sends linear acceleration; let it send what the accelerometer measures"

// swings reports whether the records held back swing around zero, as gravity never does for so long: their mean is far shorter than they are.
func (g *gravity) swings() bool {
	var sum [3]float64
	var norms float64
	for i := range g.pending {
		r := &g.pending[i]
		for axis, d := range r.acc {
			sum[axis] += d.float()
		}
		norms += r.norm()
	}
	return math.Sqrt(float64(sum[0]*sum[0])+float64(sum[1]*sum[1])+float64(sum[2]*sum[2])) < swingShare*norms
}

// window notes the norm of a window in which the sensor lay still.
func (g *gravity) window(w []record) {
	var mean, spread [3]float64
	for _, r := range w {
		for i, d := range r.acc {
			mean[i] += d.float() / stillWindow
		}
	}
	for _, r := range w {
		for i, d := range r.acc {
			e := d.float() - mean[i]
			spread[i] += float64(e*e) / stillWindow
		}
	}
	norm := math.Sqrt(float64(mean[0]*mean[0]) + float64(mean[1]*mean[1]) + float64(mean[2]*mean[2]))
	for _, s := range spread {
		if !(math.Sqrt(s) < stillSpread*norm) {
			return
		}
	}
	g.norms = append(g.norms, norm)
}

func (r *record) norm() float64 {
	x, y, z := r.acc[0].float(), r.acc[1].float(), r.acc[2].float()
	return math.Sqrt(float64(x*x) + float64(y*y) + float64(z*z))
}

// gravityScale returns the unit in which one g is norm long, unknown when there is none.
func gravityScale(norm float64) Scale {
	for _, s := range [...]Scale{scaleG, scaleMS2, scaleMG} {
		one := microG * float64(s.Den) / float64(s.Num)
		if norm >= float64(gravityLow*one) && norm <= float64(gravityHigh*one) && !(s == scaleMG && norm > 1.0*1024) {
			return s
		}
	}
	for _, n := range rawPerG {
		if math.Abs(norm-float64(n)) <= float64(rawTolerance*float64(n)) {
			return scaleLSB(n)
		}
	}
	return Scale{}
}

// stepOf returns the smallest step between neighbouring records in micro-g, 0 when nothing moved.
func stepOf(rs []record, s Scale) int32 {
	var least int32
	for i := 1; i < len(rs); i++ {
		for axis := range rs[i].acc {
			a, _ := rs[i].acc[axis].micro(s)
			b, _ := rs[i-1].acc[axis].micro(s)
			if step := max(a-b, b-a); step > 0 && (least == 0 || step < least) {
				least = step
			}
		}
	}
	return least
}
