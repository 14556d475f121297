package play

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FaultHelp explains the grammar of ParseFaults to a user.
const FaultHelp = `Faults are name=value, with commas between them; a value of two parts has a comma too (a part that begins with a digit belongs
to the fault before it). Times are seconds of the recording, or a duration such as 10m.
  corrupt=P         each byte is replaced by a random one with probability P
  drop=P            each byte is left out with probability P
  unplug=AT,FOR     at AT the device hangs up, and comes back after FOR under another path; what it measures meanwhile is lost
  stall=AT,FOR      from AT the device is silent for FOR, without hanging up; what it measures meanwhile is lost
  reboot=AT[,FOR]   at AT the device starts anew, which takes FOR (2 s if not given): its clock and counters begin at 0
  ppm=N             the device's clock runs N parts in a million fast, -N slow
  burst=MS          bytes come every MS milliseconds only, as with a latency timer
All but ppm, burst, corrupt and drop may be given several times.`

const (
	rebootTime = 2 * time.Second // an Arduino's boot loader
	ppmMost    = 10_000          // twice a ceramic resonator's
)

// outageKind is what happens while a device does not send.
type outageKind uint8

const (
	unplug outageKind = iota
	stall
	reboot
)

// outage is a stretch of the recording that is not sent.
type outage struct {
	kind     outageKind
	from, to time.Duration // since the first sample
}

// Faults are what goes wrong on the link. The zero value is a link without faults.
type Faults struct {
	Corrupt, Drop float64 // probability by byte
	PPM           float64 // error of the device's clock
	Burst         time.Duration
	outages       []outage
}

// ParseFaults reads faults as FaultHelp explains. It fails for what is no fault and says what is.
func ParseFaults(spec string) (Faults, error) {
	var f Faults
	if spec == "" {
		return f, nil
	}
	var faults []string
	for part := range strings.SplitSeq(spec, ",") {
		part = strings.TrimSpace(part)
		if part != "" && (part[0] >= '0' && part[0] <= '9' || part[0] == '.') && len(faults) > 0 {
			faults[len(faults)-1] += "," + part
			continue
		}
		faults = append(faults, part)
	}
	for _, s := range faults {
		name, value, _ := strings.Cut(s, "=")
		if err := f.set(name, strings.Split(value, ",")); err != nil {
			return Faults{}, fmt.Errorf("fault %q: %w", s, err)
		}
	}
	return f, nil
}

// set adds one fault.
func (f *Faults) set(name string, v []string) (err error) {
	kinds := map[string]outageKind{"unplug": unplug, "stall": stall, "reboot": reboot}
	kind, lasts := kinds[name]
	switch {
	case lasts:
		return f.outage(kind, v)
	case len(v) != 1:
		return fmt.Errorf("takes one value")
	case name == "corrupt":
		f.Corrupt, err = number(v[0], 0, 1)
	case name == "drop":
		f.Drop, err = number(v[0], 0, 1)
	case name == "ppm":
		f.PPM, err = number(v[0], -ppmMost, ppmMost)
	case name == "burst":
		var ms float64
		ms, err = number(v[0], 0, 60_000)
		f.Burst = time.Duration(ms * float64(time.Millisecond))
	default:
		return fmt.Errorf("is not known: give corrupt, drop, unplug, stall, reboot, ppm or burst")
	}
	return err
}

func (f *Faults) outage(kind outageKind, v []string) error {
	if len(v) == 1 && kind == reboot {
		v = append(v, rebootTime.String())
	}
	if len(v) != 2 {
		return fmt.Errorf("takes two values, at and for: for example unplug=600,5")
	}
	at, err := seconds(v[0])
	if err != nil {
		return err
	}
	last, err := seconds(v[1])
	if err != nil {
		return err
	}
	o := outage{kind, at, at + last}
	for _, other := range f.outages {
		if o.from < other.to && other.from < o.to {
			return fmt.Errorf("falls into another outage")
		}
	}
	f.outages = append(f.outages, o)
	return nil
}

// number reads a number from lo to hi.
func number(s string, lo, hi float64) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= lo && v <= hi) {
		return 0, fmt.Errorf("%q is no number from %g to %g", s, lo, hi)
	}
	return v, nil
}

// seconds reads a number of seconds or a duration, at most a year.
func seconds(s string) (time.Duration, error) {
	const most = 366 * 24 * time.Hour
	if v, err := strconv.ParseFloat(s, 64); err == nil && v >= 0 && v <= most.Seconds() {
		return time.Duration(v * float64(time.Second)), nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 || d > most {
		return 0, fmt.Errorf("%q is no time: give seconds, or a duration such as 10m", s)
	}
	return d, nil
}
