package web

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Several nights together, in the list that serve shows and in the index that analyze writes: there in light, dark and on a phone, no wider than that, without a serious
// fault of accessibility, and asking nobody else for anything.
func TestBrowserSeveral(t *testing.T) {
	ctx := browser(t)
	p := serving(t, Options{})
	a := simulated(t, "plm-severe")
	one := a.Nights[0]
	a.Nights = nil
	for day := 1; day <= 12; day++ {
		n, date := one, fmt.Sprintf("2024-04-%02d", day)
		start, index := date+"T22:30:00.000", *one.Indices.PLMSPerH*float64(day)/6
		n.Night, n.StartAt, n.Indices.PLMSPerH, n.Intervals.PLMSPerH = &date, &start, &index, &[2]float64{0.8 * index, 1.3 * index}
		if day == 5 {
			n.Indices.PLMSPerH, n.Intervals.PLMSPerH = nil, nil
		}
		a.Nights = append(a.Nights, n)
	}
	dir := filepath.Join(p.dir, "several")
	put(t, dir, a)
	traffic := listen(t, ctx)
	for _, page := range []struct{ name, url string }{{"several-list", p.web.URL}, {"several-index", "file://" + filepath.Join(dir, reportFile)}} {
		for _, look := range []struct {
			name, scheme string
			width        int64
		}{{"light", "light", 1100}, {"dark", "dark", 1100}, {"phone", "light", 390}} {
			do(t, ctx, command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}}),
				chromedp.EmulateViewport(look.width, 900), chromedp.Navigate(page.url), until(`document.querySelector("#together")`))
			name := page.name + "-" + look.name
			shot(t, ctx, name)
			accessible(t, ctx, name)
			fits(t, ctx, name, look.width)
		}
		bars := get(t, ctx, chromedp.Evaluate[int](`document.querySelectorAll("#together rect.plm").length`))
		if page.name == "several-index" && bars != 11 {
			t.Errorf("%d bars of the index; eleven of twelve nights have one", bars)
		}
		if page.name == "several-list" {
			traffic.ownOnly(t, p.web.URL, 3)
		}
	}
}
