package wire

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

func TestDetectorLocksOnTheThirdFrame(t *testing.T) {
	frame := []byte{0xAA, 0xAA, 0xDE, 0x01, 0x00, 0x92, 0xFF, 0x25, 0x08, 0x8D, 0xFE, 0xEC, 0xFF, 0xD1, 0x03, 0x00, 0x00, 0x00, 0xE7}
	d := NewDetector(Protocols(), Options{})
	d.Push([]byte{1, 2, 3, 4, 5, 6, 7}, 0)
	for range 2 {
		d.Push(frame, 0)
	}
	if _, _, _, ok := d.Found(); ok {
		t.Error("two frames are enough")
	}
	for range 2 {
		d.Push(frame, 0)
	}
	p, _, packets, ok := d.Found()
	if !ok || p.Name != "rvc" || len(packets) != 1 { // three are held back by the guard
		t.Errorf("found %v %q with %d packets, want rvc with 1; scores %+v", ok, p.Name, len(packets), d.Scores())
	}
}

// Noise is nobody's protocol, also not that of a link on which most is damaged: of none is a tenth of it.
func TestDetectorFindsNothingInNoise(t *testing.T) {
	for seed := range uint64(4) {
		rng := rand.New(rand.NewPCG(seed, 0))
		d := NewDetector(Protocols(), Options{})
		b := make([]byte, 200_000)
		for i := range b {
			b[i] = byte(rng.Uint32())
		}
		d.Push(b, 0)
		if p, _, _, ok := d.Found(); ok {
			t.Errorf("seed %d: %s is found", seed, p.Name)
		}
		for _, s := range d.Scores() {
			if s.Share > 0.1 || s.Counters.Samples > 20 {
				t.Errorf("seed %d: %s has %.2f of noise, and %d samples", seed, s.Name, s.Share, s.Counters.Samples)
			}
		}
	}
}

// A stream that is known to be of no use is told apart from one that is not known.
func TestDetectorRefuses(t *testing.T) {
	d := NewDetector(Protocols(), Options{})
	d.Push(bytes.Repeat([]byte("hello\n"), 20), 0)
	if p, ok := d.Refusal(); ok {
		t.Errorf("words are refused: %+v", p)
	}
	d.Push(bytes.Repeat(unhex(t, exTeapot), 20), 0)
	if p, ok := d.Refusal(); !ok || p.Code != CodeOrientation {
		t.Errorf("teapot: %v %+v", ok, p)
	}
}
