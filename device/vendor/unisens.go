package vendor

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// Movisens and others: Unisens, a folder of unisens.xml with a data file for each sensor, or a zip file of it.
//
// Provenance: layout as in formats.md ("Movisens / Unisens"), element and attribute names ("endianess" among them) as the
// Unisens 2.0 format has them; no sample with another baseline than 0 was at hand. A recording is given as its unisens.xml, or as the
// zip file. Samples in a data file have no time: they follow one another from timestampStart on. The digest of a folder is that of unisens.xml alone.

// Unisens is the format of a folder of files, given as its unisens.xml.
var Unisens = format("unisens", claimsUnisens, planUnisens)

// UnisensZip is the same folder as a zip file.
var UnisensZip = format("unisens-zip", claimsUnisensZip, planUnisensZip)

const unisensHeader = "unisens.xml"

// unisensNames are files that Movisens' sensors put into such an archive, by which it is known when its header file comes late. An acc.csv is not among them: others
// have one too, and it finds its header by itself.
var unisensNames = []string{unisensHeader, "acc.bin", "angularrate.bin", "press.bin", "temp.bin"}

func claimsUnisens(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	return bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("<unisens"))
}

func claimsUnisensZip(head []byte) bool {
	return slices.ContainsFunc(entryNames(head), func(n string) bool { return slices.Contains(unisensNames, strings.ToLower(n)) })
}

// unisensFile is what unisens.xml says.
type unisensFile struct {
	XMLName xml.Name        `xml:"unisens"`
	Start   string          `xml:"timestampStart,attr"`
	Attrs   []unisensAttr   `xml:"customAttributes>customAttribute"`
	Signals []unisensSignal `xml:"signalEntry"`
}

type unisensAttr struct {
	Key   string `xml:"key,attr"`
	Value string `xml:"value,attr"`
}

type unisensSignal struct {
	ID       string  `xml:"id,attr"`
	Class    string  `xml:"contentClass,attr"`
	Type     string  `xml:"dataType,attr"`
	Rate     float64 `xml:"sampleRate,attr"`
	LSB      string  `xml:"lsbValue,attr"`
	Baseline float64 `xml:"baseline,attr"`
	Unit     string  `xml:"unit,attr"`
	Source   string  `xml:"source,attr"`
	SourceID string  `xml:"sourceId,attr"`
	Bin      *struct {
		Endian string `xml:"endianess,attr"`
	} `xml:"binFileFormat"`
	Channels []struct {
		Name string `xml:"name,attr"`
	} `xml:"channel"`
}

func planUnisens(in device.Input, opt device.Options) (*plan, error) {
	if in.Path == "" {
		return nil, errors.New("is the header of a Unisens recording, whose data lie in files beside it: give its path, or the whole as a zip file")
	}
	text, err := io.ReadAll(io.LimitReader(in.Reader, sideMost+1))
	if err != nil {
		return nil, err
	}
	return planUnisensText(text, opt, func(id string) (io.ReadCloser, error) {
		return in.Side(id)
	})
}

func planUnisensZip(in device.Input, opt device.Options) (*plan, error) {
	a, err := openArchive(in)
	if err != nil {
		return nil, err
	}
	text, err := a.text(unisensHeader)
	if err == nil && text == nil {
		err = errors.New("is an archive without unisens.xml: was it copied whole?")
	}
	var p *plan
	if err == nil {
		p, err = planUnisensText(text, opt, func(id string) (io.ReadCloser, error) {
			f := a.find(id)
			if f == nil {
				return nil, errors.New("is not in the archive")
			}
			return a.samples(f)
		})
	}
	if err != nil {
		return nil, release(err, a.close)
	}
	p.close = closers(p.close, a.close)
	return p, nil
}

// planUnisensText plans a recording from its header; open opens a data file beside it.
func planUnisensText(text []byte, opt device.Options, open func(id string) (io.ReadCloser, error)) (*plan, error) {
	if len(text) > sideMost {
		return nil, fmt.Errorf("unisens.xml is larger than %d KiB", sideMost>>10)
	}
	var f unisensFile
	if err := xml.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("unisens.xml: %w", err)
	}
	e, err := f.acceleration()
	if err != nil {
		return nil, err
	}
	p := &plan{info: device.Info{Device: e.Source, Serial: e.SourceID}}
	for _, a := range f.Attrs {
		p.take(a.Key, a.Value)
	}
	d, err := e.decoder(p, opt)
	if err != nil {
		return nil, fmt.Errorf("unisens.xml, signal %s: %w", e.ID, err)
	}
	p.dec = d
	if d.start, p.utc, err = unisensStart(f.Start); err == nil {
		p.info.Dated = true
	} else if f.Start != "" {
		return nil, fmt.Errorf("unisens.xml states the start %q, which is none", f.Start)
	}
	r, err := open(e.ID)
	if err != nil {
		return nil, fmt.Errorf("data file %s: %w", e.ID, err)
	}
	d.r, p.close = bufio.NewReaderSize(r, unisensBuffer), r.Close
	return p, nil
}

// take sets what a custom attribute of Movisens' sensors says.
func (p *plan) take(key, value string) {
	switch key {
	case "sensorType":
		p.info.Device = "Movisens " + value
	case "sensorSerialNumber":
		p.info.Serial = value
	case "sensorLocation":
		p.info.Site = siteNamed(value)
	}
}

// unisensStart reads timestampStart: ISO, local time unless it states an offset.
func unisensStart(s string) (nanos int64, utc bool, err error) {
	t, err := time.Parse("2006-01-02T15:04:05.999999999Z07:00", s)
	if err == nil {
		return t.UnixNano(), true, yearSound(t)
	}
	if t, err = time.Parse("2006-01-02T15:04:05.999999999", s); err == nil {
		err = yearSound(t)
	}
	return t.UnixNano(), false, err
}

// yearSound returns an error when t is not of this age; nanoseconds would not hold it.
func yearSound(t time.Time) error {
	const first, last = 1970, 2200
	if y := t.Year(); y < first || y > last {
		return fmt.Errorf("the year %d is not between %d and %d", y, first, last)
	}
	return nil
}

// acceleration returns the one signal of acceleration.
func (f *unisensFile) acceleration() (*unisensSignal, error) {
	var found *unisensSignal
	var names []string
	for i := range f.Signals {
		e := &f.Signals[i]
		names = append(names, e.ID)
		if !strings.EqualFold(e.Class, "acc") || len(e.Channels) != 3 {
			continue
		}
		if found != nil {
			return nil, fmt.Errorf("holds two signals of acceleration, %s and %s: keep one sensor's", found.ID, e.ID)
		}
		found = e
	}
	switch {
	case found == nil:
		return nil, fmt.Errorf("holds no signal of acceleration with three axes; its signals are: %s", strings.Join(names, ", "))
	case found.ID == "" || found.ID != filepath.Base(filepath.FromSlash(found.ID)) || strings.ContainsAny(found.ID, `/\`) || found.ID == "..":
		return nil, fmt.Errorf("names the data file %q, which does not lie beside it", found.ID)
	case found.Bin == nil:
		return nil, fmt.Errorf("keeps its acceleration as a table: analyze %s instead, unpacked if it lies in an archive", found.ID)
	}
	return found, nil
}

// decoder settles how the signal's bytes are read.
func (e *unisensSignal) decoder(p *plan, opt device.Options) (*interleaved, error) {
	d := &interleaved{name: e.ID, order: binary.LittleEndian}
	if strings.EqualFold(e.Bin.Endian, "BIG") {
		d.order = binary.BigEndian
	}
	if d.size = interleavedSize[strings.ToLower(e.Type)]; d.size == 0 {
		return nil, fmt.Errorf("is of the type %q, which is not known", e.Type)
	}
	d.kind = strings.ToLower(e.Type)
	var err error
	if p.info.Rate, err = dsp.RateOf(e.Rate); err != nil {
		return nil, err
	}
	d.rate = p.info.Rate
	lsb := 1.0
	if e.LSB != "" {
		if lsb, err = strconv.ParseFloat(e.LSB, 64); err != nil || !(lsb > 0 && lsb < math.MaxInt32) {
			return nil, fmt.Errorf("has the lsbValue %q, which is no positive number", e.LSB)
		}
	}
	u := unitNamed(e.Unit)
	if opt.Units.Known() {
		u = opt.Units
	}
	if !u.Known() {
		return nil, fmt.Errorf("is in the unit %q, which is not known: give --units", e.Unit)
	}
	if math.IsNaN(e.Baseline) || math.IsInf(e.Baseline, 0) {
		return nil, errors.New("has a baseline that is no number")
	}
	d.baseline, d.perLSB = e.Baseline, lsb*float64(u.Num)/float64(u.Den)
	if d.size <= 4 && d.kind[0] != 'f' {
		p.info.StepG = d.perLSB / dsp.MicroG
	}
	return d, nil
}

// unitNamed returns the unit of acceleration that files spell so.
func unitNamed(s string) device.Units {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "g":
		return device.UnitsG
	case "mg":
		return device.UnitsMG
	case "m/s^2", "m/s2", "m/s²", "m/s\xb2", "m/(s^2)", "m/s/s", "ms-2":
		return device.UnitsMS2
	}
	return device.UnitsUnknown
}

const (
	unisensBuffer      = 64 << 10 // bytes
	interleavedSamples = 512      // of a page; such files have none of their own
)

// interleavedSize holds the bytes per value of the types of Unisens.
var interleavedSize = map[string]int{"int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "float": 4, "double": 8}

// interleaved decodes a file of x, y, z, x, y, z, … without header or time.
type interleaved struct {
	name             string
	r                *bufio.Reader
	kind             string
	size             int // bytes of a value
	order            binary.ByteOrder
	baseline, perLSB float64 // micro-g per unit
	rate             dsp.Rate
	start            int64 // ns
	samples          int64 // handed over
	cut              string
}

// ReadPage implements device.PageReader.
func (d *interleaved) ReadPage(b *dsp.Block) (device.Page, error) {
	row := 3 * d.size
	raw, err := d.r.Peek(interleavedSamples * row)
	n := len(raw) / row
	if n == 0 {
		return device.Page{}, d.end(err, len(raw))
	}
	var v [3][]int32
	b.X, v[0] = grow(b.X, n)
	b.Y, v[1] = grow(b.Y, n)
	b.Z, v[2] = grow(b.Z, n)
	for i := range n {
		for k := range v {
			v[k][i] = roundMicroG((d.value(raw[i*row+k*d.size:]) - d.baseline) * d.perLSB)
		}
	}
	p := device.Page{T: d.start + nominalTime(d.samples, d.rate)}
	d.samples += int64(n)
	_, err = d.r.Discard(n * row)
	return p, err
}

// value returns the number that p begins with. What is no number counts as 0.
func (d *interleaved) value(p []byte) float64 {
	v := 0.0
	switch d.kind {
	case "int8":
		v = float64(int8(p[0]))
	case "uint8":
		v = float64(p[0])
	case "int16":
		v = float64(int16(d.order.Uint16(p)))
	case "uint16":
		v = float64(d.order.Uint16(p))
	case "int32":
		v = float64(int32(d.order.Uint32(p)))
	case "uint32":
		v = float64(d.order.Uint32(p))
	case "float":
		v = float64(math.Float32frombits(d.order.Uint32(p)))
	case "double":
		v = math.Float64frombits(d.order.Uint64(p))
	}
	if v != v {
		return 0
	}
	return v
}

// end says what ended the samples: io.EOF when it may be.
func (d *interleaved) end(err error, rest int) error {
	at := d.samples * 3 * int64(d.size)
	switch {
	case torn(err):
		d.cut = fmt.Sprintf("%s is damaged or ends early, after byte %d: the rest of the recording is lost", d.name, at+int64(rest))
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("%s: reading stopped after byte %d: %w", d.name, at, err)
	case rest > 0:
		d.cut = fmt.Sprintf("%s ends within a sample, at byte %d: was it copied whole?", d.name, at+int64(rest))
	}
	return io.EOF
}

// warnings implements decoder.
func (d *interleaved) warnings() []device.Warning {
	if d.cut == "" {
		return nil
	}
	return []device.Warning{{Code: "cut", Text: d.cut}}
}

// nominalTime returns how many nanoseconds n samples take at rate r.
func nominalTime(n int64, r dsp.Rate) int64 {
	const milli = 1000 // mHz per Hz
	cycles := n * milli
	return cycles/int64(r)*second + cycles%int64(r)*second/int64(r)
}
