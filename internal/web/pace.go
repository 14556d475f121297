package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// What an upload is given: as long as it needs while it goes on, over a hotel's Wi-Fi too, and little more than a minute when it has stalled.
const (
	uploadStall = 90 * time.Second // within which the next parcel must have come
	uploadStep  = 32 << 10         // bytes of a parcel: 0.4 kB/s is slow, less is no upload
)

// pacedReader reads a request's body and puts its deadline off by stall whenever another step bytes have come.
type pacedReader struct {
	body  io.Reader
	conn  *http.ResponseController
	stall time.Duration
	owed  int // bytes until the deadline is put off again
}

// paced gives a request as long as its body goes on, and its answer as long as that takes.
func paced(w http.ResponseWriter, body io.Reader, stall time.Duration) (io.Reader, error) {
	p := &pacedReader{body: body, conn: http.NewResponseController(w), stall: stall, owed: uploadStep}
	if err := supported(p.conn.SetWriteDeadline(time.Time{})); err != nil {
		return nil, err
	}
	return p, p.putOff()
}

func (p *pacedReader) putOff() error {
	return supported(p.conn.SetReadDeadline(time.Now().Add(p.stall)))
}

// Read reads on.
func (p *pacedReader) Read(b []byte) (int, error) {
	n, err := p.body.Read(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return n, fmt.Errorf("the upload stalled for %s and was given up; nothing of it was kept: %w", p.stall, err)
	}
	if p.owed -= n; err == nil && p.owed <= 0 {
		p.owed = uploadStep
		err = p.putOff()
	}
	return n, err
}

// supported passes over that a connection knows no deadlines: it is a test's.
func supported(err error) error {
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}

// patient gives a request the time that an analysis takes.
func patient(w http.ResponseWriter) error {
	c := http.NewResponseController(w)
	deadline := time.Now().Add(analysisTimeout)
	return supported(errors.Join(c.SetReadDeadline(deadline), c.SetWriteDeadline(deadline)))
}
