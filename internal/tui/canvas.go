package tui

import "strings"

// canvas is a grid of Braille dots, two across and four down in every cell.
type canvas struct {
	width, height int // cells
	cells         []uint8
}

// Dots of one cell, by column and row from the top (Unicode 16.0, block Braille Patterns: U+2800 and the dots' bits).
var brailleDots = [2][4]uint8{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}

const brailleBlank = 0x2800

func newCanvas(width, height int) *canvas {
	return &canvas{width: max(0, width), height: max(0, height), cells: make([]uint8, max(0, width)*max(0, height))}
}

// dot sets the dot in column x from the left and row y from the top; dots outside are none.
func (c *canvas) dot(x, y int) {
	if x < 0 || y < 0 || x >= 2*c.width || y >= 4*c.height {
		return
	}
	c.cells[y/4*c.width+x/2] |= brailleDots[x%2][y%4]
}

// bar sets a column of dots from the bottom up.
func (c *canvas) bar(x, height int) {
	for k := range height {
		c.dot(x, 4*c.height-1-k)
	}
}

// level draws a dotted line at a height from the bottom.
func (c *canvas) level(height, step int) {
	for x := 0; x < 2*c.width; x += step {
		c.dot(x, 4*c.height-1-height)
	}
}

// lines returns the canvas as text.
func (c *canvas) lines() []string {
	out := make([]string, c.height)
	for y := range out {
		var b strings.Builder
		for x := range c.width {
			b.WriteRune(rune(brailleBlank + int(c.cells[y*c.width+x])))
		}
		out[y] = b.String()
	}
	return out
}
