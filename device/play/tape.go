package play

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// started is when a device was switched on whose recording has no date.
var started = time.Date(2026, 1, 1, 22, 0, 0, 0, time.UTC)

// scene is one thing that happens on the link.
type scene struct {
	at     time.Duration // since the first sample, by the true clock
	data   []byte        // sent at that time; valid until the next scene
	hangUp bool          // the device is unplugged
	plugIn bool          // it is there again
}

// tape is what a device sends, faults included.
type tape struct {
	samples samples
	enc     encoder
	name    string
	faults  Faults
	outages []outage // still to come, in order of time
	out     *outage  // the one that lasts
	rng     *rand.Rand
	first   int64         // nanos of the first sample
	began   bool          // the first sample was read
	greeted bool          // the device has said hello
	booted  time.Duration // when the device started
	wall    time.Time     // the calendar at the first sample
	buf     []byte
	held    *sample // read already, not sent
	place   int     // among the sensors of the link
}

// newTape returns the tape of src as the named decoder expects it.
func newTape(src device.Source, name string, f Faults, seed uint64) (*tape, error) {
	enc, err := newEncoder(name)
	if err != nil {
		return nil, err
	}
	t := &tape{samples: samples{src: src}, enc: enc, name: name, faults: f, outages: slices.Clone(f.outages), rng: rand.New(rand.NewPCG(seed, 0))}
	slices.SortFunc(t.outages, func(a, b outage) int { return int(a.from - b.from) })
	return t, nil
}

// next returns the next scene, io.EOF after the last.
func (t *tape) next() (scene, error) {
	for {
		s, err := t.sample()
		if err != nil {
			return scene{}, err
		}
		if !t.began {
			t.begin(s)
		}
		at := time.Duration(s.nanos - t.first)
		if t.out != nil {
			if at < t.out.to {
				continue
			}
			t.held = &s
			return t.over(), nil
		}
		if len(t.outages) > 0 && at >= t.outages[0].from {
			t.out, t.outages = &t.outages[0], t.outages[1:]
			t.held = &s
			if t.out.kind == unplug {
				return scene{at: t.out.from, hangUp: true}, nil
			}
			continue
		}
		return t.send(s, at), nil
	}
}

// sample returns the next sample of the recording.
func (t *tape) sample() (sample, error) {
	if s := t.held; s != nil {
		t.held = nil
		return *s, nil
	}
	return t.samples.next()
}

// over ends the outage that lasts.
func (t *tape) over() scene {
	o := t.out
	t.out = nil
	sc := scene{at: o.to, plugIn: o.kind == unplug}
	if o.kind == reboot {
		t.enc = encoders[t.name]()
		t.numbered()
		t.booted, t.greeted = o.to, false
	}
	return sc
}

// begin sets the clocks by the first sample.
func (t *tape) begin(s sample) {
	t.began, t.first, t.wall = true, s.nanos, started
	if t.samples.src.Info().Dated {
		t.wall = time.Unix(0, s.nanos).UTC()
	}
}

// send encodes one sample.
func (t *tape) send(s sample, at time.Duration) scene {
	t.buf = t.buf[:0]
	if !t.greeted {
		t.greeted = true
		t.buf = t.enc.hello(t.buf)
	}
	own := func(d time.Duration) time.Duration { return d + time.Duration(float64(d)*t.faults.PPM*1e-6) }
	t.buf = t.enc.encode(t.buf, reading{acc: s.acc, since: own(at - t.booted), wall: t.wall.Add(own(at))})
	if b := t.faults.Burst; b > 0 {
		at = (at + b - 1).Truncate(b)
	}
	return scene{at: at, data: t.spoil(t.buf)}
}

// spoil puts the link's faults on b.
func (t *tape) spoil(b []byte) []byte {
	if t.faults.Corrupt == 0 && t.faults.Drop == 0 {
		return b
	}
	kept := b[:0]
	for _, c := range b {
		if t.faults.Drop > 0 && t.rng.Float64() < t.faults.Drop {
			continue
		}
		if t.faults.Corrupt > 0 && t.rng.Float64() < t.faults.Corrupt {
			c = byte(t.rng.Uint32())
		}
		kept = append(kept, c)
	}
	return kept
}
