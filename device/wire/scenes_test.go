package wire

import (
	"fmt"
	"strings"
)

// numbered repeats a line 300 times with a number that grows.
func numbered(line string, first, step int) string {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, line, first+i*step)
	}
	return b.String()
}

// clocked repeats a line 300 times with a time of day, 100 a second, after head.
func clocked(head, line string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range 300 {
		fmt.Fprintf(&b, line, fmt.Sprintf("01:30:%02d.%02d", i/100, i%100))
	}
	return b.String()
}

// alternating repeats a line 300 times with a number that goes up and down.
func alternating(line string) string {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, line, i%3)
	}
	return b.String()
}
