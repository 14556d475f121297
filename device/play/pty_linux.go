package play

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is the device's end of a pseudo-terminal. It never blocks.
type terminal struct {
	fd   int
	path string // of the reader's end
}

const (
	pollTime  = 5 * time.Millisecond   // between looks at a terminal that is not ready
	blindTime = 500 * time.Millisecond // for a reader to take a full terminal, when that cannot be seen
)

// openTerminal opens a pseudo-terminal in raw mode, without a reader.
func openTerminal() (*terminal, error) {
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("no pseudo-terminal: /dev/ptmx: %w", err)
	}
	t := &terminal{fd: fd}
	if err := t.prepare(); err != nil {
		return nil, errors.Join(fmt.Errorf("pseudo-terminal: %w", err), t.close())
	}
	return t, nil
}

func (t *terminal) prepare() error {
	n, err := unix.IoctlGetUint32(t.fd, unix.TIOCGPTN)
	if err != nil {
		return err
	}
	t.path = fmt.Sprintf("/dev/pts/%d", n)
	if err := unix.IoctlSetPointerInt(t.fd, unix.TIOCSPTLCK, 0); err != nil {
		return err
	}
	// Raw, or the terminal would echo what the device sends and change its line ends.
	mode, err := unix.IoctlGetTermios(t.fd, unix.TCGETS)
	if err != nil {
		return err
	}
	mode.Iflag, mode.Oflag, mode.Lflag = 0, 0, 0
	mode.Cflag = mode.Cflag&^(unix.CSIZE|unix.PARENB) | unix.CS8 | unix.CREAD
	mode.Cc[unix.VMIN], mode.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(t.fd, unix.TCSETS, mode); err != nil {
		return err
	}
	// Only a terminal that was open once tells that nobody has it open.
	slave, err := unix.Open(t.path, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	return unix.Close(slave)
}

// hasReader reports whether somebody has the reader's end open.
func (t *terminal) hasReader() bool {
	for {
		p := []unix.PollFd{{Fd: int32(t.fd), Events: unix.POLLOUT}}
		if _, err := unix.Poll(p, 0); err != unix.EINTR { // Go's own signals interrupt the look at a full terminal: that says nothing of its reader
			return err == nil && p[0].Revents&unix.POLLHUP == 0
		}
	}
}

// write sends all of b. A reader that is slow makes it wait. It reports false, with the rest of b unsent, when there is no reader any more.
func (t *terminal) write(ctx context.Context, b []byte) (bool, error) {
	t.drain()
	for len(b) > 0 {
		if !t.hasReader() {
			return false, nil
		}
		n, err := unix.Write(t.fd, b)
		switch {
		case n > 0:
			b = b[n:]
		case err == unix.EAGAIN || err == unix.EINTR:
			if ctx.Err() != nil {
				return true, ctx.Err()
			}
			t.await()
			t.drain()
		case err == unix.EIO:
			return false, nil
		case err != nil:
			return true, fmt.Errorf("%s: %w", t.path, err)
		}
	}
	return true, nil
}

// await waits until there is room in the terminal, or the reader is gone, but no longer than a look takes.
func (t *terminal) await() {
	p := []unix.PollFd{{Fd: int32(t.fd), Events: unix.POLLOUT}}
	_, _ = unix.Poll(p, int(pollTime.Milliseconds())) // whatever it says, the next write says it again
}

// drain reads what the reader sends, as a device reads its commands, so that it never waits.
func (t *terminal) drain() {
	var b [256]byte
	for {
		if n, err := unix.Read(t.fd, b[:]); n <= 0 || err != nil {
			return
		}
	}
}

// settle waits until the reader has taken everything, at most for the given time: what it has not taken is lost when the device hangs up.
func (t *terminal) settle(ctx context.Context, limit time.Duration) error {
	slave, err := unix.Open(t.path, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return sleep(ctx, min(limit, blindTime)) // exclusive: the reader does not let us look
	}
	defer func() { _ = unix.Close(slave) }()
	const looks = 4 // in a row: bytes may be on their way between the ends
	for empty, end := 0, time.Now().Add(limit); empty < looks && time.Now().Before(end); {
		n, err := unix.IoctlGetInt(slave, unix.TIOCINQ)
		if empty++; err == nil && n > 0 {
			empty = 0
		}
		if err := sleep(ctx, pollTime); err != nil {
			return err
		}
	}
	return nil
}

// close hangs up.
func (t *terminal) close() error { return unix.Close(t.fd) }
