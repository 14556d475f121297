package report

import "fmt"

// chart is the night's timeline as SVG: sleep on top, a lane for each class below, hours along the bottom. It has no need of scripts.
type chart struct {
	Width, Height int
	Sleep         []chartBox
	Lanes         []chartLane
	Hours         []chartTick
}

// chartBox is a stretch of time.
type chartBox struct{ X, W string }

// chartLane is one class and its events.
type chartLane struct {
	Name  string
	Y     int
	Ticks []chartTick
}

// chartTick is one moment.
type chartTick struct{ X, Label string }

// Sizes of the chart in its own units.
const (
	chartWidth  = 1000
	chartLeft   = 110
	chartTop    = 24
	chartLaneUp = 22
)

// lanes are the classes that have a lane, with what people call them.
var lanes = []struct {
	class Class
	name  string
}{
	{HypnicStart, "hypnic starts"},
	{PLM, "periodic"},
	{Isolated, "single"},
	{ShortInterval, "soon after"},
	{Rhythmic, "rhythmic"},
	{Gross, "large"},
	{Brief, "brief"},
	{Cut, "cut off"},
}

// newChart draws the timeline of a night.
func newChart(a *Analysis, n *Night) chart {
	var end Millis = second
	for _, b := range n.Sleep.Bed {
		end = max(end, b[1])
	}
	start := end
	for _, b := range n.Sleep.Bed {
		start = min(start, b[0])
	}
	x := func(m Millis) float64 {
		return chartLeft + float64(chartWidth-chartLeft)*float64(m-start)/float64(max(second, end-start))
	}
	c := chart{Width: chartWidth, Height: chartTop + chartLaneUp*(len(lanes)+2)}
	for _, s := range n.Sleep.Intervals {
		c.Sleep = append(c.Sleep, chartBox{fmt.Sprintf("%.1f", x(s[0])), fmt.Sprintf("%.1f", x(s[1])-x(s[0]))})
	}
	for i, l := range lanes {
		lane := chartLane{Name: l.name, Y: chartTop + chartLaneUp*(i+1)}
		for k := range n.Events {
			if e := &n.Events[k]; e.Class == l.class {
				lane.Ticks = append(lane.Ticks, chartTick{X: fmt.Sprintf("%.1f", x(e.Onset))})
			}
		}
		c.Lanes = append(c.Lanes, lane)
	}
	t := &text{a: a}
	for m := start - start%hour + hour; m < end; m += hour {
		c.Hours = append(c.Hours, chartTick{fmt.Sprintf("%.1f", x(m)), t.clock(n, &m)})
	}
	return c
}
