package tui

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"

	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// some returns a view of so many limbs.
func some(limbs int) *report.Standing {
	v := &report.Standing{Night: &report.Night{}, Decided: 1}
	three, zero := 3, 0
	v.Night.Counts = report.Counts{HypnicStarts: &zero, PLM: &three, PLMSeries: &zero}
	for i := range 30 {
		v.Night.Events = append(v.Night.Events, report.Event{Onset: report.Millis(60_000 * i), Duration: 1500, Class: report.Isolated, PeakG: 0.08})
	}
	for i := range limbs {
		l := night.LimbNow{Site: []string{"left-ankle", "right-ankle"}[i], Seconds: 5000, RateHz: 100, FloorG: 0.004, ThresholdG: 0.012, State: "asleep", StateSince: 1200}
		for k := range 240 {
			l.Motion = append(l.Motion, 0.005+0.1*float64(k%40/39))
		}
		l.Link = night.LinkNow{Port: "/dev/ttyUSB0", Decoder: "witmotion", State: "reading", Journal: "/home/me/.local/share/nightjar/2026-11-27T23-10-00.njr"}
		l.Pending = &night.PendingNow{PeakG: 0.12, Over: true}
		v.Limbs = append(v.Limbs, l)
	}
	return v
}

// TestScreenFits: whatever the size, no line is wider and there are no more lines than the terminal has, and the keys are named on the last one.
func TestScreenFits(t *testing.T) {
	for limbs := range 3 {
		for _, size := range [][2]int{{80, 24}, {120, 50}, {40, 12}, {20, 8}, {300, 100}} {
			lines := strings.Split(ansi.Strip(render(some(limbs), size[0], size[1])), "\n")
			if len(lines) != size[1] {
				t.Errorf("%d limbs at %v: %d lines", limbs, size, len(lines))
			}
			for _, l := range lines {
				if n := utf8.RuneCountInString(l); n > size[0] {
					t.Errorf("%d limbs at %v: %d wide: %s", limbs, size, n, l)
				}
			}
			if last := lines[len(lines)-1]; !strings.HasPrefix(last, "l lights off") {
				t.Errorf("%d limbs at %v: last line %q", limbs, size, last)
			}
		}
	}
}

// TestScreenMarksPending: what is not decided says so, what is does not.
func TestScreenMarksPending(t *testing.T) {
	v := some(1)
	v.Night.Events = v.Night.Events[:2]
	page := ansi.Strip(render(v, 100, 40))
	var rows []string
	for _, l := range strings.Split(page, "\n") {
		if strings.Contains(l, " mg  ") {
			rows = append(rows, l)
		}
	}
	if len(rows) != 3 || !strings.Contains(rows[0], "pending") || !strings.Contains(rows[1], "pending") || strings.Contains(rows[2], "pending") {
		t.Errorf("rows:\n%s", strings.Join(rows, "\n"))
	}
}

// TestScreenTellsTroubles: what a link has lost stands in 80 columns, with how late readings arrive.
func TestScreenTellsTroubles(t *testing.T) {
	v := some(1)
	k := &v.Limbs[0].Link
	*k = night.LinkNow{Port: "/dev/ttyUSB0", Decoder: "mavlink", State: "reading", JitterMS: 4}
	if page := ansi.Strip(render(v, 80, 24)); !strings.Contains(page, "reading · nothing lost · jitter 4 ms") {
		t.Error(page)
	}
	k.Lost, k.Holes, k.MadeUp, k.BadSums, k.Reopens = 123456, 12, 3456, 234, 3
	if page := ansi.Strip(render(v, 110, 24)); !strings.Contains(page, "123456 lost, 12 holes, 3456 made up, 234 bad, 3 reopened · jitter 4 ms") {
		t.Error(page)
	}
}

// TestKeys: each does its own.
func TestKeys(t *testing.T) {
	var did []string
	m := &model{look: func() report.Standing { return report.Standing{} }, keys: Controls{
		LightsOff: func() { did = append(did, "l") }, Jerk: func() { did = append(did, "j") }, Quit: func() { did = append(did, "q") },
	}}
	for _, k := range []rune{'l', 'j', 'x', 'q'} {
		m.Update(tea.KeyPressMsg{Code: k, Text: string(k)})
	}
	m.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	if got := strings.Join(did, ""); got != "ljqq" {
		t.Errorf("keys did %q", got)
	}
}

func Example() {
	c := newCanvas(4, 1)
	for x, h := range []int{1, 2, 3, 4, 3, 2, 1, 0} {
		c.bar(x, h)
	}
	fmt.Println(c.lines()[0])
	// Output: ⣠⣾⣦⡀
}
