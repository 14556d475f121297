package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nightjar-sleep/nightjar/device"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares text with testdata/golden/name, or writes it there with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err, " (run: go test ./internal/report -run Golden -update)")
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// both is the full night as two legs saw it.
func both() []scene {
	right := full()
	right.file, right.site = "right.csv", device.SiteRightAnkle
	for i := range right.movements {
		right.movements[i].Onset += 0.12
		right.movements[i].End += 0.12
	}
	return []scene{full(), right}
}

func TestGoldenText(t *testing.T) {
	undated := full()
	undated.start = time.Time{}
	slow := full()
	slow.hz = 20
	tooSlow := full()
	tooSlow.hz, tooSlow.site = 5, device.SiteLeftWrist
	sleepless := full()
	sleepless.asleep = nil
	onFoot := full()
	onFoot.hours, onFoot.asleep, onFoot.walks, onFoot.holes = 0.5, nil, [][2]float64{{0, 1800}}, nil
	onFoot.movements = train(60, 20, 30, 3)
	next, third := full(), full()
	next.start, third.start, third.hours = evening.AddDate(0, 0, 1), evening.AddDate(0, 0, 2), 2
	third.movements = third.movements[:4]
	third.asleep = [][2]float64{{1200, 7200}}
	third.holes = nil
	for name, scenes := range map[string][]scene{
		"full": {full()}, "two-limbs": both(), "undated": {undated}, "20-hz": {slow}, "5-hz": {tooSlow}, "no-sleep": {sleepless}, "on-foot": {onFoot},
		"three-nights": {full(), next, third},
	} {
		t.Run(name, func(t *testing.T) {
			a := build(t, options(), scenes...)
			var b bytes.Buffer
			if err := WriteText(&b, &a); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".txt", b.Bytes())
		})
	}
}

// The three nights once more, as every count, as numbers only, and in colour.
func TestGoldenLooks(t *testing.T) {
	next := full()
	next.start = evening.AddDate(0, 0, 1)
	a := build(t, options(), full(), next)
	for name, look := range map[string]Look{"wide": {Wide: true}, "plain": {Plain: true}, "color": {Color: true}} {
		var b bytes.Buffer
		if err := WriteTextIn(&b, &a, look); err != nil {
			t.Fatal(err)
		}
		golden(t, "look-"+name+".txt", b.Bytes())
	}
}

func TestGoldenFiles(t *testing.T) {
	for name, scenes := range map[string][]scene{"full": {full()}, "two-limbs": both()} {
		a := build(t, options(), scenes...)
		for suffix, write := range map[string]func(io.Writer, *Analysis) error{
			".nights.csv": WriteNightsCSV, ".events.csv": WriteEventsCSV,
			".json": func(w io.Writer, a *Analysis) error {
				e := json.NewEncoder(w)
				e.SetIndent("", " ")
				e.SetEscapeHTML(false)
				return e.Encode(a)
			},
		} {
			var b bytes.Buffer
			if err := write(&b, &a); err != nil {
				t.Fatal(err)
			}
			golden(t, name+suffix, b.Bytes())
		}
	}
}
