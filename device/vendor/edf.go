package vendor

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// EDF and EDF+: acceleration among the signals of a European Data Format file.
//
// Provenance: Kemp et al., "A simple format for exchange of digitized polygraphic recordings", Electroenceph. clin. Neurophysiol. 82 (1992), and
// Kemp & Olivan, "European data format 'plus'", Clin. Neurophysiol. 114 (2003), as in formats.md ("EDF / EDF+"). Three signals of equal rate whose labels differ
// in x, y, z alone and whose unit is one of acceleration are taken; when there are several such threes, the one at the site that the user named, else the first.
// EDF+D has holes: each record's first time-keeping annotation says where it begins.

// EDF is the format of EDF, EDF+C and EDF+D.
var EDF = format("edf", claimsEDF, planEDF)

const (
	edfFixed   = 256     // bytes of the header's fixed part, and of each signal's
	edfSignals = 512     // signals; beyond any recorder
	edfRecord  = 8 << 20 // bytes of a record; the standard recommends 61440 at most
	edfValue   = 2       // bytes of a sample
	edfNotes   = "EDF Annotations"
	edfPivot   = 85 // years from here on are 19yy (EDF+ 2.1.3.2)
	edfBuffer  = 64 << 10
	edfChunk   = 1 << 20 // bytes by which room for a record grows, so that a lie about its size costs no memory
	edfLongest = 86_400  // s; of a record
)

func claimsEDF(head []byte) bool {
	if len(head) < edfFixed || string(head[:8]) != "0       " {
		return false
	}
	ns, err := strconv.Atoi(edfText(head[252:256]))
	size, err2 := strconv.Atoi(edfText(head[184:192]))
	return err == nil && err2 == nil && ns > 0 && size == edfFixed*(ns+1)
}

// edfText trims a field.
func edfText(b []byte) string { return strings.Trim(string(b), " \x00") }

// edfSignal is one signal of the header.
type edfSignal struct {
	label, unit            string
	pmin, pmax, dmin, dmax float64
	n                      int // samples in a record
	at                     int // offset in a record, bytes
}

func planEDF(in device.Input, opt device.Options) (*plan, error) {
	e := &edf{r: bufio.NewReaderSize(in.Reader, edfBuffer)}
	head := make([]byte, edfFixed)
	if _, err := io.ReadFull(e.r, head); err != nil {
		return nil, edfCut(err)
	}
	ns, err := strconv.Atoi(edfText(head[252:256]))
	if err != nil || ns < 1 || ns > edfSignals {
		return nil, fmt.Errorf("is EDF but states %q signals", edfText(head[252:256]))
	}
	rest := make([]byte, ns*edfFixed)
	if _, err := io.ReadFull(e.r, rest); err != nil {
		return nil, edfCut(err)
	}
	e.byte = int64(edfFixed * (ns + 1))
	signals, err := e.signals(rest, ns)
	if err != nil {
		return nil, err
	}
	p := &plan{info: device.Info{Dated: true}, dec: e}
	if err := e.times(head, p); err != nil {
		return nil, err
	}
	if e.apart && e.notes.n == 0 {
		return nil, errors.New("is EDF+D, whose records have holes between them, but has no signal of annotations to tell when each begins")
	}
	return p, e.choose(signals, p, opt)
}

// edfCut says why a header could not be read.
func edfCut(err error) error {
	if errors.Is(err, io.EOF) || cutShort(err) {
		return errors.New("is EDF but its header is cut: was it copied whole?")
	}
	return fmt.Errorf("reading the header: %w", err)
}

// signals reads the headers of the ns signals, which lie field by field, and settles the size of a record.
func (e *edf) signals(b []byte, ns int) ([]edfSignal, error) {
	v := make([]edfSignal, ns)
	field := func(width int, set func(s *edfSignal, text string) error) error {
		for i := range v {
			text := edfText(b[:width])
			b = b[width:]
			if err := set(&v[i], text); err != nil {
				return fmt.Errorf("EDF header, signal %d (%s): %w", i+1, v[i].label, err)
			}
		}
		return nil
	}
	number := func(at func(s *edfSignal) *float64) func(*edfSignal, string) error {
		return func(s *edfSignal, text string) error {
			f, err := strconv.ParseFloat(text, 64)
			if s.label == edfNotes {
				return nil
			}
			*at(s) = f
			return err
		}
	}
	skip := func(*edfSignal, string) error { return nil }
	err := errors.Join(
		field(16, func(s *edfSignal, t string) error { s.label = t; return nil }),
		field(80, skip),
		field(8, func(s *edfSignal, t string) error { s.unit = t; return nil }),
		field(8, number(func(s *edfSignal) *float64 { return &s.pmin })),
		field(8, number(func(s *edfSignal) *float64 { return &s.pmax })),
		field(8, number(func(s *edfSignal) *float64 { return &s.dmin })),
		field(8, number(func(s *edfSignal) *float64 { return &s.dmax })),
		field(80, skip),
		field(8, func(s *edfSignal, t string) error {
			n, err := strconv.Atoi(t)
			if s.n, s.at = n, e.record; err == nil && (n < 0 || n > (edfRecord-e.record)/edfValue) {
				err = fmt.Errorf("%d samples in a record make it larger than %d MiB", n, edfRecord>>20)
			}
			if err == nil {
				e.record += n * edfValue
			}
			return err
		}),
		field(32, skip),
	)
	for _, s := range v {
		if s.label == edfNotes && e.notes.n == 0 {
			e.notes = s
		}
	}
	return v, err
}

// times reads date, time of day, length of a record and what kind of EDF it is.
func (e *edf) times(head []byte, p *plan) error {
	d, err := strconv.ParseFloat(edfText(head[244:252]), 64)
	if err != nil || !(d > 0 && d <= edfLongest) {
		return fmt.Errorf("states that a record lasts %q s, so its signals have no rate", edfText(head[244:252]))
	}
	e.seconds = d
	e.apart = strings.HasPrefix(string(head[192:236]), "EDF+D")
	e.declared, err = strconv.ParseInt(edfText(head[236:244]), 10, 64)
	if err != nil {
		e.declared = -1 // as if unknown
	}
	t, err := time.Parse("02.01.06 15.04.05", edfText(head[168:176])+" "+edfText(head[176:184]))
	if err != nil {
		p.info.Dated = false
		return nil
	}
	year := 2000 + t.Year()%100
	if year >= 2000+edfPivot {
		year -= 100
	}
	e.start = time.Date(year, t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC).UnixNano()
	p.info.Device = edfEquipment(string(head[88:168]))
	return nil
}

// edfEquipment returns the equipment that the recording field of EDF+ names: "Startdate 02-MAR-2002 code technician equipment".
func edfEquipment(recording string) string {
	if f := strings.Fields(recording); len(f) >= 5 && f[0] == "Startdate" && f[4] != "X" { // X: not known
		return strings.ReplaceAll(f[4], "_", " ")
	}
	return ""
}

// choose settles which three signals are read.
func (e *edf) choose(signals []edfSignal, p *plan, opt device.Options) error {
	threes, stems := edfThrees(signals, opt)
	if len(threes) == 0 {
		labels := make([]string, len(signals))
		for i, s := range signals {
			labels[i] = strings.TrimSpace(s.label + " " + s.unit)
		}
		return fmt.Errorf("is EDF without three axes of acceleration (labels that differ in x, y, z; unit g, mg or m/s^2, or give --units); its signals are: %s", strings.Join(labels, ", "))
	}
	take := 0
	for i, stem := range stems {
		if opt.Site != device.SiteUnknown && siteNamed(stem) == opt.Site {
			take = i
			break
		}
	}
	if len(threes) > 1 {
		p.info.Warnings = append(p.info.Warnings, warning("several_sensors", "the file holds %d sensors of acceleration (%s); %s was read, give --site to choose by name", len(threes), strings.Join(stems, ", "), stems[take]))
	}
	p.info.Site = siteNamed(stems[take])
	full := math.MaxInt32
	for i, s := range threes[take] {
		u := unitNamed(s.unit)
		if opt.Units.Known() {
			u = opt.Units
		}
		a := &e.axes[i]
		if err := a.calibrate(s, u); err != nil {
			return fmt.Errorf("EDF header, signal %q: %w", s.label, err)
		}
		full = min(full, int(a.full))
		p.info.StepG = math.Abs(a.gain) / dsp.MicroG
	}
	p.pages.FullScale = int32(full)
	p.info.RangeG = float64(full) / dsp.MicroG
	var err error
	p.info.Rate, err = dsp.RateOf(float64(threes[take][0].n) / e.seconds)
	return err
}

// edfThrees finds the threes of signals that are x, y and z of one sensor, and what their labels have in common.
func edfThrees(signals []edfSignal, opt device.Options) (threes [][3]edfSignal, stems []string) {
	type found struct {
		axes [3]*edfSignal
		stem string
	}
	var all []*found
	for i := range signals {
		s := &signals[i]
		stem, axis := edfAxis(s.label)
		if axis < 0 || s.n == 0 || !unitNamed(s.unit).Known() && !(s.unit == "" && opt.Units.Known() && strings.Contains(strings.ToLower(stem), "acc")) {
			continue
		}
		var f *found
		for _, o := range all {
			if o.stem == stem && o.axes[axis] == nil {
				f = o
			}
		}
		if f == nil {
			f = &found{stem: stem}
			all = append(all, f)
		}
		f.axes[axis] = s
	}
	for _, f := range all {
		if x, y, z := f.axes[0], f.axes[1], f.axes[2]; x != nil && y != nil && z != nil && x.n == y.n && y.n == z.n {
			threes, stems = append(threes, [3]edfSignal{*x, *y, *z}), append(stems, strings.TrimSpace(f.stem))
		}
	}
	return threes, stems
}

// edfAxis returns a label without its axis letter, and which axis it is; −1 when it is none. The letter stands alone, or ends a word ("AccX").
func edfAxis(label string) (stem string, axis int) {
	for i := len(label) - 1; i >= 0; i-- {
		axis := strings.IndexByte("xyz", label[i]|0x20)
		if axis < 0 || i+1 < len(label) && isLetter(label[i+1]) {
			continue
		}
		upper := label[i] < 'a' // "AccX": a capital after a small letter begins a word
		if i > 0 && isLetter(label[i-1]) && !(upper && label[i-1] >= 'a') && !strings.HasSuffix(strings.ToUpper(label[:i]), "ACC") {
			continue
		}
		return label[:i] + label[i+1:], axis
	}
	return "", -1
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// edfScale turns samples of one axis into micro-g.
type edfScale struct {
	at, n        int // in a record: offset in bytes, samples
	gain, offset float64
	full         int32 // the smaller of what the digital limits stand for
}

// calibrate settles the scale of signal s in units of u.
func (a *edfScale) calibrate(s edfSignal, u device.Units) error {
	unit := float64(u.Num) / float64(u.Den) // micro-g
	per := (s.pmax - s.pmin) / (s.dmax - s.dmin) * unit
	zero := float64(s.pmin*unit) - float64(s.dmin*per)
	if !(math.Abs(per) > 0 && math.Abs(per) < math.MaxInt32 && math.Abs(zero) < math.MaxInt32) {
		return fmt.Errorf("physical %g to %g for digital %g to %g is no scale", s.pmin, s.pmax, s.dmin, s.dmax)
	}
	lo, hi := roundMicroG(float64(s.dmin*per)+zero), roundMicroG(float64(s.dmax*per)+zero)
	*a = edfScale{at: s.at, n: s.n, gain: per, offset: zero, full: min(max(lo, -lo), max(hi, -hi))}
	return nil
}

// edf decodes the records of an EDF file.
type edf struct {
	r        *bufio.Reader
	byte     int64
	axes     [3]edfScale
	notes    edfSignal
	record   int // bytes
	buf      []byte
	seconds  float64 // of a record
	start    int64   // ns
	apart    bool    // EDF+D
	declared int64   // records; −1 when unknown
	records  int64
	timeless int64 // records without their time in EDF+D
	cut      string
}

// ReadPage implements device.PageReader.
func (e *edf) ReadPage(b *dsp.Block) (device.Page, error) {
	if err := e.fill(); err != nil {
		return device.Page{}, err
	}
	p := device.Page{T: e.start + int64(math.Round(float64(e.records)*e.seconds*float64(second))), Lost: device.LostUnknown}
	if e.notes.n > 0 {
		if onset, ok := recordOnset(e.buf[e.notes.at:][:e.notes.n*edfValue]); ok {
			p.T = e.start + onset
		} else if e.apart {
			p.Untimed = true
			e.timeless++
		}
	}
	e.records++
	for i, dst := range [3]*[]int32{&b.X, &b.Y, &b.Z} {
		a := &e.axes[i]
		var v []int32
		*dst, v = grow(*dst, a.n)
		raw := e.buf[a.at:]
		for k := range v {
			v[k] = roundMicroG(float64(float64(int16(binary.LittleEndian.Uint16(raw[edfValue*k:])))*a.gain) + a.offset)
		}
	}
	return p, nil
}

// fill reads the next record into buf.
func (e *edf) fill() error {
	e.buf = e.buf[:0]
	for len(e.buf) < e.record {
		at := len(e.buf)
		e.buf = append(e.buf, make([]byte, min(edfChunk, e.record-at))...)
		n, err := io.ReadFull(e.r, e.buf[at:])
		if err != nil {
			return e.end(err, at+n)
		}
	}
	e.byte += int64(e.record)
	return nil
}

// end says what ended the records: io.EOF when it may be.
func (e *edf) end(err error, rest int) error {
	switch {
	case err != io.EOF && !cutShort(err):
		return fmt.Errorf("reading stopped after byte %d: %w", e.byte, err)
	case rest > 0:
		e.cut = fmt.Sprintf("the file ends within record %d, which is left out: was it copied whole?", e.records+1)
	case e.records < e.declared:
		e.cut = fmt.Sprintf("the file ends after %d of %d records: was it copied whole?", e.records, e.declared)
	}
	return io.EOF
}

// recordOnset reads the first annotation of a record, "+12.5" and two 0x14, and returns the time in ns after the start of the file.
func recordOnset(b []byte) (int64, bool) {
	text, rest, ok := bytes.Cut(b, []byte{0x14})
	if !ok || len(rest) == 0 || rest[0] != 0x14 || len(text) < 2 || text[0] != '+' && text[0] != '-' {
		return 0, false
	}
	s, err := strconv.ParseFloat(string(text), 64)
	const most = 100 * 366 * 86400 // s
	if err != nil || !(math.Abs(s) < most) {
		return 0, false
	}
	whole := math.Trunc(s)
	return int64(whole)*second + int64(math.Round((s-whole)*float64(second))), true
}

// warnings implements decoder.
func (e *edf) warnings() []device.Warning {
	var ws []device.Warning
	if e.timeless > 0 {
		ws = append(ws, warning("damaged", "%d of %d records lack their time; they were put right behind the record before", e.timeless, e.records))
	}
	if e.cut != "" {
		ws = append(ws, device.Warning{Code: "cut", Text: e.cut})
	}
	return ws
}
