package wire

// mcrf4xx is the table of the CRC-16/MCRF4XX by byte: polynomial 1021 reflected (8408), initial FFFF.
var mcrf4xx = func() (t [256]uint16) {
	for i := range t {
		c := uint16(i)
		for range 8 {
			if c&1 != 0 {
				c = c>>1 ^ 0x8408
			} else {
				c >>= 1
			}
		}
		t[i] = c
	}
	return t
}()

// crcMAVLink returns the checksum of b followed by extra.
func crcMAVLink(b []byte, extra byte) uint16 {
	c := uint16(0xFFFF)
	for _, v := range b {
		c = c>>8 ^ mcrf4xx[byte(c)^v]
	}
	return c>>8 ^ mcrf4xx[byte(c)^extra]
}
