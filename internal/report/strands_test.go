package report_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// TestStrandsSayTheSame: the text of a night with many events, pictures and spectra included, is the same on any number of processors.
func TestStrandsSayTheSame(t *testing.T) {
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	var want bytes.Buffer
	for _, processors := range []int{1, 2, 3} {
		runtime.GOMAXPROCS(processors)
		a, _ := profileNight(t, "plm-severe", 12)
		if n := len(a.Nights[0].Events); n < 100 {
			t.Fatalf("%d events are made in one piece", n)
		}
		var got bytes.Buffer
		if err := report.WriteJSON(&got, &a); err != nil {
			t.Fatal(err)
		}
		if processors == 1 {
			want = got
		} else if !bytes.Equal(want.Bytes(), got.Bytes()) {
			t.Errorf("%d processors print something else than one", processors)
		}
	}
}
