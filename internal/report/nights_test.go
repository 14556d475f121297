package report

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// berlin is a zone with a change of daylight-saving time on 31 March and 27 October 2024.
func berlin(t *testing.T) *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no zone database: ", err)
	}
	return zone
}

func TestRecordingsOfManyDays(t *testing.T) {
	type nightSpan struct{ Night, Start, End string }
	spans := func(a Analysis) (out []nightSpan) {
		for _, n := range a.Nights {
			out = append(out, nightSpan{value(n.Night), value(n.StartAt), value(n.EndAt)})
		}
		return out
	}
	long := plain()
	long.hours, long.start = 50, time.Date(2024, 3, 14, 18, 0, 0, 0, time.UTC)
	spring := plain()
	spring.hours, spring.start, spring.zoned = 60, time.Date(2024, 3, 30, 12, 0, 0, 0, berlin(t)), true
	autumn := plain()
	autumn.hours, autumn.start, autumn.zoned = 30, time.Date(2024, 10, 26, 12, 0, 0, 0, berlin(t)), true
	overnight := plain()
	overnight.hours, overnight.start = 23.5, time.Date(2024, 3, 14, 13, 0, 0, 0, time.UTC)
	early := plain()
	early.start = time.Date(2024, 3, 15, 1, 0, 0, 0, time.UTC)
	almost := plain()
	almost.hours, almost.start = 30, time.Date(2024, 3, 14, 11, 59, 59, 999_600_000, time.UTC)
	undated := plain()
	undated.hours, undated.start = 50, time.Time{}
	inBerlin := options()
	inBerlin.Zone = berlin(t)
	at18 := inBerlin
	at18.NightShift = 6 * time.Hour
	at0 := options()
	at0.NightShift = -12 * time.Hour
	at2230 := options()
	at2230.NightShift = 10*time.Hour + 30*time.Minute
	for _, c := range []struct {
		name  string
		opt   Options
		scene scene
		want  []nightSpan
	}{
		{"cut at noon", options(), long, []nightSpan{
			{"2024-03-14", "2024-03-14T18:00:00.000", "2024-03-15T12:00:00.000"},
			{"2024-03-15", "2024-03-15T12:00:00.000", "2024-03-16T12:00:00.000"},
			{"2024-03-16", "2024-03-16T12:00:00.000", "2024-03-16T20:00:00.000"},
		}},
		{"begun a fraction of a millisecond before noon", options(), almost, []nightSpan{
			{"2024-03-14", "2024-03-14T11:59:59.999", "2024-03-15T11:59:59.999"},
			{"2024-03-15", "2024-03-15T11:59:59.999", "2024-03-15T17:59:59.999"},
		}},
		{"the night of the spring change has 23 hours", inBerlin, spring, []nightSpan{
			{"2024-03-30", "2024-03-30T12:00:00.000+01:00", "2024-03-31T12:00:00.000+02:00"},
			{"2024-03-31", "2024-03-31T12:00:00.000+02:00", "2024-04-01T12:00:00.000+02:00"},
			{"2024-04-01", "2024-04-01T12:00:00.000+02:00", "2024-04-02T01:00:00.000+02:00"},
		}},
		{"that of the autumn change 25", inBerlin, autumn, []nightSpan{
			{"2024-10-26", "2024-10-26T12:00:00.000+02:00", "2024-10-27T12:00:00.000+01:00"},
			{"2024-10-27", "2024-10-27T12:00:00.000+01:00", "2024-10-27T17:00:00.000+01:00"},
		}},
		{"cut at six in the evening, over the spring change", at18, spring, []nightSpan{
			{"2024-03-29", "2024-03-30T12:00:00.000+01:00", "2024-03-30T18:00:00.000+01:00"},
			{"2024-03-30", "2024-03-30T18:00:00.000+01:00", "2024-03-31T18:00:00.000+02:00"},
			{"2024-03-31", "2024-03-31T18:00:00.000+02:00", "2024-04-01T18:00:00.000+02:00"},
			{"2024-04-01", "2024-04-01T18:00:00.000+02:00", "2024-04-02T01:00:00.000+02:00"},
		}},
		{"cut at midnight", at0, long, []nightSpan{
			{"2024-03-14", "2024-03-14T18:00:00.000", "2024-03-15T00:00:00.000"},
			{"2024-03-15", "2024-03-15T00:00:00.000", "2024-03-16T00:00:00.000"},
			{"2024-03-16", "2024-03-16T00:00:00.000", "2024-03-16T20:00:00.000"},
		}},
		{"cut at half past ten", at2230, long, []nightSpan{
			{"2024-03-13", "2024-03-14T18:00:00.000", "2024-03-14T22:30:00.000"},
			{"2024-03-14", "2024-03-14T22:30:00.000", "2024-03-15T22:30:00.000"},
			{"2024-03-15", "2024-03-15T22:30:00.000", "2024-03-16T20:00:00.000"},
		}},
		{"a day or less is one night", options(), overnight, []nightSpan{{"2024-03-14", "2024-03-14T13:00:00.000", "2024-03-15T12:30:00.000"}}},
		{"after midnight it is still the evening's", options(), early, []nightSpan{{"2024-03-14", "2024-03-15T01:00:00.000", "2024-03-15T09:00:00.000"}}},
		{"undated ones are cut by the day", options(), undated, []nightSpan{{}, {}, {}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, spans(build(t, c.opt, c.scene))); diff != "" {
				t.Errorf("nights (-want +got):\n%s", diff)
			}
		})
	}
}

// DST cannot touch a decision: the night of the change has the events of any other night, at the same seconds.
func TestDaylightSavingChangesStampsOnly(t *testing.T) {
	s := full()
	s.zoned, s.start = true, time.Date(2024, 3, 30, 22, 30, 0, 0, berlin(t))
	opt := options()
	opt.Zone = berlin(t)
	n := build(t, opt, s).Nights[0]
	plain := build(t, options(), full()).Nights[0]
	if diff := cmp.Diff(plain.Counts, n.Counts); diff != "" {
		t.Error(diff)
	}
	last, want := n.Events[len(n.Events)-1], plain.Events[len(plain.Events)-1]
	if last.Onset != want.Onset || *last.OnsetAt != "2024-03-31T05:03:20.000+02:00" { // 20000 s after 22:30, across the change at 2:00
		t.Errorf("last event at %v, %s", last.Onset, *last.OnsetAt)
	}
}

// A time zone that the file does not know makes instants of its wall times.
func TestZoneOfUnzonedFile(t *testing.T) {
	opt := options()
	opt.Zone = berlin(t)
	if got := *build(t, opt, full()).Nights[0].StartAt; got != "2024-03-14T22:30:00.000+01:00" {
		t.Error(got)
	}
}

func TestTimeInBed(t *testing.T) {
	walker := plain(limb(120, 2), limb(1000, 2), limb(20000, 2))
	walker.walks = [][2]float64{{60, 600}, {14400, 14700}, {28200, 28800}} // to bed, to the toilet, out of bed
	day := scene{file: "d.csv", site: device.SiteLeftAnkle, hours: 24, start: time.Date(2024, 3, 14, 12, 0, 0, 0, time.UTC)}
	for h := 0; h < 10; h++ { // up and about until ten, and from eight on, but for an hour in a chair
		day.walks = append(day.walks, [2]float64{float64(h) * 3600, float64(h)*3600 + 3000})
	}
	for h := 20; h < 24; h++ {
		day.walks = append(day.walks, [2]float64{float64(h) * 3600, float64(h)*3600 + 3000})
	}
	lights := options()
	lights.Lights = Lights{Off: OfDay(23 * time.Hour), On: OfDay(6 * time.Hour)}
	after := options()
	after.Lights = Lights{Off: AfterFirstSample(time.Hour), On: AfterFirstSample(2 * time.Hour)}
	instant := options()
	instant.Lights.Off = Instant(time.Date(2024, 3, 14, 23, 30, 0, 0, time.UTC))
	diary := options()
	diary.Diary = []DiaryLine{
		{Night: "2024-03-14", Lights: Lights{Off: OfDay(23 * time.Hour)}},
		{File: "n.csv", Night: "2024-03-14", Lights: Lights{Off: OfDay(23*time.Hour + 15*time.Minute)}},
		{File: "other.csv", Night: "2024-03-14", Lights: Lights{Off: OfDay(2 * time.Hour)}},
	}
	staged := lights
	staged.Hypnogram = []Bout{{600 * second, 1200 * second, sleep.Awake}, {1200 * second, 20000 * second, sleep.Asleep}}
	late := lights
	late.NightShift = 8 * time.Hour
	wrong := options()
	wrong.Lights = Lights{Off: OfDay(20 * time.Hour)}
	for _, c := range []struct {
		name   string
		opt    Options
		scene  scene
		source string
		want   [][2]Millis
	}{
		{"all of a quiet night", options(), plain(), "detected", [][2]Millis{{0, 28800 * second}}},
		{"without the ways", options(), walker, "detected", [][2]Millis{{600 * second, 14400 * second}, {14700 * second, 28200 * second}}},
		{"lights", lights, plain(), "lights", [][2]Millis{{1800 * second, 27000 * second}}},
		{"lights, nights cut at eight", late, plain(), "lights", [][2]Millis{{1800 * second, 27000 * second}}},
		{"seconds from the first sample", after, plain(), "lights", [][2]Millis{{3600 * second, 7200 * second}}},
		{"one side", instant, plain(), "lights", [][2]Millis{{3600 * second, 28800 * second}}},
		{"the most exact line of a diary", diary, plain(), "diary", [][2]Millis{{2700 * second, 28800 * second}}},
		{"a hypnogram beats lights", staged, plain(), "hypnogram", [][2]Millis{{600 * second, 20000 * second}}},
		{"lights outside are not taken", wrong, plain(), "lights", [][2]Millis{{0, 28800 * second}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := build(t, c.opt, c.scene).Nights[0]
			if value(n.Sleep.BedSource) != c.source {
				t.Errorf("source %q, want %q", value(n.Sleep.BedSource), c.source)
			}
			if diff := cmp.Diff(c.want, n.Sleep.Bed); diff != "" {
				t.Errorf("bed (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("a day and a night", func(t *testing.T) {
		n := build(t, options(), day).Nights[0]
		if len(n.Sleep.Bed) != 1 {
			t.Fatalf("bed %v", n.Sleep.Bed)
		}
		b := n.Sleep.Bed[0] // from the last walk at 9:50 to the first at 20:00 after noon
		if b[0] != 35400*second || b[1] != 72000*second {
			t.Errorf("bed %v", b)
		}
	})
	if n := build(t, wrong, plain()).Nights[0]; n.Quality.Warnings[0].Code != "lights_outside" {
		t.Errorf("no warning that lights lie outside: %+v", n.Quality.Warnings)
	}
}

// Fidgeting in bed shakes single epochs; only walking lasts.
func TestFidgetingStaysInBed(t *testing.T) {
	s := plain()
	for at := 0.0; at < 1200; at += 120 {
		s.walks = append(s.walks, [2]float64{at, at + 30})
	}
	if n := build(t, options(), s).Nights[0]; len(n.Sleep.Bed) != 1 || n.Sleep.Bed[0][0] != 0 {
		t.Errorf("bed %v", n.Sleep.Bed)
	}
}

func TestTwoRecordingsOnOneAxis(t *testing.T) {
	left := plain(limb(5000, 2))
	right := plain(limb(4000, 2))
	right.file, right.site, right.start = "r.csv", device.SiteRightAnkle, evening.Add(600*time.Second)
	n := build(t, options(), left, right).Nights[0]
	if n.Events[0].Onset != 4600*second || n.Events[0].Sites[0] != "right-ankle" || *n.Events[0].OnsetAt != "2024-03-14T23:46:40.000" {
		t.Errorf("the right limb's event is at %v, %s", n.Events[0].Onset, *n.Events[0].OnsetAt)
	}
	if turned := build(t, options(), right, left); turned.Nights[0].Events[0].Onset != 4600*second || turned.Recordings[turned.Nights[0].Recordings[0]].File != "n.csv" {
		t.Errorf("the recording that began first is not the first of its night: event at %v", turned.Nights[0].Events[0].Onset)
	}
	zoned := right
	zoned.zoned, zoned.start = true, time.Date(2024, 3, 14, 22, 40, 0, 0, time.FixedZone("", 3600))
	if n := build(t, options(), left, zoned).Nights[0]; n.Events[0].Onset != 4600*second {
		t.Errorf("wall times of a zoned and an unzoned file: event at %v", n.Events[0].Onset)
	}
}

// The same site twice is a logger that was restarted: one limb with a hole between.
func TestRestartedLogger(t *testing.T) {
	first := plain(train(14000, 3, 20, 2)...)
	first.hours = 4
	second2 := plain(train(10, 3, 20, 2)...)
	second2.file, second2.hours, second2.start = "m.csv", 3, evening.Add(4*time.Hour+time.Minute)
	a := build(t, options(), first, second2)
	n := a.Nights[0]
	if diff := cmp.Diff([]int{0, 1}, n.Recordings); diff != "" {
		t.Error(diff)
	}
	if *n.Counts.PLM != 0 || *n.Counts.LimbMovements != 6 || n.Events[3].Onset != 14470*second {
		t.Errorf("plm %d of %d, fourth at %v; no interval is measured across a restart", *n.Counts.PLM, *n.Counts.LimbMovements, n.Events[3].Onset)
	}
	second2.start = evening
	_, err := Join(Group{first.input(t), second2.input(t)}, options())
	if err == nil || !strings.Contains(err.Error(), "n.csv and m.csv are both of left-ankle and overlap") {
		t.Errorf("two recordings of one limb at one time: %v", err)
	}
}

// Two nights joined give the two nights' counts (issue 3).
func TestTwoNightsGiveTheirCounts(t *testing.T) {
	one := full()
	both := full()
	both.hours = 8
	next := full()
	next.file, next.start = "b.csv", evening.AddDate(0, 0, 1)
	a := build(t, options(), both, next)
	if len(a.Nights) != 2 {
		t.Fatalf("%d nights", len(a.Nights))
	}
	want := build(t, options(), one).Nights[0].Counts
	for _, n := range a.Nights {
		if diff := cmp.Diff(want, n.Counts); diff != "" {
			t.Errorf("night %s:\n%s", *n.Night, diff)
		}
	}
	if a.Nights[1].Events[0].Onset != 300*second {
		t.Errorf("times count from the first sample of the night's first recording, not from %v before", a.Nights[1].Events[0].Onset)
	}
}

func TestHypnogramOverrides(t *testing.T) {
	opt := options()
	opt.Hypnogram = []Bout{
		{0, 2000 * second, sleep.Awake},
		{2000 * second, 2300 * second, sleep.Asleep}, // five minutes: a failed onset
		{2300 * second, 4000 * second, sleep.Awake},
		{4000 * second, 28800 * second, sleep.Asleep},
	}
	n := build(t, opt, full()).Nights[0]
	if *n.Sleep.Source != "hypnogram" || *n.Sleep.Onset != 4000*second || len(n.Sleep.Onsets) != 2 {
		t.Errorf("source %s, onset %v, onsets %v", *n.Sleep.Source, *n.Sleep.Onset, n.Sleep.Onsets)
	}
	if got, want := *n.Sleep.TotalSleepH, round((300+24800-600)/3600.0, 4); got != want { // the hole of 600 s is no sleep
		t.Errorf("slept %v h, want %v", got, want)
	}
	long := plain()
	long.hours = 50
	opt.Hypnogram = []Bout{{0, 40 * hour, sleep.Asleep}}
	if _, err := Join(Group{long.input(t)}, opt); err == nil || !strings.Contains(err.Error(), "of one") {
		t.Errorf("a hypnogram of two nights: %v", err)
	}
}
