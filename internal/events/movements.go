package events

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/nightjar-sleep/nightjar/internal/score"
)

// Movements is a list of movements as someone wrote it down.
type Movements struct {
	Spans  []score.Span // in order of onset; ID is the line in the file
	Staged bool         // the list has a stage column, and Asleep is filled from it
}

// sides are the words for where a movement was seen.
var sides = map[string]score.Limb{
	"l": score.LeftAnkle, "left": score.LeftAnkle, "left-ankle": score.LeftAnkle,
	"r": score.RightAnkle, "right": score.RightAnkle, "right-ankle": score.RightAnkle,
	"b": score.BothAnkles, "both": score.BothAnkles, "bilateral": score.BothAnkles,
	"left-wrist": score.LeftWrist, "right-wrist": score.RightWrist, "trunk": score.Trunk, "unknown": score.Unsited,
}

// parseSide returns the limbs that a word of a side column stands for: L, R, B (already combined) or a site.
func parseSide(s string) (score.Limb, error) {
	if limb, ok := sides[strings.ToLower(s)]; ok {
		return limb, nil
	}
	return 0, fmt.Errorf("%.40q is not a side: write L, R, B, left-ankle, right-ankle, left-wrist, right-wrist, trunk or unknown", s)
}

// ReadMovements reads a list of movements with the columns onset_s, duration_s, side and optionally sleep_stage_at_onset. Rows may be in
// any order. file is the name that errors give.
func ReadMovements(r io.Reader, file string) (Movements, error) {
	t, err := openTable(r, file, "onset_s", "duration_s", "side")
	if err != nil {
		return Movements{}, err
	}
	m := Movements{Staged: t.has("sleep_stage_at_onset")}
	for {
		err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Movements{}, err
		}
		span, err := t.span()
		if err != nil {
			return Movements{}, err
		}
		m.Spans = append(m.Spans, span)
	}
	slices.SortStableFunc(m.Spans, func(a, b score.Span) int { return cmp.Compare(a.Onset, b.Onset) })
	return m, nil
}

// span reads the movement in the current row.
func (t *table) span() (score.Span, error) {
	at, err := t.stretch()
	if err != nil {
		return score.Span{}, err
	}
	limb, err := parseSide(t.text("side"))
	if err != nil {
		return score.Span{}, t.wrong("side", err)
	}
	stage, err := ParseStage(t.text("sleep_stage_at_onset"))
	if err != nil {
		return score.Span{}, t.wrong("sleep_stage_at_onset", err)
	}
	return score.Span{Onset: at.From, End: at.To, Limb: limb, Asleep: stage.Sleep(), ID: t.line}, nil
}

// ReadStretches reads a list of respiratory events or gaps with the columns onset_s and duration_s, in any order. file is the name that
// errors give.
func ReadStretches(r io.Reader, file string) ([]score.Stretch, error) {
	t, err := openTable(r, file, "onset_s", "duration_s")
	if err != nil {
		return nil, err
	}
	var list []score.Stretch
	for {
		err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		s, err := t.stretch()
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b score.Stretch) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return list, nil
}
