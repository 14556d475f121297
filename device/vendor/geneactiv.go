package vendor

import (
	"bufio"
	"bytes"
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

// GENEActiv: .bin of Activinsights' GENEActiv (and Activinsights Band, which shares the container).
//
// Provenance: layout and time rules as in formats.md ("GENEActiv .bin"); checked against skdh_gnactv_sample.bin with its decoded samples
// (scikit-digital-health, MIT) and ggirread_GENEActiv_testfile.bin (GGIRread, Apache-2). A header of text, then pages of ten lines: nine with a key, one with
// 3600 hexadecimal digits, 12 per sample. Lines are found by their keys, since notes may wrap.
//
// Page times are rounded to 0.5 s (whole seconds on firmware 6), so the clock of a run is a line through all of them; runs of fewer than eight pages keep
// them as they are. The number of pages that the header declares is not believed.

// GENEActivBin is the format of the GENEActiv.
var GENEActivBin = format("geneactiv-bin", claimsGENEActiv, planGENEActiv)

const (
	geneSlack  = time.Second // a step that departs by more from the page's length ends the run (formats.md)
	geneLine   = 8 << 10     // bytes; a line is 3600 digits, notes are shorter
	geneHeader = 500         // lines of header, beyond any seen (59, more when notes wrap)
	geneDigits = 12          // hexadecimal digits of a sample: x, y, z with 12 bits each, light 10, button 1, unused 1
	geneRaw    = 4096        // values of 12 bits
)

func claimsGENEActiv(head []byte) bool { return bytes.HasPrefix(head, []byte("Device Identity")) }

func planGENEActiv(in device.Input, _ device.Options) (*plan, error) {
	g := &geneactiv{r: bufio.NewReaderSize(in.Reader, geneLine)}
	p := &plan{info: device.Info{Dated: true}, dec: g}
	keys, err := g.header()
	if err != nil {
		return nil, err
	}
	if p.info.Device = keys["Device Type"]; keys["Device Model"] != "" {
		p.info.Device += " " + keys["Device Model"]
	}
	p.info.Serial = keys["Device Unique Serial Code"]
	p.info.Site = siteNamed(keys["Device Location Code"])
	p.fixed = zoneOf(keys["Time Zone"])
	hz, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(keys["Measurement Frequency"], "Hz")), 64)
	if err == nil {
		p.info.Rate, err = dsp.RateOf(hz)
	}
	if err != nil {
		return nil, fmt.Errorf("header line \"Measurement Frequency\": %w", err)
	}
	if _, hi, ok := strings.Cut(keys["Accelerometer Range"], " to "); ok {
		p.info.RangeG, _ = strconv.ParseFloat(hi, 64) // 0, unknown, when it is no number
	}
	p.info.StepG, _ = strconv.ParseFloat(keys["Accelerometer Resolution"], 64) // likewise
	if err := g.calibrate(keys, p); err != nil {
		return nil, err
	}
	p.pages.Slack, p.pages.Rounded = geneSlack, true
	return p, nil
}

// calibrate fills the tables that turn 12 bits into micro-g by the header's gains and offsets.
func (g *geneactiv) calibrate(keys map[string]string, p *plan) error {
	least := math.MaxInt32
	for axis, name := range [3]string{"x", "y", "z"} {
		gain, err := strconv.ParseFloat(keys[name+" gain"], 64)
		offset, err2 := strconv.ParseFloat(keys[name+" offset"], 64)
		if err = errors.Join(err, err2); err != nil {
			return fmt.Errorf("header lines \"%s gain\" and \"%s offset\": %w", name, name, err)
		}
		if !(math.Abs(gain) >= geneGainLeast && math.Abs(offset) <= geneOffsetMost) {
			return fmt.Errorf("header lines \"%s gain\" and \"%s offset\" are %g and %g, which no sensor has: is the header damaged?", name, name, gain, offset)
		}
		t := &g.micro[axis]
		for raw := range t {
			signed := float64(int16(raw<<4) >> 4)
			t[raw] = int32(math.Round((float64(signed*100) - offset) / gain * dsp.MicroG))
		}
		for _, v := range [2]int32{t[geneRaw/2-1], t[geneRaw/2]} { // the largest and the smallest raw value
			least = min(least, int(max(v, -v)))
		}
	}
	p.pages.FullScale = int32(least)
	return nil
}

const (
	geneGainLeast  = 100     // per g/100; ordinary gains are near 25,600; keeps 2048·100/gain within 2147 g
	geneOffsetMost = 100_000 // likewise; ordinary ones are below 4000
)

// zoneOf reads "GMT -04:00"; nil when it is no zone.
func zoneOf(s string) *time.Location {
	s, ok := strings.CutPrefix(s, "GMT")
	if !ok {
		return nil
	}
	return offsetZone(strings.TrimSpace(s))
}

// geneactiv decodes the pages of a .bin.
type geneactiv struct {
	r     *bufio.Reader
	byte  int64 // offset of the next line
	micro [3][geneRaw]int32
	inTop bool // a page's first line was read

	begun bool
	last  int64 // sequence number of the page before
	pages int64
	bad   int64 // pages that cannot be read
	badAt int64 // offset of the first
	cut   string
}

// header reads the lines up to the first page into keys.
func (g *geneactiv) header() (map[string]string, error) {
	keys := map[string]string{}
	for range geneHeader {
		l, err := g.line()
		if err == io.EOF {
			return nil, errors.New("is GENEActiv's but has no page of samples: was the recording empty, or the copy cut?")
		}
		if err != nil {
			return nil, err
		}
		if string(l) == genePage {
			g.inTop = true
			return keys, nil
		}
		if string(l) == geneCalibration { // what looked like it before was a wrapped note
			for _, axis := range [...]string{"x", "y", "z"} {
				delete(keys, axis+" gain")
				delete(keys, axis+" offset")
			}
		}
		key, value, ok := bytes.Cut(l, []byte{':'})
		if _, seen := keys[string(key)]; ok && !seen { // a wrapped note cannot replace what came before it
			keys[string(key)] = string(trim(value))
		}
	}
	return nil, fmt.Errorf("is GENEActiv's but no page of samples begins within its first %d lines", geneHeader)
}

// Lines without a colon that begin a section.
const (
	genePage        = "Recorded Data"
	geneCalibration = "Calibration Data"
)

// trim takes blanks and NUL bytes off both ends.
func trim(b []byte) []byte { return bytes.Trim(b, " \t\r\n\x00") }

// line returns the next line, trimmed. It belongs to the reader's buffer.
func (g *geneactiv) line() ([]byte, error) {
	l, err := g.r.ReadSlice('\n')
	g.byte += int64(len(l))
	switch {
	case err == nil, err == bufio.ErrBufferFull: // no page has such a line: it will be taken for damage
		return trim(l), nil
	case cutShort(err):
		g.cut = fmt.Sprintf("the compressed data end early, after byte %d: the rest of the recording is lost", g.byte)
		err = io.EOF
	case err != io.EOF:
		return nil, fmt.Errorf("reading stopped after byte %d: %w", g.byte, err)
	}
	if l = trim(l); len(l) > 0 {
		return l, nil // the next call gives io.EOF
	}
	return nil, err
}

// ReadPage implements device.PageReader.
func (g *geneactiv) ReadPage(b *dsp.Block) (device.Page, error) {
	for {
		p, err := g.page(b)
		if err == nil {
			return p, nil
		}
		if !errors.Is(err, errPage) {
			return device.Page{}, err
		}
		if g.bad++; g.bad == 1 {
			g.badAt = g.byte
		}
	}
}

// errPage marks a page that cannot be read.
var errPage = errors.New("damaged page")

// page reads one page. Another page's first line ends it early.
func (g *geneactiv) page(b *dsp.Block) (device.Page, error) {
	for !g.inTop {
		l, err := g.line()
		if err != nil {
			return device.Page{}, err
		}
		g.inTop = string(l) == genePage
	}
	g.inTop = false
	var number, stamp string
	for {
		l, err := g.line()
		if err == io.EOF {
			if g.cut == "" {
				g.cut = "the file ends within a page: was it copied whole?"
			}
			return device.Page{}, err
		}
		if err != nil {
			return device.Page{}, err
		}
		key, value, ok := bytes.Cut(l, []byte{':'})
		switch {
		case string(l) == genePage:
			g.inTop = true
			return device.Page{}, errPage
		case !ok && len(l) > 0:
			return g.decode(l, number, stamp, b)
		case string(key) == "Sequence Number":
			number = string(trim(value))
		case string(key) == "Page Time":
			stamp = string(trim(value))
		}
	}
}

// decode takes in a page's line of digits, which may be cut.
func (g *geneactiv) decode(digits []byte, number, stamp string, b *dsp.Block) (device.Page, error) {
	seq, err := strconv.ParseInt(number, 10, 32)
	t, ok := geneTime(stamp)
	n := len(digits) / geneDigits
	if err != nil || !ok || n == 0 || !g.samples(digits[:n*geneDigits], n, b) {
		return device.Page{}, errPage
	}
	p := device.Page{T: t}
	switch {
	case !g.begun:
	case seq <= g.last:
		p.Cause = device.CauseRestart
	default:
		p.Lost = (seq - g.last - 1) * genePageSamples
	}
	g.begun, g.last = true, seq
	g.pages++
	return p, nil
}

const genePageSamples = 300 // samples of a whole page

// geneTime reads "2013-05-30 10:12:54:500".
func geneTime(s string) (int64, bool) {
	if len(s) > 19 && s[19] == ':' {
		s = s[:19] + "." + s[20:]
	}
	t, err := time.Parse("2006-01-02 15:04:05.999", s)
	return t.UnixNano(), err == nil && t.Year() >= 1970 && t.Year() < 2200
}

// samples appends n samples; it reports false, and appends nothing, when there is anything but digits.
func (g *geneactiv) samples(digits []byte, n int, b *dsp.Block) bool {
	var bad byte
	for _, d := range digits {
		bad |= nibble[d]
	}
	if bad > 15 {
		return false
	}
	var x, y, z []int32
	b.X, x = grow(b.X, n)
	b.Y, y = grow(b.Y, n)
	b.Z, z = grow(b.Z, n)
	for i := range x {
		d := digits[i*geneDigits:][:geneDigits]
		x[i] = g.micro[0][int(nibble[d[0]]&15)<<8|int(nibble[d[1]]&15)<<4|int(nibble[d[2]]&15)]
		y[i] = g.micro[1][int(nibble[d[3]]&15)<<8|int(nibble[d[4]]&15)<<4|int(nibble[d[5]]&15)]
		z[i] = g.micro[2][int(nibble[d[6]]&15)<<8|int(nibble[d[7]]&15)<<4|int(nibble[d[8]]&15)]
	}
	return true
}

// nibble is the value of a hexadecimal digit, 255 for any other byte.
var nibble = func() (t [256]byte) {
	for i := range t {
		t[i] = 255
	}
	for i, c := range []byte("0123456789ABCDEF") {
		t[c] = byte(i)
		t[c|0x20] = byte(i) // for digits the same byte
	}
	return t
}()

// warnings implements decoder.
func (g *geneactiv) warnings() []device.Warning {
	var ws []device.Warning
	if g.bad > 0 {
		ws = append(ws, warning("damaged", "%d of %d pages cannot be read, the first before byte %d; their samples count as missing", g.bad, g.bad+g.pages, g.badAt))
	}
	if g.cut != "" {
		ws = append(ws, device.Warning{Code: "cut", Text: g.cut})
	}
	return ws
}
