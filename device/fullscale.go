package device

import "github.com/nightjar-sleep/nightjar/dsp"

// fullScale flags the samples at full scale. Where the recording does not state its range it is learnt: a value beyond what a sensor of the
// smallest range shows, repeated on an axis that never showed a greater one, is where the sensor ends. Samples before it was
// learnt are not flagged, a greater value later unlearns it.
type fullScale struct {
	stated  int32 // micro-g; 0 when the recording does not say
	learnt  int32 // micro-g; 0 before
	most    int32 // micro-g: greatest seen on any axis
	last    [3]int32
	repeats [3]int
}

const (
	pegLeast   = 1_900_000 // micro-g: full scale of the sensors of the smallest range, 2 g, less what calibration takes off
	pegRepeats = 4         // equal samples in a row at the extreme; a true peak shows two, three on a coarse sensor
	pegWithin  = 100       // 1 % below the extreme is the other side's: two's complement has one step less above than below
)

// flag marks the samples of b that are at full scale and returns how many there are.
func (f *fullScale) flag(b *dsp.Block) (n int64) {
	full := f.stated
	y, z := b.Y[:len(b.X)], b.Z[:len(b.X)]
	if !f.near(b) {
		return 0
	}
	for i, x := range b.X {
		v := max(x, -x, y[i], -y[i], z[i], -z[i])
		if f.stated <= 0 {
			if v < pegLeast {
				f.repeats = [3]int{}
				continue
			}
			full = f.learn([3]int32{x, y[i], z[i]}, v)
		}
		if full > 0 && v >= full {
			b.Flags[i] |= dsp.Clipped
			n++
		}
	}
	return n
}

// near reports whether some value of b is so far from zero that it has to be looked at. Where there is none, which is nearly always, nothing repeats.
func (f *fullScale) near(b *dsp.Block) bool {
	least := f.stated
	if least <= 0 {
		least = pegLeast
	}
	if most := least - 1; dsp.Beyond(b.X, most) || dsp.Beyond(b.Y, most) || dsp.Beyond(b.Z, most) {
		return true
	}
	if b.Len() > 0 {
		f.repeats = [3]int{}
	}
	return false
}

// learn takes in a sample whose greatest component is v and returns from where on samples are at full scale, 0 when that is not known.
func (f *fullScale) learn(s [3]int32, v int32) int32 {
	if v > f.most {
		f.most, f.learnt, f.repeats = v, 0, [3]int{}
	}
	for a, x := range s {
		switch {
		case max(x, -x) < f.most:
			f.repeats[a] = 0
		case x == f.last[a]:
			f.repeats[a]++
		default:
			f.repeats[a] = 1
		}
		f.last[a] = x
		if f.repeats[a] >= pegRepeats {
			f.learnt = f.most - f.most/pegWithin
		}
	}
	return f.learnt
}
