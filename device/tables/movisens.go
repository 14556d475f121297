package tables

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// Movisens: the acc.csv of a Unisens folder, with its unisens.xml beside.
//
// Provenance: unisens_acc.csv, first line in formats.md, and the Unisens 2.0 format. No header, no time; semicolons, one trailing; start, rate and lsbValue
// stand in the side file. The values seen are in g already, though the side file tells what a count is worth: whichever
// of the two brings gravity to 1 g is taken. Without a side file --rate serves, and there is no date. Whole folders and zip files of them are read
// in package vendor.

// Movisens is the dialect of a Unisens folder's text files.
var Movisens = dialect("movisens-csv", claimsMovisens, planMovisens)

const (
	movisensColumns = 4 // three axes and nothing behind the trailing separator
	movisensSide    = "unisens.xml"
	sideBytes       = 1 << 20 // bytes of a side file that are read
)

func claimsMovisens(head []byte) bool {
	f := fieldsOf(lines(head)[0], ';')
	if len(f) != movisensColumns || len(f[movisensColumns-1]) != 0 {
		return false
	}
	for _, v := range f[:movisensColumns-1] {
		if _, k := parseDecimal(v, '.'); k != isValue {
			return false
		}
	}
	return true
}

// movisensXML is what the side file states.
type movisensXML struct {
	Start   string           `xml:"timestampStart,attr"`
	Signals []movisensSignal `xml:"signalEntry"`
}

type movisensSignal struct {
	ID    string  `xml:"id,attr"`
	Class string  `xml:"contentClass,attr"`
	Rate  float64 `xml:"sampleRate,attr"`
	LSB   float64 `xml:"lsbValue,attr"`
}

func planMovisens(h *header, opt device.Options) (*plan, error) {
	p := &plan{
		info:   device.Info{Device: "Movisens"},
		layout: layout{sep: ';', point: '.', axes: [3]int{0, 1, 2}, clock: clock{quick: quickNoTime}},
		rate:   opt.Rate,
	}
	lsb := 1.0
	signal, start, err := readMovisensSide(h.in)
	switch {
	case err == nil:
		if p.rate, err = dsp.RateOf(signal.Rate); err != nil {
			return nil, fmt.Errorf("side file %s: sampleRate: %w", movisensSide, err)
		}
		if c, ok := parseStamp([]byte(start), yearFirst); ok {
			p.info.Dated, p.info.Zoned, p.info.Offset = true, c.zoned, c.offset
			p.layout.clock.start = c.utc()
		}
		if signal.LSB != 0 {
			lsb = signal.LSB
		}
	case opt.Rate == 0:
		return nil, fmt.Errorf("has no time column and no side file (%w): give --rate", err)
	}
	p.layout.clock.rate = p.rate
	if n := medianNorm(h, p) * lsb; lsb != 1 && math.Abs(n-1) < guessWithin && math.Abs(n/lsb-1) >= guessWithin {
		p.layout.units, err = device.UnitsLSB(1 / lsb)
		return p, err
	}
	if lsb != 1 {
		p.layout.units = device.UnitsG
		return p, nil
	}
	return p, planUnits(h, p, opt)
}

// readMovisensSide returns what the side file says of the table in, and when it starts.
func readMovisensSide(in device.Input) (movisensSignal, string, error) {
	f, err := in.Side(movisensSide)
	if err != nil {
		return movisensSignal{}, "", err
	}
	var m movisensXML
	err = xml.NewDecoder(io.LimitReader(f, sideBytes)).Decode(&m)
	if err = errors.Join(err, f.Close()); err != nil {
		return movisensSignal{}, "", err
	}
	name := in.Base()
	for _, s := range m.Signals {
		if strings.EqualFold(s.ID, name) {
			return s, m.Start, nil
		}
	}
	return movisensSignal{}, "", fmt.Errorf("%s tells of no signal %q", movisensSide, name)
}
