package tables

import (
	"math/big"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/dsp"
	"pgregory.net/rapid"
)

func TestParseStamp(t *testing.T) {
	tests := []struct {
		text  string
		order dateOrder
		want  string // empty: refused
	}{
		{"2019-12-23 21:04:06.690", yearFirst, "2019-12-23T21:04:06.690Z"},
		{"2018-08-27 09:32:38:010", yearFirst, "2018-08-27T09:32:38.010Z"},
		{"2019-02-14T08:58:00.0000001", yearFirst, "2019-02-14T08:58:00.000000100Z"},
		{"2019-02-14T08:58:00.12345678901", yearFirst, "2019-02-14T08:58:00.123456789Z"},
		{"6/14/2018 12:08:39.725", monthFirst, "2018-06-14T12:08:39.725Z"},
		{"09/05/2017 14:00:00", dayFirst, "2017-05-09T14:00:00Z"},
		{"12/20/2021 11:59:59.5 PM", monthFirst, "2021-12-20T23:59:59.5Z"},
		{"12/20/2021 12:00:00 AM", monthFirst, "2021-12-20T00:00:00Z"},
		{"20.12.2021 3:05:07", dayFirst, "2021-12-20T03:05:07Z"},
		{"14.03.24 23:59:50.5", dayFirst, "2024-03-14T23:59:50.5Z"},
		{"3/14/24 11:59:50 PM", monthFirst, "2024-03-14T23:59:50Z"},
		{"14-Mar-2024 23:59:50.25", dayFirst, "2024-03-14T23:59:50.25Z"},
		{"14-Mar-24 23:59:50.25", dayFirst, ""},
		{"Mar-14-2024 23:59:50", monthFirst, ""},
		{"14-Mrz-2024 23:59:50", dayFirst, ""},
		{"2014-05-07 13:29:50.439+0100 [Europe/London]", yearFirst, "2014-05-07T12:29:50.439Z"},
		{"2014-05-07 13:29:50.439+0100 [Europe/London", yearFirst, ""},
		{"2014-05-07 13:29:50.439 [Europe/London]", yearFirst, ""},
		{"24-03-14 23:59:50", dayFirst, ""},
		{"24-03-14 23:59:50", yearFirst, ""},
		{"14/3/024 23:59:50", dayFirst, ""},
		{"2019-10-16T12:09:01.702+02:00", yearFirst, "2019-10-16T10:09:01.702Z"},
		{"2017-09-12T15:00:00Z", yearFirst, "2017-09-12T15:00:00Z"},
		{"2017-09-12 15:00:00 -0430", yearFirst, "2017-09-12T19:30:00Z"},
		{"2024-02-29 00:00:00", yearFirst, "2024-02-29T00:00:00Z"},
		{"2023-02-29 00:00:00", yearFirst, ""},
		{"2023-13-01 00:00:00", yearFirst, ""},
		{"2023-04-31 00:00:00", yearFirst, ""},
		{"2023-04-30 24:00:00", yearFirst, ""},
		{"2023-04-30 23:60:00", yearFirst, ""},
		{"2023-04-30 23:59:60", yearFirst, ""},
		{"2023-04-30 13:00:00 PM", yearFirst, ""},
		{"2023-04-30", yearFirst, ""},
		{"2023-04-30 10:00:00.", yearFirst, ""},
		{"2023-04-30 10:00:00x", yearFirst, ""},
		{"14/06/2018 12:08:39", monthFirst, ""},
		{"1969-12-31 23:59:59", yearFirst, ""},
		{"", yearFirst, ""},
	}
	for _, tt := range tests {
		c, ok := parseStamp([]byte(tt.text), tt.order)
		if !ok {
			if tt.want != "" {
				t.Errorf("%q was refused", tt.text)
			}
			continue
		}
		if got := time.Unix(0, c.utc()).UTC().Format(time.RFC3339Nano); tt.want == "" || got != mustFormat(t, tt.want) {
			t.Errorf("%q is %s, want %q", tt.text, got, tt.want)
		}
	}
}

func mustFormat(t *testing.T, s string) string {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.Format(time.RFC3339Nano)
}

// The calendar agrees with Go's from 1970 to 2100.
func TestDaysOf(t *testing.T) {
	day := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := int64(0); day.Year() <= 2100; n++ {
		if got, ok := daysOf(day.Year(), int(day.Month()), day.Day()); !ok || got != n {
			t.Fatalf("%v is day %d, want %d", day, got, n)
		}
		day = day.AddDate(0, 0, 1)
	}
}

// Counted rows keep exact time: row k of a rate of r mHz lies at k·10¹²/r ns, rounded down.
func TestCountedRowsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.Int64Range(1, 1e7).Draw(t, "mHz")
		n := rapid.Int64Range(0, 4e15/(1e12/r)).Draw(t, "row")
		base := rapid.Int64Range(0, n).Draw(t, "rows before the stretch")
		c := clock{rate: dsp.Rate(r), start: 17}
		at := []int64{n - base}
		c.place(at, base)
		exact := new(big.Int).Div(new(big.Int).Mul(big.NewInt(n), big.NewInt(1e12)), big.NewInt(r))
		if want := exact.Int64() + 17; at[0] != want {
			t.Fatalf("row %d lies at %d ns, want %d", n, at[0], want)
		}
	})
}
