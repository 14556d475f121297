package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// program returns the path under which the test binary is the program.
func program(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("play needs Linux's pseudo-terminals")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "nightjar")
	if err := os.Symlink(self, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// playing plays a recording as a device and returns the path that leads to it, and what ends with it.
func playing(t *testing.T, nightjar, file string, args ...string) (string, *exec.Cmd) {
	t.Helper()
	port := filepath.Join(t.TempDir(), "sensor")
	cmd := exec.Command(nightjar, append([]string{"play", file, "--link", port}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("play printed no path")
	}
	go func() {
		for lines.Scan() {
		}
	}()
	return port, cmd
}

// watching is a watch that runs.
type watching struct {
	*exec.Cmd
	out, said bytes.Buffer
}

func watchIt(t *testing.T, nightjar, port, file string, args ...string) *watching {
	t.Helper()
	w := &watching{Cmd: exec.Command(nightjar, append([]string{"watch", port, "--json", "--site", "left-ankle", "--journal", file}, args...)...)}
	w.Stdout, w.Stderr = &w.out, &w.said
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Process.Kill() })
	return w
}

// results takes apart what watch --json printed.
func (w *watching) results(t *testing.T) (events []json.RawMessage, analysis report.Analysis) {
	t.Helper()
	for line := range strings.Lines(w.out.String()) {
		var l struct{ Event, Analysis json.RawMessage }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		switch {
		case l.Event != nil:
			events = append(events, l.Event)
		case l.Analysis != nil:
			if err := json.Unmarshal(l.Analysis, &analysis); err != nil {
				t.Fatal(err)
			}
		}
	}
	return events, analysis
}

// eventsOf returns the events of the journal as analyze prints them, one line each.
func eventsOf(t *testing.T, nightjar string, files ...string) []string {
	t.Helper()
	out, err := exec.Command(nightjar, append([]string{"analyze", "--json"}, files...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var a struct {
		Nights []struct{ Events []json.RawMessage }
	}
	if err := json.Unmarshal(out, &a); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range a.Nights[0].Events {
		var b bytes.Buffer
		if err := json.Compact(&b, e); err != nil {
			t.Fatal(err)
		}
		list = append(list, b.String())
	}
	return list
}

// nightFile makes a short night.
func nightFile(t *testing.T, nightjar string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "night")
	if out, err := exec.Command(nightjar, "simulate", "--profile", "plm-severe", "--hours", "0.7", "--seed", "5", "--out", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return file + ".csv"
}

// TestWatchIsContinuedBeforeItsEnd: a journal that ends later than it is now, as when the computer's clock was set back, is continued as the same night: here the
// sensor's clock runs fast, so that ten seconds are a quarter of an hour.
func TestWatchIsContinuedBeforeItsEnd(t *testing.T) {
	nightjar := program(t)
	port, _ := playing(t, nightjar, nightFile(t, nightjar), "--speed", "100")
	file := filepath.Join(t.TempDir(), "night.njr")
	first := watchIt(t, nightjar, port, file)
	time.Sleep(8 * time.Second)
	if err := first.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was killed
	end, err := journal.Look(file)
	if ahead := time.Until(time.Unix(0, end.Nanos)); err != nil || ahead < time.Minute {
		t.Fatalf("ends %v from now, %v: %s", ahead, err, first.said.String())
	}
	second := watchIt(t, nightjar, port, file, "--for", "3s")
	if err := second.Wait(); err != nil {
		t.Fatalf("%v: %s", err, second.said.String())
	}
	if said := second.said.String(); !strings.Contains(said, "is continued") || !strings.Contains(said, "set back") {
		t.Errorf("not said: %s", said)
	}
	analysis := second.asAnalyzed(t, nightjar, file)
	holes := analysis.Recordings[0].Holes
	if len(holes) != 1 || holes[0].Cause != "backward" || holes[0].Duration.Seconds() > 10*100 {
		t.Errorf("holes %+v", holes)
	}
}

// TestWatchIsContinuedAfterKill: a watch that was killed loses the last second at most, and the next one goes on with the same night.
func TestWatchIsContinuedAfterKill(t *testing.T) {
	nightjar := program(t)
	port, _ := playing(t, nightjar, nightFile(t, nightjar), "--speed", "1")
	file := filepath.Join(t.TempDir(), "night.njr")
	first := watchIt(t, nightjar, port, file)
	time.Sleep(8 * time.Second)
	if err := first.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()
	_ = first.Wait() // it was killed
	end, err := journal.Look(file)
	if err != nil || end.Clean || end.Next < 100 {
		t.Fatalf("%+v, %v: %s", end, err, first.said.String())
	}
	if late := killed.UnixNano() - end.Nanos; late > int64(3*time.Second/2) {
		t.Errorf("%v were lost, want 1 s and the time of a write", time.Duration(late))
	}
	second := watchIt(t, nightjar, port, file, "--for", "3s")
	if err := second.Wait(); err != nil {
		t.Fatalf("%v: %s", err, second.said.String())
	}
	if !strings.Contains(second.said.String(), "continued") {
		t.Errorf("not said: %s", second.said.String())
	}
	after, err := journal.Look(file)
	if err != nil || !after.Clean || after.Next < end.Next+300 || after.Info.Serial != end.Info.Serial {
		t.Errorf("continued to %+v, %v", after, err)
	}
	_, analysis := second.results(t)
	if len(analysis.Recordings) != 1 || len(analysis.Recordings[0].Holes) != 1 || analysis.Recordings[0].Holes[0].Cause != "restart" {
		t.Errorf("recordings %+v", analysis.Recordings)
	}
	third := exec.Command(nightjar, "watch", port, "--plain", "--journal", file)
	if out, err := third.CombinedOutput(); err == nil || !strings.Contains(string(out), "not overwritten") {
		t.Errorf("a journal that was ended: %v, %s", err, out)
	}
}

// TestWatchLeavesNothingRunning: when a night ends, so do all that read, kept, showed and told it.
func TestWatchLeavesNothingRunning(t *testing.T) {
	nightjar := program(t)
	port, _ := playing(t, nightjar, nightFile(t, nightjar), "--speed", "60")
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	var out, said bytes.Buffer
	code := run(t.Context(), []string{"watch", port, "--plain", "--site", "left-ankle", "--journal", filepath.Join(t.TempDir(), "n.njr"), "--for", "5s",
		"--bell", "--exec", "cat >/dev/null", "--http", "127.0.0.1:0"}, strings.NewReader(""), &out, &said)
	if code != exitDone || !strings.Contains(out.String(), "Night of") {
		t.Errorf("exit %d: %s%s", code, out.String(), said.String())
	}
}

// TestSensorArguments: ports and sites.
func TestSensorArguments(t *testing.T) {
	for _, c := range []struct {
		args []string
		site string
		want string
	}{
		{nil, "", "[{ [] false}]"},
		{[]string{"auto"}, "left-ankle", "[{ [left-ankle right-ankle] false}]"},
		{[]string{"/dev/ttyUSB0"}, "", "[{/dev/ttyUSB0 [] false}]"},
		{[]string{"left-ankle=/dev/a", "right-ankle=/dev/b"}, "", "[{/dev/a [left-ankle] true} {/dev/b [right-ankle] true}]"},
		{[]string{"left-ankle=/dev/a", "right-ankle=/dev/a"}, "", "[{/dev/a [left-ankle right-ankle] true}]"},
		{[]string{"left-ankle=auto"}, "", "[{ [left-ankle] true}]"},
		{[]string{"left-ankle="}, "", "wrong"},
		{[]string{"left-ankle=/dev/a", "left-ankle=/dev/b"}, "", "wrong"},
		{[]string{"left-ankle=/dev/a", "left-ankle=/dev/a"}, "", "wrong"},
		{[]string{"left-ankle=auto", "right-ankle=/dev/b"}, "", "wrong"},
		{[]string{"foot=/dev/a"}, "", "wrong"},
		{[]string{"/dev/a", "/dev/b"}, "", "wrong"},
	} {
		f := sensorFlags{site: c.site}
		got, err := f.targets(c.args)
		text := fmt.Sprint(got)
		if err != nil {
			text = "wrong"
		}
		if text != c.want {
			t.Errorf("%v: %s, %v; want %s", c.args, text, err, c.want)
		}
	}
}

// TestTwoLimbs: two sensors, each on a port of its own or both on one link, are one night of two limbs: the events told are those that analyze finds in the two
// journals, and a movement of both is one event.
func TestTwoLimbs(t *testing.T) {
	nightjar := program(t)
	base := filepath.Join(t.TempDir(), "night")
	if out, err := exec.Command(nightjar, "simulate", "--profile", "plm-severe", "--hours", "0.5", "--seed", "8", "--limbs", "2", "--out", base).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	left, right := base+".csv", base+".right.csv"
	for name, c := range map[string]struct{ a, b []string }{
		"two ports": {[]string{left}, []string{right}},
		"one link":  {[]string{left, right}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			journal := filepath.Join(t.TempDir(), "night.njr")
			port, player := playing(t, nightjar, c.a[0], append(c.a[1:], "--speed", "60")...)
			second, players := port, []*exec.Cmd{player}
			if c.b != nil {
				second, player = playing(t, nightjar, c.b[0], "--speed", "60")
				players = append(players, player)
			}
			w := &watching{Cmd: exec.Command(nightjar, "watch", "left-ankle="+port, "right-ankle="+second, "--json", "--journal", journal, "--new")}
			w.Stdout, w.Stderr = &w.out, &w.said
			if err := w.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = w.Process.Kill() })
			for _, p := range players {
				if err := p.Wait(); err != nil {
					t.Fatalf("%v: %s", err, w.said.String())
				}
			}
			names := []string{strings.TrimSuffix(journal, ".njr") + "-left-ankle.njr", strings.TrimSuffix(journal, ".njr") + "-right-ankle.njr"}
			w.drained(t, names[1])
			told, analysis := w.results(t)
			want := eventsOf(t, nightjar, "--night", "left-ankle="+names[0], "--night", "right-ankle="+names[1])
			if len(analysis.Recordings) != 2 || len(told) != len(want) || len(want) < 10 {
				t.Fatalf("%d recordings, %d events told, %d in the journals: %s", len(analysis.Recordings), len(told), len(want), w.said.String())
			}
			for _, r := range analysis.Recordings { // a stall of a busy machine is longer
				if len(r.Holes) > 0 && r.Holes[0].Duration.Seconds() < 1 {
					t.Errorf("%s has a hole of %v s (%s) at %v s", r.File, r.Holes[0].Duration, r.Holes[0].Cause, r.Holes[0].Onset)
				}
			}
			both := 0
			for i := range want {
				if string(told[i]) != want[i] {
					t.Fatalf("event %d:\ntold    %s\nanalyze %s", i, told[i], want[i])
				}
				if len(analysis.Nights[0].Events[i].Sites) == 2 {
					both++
				}
			}
			if both == 0 {
				t.Error("no movement of both limbs")
			}
		})
	}
}

// TestSiteWithoutSensor: a site that is named for a link must have a sensor on it.
func TestSiteWithoutSensor(t *testing.T) {
	nightjar := program(t)
	port, _ := playing(t, nightjar, nightFile(t, nightjar), "--speed", "10")
	out, err := exec.Command(nightjar, "watch", "left-ankle="+port, "right-ankle="+port, "--plain", "--journal", filepath.Join(t.TempDir(), "n.njr")).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 || !strings.Contains(string(out), "carries 1 sensors") {
		t.Errorf("%v: %s", err, out)
	}
}
