package export

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

const nightText = `{"nights":[{"night":"2024-03-14","counts":{"hypnic_starts":1,"plm":1,"isolated":0,"short_interval":0,"rhythmic":0,"gross":0},"sleep":{"source":"detected","bed_s":[[0,28800]],"intervals_s":[[1200,26400]]},"indices":{"lm_per_h":20},
 "by_hour":[{"hour":0,"sleep_h":1,"plms":5,"hypnic_starts":1}],
 "events":[{"onset_s":1190,"duration_s":0.4,"class":"hypnic_start","asleep":false},{"onset_s":2000,"duration_s":2,"class":"plm","asleep":true,"imi_s":24}]},
 {"night":null,"sleep":{},"events":[]}]}`

func analysis(t *testing.T) *report.Analysis {
	a := &report.Analysis{}
	if err := json.Unmarshal([]byte(nightText), a); err != nil {
		t.Fatal(err)
	}
	return a
}

// Every figure is what its format says, and a night without anything still has a timeline.
func TestFigures(t *testing.T) {
	a := analysis(t)
	for i, want := range []int{3, 1} {
		figures, err := Figures(a, i)
		if err != nil || len(figures) != want {
			t.Fatalf("night %d: %d figures, %v", i, len(figures), err)
		}
		for _, f := range figures {
			for _, format := range Formats {
				var b bytes.Buffer
				if err := f.Write(&b, format); err != nil {
					t.Fatal(err)
				}
				check(t, f.Name, format, b.Bytes())
			}
		}
	}
	f := Figure{"x", figuresOf(t, a)[0].plot}
	if err := f.Write(io.Discard, "doc"); err == nil {
		t.Error("an unknown format was written")
	}
}

// What could not be counted is said to be unknown, and no hours are drawn of it; what was not recorded is shaded.
func TestFiguresOfUnknowns(t *testing.T) {
	a := analysis(t)
	labels := func(i int) string {
		f, err := Figures(a, i)
		if err != nil {
			t.Fatal(err)
		}
		out := f[0].plot.X.Label.Text
		for _, k := range f[0].plot.Y.Tick.Marker.Ticks(0, 1) {
			out += "|" + k.Label
		}
		return out
	}
	if got, want := labels(0), "hours from the first sample|brief (not known)|large|rhythmic|soon after|single|periodic|hypnic starts|asleep"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := labels(1); strings.Count(got, "(not known)") != 8 {
		t.Error(got)
	}
	n := &a.Nights[0]
	n.Trace = &report.Trace{Lost: [][2]report.Millis{{1000, 2000}}}
	if got := labels(0); !strings.Contains(got, "shaded: not recorded") {
		t.Error(got)
	}
	n.ByHour[0].PLMS, n.ByHour[0].HypnicStarts = nil, nil
	f, err := Figures(a, 0)
	if err != nil || len(f) != 2 || f[1].Name != "intervals" {
		t.Errorf("%d figures of a night whose hours are not known, %v", len(f), err)
	}
}

// Ticks stand on whole numbers, ten at most, and reach across the axis.
func TestWholeTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{{0, 7.5, "0 1 2 3 4 5 6 7"}, {0, 58, "0 10 20 30 40 50"}, {-0.7, 1.2, "0 1"}, {0, 90, "0 10 20 30 40 50 60 70 80 90"}, {0, 1200, "0 200 400 600 800 1000 1200"}, {3, 3, "3"}} {
		var got []string
		for _, k := range whole(c.low, c.high) {
			got = append(got, k.Label)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v to %v: %v, want %s", c.low, c.high, got, c.want)
		}
	}
}

func figuresOf(t *testing.T, a *report.Analysis) []Figure {
	f, err := Figures(a, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func check(t *testing.T, name, format string, text []byte) {
	t.Helper()
	switch format {
	case "png":
		if m, err := png.Decode(bytes.NewReader(text)); err != nil || m.Bounds().Dx() < 500 {
			t.Errorf("%s: no picture: %v", name, err)
		}
	case "pdf":
		if !bytes.HasPrefix(text, []byte("%PDF-")) {
			t.Errorf("%s: no PDF", name)
		}
	case "svg":
		d := xml.NewDecoder(bytes.NewReader(text))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: no XML: %v", name, err)
			}
		}
		if !strings.Contains(string(text), "Night") {
			t.Errorf("%s has no title", name)
		}
	}
}
