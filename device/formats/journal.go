package formats

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/journal"
)

// ownJournal is Nightjar's own recording.
var ownJournal = device.Format{
	Name:   "nightjar-journal",
	Claims: func(head []byte) bool { return strings.HasPrefix(string(head), journal.Magic) },
	Open: func(in device.Input, opt device.Options) (device.Source, error) {
		r, err := journal.NewReader(in.Reader)
		if err != nil {
			err = fmt.Errorf("%s: %w", in.Name, err)
			if in.Close != nil {
				err = errors.Join(err, in.Close())
			}
			return nil, err
		}
		return &journalSource{r, in, opt.Site}, nil
	},
}

// journalSource is a journal whose file may be compressed.
type journalSource struct {
	*journal.Reader
	in   device.Input
	site device.Site // as the user says; SiteUnknown to go by the header
}

// Info implements device.Source.
func (s *journalSource) Info() device.Info {
	i := s.Reader.Info()
	if s.site != device.SiteUnknown {
		i.Site = s.site
	}
	return i
}

// Next implements device.Source.
func (s *journalSource) Next(c *device.Chunk) error {
	err := s.Reader.Next(c)
	if err != nil && err != io.EOF {
		return fmt.Errorf("%s: %w", s.in.Name, err)
	}
	return err
}

// Summary implements device.Source; the digest is that of the bytes as stored.
func (s *journalSource) Summary() device.Summary {
	sum := s.Reader.Summary()
	if s.in.Sum != nil {
		sum.SHA256 = s.in.Sum()
	}
	return sum
}

// Close implements device.Source.
func (s *journalSource) Close() error {
	err := s.Reader.Close()
	if s.in.Close != nil {
		err = errors.Join(err, s.in.Close())
	}
	return err
}
