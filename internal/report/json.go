package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// WriteJSON prints the analysis as encoding/json does with an indent of two blanks and without escapes for HTML, one night at a time, so that
// the text of a cohort is never in memory as a whole.
func WriteJSON(w io.Writer, a *Analysis) error {
	frame := *a
	frame.Nights = []Night{}
	text, err := indented(&frame, "")
	if err != nil || len(a.Nights) == 0 {
		return errors.Join(err, writeAll(w, text))
	}
	const place = "\n  \"nights\": [" // no string has a raw line feed, and nothing deeper is indented so little
	head, tail, ok := bytes.Cut(text, []byte(place))
	if !ok {
		return errors.New("report: the JSON has no place for the nights") // not reached: the field is always printed
	}
	if err := writeAll(w, head, []byte(place)); err != nil {
		return err
	}
	for i := range a.Nights {
		night, err := indented(&a.Nights[i], "    ")
		if err != nil {
			return err
		}
		between := ",\n    "
		if i == 0 {
			between = "\n    "
		}
		if err := writeAll(w, []byte(between), bytes.TrimSuffix(night, []byte("\n"))); err != nil {
			return err
		}
	}
	return writeAll(w, []byte("\n  "), tail)
}

// indented returns v as JSON whose lines after the first begin with prefix.
func indented(v any, prefix string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent(prefix, "  ")
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// writeAll writes the pieces one after the other.
func writeAll(w io.Writer, pieces ...[]byte) error {
	for _, p := range pieces {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}
