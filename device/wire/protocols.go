package wire

import (
	"fmt"
	"strings"
)

// Protocol is one way in which sensors speak on a serial link.
type Protocol struct {
	Name  string // as --decoder spells it
	Title string // for people
	Bauds []int  // in order of likelihood, bits per second
	Timed bool   // frames carry, or may carry, the device's time
	// Specific says that a valid frame cannot be anything else. Text is not: it also accepts what others claim.
	Specific bool
	// Named says that frames mean nothing by themselves: only who has said its name is taken for this protocol.
	Named bool
	// Probe is a harmless question by which the device says who it is; nil when there is none. Only to be sent to a port
	// of which the family is known (serial.md §13).
	Probe []byte
	// Start makes the device stream and Stop ends it; nil when it streams by itself.
	Start, Stop []byte
	// Configure returns what makes the device send what is needed, at the link's baud; nil when nothing can be set. Only a user's wish sends it.
	Configure func(baud int) []Command
	// New returns a decoder at the start of a link.
	New func(Options) Decoder
}

// Protocols lists every protocol, in the order in which people are likely to meet them.
func Protocols() []Protocol {
	return []Protocol{textProtocol, witProtocol, mavProtocol, ximuProtocol, axivityProtocol, rvcProtocol, xsensProtocol}
}

// Lookup returns the protocol named as --decoder spells it. It fails for a name that is none and lists those that are.
func Lookup(name string) (Protocol, error) {
	var names []string
	for _, p := range Protocols() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Protocol{}, fmt.Errorf("there is no decoder %q: give %s", name, strings.Join(names, ", "))
}
