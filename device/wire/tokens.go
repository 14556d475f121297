package wire

import "bytes"

const fieldMost = 20 // fields of a line; the OpenLog Artemis sends up to 17

// field is one field of a line: a number, perhaps with a label before and a unit behind it.
type field struct {
	label, unit []byte
	value       decimal
	number      bool // value holds; otherwise the field is text, in label
	waiting     bool // a label whose number is still to come
}

// tokens is a line cut into fields.
type tokens struct {
	tag    []byte // the label before all fields, as in "a/g:" or "Raw:"
	fields []field
	digits bool // every field is a number
	words  bool // no field is a number
}

// cut cuts a line into fields. The text of t belongs to b. It reports false for a line of too many fields.
func (t *tokens) cut(b []byte) bool {
	t.tag, t.fields, t.digits, t.words = nil, t.fields[:0], true, true
	if n := len(b); n > 2 && (b[0] == '(' && b[n-1] == ')' || b[0] == '[' && b[n-1] == ']') {
		b = b[1 : n-1]
	}
	strong, point := true, byte('.')
	switch {
	case bytes.IndexByte(b, ';') >= 0 || bytes.IndexByte(b, '\t') >= 0:
		if bytes.IndexByte(b, '.') < 0 {
			point = ','
		}
	case bytes.IndexByte(b, ',') < 0:
		strong = false
	}
	for len(b) > 0 {
		var f []byte
		f, b = nextField(b, strong, point)
		if len(f) == 0 {
			if len(b) == 0 {
				break // a separator at the end
			}
			return false
		}
		if len(t.fields) == fieldMost {
			return false
		}
		t.add(f, point)
	}
	t.findTag()
	for i := range t.fields {
		t.digits = t.digits && t.fields[i].number
		t.words = t.words && !t.fields[i].number
	}
	return len(t.fields) > 0
}

// nextField returns the first field of b and what follows it.
func nextField(b []byte, strong bool, point byte) (f, rest []byte) {
	for i, c := range b {
		if c == ';' || c == '\t' || c == ',' && point == '.' || c == ' ' && !strong {
			f, rest = b[:i], b[i+1:]
			if !strong {
				rest = bytes.TrimLeft(rest, " ")
			}
			return bytes.Trim(f, " "), rest
		}
	}
	return bytes.Trim(b, " "), nil
}

// add appends the field that f spells: "1.5", "x:1.5", "x: 1.5 mg", "x=", "aX".
func (t *tokens) add(f []byte, point byte) {
	if v, ok := parseDecimal(f, point); ok {
		t.number(field{value: v, number: true})
		return
	}
	if v, ok := timeOfDay(f); ok {
		t.number(field{value: v, number: true})
		return
	}
	var g field
	if i := bytes.IndexAny(f, ":="); i > 0 {
		g.label = bytes.TrimSpace(f[:i])
		f = bytes.TrimSpace(f[i+1:])
	}
	value, unit, _ := bytes.Cut(f, []byte{' '})
	v, ok := parseDecimal(value, point)
	switch {
	case ok:
		g.value, g.number, g.unit = v, true, bytes.TrimSpace(unit)
	case g.label == nil:
		g.label = f
	case len(f) > 0:
		g.label = append(append(append([]byte(nil), g.label...), ' '), f...)
	default:
		g.waiting = true
	}
	t.fields = append(t.fields, g)
}

// number appends a bare number; it takes the label of a field "x:" before it.
func (t *tokens) number(f field) {
	if n := len(t.fields); n > 1 && t.fields[n-1].waiting {
		f.label = t.fields[n-1].label
		t.fields[n-1] = f
		return
	}
	t.fields = append(t.fields, f)
}

// findTag takes the label of a line in which nothing but its beginning is labelled.
func (t *tokens) findTag() {
	if len(t.fields) < 2 || len(t.fields[0].label) == 0 || !t.fields[0].number && !t.fields[0].waiting {
		return
	}
	for _, f := range t.fields[1:] {
		if !f.number || len(f.label) > 0 {
			// "x: 1 y: 2": the first label stands alone like the others
			if !t.fields[0].number && t.fields[1].number && len(f.label) > 0 && len(t.fields) > 2 {
				t.fields[1].label = t.fields[0].label
				t.fields = t.fields[1:]
			}
			return
		}
	}
	t.tag = t.fields[0].label
	if t.fields[0].number {
		t.fields[0].label = nil
		return
	}
	t.fields = t.fields[1:]
}

// timeOfDay reads hh:mm:ss with decimals as seconds.
func timeOfDay(b []byte) (decimal, bool) {
	if len(b) < 8 || b[2] != ':' || b[5] != ':' {
		return decimal{}, false
	}
	h, ok1 := parseDecimal(b[:2], 0)
	m, ok2 := parseDecimal(b[3:5], 0)
	s, ok3 := parseDecimal(b[6:], '.')
	if !ok1 || !ok2 || !ok3 || h.m < 0 || h.m > 23 || m.m < 0 || m.m > 59 || s.m < 0 || s.places > 9 || s.exp || s.float() >= 61 {
		return decimal{}, false
	}
	s.m += (h.m*3600 + m.m*60) * int64(pow10[s.places])
	return s, true
}
