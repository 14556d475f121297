package score

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseSeconds(t *testing.T) {
	for _, c := range []struct {
		text string
		want Nanos
	}{
		{"0", 0}, {"0.5", 500_000_000}, {"100.3", 100_300_000_000}, {"+7", 7 * Second}, {"-1.25", -1_250_000_000}, {".5", Second / 2},
		{"12.", 12 * Second}, {"1e2", 100 * Second}, {"1.5E-3", 1_500_000}, {"0.0000000004", 0}, {"0.0000000005", 1}, {"-0.0000000005", -1},
		{"99.99999999999999", 100 * Second}, {"20.000000000000004", 20 * Second}, {"1e-99", 0}, {"0e99", 0}, {"000000000000000000000000000001", Second},
		{"4000000000", MaxSeconds * Second},
	} {
		if got, err := ParseSeconds(c.text); err != nil || got != c.want {
			t.Errorf("ParseSeconds(%q) = %d, %v; want %d", c.text, got, err, c.want)
		}
	}
	for _, bad := range []string{"", " 1", "1 ", "-", "+", ".", "e5", "1e", "1e+", "1e100", "1e99", "--1", "+-1", "1.2.3", "1,5", "0x10", "NaN", "Inf", "1_000", "4000000000.1",
		"99999999999999999999", "１", strings.Repeat("9", 1000)} {
		if got, err := ParseSeconds(bad); err == nil {
			t.Errorf("ParseSeconds(%q) = %d, want an error", bad, got)
		} else if len(err.Error()) > 200 {
			t.Errorf("ParseSeconds of %d bytes gives an error of %d bytes", len(bad), len(err.Error()))
		}
	}
}

func TestNanosText(t *testing.T) {
	for n, want := range map[Nanos]string{0: "0", 1: "0.000000001", -Second / 2: "-0.5", 10*Second + Second/4: "10.25", 100 * Second: "100", -1 << 63: "-9223372036.854775808"} {
		if got := n.String(); got != want {
			t.Errorf("%d ns prints %q, want %q", int64(n), got, want)
		}
	}
}

func TestNanosRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := Nanos(rapid.Int64Range(-MaxSeconds*int64(Second), MaxSeconds*int64(Second)).Draw(t, "n"))
		text, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		var back Nanos
		if err := json.Unmarshal(text, &back); err != nil || back != n {
			t.Fatalf("%d ns went through %s to %d, %v", n, text, back, err)
		}
	})
}

// FuzzParseSeconds holds the reader against exact rational arithmetic.
func FuzzParseSeconds(f *testing.F) {
	for _, s := range []string{"0", "100.3", "-1.25", "1e2", "2.5e-9", "0.0000000005", "4000000000", "1e99", "NaN", "1.2.3", "0009.90"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseSeconds(s)
		if err != nil {
			return
		}
		exact, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("%q was read as %s s and is no number", s, got)
		}
		off := exact.Sub(exact, big.NewRat(int64(got), int64(Second)))
		if off.Abs(off).Cmp(big.NewRat(1, 2*int64(Second))) > 0 {
			t.Fatalf("%q was read as %s s, more than half a nanosecond off", s, got)
		}
	})
}
