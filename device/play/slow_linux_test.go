package play

import (
	"context"
	"errors"
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestFullTerminalHasItsReader: signals, which Go sends to its own threads all the time, are not taken for a reader that left; the device would drop what it had
// not sent yet.
func TestFullTerminalHasItsReader(t *testing.T) {
	term, err := openTerminal()
	if err != nil {
		t.Fatal(err)
	}
	reader, err := os.OpenFile(term.path, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*pollTime)
	defer cancel()
	if _, err := term.write(ctx, make([]byte, 1<<20)); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("a terminal that nobody reads took a megabyte: %v", err)
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	thread, over, ended := unix.Gettid(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-over:
				return
			default:
				_ = unix.Tgkill(os.Getpid(), thread, unix.SIGURG)
			}
		}
	}()
	gone := 0
	for end := time.Now().Add(300 * time.Millisecond); time.Now().Before(end); {
		if !term.hasReader() {
			gone++
		}
	}
	close(over)
	<-ended
	if gone > 0 {
		t.Errorf("the reader was said to be gone %d times", gone)
	}
	if err := errors.Join(reader.Close(), term.close()); err != nil {
		t.Error(err)
	}
}
