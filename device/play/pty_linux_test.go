package play

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/nightjar-sleep/nightjar/device"
)

// listen reads path until the device hangs up.
func listen(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(f)
	if errors.Is(err, syscall.EIO) { // how a terminal says that the other end is gone
		err = nil
	}
	return b, errors.Join(err, f.Close())
}

// Through a terminal every decoder gets the same samples, also when the reader opens late.
func TestThroughTerminal(t *testing.T) {
	defer goleak.VerifyNone(t)
	const n = 3000
	for _, name := range Decoders() {
		t.Run(name, func(t *testing.T) {
			link := filepath.Join(t.TempDir(), "sensor")
			paths := make(chan string, 1)
			played := make(chan error, 1)
			go func() {
				played <- Play(t.Context(), []device.Source{&recording{n: n}}, Config{Decoder: name, Speed: 1000, Link: link,
					Tell: func(p string) error { paths <- p; return nil }})
			}()
			path := <-paths
			time.Sleep(50 * time.Millisecond)
			if to, err := os.Readlink(link); err != nil || to != path {
				t.Errorf("the link leads to %q (%v), want %s", to, err, path)
			}
			b, err := listen(link)
			if err != nil {
				t.Fatal(err)
			}
			if err := <-played; err != nil {
				t.Fatal(err)
			}
			_, got := decodeAll(t, name, b)
			same(t, name, got, n)
			if _, err := os.Lstat(link); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the link is left behind: %v", err)
			}
		})
	}
}

// An unplugged device hangs up and comes back elsewhere; the link leads there.
func TestUnplug(t *testing.T) {
	f, err := ParseFaults("unplug=10,5")
	if err != nil {
		t.Fatal(err)
	}
	paths := make(chan string, 2)
	played := make(chan error, 1)
	go func() {
		played <- Play(t.Context(), []device.Source{&recording{n: 3000}}, Config{Decoder: "mavlink", Speed: 100, Faults: f,
			Tell: func(p string) error { paths <- p; return nil }})
	}()
	var all []byte
	for range 2 {
		b, err := listen(<-paths)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	if err := <-played; err != nil {
		t.Fatal(err)
	}
	_, got := decodeAll(t, "mavlink", all)
	if lost := 3000 - len(got); lost < 496 || lost > 499 { // 5 s at 99.5 Hz
		t.Errorf("%d samples are lost, want 5 s", lost)
	}
}

// Play waits for a reader and ends when it is told to.
func TestNobodyReads(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	err := Play(ctx, []device.Source{&recording{n: 10}}, Config{Decoder: "text", Speed: 1, Tell: func(string) error { return nil }})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ended with %v", err)
	}
}

// The schedule does not drift: 20 s at 20 times real time take a second.
func TestPace(t *testing.T) {
	paths := make(chan string, 1)
	played := make(chan error, 1)
	go func() {
		played <- Play(t.Context(), []device.Source{&recording{n: 2000}}, Config{Decoder: "rvc", Speed: 20, Tell: func(p string) error { paths <- p; return nil }})
	}()
	path := <-paths
	began := time.Now()
	if _, err := listen(path); err != nil {
		t.Fatal(err)
	}
	if err := <-played; err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 1004*time.Millisecond-pollTime {
		t.Errorf("20.1 s at 20 times real time took %v", took)
	}
}

// What is in the way of a link and is no link stays.
func TestLinkInTheWay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "night.csv")
	if err := os.WriteFile(path, []byte("a night"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := Play(t.Context(), []device.Source{&recording{n: 10}}, Config{Decoder: "text", Speed: 1, Link: path, Tell: func(string) error { return nil }})
	if b, _ := os.ReadFile(path); err == nil || string(b) != "a night" {
		t.Errorf("error %v, the file holds %q", err, b)
	}
}
