package device

import (
	"fmt"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Source delivers one sensor's recording in order. It is used by one goroutine.
type Source interface {
	// Info returns what was known of the recording when it was opened. It never changes.
	Info() Info
	// Next fills c with the next samples (at least one, at most MaxChunk) and the anchors
	// that fall on them. At the end it returns io.EOF with an empty chunk. Any other error carries
	// the file and the line or byte where it happened and is final; the samples before it were delivered.
	Next(c *Chunk) error
	// Summary returns what has been learnt so far by reading; complete after io.EOF.
	Summary() Summary
	// Close releases what the source holds. It may be called at any time, once.
	Close() error
}

// MaxChunk is the largest number of samples that Next delivers at once. It is
// 4096: 41 s at 100 Hz, 48 KiB of samples, which stays in a core's second-level cache.
const MaxChunk = 4096 // samples

// Chunk is what a Source hands over: a block, the anchors on its samples, and why there is a
// hole before it (CauseNone when its Start follows the block before without one).
type Chunk struct {
	dsp.Block
	Hole    Cause
	Anchors []Anchor
}

// Reset empties the chunk, keeps its memory and sets the number of its first sample.
func (c *Chunk) Reset(start dsp.Index) {
	c.Block.Reset(start)
	c.Hole = CauseNone
	c.Anchors = c.Anchors[:0]
}

// Anchor ties a sample to the device's best clock. A source emits one at its first sample, at the first
// sample after every hole, at least every 60 s, and at its last sample. A journal that is damaged or was not ended in order has those
// that can be read.
type Anchor struct {
	Index dsp.Index
	// Nanos is the time of the sample: nanoseconds since 1970-01-01 when Info.Dated (in UTC when Info.Zoned,
	// else local wall time read as if it were UTC), else nanoseconds since some arbitrary start.
	Nanos int64
}

// Cause says why samples are missing.
type Cause uint8

// The causes of a hole, with the names that analysis.json prints.
const (
	CauseNone     Cause = iota // "": no hole
	CauseGap                   // "gap": the device's clock jumped forward
	CauseLost                  // "lost": packets, sectors or rows missing or damaged
	CauseUnplug                // "unplugged": the link was gone
	CauseRestart               // "restart": the logger was restarted; its clock may have been set anew
	CauseIdle                  // "idle": the device slept (idle sleep mode)
	CauseFrozen                // "frozen": the same value for so long that it is no measurement
	CauseZeros                 // "zeros": exact zeros, which no accelerometer on earth measures
	CauseBackward              // "backward": the clock stepped back; the rows were kept, the interval is unknown
	CauseSuspend               // "suspended": the computer that recorded was asleep
	CauseStall                 // "stalled": the link was there, and nothing came
	CauseClipped               // "clipped": an axis at full scale for so long that it is stuck
)

var causeNames = [...]string{"", "gap", "lost", "unplugged", "restart", "idle", "frozen", "zeros", "backward", "suspended", "stalled", "clipped"}

// String returns the name of the cause as analysis.json prints it.
func (c Cause) String() string {
	if int(c) < len(causeNames) {
		return causeNames[c]
	}
	return fmt.Sprintf("cause %d", uint8(c))
}

// Site is where the sensor is worn, spelled as the contract spells it; empty when unknown.
type Site string

// The sites of contract.md.
const (
	SiteUnknown    Site = ""
	SiteLeftAnkle  Site = "left-ankle"
	SiteRightAnkle Site = "right-ankle"
	SiteLeftWrist  Site = "left-wrist"
	SiteRightWrist Site = "right-wrist"
	SiteTrunk      Site = "trunk"
)

// ParseSite returns the site named s. It fails for a name that is not a site and lists those that are.
func ParseSite(s string) (Site, error) {
	switch v := Site(s); v {
	case SiteLeftAnkle, SiteRightAnkle, SiteLeftWrist, SiteRightWrist, SiteTrunk:
		return v, nil
	}
	return "", fmt.Errorf("%q is no site: give left-ankle, right-ankle, left-wrist, right-wrist or trunk", s)
}

// Wrist reports whether the site is a wrist, where leg movements are hardly felt.
func (s Site) Wrist() bool { return s == SiteLeftWrist || s == SiteRightWrist }

// Info is what is known of a recording when it is opened.
type Info struct {
	Format   string   // the dialect, for example "axivity-csv"
	Device   string   // maker and model as the file says it; empty when it does not
	Serial   string   // serial number as the file says it
	Site     Site     // where it was worn, as the file says it
	Rate     dsp.Rate // the nominal grid that samples are numbered on
	Dated    bool     // anchors are calendar time
	Zoned    bool     // the file states its offset from UTC (or --tz did), so that anchors are UTC
	Offset   int      // seconds east of UTC at the first sample, when Zoned
	Zone     string   // IANA name of the zone when --tz gave one; empty otherwise
	RangeG   float64  // full scale in g, 0 when unknown; a sample with an axis there is flagged Clipped; when unknown, one at an extreme that was seen to repeat
	StepG    float64  // resolution in g, 0 when unknown
	Warnings []Warning
}

// Summary is what reading has taught so far.
type Summary struct {
	Samples      int64     // samples delivered, interpolated ones included
	Interpolated int64     // samples made up for losses of at most 50 ms
	Clipped      int64     // samples with an axis at full scale
	Rate         float64   // measured rate in Hz over the stretches without holes; 0 when too short to say
	SHA256       string    // hex digest of the input's bytes as stored; empty until all were read
	Warnings     []Warning // each code once, with the count in its text
}

// Warning is a remark on a recording that a user should see: a stable code (contract.md) and a sentence.
type Warning struct {
	Code string `json:"code"`
	Text string `json:"text"`
}
