package main

import (
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// Simulated movements put into quiet stretches of real recordings: the sensor's own noise, steps and postures, and a movement whose truth is known.

// held is a recording in memory.
type held struct {
	info device.Info
	x    [3][]float64 // micro-g
	next int
}

func (h *held) Info() device.Info       { return h.info }
func (h *held) Summary() device.Summary { return device.Summary{} }
func (h *held) Close() error            { return nil }
func (h *held) Next(c *device.Chunk) error {
	c.Reset(dsp.Index(h.next))
	if h.next == len(h.x[0]) {
		return io.EOF
	}
	for ; h.next < len(h.x[0]) && c.Len() < device.MaxChunk; h.next++ {
		c.Append(int32(math.Round(h.x[0][h.next])), int32(math.Round(h.x[1][h.next])), int32(math.Round(h.x[2][h.next])), 0)
	}
	return nil
}

// hold reads a source whole, up to its first hole.
func hold(t *testing.T, src device.Source) *held {
	t.Helper()
	defer src.Close() // only read
	h := &held{info: src.Info()}
	var c device.Chunk
	for {
		err := src.Next(&c)
		if c.Len() > 0 && c.Start > dsp.Index(len(h.x[0])) {
			return h
		}
		for i := range c.X {
			h.x[0], h.x[1], h.x[2] = append(h.x[0], float64(c.X[i])), append(h.x[1], float64(c.Y[i])), append(h.x[2], float64(c.Z[i]))
		}
		if errors.Is(err, io.EOF) {
			return h
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// mean returns the mean acceleration of samples [a, b).
func (h *held) mean(a, b int) (v [3]float64) {
	for axis := range v {
		for _, x := range h.x[axis][a:b] {
			v[axis] += x / float64(b-a)
		}
	}
	return v
}

// quiet returns the starts of stretches of n samples in which no axis varies by more than 5 mg (standard deviation), apart from each other.
func (h *held) quiet(n int) (out []int) {
	for a := 0; a+n <= len(h.x[0]); a += n / 4 {
		still := true
		for axis, m := range h.mean(a, a+n) {
			sum := 0.0
			for _, x := range h.x[axis][a : a+n] {
				sum += (x - m) * (x - m) / float64(n)
			}
			still = still && math.Sqrt(sum) < 5000
		}
		if still && (len(out) == 0 || a >= out[len(out)-1]+n) {
			out = append(out, a)
		}
	}
	return out
}

// excerpt is how a movement departs from the posture before it, sample by sample, and where its onset is.
type excerpt struct {
	d     [][3]float64 // micro-g, in the frame of the simulated sensor
	rest  [3]float64   // micro-g: the posture
	onset int
}

// excerpts returns short movements of a night at the given rate, by a sensor without noise, that came back to their posture.
func excerpts(t *testing.T, rate float64) (out []excerpt) {
	t.Helper()
	set := simulate.Default()
	set.Profile, set.Hours, set.Rate, set.Seed, set.Noise = "plm-severe", 1, rate, 940, 0
	n, err := simulate.New(set)
	if err != nil {
		t.Fatal(err)
	}
	night := hold(t, n.Source(0))
	hz := float64(len(night.x[0])-1) / (3600 - n.Truth().Limbs[0].StartS)
	for _, e := range n.Truth().Events {
		pad := int(0.4 * hz)
		a, b := int(math.Ceil(e.OnsetS*hz)), int(e.EndS*hz)
		if e.Kind != "limb" || e.PeakMG < 40 || e.TiltDeg > 1 || e.DurationS > 4 || a < 2*pad || b+2*pad > len(night.x[0]) {
			continue
		}
		x := excerpt{rest: night.mean(a-pad, a-pad/4), onset: pad}
		for i := a - pad; i < b+pad; i++ {
			fade := 1.0 // so that breathing leaves no step at the ends
			if off := max(a-i, i-b); off > 0 {
				fade = 0.5 + 0.5*math.Cos(math.Pi*float64(off)/float64(pad))
			}
			var d [3]float64
			for axis := range d {
				d[axis] = fade * (night.x[axis][i] - x.rest[axis])
			}
			x.d = append(x.d, d)
		}
		out = append(out, x)
	}
	return out
}

// turnTo returns v turned by the rotation that brings direction a to b (Rodrigues).
func turnTo(v, a, b [3]float64) [3]float64 {
	na, nb := math.Sqrt(dot(a, a)), math.Sqrt(dot(b, b))
	cos := dot(a, b) / na / nb
	k := cross(a, b)
	for i := range k {
		k[i] /= na * nb
	}
	kv, kd := cross(k, v), dot(k, v)
	for i := range v {
		v[i] = v[i]*cos + kv[i] + k[i]*kd/(1+cos)
	}
	return v
}

func dot(a, b [3]float64) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func cross(a, b [3]float64) [3]float64 {
	return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

// onsets returns where movements begin.
func onsets(t *testing.T, h *held) (out []float64) {
	t.Helper()
	again := *h
	again.next = 0
	l, err := night.Run(context.Background(), &again, night.ConfigFor(device.SiteLeftAnkle), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range l.Movements {
		out = append(out, l.Movements[i].Onset)
	}
	return out
}

// Of the movements put into the quiet stretches of real recordings nine in ten are found, each within 0.1 s of its onset.
func TestInjectedMovementsAreRecovered(t *testing.T) {
	files := []string{"awake/rest_on_table.csv", "awake/agread_TestID_LeftWrist_RAW_GT9X.csv"} // the others of 25 Hz and more have no quiet eight seconds
	put, found := 0, 0
	var errs []float64
	for _, name := range files {
		path := filepath.Join("..", "..", "..", "shared", "data", name)
		if _, err := os.Stat(path); err != nil {
			t.Skip("the recordings are not here: ", err)
		}
		src, err := openRecording(nil, path, device.Options{})
		if err != nil {
			t.Fatal(err)
		}
		h := hold(t, src)
		hz := h.info.Rate.Hz()
		list := excerpts(t, hz)
		var want []float64
		for i, at := range h.quiet(int(8 * hz)) {
			x := list[i%len(list)]
			at += int(2 * hz)
			rest := h.mean(at-int(hz), at)
			for k, d := range x.d {
				for axis, v := range turnTo(d, x.rest, rest) {
					h.x[axis][at+k] += v
				}
			}
			want = append(want, float64(at+x.onset))
		}
		got, here := onsets(t, h), 0
		for _, w := range want {
			best := math.Inf(1)
			for _, g := range got {
				if math.Abs(g-w) < math.Abs(best) {
					best = g - w
				}
			}
			if math.Abs(best) <= 0.1*hz {
				here++
				errs = append(errs, best/hz)
			}
		}
		t.Logf("%s: %d of %d", name, here, len(want))
		put, found = put+len(want), found+here
	}
	mean := 0.0
	for _, e := range errs {
		mean += e / float64(len(errs))
	}
	t.Logf("%d of %d found, onsets %+.3f s on the mean", found, put, mean)
	if put < 30 || found*10 < put*9 || math.Abs(mean) > 0.03 {
		t.Errorf("%d of %d found, onsets %+.3f s on the mean", found, put, mean)
	}
}
