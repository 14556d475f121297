package play

import (
	"errors"
	"fmt"
	"io"

	"github.com/nightjar-sleep/nightjar/device"
)

// scenes gives what happens on a link, in order of time.
type scenes interface {
	next() (scene, error)
}

// sensors are the tapes of several sensors on one link. The first one plugs the link in and out; the others are silent meanwhile.
type sensors struct {
	tapes []*tape
	ahead []scene // of each tape, when has
	has   []bool
	over  []bool
}

// newScenes returns the tape of a link that carries the given recordings, each begun at the same time.
func newScenes(list []device.Source, cfg *Config) (scenes, error) {
	if len(list) == 1 {
		return newTape(list[0], cfg.Decoder, cfg.Faults, cfg.Seed)
	}
	s := &sensors{ahead: make([]scene, len(list)), has: make([]bool, len(list)), over: make([]bool, len(list))}
	for i, src := range list {
		f := cfg.Faults
		f.outages = append([]outage(nil), f.outages...)
		for k := range f.outages {
			if i > 0 && f.outages[k].kind == unplug {
				f.outages[k].kind = stall
			}
		}
		t, err := newTape(src, cfg.Decoder, f, cfg.Seed+uint64(i))
		if err != nil {
			return nil, err
		}
		t.place = i
		if _, ok := t.enc.(*mavEncoder); !ok {
			return nil, fmt.Errorf("a device of %s is one sensor: several recordings on one link are for mavlink", cfg.Decoder)
		}
		t.numbered()
		s.tapes = append(s.tapes, t)
	}
	return s, nil
}

// next implements scenes.
func (s *sensors) next() (scene, error) {
	first := -1
	for i, t := range s.tapes {
		if !s.has[i] && !s.over[i] {
			sc, err := t.next()
			switch {
			case errors.Is(err, io.EOF):
				s.over[i] = true
				continue
			case err != nil:
				return scene{}, err
			}
			s.ahead[i], s.has[i] = sc, true
		}
		if s.has[i] && (first < 0 || s.ahead[i].at < s.ahead[first].at) {
			first = i
		}
	}
	if first < 0 {
		return scene{}, io.EOF
	}
	s.has[first] = false
	return s.ahead[first], nil
}

// numbered tells the tape's device which of the link's sensors it is.
func (t *tape) numbered() {
	if e, ok := t.enc.(*mavEncoder); ok {
		e.comp = byte(t.place)
	}
}
