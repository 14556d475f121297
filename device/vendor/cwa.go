package vendor

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"strconv"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// Axivity: .cwa of AX3 and AX6.
//
// Provenance: layout and time rules as in formats.md ("Axivity .cwa"), from the maker's documentation
// (openmovementproject/openmovement, Docs/ax3/ax3-technical.md); checked against skdh_ax3_sample.cwa with its decoded samples (scikit-digital-health,
// MIT) and ggirread_ax3_testfile.cwa (GGIRread, Apache-2). A header of 1024 bytes, then sectors of 512.
//
// Damaged sectors (wrong tag, length or checksum) are left out; the numbers of the sectors around them tell what is missing. Sectors of 0x00 or 0xFF
// hold no data and are no damage.

// AxivityCWA is the format of the Axivity AX3 and AX6.
var AxivityCWA = format("axivity-cwa", claimsCWA, planCWA)

const (
	cwaHeader   = 1024     // bytes
	cwaNotes    = 64       // offset of the header's annotation
	cwaNotesLen = 448      // bytes
	cwaBuffer   = 64 << 10 // bytes read at once
	cwaSlack    = 0.10     // of a sector: formats.md, the implied rate is within 10 % of nominal, else the run ends
)

func claimsCWA(head []byte) bool {
	return len(head) >= 4 && head[0] == 'M' && head[1] == 'D' && binary.LittleEndian.Uint16(head[2:]) == cwaHeader-4
}

func planCWA(in device.Input, _ device.Options) (*plan, error) {
	c := &cwa{r: bufio.NewReaderSize(in.Reader, cwaBuffer), tables: cwaTables{packed: newPackedTable()}}
	head := make([]byte, cwaHeader)
	n, err := io.ReadFull(c.r, head)
	if errors.Is(err, io.EOF) || cutShort(err) {
		return nil, fmt.Errorf("is Axivity's but its header is cut after %d bytes: copy the file from the device again", n)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the header: %w", err)
	}
	c.byte = cwaHeader
	p := &plan{info: cwaInfo(head), dec: c}
	if err := c.next(); err != nil {
		if err == io.EOF {
			err = c.empty()
		}
		return nil, err
	}
	c.held, c.first = true, c.now
	if p.info.Rate, err = dsp.RateOf(float64(second) / float64(c.now.period)); err != nil {
		return nil, err
	}
	p.info.RangeG, p.info.StepG = c.now.scale()
	p.pages.FullScale = int32((p.info.RangeG - p.info.StepG) * dsp.MicroG)
	p.pages.Slack = time.Duration(float64(c.now.period*int64(c.now.capacity())) * cwaSlack)
	if c.now.code == 0 { // the oldest firmware stamps whole seconds
		p.pages.Slack, p.pages.Rounded = time.Second, true
	}
	return p, nil
}

// cwaInfo reads what the header says of device and wearer.
func cwaInfo(head []byte) device.Info {
	le := binary.LittleEndian
	info := device.Info{Dated: true, Device: "Axivity AX3"}
	if head[4] == 0x64 { // AX6; 0x00, 0x17 and 0xFF are AX3 (formats.md)
		info.Device = "Axivity AX6"
	}
	high := uint32(le.Uint16(head[11:]))
	if high == 0xFFFF {
		high = 0
	}
	if id := high<<16 | uint32(le.Uint16(head[5:])); id != 0 {
		info.Serial = strconv.FormatUint(uint64(id), 10)
	}
	notes := head[cwaNotes : cwaNotes+cwaNotesLen]
	for n := len(notes); n > 0 && (notes[n-1] == ' ' || notes[n-1] == 0 || notes[n-1] == 0xFF); n-- {
		notes = notes[:n-1]
	}
	if kv, err := url.ParseQuery(string(notes)); err == nil {
		// _p is the place of wear in words, as ggirread_ax3_testfile.cwa has it: "right wrist".
		info.Site = siteNamed(kv.Get("_p"))
	}
	return info
}

// cwa decodes the sectors of a .cwa.
type cwa struct {
	r      *bufio.Reader
	tables cwaTables
	byte   int64     // offset of the sector at hand
	buf    []byte    // the sector at hand, within r's buffer
	now    cwaSector // what it says
	held   bool      // it was not handed over yet
	first  cwaSector // the first sound one, whose configuration the file has
	last   cwaSector // handed over
	begun  bool

	sectors, damaged int64 // looked at; of these with a wrong tag, length or checksum
	damagedAt        int64 // offset of the first
	odd              int64 // sound ones whose samples cannot be read
	oddWhy           string
	repeated         int64 // there twice
	restarts         int64
	cut              string
}

// ReadPage implements device.PageReader.
func (c *cwa) ReadPage(b *dsp.Block) (device.Page, error) {
	if !c.held {
		if err := c.next(); err != nil {
			return device.Page{}, err
		}
	}
	c.held = false
	p := device.Page{T: c.now.t, Untimed: !c.now.timed}
	switch step := c.now.sequence - c.last.sequence; {
	case !c.begun:
	case c.now.session != c.last.session || c.now.events&1 != 0 || step == 0 || step > math.MaxInt32:
		p.Cause = device.CauseRestart
		c.restarts++
	default:
		p.Lost = int64(step-1) * int64(c.last.capacity())
	}
	c.begun, c.last = true, c.now
	c.now.samples(c.buf, &c.tables, b)
	c.skip()
	return p, nil
}

// skip moves on to the next sector.
func (c *cwa) skip() {
	if _, err := c.r.Discard(len(c.buf)); err == nil { // they are buffered
		c.byte += int64(len(c.buf))
	}
}

// next finds the next sector with samples that can be read and leaves it in buf and now.
func (c *cwa) next() error {
	for {
		var err error
		if c.buf, err = c.r.Peek(sectorBytes); err != nil {
			return c.end(err)
		}
		c.sectors++
		if c.sound() {
			return nil
		}
		c.skip()
	}
}

// sound parses the sector at hand and reports whether it has samples for us; what is wrong is counted.
func (c *cwa) sound() bool {
	if !whole(c.buf) {
		if !blank(c.buf) {
			if c.damaged++; c.damaged == 1 {
				c.damagedAt = c.byte
			}
		}
		return false
	}
	s, why := parseSector(c.buf)
	switch {
	case why == "" && c.first.period != 0 && s.period != c.first.period:
		why = "is of another sampling rate than the first"
	case why == "" && c.first.period == 0 && !s.timed:
		why = "has no time"
	}
	if why != "" {
		c.odd, c.oddWhy = c.odd+1, why
		return false
	}
	if c.begun && s.session == c.last.session && s.sequence == c.last.sequence && s.t == c.last.t {
		c.repeated++
		return false
	}
	c.now = s
	return s.n > 0
}

// end takes in what lies after the last whole sector. It returns io.EOF for an end that may be.
func (c *cwa) end(err error) error {
	switch {
	case cutShort(err):
		c.cut = fmt.Sprintf("the compressed data end early, after byte %d: the rest of the recording is lost", c.byte)
	case err != io.EOF:
		return fmt.Errorf("reading stopped after byte %d: %w", c.byte, err)
	case !blank(c.buf):
		c.cut = fmt.Sprintf("the file ends within a sector, at byte %d: was it copied whole?", c.byte+int64(len(c.buf)))
	}
	return io.EOF
}

// empty says why a file has no samples.
func (c *cwa) empty() error {
	switch {
	case c.odd > 0:
		return fmt.Errorf("has no sector of samples that can be read: each %s", c.oddWhy)
	case c.damaged > 0:
		return fmt.Errorf("has no sound sector of samples: all %d are damaged, from byte %d on; copy the file from the device again", c.damaged, c.damagedAt)
	}
	return errors.New("is Axivity's but has no samples: was the recording empty, or the copy cut?")
}

// warnings implements decoder.
func (c *cwa) warnings() []device.Warning {
	var ws []device.Warning
	if c.damaged > 0 {
		ws = append(ws, warning("damaged", "%d of %d sectors are damaged, the first at byte %d; their samples count as missing", c.damaged, c.sectors, c.damagedAt))
	}
	if c.odd > 0 {
		ws = append(ws, warning("odd_sectors", "%d of %d sectors were left out; the last of them %s", c.odd, c.sectors, c.oddWhy))
	}
	if c.repeated > 0 {
		ws = append(ws, warning("duplicates", "%d sectors are in the file twice; they were read once", c.repeated))
	}
	if c.restarts > 0 {
		ws = append(ws, warning("restarted", "the logger was started anew %d times within the recording", c.restarts))
	}
	if c.cut != "" {
		ws = append(ws, device.Warning{Code: "cut", Text: c.cut})
	}
	return ws
}
