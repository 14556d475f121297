package live

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/wire"
)

// pump decodes what a link delivers, in one goroutine, and hands every sensor its readings.
type pump struct {
	link    *link
	decoder wire.Decoder
	bauds   []int // that the protocol is spoken at, when the user named none
	packets []wire.Packet
	sensors []*sensor // in the order in which they were heard first
	remarks []device.Warning
	known   []device.Warning // those made by the time that the sensors were known
	about   wire.About       // what was known of the sender by then
	refused string           // why the stream is of no use

	opened   bool          // the sensors are known; others that appear are left out
	strange  int64         // samples of others
	heard    chan struct{} // closed when the sensors are known, or the stream was refused
	settings settings

	health   atomic.Pointer[Health]
	told     int64 // ns at which health was published
	judged   moment
	framed   int64 // bytes in valid frames, and
	bytes    int64 // bytes, at the last judgement of the link
	badFrom  int64 // ns since which most of what comes makes no sense; 0 while it does
	deafFrom int64 // ns since which next to nothing does
	done     chan struct{}
}

// settings are what numbering starts from.
type settings struct {
	zero   int64 // ns since 1970 at which the computer's clock showed 0
	resume func(identity string) Resume
	name   func(wire.Sensor, wire.About) string // a sensor's identity
}

// sensor is one sensor of a link.
type sensor struct {
	id      wire.Sensor
	booted  bool
	listen  []reading // until the rate is known
	numbers numbers
	tape    *tape
}

const (
	listenClock = 2e9   // ns of readings from which the rate is told by the sensor's clock
	listenCount = 3e9   // ns from which it is told by arrivals
	listenLeast = 20    // readings
	burstPause  = 1e9   // ns without a reading, of a sensor that is listened to for as long as may be
	listenMost  = 8e9   // ns: then whatever came must do
	healthEvery = 200e6 // ns
	judgeEvery  = 1e9   // ns
	outOfStep   = 5e9   // ns for which less than half of the bytes make sense, after which that is said
	deaf        = 10    // times as many bytes as make sense: another speed, or another device
	silentLeast = time.Second
	startOver   = 15e9 // ns: the speed has changed
)

// run decodes until the link ends.
func (p *pump) run() {
	defer close(p.done)
	for {
		d, ok := p.link.queue.pop()
		if !ok {
			break
		}
		p.take(&d)
	}
	p.decode(p.decoder.Flush(p.packets[:0]))
	for _, s := range p.sensors {
		if s.tape != nil {
			s.numbers.end()
			s.tape.end(nil)
		}
	}
	p.publish(p.link.now())
}

// take takes one delivery.
func (p *pump) take(d *delivery) {
	switch d.what {
	case eventBytes:
		p.decode(p.decoder.Push(p.packets[:0], d.data, d.host))
	case eventLost:
		p.decode(p.decoder.Flush(p.packets[:0]))
		for _, s := range p.sensors {
			s.numbers.breakOff(d.lost)
		}
		p.flush()
	case eventIdle:
		p.flush()
	case eventOpened:
	}
	if !p.opened {
		p.open(d.host)
	}
	if d.host-p.judged.host >= judgeEvery {
		p.judge(d.moment)
	}
	if d.host-p.told >= healthEvery {
		p.publish(d.moment)
	}
}

// flush lets the sources have what there is.
func (p *pump) flush() {
	for _, s := range p.sensors {
		if s.tape != nil {
			s.tape.flush()
		}
	}
}

// decode hands packets to their sensors.
func (p *pump) decode(packets []wire.Packet) {
	p.packets = packets
	for i := range packets {
		switch k := &packets[i]; k.Kind {
		case wire.Sample:
			if s := p.sensor(k.Sensor); s != nil {
				s.take(k, p.decoder.About().RangeUG)
			}
		case wire.Boot:
			for _, s := range p.sensors {
				s.booted = s.booted || s.id>>wire.InstanceBits == k.Sensor>>wire.InstanceBits
			}
		case wire.Remark:
			p.remark(k)
		case wire.Refused:
			p.refused = k.Text
		}
	}
}

// remark keeps a remark that concerns the recording; each code once.
func (p *pump) remark(k *wire.Packet) {
	if k.Code == wire.CodeIdentity || k.Code == wire.CodeBoot {
		return
	}
	for _, w := range p.remarks {
		if w.Code == k.Code {
			return
		}
	}
	p.remarks = append(p.remarks, device.Warning{Code: k.Code, Text: k.Text})
}

// sensor returns the sensor with the given number, nil for one that appeared when the recording had begun.
func (p *pump) sensor(id wire.Sensor) *sensor {
	for _, s := range p.sensors {
		if s.id == id {
			if p.opened && s.tape == nil {
				return nil
			}
			return s
		}
	}
	if p.opened {
		p.strange++
		return nil
	}
	s := &sensor{id: id}
	p.sensors = append(p.sensors, s)
	return s
}

// take takes one sample of the sensor.
func (s *sensor) take(k *wire.Packet, full int32) {
	r := reading{host: k.At, v: k.Acc, reset: s.booted}
	if k.Timed {
		r.dev, r.wrap, r.hasDev = k.Time, k.Wrap, true
	}
	if k.Modulus > 0 {
		r.seq, r.seqMod, r.hasSeq = int64(k.Seq), int64(k.Modulus), true
	}
	for _, v := range k.Acc {
		r.clipped = r.clipped || full > 0 && max(v, -v) >= full
	}
	s.booted = false
	if s.tape == nil {
		s.listen = append(s.listen, r)
		return
	}
	s.numbers.push(r)
}

// open ends the listening when every sensor was heard for long enough, and begins to number.
func (p *pump) open(now int64) {
	if p.refused != "" {
		p.opened = true
		close(p.heard)
		return
	}
	if len(p.sensors) == 0 {
		return
	}
	long := now - p.sensors[0].listen[0].host
	for _, s := range p.sensors {
		first, last := &s.listen[0], &s.listen[len(s.listen)-1]
		least := int64(listenCount)
		if first.hasDev {
			least = listenClock
		}
		if long < listenMost && (last.host-first.host < least || len(s.listen) < listenLeast || s.pauses()) {
			return
		}
	}
	for _, s := range p.sensors {
		if len(s.listen) >= listenLeast {
			s.begin(p.settings.zero, p.settings.of(s.id, p.decoder.About()))
		}
	}
	p.opened, p.about, p.known = true, p.decoder.About(), slices.Clone(p.remarks)
	p.longest()
	p.publish(p.link.now())
	close(p.heard)
}

// pauses reports whether a sensor that tells no time was silent in between: it may send in bursts only, which is known by their ends.
func (s *sensor) pauses() bool {
	for i := 1; i < len(s.listen); i++ {
		if r := &s.listen[i]; !r.hasDev && r.host-s.listen[i-1].host > burstPause {
			return true
		}
	}
	return false
}

// of returns where the recording of a sensor goes on; its rate is 0 when it begins.
func (s *settings) of(id wire.Sensor, about wire.About) Resume {
	if s.resume == nil {
		return Resume{}
	}
	return s.resume(s.name(id, about))
}

// tapes returns those of the sensors that are known, once no more will be. It may be called from any goroutine when the listening is over, or the link has ended.
func (p *pump) tapes() []*tape {
	select {
	case <-p.heard:
	case <-p.done:
	}
	var out []*tape
	for _, s := range p.sensors {
		if s.tape != nil {
			out = append(out, s.tape)
		}
	}
	return out
}

// longest sets how long the link may be silent by its slowest sensor.
func (p *pump) longest() {
	for _, s := range p.sensors {
		if s.tape != nil {
			p.link.silence.Store(max(p.link.silence.Load(), int64(stallPeriods*s.numbers.nominal())))
		}
	}
}

// judge looks whether what comes makes sense. When next to nothing has for long, it has the port opened anew, at another speed; what does make sense proves the one
// that it has, however much is damaged.
func (p *pump) judge(at moment) {
	c := p.decoder.Counters()
	bytes, framed := c.Bytes-p.bytes, c.Framed-p.framed
	p.bytes, p.framed, p.judged = c.Bytes, c.Framed, at
	if bytes == 0 {
		return
	}
	bad := 2*framed < bytes
	if State(p.link.state.Load()) == Unsure { // it does not come and go where half is damaged
		bad = 3*framed < 2*bytes
	}
	since(&p.badFrom, at.host, bad)
	since(&p.deafFrom, at.host, deaf*framed < bytes)
	switch {
	case p.badFrom == 0:
		for _, s := range []State{Listening, LostSync, Unsure} {
			p.link.state.CompareAndSwap(int32(s), int32(Reading))
		}
	case p.deafFrom != 0 && at.host-p.deafFrom >= startOver:
		p.deafFrom = at.host
		p.nextBaud()
		p.link.again.Store(true)
	case p.deafFrom != 0 && at.host-p.deafFrom >= outOfStep:
		p.link.state.Store(int32(LostSync))
	case p.deafFrom == 0 && at.host-p.badFrom >= outOfStep:
		p.link.state.Store(int32(Unsure))
	}
}

// since keeps when something has begun that lasts, 0 while it does not.
func since(from *int64, now int64, lasts bool) {
	switch {
	case !lasts:
		*from = 0
	case *from == 0:
		*from = now
	}
}

// nextBaud chooses the speed to be tried next.
func (p *pump) nextBaud() {
	for i, b := range p.bauds {
		if int64(b) == p.link.baud.Load() {
			p.link.baud.Store(int64(p.bauds[(i+1)%len(p.bauds)]))
			return
		}
	}
}

// publish says how the link is doing.
func (p *pump) publish(at moment) {
	p.told = at.host
	c := p.decoder.Counters()
	h := Health{
		State: State(p.link.state.Load()), Baud: int(p.link.baud.Load()), Bytes: c.Bytes, Frames: c.Frames, Samples: c.Samples, BadSums: c.BadSums, Resyncs: c.Resyncs,
		Reopens: p.link.reopens.Load(), Dropped: p.link.queue.drops(), Silent: time.Duration(at.host - p.link.heard.Load()),
	}
	switch {
	case h.State == Reading && h.Silent > silentLeast:
		h.State = Stalled
	case h.State == Reading && c.Unsure:
		h.State = Unsure
	}
	if t := p.link.trouble.Load(); t != nil {
		h.Trouble = *t
	}
	for _, s := range p.sensors {
		if s.tape == nil {
			continue
		}
		n := &s.numbers
		h.Lost, h.MadeUp, h.Holes = h.Lost+n.counts.lost, h.MadeUp+n.counts.interpolated, h.Holes+n.counts.holes
		h.Jitter = max(h.Jitter, n.jitter())
		h.Rate, h.Ahead = n.hz(), n.ppm()
	}
	p.health.Store(&h)
}
