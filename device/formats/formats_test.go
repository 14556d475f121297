package formats

import (
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

const shared = "../../../shared/data"

// reading is everything that a source delivers.
type reading struct {
	info    device.Info
	sum     device.Summary
	block   dsp.Block
	index   []dsp.Index
	anchors []device.Anchor
	holes   []string
	missing dsp.Index
	norm    float64
}

func read(t testing.TB, s device.Source) reading {
	t.Helper()
	var r reading
	var c device.Chunk
	next := dsp.Index(0)
	for {
		err := s.Next(&c)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if gap := c.Start - next; gap != 0 {
			r.holes = append(r.holes, c.Hole.String())
			r.missing += gap
		}
		next = c.Span().End
		for i := range c.X {
			r.index = append(r.index, c.Start+dsp.Index(i))
		}
		r.block.X, r.block.Y, r.block.Z = append(r.block.X, c.X...), append(r.block.Y, c.Y...), append(r.block.Z, c.Z...)
		r.block.Flags = append(r.block.Flags, c.Flags...)
		r.anchors = append(r.anchors, c.Anchors...)
	}
	r.info, r.sum = s.Info(), s.Summary()
	var norms []float64
	for i := range r.block.X {
		x, y, z := float64(r.block.X[i]), float64(r.block.Y[i]), float64(r.block.Z[i])
		norms = append(norms, math.Sqrt(x*x+y*y+z*z)/dsp.MicroG)
	}
	slices.Sort(norms)
	r.norm = norms[len(norms)/2]
	return r
}

// hours returns the length of the recording by its anchors.
func (r reading) hours() float64 {
	return float64(r.anchors[len(r.anchors)-1].Nanos-r.anchors[0].Nanos) / 3.6e12
}

// Every file of ../shared/data has the rate, length and median norm that its README
// states, or that a direct count of its rows and stamps gives.
func TestRealRecordings(t *testing.T) {
	tests := []struct {
		file, format string
		rate         float64 // Hz, nominal
		measured     float64 // Hz, rows by stamps over stretches without holes; 0: not checked
		hours        float64
		samples      int64
		norm         float64
		holes        int // −1: not checked
		interpolated int64
	}{
		{"nights/wasts_p1n2.TXT.gz", "wasts-txt", 5, 5, 7.472, 134414, 0.989, -1, 0},
		{"nights/wasts_p5n1.TXT.gz", "wasts-txt", 5, 5, 4.262, 76714, 1.006, 0, 0},
		{"nights/wasts_p6n1.TXT.gz", "wasts-txt", 5, 5, 7.037, 126653, 0.999, 3, 0},
		{"nights/bed_science_2017-11-16.csv.gz", "bed-science-csv", 1.639, 1.639, 6.778, 40000, 0.931, 0, 0},
		{"nights/bed_science_2017-11-24.csv.gz", "bed-science-csv", 1.628, 1.628, 3.565, 20900, 1.074, -1, 0},
		{"awake/oxwalk_P30_wrist100.csv.gz", "oxwalk-csv", 100, 100, 0.5, 180000, 1.013, 0, 0},
		{"awake/agread_TestID_LeftWrist_RAW_GT9X.csv", "actigraph-csv", 80, 80, 0.08333, 24000, 1.066, 0, 0},
		{"awake/sleeppy_geneactiv_left_wrist_100Hz.csv.gz", "geneactiv-csv", 100, 100, 0.05333, 19200, 1.000, 0, 0},
		{"awake/rest_on_table.csv", "mhealth-csv", 80, 80, 0.01736, 4999, 0.971, 0, 0},
		{"tables/agread_exampleRAW.csv", "actigraph-csv", 90, 90, 0.03333, 10800, 0.974, 0, 0},
		{"tables/ggir_ax3_testfile_unix_timestamps.csv", "axivity-csv", 100, 0, 0.000585, 211, 1.057, 0, 1},
		{"tables/mimsunit_actigraph_timestamped.csv", "actigraph-csv", 40, 40, 0.034639, 4989, 1.029, 0, 0},
		{"tables/mimsunit_mhealth.csv", "mhealth-csv", 80, 80, 0.001663, 480, 1.138, 0, 0},
		{"tables/ximu3_Inertial.csv", "ximu3-csv", 50, 50.02, 0.002027, 366, 0.998, 0, 4},
		{"tables/flirt_empatica_ACC.csv", "empatica-e4-csv", 32, 32, 0.0868, 9998, 1.0, 0, 0},
		{"tables/devicely_faros_ACC.csv", "faros-csv", 25, 25, 0.02166, 1950, 1.0, 0, 0},
		{"tables/devicely_shimmer_consensys.csv", "shimmer-csv", 51.2, 0, 0.000483, 90, 1.031, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			path := filepath.Join(shared, tt.file)
			if _, err := os.Stat(path); err != nil {
				t.Skip("shared data are not here")
			}
			s, err := Open(path, device.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			r := read(t, s)
			t.Log(r.info, r.sum, r.hours(), r.norm, r.holes, len(r.anchors))
			near := func(what string, got, want, within float64) {
				if math.Abs(got-want) > within {
					t.Errorf("%s is %v, want %v", what, got, want)
				}
			}
			if r.info.Format != tt.format {
				t.Errorf("format %s, want %s", r.info.Format, tt.format)
			}
			near("rate", r.info.Rate.Hz(), tt.rate, tt.rate*0.006)
			if tt.measured != 0 {
				near("measured rate", r.sum.Rate, tt.measured, tt.measured*0.01)
			}
			near("hours", r.hours(), tt.hours, 0.0005)
			near("norm", r.norm, tt.norm, 0.005)
			near("samples", float64(r.sum.Samples), float64(tt.samples), 0)
			near("interpolated", float64(r.sum.Interpolated), float64(tt.interpolated), 0)
			if tt.holes >= 0 {
				near("holes", float64(len(r.holes)), float64(tt.holes), 0)
			}
			last := float64(r.index[len(r.index)-1] + 1) // rows, losses and holes fill the time
			near("slots", last, r.hours()*3600*r.sum.Rate+1, 0.0005*last+2)
		})
	}
}

func BenchmarkAxivity(b *testing.B) {
	path := os.Getenv("NIGHT")
	st, err := os.Stat(path)
	if err != nil {
		b.Skip()
	}
	b.SetBytes(st.Size())
	b.ReportAllocs()
	for b.Loop() {
		s, err := Open(path, device.Options{})
		if err != nil {
			b.Fatal(err)
		}
		var c device.Chunk
		for {
			if err = s.Next(&c); err != nil {
				break
			}
		}
		if err != io.EOF {
			b.Fatal(err)
		}
		s.Close()
	}
}
