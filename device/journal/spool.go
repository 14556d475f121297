package journal

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// medium is what a spool needs of an *os.File.
type medium interface {
	io.WriterAt
	Truncate(size int64) error
	Sync() error
	Close() error
}

// spool writes frames to a disk that may be full for a while: what cannot be written waits in memory, and is written when there is room. No frame
// is ever half in the file but for the time that one write takes.
type spool struct {
	disk  medium
	size  int64    // bytes of whole frames in the file
	wait  [][]byte // frames that wait
	bytes int      // in them
	lost  int64    // bytes of frames that waited in vain
}

// spoolMost bounds the bytes that wait: six hours at 100 Hz. Beyond it the oldest are given up.
const spoolMost = 8 << 20 // bytes

// Write takes one frame. It never fails: Sync says what is wrong with the disk.
func (s *spool) Write(frame []byte) (int, error) {
	if s.drain() != nil || s.put(frame) != nil {
		s.keep(frame)
	}
	return len(frame), nil
}

// keep lets a frame wait.
func (s *spool) keep(frame []byte) {
	s.wait = append(s.wait, append([]byte(nil), frame...))
	for s.bytes += len(frame); s.bytes > spoolMost; {
		n := len(s.wait[0])
		s.wait, s.bytes, s.lost = s.wait[1:], s.bytes-n, s.lost+int64(n)
	}
}

// drain writes what waits.
func (s *spool) drain() error {
	for len(s.wait) > 0 {
		if err := s.put(s.wait[0]); err != nil {
			return err
		}
		s.bytes -= len(s.wait[0])
		s.wait = s.wait[1:]
	}
	return nil
}

// put writes a frame whole or not at all.
func (s *spool) put(frame []byte) error {
	if _, err := s.disk.WriteAt(frame, s.size); err != nil {
		return errors.Join(err, s.disk.Truncate(s.size))
	}
	s.size += int64(len(frame))
	return nil
}

// Sync writes what waits and puts everything on the disk.
func (s *spool) Sync() error {
	if err := s.drain(); err != nil {
		return err
	}
	return s.disk.Sync()
}

// Close closes the file.
func (s *spool) Close() error {
	err := s.Sync()
	if len(s.wait) > 0 {
		err = fmt.Errorf("%d bytes could not be written: %w", s.bytes, err)
	}
	return errors.Join(err, s.disk.Close())
}

// openSpool continues the file at path behind its first size bytes.
func openSpool(f *os.File, size int64) *spool { return &spool{disk: f, size: size} }
