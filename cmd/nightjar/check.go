package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/live"
	"github.com/nightjar-sleep/nightjar/device/wire"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/night"
)

// newCheckCommand returns the verb that looks a sensor over before bed.
func newCheckCommand() *cobra.Command {
	var f sensorFlags
	var length time.Duration
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check [PORT | SITE=PORT…]",
		Short: "Look a connected sensor over for a minute before bed",
		Long: `Check reads a connected sensor for a minute and says how fast it samples, what gets lost, how noisy and how fine it is, whether it sees gravity, and
whether a jerk would be seen. Strap the sensor on, lie still for a while, then move a foot.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if length < checkLeast {
				return usageError{fmt.Errorf("--for %v: give %v or more", length, checkLeast)}
			}
			targets, err := f.targets(args)
			if err != nil {
				return err
			}
			for _, t := range targets {
				if err := f.check(cmd, t, length, asJSON); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f.add(cmd)
	cmd.Flags().DurationVar(&length, "for", time.Minute, "how long to look")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// checkLeast is the shortest time in which anything can be said.
const checkLeast = 5 * time.Second

// checkup is what check found on one sensor.
type checkup struct {
	Port      string           `json:"port"`
	Decoder   string           `json:"decoder"`
	Site      string           `json:"site,omitempty"`
	Seconds   float64          `json:"seconds"`
	RateHz    float64          `json:"rate_hz"`
	NominalHz float64          `json:"nominal_hz"`
	LostShare float64          `json:"lost_share"`
	BadFrames int64            `json:"bad_frames"`
	JitterMS  float64          `json:"jitter_ms"`
	NormG     *float64         `json:"norm_g"`   // null when it was never still
	NoiseMG   *float64         `json:"noise_mg"` // likewise
	StepMG    *float64         `json:"step_mg"`  // null when it never changed
	Movements int              `json:"movements"`
	SeesJerks *bool            `json:"sees_jerks"` // null when its noise is not known
	Advice    []string         `json:"advice"`
	Warnings  []device.Warning `json:"warnings"`
}

// check looks at the sensors of one target.
func (f *sensorFlags) check(cmd *cobra.Command, t target, length time.Duration, asJSON bool) error {
	opt, err := f.options(t)
	if err != nil {
		return err
	}
	l, err := live.Open(cmd.Context(), opt)
	if err != nil {
		return err
	}
	defer l.Close()
	fmt.Fprintf(cmd.ErrOrStderr(), "looking for %v: lie still, then move a foot\n", length)
	stop := time.AfterFunc(length, l.Stop)
	defer stop.Stop()
	defer context.AfterFunc(cmd.Context(), l.Stop)()
	sources := l.Sources()
	found := make([]checkup, len(sources))
	done := make(chan error)
	for i, src := range sources {
		go func() {
			var err error
			found[i], err = look(src)
			done <- err
		}()
	}
	for range sources {
		if e := <-done; e != nil {
			err = e
		}
	}
	if err != nil {
		return err
	}
	for i := range found {
		found[i].finish(l.Health())
		if asJSON {
			err = printJSON(cmd, &found[i])
		} else {
			err = found[i].print(cmd.OutOrStdout())
		}
		if err != nil {
			return err
		}
	}
	return cmd.Context().Err()
}

// look reads a source to its end.
func look(src *live.Source) (checkup, error) {
	info := src.Info()
	c := checkup{Site: string(info.Site), NominalHz: info.Rate.Hz(), Advice: []string{}}
	var last [3]int32
	step := int32(math.MaxInt32)
	e := night.NewEngine(info, night.ConfigFor(info.Site))
	err := night.Pull(context.Background(), src, func(k *device.Chunk) {
		e.Push(k)
		for i := range k.X {
			v := [3]int32{k.X[i], k.Y[i], k.Z[i]}
			for a := range v {
				if d := max(v[a]-last[a], last[a]-v[a]); d > 0 && k.Flags[i]&dsp.Interpolated == 0 {
					step = min(step, d)
				}
			}
			last = v
		}
	})
	e.Close()
	led, sum := e.Ledger(), src.Summary()
	c.Warnings = append(append([]device.Warning{}, info.Warnings...), sum.Warnings...)
	c.Seconds, c.RateHz = round(led.Seconds(float64(led.Data.End)), 1), round(sum.Rate, 3)
	if n := int64(led.Data.Len()); n > 0 {
		c.LostShare = round(float64(n-sum.Samples+sum.Interpolated)/float64(n), 5)
	}
	if led.Level.NormG > 0 {
		c.NormG, c.NoiseMG = new(round(led.Level.NormG, 3)), new(round(1000*led.Level.NoiseG, 2))
	}
	if step < math.MaxInt32 {
		c.StepMG = new(round(float64(step)/1000, 3))
	}
	c.Movements = len(led.Movements)
	return c, err
}

func round(v float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Round(v*p) / p
}

// What a sensor needs for jerks and limb movements to be seen (contract.md: 25 Hz for jerks, 10 Hz for limb movements; simulation.md: 15 mg for the weakest
// movement that a sensor can be asked to see).
const (
	jerkHz    = 25.0  // Hz
	goodHz    = 50.0  // Hz: two samples and more in the shortest burst of 75 ms
	limbHz    = 10.0  // Hz
	noiseMost = 5.0   // mg: a third of the weakest movement
	stepMost  = 8.0   // mg (serial.md §1.3)
	lossMost  = 0.001 // share of samples
)

// finish judges what was found.
func (c *checkup) finish(h live.Health) {
	c.Port, c.Decoder, c.BadFrames, c.JitterMS = h.Port, h.Decoder, h.BadSums, round(float64(h.Jitter)/1e6, 1)
	say := func(when bool, format string, args ...any) {
		if when {
			c.Advice = append(c.Advice, fmt.Sprintf(format, args...))
		}
	}
	if c.NominalHz < jerkHz || c.NoiseMG != nil {
		c.SeesJerks = new(c.NominalHz >= jerkHz && *c.NoiseMG <= noiseMost)
	}
	how := ""
	if p, err := wire.Lookup(h.Decoder); err == nil && p.Configure != nil {
		how = fmt.Sprintf(" (--decoder %s --configure does, until it is switched off)", h.Decoder)
	}
	say(c.NominalHz < limbHz, "%.3g Hz is too slow even for limb movements: set the sensor to 50 or 100 Hz%s", c.NominalHz, how)
	say(c.NominalHz >= limbHz && c.NominalHz < jerkHz, "%.3g Hz is too slow for jerks: set the sensor to 50 or 100 Hz%s", c.NominalHz, how)
	say(c.NominalHz >= jerkHz && c.NominalHz < goodHz, "%.3g Hz sees most jerks; 50 or 100 Hz sees them better", c.NominalHz)
	say(c.LostShare > lossMost, "%.2f %% of the samples are lost: try another cable or port, a lower rate or a higher speed", 100*c.LostShare)
	say(c.NormG == nil, "the sensor was never still for long, so its noise and gravity are not known: lie still for half a minute and check again for a minute")
	say(c.NormG != nil && (*c.NormG < 0.9 || *c.NormG > 1.1), "at rest it shows %.2f g and should show 1: give --units, or the sensor leaves gravity out", value(c.NormG))
	say(c.NoiseMG != nil && *c.NoiseMG > noiseMost, "its noise of %.1f mg hides weak movements: choose a smaller range or more bandwidth in the sensor", value(c.NoiseMG))
	say(c.StepMG != nil && *c.StepMG > stepMost, "its steps of %.1f mg hide weak movements: print more decimals, or choose a smaller range", value(c.StepMG))
	say(c.Movements == 0, "no movement was seen: move a foot and check again")
}

func value(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}

// print prints what was found for a person.
func (c *checkup) print(w io.Writer) error {
	p := func(v *float64, unit string) string {
		if v == nil {
			return "unknown"
		}
		return fmt.Sprintf("%g %s", *v, unit)
	}
	jerks := "unknown"
	if c.SeesJerks != nil {
		jerks = map[bool]string{true: "yes", false: "no"}[*c.SeesJerks]
	}
	rate := fmt.Sprintf("%g Hz", c.RateHz)
	if c.RateHz == 0 {
		rate = fmt.Sprintf("about %g Hz", c.NominalHz)
	}
	_, err := fmt.Fprintf(w, `%s%s
  Rate               %s
  Lost               %.2f %%, %d bad frames
  Arrival jitter     %g ms
  Gravity at rest    %s
  Noise              %s
  Steps              %s
  Movements seen     %d in %.0f s
  Would see a jerk   %s
`, c.Port+": "+c.Decoder, siteSuffix(c.Site), rate, 100*c.LostShare, c.BadFrames, c.JitterMS, p(c.NormG, "g"), p(c.NoiseMG, "mg"), p(c.StepMG, "mg"),
		c.Movements, c.Seconds, jerks)
	for _, a := range c.Advice {
		if err == nil {
			_, err = fmt.Fprintf(w, "  → %s\n", a)
		}
	}
	for _, a := range c.Warnings {
		if err == nil {
			_, err = fmt.Fprintf(w, "  %s: %s\n", a.Code, a.Text)
		}
	}
	return err
}
