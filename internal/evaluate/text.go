package evaluate

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Claim stands wherever a figure from simulated nights is shown: what the figures are, and what they are not.
const Claim = "The reference to beat, on simulated nights; it says nothing yet about people."

// WriteText prints the table that people read, headed by what the truth is.
func (s *Summary) WriteText(w io.Writer) error {
	var b strings.Builder
	nights := "nights"
	if s.Nights == 1 {
		nights = "night"
	}
	if s.Truth == OwnMarks {
		return s.writeMarks(w, nights)
	}
	fmt.Fprintf(&b, "Truth: %s (%d %s). Right is an onset within %.0f s.\n", s.Truth, s.Nights, nights, s.ToleranceS)
	if s.Truth == Simulated {
		fmt.Fprintln(&b, Claim)
	}
	fmt.Fprintln(&b)
	s.classes(&b)
	s.timing(&b)
	s.night(&b, "PLM per hour asleep, found − true", &s.Index, s.IndexInside, "%+.2f")
	s.night(&b, "periodicity, found − true", &s.Periodicity, nil, "%+.3f")
	s.night(&b, "hypnic starts, found − true", &s.Hypnic, nil, "%+.1f")
	s.night(&b, "persistent sleep onset, found − true, s", &s.Onset, s.OnsetInside, "%+.0f")
	s.bars(&b)
	s.confidence(&b)
	if s.Marks != nil {
		s.Marks.write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeMarks prints what there is to say when the sleeper's marks are all the truth there is.
func (s *Summary) writeMarks(w io.Writer, nights string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Truth: %s (%d %s).\n", s.Truth, s.Nights, nights)
	if s.Marks == nil {
		fmt.Fprintln(&b, "Nothing was marked: in watch, the key j marks \"I just jerked\".")
	} else {
		s.Marks.write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// classes prints how well each class was found.
func (s *Summary) classes(b *strings.Builder) {
	tw := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "\ttrue\tright\twrong\tmissed\tprecision\trecall\tF1\tmedian night\tworst night\t")
	for i := range s.Classes {
		c := &s.Classes[i]
		if c.True == nil {
			fmt.Fprintf(tw, "%s\tnot known\t\t\t\t\t\t\t\t\t\n", c.Name)
			continue
		}
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t\n", c.Name, *c.True, *c.Right, *c.Wrong, *c.Missed,
			figure(c.Precision, "%.3f"), figure(c.Recall, "%.3f"), figure(c.F1, "%.3f"), figure(c.MedianF1, "%.3f"), figure(c.WorstF1, "%.3f"))
	}
	tw.Flush() // into a strings.Builder, which never fails
	fmt.Fprintf(b, "Median and worst night: F1 of nights with at least %d true ones.\n\n", leastForNight)
}

// timing prints how well the events that are right were timed.
func (s *Summary) timing(b *strings.Builder) {
	tw := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "found − true, s\tonset median\tmean\tp90\tlength median\tmean\tp90\tfrom 40 mg: mean\tp90\t")
	for i := range s.Classes {
		c := &s.Classes[i]
		if c.Onset.N == 0 {
			continue
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", c.Name,
			figure(c.Onset.Median, "%+.3f"), figure(c.Onset.Bias, "%+.3f"), figure(c.Onset.P90, "%.3f"),
			figure(c.Duration.Median, "%+.3f"), figure(c.Duration.Bias, "%+.3f"), figure(c.Duration.P90, "%.3f"),
			figure(c.Clear.Bias, "%+.3f"), figure(c.Clear.P90, "%.3f"))
	}
	tw.Flush() // into a strings.Builder, which never fails
	fmt.Fprintln(b)
}

// bars prints on how many nights each promise was kept; of a single night, whether it was, for one night in several is allowed to miss.
func (s *Summary) bars(b *strings.Builder) {
	title := "Night by night:"
	if s.Nights == 1 {
		title = "This one night, held to marks that most of many nights reach (nightjar accuracy measures how many):"
	}
	fmt.Fprintln(b, "\n"+title)
	for _, bar := range s.Bars {
		switch {
		case bar.Of == 1 && s.Nights == 1:
			fmt.Fprintf(b, "  %s: %s\n", bar.Name, yesNo[bar.Kept == 1])
		case bar.Of > 0:
			fmt.Fprintf(b, "  %s: %d of %d (%.0f %%)\n", bar.Name, bar.Kept, bar.Of, 100*float64(bar.Kept)/float64(bar.Of))
		}
	}
}

// yesNo are the words for a thing that was so or not.
var yesNo = map[bool]string{true: "yes", false: "no"}

// calibrated are the classes whose stated confidence is printed beside what was right.
var calibrated = []string{"limb movements", "hypnic starts"}

// confidence prints how often events were right, by the confidence that they stated.
func (s *Summary) confidence(b *strings.Builder) {
	for i := range s.Classes {
		c := &s.Classes[i]
		if !slices.Contains(calibrated, c.Name) || len(c.Confidence) == 0 {
			continue
		}
		fmt.Fprintf(b, "Stated confidence of %s, and how many were right:", c.Name)
		for _, k := range c.Confidence {
			fmt.Fprintf(b, "  %.1f–%.1f %.0f %% of %d", k.Low, k.High, 100**k.Right, k.N)
		}
		fmt.Fprintln(b)
	}
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
	switch {
	case inside != nil && e.N == 1:
		fmt.Fprintf(b, "; truth inside what was stated: %s", yesNo[*inside == 1])
	case inside != nil:
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
