package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/formats"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// readingFlags are the flags that say how recordings are read, as they were given.
type readingFlags struct {
	site, tz, units, columns, timeFormat string
	rate                                 float64
}

// add declares the flags.
func (f *readingFlags) add(cmd *cobra.Command) {
	v := cmd.Flags()
	v.StringVar(&f.site, "site", "", "where it was worn: left-ankle, right-ankle, left-wrist, right-wrist, trunk (default: what the file says)")
	v.StringVar(&f.tz, "tz", "", "time zone of the recordings, such as Europe/Berlin (default: what the file says, never this machine's)")
	v.StringVar(&f.units, "units", "", "g, mg, ms2 or lsb:N (N counts per g), where the file does not say")
	v.Float64Var(&f.rate, "rate", 0, "samples per second, where the file has no time")
	v.StringVar(&f.columns, "columns", "", "columns of a table without names of its own, by number or name: time=1,x=2,y=3,z=4 (and date=5 where the date stands apart)")
	v.StringVar(&f.timeFormat, "time-format", "", "how a table's time is written: iso, mdy, dmy, unix-s, unix-ms, unix-us, unix-ns, excel, s, ms, us, ns, delta-ms, clock")
}

// options checks the flags. Verbs that tell digests have to ask for them.
func (f *readingFlags) options() (device.Options, error) {
	opt := device.Options{Unhashed: true}
	var err error
	wrong := func(flag string, err error) (device.Options, error) {
		return opt, usageError{fmt.Errorf("%s: %w", flag, err)}
	}
	if f.site != "" {
		if opt.Site, err = device.ParseSite(f.site); err != nil {
			return wrong("--site", err)
		}
	}
	if opt.Units, err = device.ParseUnits(f.units); err != nil {
		return wrong("--units", err)
	}
	if opt.Columns, err = device.ParseColumns(f.columns); err != nil {
		return wrong("--columns", err)
	}
	if opt.Time, err = device.ParseTimeFormat(f.timeFormat); err != nil {
		return wrong("--time-format", err)
	}
	if f.rate != 0 {
		if opt.Rate, err = dsp.RateOf(f.rate); err != nil {
			return wrong("--rate", err)
		}
	}
	if f.tz != "" {
		zone, err := time.LoadLocation(f.tz)
		if err != nil || strings.EqualFold(f.tz, "local") {
			return opt, usageError{fmt.Errorf("--tz %q is no time zone: write Europe/Berlin, America/New_York or UTC", f.tz)}
		}
		opt.Location = zone
	}
	return opt, nil
}

// openRecording opens a recording.
func openRecording(stdin io.Reader, path string, opt device.Options) (device.Source, error) {
	if path == standardInput {
		return formats.OpenReader("standard input", stdin, opt)
	}
	return formats.Open(path, opt)
}

// siteOf returns where a recording was worn: as the user says, else as its file does.
func siteOf(opt device.Options, src device.Source) device.Site {
	return cmp.Or(opt.Site, src.Info().Site)
}
