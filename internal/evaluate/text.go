package evaluate

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteText prints the table that people read, headed by what the truth is.
func (s *Summary) WriteText(w io.Writer) error {
	var b strings.Builder
	nights := "nights"
	if s.Nights == 1 {
		nights = "night"
	}
	fmt.Fprintf(&b, "Truth: %s (%d %s). Right is an onset within %.0f s.\n\n", s.Truth, s.Nights, nights, s.ToleranceS)
	tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "\ttrue\tright\twrong\tmissed\tprecision\trecall\tF1\tonset bias\tp90\tlength bias\tp90\t")
	for i := range s.Classes {
		c := &s.Classes[i]
		if c.True == nil {
			fmt.Fprintf(tw, "%s\tnot known\t\t\t\t\t\t\t\t\t\t\t\n", c.Name)
			continue
		}
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", c.Name, *c.True, *c.Right, *c.Wrong, *c.Missed,
			figure(c.Precision, "%.3f"), figure(c.Recall, "%.3f"), figure(c.F1, "%.3f"),
			figure(c.Onset.Bias, "%+.3f s"), figure(c.Onset.P90, "%.3f s"), figure(c.Duration.Bias, "%+.3f s"), figure(c.Duration.P90, "%.3f s"))
	}
	tw.Flush() // into a strings.Builder, which never fails
	fmt.Fprintln(&b)
	s.night(&b, "PLM per hour asleep, found − true", &s.Index, s.IndexInside, "%+.2f")
	s.night(&b, "periodicity, found − true", &s.Periodicity, nil, "%+.3f")
	s.night(&b, "hypnic starts, found − true", &s.Hypnic, nil, "%+.1f")
	s.night(&b, "persistent sleep onset, found − true, s", &s.Onset, s.OnsetInside, "%+.0f")
	_, err := io.WriteString(w, b.String())
	return err
}

// night prints one figure that each night has once.
func (s *Summary) night(b *strings.Builder, what string, e *Errors, inside *float64, format string) {
	switch {
	case e.N == 0:
		fmt.Fprintf(b, "%s: not known\n", what)
		return
	case e.N == 1:
		fmt.Fprintf(b, "%s: %s", what, figure(e.Bias, format))
	default:
		plain := strings.ReplaceAll(format, "+", "")
		fmt.Fprintf(b, "%s: median %s, median size %s, p90 %s, worst %s (%d nights)", what,
			figure(e.Median, format), figure(e.MedianAbs, plain), figure(e.P90, plain), figure(e.Worst, plain), e.N)
	}
	if inside != nil {
		fmt.Fprintf(b, "; truth inside what was stated: %.0f %%", 100**inside)
	}
	fmt.Fprintln(b)
}

// figure prints a number, a dash for null.
func figure(v *float64, format string) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf(format, *v)
}
