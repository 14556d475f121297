package sleep

import "github.com/nightjar-sleep/nightjar/dsp"

// fall follows the probability of wakefulness from a high to a low. Where it falls by Params.FallP, the sleeper probably came back to sleep, even if neither the
// wakefulness before nor the sleep after was sure enough for a bout.
type fall struct {
	high, low     float64   // probability
	highAt, lowAt dsp.Index // ends of those epochs
	falling       bool
	at            dsp.Index // where it had fallen far enough
	listed        bool      // its onset is known
}

// next takes the next epoch and reports whether a fall that no bout told of is over.
func (f *fall) next(j Judged, p *limits) bool {
	if !f.falling {
		if j.AwakeP >= f.high {
			f.high, f.highAt, f.listed = j.AwakeP, j.Span.End, false
		}
		if j.AwakeP > f.high-p.FallP {
			return false
		}
		f.falling, f.at, f.low, f.lowAt = true, j.Span.Start, j.AwakeP, j.Span.End
	}
	if j.AwakeP < f.low {
		f.low, f.lowAt = j.AwakeP, j.Span.End
	}
	rises := j.AwakeP >= f.low+p.FallP
	over := !f.listed && (rises || f.low <= sure)
	f.listed = f.listed || over
	if rises {
		f.falling, f.listed, f.high, f.highAt = false, false, j.AwakeP, j.Span.End
	}
	return over
}

// spread returns the half-width in seconds of the interval in which the onset lies.
func (f *fall) spread(p *limits) float64 {
	return max(p.SpreadMinS, float64(p.SpreadGain*max(p.seconds(f.at-f.highAt), p.seconds(f.lowAt-f.at))))
}
