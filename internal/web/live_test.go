package web

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/nightjar-sleep/nightjar/device"
	engine "github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// lasting is a simulated night of two limbs that goes on by the samples it is given, as a session of watch does.
type lasting struct {
	mu      sync.Mutex
	sources []device.Source
	engines []*engine.Engine
	traces  []*engine.Trace
	chunks  []device.Chunk // what was read from a source and not pushed yet
	night   *report.Night
	asked   int // times that motion was asked for
}

func lastingNight(t testing.TB, profile string) *lasting {
	t.Helper()
	set := simulate.Default()
	set.Profile, set.Hours, set.Rate, set.Seed, set.Limbs = profile, 3, 100, 5, 2
	n, err := simulate.New(set)
	if err != nil {
		t.Fatal(err)
	}
	l := &lasting{chunks: make([]device.Chunk, 2)}
	for limb := range 2 {
		src := n.Source(limb)
		info := src.Info()
		info.Format = report.LiveFormat + "simulated"
		l.sources, l.traces = append(l.sources, src), append(l.traces, engine.NewTrace(info.Rate))
		l.engines = append(l.engines, engine.NewEngine(info, engine.ConfigFor(info.Site)))
	}
	return l
}

// on takes every limb so many samples further, and joins the night when that is wanted.
func (l *lasting) on(t testing.TB, samples int, join bool) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.sources {
		for left := samples; left > 0; {
			c := &l.chunks[i]
			if c.Len() == 0 {
				if err := l.sources[i].Next(c); err != nil {
					t.Fatal(err)
				}
			}
			k := min(left, c.Len())
			part := device.Chunk{Block: c.Slice(0, k), Hole: c.Hole}
			for _, a := range c.Anchors {
				if a.Index < part.Start+part.Span().Len() && a.Index >= part.Start {
					part.Anchors = append(part.Anchors, a)
				}
			}
			l.traces[i].Push(&part.Block)
			l.engines[i].Push(&part)
			c.Block, c.Hole, left = c.Slice(k, c.Len()), device.CauseNone, left-k
		}
	}
	if join {
		l.join(t)
	}
}

func (l *lasting) join(t testing.TB) {
	t.Helper()
	var g report.Group
	for i, e := range l.engines {
		led := e.Ledger()
		g = append(g, report.Input{File: fmt.Sprint(i), Site: led.Info.Site, Ledger: led})
	}
	scored, err := report.Join(g, report.Options{Version: "test", Rules: score.WASM2016(), Criteria: report.DefaultCriteria()})
	if err != nil {
		t.Fatal(err)
	}
	l.night = &scored.Nights[0]
}

func (l *lasting) look() report.Standing {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := report.Standing{Night: l.night}
	if l.night != nil {
		s.Decided = max(0, len(l.night.Events)-3)
	}
	for i, e := range l.engines {
		n := e.Now(l.traces[i])
		n.Link = engine.LinkNow{Port: "/dev/ttyUSB0", Decoder: "mavlink", State: "reading", Journal: "/home/me/.local/share/nightjar/2026-11-27T23-10-00-" + n.Site + ".njr", RateHz: 99.98, JitterMS: 4}
		s.Limbs = append(s.Limbs, n)
	}
	return s
}

func (l *lasting) waves(after []engine.WaveNow) []engine.WaveNow {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	out := make([]engine.WaveNow, len(l.engines))
	for i, e := range l.engines {
		if len(after) == len(out) {
			out[i].Next = after[i].Next
		}
		out[i] = e.WaveSince(l.traces[i], out[i].Next)
	}
	return out
}

func (l *lasting) histories() []engine.HistoryNow {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []engine.HistoryNow
	for i, e := range l.engines {
		out = append(out, e.History(l.traces[i]))
	}
	return out
}

// options returns what a live page of the night is made of.
func (l *lasting) options(addr string) LiveOptions {
	return LiveOptions{Addr: addr, Version: "test", Look: l.look, Waves: l.waves, Histories: l.histories}
}

// serveLive serves a live page at an address, port 0 for any, until the test or stop ends it.
func serveLive(t testing.TB, n *lasting, addr string) (url string, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", addr)
	for range 50 { // a port that was just given up
		if err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
		listener, err = net.Listen("tcp", addr)
	}
	if err != nil {
		t.Fatal(err)
	}
	l := NewLive(n.options(listener.Addr().String()))
	server := l.HTTP()
	var served sync.WaitGroup
	served.Go(func() { _ = server.Serve(listener) })
	stop = sync.OnceFunc(func() { l.Close(); _ = server.Shutdown(context.Background()); served.Wait() })
	t.Cleanup(stop)
	return "http://" + listener.Addr().String(), stop
}

// told is what a viewer was sent.
type told struct {
	kind string
	text string
}

// looker reads a stream.
type looker struct {
	t    testing.TB
	body io.ReadCloser
	r    *bufio.Reader
}

func lookOn(t testing.TB, url string) *looker {
	t.Helper()
	resp, err := http.Get(url + "/live/stream")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("%d %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	return &looker{t, resp.Body, bufio.NewReader(resp.Body)}
}

// next returns the next message of a kind.
func (k *looker) next(kind string) string {
	k.t.Helper()
	var m told
	for {
		line, err := k.r.ReadString('\n')
		if err != nil {
			k.t.Fatalf("waiting for %s: %v", kind, err)
		}
		switch line = strings.TrimSuffix(line, "\n"); {
		case line == "" && m.kind == kind:
			return m.text
		case line == "":
			m = told{}
		case strings.HasPrefix(line, "event: "):
			m.kind = line[7:]
		case strings.HasPrefix(line, "data: "):
			m.text = line[6:]
		}
	}
}

type stateText struct {
	Page   report.LivePage
	From   int
	Events []report.LiveEvent
}

func (k *looker) state() (s stateText) {
	k.t.Helper()
	if err := json.Unmarshal([]byte(k.next("state")), &s); err != nil {
		k.t.Fatal(err)
	}
	return s
}

// A viewer who comes late is sent the last minute sample by sample, every event so far and, on asking, the motion of the whole night; then what is new, once and
// without a gap. When the night is over it is told so.
func TestLiveCatchesUp(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	defer http.DefaultClient.CloseIdleConnections()
	n := lastingNight(t, "plm-severe")
	n.on(t, 100*1800, true)
	url, stop := serveLive(t, n, "127.0.0.1:0")
	k := lookOn(t, url)
	if h := k.next("hello"); !strings.Contains(h, `"version":"test"`) || !strings.Contains(h, "hypnic starts") {
		t.Error(h)
	}
	s := k.state()
	if s.From != 0 || len(s.Events) != len(n.night.Events) || len(s.Events) < 10 || len(s.Page.Limbs) != 2 || s.Page.Now < 1799 || !strings.HasPrefix(s.Page.Sentence, "So far") {
		t.Errorf("from %d, %d events, page %+v", s.From, len(s.Events), s.Page)
	}
	if last := s.Events[len(s.Events)-1]; last.Decided || !s.Events[0].Decided {
		t.Error("settled and pending events are not told apart")
	}
	var parcels []waveView
	limbs := map[int]float64{} // time up to which each limb's motion was sent
	take := func() {
		if err := json.Unmarshal([]byte(k.next("wave")), &parcels); err != nil {
			t.Fatal(err)
		}
		for _, p := range parcels {
			if at, ok := limbs[p.Limb]; ok && p.At > at+0.0101 {
				t.Errorf("limb %d: a gap from %v to %v", p.Limb, at, p.At)
			}
			limbs[p.Limb] = p.At + float64(len(p.V))/p.Hz
		}
	}
	take()
	for _, p := range parcels {
		if len(p.V) != 6000 || p.Hz < 99 || p.Hz > 101 {
			t.Errorf("limb %d: %d samples at %v Hz", p.Limb, len(p.V), p.Hz)
		}
	}
	before := len(n.night.Events)
	for i := range 20 {
		n.on(t, 3000, i%10 == 9)
		for limbs[0] < 1800+30*float64(i+1)-0.02 {
			take()
		}
	}
	for s = k.state(); s.From+len(s.Events) != len(n.night.Events); s = k.state() {
	}
	if s.From < before/2 || len(n.night.Events) <= before {
		t.Errorf("%d events, then %d: all from %d on were sent again", before, len(n.night.Events), s.From)
	}
	resp, err := http.Get(url + "/live/history")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var h []historyView
	if err := json.NewDecoder(resp.Body).Decode(&h); err != nil || len(h) != 2 || len(h[0].At) < 2000 || len(h[0].At) != len(h[0].High) || h[0].At[len(h[0].At)-1] < 2390 {
		t.Errorf("%v, %d limbs", err, len(h))
	}
	go stop()
	if end := k.next("end"); end != "{}" {
		t.Error(end)
	}
	stop()
	k.body.Close()
}

// A viewer who does not read is dropped; meanwhile the others are served and nothing waits.
func TestLiveDropsSlowViewers(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	defer http.DefaultClient.CloseIdleConnections()
	n := lastingNight(t, "restless")
	n.on(t, 6000, true)
	l := NewLive(n.options("127.0.0.1:0"))
	defer l.Close()
	slow := l.join()
	quick := l.join()
	for range backlog {
		n.on(t, 10, false)
		l.send(false)
		for len(quick.queue) > 0 {
			<-quick.queue
		}
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) { // the ticker sends as well
		l.mu.Lock()
		dropped, kept := !l.viewers[slow], l.viewers[quick]
		l.mu.Unlock()
		for len(quick.queue) > 0 {
			<-quick.queue
		}
		if !kept {
			t.Fatal("a viewer who reads was dropped")
		}
		if dropped {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a viewer who does not read was kept")
		}
	}
	l.leave(slow) // closes nothing twice
	l.leave(quick)
	if _, open := <-quick.queue; open {
		t.Error("the queue of who left goes on")
	}
}

// Nobody looks on: the night is not asked.
func TestLiveAsksNothingForNobody(t *testing.T) {
	n := lastingNight(t, "restless")
	n.on(t, 1000, false)
	l := NewLive(n.options("127.0.0.1:0"))
	time.Sleep(3 * waveEvery)
	l.Close()
	if n.asked != 0 {
		t.Errorf("asked %d times", n.asked)
	}
	if l.join() != nil {
		t.Error("somebody joined a night that is over")
	}
}

// Who may not look at the pages may not look at the stream; too many are turned away; nothing of a page stands in it that its policy forbids.
func TestLiveGuard(t *testing.T) {
	n := lastingNight(t, "healthy")
	n.on(t, 500, true)
	l := NewLive(n.options("0.0.0.0:8477"))
	defer l.Close()
	web := httptest.NewServer(l.HTTP().Handler)
	defer web.Close()
	ask := func(path string, headers ...string) (int, string, http.Header) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, web.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(headers); i += 2 {
			if headers[i] == "Host" {
				r.Host = headers[i+1]
			}
			r.Header.Set(headers[i], headers[i+1])
		}
		client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body) // a stream ends with the time
		return resp.StatusCode, string(text), resp.Header
	}
	for _, path := range []string{"/", "/live/stream", "/live/history"} {
		if code, _, _ := ask(path); code != http.StatusUnauthorized {
			t.Errorf("%s without the token: %d", path, code)
		}
	}
	_, _, header := ask("/?token=" + l.Token())
	cookie := strings.Split(header.Get("Set-Cookie"), ";")[0]
	for path, c := range map[string]struct {
		headers []string
		want    int
	}{
		"/":             {nil, 200},
		"/live/stream":  {nil, 200},
		"/live/history": {nil, 200},
		"/live/nothing": {nil, 404},
		"/?a":           {[]string{"Host", "evil.example"}, 421},
		"/live/stream?": {[]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors"}, 403},
	} {
		code, text, header := ask(path, append(c.headers, "Cookie", cookie)...)
		if code != c.want {
			t.Errorf("%s: %d %s, want %d", path, code, text, c.want)
		}
		if csp := header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if strings.Contains(header.Get("Content-Type"), "html") && (strings.Contains(text, "<script>") || strings.Contains(text, "style=") || strings.Contains(text, "onclick")) {
			t.Errorf("%s holds what its policy forbids", path)
		}
	}
	var all []*viewer
	for wait := 0; len(all) < mostViewers && wait < 500; wait++ { // the viewer of /live/stream above may take a moment to leave
		for v := l.join(); v != nil; v = l.join() {
			all = append(all, v)
		}
		time.Sleep(10 * time.Millisecond)
	}
	if len(all) != mostViewers {
		t.Errorf("%d viewers", len(all))
	}
	if code, _, _ := ask("/live/stream", "Cookie", cookie); code != http.StatusServiceUnavailable {
		t.Errorf("one too many: %d", code)
	}
}
