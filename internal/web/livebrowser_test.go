package web

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// goingOn lets a night go on at 100 samples a second, joined every two seconds, until the test ends.
func goingOn(t *testing.T, n *lasting) {
	stop := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		begun, done := time.Now(), 0
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case now := <-tick.C:
				due := int(now.Sub(begun).Seconds() * 100)
				n.on(t, due-done, i%40 == 0)
				done = due
			}
		}
	})
	t.Cleanup(func() { close(stop); group.Wait() })
}

// heap returns the bytes that the page's script holds after everything that it does not was collected.
func heap(t *testing.T, ctx context.Context) float64 {
	t.Helper()
	do(t, ctx, command(heapprofiler.CollectGarbage, cdp.Empty{}))
	used := 0.0
	do(t, ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		use, err := cdp.Call(ctx, target, runtime.GetHeapUsage, cdp.Empty{})
		used = use.UsedSize
		return err
	}))
	return used
}

// liveLength is how long the stream is watched: NIGHTJAR_LIVE (make live-page sets 5m), else a few seconds. Only the long run says anything about growth and the time of
// frames.
func liveLength(t testing.TB) (length time.Duration, long bool) {
	given := os.Getenv("NIGHTJAR_LIVE")
	if given == "" {
		return 6 * time.Second, false
	}
	d, err := time.ParseDuration(given)
	if err != nil {
		t.Fatal(err)
	}
	return d, true
}

// The page of a night of two limbs at 100 samples a second: it catches up on what was, goes on with what comes, holds no more than a minute of samples, shows half-high what has not
// settled, comes back after the server was gone, asks nobody else for anything, and has no serious fault of accessibility.
func TestBrowserLive(t *testing.T) {
	ctx := browser(t)
	n := lastingNight(t, "plm-severe")
	n.on(t, 100*5400, true)
	goingOn(t, n)
	url, stop := serveLive(t, n, "127.0.0.1:0")
	traffic := listen(t, ctx)
	do(t, ctx, chromedp.Navigate(url+"/"), until("window.nightjarLive && nightjarLive.page()"), until("nightjarLive.held().samples.every(n => n > 5000)"),
		until("nightjarLive.held().bins.every(n => n > 2000)"), until(`document.querySelectorAll("#rows tr").length === 40`), until(`document.getElementById("link").textContent.startsWith("The sensor sends")`))
	if got := get(t, ctx, chromedp.Evaluate[string](`document.getElementById("sentence").textContent`)); !strings.HasPrefix(got, "So far, in ") || !strings.Contains(got, "periodic limb movements asleep") {
		t.Errorf("sentence %q", got)
	}
	if pending := get(t, ctx, chromedp.Evaluate[int](`document.querySelectorAll("#rows tr.pending").length`)); pending < 1 {
		t.Error("nothing is marked as pending")
	}
	watchStream(t, ctx)
	for _, look := range []struct {
		name, scheme string
		width        int64
	}{{"live-light", "light", 1100}, {"live-dark", "dark", 1100}, {"live-phone", "light", 390}} {
		do(t, ctx, command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}}), chromedp.EmulateViewport(look.width, 900), chromedp.Sleep(400*time.Millisecond))
		shot(t, ctx, look.name)
		if _, long := liveLength(t); !long { // make live-page measures time and heap; axe-core is fetched for the short run only
			accessible(t, ctx, look.name)
		}
		fits(t, ctx, look.name, look.width)
	}
	stop()
	do(t, ctx, until(`document.getElementById("link").className.includes("bad")`))
	shot(t, ctx, "live-lost")
	before := get(t, ctx, chromedp.Evaluate[float64]("nightjarLive.end(0)"))
	serveLive(t, n, strings.TrimPrefix(url, "http://"))
	do(t, ctx, until(fmt.Sprintf("nightjarLive.end(0) > %f", before+1)), until(`document.getElementById("link").className.includes("good")`), until("nightjarLive.held().samples.every(n => n > 5000)"))
	if twice := get(t, ctx, chromedp.Evaluate[bool]("new Set(nightjarLive.events().map(e => e.t + e.name)).size !== nightjarLive.events().length")); twice {
		t.Error("events stand twice after the server came back")
	}
	traffic.ownOnly(t, url, 3)
}

// watchStream watches the stream for a while: motion goes on in time, what the page holds is bounded, and, on a long run, frames come in time and the heap is flat.
func watchStream(t *testing.T, ctx context.Context) {
	t.Helper()
	length, long := liveLength(t)
	do(t, ctx, js(`window.frames=[];let last=0;const f=t=>{if(last)frames.push(t-last);last=t;requestAnimationFrame(f)};requestAnimationFrame(f)`))
	first := get(t, ctx, chromedp.Evaluate[float64]("nightjarLive.end(0)"))
	begun := time.Now()
	var heaps []float64
	for time.Since(begun) < length {
		time.Sleep(min(length/5, 20*time.Second))
		heaps = append(heaps, heap(t, ctx))
	}
	seen, took := get(t, ctx, chromedp.Evaluate[float64]("nightjarLive.end(0)"))-first, time.Since(begun).Seconds()
	if seen < took-2 || seen > took+2 {
		t.Errorf("%.1f s of motion came in %.1f s", seen, took)
	}
	held := get(t, ctx, chromedp.Evaluate[string]("JSON.stringify(nightjarLive.held())"))
	if most := get(t, ctx, chromedp.Evaluate[float64]("Math.max(...nightjarLive.held().samples)")); most > 6900 {
		t.Errorf("the page holds %s", held)
	}
	p95 := get(t, ctx, chromedp.Evaluate[float64]("frames.sort((a,b)=>a-b)[Math.floor(0.95*frames.length)]"))
	t.Logf("%.0f s: 95 %% of frames within %.1f ms; heap of the script in MB %.2f; held %s", took, p95, megabytes(heaps), held)
	if !long {
		return
	}
	if p95 > 33 {
		t.Errorf("95 %% of frames within %.1f ms, want 33", p95)
	}
	half := len(heaps) / 2
	if early, late := middleOf(heaps[:half]), middleOf(heaps[half:]); late > early*1.1+200_000 {
		t.Errorf("the heap grows from %.0f to %.0f bytes", early, late)
	}
}

func megabytes(list []float64) []float64 {
	out := make([]float64, len(list))
	for i, v := range list {
		out[i] = v / 1e6
	}
	return out
}

// middleOf returns the mean.
func middleOf(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}

// A page of another program version loads itself anew instead of misreading what it is sent.
func TestBrowserLiveRenewed(t *testing.T) {
	ctx := browser(t)
	n := lastingNight(t, "restless")
	n.on(t, 6000, true)
	url, stop := serveLive(t, n, "127.0.0.1:0")
	do(t, ctx, chromedp.Navigate(url+"/"), until("window.nightjarLive && nightjarLive.page()"), js("window.old = true"))
	stop()
	opt := n.options(strings.TrimPrefix(url, "http://"))
	opt.Version = "next"
	l := NewLive(opt)
	server := l.HTTP()
	t.Cleanup(func() { l.Close(); server.Close() })
	go func() {
		for server.ListenAndServe() != http.ErrServerClosed {
			time.Sleep(50 * time.Millisecond) // the port was just given up
		}
	}()
	do(t, ctx, until(`!window.old && document.body.dataset.version === "next" && window.nightjarLive && nightjarLive.page()`))
}

// A page whose server was started again with another token says that it needs it, and does not look as if the server were gone.
func TestBrowserLiveNewToken(t *testing.T) {
	ctx := browser(t)
	n := lastingNight(t, "restless")
	n.on(t, 6000, true)
	url, stop := serveLive(t, n, "127.0.0.1:0")
	do(t, ctx, chromedp.Navigate(url+"/"), until("window.nightjarLive && nightjarLive.page()"))
	stop()
	opt := n.options("192.0.2.1:8477") // not this computer's own: a token is asked for
	l := NewLive(opt)
	server := l.HTTP()
	server.Addr = strings.TrimPrefix(url, "http://")
	t.Cleanup(func() { l.Close(); server.Close() })
	go func() {
		for server.ListenAndServe() != http.ErrServerClosed {
			time.Sleep(50 * time.Millisecond) // the port was just given up
		}
	}()
	do(t, ctx, until(`document.getElementById("link").textContent.includes("new token")`))
}
