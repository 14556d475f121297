package live

import (
	"context"
	"errors"

	"github.com/nightjar-sleep/nightjar/device/wire"
)

// Heard is a port and what was heard on it.
type Heard struct {
	PortInfo
	Protocol string // name of the protocol; empty when nothing was understood
	Title    string // for people
	Baud     int
	Trouble  string // why nothing was understood; empty when something was
}

// Survey listens to every port in turn, without writing to one that does not say itself what it is, and says what is spoken there.
func Survey(ctx context.Context, opt Options) ([]Heard, error) {
	opt.fill()
	list, err := opt.Ports()
	if err != nil {
		return nil, err
	}
	if opt.Port != "" {
		list = []PortInfo{named(opt.Port, list)}
	}
	ear := listener{open: opt.Open, now: opt.clock, wire: opt.Wire, wait: bootTime}
	var out []Heard
	for _, info := range list {
		h := Heard{PortInfo: info}
		v, err := ear.hear(ctx, info, opt.speech(), &opt)
		switch {
		case ctx.Err() != nil:
			return out, ctx.Err()
		case errors.Is(err, errSilent):
			h.Trouble = "silent"
		case err != nil:
			h.Trouble = err.Error()
		default:
			h.Protocol, h.Title, h.Baud = v.protocol.Name, v.protocol.Title, v.baud
			closeSoon(v.port)
		}
		out = append(out, h)
	}
	return out, nil
}

// fill puts in what was left out.
func (opt *Options) fill() {
	if opt.Open == nil {
		opt.Open = OpenSerial
	}
	if opt.Ports == nil {
		opt.Ports = Ports
	}
	if opt.clock == nil {
		opt.clock = newHostClock()
	}
}

// speech returns the protocols that are listened for when none was named.
func (opt *Options) speech() []wire.Protocol {
	if opt.protocols != nil {
		return opt.protocols
	}
	return wire.Protocols()
}
