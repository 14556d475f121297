package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// viewerOf opens a live page in a browser; the test is skipped without Chromium, unless NIGHTJAR_BROWSER=required, as .ci/run sets it.
func viewerOf(t *testing.T, url string) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("NIGHTJAR_BROWSER") == "required" {
			t.Fatal("no Chromium, and this run requires it: ", err)
		}
		t.Skip("skipped: no Chromium on this machine (apt-get install chromium)")
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// holds waits until a condition holds in a page.
func holds(t *testing.T, ctx context.Context, condition string) {
	t.Helper()
	for range 300 {
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+condition+")")); err == nil && ok {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	link, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.getElementById("link").textContent`))
	t.Fatalf("waited in vain for %s; the page says %q", condition, link)
}

// Two pages look on while the watch is killed and started again by the same call: both come back by themselves, go on with the same night, and show again what was before.
func TestLivePageOutlivesAKilledWatch(t *testing.T) {
	nightjar := program(t)
	port, _ := playing(t, nightjar, nightFile(t, nightjar), "--speed", "1")
	file := filepath.Join(t.TempDir(), "night.njr")
	addr := "127.0.0.1:0"
	watch := func() (*exec.Cmd, string) {
		said := &lines{}
		w := exec.Command(nightjar, "watch", port, "--plain", "--site", "left-ankle", "--journal", file, "--http", addr)
		w.Stderr = said
		if err := w.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = w.Process.Kill() })
		return w, awaited(t, said, regexp.MustCompile(`open http://(127\.0\.0\.1:\d+)/ `))
	}
	first, addr := watch()
	pages := []context.Context{viewerOf(t, "http://"+addr+"/"), viewerOf(t, "http://"+addr+"/")}
	for _, p := range pages {
		holds(t, p, "window.nightjarLive && nightjarLive.page() && nightjarLive.end(0) > 6")
		if err := chromedp.Do(p, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := chromedp.Evaluate[any]("window.same = true")(ctx, target)
			return err
		})); err != nil {
			t.Fatal(err)
		}
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was killed
	seen := 0.0
	for _, p := range pages {
		holds(t, p, `document.getElementById("link").className.includes("bad")`)
		end, err := chromedp.Run(p, chromedp.Evaluate[float64]("nightjarLive.end(0)"))
		if err != nil {
			t.Fatal(err)
		}
		seen = max(seen, end)
	}
	restarted := time.Now()
	second, _ := watch()
	for i, p := range pages {
		holds(t, p, fmt.Sprintf(`window.same && nightjarLive.open() && nightjarLive.end(0) > %f && document.getElementById("link").className.includes("good")`, seen+2))
		holds(t, p, fmt.Sprintf("nightjarLive.held().bins[0] >= %f", seen-4)) // seconds of the night, those before the kill among them; its last may be lost, and the hole has none
		t.Logf("page %d is back %.1f s after the restart", i+1, time.Since(restarted).Seconds())
	}
	if err := second.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		holds(t, p, `!nightjarLive.open()`)
	}
	if err := second.Wait(); err != nil {
		t.Error(err)
	}
}
