package report

import (
	"fmt"
	"slices"
)

const (
	// wholeNight is the longest recording that may be time in bed as a whole: nobody starts a logger for bed and wears it longer.
	wholeNight = 14 * hour
	// bedAround is how much quiet time around the block of rest belongs to the time in bed of a recording that was worn by day: HDCZA finds the
	// sleep period, and hypnic starts come before it.
	bedAround = 30 * minute
)

// bed is the time in bed of one night.
type bed struct {
	source string // "detected", "lights", "diary", "hypnogram"; empty when there is none
	extent span   // from lights-off to lights-on
	time   spans  // the time in bed that was seen: holes, non-wear and time on foot left out
}

// findBed determines the time in bed of a window. A hypnogram beats lights, lights beat the diary, the diary beats what is detected.
func (n *nightly) findBed() {
	found := n.detectBed()
	b := &n.bed
	lights, source := n.lights()
	switch {
	case len(n.opt.Hypnogram) > 0:
		b.source, b.extent = "hypnogram", n.hypnogramExtent()
	case lights.Off.Given() || lights.On.Given():
		b.source, b.extent = source, n.lightsExtent(lights, found)
	case found.length() > 0:
		b.source, b.extent = "detected", found
	}
	b.time = spans{b.extent}.within(n.window.span).without(n.lost).without(n.unworn)
	if b.source == "detected" {
		b.time = b.time.without(n.walks)
		if b.time.length() < leastSeen { // what was not seen was not found
			b.source = ""
		}
	}
}

// lights returns the lights that were given for this night and where they come from. An instant is for the night that it falls into; where
// there are several nights, it says nothing about the others.
func (n *nightly) lights() (Lights, string) {
	l := n.opt.Lights
	for _, m := range []*Moment{&l.Off, &l.On} {
		if _, here := m.resolve(n.axis, &n.window); m.kind == momentInstant && !here && !n.only {
			*m = Moment{}
		}
	}
	if l.Off.Given() || l.On.Given() {
		return l, "lights"
	}
	if m, ok := n.markedLights(); ok {
		return m, "lights"
	}
	d, _ := diaryFor(n.opt.Diary, n.files(), &n.window)
	return d, "diary"
}

// hypnogramExtent returns the stretch that the hypnogram covers.
func (n *nightly) hypnogramExtent() span {
	h := n.opt.Hypnogram
	return span{h[0].Start, h[len(h)-1].End}
}

// lightsExtent returns the stretch between the lights that were given; a side that is missing or lies outside the
// window is taken from what was detected.
func (n *nightly) lightsExtent(l Lights, found span) span {
	if found.length() == 0 {
		found = n.window.span
	}
	out := span{n.window.start, n.window.end}
	if !l.Off.Given() {
		out.start = found.start
	}
	if !l.On.Given() {
		out.end = found.end
	}
	for _, side := range []struct {
		moment Moment
		name   string
		to     *Millis
	}{{l.Off, "lights-off", &out.start}, {l.On, "lights-on", &out.end}} {
		if !side.moment.Given() {
			continue
		}
		if at, ok := side.moment.resolve(n.axis, &n.window); ok {
			*side.to = at
			continue
		}
		n.warn("lights_outside", fmt.Sprintf("%s lies outside the recording or needs a date that it does not have; the edge of the recording was taken instead", side.name))
	}
	if out.length() == 0 {
		n.warn("lights_outside", "lights-on comes before lights-off; the whole recording was taken as time in bed")
		return n.window.span
	}
	return out
}

// detectBed finds the time in bed by itself. A recording short enough to be a night keeps everything but time on foot at its ends; in a longer one
// it is the longest block of rest (HDCZA) and up to half an hour of quiet around it.
func (n *nightly) detectBed() span {
	es := n.axis.epochs(n.window.span)
	n.walks = walking(es)
	if len(es) == 0 {
		return n.window.span // too slow or too short for epochs: all of it is kept
	}
	var off spans // one's feet, for long enough to be in bed
	for _, s := range (spans{n.window.span}).without(n.walks) {
		if s.length() >= restLongest || len(n.walks) == 0 {
			off = append(off, s)
		}
	}
	if n.live() {
		return n.window.span
	}
	if n.axis.extent().length() <= wholeNight {
		return off.bridged(restBridge).longest()
	}
	block := restBlock(es, union(append(slices.Clone(n.walks), n.unworn...)))
	if block.length() == 0 {
		return span{}
	}
	around := span{block.start - bedAround, block.end + bedAround}
	out := block
	for _, s := range off {
		if m := s.meet(around); m.length() > 0 && m.start <= block.end && m.end >= block.start {
			out.start, out.end = min(out.start, m.start), max(out.end, m.end)
		}
	}
	return out
}
