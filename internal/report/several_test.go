package report

import (
	"fmt"
	"html"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// oneOf makes a usable night of left ankle of a date with an index and hypnic starts; a negative figure is unknown.
func oneOf(date string, index float64, starts int) Nightly {
	n := Night{Recordings: []int{0}, Usable: true, Unknown: map[string]string{}, Sleep: Sleep{BedSource: known("detected"), TotalSleepH: known(7.0), Bed: [][2]Millis{{0, 8 * hour}}}}
	if date != "" {
		n.Night, n.StartAt = &date, known(date+"T22:00:00.000")
	}
	if index >= 0 {
		n.Indices.PLMSPerH, n.Counts.PLMS, n.Counts.PLM = &index, known(int(7*index)), known(int(7*index))
	}
	if starts >= 0 {
		n.Counts.HypnicStarts = &starts
	}
	return Nightly{&Analysis{Recordings: []Recording{{Site: known("left-ankle")}}}, &n}
}

// march returns nights of March with these indices and one hypnic start each.
func march(indices ...float64) []Nightly {
	var out []Nightly
	for i, x := range indices {
		out = append(out, oneOf(fmt.Sprintf("2024-03-%02d", i+1), x, 1))
	}
	return out
}

// The figures of a textbook: median, range and standard deviation of a sample, and the steps between nights in order of their dates, however they are given.
func TestSpreadOverNights(t *testing.T) {
	list := march(2, 4, 4, 4, 5, 5, 7, 9) // SD √(32/7)
	list[0], list[7] = list[7], list[0]
	s := OverNights(list)
	if x := s.Index; x.Nights != 8 || x.Median != 4.5 || x.Least != 2 || x.Most != 9 || math.Abs(*x.SD-math.Sqrt(32.0/7)) > 1e-12 {
		t.Errorf("%+v", x)
	}
	if *s.Step != 1 { // 2 0 0 1 0 2 2
		t.Errorf("step %v", *s.Step)
	}
	if one := OverNights(march(3)); one.Step != nil || one.Index.SD != nil || one.Sentence() != "" || one.Verdict() != "" {
		t.Errorf("one night is no row of nights: %+v", one)
	}
}

// Unknown figures are in none, nights that are not usable in none either, and a recording that was analysed twice counts once.
func TestNightsLeftOut(t *testing.T) {
	list := append(march(10, -1, 20), oneOf("", 30, -1))
	short := oneOf("2024-03-09", 400, 99)
	short.Night.Usable = false
	twice := oneOf("2024-03-08", 50, 7)
	twice.Analysis.Recordings[0].SHA256 = "ab"
	list = append(list, short, twice, twice)
	s := OverNights(list)
	if s.Usable != 5 || len(s.List) != 6 || s.Index.Nights != 4 || s.Index.Most != 50 {
		t.Errorf("%d usable of %d, index %+v", s.Usable, len(s.List), s.Index)
	}
	if last := s.List[5].Night; last.Night != nil {
		t.Errorf("the undated night stands before %s", *last.Night)
	}
	for _, want := range []string{"On 5 usable nights", "10.0 to 50.0", "on 1 of them that is not known", "1 to 7 hypnic starts"} {
		if !strings.Contains(s.Sentence(), want) {
			t.Errorf("%q lacks %q", s.Sentence(), want)
		}
	}
	if note := s.note(); !strings.Contains(note, "1 night too short") || !strings.Contains(note, "twice counts once") || strings.Contains(note, "same date") {
		t.Error(note)
	}
	page, err := Overview(list)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(page), `class="bar plm"`); got != 4 {
		t.Errorf("%d bars of the index; a night without one is blank", got)
	}
	for _, wrong := range []string{"400", "99", "NaN", "Inf"} {
		if strings.Contains(string(page), ">"+wrong) {
			t.Errorf("the page has %s", wrong)
		}
	}
	if page, err := Overview([]Nightly{oneOf("2024-03-01", -1, -1), oneOf("2024-03-02", -1, -1)}); err != nil || strings.Contains(string(page), "<svg") || !strings.Contains(string(page), "not known") {
		t.Errorf("nights of which nothing is known have a chart: %s, %v", page, err)
	}
	undated := []Nightly{oneOf("", 1, 1), oneOf("", 2, 1)}
	for i, v := range undated {
		v.Analysis.Recordings[0].SHA256 = "cd"
		v.Night.Sleep.Bed[0][0] = Millis(i) * day
	}
	if s := OverNights(undated); s.Usable != 2 {
		t.Errorf("%d of two undated nights of one recording", s.Usable)
	}
	if s := OverNights([]Nightly{oneOf("2024-03-01", 1, 1), oneOf("2024-03-01", 2, 1)}); !strings.Contains(s.note(), "same date") {
		t.Error(s.note())
	}
}

func TestVerdictOverNights(t *testing.T) {
	child := march(6, 7, 8, 9, 10)
	for _, v := range child {
		v.Analysis.AgeYears = known(9.0)
	}
	mixed := march(20, 20, 20, 20, 20)
	mixed[0].Analysis.AgeYears = known(9.0)
	doubt := march(14, 30, 30)
	doubt[0].Night.Intervals.PLMSPerH = &[2]float64{10, 18}
	wrist := march(1, 1, 1, 1, 1)
	for _, v := range wrist {
		v.Analysis.Recordings[0].Site = known("left-wrist")
	}
	const doctor, few = "worth showing a doctor", "too few nights"
	for _, c := range []struct {
		name       string
		list       []Nightly
		want, lack []string
	}{
		{"high on every night", march(20, 30, 40, 50, 60), []string{"above 15 an hour", "adults, on every night", doctor, "no illness"}, []string{few}},
		{"high, but few nights", march(20, 30), []string{"on every night", few}, []string{doctor}},
		{"low on every night", march(0, 1, 2, 3, 4), []string{"below 15 an hour", "on every night"}, []string{doctor, few}},
		{"now here, now there", march(1, 30, 2, 40, 3), []string{"on 2 nights, below it on 3", "does not stay"}, []string{doctor, few}},
		{"one cannot say", doubt, []string{"on 2 nights, below it on 0; one night cannot say", few}, []string{doctor}},
		{"a child", child, []string{"above 5 an hour", "children, on every night", doctor}, nil},
		{"of different ages", mixed, []string{"at the sleeper's age, on every night"}, []string{"adults", "children"}},
		{"on no leg", wrist, []string{"5 nights cannot say"}, []string{"below 15 an hour", doctor}},
		{"nothing known", march(-1, -1, -1, -1, -1), nil, []string{"above", "below", doctor}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := OverNights(c.list)
			got := s.Verdict()
			for _, w := range c.want {
				if !strings.Contains(got, w) {
					t.Errorf("%q lacks %q", got, w)
				}
			}
			for _, w := range c.lack {
				if strings.Contains(got, w) {
					t.Errorf("%q has %q", got, w)
				}
			}
		})
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// Whatever the nights, the overview has no figure that is none, speaks of no illness that somebody has, and its tallies count every usable night.
func TestOverviewLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []Nightly
		for i := range rapid.IntRange(0, 70).Draw(t, "nights") {
			v := oneOf(fmt.Sprintf("2024-%02d-%02d", 1+i/28, 1+i%28), rapid.Float64Range(-20, 120).Draw(t, "index"), rapid.IntRange(-1, 30).Draw(t, "starts"))
			v.Night.Usable = rapid.IntRange(0, 5).Draw(t, "usable") > 0
			if x := v.Night.Indices.PLMSPerH; x != nil && rapid.Bool().Draw(t, "likely") {
				v.Night.Intervals.PLMSPerH = &[2]float64{*x / 1.5, *x * 1.5}
			}
			list = append(list, v)
		}
		s := OverNights(list)
		for _, tally := range []Tally{s.Above, s.tally(5), s.tally(10)} {
			if tally.Yes+tally.No+tally.CannotSay != s.Usable {
				t.Fatalf("%+v of %d nights", tally, s.Usable)
			}
		}
		if five, fifteen := s.tally(5), s.tally(15); five.Yes < fifteen.Yes || five.No > fifteen.No {
			t.Fatalf("fewer nights above 5 than above 15: %+v, %+v", five, fifteen)
		}
		page, err := Overview(list)
		if err != nil {
			t.Fatal(err)
		}
		if (page == "") != (s.Usable < 2) {
			t.Fatalf("%d usable nights, page of %d bytes", s.Usable, len(page))
		}
		text := html.UnescapeString(tags.ReplaceAllString(string(page), " "))
		for _, word := range []string{"NaN", "Inf", "%!", "disease", "disorder", "you have", "diagnos"} {
			if strings.Contains(text, word) {
				t.Fatalf("the overview says %q", word)
			}
		}
		slices.Reverse(list)
		if again, _ := Overview(list); again != page {
			t.Fatal("it matters in which order nights are given")
		}
	})
}

// Folding loses no word and makes no line longer than it may be, but for a word that is longer by itself.
func TestFolded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a–z]{1,30}`), 0, 60).Draw(t, "words")
		lines := folded(strings.Join(words, " "))
		if got := strings.Join(lines, " "); got != strings.Join(words, " ") {
			t.Fatalf("%q", got)
		}
		for i, l := range lines {
			if n := len([]rune(l)); n > foldedAt {
				t.Fatalf("line %d has %d signs", i, n)
			}
		}
	})
}
