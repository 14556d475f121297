package live

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// PortInfo is a serial port and what is plugged into it, as far as it can be told without opening it.
type PortInfo struct {
	Name         string // path to open, for example /dev/ttyUSB0
	ByID         string // a path that stays the same when the sensor is plugged in again; empty when there is none
	USB          bool
	VID, PID     string // four hex digits, upper case
	Serial       string
	Manufacturer string
	Product      string
}

// Same reports whether two ports are of one device: by its serial number, else by its kind where that says enough, else by the name that stays.
func (p *PortInfo) Same(o *PortInfo) bool {
	switch {
	case p.USB && o.USB && p.Serial != "" && o.Serial != "":
		return p.VID == o.VID && p.PID == o.PID && p.Serial == o.Serial
	case p.ByID != "" && o.ByID != "":
		return p.ByID == o.ByID
	case p.USB && o.USB && p.Serial == o.Serial && p.VID == o.VID && p.PID == o.PID:
		return true
	}
	return p.Name == o.Name
}

// Label names the device for people.
func (p *PortInfo) Label() string {
	var words []string
	for _, w := range []string{p.Manufacturer, p.Product} {
		if w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	if len(words) == 0 && p.USB {
		words = append(words, p.kindName())
	}
	return strings.Join(words, " ")
}

// usbKind is a kind of device by its USB numbers.
type usbKind struct {
	vid, pid string // pid empty: any
	name     string
	hint     string // the decoder that it most likely needs; empty when it may be any
}

// usbKinds are those whose owners are likely to strap them on, most telling first (serial.md §13).
var usbKinds = []usbKind{
	{"04D8", "0057", "Axivity AX3/AX6", "axivity"},
	{"2639", "", "Xsens", "xsens"},
	{"0D28", "0204", "micro:bit", "text"},
	{"1A86", "", "CH340 serial adapter", ""},
	{"10C4", "EA60", "CP210x serial adapter", ""},
	{"0403", "", "FTDI serial adapter", ""},
	{"2341", "", "Arduino", ""},
	{"2A03", "", "Arduino", ""},
	{"239A", "", "Adafruit", ""},
	{"2E8A", "", "Raspberry Pi Pico", ""},
	{"303A", "", "ESP32", ""},
	{"16C0", "0483", "Teensy", ""},
	{"0483", "5740", "STM32", ""},
	{"2886", "", "Seeed", ""},
	{"1B4F", "", "SparkFun", ""},
}

// kind returns the port's kind of device, nil when it is none that is known.
func (p *PortInfo) kind() *usbKind {
	for i := range usbKinds {
		if k := &usbKinds[i]; k.vid == p.VID && (k.pid == "" || k.pid == p.PID) {
			return k
		}
	}
	return nil
}

func (p *PortInfo) kindName() string {
	if k := p.kind(); k != nil {
		return k.name
	}
	return fmt.Sprintf("USB %s:%s", p.VID, p.PID)
}

// Hint returns the decoder that the device most likely needs by what it says of itself, empty when that may be any.
func (p *PortInfo) Hint() string {
	if k := p.kind(); k != nil {
		return k.hint
	}
	return ""
}

// rank orders candidates: what names itself, what sensors are often made with, other USB.
func (p *PortInfo) rank() int {
	switch k := p.kind(); {
	case k != nil && k.hint != "":
		return 0
	case k != nil:
		return 1
	case p.USB:
		return 2
	}
	return 3
}

// sortPorts puts the most promising first.
func sortPorts(list []PortInfo) {
	slices.SortStableFunc(list, func(a, b PortInfo) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Name, b.Name))
	})
}
