package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

// WriteJSON prints the analysis as encoding/json does with an indent of two blanks and without escapes for HTML, one night at a time, so that
// the text of a cohort is never in memory as a whole. The events of a night, which are most of the text, are encoded on all cores.
func WriteJSON(w io.Writer, a *Analysis) error {
	frame := *a
	frame.Nights = []Night{}
	head, tail, err := around(&frame, 1, "nights")
	if err != nil {
		return err
	}
	if err := writeAll(w, head); err != nil {
		return err
	}
	for i := range a.Nights {
		if err := writeNight(w, &a.Nights[i], i == 0); err != nil {
			return err
		}
	}
	return writeAll(w, closing(len(a.Nights), 1), tail, []byte("\n"))
}

// writeNight prints an element of the list of nights, with what parts it from the one before.
func writeNight(w io.Writer, n *Night, first bool) error {
	frame := *n
	frame.Events = []Event{}
	head, tail, err := around(&frame, 3, "events")
	if err != nil {
		return err
	}
	texts, err := encodeEvents(n.Events)
	if err != nil {
		return err
	}
	if err := writeAll(w, opening(first, 2), head); err != nil {
		return err
	}
	if err := writeAll(w, texts...); err != nil {
		return err
	}
	return writeAll(w, closing(len(n.Events), 3), tail)
}

// encodeEvents returns the elements of a list of events in some pieces, in order, each element with what parts it from the one before.
func encodeEvents(list []Event) ([][]byte, error) {
	parts := strands(len(list))
	texts, errs := make([][]byte, parts), make([]error, parts)
	inStrands(len(list), func(k, from, to int) {
		var b bytes.Buffer
		for i := from; i < to && errs[k] == nil; i++ {
			b.Write(opening(i == 0, 4))
			errs[k] = encode(&b, &list[i], 4)
		}
		texts[k] = b.Bytes()
	})
	return texts, errors.Join(errs...)
}

// around returns the JSON of v, which stands at the given depth less one, before and after the elements of a list of v that is empty.
func around(v any, depth int, list string) (head, tail []byte, err error) {
	var b bytes.Buffer
	if err := encode(&b, v, depth-1); err != nil {
		return nil, nil, err
	}
	place := "\n" + blanks(depth) + `"` + list + `": [` // no string has a raw line feed, and nothing deeper is indented so little
	head, tail, ok := bytes.Cut(b.Bytes(), []byte(place))
	if !ok {
		return nil, nil, errors.New("report: the JSON has no place for the " + list) // not reached: the field is always printed
	}
	return slices.Concat(head, []byte(place)), tail, nil
}

// opening parts an element of a list at the given depth from what is before it.
func opening(first bool, depth int) []byte {
	comma := ","
	if first {
		comma = ""
	}
	return []byte(comma + "\n" + blanks(depth))
}

// closing comes before the end of a list at the given depth that has some elements.
func closing(elements, depth int) []byte {
	if elements == 0 {
		return nil
	}
	return []byte("\n" + blanks(depth))
}

const indent = "  " // of each depth

func blanks(depth int) string { return strings.Repeat(indent, depth) }

// encode adds v as JSON whose lines after the first are indented from the given depth on, without the last line end.
func encode(b *bytes.Buffer, v any, depth int) error {
	e := json.NewEncoder(b)
	e.SetIndent(blanks(depth), indent)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	if err == nil {
		b.Truncate(b.Len() - 1)
	}
	return err
}

// writeAll writes the pieces one after the other.
func writeAll(w io.Writer, pieces ...[]byte) error {
	for _, p := range pieces {
		if len(p) == 0 {
			continue
		}
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}
