package report

import (
	"cmp"
	"slices"
)

// span is the half-open stretch [start, end) of the axis.
type span struct{ start, end Millis }

// length returns how long the span is, 0 when it is empty or reversed.
func (s span) length() Millis { return max(0, s.end-s.start) }

// contains reports whether m lies in the span.
func (s span) contains(m Millis) bool { return s.start <= m && m < s.end }

// meet returns what two spans share.
func (s span) meet(o span) span { return span{max(s.start, o.start), min(s.end, o.end)} }

// spans are stretches in order that neither overlap nor touch.
type spans []span

// union puts stretches in order and joins those that overlap or touch.
func union(list []span) spans {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b span) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	var out spans
	for _, s := range list {
		if s.length() == 0 {
			continue
		}
		if n := len(out); n > 0 && s.start <= out[n-1].end {
			out[n-1].end = max(out[n-1].end, s.end)
			continue
		}
		out = append(out, s)
	}
	return out
}

// within returns the parts of ss inside w.
func (ss spans) within(w span) spans {
	var out spans
	for _, s := range ss {
		if m := s.meet(w); m.length() > 0 {
			out = append(out, m)
		}
	}
	return out
}

// meet returns what two lists share.
func (ss spans) meet(other spans) spans {
	var out spans
	for i, k := 0, 0; i < len(ss) && k < len(other); {
		if m := ss[i].meet(other[k]); m.length() > 0 {
			out = append(out, m)
		}
		if ss[i].end < other[k].end {
			i++
		} else {
			k++
		}
	}
	return union(out)
}

// without returns ss with the stretches of cut taken out.
func (ss spans) without(cut spans) spans {
	var out spans
	for _, s := range ss {
		for len(cut) > 0 && cut[0].end <= s.start {
			cut = cut[1:]
		}
		for _, c := range cut {
			if c.start >= s.end {
				break
			}
			if c.start > s.start {
				out = append(out, span{s.start, c.start})
			}
			s.start = c.end
		}
		if s.length() > 0 {
			out = append(out, s)
		}
	}
	return out
}

// contains reports whether m lies in one of the stretches.
func (ss spans) contains(m Millis) bool {
	i, _ := slices.BinarySearchFunc(ss, m, func(s span, m Millis) int {
		if s.end <= m {
			return -1
		}
		return 1
	})
	return i < len(ss) && ss[i].contains(m)
}

// length returns how long the stretches are together.
func (ss spans) length() Millis {
	var sum Millis
	for _, s := range ss {
		sum += s.length()
	}
	return sum
}

// extent returns the stretch from the first start to the last end; empty when there is none.
func (ss spans) extent() span {
	if len(ss) == 0 {
		return span{}
	}
	return span{ss[0].start, ss[len(ss)-1].end}
}

// bridged joins stretches that are less than gap apart.
func (ss spans) bridged(gap Millis) spans {
	var out spans
	for _, s := range ss {
		if n := len(out); n > 0 && s.start-out[n-1].end < gap {
			out[n-1].end = s.end
			continue
		}
		out = append(out, s)
	}
	return out
}

// longest returns the longest stretch, the first of equals; empty when there is none.
func (ss spans) longest() span {
	var best span
	for _, s := range ss {
		if s.length() > best.length() {
			best = s
		}
	}
	return best
}
