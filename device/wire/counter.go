package wire

// counter follows a sender's counter of frames.
type counter struct {
	last  uint32
	known bool
}

// missing takes the next value v of a counter of modulus values, at most 2³¹, and returns how many were left out before it. A
// step of half the values or more is a repetition or a step back, which says nothing of losses.
func (c *counter) missing(v, modulus uint32) int64 {
	step := (v + modulus - c.last) % modulus
	known := c.known
	c.last, c.known = v, true
	if !known || step == 0 || step >= modulus/2 {
		return 0
	}
	return int64(step) - 1
}
