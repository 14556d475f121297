package device

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// stampShape says how the stamps of a recording behave.
type stampShape uint8

const (
	stampsEven      stampShape = iota // one stamp per row, even but for some jitter
	stampsCoarse                      // many rows share a stamp: whole seconds, packets
	stampsJittery                     // even rows whose stamps arrive early or late, but in the long run evenly
	stampsIrregular                   // the interval itself varies
)

// stamps is how a recording is numbered.
type stamps struct {
	shape  stampShape
	period int64 // ns between rows, measured
	jitter int64 // ns rms of the stamps about an even grid, when jittery
	rate   dsp.Rate
}

const (
	coarseShare    = 0.25  // of the steps are zero: more than a logger near its own tick shows without being coarse, less than two rows per tick
	irregularShare = 0.10  // of the steps lie outside half to one and a half periods; loggers stay under 0.01, a Shimmer over Bluetooth shows 0.3
	nominalWithin  = 0.016 // real loggers run 0.1–1.5 % off nominal (design.md), one measured 1.6 % (98.4 at 100 Hz, formats.md)
	rareWithin     = 0.005 // makers' odd rates lie as near as 2 % to round ones, which are common and may be 1.6 % off
	statedWithin   = 0.05  // a stated rate farther off the stamps is not theirs
	jitterLeast    = 64    // rows: with fewer a wander is not told from scatter
	jitterRows     = 512   // rows: over more, the drift of a good clock looks like a wander
	jitterRatio    = 1.5   // rms about the line over rms of the steps, between packets (1) and 64 independent intervals (2)
	packetRows     = 32    // rows of the largest packet; beyond, pauses are taken for holes
	packetLeast    = 8     // pauses by which packets are known
	coarseTicks    = 3     // different stamps needed to tell a rate from coarse ones: one whole tick between two cut ones
)

// errRate says what to do when stamps do not tell the rate.
var errRate = errors.New("the rate cannot be told from the time column: all rows have (nearly) the same time; if the times are worthless, remove the column and give --rate")

// ErrReversed is returned for rows of which the last comes first.
var ErrReversed = errors.New("the time runs backward from row to row: the rows are in reverse order, so sort them by time")

// errOneRow is of a recording with a single usable row, whose clock says nothing.
var errOneRow = errors.New("only one row can be used, and one does not tell a rate: look whether the file is whole")

// classify tells from the first stamps of a recording how they behave and at which rate, given the
// rate it states (0: none).
//
//	coarse     a quarter of the steps or more are zero
//	jittery    a tenth of the steps or more lie outside half to one and a half mean periods, but
//	           the stamps stay near a straight line: their rms about it is under 1.5 times that of the steps, or there are fewer than 64.
//	           Independent errors of stamps give 0.7, packets 1, independent intervals √rows/4 (2 and more)
//	irregular  a tenth of the steps or more lie outside, and the stamps wander
//	even       all others
//
// The rate is the stated one when the stamps agree within 5 %, else a usual rate (UsualRate), else the measured one.
func classify(t []int64, stated dsp.Rate) (stamps, error) {
	steps := make([]int64, 0, len(t))
	zero, back := 0, 0
	for i := 1; i < len(t); i++ {
		d := t[i] - t[i-1]
		steps = append(steps, d)
		switch {
		case d == 0:
			zero++
		case d < 0:
			back++
		}
	}
	switch {
	case len(t) == 1 && stated > 0:
		return stamps{period: nanosPerCycle(stated), rate: stated}, nil
	case len(t) == 1:
		return stamps{}, errOneRow
	case len(steps) == zero:
		return stamps{}, errRate
	case 2*back > len(steps)-zero && t[len(t)-1] < t[0]:
		return stamps{}, ErrReversed
	}
	var s stamps
	if float64(zero) >= coarseShare*float64(len(t)-1) {
		s = stamps{shape: stampsCoarse, period: coarsePeriod(t)}
		if s.period == 0 {
			return stamps{}, errRate
		}
	} else {
		s = evenPeriod(steps)
		if s.shape == stampsIrregular {
			s.shape, s.jitter = jittery(t, s.period)
		}
	}
	hz := 1e9 / float64(s.period)
	if stated > 0 && math.Abs(hz/stated.Hz()-1) <= statedWithin {
		s.rate = stated
		return s, nil
	}
	var err error
	if s.rate, err = dsp.RateOf(UsualRate(hz)); err != nil {
		err = fmt.Errorf("the time column steps by %v from row to row: %w; is its unit right?", time.Duration(s.period), err)
	}
	return s, err
}

func nanosPerCycle(r dsp.Rate) int64 { return int64(math.Round(1e12 / float64(r))) }

// evenPeriod returns shape and period of stamps whose steps are given. Holes do not count.
func evenPeriod(steps []int64) stamps {
	sorted := slices.Clone(steps)
	slices.Sort(sorted)
	if p := packetPeriod(sorted); p > 0 {
		return stamps{shape: stampsIrregular, period: p}
	}
	hole := 5 * meanWithin(sorted[:len(sorted)-len(sorted)/100], 1, math.MaxInt64) // no jitter: something is missing
	mean := meanWithin(steps, -hole, hole)
	odd, all := 0, 0
	for _, d := range steps {
		if d > hole || d < -hole {
			continue
		}
		all++
		if 2*d < mean || 2*d > 3*mean {
			odd++
		}
	}
	if float64(odd) >= irregularShare*float64(all) && odd > 1 {
		return stamps{shape: stampsIrregular, period: mean}
	}
	return stamps{shape: stampsEven, period: meanWithin(steps, mean/4, 2*mean-mean/4)} // a lost row gives two periods
}

// evenStretch returns the longest stretch of t, up to jitterRows, without a hole or a step back.
func evenStretch(t []int64, period int64) (from, to int) {
	begin := 0
	for i := range t {
		if i > begin {
			if d := t[i] - t[i-1]; d > packetRows*period || d < -period {
				begin = i
			}
		}
		if i+1-begin > to-from {
			from, to = begin, i+1
		}
		if to-from == jitterRows {
			break
		}
	}
	return from, to
}

// packetPeriod returns the period of rows that come in packets, their stamps close together within one: one step in
// 32 or more is over five times the median, and those steps are alike, as the pauses between packets are and holes are not. It is 0 otherwise.
func packetPeriod(sorted []int64) int64 {
	med := sorted[len(sorted)/2]
	from, _ := slices.BinarySearch(sorted, 5*med+1)
	pauses := sorted[from:]
	if len(pauses) < packetLeast || packetRows*len(pauses) < len(sorted) {
		return 0
	}
	low, mid, high := pauses[len(pauses)/10], pauses[len(pauses)/2], pauses[len(pauses)*9/10]
	if 10*low < 7*mid || 10*high > 13*mid {
		return 0
	}
	return meanWithin(sorted, math.MinInt64, 5*mid)
}

// jittery tells stamps that scatter about an even grid from intervals that vary, by the longest stretch
// without a hole up to jitterRows, and returns the rms of the scatter.
func jittery(t []int64, period int64) (stampShape, int64) {
	from, to := evenStretch(t, period)
	l := fitLine(t[from:to], period)
	var ss float64
	for i := from + 1; i < to; i++ {
		d := float64(t[i] - t[i-1] - period)
		ss += float64(d * d)
	}
	if to-from < jitterLeast || l.rms < jitterRatio*math.Sqrt(ss/float64(to-from-1)) {
		return stampsJittery, int64(l.rms)
	}
	return stampsIrregular, 0
}

// meanWithin returns the mean of the steps in [from, to].
func meanWithin(steps []int64, from, to int64) int64 {
	var sum, n int64
	for _, d := range steps {
		if from <= d && d <= to {
			sum, n = sum+d, n+1
		}
	}
	return max(sum/max(n, 1), 1)
}

// coarsePeriod returns the mean interval of rows by the whole ticks among t: those of usual
// length and number of rows, without the first and the last, which are cut. It is 0 when there is none.
func coarsePeriod(t []int64) int64 {
	var rows, ticks []int64
	begin := 0
	for i := 1; i < len(t); i++ {
		if t[i] != t[i-1] {
			rows, ticks = append(rows, int64(i-begin)), append(ticks, t[i]-t[i-1])
			begin = i
		}
	}
	if len(rows) < coarseTicks-1 {
		return 0
	}
	rows, ticks = rows[1:], ticks[1:]
	usual := slices.Clone(ticks)
	slices.Sort(usual)
	typical := slices.Clone(rows)
	slices.Sort(typical)
	var sumRows, sumTicks int64
	for i := range rows {
		if 2*ticks[i] <= 3*usual[len(usual)/2] && 10*rows[i] >= 8*typical[len(typical)/2] && ticks[i] > 0 {
			sumRows, sumTicks = sumRows+rows[i], sumTicks+ticks[i]
		}
	}
	return sumTicks / max(sumRows, 1)
}

// usual holds the rates in Hz that makers offer most, 5 Hz and above.
var usual = [...]float64{
	5, 10, 12.5, 20, 25, 30, 32, 40, 50, 60, 64, 75, 80, 90, 100, 128, 150, 200, 250, 256, 400, 500, 512, 800, 1000, 1600, 3200,
}

// rare holds rates of single makers, taken only when nothing nearer a usual one speaks against it: 51.2·2ⁿ (Shimmer), 26·2ⁿ (ST), 66.7 and
// 85.7 (GENEActiv), 6.25·2ⁿ (Bosch, Kionix), small round ones.
var rare = [...]float64{6.25, 8, 13, 15, 16, 26, 51.2, 52, 66.667, 70, 85.714, 102.4, 104, 120, 125, 204.8, 208, 416, 833, 1024}

// UsualRate returns the usual rate nearest to hz in ratio when it is within 1.6 %, or a rare one within 0.5 %, else hz.
func UsualRate(hz float64) float64 {
	if r, ok := nearest(rare[:], hz, rareWithin); ok {
		return r
	}
	r, _ := nearest(usual[:], hz, nominalWithin)
	return r
}

// nearest returns the rate nearest to hz in ratio when it is within the given share, else hz and false.
func nearest(rates []float64, hz, within float64) (float64, bool) {
	best, ok := hz, false
	for _, r := range rates {
		if d := math.Abs(hz/r - 1); d <= within {
			best, within, ok = r, d, true
		}
	}
	return best, ok
}

// spread gives rows that share a coarse stamp each a time of their own: row k of a tick lies k periods
// after it. The rows of the first tick, which is cut, lie at its end.
type spread struct {
	src    RowReader
	period int64
	counts *Counts
	last   int64 // stamp of the tick at hand
	k      int64 // rows of it so far
	begun  bool
	lead   int64 // rows missing at the beginning of the first tick
}

func newSpread(src RowReader, first []int64, period int64, counts *Counts) *spread {
	s := &spread{src: src, period: period, counts: counts}
	for i := 1; i < len(first); i++ {
		if d := first[i] - first[i-1]; d != 0 {
			if room := d / period; d > 0 && room > int64(i) && room < 2*int64(len(first)) {
				s.lead = room - int64(i)
			}
			break
		}
	}
	return s
}

// ReadRows implements RowReader.
func (s *spread) ReadRows(dst *Rows, n int) error {
	from := dst.Len()
	err := s.src.ReadRows(dst, n)
	for i := from; i < dst.Len(); i++ {
		switch t := dst.T[i]; {
		case !s.begun:
			s.begun, s.last, s.k = true, t, s.lead
		case t != s.last:
			if t < s.last {
				s.counts.Backward++
			}
			s.last, s.k = t, 0
		}
		dst.T[i] = s.last + s.k*s.period
		s.k++
	}
	return err
}
