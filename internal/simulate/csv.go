package simulate

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"time"
)

// WriteCSV writes the recording of limb 0 or 1 as Axivity's OmGui does: no
// header, "2024-03-14 22:30:00.000,x,y,z" in local time and g, CRLF. Time stamps scatter by
// the drawn jitter. The numbers are those of Source.
func (n *Night) WriteCSV(w io.Writer, limb int) error {
	p := newPlayer(n, limb)
	out := bufio.NewWriterSize(w, 1<<16)
	jitter := n.Settings.stream(streamJitter + uint64(limb))
	most := min(n.law.JitterMS/1000, 0.3*p.clock.period) // s: stamps stay in order
	epoch := n.Settings.Start
	var row []byte
	var stamper stamper
	for s, more := p.next(); more; s, more = p.next() {
		at := p.clock.stamp(s.at) + most*(2*jitter.Float64()-1)
		row = stamper.append(row[:0], epoch, int64(math.Round(at*1000)))
		for _, v := range [3]int32{s.x, s.y, s.z} {
			row = appendG(append(row, ','), v)
		}
		row = append(row, '\r', '\n')
		if _, err := out.Write(row); err != nil {
			return fmt.Errorf("axivity csv: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("axivity csv: %w", err)
	}
	return nil
}

// stamper prints times, keeping the text of the current second.
type stamper struct {
	second int64
	text   []byte
}

// append appends epoch plus ms milliseconds as "2006-01-02 15:04:05.000".
func (s *stamper) append(row []byte, epoch time.Time, ms int64) []byte {
	ms += epoch.UnixMilli()
	second, rest := ms/1000, ms%1000
	if s.text == nil || second != s.second {
		s.second = second
		s.text = time.Unix(second, 0).UTC().AppendFormat(s.text[:0], "2006-01-02 15:04:05.")
	}
	row = append(row, s.text...)
	return append(row, byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
}

// appendG appends whole micro-g as g with six decimals.
func appendG(row []byte, v int32) []byte {
	if v < 0 {
		row, v = append(row, '-'), -v
	}
	whole := v / 1_000_000
	if whole >= 10 {
		row = append(row, byte('0'+whole/10))
	}
	row = append(row, byte('0'+whole%10), '.')
	for unit := int32(100_000); unit > 0; unit /= 10 {
		row = append(row, byte('0'+v/unit%10))
	}
	return row
}
