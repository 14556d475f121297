package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/live"
	"github.com/nightjar-sleep/nightjar/device/wire"
)

// sensorFlags say how a connected sensor is read, as they were given.
type sensorFlags struct {
	decoder, site, units string
	baud                 int
	configure            bool
}

// add declares the flags.
func (f *sensorFlags) add(cmd *cobra.Command) {
	v := cmd.Flags()
	names := []string{"auto"}
	for _, p := range wire.Protocols() {
		names = append(names, p.Name)
	}
	v.StringVar(&f.decoder, "decoder", "auto", "what the sensor speaks: "+strings.Join(names, ", "))
	v.IntVar(&f.baud, "baud", 0, "speed of the port (default: found out)")
	v.StringVar(&f.site, "site", "", "where it is worn: left-ankle, right-ankle, left-wrist, right-wrist, trunk")
	v.StringVar(&f.units, "units", "", "g, mg, ms2 or lsb:N (N counts per g), where the sensor does not say")
	v.BoolVar(&f.configure, "configure", false, "change the sensor's settings, until it is switched off, so that it sends what a night needs; give --decoder too")
	completeWords(cmd, "decoder", names...)
	completeWords(cmd, "site", siteNames...)
}

// target is a link to be opened: a port, and where its sensors are worn.
type target struct {
	port  string // empty to find it
	sites []device.Site
	named bool // each site has a sensor, or the call was wrong
}

// targets understands the arguments: nothing or auto, PORT, or SITE=PORT for each limb. One port that is named for several limbs carries several sensors.
func (f *sensorFlags) targets(args []string) ([]target, error) {
	var out []target
	var own []device.Site
	if f.site != "" {
		site, err := device.ParseSite(f.site)
		if err != nil {
			return nil, usageError{fmt.Errorf("--site: %w", err)}
		}
		own = []device.Site{site, otherSide(site)}
	}
	for _, arg := range args {
		name, port, named := strings.Cut(arg, "=")
		if !named || strings.Contains(name, "/") {
			out = append(out, target{port: portName(arg), sites: own})
			continue
		}
		site, err := device.ParseSite(name)
		if err != nil {
			return nil, usageError{fmt.Errorf("%q: %w", arg, err)}
		}
		if port == "" {
			return nil, usageError{fmt.Errorf("%q: name a port after =, or auto", arg)}
		}
		port = portName(port)
		for _, o := range out {
			if slices.Contains(o.sites, site) {
				return nil, usageError{fmt.Errorf("%q: %s is named already", arg, site)}
			}
		}
		known := false
		for i := range out {
			if out[i].port == port && out[i].named {
				out[i].sites, known = append(out[i].sites, site), true
			}
		}
		if !known {
			out = append(out, target{port: port, sites: []device.Site{site}, named: true})
		}
	}
	if len(out) == 0 {
		out = []target{{sites: own}}
	}
	if len(out) > 1 {
		for _, t := range out {
			if t.port == "" || len(t.sites) == 0 {
				return nil, usageError{errors.New("of several sensors say where each is worn: left-ankle=PORT right-ankle=PORT")}
			}
		}
	}
	return out, nil
}

// portName returns the port that an argument names, empty for auto.
func portName(arg string) string {
	if arg == "auto" {
		return ""
	}
	return arg
}

// otherSide returns the site of a second sensor on the same link.
func otherSide(s device.Site) device.Site {
	switch s {
	case device.SiteLeftAnkle:
		return device.SiteRightAnkle
	case device.SiteRightAnkle:
		return device.SiteLeftAnkle
	case device.SiteLeftWrist:
		return device.SiteRightWrist
	case device.SiteRightWrist:
		return device.SiteLeftWrist
	}
	return device.SiteUnknown
}

// options returns how a target is opened.
func (f *sensorFlags) options(t target) (live.Options, error) {
	opt := live.Options{Port: t.port, Baud: f.baud, Sites: t.sites, Configure: f.configure}
	if f.configure && f.decoder == "auto" {
		return opt, usageError{errors.New("--configure writes to the sensor, so say what it is with --decoder")}
	}
	if f.decoder != "auto" {
		if _, err := wire.Lookup(f.decoder); err != nil {
			return opt, usageError{fmt.Errorf("--decoder: %w", err)}
		}
		opt.Decoder = f.decoder
	}
	if f.baud < 0 {
		return opt, usageError{fmt.Errorf("--baud %d: give a speed such as 115200", f.baud)}
	}
	u, err := device.ParseUnits(f.units)
	if err != nil {
		return opt, usageError{fmt.Errorf("--units: %w", err)}
	}
	opt.Wire.Scale = wire.Scale{Num: u.Num, Den: u.Den, Name: u.String()}
	if !u.Known() {
		opt.Wire.Scale = wire.Scale{}
	}
	return opt, nil
}

// dataFolder returns where recordings are kept, made when it is not there.
func dataFolder() (string, error) {
	base := os.Getenv("XDG_DATA_HOME")
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("there is no home folder for recordings, give --journal FILE: %w", err)
		}
		switch runtime.GOOS {
		case "darwin":
			base = filepath.Join(home, "Library", "Application Support")
		case "windows":
			base = filepath.Join(home, "AppData", "Local")
		default:
			base = filepath.Join(home, ".local", "share")
		}
	}
	dir := filepath.Join(base, "nightjar")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("the folder for recordings cannot be made, give --journal FILE: %w", err)
	}
	return dir, nil
}

// journalName returns the path of a new recording.
func journalName(given string, at time.Time, site device.Site, several bool) (string, error) {
	suffix := ""
	if several {
		suffix = "-" + string(site)
	}
	if given != "" {
		ext := filepath.Ext(given)
		return strings.TrimSuffix(given, ext) + suffix + ext, nil
	}
	dir, err := dataFolder()
	return filepath.Join(dir, at.Format("2006-01-02T15-04-05")+suffix+".njr"), err
}
