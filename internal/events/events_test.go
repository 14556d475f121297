package events

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/nightjar-sleep/nightjar/internal/score"
)

const second = score.Second

func TestReadMovements(t *testing.T) {
	want := Movements{Staged: true, Spans: []score.Span{
		{Onset: 100*second + 300_000_000, End: 102*second + 300_000_000, Limb: score.LeftAnkle, Asleep: score.Asleep, ID: 3},
		{Onset: 190*second + 300_000_000, End: 190*second + 800_000_000, Limb: score.RightAnkle, Asleep: score.Awake, ID: 2},
		{Onset: 200 * second, End: 203 * second, Limb: score.BothAnkles, ID: 4},
	}}
	for name, text := range map[string]string{
		"as in the contract":    "onset_s,duration_s,side,sleep_stage_at_onset\n190.3,0.5,R,W\n100.3,2,L,N2\n200,3,B,?\n",
		"other order and more":  "scorer,Side,Sleep_Stage_At_Onset,DURATION_S,onset_s\nme,r,wake,0.500,190.300\nme,left,2,2.0,100.30\nme,both,,3,2e2\n",
		"byte order mark, CRLF": "\ufeffonset_s,duration_s,side,sleep_stage_at_onset\r\n190.3,0.5,R,W\r\n100.3,2,L,N2\r\n200,3,B,\r\n",
		"semicolons":            "onset_s;duration_s;side;sleep_stage_at_onset\n190,3;0,5;R;0\n100,3;2;L;S2\n200.0;3;bilateral;9\n",
		"tabs":                  "onset_s\tduration_s\tside\tsleep_stage_at_onset\n190.3\t0.5\tright-ankle\tW\n100.3\t2\tleft-ankle\tREM\n200\t3\tB\t\n",
		"blanks and quotes":     "\"onset_s\", duration_s, side ,sleep_stage_at_onset\n 190.3, 0.5 , R , W \n\"100.3\",\"2\",\"L\",\"Sleep stage N3\"\n200,3,B,unknown",
		"rows cut short":        "onset_s,duration_s,side,sleep_stage_at_onset\n190.3,0.5,R,W\n100.3,2,L,5\n200,3,B\n,,,\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
				got, err := ReadMovements(r, "legs.csv")
				if err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%+v, %v\nwant %+v", got, err, want)
				}
			}
		})
	}
}

func TestReadMovementsOfOtherLimbs(t *testing.T) {
	got, err := ReadMovements(strings.NewReader("onset_s,duration_s,side\n1,1,left-wrist\n2,1,right-wrist\n3,1,trunk\n4,1,unknown\n"), "x")
	if err != nil || got.Staged {
		t.Fatal(got, err)
	}
	for i, limb := range []score.Limb{score.LeftWrist, score.RightWrist, score.Trunk, score.Unsited} {
		if got.Spans[i].Limb != limb {
			t.Errorf("row %d: %s, want %s", i, got.Spans[i].Limb, limb)
		}
	}
	none, err := ReadMovements(strings.NewReader("onset_s,duration_s,side"), "x")
	if err != nil || len(none.Spans) != 0 {
		t.Errorf("a header alone is an empty list, not %v, %v", none, err)
	}
}

func TestErrorsHaveAPlace(t *testing.T) {
	movements := func(text string) error { _, err := ReadMovements(strings.NewReader(text), "f"); return err }
	stages := func(text string) error { _, err := ReadHypnogram(strings.NewReader(text), "f"); return err }
	stretches := func(text string) error { _, err := ReadStretches(strings.NewReader(text), "f"); return err }
	diary := func(text string) error { _, err := ReadDiary(strings.NewReader(text), "f"); return err }
	for _, c := range []struct {
		read       func(string) error
		text, want string
	}{
		{movements, "", "f: the file is empty"},
		{movements, "\ufeff", "f: the file is empty"},
		{movements, "onset,duration\n1,2\n", `f:1: no column "onset_s" in the header "onset,duration"; needed: onset_s,duration_s,side`},
		{movements, "onset_s,duration_s\n1,2\n", `no column "side"`},
		{movements, "onset_s,duration_s,side,side\n", `f:1: column "side": is named twice`},
		{movements, "onset_s,duration_s,side\n1,2,L\nx,2,L\n", `f:3: column onset_s: "x" is not a number of seconds`},
		{movements, "onset_s,duration_s,side\n1,,L\n", `f:2: column duration_s: no value`},
		{movements, "onset_s,duration_s,side\n1,-2,L\n", `f:2: column duration_s: -2 s is negative`},
		{movements, "onset_s,duration_s,side\n1,NaN,L\n", `f:2: column duration_s: "NaN" is not a number`},
		{movements, "onset_s,duration_s,side\n3999999999,2,L\n", `f:2: column duration_s: ends beyond`},
		{movements, "onset_s,duration_s,side\n\n\n1,2,Q\n", `f:4: column side: "Q" is not a side`},
		{movements, "onset_s,duration_s,side\n1,2\n", `f:2: column side: "" is not a side`},
		{movements, "onset_s,duration_s,side,sleep_stage_at_onset\n1,2,L,N7\n", `f:2: column sleep_stage_at_onset: "N7" is not a sleep stage`},
		{movements, "onset_s,duration_s,side\n1,2,L,4\n", `f:2: 4 values for 3 columns`},
		{movements, "onset_s,duration_s,side\n1,\"2\"x,L\n", `f:2: `},
		{movements, "onset_s,duration_s,side\n100,3,2,L\n", `f:2: 4 values for 3 columns`}, // a decimal comma between commas
		{movements, "\xff\xfeo\x00n\x00", "f: the text is in UTF-16; save it as UTF-8"},
		{movements, "\x00\x01\x02binary", `no column "onset_s"`},
		{movements, strings.Repeat("x", 1<<20), "the first line is no header"},
		{stages, "stage\n", "no stage in it"},
		{stages, "stage\nW\n\nN1\n", "f:4: blank lines before it"},
		{stages, "stage\nW\nX\n", `f:3: column stage: "X" is not a sleep stage`},
		{stages, "onset_s,stage\n0,W\n", "need onset_s and duration_s both"},
		{stages, "onset_s,duration_s,stage\n0,30,W\n30,30,N1\n29.9,30,N2\n", "f:4: column onset_s: begins at 29.9 s, inside the epoch of line 2"},
		{stages, "onset_s,duration_s,stage\n0,30,W\n0,30,N1\n", "f:3: column onset_s: begins at 0 s, as line 2 does"},
		{stretches, "onset_s\n0\n", `no column "duration_s"`},
		{stretches, "onset_s,duration_s\n0,1\n5,z\n", "f:3: column duration_s"},
		{diary, "file,night,lights_off,lights_on\na,14.3.2024,23:00,7:00\n", `f:2: column night: "14.3.2024" is not a date`},
		{diary, "file,night,lights_off,lights_on\na,,23:00,\n", `f:2: column lights_on: no value`},
		{diary, "file,night,lights_off,lights_on\na,,25:00,7:00\n", `f:2: column lights_off: "25:00" is not a time`},
		{diary, "file,night,lights_off,lights_on\na,,+-3,7:00\n", `f:2: column lights_off: "+-3" is negative`},
		{diary, "file,night,lights_off,lights_on\na,,23:00,7:00\na,,22:00,7:00\n", `f:3: column night: the same file and night as line 2`},
	} {
		err := c.read(c.text)
		var placed *Error
		if err == nil || !errors.As(err, &placed) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: %v, want %s", c.text, err, c.want)
		}
	}
}

func TestAFailingReaderIsReported(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, head := range []string{"", "onset_s,duration_s,side\n1,2,L\n"} {
		_, err := ReadMovements(io.MultiReader(strings.NewReader(head), iotest.ErrReader(broken)), "legs.csv")
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), "legs.csv") {
			t.Errorf("after %q: %v", head, err)
		}
	}
}

func TestStageSpellings(t *testing.T) {
	for want, spellings := range map[Stage]string{
		Wake: "W w 0 Wake AWAKE 0.0", N1: "N1 n1 1 S1 1.0", N2: "N2 2 S2", N3: "N3 N4 3 4 S3 S4 4.0", REM: "R REM rem 5", Unknown: "? -1 9 unknown M",
	} {
		for _, s := range strings.Fields(spellings) {
			if got, err := ParseStage(s); err != nil || got != want {
				t.Errorf("%q is %s, %v; want %s", s, got, err, want)
			}
		}
	}
	if got, err := ParseStage("Sleep stage R"); err != nil || got != REM {
		t.Errorf("Sleep stage R is %s, %v", got, err)
	}
}

func TestHypnogram(t *testing.T) {
	byRow, err := ReadHypnogram(strings.NewReader("stage\nW\nN1\n?\nR\n"), "f")
	if err != nil {
		t.Fatal(err)
	}
	timed, err := ReadHypnogram(strings.NewReader("stage,duration_s,onset_s\nR,30,90\nN1,30,30\nW,30,0\n"), "f")
	if err != nil {
		t.Fatal(err)
	}
	for name, h := range map[string]Hypnogram{"by row": byRow, "timed, one left out": timed} {
		for at, want := range map[score.Nanos]Stage{
			-1: Unknown, 0: Wake, 30*second - 1: Wake, 30 * second: N1, 60*second - 1: N1, 60 * second: Unknown, 90 * second: REM, 120*second - 1: REM, 120 * second: Unknown,
		} {
			if got := h.At(at); got != want {
				t.Errorf("%s: stage at %s s is %s, want %s", name, at, got, want)
			}
		}
		if got, want := h.Times(nil), (Times{InBed: 120 * second, Asleep: 60 * second, Awake: 30 * second}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	rounded, err := ReadHypnogram(strings.NewReader("onset_s,duration_s,stage\n0,30.005,W\n30.004,29.99,N1\n59.995,30,R\n"), "f")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := rounded.Times(nil), (Times{InBed: 89_995 * second / 1000, Asleep: 59_991 * second / 1000, Awake: 30_004 * second / 1000}); got != want {
		t.Errorf("rounded epochs that overlap and fall short by a millisecond: %+v, want %+v", got, want)
	}
	// Gaps of 20–40 and 35–50 (in wake 10 s, in sleep 20 s), one inside the other, and one that runs out of the night by 10 s.
	gaps := []score.Stretch{{From: 110 * second, To: 130 * second}, {From: 20 * second, To: 40 * second}, {From: 35 * second, To: 50 * second}, {From: 36 * second, To: 37 * second}}
	if got, want := byRow.Times(gaps), (Times{InBed: 80 * second, Asleep: 30 * second, Awake: 20 * second}); got != want {
		t.Errorf("with gaps %+v, want %+v", got, want)
	}
	if got := (Hypnogram{}).Times(gaps); got != (Times{}) {
		t.Errorf("nothing adds up to %+v", got)
	}
}

func TestReadDiary(t *testing.T) {
	got, err := ReadDiary(strings.NewReader("file,night,lights_off,lights_on\nana.csv,2024-03-14,23:10,06:45:30\n,,2024-03-15T23:00:00+01:00,+28800.5\n"), "diary.csv")
	if err != nil {
		t.Fatal(err)
	}
	want := []DiaryEntry{
		{File: "ana.csv", Night: time.Date(2024, 3, 14, 0, 0, 0, 0, time.UTC), Line: 2,
			LightsOff: Moment{OfDay: 23*time.Hour + 10*time.Minute}, LightsOn: Moment{OfDay: 6*time.Hour + 45*time.Minute + 30*time.Second}},
		{LightsOff: Moment{Kind: Instant, Instant: got[1].LightsOff.Instant}, LightsOn: Moment{Kind: Offset, Offset: 28800*second + second/2}, Line: 3},
	}
	if !reflect.DeepEqual(got, want) || !got[1].LightsOff.Instant.Equal(time.Date(2024, 3, 15, 22, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

func FuzzReadMovements(f *testing.F) {
	f.Add("onset_s,duration_s,side\n1,2,L\n")
	f.Add("\ufeffonset_s;duration_s;side;sleep_stage_at_onset\r\n100,3;2,0;B;N2\r\n")
	f.Add("side\tduration_s\tonset_s\nr\t0.5\t1e2\n")
	f.Add("onset_s,duration_s,side\n\"1\n\",2,L\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ReadMovements(strings.NewReader(text), "f")
		if err != nil {
			placed(t, err)
			return
		}
		for i, s := range m.Spans {
			if s.End < s.Onset || s.Limb == 0 || i > 0 && s.Onset < m.Spans[i-1].Onset {
				t.Fatalf("row %d is %+v", i, s)
			}
		}
		if _, err := score.Score(score.WASM2016(), m.Spans, nil); err != nil {
			t.Fatalf("what was read cannot be scored: %v", err)
		}
	})
}

func FuzzReadStretches(f *testing.F) {
	f.Add("onset_s,duration_s\n1,2\n")
	f.Add("duration_s;onset_s\n0,5;-3\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := ReadStretches(strings.NewReader(text), "f")
		if err != nil {
			placed(t, err)
			return
		}
		for i, s := range list {
			if s.Length() < 0 || i > 0 && s.From < list[i-1].From {
				t.Fatalf("row %d is %+v", i, s)
			}
		}
	})
}

func FuzzReadHypnogram(f *testing.F) {
	f.Add("stage\nW\nN1\n5\n?\n")
	f.Add("onset_s,duration_s,stage\n0,30,W\n30,60,Sleep stage 2\n")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := ReadHypnogram(strings.NewReader(text), "f")
		if err != nil {
			placed(t, err)
			return
		}
		for i, e := range h {
			if i > 0 && e.From < h[i-1].To {
				t.Fatalf("epoch %d begins inside the one before", i)
			}
			if e.Length() > 0 && h.At(e.From) != e.Stage {
				t.Fatalf("stage at %s s is %s, want %s", e.From, h.At(e.From), e.Stage)
			}
		}
		sum := h.Times([]score.Stretch{{From: 0, To: second}})
		if sum.Asleep < 0 || sum.Awake < 0 || sum.Asleep+sum.Awake > sum.InBed {
			t.Fatalf("%+v", sum)
		}
	})
}

func FuzzReadDiary(f *testing.F) {
	f.Add("file,night,lights_off,lights_on\na,2024-03-14,23:10,06:45\n")
	f.Add("lights_on;lights_off;night;file\n+1;2024-03-15T23:00:00Z;;\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := ReadDiary(strings.NewReader(text), "f")
		if err != nil {
			placed(t, err)
			return
		}
		for _, e := range list {
			if e.LightsOff.OfDay < 0 || e.LightsOff.OfDay >= 24*time.Hour || e.LightsOff.Offset < 0 {
				t.Fatalf("%+v", e)
			}
		}
	})
}

// placed checks that an error names the file and stays short.
func placed(t *testing.T, err error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.File != "f" || len(err.Error()) > 2000 {
		t.Fatalf("an error without a place, or a long one: %.300v", err)
	}
}

func ExampleReadMovements() {
	list := "onset_s;duration_s;side\n190,3;2,0;R\n100,3;2,0;L\n"
	m, err := ReadMovements(strings.NewReader(list), "legs.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range m.Spans {
		fmt.Printf("line %d: %s from %s to %s s\n", s.ID, s.Limb, s.Onset, s.End)
	}
	// Output:
	// line 3: left-ankle from 100.3 to 102.3 s
	// line 2: right-ankle from 190.3 to 192.3 s
}

// A time since the first sample is read as seconds and as reports print it; nothing else passes.
func TestParseMomentSince(t *testing.T) {
	for text, want := range map[string]score.Nanos{"+3600": 3600 * second, "+0:00:01": second, "+6:48:32.3": (6*3600+48*60+32)*second + 300_000_000, "+30:00:00": 30 * 3600 * second} {
		m, err := ParseMoment(text)
		if err != nil || m.Kind != Offset || m.Offset != want {
			t.Errorf("%s: %+v, %v", text, m, err)
		}
	}
	for _, text := range []string{"+1:60:00", "+1:00:60", "+1:00", "+:00:00", "+1:-1:00", "+1:00:-1", "+1::", "+-1", "+999999:00:00", "+1:2:3:4"} {
		if m, err := ParseMoment(text); err == nil {
			t.Errorf("%s was taken for %+v", text, m)
		}
	}
}
