package simulate

import (
	"io"
	"math"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// anchorS is the time between anchors in s; the Source contract asks for one at least every 60 s.
const anchorS = 30

// Source returns the recording of limb 0 or 1 as a reader of its file would
// deliver it: samples numbered on the nominal grid, losses of at most 50 ms filled by straight
// lines and flagged, holes counted by the logger's clock. Unlike a file its anchors have no jitter.
// Every call starts anew; sources of one night are independent.
func (n *Night) Source(limb int) device.Source {
	s := &source{player: newPlayer(n, limb), index: -1}
	s.info = device.Info{
		Format: "simulated", Device: "nightjar simulate", Site: n.limbs[limb].site, Rate: n.rate,
		Dated: true, RangeG: n.law.RangeG, StepG: n.law.StepG,
	}
	s.epoch = n.Settings.Start.UnixNano()
	s.ahead, s.more = s.player.next()
	return s
}

// source streams a player as blocks.
type source struct {
	player *player
	info   device.Info
	epoch  int64
	sum    device.Summary

	ahead  sample // the next one to deliver
	more   bool   // ahead holds a sample
	last   sample // delivered before it
	index  dsp.Index
	anchor dsp.Index // of the last anchor

	steady float64 // s of logger time between neighbouring samples so far
	steps  int64   // how many such neighbours
}

func (s *source) Info() device.Info       { return s.info }
func (s *source) Summary() device.Summary { return s.sum }
func (s *source) Close() error            { return nil }

// Next fills c with the next samples, up to a hole.
func (s *source) Next(c *device.Chunk) error {
	c.Reset(s.index + 1)
	if !s.more {
		return io.EOF
	}
	for s.more && c.Len() < device.MaxChunk {
		jump := s.jump()
		if s.isHole() {
			if c.Len() > 0 {
				break
			}
			c.Reset(s.index + jump)
			c.Hole = device.CauseGap
		} else if lost := int(jump) - 1; lost > 0 {
			if c.Len()+lost >= device.MaxChunk {
				break
			}
			s.bridge(&c.Block, lost)
		}
		s.deliver(c, jump)
	}
	return nil
}

// isHole reports whether a hole lies before the sample ahead.
func (s *source) isHole() bool {
	p := s.player
	if s.ahead.number == s.last.number+1 || p.loss == 0 {
		return false
	}
	m := p.clock.missing[p.loss-1]
	return m.hole && m.to == s.ahead.number
}

// jump returns by how much the sample ahead is beyond the last one on the nominal grid.
func (s *source) jump() dsp.Index {
	if s.index < 0 || s.ahead.number == s.last.number+1 {
		return 1
	}
	clock := s.player.clock
	gap := clock.stamp(s.ahead.at) - clock.stamp(s.last.at)
	return max(2, dsp.Index(math.Round(gap*s.info.Rate.Hz())))
}

// bridge fills a small loss with a straight line.
func (s *source) bridge(b *dsp.Block, lost int) {
	line := func(from, to int32, i int) int32 {
		return from + int32(math.Round(float64(to-from)*float64(i)/float64(lost+1)))
	}
	for i := 1; i <= lost; i++ {
		b.Append(line(s.last.x, s.ahead.x, i), line(s.last.y, s.ahead.y, i), line(s.last.z, s.ahead.z, i), dsp.Interpolated)
	}
	s.sum.Samples += int64(lost)
	s.sum.Interpolated += int64(lost)
}

// deliver appends the sample ahead and its anchor if one is due, and fetches the next.
func (s *source) deliver(c *device.Chunk, jump dsp.Index) {
	now := s.ahead
	fresh := s.index < 0 || (c.Len() == 0 && c.Hole != device.CauseNone)
	stamp := s.player.clock.stamp(now.at)
	if !fresh && jump == 1 {
		s.steady += stamp - s.player.clock.stamp(s.last.at)
		s.steps++
		s.sum.Rate = float64(s.steps) / s.steady
	}
	s.index += jump
	c.Append(now.x, now.y, now.z, now.flag)
	s.sum.Samples++
	if now.flag&dsp.Clipped != 0 {
		s.sum.Clipped++
	}
	s.last = now
	s.ahead, s.more = s.player.next()
	if fresh || !s.more || s.index-s.anchor >= s.info.Rate.Samples(anchorS*1000) {
		c.Anchors = append(c.Anchors, device.Anchor{Index: s.index, Nanos: s.epoch + int64(math.Round(stamp*1e9))})
		s.anchor = s.index
	}
}
