package live

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
