package report

import (
	"encoding/csv"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// WriteNightsCSV writes one row per night: file, night, then the counts and indices by their names in JSON and in their order there. Unknown is empty.
func WriteNightsCSV(w io.Writer, a *Analysis) error {
	c := csv.NewWriter(w)
	write := func(row []string) { _ = c.Write(row) } // its error stays and is returned below
	write(append([]string{"file", "night"}, append(columnsOf(Counts{}), columnsOf(Indices{})...)...))
	for i := range a.Nights {
		n := &a.Nights[i]
		row := []string{a.filesOf(n), value(n.Night)}
		write(append(append(row, cellsOf(n.Counts)...), cellsOf(n.Indices)...))
	}
	c.Flush()
	return c.Error()
}

// WriteEventsCSV writes one row per event: file, night, then the event's fields by their names in JSON and in their order there, without its parts; lists joined by
// semicolons. Unknown is empty.
func WriteEventsCSV(w io.Writer, a *Analysis) error {
	c := csv.NewWriter(w)
	write := func(row []string) { _ = c.Write(row) } // as above
	write(append([]string{"file", "night"}, columnsOf(Event{})...))
	for i := range a.Nights {
		n := &a.Nights[i]
		for k := range n.Events {
			row := []string{a.filesOf(n), value(n.Night)}
			write(append(row, cellsOf(n.Events[k])...))
		}
	}
	c.Flush()
	return c.Error()
}

// scalar reports whether a field is one value or a list of words, which a CSV cell can hold.
func scalar(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() != reflect.Struct && (t.Kind() != reflect.Slice || t.Elem().Kind() == reflect.String)
}

// columnsOf returns the JSON names of the fields of a struct that a CSV cell can hold.
func columnsOf(v any) []string {
	var out []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(v)) {
		if scalar(f.Type) {
			out = append(out, f.Tag.Get("json"))
		}
	}
	return out
}

// cellsOf returns the values of those fields.
func cellsOf(v any) []string {
	r := reflect.ValueOf(v)
	var out []string
	for _, f := range reflect.VisibleFields(r.Type()) {
		if scalar(f.Type) {
			out = append(out, cell(r.FieldByIndex(f.Index)))
		}
	}
	return out
}

// cell prints one value as JSON would, null as nothing.
func cell(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case Millis:
		return x.String()
	case []string:
		return strings.Join(x, ";")
	case int:
		return strconv.Itoa(x)
	case bool:
		return strconv.FormatBool(x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return v.String()
}
