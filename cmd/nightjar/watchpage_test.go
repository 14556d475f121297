package main

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestWatchPage: a watch with --http streams its night to whoever looks on, motion and events, and ends in order with its viewers still there; an address that is taken is an error
// before anything is recorded.
func TestWatchPage(t *testing.T) {
	nightjar := program(t)
	port, _ := playing(t, nightjar, nightFile(t, nightjar), "--speed", "60")
	file := filepath.Join(t.TempDir(), "night.njr")
	said := &lines{}
	w := exec.Command(nightjar, "watch", port, "--plain", "--site", "left-ankle", "--journal", file, "--http", "127.0.0.1:0")
	w.Stderr = said
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Process.Kill() })
	url := awaited(t, said, regexp.MustCompile(`open (http://127\.0\.0\.1:\d+/) `))
	resp, err := http.Get(url + "live/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	r := bufio.NewScanner(resp.Body)
	r.Buffer(nil, 1<<20)
	waves, events := 0, false
	for deadline := time.Now().Add(time.Minute); (waves < 20 || !events) && r.Scan(); {
		if time.Now().After(deadline) {
			break
		}
		if r.Text() == "event: wave" {
			waves++
		}
		events = events || strings.Contains(r.Text(), `"name":"`) && strings.Contains(r.Text(), `"decided":`)
	}
	if waves < 20 || !events {
		t.Errorf("%d parcels of motion, events %t: %v", waves, events, r.Err())
	}
	if err := w.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	ended := false
	for r.Scan() {
		ended = ended || r.Text() == "event: end"
	}
	if !ended {
		t.Error("the viewer was not told that the night is over")
	}
	if err := w.Wait(); err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	busy, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	if code, _, stderr := call(t, "", "watch", port, "--http", busy.Addr().String(), "--journal", filepath.Join(t.TempDir(), "x.njr")); code != exitFailed || !strings.Contains(stderr, "--http") {
		t.Errorf("a port that is taken: exit %d: %s", code, stderr)
	}
	if code, _, stderr := call(t, "", "watch", port, "--http", "8477", "--journal", filepath.Join(t.TempDir(), "x.njr")); code != exitUsage {
		t.Errorf("no address: exit %d: %s", code, stderr)
	}
}

// awaited returns the first group of what a program says on standard error.
func awaited(t *testing.T, said *lines, what *regexp.Regexp) string {
	t.Helper()
	for range 200 {
		if m := what.FindStringSubmatch(said.String()); m != nil {
			return m[1]
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %s: %s", what, said.String())
	return ""
}
