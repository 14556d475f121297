package report

import (
	"strconv"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// Unknown is null, never 0, with its reason (contract.md).
func TestUnknownIsNull(t *testing.T) {
	slow := func(hz float64) scene {
		s := plain(train(5000, 5, 20, 2)...)
		s.hz = hz
		return s
	}
	coarse := func(stepG float64) scene {
		s := plain(train(5000, 5, 20, 2)...)
		s.stepG = stepG
		return s
	}
	sleepless := plain(train(5000, 5, 20, 2)...)
	sleepless.asleep = nil
	for _, c := range []struct {
		name    string
		scene   scene
		reason  string
		unknown []string
		known   map[string]float64
	}{
		{"20 Hz", slow(20), unknownRate25, []string{"hypnic_starts", "hypnic_clusters", "brief"}, map[string]float64{"plm": 5, "plms": 5}},
		{"5 Hz", slow(5), unknownRate10, []string{"plm", "plms", "plmw", "isolated", "rhythmic", "gross", "limb_movements", "out_of_bed", "plms_per_h", "periodicity", "imi_log_sd"}, nil},
		{"steps of 20 mg", coarse(0.02), "", nil, map[string]float64{"plm": 5, "plms": 5}},
		{"steps of 30 mg", coarse(0.03), unknownGrain, []string{"plm", "plms", "hypnic_starts", "isolated", "gross", "brief", "plms_per_h", "periodicity"}, nil},
		{"steps of 100 mg", coarse(0.1), unknownGrain, []string{"plm", "plms", "hypnic_starts", "lm_per_h"}, nil},
		{"no sleep", sleepless, unknownSleep, []string{"plms", "plmw", "hypnic_starts", "plms_per_h", "plmw_per_h", "lm_per_h", "chance_plms_per_h", "periodicity"}, map[string]float64{"plm": 5, "isolated": 0}},
		{"few movements", plain(train(5000, 5, 20, 2)...), "fewer_than_10_per_h", []string{"periodicity", "periodicity_ferri"}, map[string]float64{"plms": 5, "imi_geometric_mean_s": 20}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := build(t, options(), c.scene).Nights[0]
			if c.reason == unknownGrain && len(n.Events) > 0 {
				t.Errorf("%d events are listed of which none is counted", len(n.Events))
			}
			figures := figuresByName(n)
			for _, name := range c.unknown {
				if figures[name] != nil || n.Unknown[name] != c.reason {
					t.Errorf("%s is %v because of %q; want null because of %q", name, figures[name], n.Unknown[name], c.reason)
				}
			}
			for name, want := range c.known {
				if got := figures[name]; got == nil || *got != want {
					t.Errorf("%s is %v, want %v", name, got, want)
				}
			}
			for name, v := range figures {
				if _, reason := n.Unknown[name]; reason != (v == nil) {
					t.Errorf("%s: value %v, reason %q", name, v, n.Unknown[name])
				}
			}
		})
	}
}

// One limb whose values are too coarse takes nothing from what the other shows.
func TestOneCoarseLimb(t *testing.T) {
	left, right := plain(train(5000, 5, 20, 2)...), plain(train(5010, 5, 20, 2)...)
	right.file, right.site, right.stepG = "r.csv", device.SiteRightAnkle, coarseLimb
	left.stepG = 1.0 / 256
	n := build(t, options(), left, right).Nights[0]
	if n.Counts.PLM == nil || *n.Counts.PLM != 5 || len(n.Events) != 5 {
		t.Errorf("plm %v, %d events; want 5 of the fine limb", n.Counts.PLM, len(n.Events))
	}
}

// figuresByName lists counts and indices by their names in JSON.
func figuresByName(n Night) map[string]*float64 {
	out := map[string]*float64{}
	for _, v := range []any{n.Counts, n.Indices} {
		cells, columns := cellsOf(v), columnsOf(v)
		for i := range columns {
			out[columns[i]] = parseCell(cells[i])
		}
	}
	return out
}

func TestUndatedHasNoStamps(t *testing.T) {
	s := full()
	s.start = time.Time{}
	a := build(t, options(), s)
	n := &a.Nights[0]
	if n.Night != nil || n.StartAt != nil || a.Recordings[0].StartAt != nil || n.Events[0].OnsetAt != nil {
		t.Error("an undated night has stamps")
	}
	if *n.Counts.PLM != 11 {
		t.Errorf("plm %d, want 11", *n.Counts.PLM)
	}
}

// Non-wear and holes leave numerator and denominator (contract.md).
func TestUnseenTimeLeavesBothSides(t *testing.T) {
	s := plain(append(train(5000, 5, 20, 2), train(10000, 5, 20, 2)...)...)
	s.hours = 28000.0 / 3600
	n := build(t, options(), s).Nights[0]
	if got := *n.Sleep.TotalSleepH; got != round(26800.0/3600, 4) || *n.Counts.PLMS != 10 {
		t.Fatalf("slept %v h, plms %d", got, *n.Counts.PLMS)
	}
	s.unworn = [][2]float64{{9000, 12600}}
	s.holes = [][2]float64{{20000, 23600}}
	n = build(t, options(), s).Nights[0]
	if got := *n.Sleep.TotalSleepH; got != round(19600.0/3600, 4) || *n.Counts.PLMS != 5 {
		t.Errorf("slept %v h, plms %d; want %v and 5", got, *n.Counts.PLMS, 19600.0/3600)
	}
	if n.Quality.UnwornH != 1 || n.Quality.WornH != round(20800.0/3600, 4) {
		t.Errorf("worn %v h, unworn %v h", n.Quality.WornH, n.Quality.UnwornH)
	}
	if want := round(5/(19600.0/3600), 3); *n.Indices.PLMSPerH != want {
		t.Errorf("plms per hour %v, want %v", *n.Indices.PLMSPerH, want)
	}
}

func TestShortAndRestlessAreNotUsable(t *testing.T) {
	short := plain()
	short.hours, short.asleep = 2.9, [][2]float64{{600, 9000}}
	walk := plain(train(100, 5, 20, 2)...)
	walk.hours, walk.asleep, walk.walks = 4, nil, [][2]float64{{0, 14400}}
	fine := plain()
	for _, c := range []struct {
		scene scene
		want  bool
	}{{short, false}, {walk, false}, {fine, true}} {
		if n := build(t, options(), c.scene).Nights[0]; n.Usable != c.want {
			t.Errorf("usable %v, want %v: %+v", n.Usable, c.want, n.Quality.Warnings)
		}
	}
	n := build(t, options(), walk).Nights[0]
	if len(n.Events) != 0 || *n.Counts.OutOfBed != 5 {
		t.Errorf("on foot: %d events, %d out of bed; want 0, 5", len(n.Events), *n.Counts.OutOfBed)
	}
}

// Where no time in bed was seen nothing was counted, and nothing is not zero.
func TestUnseenIsNull(t *testing.T) {
	long := func() scene {
		s := plain(train(5000, 5, 20, 2)...)
		s.hours, s.asleep = 8, nil
		return s
	}
	walk, unworn, empty, dark := long(), long(), long(), long()
	walk.walks = [][2]float64{{0, 8 * 3600}}
	unworn.unworn = [][2]float64{{0, 8 * 3600}}
	empty.holes, empty.movements = [][2]float64{{0, 8 * 3600}}, nil
	dark.holes, dark.movements = [][2]float64{{3600, 5 * 3600}}, nil
	lights := options()
	lights.Lights = Lights{Off: AfterFirstSample(4000 * time.Second), On: AfterFirstSample(15000 * time.Second)}
	for _, c := range []struct {
		name, reason string
		scene        scene
		opt          Options
		outOfBed     *int
	}{
		{"on foot", unknownBed, walk, options(), known(5)},
		{"unworn", unknownWear, unworn, options(), nil},
		{"no samples", unknownData, empty, options(), nil},
		{"no samples in bed", unknownInBed, dark, lights, known(0)},
	} {
		n := build(t, c.opt, c.scene).Nights[0]
		for name, v := range figuresByName(n) {
			if name == "out_of_bed" {
				continue
			}
			if v != nil || n.Unknown[name] != c.reason {
				t.Errorf("%s: %s is %v because of %q; want null because of %q", c.name, name, v, n.Unknown[name], c.reason)
			}
		}
		if (n.Counts.OutOfBed == nil) != (c.outOfBed == nil) || value(n.Counts.OutOfBed) != value(c.outOfBed) {
			t.Errorf("%s: out of bed %v, want %v", c.name, n.Counts.OutOfBed, c.outOfBed)
		}
		if n.Usable || n.Sleep.TimeInBedH != nil || len(n.Events) > 0 || reasonWords[c.reason] == "" {
			t.Errorf("%s: usable %v, sleep %+v, %d events", c.name, n.Usable, n.Sleep, len(n.Events))
		}
	}
}

func TestWarnings(t *testing.T) {
	wrist := plain()
	wrist.site = device.SiteLeftWrist
	nowhere := plain()
	nowhere.site = device.SiteUnknown
	slow := plain()
	slow.hz = 20
	right := plain()
	right.site, right.file = device.SiteRightAnkle, "r.csv"
	undated := right
	undated.start = time.Time{}
	for _, c := range []struct {
		scenes []scene
		want   []string
	}{
		{[]scene{plain()}, []string{"one_limb"}},
		{[]scene{wrist}, []string{"wrist_not_leg", "one_limb"}},
		{[]scene{nowhere}, []string{"site_unknown", "one_limb"}},
		{[]scene{slow}, []string{"one_limb", "rate_too_low"}},
		{[]scene{plain(), right}, nil},
		{[]scene{plain(), undated}, []string{"limbs_not_aligned"}},
	} {
		var got []string
		for _, w := range build(t, options(), c.scenes...).Nights[0].Quality.Warnings {
			got = append(got, w.Code)
		}
		if len(got) != len(c.want) || (len(got) > 0 && got[0] != c.want[0]) {
			t.Errorf("warnings %v, want %v", got, c.want)
		}
	}
}

// parseCell reads a number of a CSV cell, nil when it is empty.
func parseCell(s string) *float64 {
	if s == "" {
		return nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil
	}
	return &v
}
