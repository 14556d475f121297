package web

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// BenchmarkSevereNight measures what the page of a severe night of eight hours on two limbs at 100 Hz takes: to be rendered as text, and in Chromium, from the file, until something of it
// is seen and until its timeline can be zoomed. make bench-pages prints it; the bars are 150 ms and 500 ms.
func BenchmarkSevereNight(b *testing.B) {
	a := simulatedFor(b, "plm-severe", 8, 100)
	page := func() string {
		var out strings.Builder
		if err := report.WriteNightHTML(&out, a, 0); err != nil {
			b.Fatal(err)
		}
		return out.String()
	}
	b.Run("Render", func(b *testing.B) {
		size := 0
		for b.Loop() {
			size = len(page())
		}
		b.ReportMetric(float64(size), "bytes")
		b.ReportMetric(float64(len(a.Nights[0].Events)), "events")
	})
	b.Run("Paint", func(b *testing.B) {
		ctx := browser(b)
		file := filepath.Join(b.TempDir(), reportFile)
		if err := os.WriteFile(file, []byte(page()), 0o644); err != nil {
			b.Fatal(err)
		}
		var painted, ready []float64
		for b.Loop() {
			do(b, ctx, chromedp.Navigate("about:blank"), chromedp.Navigate("file://"+file), until("window.nightjar && nightjar.plot() && performance.getEntriesByName('first-contentful-paint').length"))
			painted = append(painted, get(b, ctx, chromedp.Evaluate[float64]("performance.getEntriesByName('first-contentful-paint')[0].startTime")))
			ready = append(ready, get(b, ctx, chromedp.Evaluate[float64]("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")))
		}
		b.ReportMetric(medianOf(painted), "ms-first-paint")
		b.ReportMetric(slices.Max(painted), "ms-worst-paint")
		b.ReportMetric(medianOf(ready), "ms-ready")
	})
}

// medianOf returns the lower median.
func medianOf(list []float64) float64 {
	slices.Sort(list)
	return list[(len(list)-1)/2]
}
