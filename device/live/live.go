package live

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/wire"
)

// Options say what is known of a sensor before it is listened to.
type Options struct {
	Port    string                 // name of the port, empty to find the sensor
	Decoder string                 // name of the protocol, empty to find out
	Baud    int                    // speed, 0 to find out
	Wire    wire.Options           // of senders that do not say what their numbers are worth
	Sites   []device.Site          // where the sensors of the link are worn, in the order of their numbers; the first only when there is one
	Resume  func(id string) Resume // where the recording of a sensor with this identity goes on; nil to begin
	Ahead   time.Duration          // by which times are to be later than the computer's calendar, because it was set back since the recordings that go on
	// Configure lets the settings of the sensor be changed, none of them for good, so that it sends what a night needs; Decoder must name what it is. Without it nothing but
	// what starts the sending is ever written, and that only to a device that the user or the device itself has named.
	Configure bool

	Open      Opener                     // nil: OpenSerial
	Ports     func() ([]PortInfo, error) // nil: Ports
	clock     hostClock
	protocols []wire.Protocol // nil: those of wire
}

// Link is a serial link that is being read.
type Link struct {
	link    *link
	pump    *pump
	info    PortInfo
	voice   wire.Protocol
	sources []*Source
}

// How long a link that is understood may take to be known.
const (
	hearing     = 20 * time.Second // to give readings
	slowHearing = 60 * time.Second // when some come: units are told by gravity from 200 of them, and
	tooSlow     = 3                // readings a second: fewer are not waited for
)

// Open finds the sensor, waits until it is understood and heard for some seconds, and reads on until Stop. It fails when no sensor is found, when what is found
// cannot be used, and when ctx ends first.
func Open(ctx context.Context, opt Options) (*Link, error) {
	opt.fill()
	if opt.Configure && opt.Decoder == "" {
		return nil, errors.New("settings are changed only where the protocol was named")
	}
	info, v, err := find(ctx, &opt)
	if err != nil {
		return nil, err
	}
	l := &Link{info: info, voice: v.protocol, link: newLink(finder(info, &opt), opt.Open, opt.clock)}
	l.link.baud.Store(int64(v.baud))
	l.link.start = starter([]wire.Protocol{v.protocol}, opt.Configure, v.baud)
	l.pump = &pump{link: l.link, decoder: v.protocol.New(opt.Wire), heard: make(chan struct{}), done: make(chan struct{})}
	if opt.Baud == 0 {
		l.pump.bauds = v.protocol.Bauds
	}
	l.pump.settings = settings{zero: time.Now().Add(opt.Ahead).UnixNano() - opt.clock().host, resume: opt.Resume, name: l.identity}
	for _, d := range v.said {
		l.link.bytes.Add(int64(len(d.data)))
		l.link.heard.Store(d.host)
		l.link.queue.push(d)
	}
	l.pump.publish(opt.clock())
	go l.link.run(v.port)
	go l.pump.run()
	if err := l.hear(ctx, &opt); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// hear waits until the sensors are known.
func (l *Link) hear(ctx context.Context, opt *Options) error {
	if err := l.wait(ctx); err != nil {
		return err
	}
	if l.pump.refused != "" {
		return fmt.Errorf("%s: %s", l.info.Name, l.pump.refused)
	}
	list := slices.Clone(l.pump.sensors)
	slices.SortFunc(list, func(a, b *sensor) int { return int(int64(a.id) - int64(b.id)) })
	for _, s := range list {
		if s.tape == nil {
			continue
		}
		src := &Source{tape: s.tape, warnings: slices.Clone(l.pump.known), info: l.describe(s, len(l.sources), opt.Sites)}
		if opt.Ahead > 0 {
			src.warnings = append(src.warnings, device.Warning{Code: "clock_changed", Text: fmt.Sprintf(
				"the computer's clock was set back while nothing was recorded: times go on from before, %s later than that clock", opt.Ahead.Round(time.Second))})
		}
		l.sources = append(l.sources, src)
	}
	if len(l.sources) == 0 {
		return l.slow()
	}
	return nil
}

// wait waits until the sensors were heard for long enough, and says why when they were not.
func (l *Link) wait(ctx context.Context) error {
	t := time.NewTimer(hearing)
	defer t.Stop()
	for limit := hearing; ; limit = slowHearing {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.pump.done:
			return fmt.Errorf("%s: the link ended", l.info.Name)
		case <-l.pump.heard:
			return nil
		case <-t.C:
		}
		switch h := l.Health(); {
		case h.State == Unsure:
			return fmt.Errorf("%s: %s is spoken, but so much is damaged on the way that nothing can be believed: try another cable, or be closer", l.info.Name, l.voice.Title)
		case l.readings(&h) == 0:
			return fmt.Errorf("%s: %s is spoken, but no acceleration came within %v: is it switched on in the sensor's settings?", l.info.Name, l.voice.Title, limit)
		case limit == slowHearing, l.readings(&h) < tooSlow*int64(hearing/time.Second):
			return l.slow()
		}
		t.Reset(slowHearing - hearing)
	}
}

// slow says that a sensor sends too seldom.
func (l *Link) slow() error {
	h := l.Health()
	return fmt.Errorf("%s: %s is spoken, but so seldom (%d readings until now) that movements would be missed: let the sensor send 25 a second at least, 50 for brief jerks", l.info.Name, l.voice.Title, l.readings(&h))
}

// readings returns how many samples came, or lines that may be samples while their columns are not known yet.
func (l *Link) readings(h *Health) int64 {
	if l.voice.Specific {
		return h.Samples
	}
	return max(h.Samples, h.Frames)
}

// describe says what is known of a sensor.
func (l *Link) describe(s *sensor, place int, sites []device.Site) device.Info {
	about := l.pump.about
	now := time.Now()
	_, offset := now.Zone()
	info := device.Info{
		Format: "live-" + l.voice.Name, Device: about.Device, Serial: l.identity(s.id, about), Rate: s.numbers.rate,
		Dated: true, Zoned: true, Offset: offset, RangeG: float64(about.RangeUG) / microPerG, StepG: float64(about.StepUG) / microPerG,
	}
	if info.Device == "" {
		info.Device = l.info.Label()
	}
	if place < len(sites) {
		info.Site = sites[place]
	}
	if s.numbers.speed != 1 {
		info.Warnings = append(info.Warnings, device.Warning{Code: "clock_fast", Text: fmt.Sprintf(
			"the sensor's clock runs %.3g times as fast as this computer's, as of a recording that is being played: times count by the sensor's", s.numbers.speed)})
	}
	return info
}

const microPerG = 1e6 // micro-g in 1 g

// identity names a sensor so that it is known again after a crash: by its own serial number or that of its USB, else by the port.
func (l *Link) identity(id wire.Sensor, about wire.About) string {
	name := about.Serial
	for _, v := range []string{l.info.Serial, l.info.ByID, l.info.Name} {
		if name == "" {
			name = v
		}
	}
	if id != 0 {
		name = fmt.Sprintf("%s#%d", name, id)
	}
	return name
}

// Sources returns the link's sensors in the order of their numbers. Each is to be read by a goroutine of its own; one that is not read stops the others in the end.
func (l *Link) Sources() []*Source { return l.sources }

// Health returns how the link is doing.
func (l *Link) Health() Health {
	h := *l.pump.health.Load()
	h.Port, h.Decoder = l.info.Name, l.voice.Name
	return h
}

// Stop ends the reading in order: the sources give what came until now, then io.EOF.
func (l *Link) Stop() { l.link.end() }

// Close ends the link, whether or not the sources were read to their ends, and waits until its goroutines have.
func (l *Link) Close() {
	l.Stop()
	for _, s := range l.pump.tapes() {
		s.close()
	}
	<-l.link.done
	<-l.pump.done
}

// find finds the port and what it speaks.
func find(ctx context.Context, opt *Options) (PortInfo, voice, error) {
	protocols := opt.speech()
	if opt.Decoder != "" {
		p, err := wire.Lookup(opt.Decoder)
		if err != nil {
			return PortInfo{}, voice{}, err
		}
		protocols = []wire.Protocol{p}
	}
	known, err := opt.Ports()
	if err != nil && opt.Port == "" {
		return PortInfo{}, voice{}, err
	}
	list := known
	if opt.Port != "" {
		list = []PortInfo{named(opt.Port, known)}
	}
	if len(list) == 0 {
		return PortInfo{}, voice{}, errors.New("no sensor found: there is no serial port; plug the sensor in, or name its port")
	}
	ear := listener{open: opt.Open, now: opt.clock, wire: opt.Wire, wait: bootTime, configure: opt.Configure}
	if opt.Port != "" {
		ear.wait = namedTime
	}
	var failed []error
	for _, info := range list {
		v, err := ear.hear(ctx, info, protocols, opt)
		if err == nil {
			return info, v, nil
		}
		if ctx.Err() != nil {
			return PortInfo{}, voice{}, ctx.Err()
		}
		failed = append(failed, err)
	}
	if opt.Port != "" {
		return PortInfo{}, voice{}, failed[0]
	}
	return PortInfo{}, voice{}, fmt.Errorf("no sensor found: %w", errors.Join(failed...))
}

// hear listens to one port, which may be written to when it is plain what it speaks.
func (l *listener) hear(ctx context.Context, info PortInfo, protocols []wire.Protocol, opt *Options) (voice, error) {
	if len(protocols) > 1 && info.Hint() != "" {
		if p, err := wire.Lookup(info.Hint()); err == nil && p.Start != nil {
			protocols = []wire.Protocol{p}
		}
	}
	bauds := speeds(protocols)
	if opt.Baud != 0 {
		bauds = []int{opt.Baud}
	}
	return l.detect(ctx, info.Name, protocols, bauds, len(protocols) == 1)
}

// named returns what is known of the port that a user named, by whatever name.
func named(name string, known []PortInfo) PortInfo {
	real := name
	if r, err := filepath.EvalSymlinks(name); err == nil {
		real = r
	}
	for _, p := range known {
		if p.Name == real || p.Name == name {
			p.Name, p.ByID = real, name
			return p
		}
	}
	return PortInfo{Name: name}
}

// finder returns what finds the port again after it was gone: under the name that the user gave as long as there is one, else by who the device is.
func finder(info PortInfo, opt *Options) func() (string, error) {
	return func() (string, error) {
		list, err := opt.Ports()
		if err == nil {
			for i := range list {
				if info.USB && list[i].Same(&info) {
					return list[i].Name, nil
				}
			}
		}
		if opt.Port != "" {
			return opt.Port, nil
		}
		return info.Name, nil
	}
}
