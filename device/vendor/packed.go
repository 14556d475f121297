package vendor

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/zip"
	"github.com/nightjar-sleep/nightjar/device"
)

// entriesMost is how many files of an archive are looked at: exports of phones hold up to a few dozen.
const entriesMost = 256

const openedHead = 64 << 10 // bytes of an entry by which it is seen whether it holds acceleration: minutes

// Unpack opens the one recording in the zip file that in holds: the one file among its entries whose first bytes claims says are
// a recording's, or when there are several, as in the exports of phones and watches, the one of them whose first bytes opens finds
// acceleration in. It fails when there is none or several, and takes over in.Close only when it succeeds.
func Unpack(in device.Input, claims func(head []byte) bool, opens func(in device.Input) bool) (device.Input, error) {
	a, err := openArchive(in)
	if err != nil {
		return in, err
	}
	f, err := a.only(claims, opens)
	if err != nil {
		return in, release(err, a.close)
	}
	r, err := a.samples(f)
	if err != nil {
		return in, release(err, a.close)
	}
	out := device.Input{Name: in.Name + "/" + f.Name, Reader: &entry{r: r, rest: in.Reader}, Sum: in.Sum, Beside: a.beside(f)}
	out.Close = func() error { return release(nil, r.Close, a.close, in.Close) }
	return out, nil
}

// only returns the one entry that is a recording.
func (a *archive) only(claims func(head []byte) bool, opens func(in device.Input) bool) (*zip.File, error) {
	var found, hold []*zip.File
	var names []string
	for _, f := range a.File[:min(len(a.File), entriesMost)] {
		if f.FileInfo().IsDir() || strings.HasPrefix(path.Base(f.Name), ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		head, err := a.head(f, device.SniffBytes)
		if err != nil {
			return nil, err
		}
		if claims(head) {
			found, names = append(found, f), append(names, f.Name)
		}
	}
	switch len(found) {
	case 0:
		return nil, errors.New("is an archive (zip) of no recording that is read")
	case 1:
		return found[0], nil
	}
	for _, f := range found {
		head, err := a.head(f, openedHead)
		if err != nil {
			return nil, err
		}
		if opens(device.Input{Name: f.Name, Reader: bytes.NewReader(head), Beside: a.beside(f)}) {
			hold = append(hold, f)
		}
	}
	if len(hold) == 1 {
		return hold[0], nil
	}
	return nil, fmt.Errorf("is an archive of %d tables or recordings (%s): unpack it and give the one with acceleration", len(found), strings.Join(names, ", "))
}

// beside returns what opens the entries in the folder of f.
func (a *archive) beside(f *zip.File) func(name string) (io.ReadCloser, error) {
	return func(name string) (io.ReadCloser, error) {
		name = path.Join(path.Dir(f.Name), name)
		for _, o := range a.File {
			if strings.EqualFold(path.Clean(o.Name), name) {
				return a.samples(o)
			}
		}
		return nil, fmt.Errorf("%s is not in the archive", name)
	}
}

// head returns the first n bytes of an entry, fewer when it is shorter.
func (a *archive) head(f *zip.File, most int) ([]byte, error) {
	r, err := a.samples(f)
	if err != nil {
		return nil, err
	}
	head := make([]byte, most)
	n, err := io.ReadFull(r, head)
	if errors.Is(err, io.EOF) || torn(err) {
		err = nil
	}
	return head[:n], release(err, r.Close)
}

// entry is an entry being read. At its end what is left of the archive is read too, for the file's digest.
type entry struct {
	r    io.Reader
	rest io.Reader
}

// Read implements io.Reader.
func (e *entry) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if err == io.EOF {
		if _, err := io.Copy(io.Discard, e.rest); err != nil && !cutShort(err) {
			return n, fmt.Errorf("reading behind the samples: %w", err)
		}
	}
	return n, err
}
