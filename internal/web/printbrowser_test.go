package web

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// A4 within the margins of the page's style, in CSS pixels of 1/96 inch: 184 mm wide, 275 mm high.
const printWide, printHigh = 695, 1039

// On paper a severe night of eight hours on two limbs takes few pages, and somebody with two minutes needs the first one only: the sentence, the counts, the night, its
// rhythm and its hours stand there. Parameters and every event are on the others.
func TestBrowserPrint(t *testing.T) {
	ctx := browser(t)
	a := simulatedFor(t, "plm-severe", 8, 50)
	var text strings.Builder
	if err := report.WriteNightHTML(&text, a, 0); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), reportFile)
	if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate("file://"+file), until("window.nightjar && nightjar.plot()"))
	yes, pdf := true, []byte(nil)
	do(t, ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		out, err := cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes, PrintBackground: &yes})
		pdf = out.Data
		return err
	}))
	if n := len(regexp.MustCompile(`/Type\s*/Page[^s]`).FindAll(pdf, -1)); n < 4 || n > 10 {
		t.Errorf("%d events take %d pages", len(a.Nights[0].Events), n)
	}
	do(t, ctx, command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}), chromedp.EmulateViewport(printWide, printHigh))
	for _, id := range []string{"summary", "night", "intervals", "hours"} {
		if bottom := get(t, ctx, chromedp.Evaluate[float64](`document.getElementById("`+id+`").getBoundingClientRect().bottom`)); bottom <= 0 || bottom > printHigh {
			t.Errorf("#%s ends at %.0f, the first page at %d", id, bottom, printHigh)
		}
	}
	shown := `(()=>[...document.querySelectorAll("#events tr[id], #parameters pre")].filter(e=>e.getBoundingClientRect().height>0).length)()`
	if n, want := get(t, ctx, chromedp.Evaluate[int](shown)), len(a.Nights[0].Events)+1; n != want {
		t.Errorf("%d of %d events and parameters are on paper", n, want)
	}
	shot(t, ctx, "night-print")
}
