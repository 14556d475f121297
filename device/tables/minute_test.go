package tables

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// Dates read by what is remembered of the one before are those that are read in full, in every form and order, and what is no date stays none.
func TestMinuteIsTheFullStamp(t *testing.T) {
	form := rapid.Custom(func(t *rapid.T) string {
		date := rapid.SampledFrom([]string{"2024-02-29", "2024-03-01", "29.02.2024", "02/03/2024", "2/3/2024"}).Draw(t, "date")
		hour := rapid.SampledFrom([]string{"23", "3", "11", "12", "24"}).Draw(t, "hour")
		fraction := rapid.SampledFrom([]string{"", ".5", ",25", ":125", ".123456789", ".1234567891", ".", ".x"}).Draw(t, "fraction")
		end := rapid.SampledFrom([]string{"", " PM", " am", "Z", "+02:00", "-0730", " ", "?"}).Draw(t, "end")
		return fmt.Sprintf("%s%s%s:%02d:%02d%s%s", date, rapid.SampledFrom([]string{" ", "T"}).Draw(t, "between"), hour,
			rapid.IntRange(0, 2).Draw(t, "minute"), rapid.SampledFrom([]int{0, 7, 59, 60, 61}).Draw(t, "second"), fraction, end)
	})
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.SampledFrom([]dateOrder{yearFirst, monthFirst, dayFirst}).Draw(t, "order")
		c, p := civilClock(0, order), &parser{}
		like := form.Draw(t, "form")
		for _, s := range rapid.SliceOfN(rapid.OneOf(form, rapid.Just(like), rapid.SampledFrom([]string{"", ":", "::", "2024-02-29 23:01:", "2024-02-29 23:01:0"})), 1, 12).Draw(t, "stamps") {
			want, ok := parseStamp([]byte(s), order)
			got, read := c.read(p, [][]byte{[]byte(s)})
			if ok != read || ok && got != want.utc() {
				t.Fatalf("%q is %d %v, in full %d %v", s, got, read, want.utc(), ok)
			}
		}
	})
}
