package score

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// field is one field of Rules by its name in JSON.
type field struct {
	name string
	at   any // pointer to the field
}

// fields lists the fields of r in the order in which they are written. It is the one list of their names.
func (r *Rules) fields() []field {
	return []field{
		{"name", &r.Name},
		{"source", &r.Source},
		{"join_gap_s", &r.JoinGap},
		{"min_duration_s", &r.MinDuration},
		{"max_duration_s", &r.MaxDuration},
		{"long_movement", &r.Long},
		{"bilateral", &r.Bilateral},
		{"bilateral_window_s", &r.BilateralWindow},
		{"max_bilateral_s", &r.MaxBilateral},
		{"max_parts", &r.MaxParts},
		{"min_interval_s", &r.MinInterval},
		{"max_interval_s", &r.MaxInterval},
		{"min_run", &r.MinRun},
		{"short_interval", &r.Short},
		{"restart", &r.Restart},
		{"large_movement", &r.Large},
		{"wake", &r.Wake},
		{"respiratory", &r.Respiratory},
		{"respiratory_anchor", &r.RespiratoryAnchor},
		{"respiratory_before_s", &r.RespiratoryBefore},
		{"respiratory_after_s", &r.RespiratoryAfter},
	}
}

// MarshalJSON writes every field, lengths as decimal seconds and clauses as words.
func (r Rules) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, f := range r.fields() {
		value, err := json.Marshal(f.at)
		if err != nil {
			return nil, fmt.Errorf("rules field %q: %w", f.name, err)
		}
		b.WriteByte("{,"[min(i, 1)])
		fmt.Fprintf(&b, "%q:%s", f.name, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads a rule set as ParseRules does.
func (r *Rules) UnmarshalJSON(data []byte) error {
	v, err := ParseRules(data)
	if err != nil {
		return err
	}
	*r = v
	return nil
}

// ParseRules reads one whole rule set from JSON and checks it. Unknown, repeated and missing fields are errors; the error names the line and the field.
func ParseRules(data []byte) (Rules, error) {
	var r Rules
	d := json.NewDecoder(bytes.NewReader(data))
	seen, err := r.decode(d)
	if err != nil {
		line := 1 + bytes.Count(data[:min(int(d.InputOffset()), len(data))], []byte("\n"))
		return Rules{}, fmt.Errorf("line %d: %w", line, err)
	}
	for _, f := range r.fields() {
		if !slices.Contains(seen, f.name) {
			return Rules{}, fmt.Errorf("field %q is missing: a rule set is given whole (print one to edit with `nightjar rules wasm2016`)", f.name)
		}
	}
	if err := r.Validate(); err != nil {
		return Rules{}, err
	}
	return r, nil
}

// decode reads the object field by field and returns the names it saw; on an error the decoder stands where it happened.
func (r *Rules) decode(d *json.Decoder) (seen []string, err error) {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("a rule set is a JSON object in braces")
	}
	fields := r.fields()
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("not JSON: %w", err)
		}
		name, _ := key.(string)
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
		switch {
		case i < 0:
			return nil, fmt.Errorf("unknown field %q", shorten(name))
		case slices.Contains(seen, name):
			return nil, fmt.Errorf("field %q is given twice", name)
		}
		if err := decodeValue(d, fields[i].at); err != nil {
			return nil, fmt.Errorf("field %q: %w", name, err)
		}
		seen = append(seen, name)
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("more text after the closing brace")
	}
	return seen, nil
}

// decodeValue reads the next value into at; null, which encoding/json would pass over, is an error.
func decodeValue(d *json.Decoder, at any) error {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return err
	}
	if string(raw) == "null" {
		return errors.New("null is no value")
	}
	return json.Unmarshal(raw, at)
}

// Validate checks that the numbers fit each other and the clauses are known.
func (r Rules) Validate() error {
	ordered := func(low, high Nanos, names string) error {
		if low < 0 || high < low || high > Hour {
			return fmt.Errorf("%s: need 0 ≤ %s ≤ %s ≤ %s", names, low, high, Hour)
		}
		return nil
	}
	return errors.Join(
		oneOf("long_movement", r.Long, LongBreaks, LongBridged),
		oneOf("bilateral", r.Bilateral, BilateralGap, BilateralOnset),
		oneOf("short_interval", r.Short, ShortBreaks, ShortSkipped),
		oneOf("restart", r.Restart, RestartAny, RestartBarred),
		oneOf("large_movement", r.Large, LargeFollows, LargeBreaks, LargeIgnored),
		oneOf("wake", r.Wake, WakeKept, WakeRemoved),
		oneOf("respiratory", r.Respiratory, RespiratoryFlagged, RespiratoryExcluded),
		oneOf("respiratory_anchor", r.RespiratoryAnchor, AnchorEnd, AnchorEvent),
		ordered(0, r.JoinGap, "join_gap_s"),
		ordered(r.MinDuration, r.MaxDuration, "min_duration_s and max_duration_s"),
		ordered(r.MaxDuration, r.MaxBilateral, "max_duration_s and max_bilateral_s"),
		ordered(0, r.BilateralWindow, "bilateral_window_s"),
		ordered(r.MinInterval, r.MaxInterval, "min_interval_s and max_interval_s"),
		ordered(0, r.RespiratoryBefore, "respiratory_before_s"),
		ordered(0, r.RespiratoryAfter, "respiratory_after_s"),
		atLeast("max_parts", r.MaxParts, 0),
		atLeast("min_run", r.MinRun, 2), // one movement is no series
		r.validateName(),
	)
}

func (r Rules) validateName() error {
	if strings.TrimSpace(r.Name) == "" {
		return errors.New("name is empty: reports print it beside every number")
	}
	return nil
}

// oneOf checks that a clause has one of its words.
func oneOf[T ~string](name string, got T, words ...T) error {
	if slices.Contains(words, got) {
		return nil
	}
	return fmt.Errorf("field %q is %q, not one of %q", name, shorten(string(got)), words)
}

func atLeast(name string, got, least int) error {
	if got >= least {
		return nil
	}
	return fmt.Errorf("field %q is %d, less than %d", name, got, least)
}
