package score

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// movement is one movement in the notation of these tests: the limb (L, R, B = both, combined before), the onset, + and the duration in
// seconds, then marks: w awake at onset, ? asleep unknown, r respiratory-related, ! a large body movement. Without a mark it is asleep.
var movement = regexp.MustCompile(`^([LRB])([0-9.]+)\+([0-9.]+)([w?r!]*)$`)

func spans(t *testing.T, text string) []Span {
	t.Helper()
	var list []Span
	for i, word := range strings.Fields(text) {
		m := movement.FindStringSubmatch(word)
		if m == nil {
			t.Fatalf("%q is no movement", word)
		}
		s := Span{Onset: at(t, m[2]), Asleep: Asleep, ID: i}
		s.End = s.Onset + at(t, m[3])
		s.Limb = map[string]Limb{"L": LeftAnkle, "R": RightAnkle, "B": BothAnkles}[m[1]]
		for _, mark := range m[4] {
			switch mark {
			case 'w':
				s.Asleep = Awake
			case '?':
				s.Asleep = SleepUnknown
			case 'r':
				s.Respiratory = true
			case '!':
				s.Large = true
			}
		}
		list = append(list, s)
	}
	return list
}

// train writes count movements of one limb, every interval seconds from first on.
func train(t *testing.T, limb, first, interval, duration string, count int) string {
	t.Helper()
	onset, step := at(t, first), at(t, interval)
	var words []string
	for range count {
		words = append(words, fmt.Sprintf("%s%s+%s", limb, onset, duration))
		onset += step
	}
	return strings.Join(words, " ")
}

func verdictsOf(t *testing.T, rules Rules, text string, gaps ...Stretch) []Verdict {
	t.Helper()
	v, err := Score(rules, spans(t, text), gaps)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// tally writes CLM/nonCLM PLM(series).
func tally(rules Rules, verdicts []Verdict) string {
	c := Summarize(rules, verdicts, Night{}).Counts
	return fmt.Sprintf("%d/%d %d(%d)", c.CLM, c.NonCLM, c.PLM, c.Series)
}

// TestWorkedExamples follows from the text of the rules, section by section of the standards sheet (1.1, 2.1, 2.8).
func TestWorkedExamples(t *testing.T) {
	step := func(first, interval string, n int) string { return train(t, "L", first, interval, "1.7", n) }
	for _, c := range []struct {
		name, movements            string
		wasm, strict, aasm, skip   string // CLM/nonCLM PLM(series); empty = as the one before
		wasmIntervals, aasmInStead string // intervals in seconds
	}{
		{name: "five in a row", movements: step("3.3", "33.3", 5), wasm: "5/0 5(1)", wasmIntervals: "33.3 33.3 33.3 33.3"},
		{name: "three are no series", movements: step("3.3", "33.3", 3), wasm: "3/0 0(0)", wasmIntervals: "33.3 33.3"},
		{name: "none", movements: "", wasm: "0/0 0(0)"},
		{name: "10 s is within", movements: step("7.1", "10", 4), wasm: "4/0 4(1)", wasmIntervals: "10 10 10"},
		{name: "a nanosecond under 10 s", movements: step("7.1", "9.999999999", 4), wasm: "4/0 0(0)", strict: "4/0 0(0)", aasm: "4/0 4(1)"},
		{name: "90 s is within, at decimals", movements: step("0.7", "90", 4), wasm: "4/0 4(1)", wasmIntervals: "90 90 90"},
		{name: "a nanosecond over 90 s", movements: step("0.7", "90.000000001", 5), wasm: "5/0 0(0)"},
		{name: "10 s long is a candidate", movements: train(t, "R", "1.1", "25", "10", 4), wasm: "4/0 4(1)"},
		{name: "over 10 s long is none", movements: train(t, "R", "1.1", "25", "10.000000001", 4), wasm: "0/4 0(0)"},
		{name: "0.5 s long is a candidate", movements: train(t, "R", "1.1", "25", "0.5", 4), wasm: "4/0 4(1)"},
		{name: "under 0.5 s long is dropped", movements: train(t, "R", "1.1", "25", "0.499999999", 4), wasm: "0/0 0(0)"},
		{name: "a dropped movement breaks nothing", movements: step("0", "20", 2) + " L30+0.4 " + step("40", "20", 2), wasm: "4/0 4(1)", wasmIntervals: "20 20 20"},
		{name: "fragments under 0.5 s apart are one", movements: "L5+1 L6.499+1 L30+1 L31.499+1 L55+1 L56.499+1 L80+1 L81.499+1",
			wasm: "4/0 4(1)", wasmIntervals: "25 25 25"},
		{name: "fragments 0.5 s apart are two", movements: "L5+1 L6.5+1 L30+1 L31.5+1 L55+1 L56.5+1 L80+1 L81.5+1",
			wasm: "8/0 0(0)", strict: "8/0 0(0)", aasm: "8/0 0(0)", skip: "8/0 4(1)", wasmIntervals: "1.5 23.5 1.5 23.5 1.5 23.5 1.5", aasmInStead: "25 25 25"},
		{name: "joined before short ones are dropped", movements: "L5+0.3 L5.5+0.3 L30+0.8 L55+0.8 L80+0.8", wasm: "4/0 4(1)"},
		{name: "joined fragments can be too long", movements: "L5+6 L11.4+6 " + step("40", "20", 4), wasm: "4/1 4(1)"},
		{name: "limbs 0.499 s apart are one", movements: "L0+1 R1.499+1 L20+1 R40+1 L60+1", wasm: "4/0 4(1)"},
		{name: "limbs 0.5 s apart are two under WASM", movements: "L0+1 R1.5+1 L20+1 R40+1 L60+1", wasm: "5/0 4(1)", strict: "5/0 0(0)", aasm: "4/0 4(1)"},
		{name: "onsets under 5 s apart are one under AASM", movements: "L0+1 R4.999+1 L20+1 R40+1 L60+1", wasm: "5/0 4(1)", strict: "5/0 0(0)", aasm: "4/0 4(1)"},
		{name: "onsets 5 s apart are two", movements: "L0+1 R5+1 L20+1 R40+1 L60+1", wasm: "5/0 4(1)", strict: "5/0 0(0)", aasm: "5/0 5(1)"},
		{name: "AASM times from the first onset of the group", movements: "L0+1 R3+1 L4.9+1 R5.1+1", wasm: "3/0 0(0)", strict: "", aasm: "2/0 0(0)", aasmInStead: "5.1"},
		{name: "two limbs 15 s long are a candidate", movements: "L0+8 R7+8 " + step("30", "20", 3), wasm: "4/0 4(1)", strict: "", aasm: "5/0 5(1)"},
		{name: "two limbs over 15 s long are none", movements: "L0+8 R7+8.001 " + step("30", "20", 3), wasm: "3/1 0(0)", strict: "", aasm: "5/0 5(1)"},
		{name: "four parts are a candidate", movements: "L0+1 R0.9+1 L1.8+1 R2.7+1 " + step("30", "20", 3), wasm: "4/0 4(1)"},
		{name: "five parts are none under WASM", movements: "L0+1 R0.9+1 L1.8+1 R2.7+1 L3.6+1 " + step("30", "20", 3), wasm: "3/1 0(0)", strict: "", aasm: "4/0 4(1)"},
		{name: "a part over 10 s spoils a bilateral under WASM", movements: "L0+10.5 R10.2+1 " + step("30", "20", 3), wasm: "3/1 0(0)", strict: "", aasm: "4/1 4(1)"},
		{name: "combined before, up to 15 s", movements: "B0+15 B20+12 B40+2 B60+2", wasm: "4/0 4(1)"},
		{name: "a nonCLM ends a series, AASM goes on over it", movements: step("0", "20", 3) + " L46+11 " + step("62", "20", 3),
			wasm: "6/1 0(0)", strict: "", aasm: "6/1 6(1)", wasmIntervals: "20 20 20 20"},
		{name: "the one too soon may begin the next series, or is barred", movements: step("0", "20", 4) + " " + step("66", "20", 4),
			wasm: "8/0 8(2)", strict: "8/0 4(1)", aasm: "8/0 8(1)"},
		{name: "a five-part nonCLM 8 s before bars too", movements: "L0+1 R0.9+1 L1.8+1 R2.7+1 L3.6+1 " + step("8", "20", 4),
			wasm: "4/1 4(1)", strict: "4/1 0(0)", aasm: "5/0 5(1)"},
		// Standards sheet 1.2: 0.5 Hz for 20 s is decimated into onsets 0, 6, 12, 18 s by the skip convention.
		{name: "a tremor decimated", movements: train(t, "L", "0", "2", "0.6", 10), wasm: "10/0 0(0)", strict: "", aasm: "10/0 0(0)", skip: "10/0 4(1)", aasmInStead: "6 6 6"},
		{name: "awake ones go first under AASM", movements: "L0+1 L20+1 L40+1w L60+1 L80+1", wasm: "5/0 5(1)", strict: "", aasm: "4/0 4(1)", aasmInStead: "20 40 20"},
		{name: "wake over 90 s ends a series under AASM", movements: "L0+1 L20+1 L60+1w L111+1 L131+1", wasm: "5/0 5(1)", strict: "", aasm: "4/0 0(0)"},
		{name: "unknown sleep is not taken for wake", movements: "L0+1? L20+1? L40+1? L60+1?", wasm: "4/0 4(1)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := c.wasm
			for i, w := range []string{c.wasm, c.strict, c.aasm, c.skip} {
				rules := Presets()[i]
				if w != "" {
					want = w
				}
				v := verdictsOf(t, rules, c.movements)
				if got := tally(rules, v); got != want {
					t.Errorf("%s: %s, want %s", rules.Name, got, want)
				}
				if i == 0 && c.wasmIntervals != "" {
					checkIntervals(t, rules, v, c.wasmIntervals)
				}
				if i == 3 && c.aasmInStead != "" {
					checkIntervals(t, rules, v, c.aasmInStead)
				}
			}
		})
	}
}

func checkIntervals(t *testing.T, rules Rules, verdicts []Verdict, want string) {
	t.Helper()
	if got := strings.Trim(fmt.Sprint(Summarize(rules, verdicts, Night{}).Intervals.List), "[]"); got != want {
		t.Errorf("%s: intervals %s, want %s", rules.Name, got, want)
	}
}

// A group of limbs under AASM holds what comes within 5 s of its first onset from another limb; what comes from the same limb opens the next.
func TestAASMGroups(t *testing.T) {
	for text, want := range map[string]string{
		"L0+1 R2+1 L4+1":      "[0]",
		"L0+1 L3+1 R4+1":      "[0 3]",
		"L0+1 R2+1 R4.9+1":    "[0]", // the group holds L, so R may join it again
		"B0+1 L3+1":           "[0]",
		"L0+1 B3+1":           "[0]",
		"L0+11 R2+1":          "[0 2]", // over 10 s is no limb movement and joins nothing
		"L0+0.4 R2+1 L5+1":    "[2]",
		"R0+1 L4.999+1 L7+1":  "[0 7]",
		"L0+1w R3+1 R30+1":    "[0 30]", // one movement, by its onset awake
		"L10+3 R10+1 L13.4+1": "[10]",
	} {
		var onsets []Nanos
		for _, v := range verdictsOf(t, AASM(), text) {
			if v.Class != TooShort {
				onsets = append(onsets, v.Onset)
			}
		}
		if got := fmt.Sprint(onsets); got != want {
			t.Errorf("%s: movements at %s, want %s", text, got, want)
		}
	}
}

func TestStraddlingSleepOnset(t *testing.T) {
	const text = "L0+2w L20+2w L40+2w L60+2 L80+2"
	c := Summarize(WASM2016(), verdictsOf(t, WASM2016(), text), Night{Stages: true}).Counts
	if c.PLM != 5 || c.Series != 1 || *c.PLMW != 3 || *c.PLMS != 2 {
		t.Errorf("wasm: %d PLM in %d series, %d awake, %d asleep; want 5 in 1, 3 and 2", c.PLM, c.Series, *c.PLMW, *c.PLMS)
	}
	c = Summarize(AASM(), verdictsOf(t, AASM(), text), Night{Stages: true}).Counts
	if c.LM != 2 || *c.PLMS != 0 || *c.PLMW != 0 {
		t.Errorf("aasm: %d LM, %d PLMS, %d PLMW; want 2, 0, 0", c.LM, *c.PLMS, *c.PLMW)
	}
}

func TestGap(t *testing.T) {
	const six = "L0+2 L20+2 L40+2 L60+2 L80+2 L100+2"
	gap := func(from, to string) Stretch { return Stretch{at(t, from), at(t, to)} }
	for _, c := range []struct {
		name, movements, want string
		gap                   Stretch
	}{
		{"between the third and fourth", six, "6/0 0(0)", gap("50", "55")},
		{"of 0.5 s could hide one", six, "6/0 0(0)", gap("50", "50.5")},
		{"under 0.5 s hides nothing", six, "6/0 6(1)", gap("50", "50.499999999")},
		{"before the first", six, "6/0 6(1)", gap("-10", "-1")},
		{"after the last", six, "6/0 6(1)", gap("200", "300")},
		{"takes what begins in it along", six, "5/0 0(0)", gap("59", "61")},
		{"beginning with a movement", six, "5/0 0(0)", gap("60", "60.5")},
		{"ending with a movement", six, "6/0 0(0)", gap("59", "60")},
		{"is not joined over", "L0+1 L1.3+1 L20+2 L40+2 L60+2", "5/0 4(1)", gap("0.8", "1.3")},
		{"lets the next begin a series", "L0+2 L20+2 L40+2 L60+2 L64+2 L84+2 L104+2 L124+2", "8/0 8(2)", gap("62.5", "63.5")},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, rules := range Presets() {
				if got := tally(rules, verdictsOf(t, rules, c.movements, c.gap)); got != c.want {
					t.Errorf("%s: %s, want %s", rules.Name, got, c.want)
				}
			}
		})
	}
	for _, v := range verdictsOf(t, WASM2016(), six, gap("50", "55")) {
		if first := v.Onset == 0 || v.Onset == 60*Second; first != (v.Link == First) || first == v.HasInterval {
			t.Errorf("at %s s: %s, interval defined %v", v.Onset, v.Link, v.HasInterval)
		}
	}
}

func TestFirstMovementHasNoIntervalAndMayBeginASeries(t *testing.T) {
	v := verdictsOf(t, WASM2016(), "L2+2 L22+2 L42+2 L62+2")
	if v[0].HasInterval || v[0].Link != First || v[0].Series != 1 || v[0].Place != 1 {
		t.Errorf("the first movement: %+v", v[0])
	}
}

func TestWithoutRespiratoryMovements(t *testing.T) {
	for _, c := range []struct {
		text                string
		plm, without, clmr  int
		aasmPLM, aasmScored int // the AASM does not score them at all
	}{
		{"L0+2 L20+2 L40+2r L60+2 L80+2", 5, 4, 1, 4, 4},
		{"L0+2 L20+2 L40+2r L60+2", 4, 0, 1, 0, 3},
		{"L0+2 L20+2 L40+11r L60+2 L80+2", 0, 0, 0, 4, 4}, // a respiratory nonCLM stays and ends series
		{"L0+2 L20+2 L40+2 L60+2 L66+2r L72+2 L92+2 L112+2 L132+2", 8, 8, 1, 8, 8},
		{"L0+2 R1+2r L20+2 L40+2 L60+2 L80+2", 5, 4, 1, 4, 4},   // one part is enough
		{"L0+1 L1.2+1r L20+2 L40+2 L60+2 L80+2", 5, 4, 1, 4, 4}, // one fragment is enough
	} {
		s := Summarize(WASM2016(), verdictsOf(t, WASM2016(), c.text), Night{Respiratory: true})
		if s.Counts.PLM != c.plm || *s.Counts.PLMNR != c.without || *s.Counts.CLMR != c.clmr {
			t.Errorf("%s: PLM %d, without %d, CLMr %d; want %d, %d, %d", c.text, s.Counts.PLM, *s.Counts.PLMNR, *s.Counts.CLMR, c.plm, c.without, c.clmr)
		}
		a := Summarize(AASM(), verdictsOf(t, AASM(), c.text), Night{Respiratory: true})
		if a.Counts.PLM != c.aasmPLM || *a.Counts.PLMNR != c.aasmPLM || a.Counts.LM != c.aasmScored || *a.Counts.CLMR != c.clmr {
			t.Errorf("aasm, %s: PLM %d, without %d, LM %d, CLMr %d", c.text, a.Counts.PLM, *a.Counts.PLMNR, a.Counts.LM, *a.Counts.CLMR)
		}
	}
}

// The gap before a deleted movement still parts those around it.
func TestWithoutRespiratoryMovementsKeepsGaps(t *testing.T) {
	v := verdictsOf(t, WASM2016(), "L0+2 L20+2 L60+2r L80+2 L100+2", Stretch{at(t, "50"), at(t, "55")})
	if got := *Summarize(WASM2016(), v, Night{Respiratory: true}).Counts.PLMNR; got != 0 {
		t.Errorf("%d PLM across a gap, want 0", got)
	}
}

func TestLargeMovements(t *testing.T) {
	for _, c := range []struct {
		large                   string
		follow, breaks, ignored string
	}{
		{"L45+3!", "7/0 7(1)", "6/1 4(1)", "6/0 6(1)"},
		{"L45+1! L46.2+1", "7/0 7(1)", "6/1 4(1)", "7/0 7(1)"},   // one fragment is enough; ignored, the other is left
		{"L45+1 L46.2+1!", "7/0 7(1)", "6/1 4(1)", "7/0 7(1)"},   // in either order
		{"L45+2 R45.1+2!", "7/0 7(1)", "6/1 4(1)", "7/0 7(1)"},   // one limb is enough
		{"R44.9+2! L45+2", "7/0 7(1)", "6/1 4(1)", "7/0 7(1)"},   // in either order
		{"L45+0.4!", "6/0 6(1)", "6/0 6(1)", "6/0 6(1)"},         // too short is too short
		{"L41+12!", "6/1 4(1)|6/1 6(1)", "6/1 4(1)", "6/0 6(1)"}, // long: AASM goes on over it, unless large ones end series
		{"L45+3!w", "7/0 7(1)|6/0 6(1)", "6/1 4(1)|6/0 6(1)", "6/0 6(1)"},
	} {
		text := "L0+2 L30+2 " + c.large + " L60+2 L90+2 L120+2 L150+2"
		for clause, want := range map[LargeClause]string{LargeFollows: c.follow, LargeBreaks: c.breaks, LargeIgnored: c.ignored} {
			wasm, aasm, differs := strings.Cut(want, "|")
			for _, rules := range Presets() {
				rules.Large = clause
				want := wasm
				if differs && rules.Wake == WakeRemoved {
					want = aasm
				}
				if got := tally(rules, verdictsOf(t, rules, text)); got != want {
					t.Errorf("%s, %s, large %s: %s, want %s", c.large, rules.Name, clause, got, want)
				}
			}
		}
	}
}

func TestLargeIsKnownOfTheWhole(t *testing.T) {
	for _, text := range []string{"L0+2! R1+2", "L0+2 R1+2!", "L0+2 L2.1+2!"} {
		if v := verdictsOf(t, WASM2016(), text); len(v) != 1 || !v[0].Large {
			t.Errorf("%s: %+v", text, v)
		}
	}
}

func TestGapInsideAGap(t *testing.T) {
	gaps := []Stretch{{50 * Second, 100 * Second}, {60 * Second, 61 * Second}}
	v := verdictsOf(t, WASM2016(), "L80+2 L110+2", gaps...)
	if v[0].Class != InGap || v[1].Class != Candidate {
		t.Errorf("%s and %s, want in a gap and CLM", v[0].Class, v[1].Class)
	}
}

func TestShortAndIsolated(t *testing.T) {
	// 0 and 300 stand alone; 304 comes too soon; 400 to 460 are a series, 464 comes too soon after it.
	const text = "L0+1 L300+1 L304+1 L400+1 L420+1 L440+1 L460+1 L464+1"
	for _, rules := range Presets() {
		c := Summarize(rules, verdictsOf(t, rules, text), Night{}).Counts
		if c.CLM != 8 || c.PLM != 4 || c.ShortInterval != 2 || c.Isolated != 2 {
			t.Errorf("%s: %+v; want 8 CLM, 4 PLM, 2 short, 2 isolated", rules.Name, c)
		}
	}
}

func TestTraces(t *testing.T) {
	v := verdictsOf(t, WASM2016(), "L0+1 L1.4+1 R2+1 L20+0.3 L40+12 L60+2w L64+2 L200+2 L220+2 L240+2 L260+2")
	want := []string{
		"0 3 CLM first [0 1] [2] bilateral 0/0",
		"20 20.3 too short not in order [3] 0/0",
		"40 52 nonCLM not in order [4] 0/0",
		"60 62 CLM after a nonCLM [5] 0/0",
		"64 66 CLM interval too short [6] 0/0",
		"200 202 CLM interval too long [7] 1/1",
		"220 222 CLM interval within [8] 1/2",
		"240 242 CLM interval within [9] 1/3",
		"260 262 CLM interval within [10] 1/4",
	}
	for i, w := range want {
		m := &v[i]
		got := fmt.Sprint(m.Onset, " ", m.End, " ", m.Class, " ", m.Link)
		for _, p := range m.Parts {
			got += fmt.Sprint(" ", p.IDs)
		}
		if m.Bilateral() {
			got += " bilateral"
		}
		if got += fmt.Sprintf(" %d/%d", m.Series, m.Place); got != w {
			t.Errorf("verdict %d: %s\nwant       %s", i, got, w)
		}
	}
	if len(v) != len(want) {
		t.Errorf("%d verdicts, want %d", len(v), len(want))
	}
}

func ExampleScore() {
	var list []Span
	for k := range Nanos(5) { // 100.3 s and every 90 s from there: the longest interval that the rules allow
		onset := 100*Second + 3*Second/10 + k*90*Second
		list = append(list, Span{Onset: onset, End: onset + 2*Second, Limb: LeftAnkle, Asleep: Asleep})
	}
	verdicts, err := Score(WASM2016(), list, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range verdicts {
		fmt.Printf("%s s: %s, series %d, place %d, %s\n", v.Onset, v.Class, v.Series, v.Place, v.Link)
	}
	// Output:
	// 100.3 s: CLM, series 1, place 1, first
	// 190.3 s: CLM, series 1, place 2, interval within
	// 280.3 s: CLM, series 1, place 3, interval within
	// 370.3 s: CLM, series 1, place 4, interval within
	// 460.3 s: CLM, series 1, place 5, interval within
}
