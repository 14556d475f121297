package formats

import (
	"bytes"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/device/tables"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// everyRecording returns one file of every format, and those of ../shared where they lie beside the project.
func everyRecording(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, pattern := range []string{"../tables/testdata/*.csv", "../tables/testdata/*.txt", "../vendor/testdata/*.*", "../../../shared/data/*/*"} {
		p, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range p {
			if ext := filepath.Ext(path); !slices.Contains([]string{".golden", ".md", ".npz", ".json"}, ext) && !strings.Contains(path, "Actical") {
				paths = append(paths, path)
			}
		}
	}
	if len(paths) < 50 {
		t.Fatalf("only %d recordings", len(paths))
	}
	return paths
}

// measured returns the values and times (ms since zero, ns) of the samples that were not made up.
func measured(r *devicetest.Recording, zero int64) (v [][3]int32, ms []float64) {
	at := times(r, zero)
	for i, f := range r.Flags {
		if f&dsp.Interpolated == 0 {
			v, ms = append(v, [3]int32{r.X[i], r.Y[i], r.Z[i]}), append(ms, at[i])
		}
	}
	return v, ms
}

// longNight is more samples than one of our own has; such a recording goes there and back once.
const longNight = 5000

// What "reversibly" means for a recording of any format. As a journal it is the same in everything. As Axivity CSV it keeps every measured sample, to the micro-g and in order, and the
// time of each to a millisecond (below 10 Hz, where a row that is late by less than a row cannot be told from a missing one, to
// an interval between samples), and however often it goes there and back these do not wander. What the table does not say is told anew from its times: the nominal rate (85.7 Hz
// in a GENEActiv's header is 85.714 Hz by its times), with it the number of samples that are missing in a hole, and its cause.
func TestConvertEveryFormat(t *testing.T) {
	for _, path := range everyRecording(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			njr, first := journaled(t, path)
			zero := first.Anchors[0].Nanos
			want, at := measured(first, zero)
			slack := 1.0 // ms
			if hz := first.Info.Rate.Hz(); hz < 10 {
				slack = 1000 / hz
			}
			from, again := njr, first
			rounds := 3
			if len(want) > longNight {
				rounds = 1
			}
			for round := range rounds {
				s, err := OpenReader("a journal, then tables", bytes.NewReader(from), device.Options{})
				if err != nil {
					t.Fatal(err)
				}
				var csv bytes.Buffer
				if err := tables.WriteAxivity(&csv, s); err != nil {
					t.Fatal(err)
				}
				from = csv.Bytes()
				s, err = OpenReader("again.csv", bytes.NewReader(from), device.Options{})
				again = mustRead(t, s, err)
				if !first.Info.Dated { // some start is as good as another
					zero = again.Anchors[0].Nanos
				}
				got, ms := measured(again, zero)
				if !slices.Equal(got, want) || again.Info.Dated != first.Info.Dated || again.Info.Zoned != first.Info.Zoned {
					t.Fatalf("round %d: %d samples became %d other ones:\n%s\n%s", round, len(want), len(got), first.Text(), again.Text())
				}
				for i := range at {
					if math.Abs(ms[i]-at[i]) > slack {
						t.Fatalf("round %d: sample %d of %d lies at %.3f ms, was at %.3f ms\n%s\n%s", round, i, len(at), ms[i], at[i], first.Text(), again.Text())
					}
				}
			}
			r, err := journal.NewReader(bytes.NewReader(njr))
			back := mustRead(t, r, err)
			back.Summary = first.Summary // how fast the sensor ran is measured on longer recordings only
			if d := cmp.Diff(first, back); d != "" {
				t.Errorf("the journal is another recording (-first +journal)\n%s", d)
			}
		})
	}
}
