package tables

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// Xsens and Movella: exports of MT Manager and of the DOT app.
//
// Provenance: excerpts only: the first lines in formats.md from the maker's public documents and public tests; no file was at hand. Lines of header
// ("DeviceTag:,<n>", "// Update Rate: 100.0Hz"), then names "PacketCounter,SampleTimeFine,…". SampleTimeFine runs from the start and wraps at 2³²: microseconds
// (DOT) or tenths of a millisecond (MT), told by its steps. Where it is empty the packet counter, which wraps at 2¹⁶, and the rate of the header or --rate
// tell the time. m/s². "FreeAcc" is acceleration without gravity, and is refused.

// Xsens is the dialect of Xsens and Movella.
var Xsens = dialect("xsens-csv", claimsXsens, planXsens)

const (
	xsensHeader  = 30      // lines among which the names are looked for
	xsensMicro   = 800     // steps of SampleTimeFine from which it counts microseconds: at 1250 Hz, more than any of these sensors sends
	xsensCounter = 1 << 16 // where the packet counter of MT sensors wraps
	xsensFine    = 1 << 32 // where SampleTimeFine wraps
)

// statedRate is a rate in lines of header: "// Update Rate: 100.0Hz", "// Sample rate: 100.0Hz", "OutputRate:,60Hz".
var statedRate = regexp.MustCompile(`(?i)(?:update|output|sample) ?rate[^0-9\n]{0,4}([0-9.]+) *Hz`)

func claimsXsens(head []byte) bool { return xsensNames(lines(head)) >= 0 }

// xsensNames returns the number of the line of names, −1 when there is none.
func xsensNames(ls [][]byte) int {
	for n, l := range ls[:min(len(ls), xsensHeader)] {
		if rest, ok := bytes.CutPrefix(l, []byte("PacketCounter")); ok && len(rest) > 0 && bytes.HasPrefix(rest[1:], []byte("SampleTimeFine")) {
			return n
		}
	}
	return -1
}

func planXsens(h *header, opt device.Options) (*plan, error) {
	n := xsensNames(lines(h.head))
	if n < 0 {
		return nil, errors.New("is an Xsens export without its line of names: was the export cut?")
	}
	sep := h.line(n)[len("PacketCounter")]
	names := fieldsOf(h.line(n), sep)
	axes, ok := columnsNamed(names)("Acc_X", "Acc_Y", "Acc_Z")
	if !ok {
		if _, free := columnsNamed(names)("FreeAcc_X", "FreeAcc_Y", "FreeAcc_Z"); free {
			return nil, errors.New("has only FreeAcc, acceleration without gravity, in which no posture is left: export Acc_X, Acc_Y and Acc_Z")
		}
		return nil, errors.New("is an Xsens export without acceleration: export Acc_X, Acc_Y and Acc_Z")
	}
	p := &plan{info: device.Info{Device: "Xsens"}, skip: h.offset(n + 1), rate: headerRate(h, n)}
	p.layout = layout{sep: sep, point: '.', axes: axes, units: device.UnitsMS2, comment: '/'}
	fine := headNumbers(h, p.skip, sep, 1)
	if s := medianRise(fine); s >= xsensMicro {
		p.layout.clock = wrappedClock(1, xsensFine, 1e9) // 10⁹ mHz
		return p, nil
	} else if s > 0 {
		p.layout.clock = wrappedClock(1, xsensFine, 1e7) // 10⁷ mHz
		return p, nil
	}
	if p.rate == 0 {
		p.rate = opt.Rate
	}
	if p.rate == 0 {
		return nil, errors.New("has no SampleTimeFine and states no rate: give --rate")
	}
	p.layout.clock = wrappedClock(0, xsensCounter, uint64(p.rate))
	return p, nil
}

// headerRate returns the rate that the first n lines state; 0 when they do not.
func headerRate(h *header, n int) dsp.Rate {
	m := statedRate.FindSubmatch(h.head[:h.offset(n)])
	if m == nil {
		return 0
	}
	hz, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		return 0
	}
	rate, err := dsp.RateOf(hz)
	if err != nil {
		return 0
	}
	return rate
}

// wrappedClock reads a counter of ticks, rate of them a second (in mHz), that begins anew at wrap.
func wrappedClock(col int, wrap int64, rate uint64) clock {
	c := clock{col: col, last: col}
	base, last := int64(0), int64(0)
	c.read = func(_ *parser, fields [][]byte) (int64, bool) {
		d, k := parseDecimal(fields[col], '.')
		v, ok := d.Rational(1, 1)
		if k != isValue || !ok || v < 0 || v > xsensFine {
			return 0, false
		}
		if last < wrap && last-v > wrap/2 {
			base += wrap
		}
		last = v
		return device.Decimal{Mantissa: base + v}.Rational(1e12, rate)
	}
	return c
}
