package events

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/nightjar-sleep/nightjar/internal/score"
)

// Stage is a stage of sleep as a person or program scored it.
type Stage uint8

// The stages. Unknown is an epoch that was not scored, or scored as movement or artefact.
const (
	Unknown Stage = iota
	Wake
	N1
	N2
	N3
	REM
)

// stages are the spellings of the stages, lower case: the AASM's letters, Rechtschaffen and Kales' numbers (4 is part of N3 since 2007) and
// the words that exports of sleep laboratories use.
var stages = map[string]Stage{
	"": Unknown, "?": Unknown, "-1": Unknown, "6": Unknown, "9": Unknown, "unknown": Unknown, "unscored": Unknown, "artefact": Unknown,
	"artifact": Unknown, "a": Unknown, "m": Unknown, "mt": Unknown, "movement": Unknown, "u": Unknown, "nan": Unknown,
	"w": Wake, "0": Wake, "wake": Wake, "awake": Wake,
	"n1": N1, "1": N1, "s1": N1,
	"n2": N2, "2": N2, "s2": N2,
	"n3": N3, "3": N3, "s3": N3, "n4": N3, "4": N3, "s4": N3,
	"r": REM, "5": REM, "rem": REM,
}

// stagePrefixes are words that exports put before a stage ("Sleep stage W", "Stage 2").
var stagePrefixes = []string{"sleep stage ", "sleep-stage ", "stage "}

// ParseStage returns the stage that a word stands for. An empty word is Unknown.
func ParseStage(s string) (Stage, error) {
	word := strings.ToLower(strings.TrimSpace(s))
	for _, p := range stagePrefixes {
		word = strings.TrimPrefix(word, p)
	}
	if number, ok := strings.CutSuffix(word, ".0"); ok { // whole numbers that went through floating point
		word = number
	}
	if stage, ok := stages[word]; ok {
		return stage, nil
	}
	return Unknown, fmt.Errorf("%.40q is not a sleep stage: write W, N1, N2, N3, R or ? (or 0 to 5)", s)
}

// Sleep returns whether the stage is sleep.
func (s Stage) Sleep() score.Sleep {
	switch s {
	case Unknown:
		return score.SleepUnknown
	case Wake:
		return score.Awake
	}
	return score.Asleep
}

// String returns the AASM's letters for the stage, ? for Unknown.
func (s Stage) String() string { return [...]string{"?", "W", "N1", "N2", "N3", "R"}[s] }

// Epoch is a stretch of one stage.
type Epoch struct {
	score.Stretch
	Stage Stage
}

// Hypnogram is a night's stages: in order, not overlapping, perhaps with stretches left out.
type Hypnogram []Epoch

// rounding is how far an epoch may reach into the next one, or fall short of it: onset and duration are each written to a hundredth of a second at the coarsest, and their sum is off by as much.
const rounding = score.Second / 100 // ns

// EpochLength is the length of an epoch in a hypnogram that gives stages only: 30 s in every standard since 1968.
const EpochLength = 30 * score.Second

// ReadHypnogram reads a hypnogram with the columns onset_s, duration_s and stage, in any order, or with a column stage alone: one row
// per 30 s from the night's start. file is the name that errors give.
func ReadHypnogram(r io.Reader, file string) (Hypnogram, error) {
	t, err := openTable(r, file, "stage")
	if err != nil {
		return nil, err
	}
	timed := t.has("onset_s")
	if timed != t.has("duration_s") {
		return nil, t.wrong("", errors.New("need onset_s and duration_s both, or neither (then each row is 30 s)"))
	}
	var h Hypnogram
	header := t.line
	lines := map[score.Nanos]int{}
	for {
		err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if row := t.line - header; !timed && row != len(h)+1 {
			return nil, t.wrong("", errors.New("blank lines before it: each line is 30 s, so write ? for an epoch without a stage"))
		}
		e, err := t.epoch(timed, len(h))
		if err != nil {
			return nil, err
		}
		if before, twice := lines[e.From]; twice {
			return nil, t.wrong("onset_s", fmt.Errorf("begins at %s s, as line %d does", e.From, before))
		}
		lines[e.From] = t.line
		h = append(h, e)
	}
	if len(h) == 0 {
		return nil, t.wrong("", errors.New("no stage in it"))
	}
	slices.SortFunc(h, func(a, b Epoch) int { return cmp.Compare(a.From, b.From) })
	for i := 1; i < len(h); i++ {
		if over := h[i-1].To - h[i].From; max(over, -over) <= rounding {
			h[i-1].To = h[i].From
		} else if over > 0 {
			t.line = lines[h[i].From]
			return nil, t.wrong("onset_s", fmt.Errorf("begins at %s s, inside the epoch of line %d", h[i].From, lines[h[i-1].From]))
		}
	}
	return h, nil
}

// epoch reads the epoch in the current row, the n-th from 0.
func (t *table) epoch(timed bool, n int) (Epoch, error) {
	stage, err := ParseStage(t.text("stage"))
	if err != nil {
		return Epoch{}, t.wrong("stage", err)
	}
	e := Epoch{Stage: stage}
	if !timed {
		e.From = score.Nanos(n) * EpochLength
		e.To = e.From + EpochLength
		return e, nil
	}
	e.Stretch, err = t.stretch()
	return e, err
}

// At returns the stage at a time; Unknown outside the hypnogram.
func (h Hypnogram) At(t score.Nanos) Stage {
	i, found := slices.BinarySearchFunc(h, t, func(e Epoch, t score.Nanos) int { return cmp.Compare(e.From, t) })
	if !found {
		i--
	}
	if i < 0 || t >= h[i].To {
		return Unknown
	}
	return h[i].Stage
}

// Times adds up a hypnogram.
type Times struct {
	InBed, Asleep, Awake score.Nanos // InBed includes what is of unknown stage
}

// Times adds up the time from the first epoch to the end of the last, and what of it was sleep and wakefulness. Gaps, which may overlap and
// be in any order, are in none of them.
func (h Hypnogram) Times(gaps []score.Stretch) Times {
	var sum Times
	if len(h) == 0 {
		return sum
	}
	gaps = union(gaps)
	night := score.Stretch{From: h[0].From, To: h[len(h)-1].To}
	sum.InBed = night.Length() - overlap(night, gaps)
	for _, e := range h {
		for len(gaps) > 0 && gaps[0].To <= e.From {
			gaps = gaps[1:]
		}
		switch left := e.Length() - overlap(e.Stretch, gaps); e.Stage.Sleep() {
		case score.Asleep:
			sum.Asleep += left
		case score.Awake:
			sum.Awake += left
		}
	}
	return sum
}

// union returns the stretches in order, those that overlap as one.
func union(list []score.Stretch) []score.Stretch {
	sorted := slices.SortedFunc(slices.Values(list), func(a, b score.Stretch) int { return cmp.Compare(a.From, b.From) })
	var u []score.Stretch
	for _, s := range sorted {
		if n := len(u); n > 0 && s.From <= u[n-1].To {
			u[n-1].To = max(u[n-1].To, s.To)
			continue
		}
		u = append(u, s)
	}
	return u
}

// overlap returns how much of s the ordered stretches cover.
func overlap(s score.Stretch, ordered []score.Stretch) score.Nanos {
	var sum score.Nanos
	for _, o := range ordered {
		if o.From >= s.To {
			break
		}
		sum += max(0, min(s.To, o.To)-max(s.From, o.From))
	}
	return sum
}
