package live

// counter widens a clock that starts anew after some time of its own.
type counter struct {
	last  int64 // ns, as told
	wide  int64 // ns
	begun bool
}

// next returns what the clock shows, widened. wrap is the time after which it starts anew, 0 for never. A step back that is no new start (of more than half
// of wrap) shows as one.
func (c *counter) next(raw, wrap int64) int64 {
	d := raw - c.last
	if wrap > 0 && d < 0 && -d > wrap/2 {
		d += wrap
	}
	if !c.begun {
		c.begun, d, c.wide = true, 0, raw
	}
	c.last = raw
	c.wide += d
	return c.wide
}

// nearest returns the step forward, at least least, whose remainder modulo mod is rest and which lies nearest to want: a counter of a byte says how many samples were
// lost only up to whole rounds, and the clock says how many rounds.
func nearest(rest int64, mod int64, want float64, least int64) int64 {
	rounds := int64((want-float64(rest))/float64(mod) + 0.5)
	n := rest + max(0, rounds)*mod
	for n < least {
		n += mod
	}
	return n
}
