package simulate

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// Settings says which night to simulate. Default gives a complete set to change.
type Settings struct {
	Profile   string      `json:"profile"`    // one of Profiles
	Hours     float64     `json:"hours"`      // h in bed, more than 0.2
	Rate      float64     `json:"rate_hz"`    // Hz, nominal sampling rate, 1–1000
	Site      device.Site `json:"site"`       // an ankle or a wrist; with two limbs the left one
	Seed      uint64      `json:"seed"`       // same settings and seed, same bytes
	Start     time.Time   `json:"start"`      // local wall time of the first sample, read as if it were UTC
	Limbs     int         `json:"limbs"`      // 1 or 2
	OffsetS   float64     `json:"offset_s"`   // s by which the second limb's clock is ahead
	PPM       float64     `json:"ppm"`        // parts per million by which the second limb's clock runs fast
	RateError float64     `json:"rate_error"` // fraction by which the sampling rate is above nominal
	Noise     float64     `json:"noise"`      // factor on the sensor's noise
	Amplitude float64     `json:"amplitude"`  // factor on the size of every movement of the sleeper
	Holes     int         `json:"holes"`      // gaps of 1 s to 10 min in each recording
	Shocks    float64     `json:"shocks"`     // shocks per hour from a bed partner

	// Vary replaces the ranges of the profile; nil takes ProfileLaws(Profile).
	Vary *Laws[Range] `json:"-"`
}

// Default returns a healthy seven-hour night at the left ankle, 100 Hz.
func Default() Settings {
	return Settings{
		Profile: "healthy", Hours: 7, Rate: 100, Site: device.SiteLeftAnkle, Seed: 1,
		Start: time.Date(2024, 3, 14, 22, 30, 0, 0, time.UTC),
		Limbs: 1, Noise: 1, Amplitude: 1,
	}
}

// check returns an error that names the first setting out of its bounds.
func (s Settings) check() error {
	bounds := []struct {
		name             string
		value, low, high float64
	}{
		{"hours", s.Hours, 0.2, 48},
		{"rate", s.Rate, 1, 1000},
		{"limbs", float64(s.Limbs), 1, 2},
		{"offset-s", s.OffsetS, -3600, 3600},
		{"ppm", s.PPM, -10000, 10000},
		{"rate-error", s.RateError, -0.2, 0.2},
		{"noise", s.Noise, 0, 100},
		{"amplitude", s.Amplitude, 0, 20},
		{"holes", float64(s.Holes), 0, 1000},
		{"shocks", s.Shocks, 0, 200},
	}
	for _, b := range bounds {
		if !(b.value >= b.low && b.value <= b.high) {
			return fmt.Errorf("%s is %g: give a value from %g to %g", b.name, b.value, b.low, b.high)
		}
	}
	if !slices.Contains(Profiles(), s.Profile) {
		return fmt.Errorf("no profile is called %q: choose one of %v", s.Profile, Profiles())
	}
	return s.checkSite()
}

// checkSite accepts the sites that movements are modelled for.
func (s Settings) checkSite() error {
	switch s.Site {
	case device.SiteLeftAnkle, device.SiteLeftWrist:
		return nil
	case device.SiteRightAnkle, device.SiteRightWrist:
		if s.Limbs == 1 {
			return nil
		}
		return fmt.Errorf("site is %s: with two limbs give the left one, the second is the right", s.Site)
	}
	return fmt.Errorf("site %q cannot be simulated: give left-ankle, right-ankle, left-wrist or right-wrist", s.Site)
}

// sites returns the site of each limb.
func (s Settings) sites() []device.Site {
	if s.Limbs == 1 {
		return []device.Site{s.Site}
	}
	if s.Site.Wrist() {
		return []device.Site{device.SiteLeftWrist, device.SiteRightWrist}
	}
	return []device.Site{device.SiteLeftAnkle, device.SiteRightAnkle}
}

// The streams of random numbers of a night. Each part has its own, so that a
// change in one leaves the others alone; a limb adds its number.
const (
	streamLaws uint64 = 100 * (iota + 1)
	streamSleep
	streamTrains
	streamFidgets
	streamStrays
	streamStarts
	streamRhythms
	streamShocks
	streamLimbs
	streamAnatomy
	streamBuild
	streamClock
	streamSensor
	streamNoise
	streamBody
	streamJitter
)

// stream returns the generator of one part of the night. Profiles draw apart, so
// that the same seed gives another sleeper under each.
func (s Settings) stream(part uint64) *rand.Rand {
	name := fnv.New64a()
	name.Write([]byte(s.Profile))
	return rand.New(rand.NewPCG(s.Seed*0x9E3779B97F4A7C15+name.Sum64(), part)) // the golden-ratio step spreads small seeds
}
