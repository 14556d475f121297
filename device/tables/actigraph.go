package tables

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// ActiGraph raw CSV as ActiLife 6 exports it.
//
// Provenance: TestID_LeftWrist_RAW.csv and exampleRAW.csv (paulhibbing/AGread, MIT), an 80 Hz and a 90 Hz GT9X; a 40 Hz GT3X+ with timestamps
// (cran/MIMSunit, MIT); first lines of others in formats.md. Ten lines of header, of which the first alone tells the date order and the rate, then
// (mostly) a line of names. Without a Timestamp column time is Start Date and Start Time plus row ÷ rate. g, but ActiGraph's own "LSB" exports have the same
// header and 256 counts per g; only the magnitude tells. The first stamp may lie after Start Time. Tables of counts ("Data Table", or an epoch
// period) are refused in refused.go.

// ActiGraph is the dialect of ActiLife's raw exports.
var ActiGraph = dialect("actigraph-csv", claimsActiGraph, planActiGraph)

var actigraphFirst = regexp.MustCompile(`^-+ *Data File Created By ActiGraph (.*?) *ActiLife (\S+).*date format (\S+)(?: at ([0-9.,]+) *Hz)?`)

func claimsActiGraph(head []byte) bool {
	return bytes.Contains(lines(head)[0], []byte("Data File Created By ActiGraph")) && !actigraphCounts(head)
}

// actigraphEpoch is the line of an epoch period that is not zero: the table holds counts.
var actigraphEpoch = regexp.MustCompile(`(?m)^Epoch Period \(hh:mm:ss\) (\d\d:\d\d:\d\d)`)

// actigraphCounts reports whether an ActiLife table holds counts.
func actigraphCounts(head []byte) bool {
	m := actigraphEpoch.FindSubmatch(head)
	return m != nil && string(m[1]) != "00:00:00"
}

const (
	actigraphHeader = 10  // lines before the names
	actigraphLSB    = 256 // counts per g of LSB exports (formats.md)
	actigraphMostG  = 20  // g; beyond any ActiGraph's range (16 g), so the numbers are counts
)

func planActiGraph(h *header, _ device.Options) (*plan, error) {
	m := actigraphFirst.FindSubmatch(h.line(0))
	if m == nil {
		return nil, errors.New("is an ActiGraph export whose first line tells no date format")
	}
	p := &plan{info: device.Info{Device: "ActiGraph " + string(m[1]), Dated: true}}
	p.layout = layout{sep: ',', point: '.', units: device.UnitsG, axes: [3]int{0, 1, 2}}
	if hz, err := strconv.ParseFloat(strings.Replace(string(m[4]), ",", ".", 1), 64); err == nil {
		if p.rate, err = dsp.RateOf(hz); err != nil {
			return nil, err
		}
	}
	order := actigraphOrder(string(m[3]))
	start, err := actigraphStart(h, p, order)
	if err != nil {
		return nil, err
	}
	timed := false
	names := h.line(actigraphHeader)
	p.skip = h.offset(actigraphHeader)
	if c, ok := findColumns(names); ok {
		p.skip = h.offset(actigraphHeader + 1)
		p.layout.sep, p.layout.axes = c.sep, c.axes
		if timed = c.time >= 0; timed {
			p.layout.clock = actigraphClock(h.line(actigraphHeader+1), c, order)
		}
	}
	if p.layout.sep != ',' {
		p.layout.point = pointOf(h.line(actigraphHeader+1), p.layout.sep)
	}
	if !timed {
		if p.rate == 0 {
			return nil, errors.New("is an ActiGraph export whose first line tells no rate and that has no timestamps: export it again with timestamps")
		}
		p.layout.clock = clock{rate: p.rate, start: start, quick: quickNoTime}
	}
	if n := medianNorm(h, p); n > actigraphMostG {
		p.layout.units, _ = device.UnitsLSB(actigraphLSB)
		p.guessed("an ActiGraph export in counts: 256 per g taken")
	}
	return p, nil
}

// actigraphOrder returns the order of a date format such as M/d/yyyy or dd/MM/yyyy.
func actigraphOrder(format string) dateOrder {
	switch f := strings.ToLower(format); {
	case strings.HasPrefix(f, "y"):
		return yearFirst
	case strings.HasPrefix(f, "d"):
		return dayFirst
	}
	return monthFirst
}

// actigraphStart reads serial number, start date and start time from the header.
func actigraphStart(h *header, p *plan, order dateOrder) (int64, error) {
	var date, tod string
	for n := 1; n < actigraphHeader; n++ {
		l := strings.TrimRight(string(h.line(n)), ",; ")
		if v, ok := strings.CutPrefix(l, "Serial Number:"); ok {
			p.info.Serial = strings.TrimSpace(v)
		} else if v, ok := strings.CutPrefix(l, "Start Time "); ok {
			tod = v
		} else if v, ok := strings.CutPrefix(l, "Start Date "); ok {
			date = v
		}
	}
	c, ok := parseStamp([]byte(date+" "+tod), order)
	if !ok {
		return 0, fmt.Errorf("start date %q and time %q of its header cannot be read by its date format", date, tod)
	}
	return c.nanos, nil
}

// actigraphClock reads the Timestamp column: the header's date order, or ISO as IMU exports have it whatever the header says.
func actigraphClock(row []byte, c columns, order dateOrder) clock {
	if f := fieldsOf(row, c.sep); c.time < len(f) {
		if _, ok := parseStamp(f[c.time], yearFirst); ok {
			order = yearFirst
		}
	}
	return civilClock(c.time, order)
}

// medianNorm returns the median magnitude of the rows of the head in the file's own unit; NaN when there is none.
func medianNorm(h *header, p *plan) float64 {
	ps := &parser{layout: p.layout}
	var norms []float64
	for _, l := range bytes.Split(h.head[min(p.skip, len(h.head)):], []byte{'\n'}) {
		ps.split(bytes.TrimRight(l, "\r"))
		var ss float64
		for a, c := range ps.axes {
			v := math.NaN()
			if c < len(ps.fields) {
				if d, k := ps.axis(a); k == isValue {
					v = float64(d.Mantissa) * math.Pow10(-d.Places)
				}
			}
			ss += v * v
		}
		if !math.IsNaN(ss) {
			norms = append(norms, math.Sqrt(ss))
		}
	}
	return median(norms)
}
