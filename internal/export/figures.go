package export

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	_ "gonum.org/v1/plot/vg/vgpdf" // PDF
	_ "gonum.org/v1/plot/vg/vgsvg" // SVG

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// Formats are the formats that figures are written in.
var Formats = []string{"svg", "png", "pdf"}

// Size of a figure: two columns of a journal wide.
const (
	width  = 17 * vg.Centimeter
	height = 8 * vg.Centimeter
	margin = 0.3 * vg.Centimeter
	dpi    = 300 // points of a PNG in an inch, as journals ask for
)

// Colours that the colour-blind can tell apart (Okabe and Ito 2008).
var (
	blue   = color.RGBA{0, 114, 178, 255}
	orange = color.RGBA{213, 94, 0, 255}
	grey   = color.RGBA{120, 120, 120, 255}
	sky    = color.RGBA{170, 203, 232, 255}
	pale   = color.RGBA{225, 222, 214, 255}
)

// Figure is one picture of a night.
type Figure struct {
	Name string // for file names: timeline, intervals or hours
	plot *plot.Plot
}

// Write writes the figure in a format of Formats.
func (f *Figure) Write(w io.Writer, format string) error {
	canvas, err := canvasFor(format)
	if err != nil {
		return fmt.Errorf("figure %s as %s: %w", f.Name, format, err)
	}
	f.plot.Draw(draw.Crop(draw.New(canvas), margin, -margin, margin, -margin))
	if _, err := canvas.WriteTo(w); err != nil {
		return fmt.Errorf("figure %s as %s: %w", f.Name, format, err)
	}
	return nil
}

// canvasFor returns an empty canvas of a format.
func canvasFor(format string) (vg.CanvasWriterTo, error) {
	if format == "png" {
		return vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi))}, nil
	}
	return draw.NewFormattedCanvas(width, height, format)
}

// Figures draws the timeline of a night and, when there is anything to show, its intervals and its hours.
func Figures(a *report.Analysis, i int) ([]Figure, error) {
	n := &a.Nights[i]
	var out []Figure
	for _, draw := range []func(*report.Night) (*Figure, error){timeline, intervals, hours} {
		f, err := draw(n)
		if err != nil {
			return nil, fmt.Errorf("drawing the figures: %w", err)
		}
		if f != nil {
			f.plot.Title.Text = title(n)
			out = append(out, *f)
		}
	}
	return out, nil
}

// title names the night.
func title(n *report.Night) string {
	if n.Night == nil {
		return "Night without a date"
	}
	return "Night of " + *n.Night
}

// classes are the rows of the timeline from the bottom up; sleep comes on top of them.
var classes = []report.Class{report.Brief, report.Gross, report.Rhythmic, report.ShortInterval, report.Isolated, report.PLM, report.HypnicStart}

const secondsPerHour = 3600.0 // s

// timeline draws a row of ticks for each class and the hours asleep.
func timeline(n *report.Night) (*Figure, error) {
	p := plot.New()
	p.X.Label.Text = "hours from the first sample"
	top := float64(len(classes))
	if err := addLost(p, n, top+0.7); err != nil {
		return nil, err
	}
	ticks := []plot.Tick{}
	for row, class := range classes {
		label := words(class)
		if !n.Counted(class) {
			label += " (not known)"
		}
		ticks = append(ticks, plot.Tick{Value: float64(row), Label: label})
		for i := range n.Events {
			e := &n.Events[i]
			if e.Class != class {
				continue
			}
			c := blue
			if class == report.HypnicStart {
				c = orange
			}
			at := e.Onset.Seconds() / secondsPerHour
			if err := addLine(p, c, vg.Points(0.6), plotter.XY{X: at, Y: float64(row) - 0.35}, plotter.XY{X: at, Y: float64(row) + 0.35}); err != nil {
				return nil, err
			}
		}
	}
	for _, s := range n.Sleep.Intervals {
		from, to := s[0].Seconds()/secondsPerHour, s[1].Seconds()/secondsPerHour
		if err := addBox(p, sky, from, to, top-0.35, top+0.35); err != nil {
			return nil, err
		}
	}
	asleep := "asleep"
	if n.Sleep.Source == nil {
		asleep += " (not known)"
	}
	p.Y.Tick.Marker = plot.ConstantTicks(append(ticks, plot.Tick{Value: top, Label: asleep}))
	p.Y.Min, p.Y.Max = -0.7, top+0.7
	for _, b := range n.Sleep.Bed {
		p.X.Min, p.X.Max = math.Min(p.X.Min, b[0].Seconds()/secondsPerHour), math.Max(p.X.Max, b[1].Seconds()/secondsPerHour)
	}
	if p.X.Min > p.X.Max {
		p.X.Min, p.X.Max = 0, 1
	}
	p.X.Tick.Marker = plot.TickerFunc(whole)
	return &Figure{"timeline", p}, nil
}

// addLost shades what was not recorded, or recorded when nobody wore the sensor, up to the given height, and says so below the axis.
func addLost(p *plot.Plot, n *report.Night, up float64) error {
	if n.Trace == nil || len(n.Trace.Lost)+len(n.Trace.Unworn) == 0 {
		return nil
	}
	for _, s := range append(slices.Clone(n.Trace.Lost), n.Trace.Unworn...) {
		if err := addBox(p, pale, s[0].Seconds()/secondsPerHour, s[1].Seconds()/secondsPerHour, -0.7, up); err != nil {
			return err
		}
	}
	p.X.Label.Text += "; shaded: not recorded or not worn"
	return nil
}

// words names a class for an axis.
func words(c report.Class) string {
	return map[report.Class]string{
		report.HypnicStart: "hypnic starts", report.PLM: "periodic", report.Isolated: "single", report.ShortInterval: "soon after",
		report.Rhythmic: "rhythmic", report.Gross: "large", report.Brief: "brief",
	}[c]
}

// intervals draws how often limb movements asleep followed each other after how long, with the curve of chance; nil without any.
func intervals(n *report.Night) (*Figure, error) {
	counts, binS := report.IntervalCounts(n)
	if counts == nil {
		return nil, nil
	}
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = "seconds from one limb movement to the next, asleep", "intervals"
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(whole), plot.TickerFunc(whole)
	for i, c := range counts {
		if err := addBox(p, sky, float64(i)*binS, float64(i+1)*binS, 0, float64(c)); err != nil {
			return nil, err
		}
	}
	var chance plotter.XYs
	for i := range counts {
		if v, ok := report.ChanceCount(n, float64(i)*binS, float64(i+1)*binS); ok {
			chance = append(chance, plotter.XY{X: (float64(i) + 0.5) * binS, Y: v})
		}
	}
	if err := addLine(p, grey, vg.Points(1.2), chance...); err != nil {
		return nil, err
	}
	p.Y.Min = 0
	for _, s := range []float64{10, 90} { // s: the band of periodic intervals (WASM 2016)
		if err := addLine(p, orange, vg.Points(0.8), plotter.XY{X: s, Y: 0}, plotter.XY{X: s, Y: p.Y.Max}); err != nil {
			return nil, err
		}
	}
	return &Figure{"intervals", p}, nil
}

// hours draws periodic movements asleep and hypnic starts hour by hour; nil without hours, or when neither is known.
func hours(n *report.Night) (*Figure, error) {
	plm, hypnic := report.KnownByHour(n)
	if !plm && !hypnic {
		return nil, nil
	}
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = "hour after falling asleep", "events in the hour"
	if n.ByHour[0].Hour < 0 {
		p.X.Label.Text += " (-1: the one before)"
	}
	p.Y.Min, p.Y.Max = 0, 1
	var ticks []plot.Tick
	for i := range n.ByHour {
		h := &n.ByHour[i]
		ticks = append(ticks, plot.Tick{Value: float64(h.Hour) + 0.5, Label: fmt.Sprint(report.HourNumber(h.Hour))})
		for k, c := range []*int{h.PLMS, h.HypnicStarts} {
			if c == nil || *c == 0 {
				continue
			}
			left := float64(h.Hour) + 0.1 + 0.4*float64(k)
			if err := addBox(p, []color.RGBA{blue, orange}[k], left, left+0.4, 0, float64(*c)); err != nil {
				return nil, err
			}
		}
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.ConstantTicks(ticks), plot.TickerFunc(whole)
	p.X.Min, p.X.Max = float64(n.ByHour[0].Hour), float64(n.ByHour[len(n.ByHour)-1].Hour+1)
	p.Y.Max *= legendRoom
	p.Legend.Top = true
	if plm {
		p.Legend.Add("periodic movements asleep", patch(blue))
	}
	if hypnic {
		p.Legend.Add("hypnic starts", patch(orange))
	}
	return &Figure{"hours", p}, nil
}

// legendRoom is how much higher than its tallest bar a figure with a legend is.
const legendRoom = 1.3

// patch is a colour in a legend.
type patch color.RGBA

// Thumbnail implements plot.Thumbnailer.
func (c patch) Thumbnail(to *draw.Canvas) {
	to.FillPolygon(color.RGBA(c), []vg.Point{to.Min, {X: to.Min.X, Y: to.Max.Y}, to.Max, {X: to.Max.X, Y: to.Min.Y}})
}

// mostTicks is how many numbers an axis has at most.
const mostTicks = 10

// whole puts ticks on whole numbers.
func whole(low, high float64) []plot.Tick {
	step := 1.0
	for i := 0; (high-low)/step > mostTicks; i++ {
		step *= []float64{2, 2.5, 2}[i%3] // 1, 2, 5, 10, 20 …
	}
	var out []plot.Tick
	for v := math.Ceil(low/step) * step; v <= high; v += step {
		out = append(out, plot.Tick{Value: v, Label: fmt.Sprint(int(v))})
	}
	return out
}

// addLine adds a line through points; nothing without any.
func addLine(p *plot.Plot, c color.RGBA, wide vg.Length, points ...plotter.XY) error {
	if len(points) == 0 {
		return nil
	}
	l, err := plotter.NewLine(plotter.XYs(points))
	if err != nil {
		return err
	}
	l.Color, l.Width = c, wide
	p.Add(l)
	return nil
}

// addBox adds a filled box.
func addBox(p *plot.Plot, c color.RGBA, x0, x1, y0, y1 float64) error {
	if x0 == x1 || y0 == y1 {
		return nil
	}
	b, err := plotter.NewPolygon(plotter.XYs{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}})
	if err != nil {
		return err
	}
	b.Color, b.LineStyle.Width = c, 0
	p.Add(b)
	return nil
}
