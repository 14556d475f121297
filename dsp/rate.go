package dsp

import (
	"fmt"
	"math"
)

// Rate is a sampling rate in whole millihertz (1/1000 Hz), so that lengths in
// samples are exact integer arithmetic. It serves lengths only: the time of a
// sample comes from anchors (package device), because real loggers run
// 0.1–1.5 % off their nominal rate.
type Rate int64

const (
	millihertzPerHertz = 1000      // mHz in 1 Hz
	maxRate            = 1e7       // mHz (10 kHz), beyond any wearable accelerometer
	msTimesMillihertz  = 1_000_000 // ms·mHz in one cycle: 1000 ms/s × 1000 mHz/Hz
)

// RateOf returns the rate nearest to hz. It fails when hz is not a number
// between 0.001 Hz and 10 kHz.
func RateOf(hz float64) (Rate, error) {
	mhz := math.Round(hz * millihertzPerHertz)
	if !(mhz >= 1 && mhz <= maxRate) {
		return 0, fmt.Errorf("rate %g Hz is outside 0.001 Hz to 10 kHz", hz)
	}
	return Rate(mhz), nil
}

// Hz returns the rate in samples per second.
func (r Rate) Hz() float64 { return float64(r) / millihertzPerHertz }

// Samples returns how many samples last ms milliseconds, rounded to the
// nearest whole sample (half up).
func (r Rate) Samples(ms int64) Index {
	return Index((ms*int64(r) + msTimesMillihertz/2) / msTimesMillihertz)
}

// Seconds returns how long n samples last at this rate, in seconds.
func (r Rate) Seconds(n Index) float64 { return float64(n) * millihertzPerHertz / float64(r) }

// String prints the rate in hertz with as many decimals as it has.
func (r Rate) String() string { return fmt.Sprintf("%g Hz", r.Hz()) }
