package events

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/nightjar-sleep/nightjar/internal/score"
)

// Error is something wrong with a file, and where.
type Error struct {
	File   string
	Line   int    // from 1; 0 when it is about the whole file
	Column string // name of the column; empty when it is about the whole line
	Err    error
}

// Error returns file:line: column: what is wrong.
func (e *Error) Error() string {
	place := e.File
	if e.Line > 0 {
		place = fmt.Sprintf("%s:%d", place, e.Line)
	}
	if e.Column != "" {
		place += ": column " + e.Column
	}
	return place + ": " + e.Err.Error()
}

// Unwrap returns what is wrong, without the place.
func (e *Error) Unwrap() error { return e.Err }

// table reads a text table row by row.
type table struct {
	file   string
	csv    *csv.Reader
	comma  rune
	names  []string // of the columns, lower case
	values []string // of the current row
	line   int      // of the current row
}

const (
	byteOrderMark = "\ufeff"
	maxHeader     = 64 << 10 // bytes; a header line longer than this is no header
)

// openTable reads the header and checks that the required columns are there.
func openTable(r io.Reader, file string, required ...string) (*table, error) {
	t := &table{file: file}
	header, rest, err := splitHeader(r)
	if err != nil {
		return nil, t.wrong("", err)
	}
	t.comma = separator(header)
	t.csv = csv.NewReader(io.MultiReader(strings.NewReader(header), rest))
	t.csv.Comma = t.comma
	t.csv.FieldsPerRecord = -1
	t.csv.ReuseRecord = true
	t.csv.TrimLeadingSpace = t.comma != '\t' // else it would swallow empty fields
	names, err := t.csv.Read()
	if err == io.EOF {
		return nil, t.wrong("", fmt.Errorf("the file is empty; its first line must name the columns %s", strings.Join(required, ",")))
	}
	if err != nil {
		return nil, t.parseError(err)
	}
	for _, n := range names {
		t.names = append(t.names, strings.ToLower(strings.TrimSpace(n)))
	}
	t.line, _ = t.csv.FieldPos(0)
	return t, t.require(required...)
}

// splitHeader takes the first line off, without a byte order mark.
func splitHeader(r io.Reader) (header string, rest io.Reader, err error) {
	var b strings.Builder
	buf := make([]byte, 4096)
	for b.Len() <= maxHeader {
		n, err := r.Read(buf)
		b.Write(buf[:n])
		if text := b.String(); strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
			return "", nil, errors.New("the text is in UTF-16; save it as UTF-8")
		}
		if strings.Contains(strings.TrimLeft(b.String(), "\r\n"+byteOrderMark), "\n") || err == io.EOF {
			return strings.TrimPrefix(b.String(), byteOrderMark), r, nil
		}
		if err != nil {
			return "", nil, err
		}
	}
	return "", nil, errors.New("the first line is no header")
}

// separator returns the separator that the first line uses most: a semicolon or tab where there is one, else a comma.
func separator(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	for _, c := range ";\t" {
		if strings.ContainsRune(first, c) {
			return c
		}
	}
	return ','
}

// require checks that the named columns are there, each once.
func (t *table) require(columns ...string) error {
	for _, c := range columns {
		if !slices.Contains(t.names, c) {
			found := fmt.Sprintf("%.200q", strings.Join(t.names, ","))
			return t.wrong("", fmt.Errorf("no column %q in the header %s; needed: %s", c, found, strings.Join(columns, ",")))
		}
	}
	for i, n := range t.names {
		if n != "" && slices.Contains(t.names[:i], n) {
			return t.wrong(fmt.Sprintf("%.40q", n), errors.New("is named twice in the header"))
		}
	}
	return nil
}

// has reports whether there is a column of that name.
func (t *table) has(column string) bool { return slices.Contains(t.names, column) }

// next reads the next row that is not blank. It returns io.EOF after the last.
func (t *table) next() error {
	for {
		values, err := t.csv.Read()
		if err == io.EOF {
			return err
		}
		if err != nil {
			return t.parseError(err)
		}
		t.line, _ = t.csv.FieldPos(0)
		t.values = values
		if len(values) > len(t.names) {
			return t.wrong("", fmt.Errorf("%d values for %d columns", len(values), len(t.names)))
		}
		for _, v := range values {
			if strings.TrimSpace(v) != "" {
				return nil
			}
		}
	}
}

// text returns the value of a column in the current row, without blanks around it; empty when the row or the header ends before it.
func (t *table) text(column string) string {
	i := slices.Index(t.names, column)
	if i < 0 || i >= len(t.values) {
		return ""
	}
	return strings.TrimSpace(t.values[i])
}

// seconds returns the value of a column as a time. Where a semicolon separates, a comma may stand for the decimal point.
func (t *table) seconds(column string) (score.Nanos, error) {
	s := t.text(column)
	if s == "" {
		return 0, t.wrong(column, errors.New("no value"))
	}
	if t.comma == ';' {
		s = strings.Replace(s, ",", ".", 1)
	}
	n, err := score.ParseSeconds(s)
	if err != nil {
		return 0, t.wrong(column, err)
	}
	return n, nil
}

// stretch returns the times of the current row, from onset_s and duration_s.
func (t *table) stretch() (score.Stretch, error) {
	onset, err := t.seconds("onset_s")
	if err != nil {
		return score.Stretch{}, err
	}
	duration, err := t.seconds("duration_s")
	if err != nil {
		return score.Stretch{}, err
	}
	if duration < 0 {
		return score.Stretch{}, t.wrong("duration_s", fmt.Errorf("%s s is negative", duration))
	}
	if onset+duration > score.MaxSeconds*score.Second {
		return score.Stretch{}, t.wrong("duration_s", fmt.Errorf("ends beyond %d s", int64(score.MaxSeconds)))
	}
	return score.Stretch{From: onset, To: onset + duration}, nil
}

// wrong places an error in the current row.
func (t *table) wrong(column string, err error) error {
	return &Error{File: t.file, Line: t.line, Column: column, Err: err}
}

// parseError places an error of the table's grammar.
func (t *table) parseError(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		t.line, err = p.Line, p.Err
	}
	return t.wrong("", err)
}
