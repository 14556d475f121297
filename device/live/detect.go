package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nightjar-sleep/nightjar/device/wire"
)

const (
	listenBaud    = 1500 * time.Millisecond // at one speed
	discardBaud   = 400 * time.Millisecond  // of bytes that make no sense, after which a speed is given up
	bootTime      = 2500 * time.Millisecond // a silent port is given, for boards that start anew when it is opened
	namedTime     = 10 * time.Second        // a silent port that the user has named is given
	corruptFrames = 20                      // valid frames that show what a link speaks though it corrupts most of them
	slowSender    = 6 * time.Second         // that lines which make sense are given to become enough: some boards send twice a second
	hopeful       = 0.2                     // share of the bytes in valid frames from which it is worth listening on
	discardBytes  = 64                      // bytes that must make some sense
)

// voice is what a port was found to speak.
type voice struct {
	protocol wire.Protocol
	baud     int
	port     Port
	said     []delivery // what it has said already
}

// listener listens to one port.
type listener struct {
	open      Opener
	now       hostClock
	wire      wire.Options
	wait      time.Duration // for the first byte
	configure bool          // settings may be changed
}

// detect finds out what the port with the given name speaks. Protocols are those that may be, bauds the speeds that may be. Start says whether the port may be
// written to, because the user or the device itself has named the only protocol.
func (l *listener) detect(ctx context.Context, name string, protocols []wire.Protocol, bauds []int, start bool) (voice, error) {
	var heard error
	for _, baud := range bauds {
		v, err := l.listen(ctx, name, protocols, baud, start)
		switch {
		case err == nil:
			return v, nil
		case ctx.Err() != nil:
			return voice{}, ctx.Err()
		case !errors.Is(err, errUnheard):
			return voice{}, err
		}
		heard = err
		if errors.Is(err, errSilent) {
			break // at another speed it would say something, if garbled
		}
	}
	return voice{}, fmt.Errorf("%s: %w", name, heard)
}

// errUnheard is wrapped by errors of ports that say nothing that is understood; errSilent by those that say nothing.
var (
	errUnheard = errors.New("nothing understood")
	errSilent  = fmt.Errorf("%w: it is silent: is the sensor switched on, and does its cable carry data?", errUnheard)
)

// listen listens at one speed.
func (l *listener) listen(ctx context.Context, name string, protocols []wire.Protocol, baud int, start bool) (v voice, err error) {
	p, err := l.open(name, baud)
	if err != nil {
		return v, err
	}
	defer func() {
		if err != nil {
			closeSoon(p)
		}
	}()
	if err := ready(p); err != nil {
		return v, err
	}
	if s := starter(protocols, l.configure, baud); start && s != nil {
		if err := say(s, p); err != nil {
			return v, err
		}
	}
	detector := wire.NewDetector(protocols, l.wire)
	v = voice{baud: baud, port: p}
	buf := make([]byte, readSize)
	began := l.now().host
	var first int64
	for ctx.Err() == nil {
		n, err := p.Read(buf)
		if err != nil {
			return v, fmt.Errorf("%s: %w", name, err)
		}
		at := l.now()
		if n > 0 {
			if first == 0 {
				first = at.host
			}
			d := delivery{moment: at, data: append([]byte(nil), buf[:n]...)}
			v.said = append(v.said, d)
			detector.Push(d.data, d.host)
			var ok bool
			if v.protocol, _, _, ok = detector.Found(); ok {
				return v, nil
			}
		}
		if r, ok := detector.Refusal(); ok {
			return v, fmt.Errorf("%s: %s", name, r.Text)
		}
		if k := corrupted(detector.Scores()); k >= 0 && at.host-first > int64(listenBaud) {
			v.protocol = protocols[k]
			return v, nil
		}
		if err := l.patience(detector.Scores(), began, first, at.host); err != nil {
			return v, err
		}
	}
	return v, ctx.Err()
}

// starter returns what makes the one protocol send, nil when it sends by itself. With configure, the settings are changed first: each time that the port is opened, for a
// sensor forgets them with its power.
func starter(protocols []wire.Protocol, configure bool, baud int) func(Port) error {
	if len(protocols) != 1 {
		return nil
	}
	k := &protocols[0]
	var commands []wire.Command
	if configure && k.Configure != nil {
		commands = k.Configure(baud)
	}
	if k.Start == nil && len(commands) == 0 {
		return nil
	}
	return func(p Port) error {
		for _, c := range commands {
			if err := write(p, c.Bytes); err != nil {
				return err
			}
			time.Sleep(time.Duration(c.Pause) * time.Millisecond)
		}
		return write(p, k.Start)
	}
}

// write writes all of b; a port may take it in pieces.
func write(p Port, b []byte) error {
	for len(b) > 0 {
		n, err := p.Write(b)
		if err != nil {
			return fmt.Errorf("writing to the sensor: %w", err)
		}
		b = b[n:]
	}
	return nil
}

// corrupted returns which protocol a link speaks that corrupts what it carries: frames whose checksums hold are no chance, and nobody else understands as much. It is −1
// when there is none.
func corrupted(scores []wire.Score) int {
	best, rival := -1, 0.0
	for i, s := range scores {
		switch {
		case best < 0 || s.Share > scores[best].Share:
			if best >= 0 {
				rival = max(rival, scores[best].Share)
			}
			best = i
		default:
			rival = max(rival, s.Share)
		}
	}
	if best < 0 || scores[best].Share < hopeful || scores[best].Counters.Frames < corruptFrames || rival > hopeful/2 {
		return -1
	}
	return best
}

// patience returns nil while it is worth listening on, and else why it is not.
func (l *listener) patience(scores []wire.Score, began, first, now int64) error {
	if first == 0 {
		if now-began < int64(l.wait) {
			return nil
		}
		return errSilent
	}
	best, bytes := 0.0, int64(0)
	for _, s := range scores {
		best, bytes = max(best, s.Share), s.Counters.Bytes
	}
	since := time.Duration(now - first)
	switch {
	case best >= 0.5 && since < slowSender, best >= hopeful && since < listenBaud, since < discardBaud:
		return nil
	case bytes < discardBytes && since < listenBaud:
		return nil
	}
	return fmt.Errorf("%w: %d bytes came that no decoder knows", errUnheard, bytes)
}

// speeds returns the speeds at which the protocols are spoken, the likeliest first, each once.
func speeds(protocols []wire.Protocol) []int {
	var out []int
	for _, want := range speedOrder {
		for _, p := range protocols {
			if slices.Contains(p.Bauds, want) {
				out = append(out, want)
				break
			}
		}
	}
	if len(protocols) == 1 {
		return protocols[0].Bauds
	}
	return out
}

// speedOrder is the order in which speeds are tried: that of how common they are (serial.md §1.5).
var speedOrder = [...]int{115200, 9600, 38400, 57600, 230400, 460800, 921600, 500000, 1000000, 250000, 19200, 4800}
