package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	engine "github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// browser starts Chromium. Without one the test is skipped, unless NIGHTJAR_BROWSER=required, as .ci/run sets it.
func browser(t testing.TB) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("NIGHTJAR_BROWSER") == "required" {
			t.Fatal("no Chromium, and this run requires it: ", err)
		}
		t.Skip("skipped: no Chromium on this machine (apt-get install chromium)")
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.WindowSize(1100, 900))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	long, _ := liveLength(t)
	do(t, ctx) // starts it; a time limit on the first call would end the browser
	ctx, stop = context.WithTimeout(ctx, 3*time.Minute+long)
	t.Cleanup(stop)
	return ctx
}

// step is an action without a result.
type step = chromedp.Action[chromedp.Void]

// do runs actions or ends the test.
func do(t testing.TB, ctx context.Context, steps ...step) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// get returns the result of an action or ends the test.
func get[T any](t testing.TB, ctx context.Context, a chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// js runs a script for what it does; its value must be true.
func js(script string) step {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := chromedp.Evaluate[any]("(()=>{"+script+"})();true")(ctx, target)
		return err
	})
}

// until waits for a condition in the page, across navigations.
func until(condition string) step {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		var last error
		for range 200 {
			ok, err := chromedp.Evaluate[bool]("!!("+condition+")")(ctx, target)
			if err == nil && ok {
				return nil
			}
			last = err
			select {
			case <-ctx.Done():
				return fmt.Errorf("waiting for %s: %w", condition, errors.Join(ctx.Err(), last))
			case <-time.After(100 * time.Millisecond):
			}
		}
		return fmt.Errorf("waited in vain for %s (%v)", condition, last)
	})
}

// command sends a command of the DevTools protocol.
func command[P any](c cdp.Command[P, cdp.Empty], p P) step {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, c, p)
		return err
	})
}

// shot keeps a screenshot for people to look at, in the folder that NIGHTJAR_SHOTS names.
func shot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("NIGHTJAR_SHOTS")
	if dir == "" {
		return
	}
	png := get(t, ctx, chromedp.FullScreenshot(100))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// accessible fails on serious faults that axe-core finds; NIGHTJAR_AXE names its axe.min.js.
func accessible(t *testing.T, ctx context.Context, what string) {
	t.Helper()
	path := os.Getenv("NIGHTJAR_AXE")
	if path == "" {
		if os.Getenv("NIGHTJAR_BROWSER") == "required" {
			t.Fatal("no axe-core, and this run requires it: NIGHTJAR_AXE is not set")
		}
		t.Log("axe-core was left out: NIGHTJAR_AXE is not set")
		return
	}
	code, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	do(t, ctx, js(string(code)+";window.faults=null;axe.run({resultTypes:[\"violations\"]}).then(r=>{window.faults=JSON.stringify(r.violations.filter(v=>v.impact==='serious'||v.impact==='critical').map(v=>[v.id,v.help,v.nodes.slice(0,3).map(n=>n.html.slice(0,150))]))})"),
		until("window.faults!==null"))
	if faults := get(t, ctx, chromedp.Evaluate[string]("window.faults")); faults != "[]" {
		t.Errorf("%s: %s", what, faults)
	}
}

// fits fails when the page is wider than the window, and names what sticks out.
func fits(t *testing.T, ctx context.Context, what string, width int64) {
	t.Helper()
	if wide := get(t, ctx, chromedp.Evaluate[float64]("document.documentElement.scrollWidth")); wide > float64(width) {
		t.Errorf("%s: the page is %v px wide on %d: %s", what, wide, width, get(t, ctx, chromedp.Evaluate[string](fmt.Sprintf(
			`[...document.querySelectorAll("main *")].filter(e=>e.getBoundingClientRect().right>%d&&!e.closest(".scroll")).slice(0,5).map(e=>e.outerHTML.slice(0,90)).join(" | ")`, width))))
	}
}

// simulated makes the analysis of a simulated night of two limbs.
func simulated(t testing.TB, profile string) *report.Analysis {
	return simulatedFor(t, profile, 3.2, 50)
}

// simulatedFor makes the analysis of a simulated night of two limbs, so many hours long and sampled so many times a second.
func simulatedFor(t testing.TB, profile string, hours, rate float64) *report.Analysis {
	t.Helper()
	set := simulate.Default()
	set.Profile, set.Hours, set.Rate, set.Seed, set.Limbs = profile, hours, rate, 5, 2
	n, err := simulate.New(set)
	if err != nil {
		t.Fatal(err)
	}
	opt := report.Options{Version: "test", Rules: score.WASM2016(), Criteria: report.DefaultCriteria(), Pictures: true}
	var g report.Group
	for limb := range n.Settings.Limbs {
		src := n.Source(limb)
		l, err := engine.Run(context.Background(), src, engine.ConfigFor(src.Info().Site), nil)
		if err != nil {
			t.Fatal(err)
		}
		g = append(g, report.Input{File: fmt.Sprintf("limb%d.csv", limb), Site: src.Info().Site, Ledger: l, Summary: src.Summary()})
	}
	scored, err := report.Join(g, opt)
	if err != nil {
		t.Fatal(err)
	}
	a := report.Build(opt, []report.Scored{scored}, nil)
	if len(a.Nights[0].Events) < 20 {
		t.Fatalf("only %d events", len(a.Nights[0].Events))
	}
	return &a
}

// The night's page in a browser: it zooms by buttons, keys and dragging, shows the event that is chosen, asks nobody else for anything, and has no serious fault of
// accessibility in light, dark and on a phone.
func TestBrowserNight(t *testing.T) {
	ctx := browser(t)
	p := serving(t, Options{Samples: func(_ context.Context, _ []Recording, from, to float64) ([][]engine.WaveNow, error) {
		w := engine.WaveNow{Onset: from, RateHz: 50, G: make([]float32, int((to-from)*50))}
		for i := range w.G {
			w.G[i] = 0.02
		}
		return [][]engine.WaveNow{{w}, {w}}, nil
	}})
	a := simulated(t, "plm-severe")
	put(t, filepath.Join(p.dir, "one"), a)
	for _, name := range []string{"limb0.csv", "limb1.csv"} {
		if err := os.WriteFile(filepath.Join(p.dir, "one", name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	traffic := listen(t, ctx)
	do(t, ctx, chromedp.Navigate(p.web.URL+"/night/"+p.id(t)), until("window.nightjar && nightjar.plot()"))
	span := func() float64 {
		return get(t, ctx, chromedp.Evaluate[float64]("nightjar.plot().scales.x.max - nightjar.plot().scales.x.min"))
	}
	whole := span()
	do(t, ctx, chromedp.Click(`[aria-label="Zoom in"]`), until(fmt.Sprintf("nightjar.plot().scales.x.max - nightjar.plot().scales.x.min < %f", whole*0.6)))
	do(t, ctx, chromedp.Click(`[aria-label="Show the whole night"]`), until(fmt.Sprintf("nightjar.plot().scales.x.max - nightjar.plot().scales.x.min > %f", whole*0.99)))
	// keys: the next event, close to it, its samples
	do(t, ctx, chromedp.Focus("div.plot"), js(`document.querySelector("div.plot").dispatchEvent(new KeyboardEvent("keydown",{key:"ArrowRight",bubbles:true}))`),
		until("nightjar.chosen()===0"), chromedp.WaitVisible("#detail h3"))
	first := &a.Nights[0].Events[0]
	for _, want := range []string{report.ClassName(first.Class) + " at ", fmt.Sprintf("%.2f s long · peak %.0f mg · ", first.Duration.Seconds(), 1000*first.PeakG), "Why: " + strings.Join(first.Why, "; "),
		fmt.Sprintf("%.0f %% sure", math.Round(100*first.Confidence)), fmt.Sprintf("threshold %g mg", math.Round(10000*first.ThresholdG)/10)} {
		if said := get(t, ctx, chromedp.Evaluate[string](`document.getElementById("detail").textContent`)); !strings.Contains(said, want) {
			t.Errorf("the chosen event says %q, which lacks %q", said, want)
		}
	}
	do(t, ctx, js(`document.querySelector("div.plot").dispatchEvent(new KeyboardEvent("keydown",{key:"Enter",bubbles:true}))`),
		until("nightjar.plot().scales.x.max - nightjar.plot().scales.x.min < 60"), until("nightjar.plot().data[3].concat(nightjar.plot().data[4]).filter(v=>v>0).length > 40"))
	if inked := get(t, ctx, chromedp.Evaluate[int](`(()=>{const u=nightjar.plot(),c=u.ctx,b=u.bbox,d=c.getImageData(b.left,b.top,b.width,b.height).data;let n=0;for(let i=0;i<d.length;i+=4)if(d[i+3]>200&&(Math.abs(d[i]-d[i+1])>60||Math.abs(d[i+1]-d[i+2])>60))n++;return n})()`)); inked < 500 {
		t.Errorf("the samples of the event take %d points of the timeline", inked)
	}
	do(t, ctx, until("nightjar.plot().data[5].filter(v=>v===20).length > 1000 && nightjar.plot().data[6].filter(v=>v===20).length > 1000"))
	shot(t, ctx, "night-zoomed")
	do(t, ctx, js(`document.dispatchEvent(new KeyboardEvent("keydown",{key:"j",bubbles:true}))`), until("nightjar.chosen()===1"),
		js(`document.body.dispatchEvent(new KeyboardEvent("keydown",{key:"k",bubbles:true}))`), until("nightjar.chosen()===0"))
	// a click on the lanes chooses the event under it
	do(t, ctx, chromedp.Click(`[aria-label="Show the whole night"]`), chromedp.Sleep(300*time.Millisecond))
	target := `(()=>{const d=JSON.parse(document.getElementById("nightjar-data").textContent),e=d.events[9],u=nightjar.plot(),c=document.querySelector("canvas.lanes"),b=c.getBoundingClientRect();
	 c.dispatchEvent(new MouseEvent("click",{bubbles:true,clientX:b.left+u.bbox.left/devicePixelRatio+u.valToPos(e.t,"x"),clientY:b.top+20*(e.k+1)+8}));return d.events[nightjar.chosen()].k===e.k&&Math.abs(d.events[nightjar.chosen()].t-e.t)<120})()`
	if !get(t, ctx, chromedp.Evaluate[bool](target)) {
		t.Error("a click on the lanes did not choose the event under it")
	}
	do(t, ctx, chromedp.Navigate(p.web.URL+"/night/"+p.id(t)), until("window.nightjar && nightjar.plot()"))
	do(t, ctx, chromedp.Navigate(p.web.URL+"/night/"+p.id(t)+"#e4"), until("nightjar.chosen()===3"), chromedp.Sleep(500*time.Millisecond))
	if top := get(t, ctx, chromedp.Evaluate[float64](`document.getElementById("detail").getBoundingClientRect().top`)); top < 0 || top > 900 {
		t.Errorf("a link to an event leaves its wave at %v px of the window", top)
	}
	if dir := os.Getenv("NIGHTJAR_SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "night-linked.png"), get(t, ctx, chromedp.CaptureScreenshot()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	do(t, ctx, js(`location.hash=""`), chromedp.Click(`[aria-label="Show the whole night"]`))
	for _, look := range []struct {
		name, scheme string
		width        int64
	}{{"night-light", "light", 1100}, {"night-dark", "dark", 1100}, {"night-phone", "light", 390}} {
		do(t, ctx, command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}}), chromedp.EmulateViewport(look.width, 900), chromedp.Sleep(400*time.Millisecond))
		shot(t, ctx, look.name)
		accessible(t, ctx, look.name)
		fits(t, ctx, look.name, look.width)
	}
	traffic.ownOnly(t, p.web.URL, 3)
}

// The file itself, opened without a server: its script runs, and without scripts drawings and tables show the same.
func TestBrowserFile(t *testing.T) {
	ctx := browser(t)
	dir := t.TempDir()
	put(t, dir, simulated(t, "hypnic"))
	url := "file://" + filepath.Join(dir, reportFile)
	do(t, ctx, chromedp.Navigate(url), until("window.nightjar && nightjar.plot()"), until(`getComputedStyle(document.querySelector(".static")).display==="none"`))
	do(t, ctx, command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}), chromedp.Navigate(url), chromedp.WaitVisible(".static svg.timeline"))
	shot(t, ctx, "night-without-scripts")
}

// The list, the review of an event and an upload of 150 MB.
func TestBrowserServe(t *testing.T) {
	ctx := browser(t)
	size := make(chan int64, 1)
	p := serving(t, Options{MaxUpload: 200 << 20, Analyze: func(_ context.Context, file string) error {
		st, err := os.Stat(file)
		if err == nil {
			size <- st.Size()
		}
		return err
	}})
	do(t, ctx, chromedp.Navigate(p.web.URL), chromedp.WaitVisible("table.calendar"))
	shot(t, ctx, "serve-list")
	accessible(t, ctx, "list")
	do(t, ctx, chromedp.Navigate(p.web.URL+"/night/"+p.id(t)+"/review"), chromedp.WaitVisible("table.review"),
		chromedp.SetValue(`#r2 select[name=verdict]`, "rejected"), chromedp.SetValue(`#r2 input[name=note]`, "the cat"), chromedp.Click(`#r2 button`),
		until(`location.hash==="#r2" && document.body.textContent.includes("1 of 3 events reviewed")`))
	shot(t, ctx, "serve-review")
	accessible(t, ctx, "review")
	said, err := readReviews(filepath.Join(p.dir, "one"))
	if err != nil || len(said.Events) != 1 || said.Events[0].Note != "the cat" {
		t.Errorf("reviews %+v, %v", said, err)
	}
	const large = 150 << 20
	big := filepath.Join(t.TempDir(), "big.csv")
	if err := os.WriteFile(big, make([]byte, large), 0o644); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate(p.web.URL), chromedp.WaitVisible("#file"), chromedp.SetUploadFiles("#file", []string{big}), chromedp.Click("#upload button"))
	select {
	case got := <-size:
		if got != large {
			t.Errorf("%d bytes arrived of %d", got, large)
		}
	case <-time.After(90 * time.Second):
		t.Error("the upload did not arrive")
	}
}

// A page of another site cannot read or change anything here.
func TestBrowserOtherSite(t *testing.T) {
	ctx := browser(t)
	p := serving(t, Options{})
	id := p.id(t)
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		target, _ := json.Marshal(p.web.URL + "/night/" + id + "/delete")
		fmt.Fprintf(w, `<title>evil</title><script>fetch(%s,{method:"POST",mode:"no-cors",headers:{"Content-Type":"application/x-www-form-urlencoded"},body:"sure=yes"}).catch(()=>0).then(()=>{window.tried=true})</script>`, target)
	}))
	defer evil.Close()
	do(t, ctx, chromedp.Navigate(strings.Replace(evil.URL, "127.0.0.1", "localhost", 1)), until("window.tried===true"))
	if _, err := os.Stat(filepath.Join(p.dir, "one")); err != nil {
		t.Error("another site deleted the night:", err)
	}
}
