package report

import (
	"fmt"
	"math"
	"strings"
)

// eighths draw a share of the height of a line.
var eighths = []rune("▁▂▃▄▅▆▇█")

// hourLine draws the periodic movements asleep of each hour from sleep onset on: a bar for each hour, the tallest for the most of the night, a dot for an hour
// without any; plain, the numbers. Nothing when they are not known.
func (t *text) hourLine(n *Night) string {
	top := 0
	var counts []int
	for i := range n.ByHour {
		h := &n.ByHour[i]
		if h.Hour < 0 {
			continue
		}
		if h.PLMS == nil {
			return ""
		}
		counts, top = append(counts, *h.PLMS), max(top, *h.PLMS)
	}
	if t.look.Plain {
		return strings.Trim(fmt.Sprint(counts), "[]")
	}
	var b strings.Builder
	for _, c := range counts {
		if c == 0 {
			b.WriteRune('·')
			continue
		}
		b.WriteRune(eighths[int(math.Ceil(float64(len(eighths)*c)/float64(top)))-1])
	}
	return b.String()
}

// Terminal colours (ECMA-48).
const (
	boldOn  = "\x1b[1m"
	boldOff = "\x1b[0m"
)

// strong prints a line that stands out where colours may be used.
func (t *text) strong(s string) {
	if t.look.Color {
		s = boldOn + s + boldOff
	}
	t.line("%s", s)
}

// headed prints rows as columns, the first one as their heading.
func (t *text) headed(rows []string) {
	table := &text{}
	table.columns(rows, 0)
	head, rest, _ := strings.Cut(table.b.String(), "\n")
	t.strong(strings.TrimRight(head, " "))
	t.b.WriteString(rest)
}

// wideTable prints a line for each night with every count and index by its name in JSON; a question mark is unknown.
func (t *text) wideTable() {
	rows := []string{strings.Join(append(append([]string{"night", "file"}, columnsOf(Counts{})...), append(columnsOf(Indices{}), "each hour")...), "\t") + "\t"}
	for i := range t.a.Nights {
		n := &t.a.Nights[i]
		cells := []string{"–", t.a.Recordings[n.Recordings[0]].File}
		if n.Night != nil {
			cells[0] = *n.Night
		}
		for _, c := range append(cellsOf(n.Counts), cellsOf(n.Indices)...) {
			if c == "" {
				c = "?"
			}
			cells = append(cells, c)
		}
		rows = append(rows, strings.Join(append(cells, t.hourLine(n)), "\t")+"\t")
	}
	t.headed(rows)
}
