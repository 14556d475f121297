package tables

import (
	"bytes"
	"errors"
	"strconv"

	"github.com/nightjar-sleep/nightjar/device"
)

// Hexadecimal words: counts as an attitude sensor prints them to a serial terminal, whose log is the recording.
//
// Provenance: jaehyek_ahrs_putty.log, first lines in formats.md: lines end with a carriage return alone; lines of header begin with "//" and state the rate; then
// names "Acc_X,Acc_Y,Acc_Z,…" and rows of hexadecimal numbers, of four digits when positive and of eight, sign-extended, when negative
// (FFFFFE64 is −412). No time: rows follow one another at the rate stated. The counts' worth is told from gravity (2048 per g seen).

// HexWords is the dialect of hexadecimal counts.
var HexWords = dialect("hex-words-csv", claimsHexWords, planHexWords)

const hexHeader = 30 // lines among which the names are looked for

func claimsHexWords(head []byte) bool { return hexNames(lines(head)) >= 0 }

// hexNames returns the number of the line of names, −1 when the rows that follow are not hexadecimal.
func hexNames(ls [][]byte) int {
	for n, l := range ls[:min(len(ls), hexHeader)] {
		if !bytes.HasPrefix(l, []byte("Acc_X,Acc_Y,Acc_Z")) || n+1 >= len(ls) {
			continue
		}
		for _, f := range fieldsOf(ls[n+1], ',') {
			if _, ok := hexWord(f); !ok {
				return -1
			}
		}
		return n
	}
	return -1
}

// hexWord reads four digits, or eight with the sign extended over them.
func hexWord(f []byte) (int64, bool) {
	if len(f) != 4 && len(f) != 8 {
		return 0, false
	}
	v, err := strconv.ParseUint(string(f), 16, 32)
	return int64(int32(v)), err == nil
}

func planHexWords(h *header, opt device.Options) (*plan, error) {
	n := hexNames(lines(h.head))
	if n < 0 {
		return nil, errors.New("is a log of hexadecimal words without its line of names: was it cut?")
	}
	p := &plan{skip: h.offset(n + 1), rate: headerRate(h, n)}
	if p.rate == 0 {
		p.rate = opt.Rate
	}
	if p.rate == 0 {
		return nil, errors.New("has no time column and states no rate: give --rate")
	}
	p.layout = layout{sep: ',', point: '.', axes: [3]int{0, 1, 2}, clock: clock{rate: p.rate}, comment: '/', number: func(p *parser, a int) (device.Decimal, kind) {
		v, ok := hexWord(p.fields[p.axes[a]])
		if !ok {
			return device.Decimal{}, isBad
		}
		return device.Decimal{Mantissa: v}, isValue
	}}
	return p, planUnits(h, p, opt)
}
