package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// limbView is what pages show of a night that several limbs saw.
type limbView struct {
	Names []string
	Head  []string
	Rows  [][]string // class, then how many events only one limb had, each in turn, and how many several had
	Chart template.HTML
}

// limbs compares the limbs of a night; nil when there was only one.
func (t *text) limbs(n *Night) *limbView {
	var sites []string
	for i := range n.Events {
		for _, s := range n.Events[i].Sites {
			if !slices.Contains(sites, s) {
				sites = append(sites, s)
			}
		}
	}
	slices.Sort(sites)
	if len(sites) < 2 {
		return nil
	}
	v := &limbView{Names: sites, Head: []string{""}}
	for _, s := range sites {
		v.Head = append(v.Head, "only "+siteLabel(s))
	}
	v.Head = append(v.Head, "together")
	for _, l := range lanes {
		row, any := []string{l.name}, 0
		alone, several := make([]int, len(sites)), 0
		for i := range n.Events {
			e := &n.Events[i]
			if e.Class != l.class {
				continue
			}
			any++
			if len(e.Sites) > 1 {
				several++
			} else if len(e.Sites) == 1 {
				alone[slices.Index(sites, e.Sites[0])]++
			}
		}
		if any == 0 {
			continue
		}
		for _, c := range alone {
			row = append(row, fmt.Sprint(c))
		}
		v.Rows = append(v.Rows, append(row, fmt.Sprint(several)))
	}
	v.Chart = t.limbChart(n, sites)
	return v
}

// siteLabel writes a site as words.
func siteLabel(s string) string { return strings.ReplaceAll(s, "-", " ") }

// limbChart draws each limb's motion and what it did, one above the other, and below them what they did together.
func (t *text) limbChart(n *Night, sites []string) template.HTML {
	const row = 46.0
	f := frameOf(n, timelineLeft, timelineRight)
	bottom := motionTop + row*float64(len(sites)+1)
	s := newSVG(timelineWidth, bottom+24, "timeline", "The limbs side by side", "How many events each limb had is in the table below")
	t.hourMarks(s, n, &f, hour, motionTop, bottom)
	parts := make([]strings.Builder, len(sites)+1)
	for i := range n.Events {
		e := &n.Events[i]
		for _, p := range e.Parts {
			k := slices.Index(sites, value(p.Site))
			if k < 0 {
				continue
			}
			if len(e.Sites) > 1 {
				k = len(sites)
			}
			fmt.Fprintf(&parts[k], "M%s %sv%s", num(f.at(p.Onset)), num(motionTop+row*float64(k)+6), num(row-12))
		}
	}
	for k := range parts {
		name, class := "together", "tick both"
		if k < len(sites) {
			name, class = siteLabel(sites[k]), fmt.Sprintf("tick limb%d", t.limbOf(&sites[k]))
		}
		y := motionTop + row*float64(k)
		s.text(timelineLeft-8, y+row/2+4, "end", name)
		s.line("lane", timelineLeft, y+row-2, timelineRight, y+row-2)
		s.path(class, parts[k].String())
	}
	return s.done()
}

// limbColour is a limb and the number of its colour in pictures.
type limbColour struct {
	Name   string
	Number int
}

// limbColours lists the limbs of a night with their colours; none when there is one only.
func (t *text) limbColours(n *Night) []limbColour {
	var out []limbColour
	for _, i := range n.Recordings {
		r := &t.a.Recordings[i]
		if r.Site == nil {
			continue
		}
		if c := (limbColour{siteLabel(*r.Site), t.limbOf(r.Site)}); !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}
