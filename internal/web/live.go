package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	engine "github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

const (
	waveEvery   = 100 * time.Millisecond // between parcels of motion: what a viewer sees is at most so late
	statesEvery = 10                     // parcels between two states
	mostViewers = 32                     // pages that may look on at once
	backlog     = 64                     // messages that wait for a viewer before it is dropped: some six seconds
	viewerWait  = 5 * time.Second        // that one write to a viewer may take
	motionSteps = 10_000                 // steps of the page's motion in 1 g: a tenth of a milli-g
)

// LiveOptions are what the server of a live page is made of. The functions are called from other goroutines, answer at once, and what they return shares no memory
// with what goes on.
type LiveOptions struct {
	Addr      string // where it will listen, host:port; any address but loopback needs the token
	Version   string // of the program: pages of another one load themselves anew
	Look      func() report.Standing
	Waves     func(after []engine.WaveNow) []engine.WaveNow // every limb's motion: what has come since after, or of the last minute
	Histories func() []engine.HistoryNow                    // every limb's motion since the night began
}

// Live serves the page of a night that lasts. However many look on, the night is asked once for all of them, and nothing waits for a viewer: one that is too slow is
// dropped, and comes back by itself.
type Live struct {
	opt     LiveOptions
	guard   guard
	ending  sync.Once
	stop    chan struct{}
	done    chan struct{}
	mu      sync.Mutex // over what is below
	viewers map[*viewer]bool
	after   []engine.WaveNow // what was sent last; nil when nobody looked on
}

// viewer is a page that looks on.
type viewer struct {
	queue chan message // closed when the viewer is dropped, or the night is over
	sent  []json.RawMessage
}

// message is what viewers are sent.
type message struct {
	kind   string
	text   []byte
	events []json.RawMessage // of a state: all of them; each viewer is sent those that differ from what it has
}

// NewLive returns a server that sends from now on. Close ends it.
func NewLive(opt LiveOptions) *Live {
	l := &Live{opt: opt, stop: make(chan struct{}), done: make(chan struct{}), viewers: map[*viewer]bool{}}
	l.guard = newGuard(opt.Addr, l.routes())
	go l.run()
	return l
}

// Token returns what the address must carry once; empty on loopback.
func (l *Live) Token() string { return l.guard.token }

// HTTP returns the server with its timeouts and limits.
func (l *Live) HTTP() *http.Server { return timed(l.opt.Addr, &l.guard) }

// Close tells the viewers that it is over, and lets them go.
func (l *Live) Close() {
	l.ending.Do(func() { close(l.stop) })
	<-l.done
}

// routes lists the pages.
func (l *Live) routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /{$}", l.page)
	m.HandleFunc("GET /live/stream", l.stream)
	m.HandleFunc("GET /live/history", l.history)
	serveAssets(m, []asset{
		{"chart.js", "text/javascript", report.ChartCode}, {"report.css", "text/css", report.Style},
		{"live.js", "text/javascript", own("live.js")}, {"live.css", "text/css", own("live.css")},
	})
	return m
}

// liveView is what the page holds before anything was sent to it.
type liveView struct {
	Version string
	Honest  string
	Caveats []string
}

func (l *Live) page(w http.ResponseWriter, _ *http.Request) {
	show(w, "live.tmpl", liveView{Version: l.opt.Version, Honest: report.Honest, Caveats: report.Caveats})
}

// historyView is a limb's motion of the whole night; what was not recorded is negative.
type historyView struct {
	At   []float64 `json:"at"`
	Low  []int     `json:"low"`
	High []int     `json:"high"`
}

func (l *Live) history(w http.ResponseWriter, _ *http.Request) {
	out := []historyView{}
	for _, h := range l.opt.Histories() {
		out = append(out, historyView{At: tenths(h.At), Low: inSteps(h.Low), High: inSteps(h.High)})
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out) // a client that has gone is no fault
}

// run sends until it is told to stop.
func (l *Live) run() {
	defer close(l.done)
	tick := time.NewTicker(waveEvery)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-l.stop:
			l.mu.Lock()
			defer l.mu.Unlock()
			for v := range l.viewers {
				delete(l.viewers, v)
				close(v.queue)
			}
			return
		case <-tick.C:
			l.send(n%statesEvery == 0)
		}
	}
}

// send sends every viewer what has come, and how the night stands when that is due.
func (l *Live) send(state bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.viewers) == 0 {
		l.after = nil
		return
	}
	l.after = l.opt.Waves(l.after)
	all := []message{{kind: "wave", text: waveText(l.after)}}
	if state {
		all = append(all, stateMessage(l.opt.Look()))
	}
	for v := range l.viewers {
		for _, m := range all {
			select {
			case v.queue <- m:
				continue
			default:
			}
			delete(l.viewers, v)
			close(v.queue)
			break
		}
	}
}

// join enters a viewer; nil when there are too many, or it is over.
func (l *Live) join() *viewer {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.stop:
		return nil
	default:
	}
	if len(l.viewers) >= mostViewers {
		return nil
	}
	v := &viewer{queue: make(chan message, backlog)}
	l.viewers[v] = true
	return v
}

// leave takes a viewer out, unless it was dropped before.
func (l *Live) leave(v *viewer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.viewers[v] {
		delete(l.viewers, v)
		close(v.queue)
	}
}

// stream sends a viewer all that it needs, then whatever comes, until either goes.
func (l *Live) stream(w http.ResponseWriter, r *http.Request) {
	c := http.NewResponseController(w)
	if err := c.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	v := l.join()
	if v == nil {
		fail(w, http.StatusServiceUnavailable, errors.New("too many pages look on already, or the night is over"))
		return
	}
	defer l.leave(v)
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	hello, err := json.Marshal(map[string]any{"version": l.opt.Version, "lanes": report.Lanes()})
	if err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	for _, m := range []message{{kind: "hello", text: hello}, stateMessage(l.opt.Look()), {kind: "wave", text: waveText(l.opt.Waves(nil))}} {
		if v.write(c, w, m) != nil {
			return
		}
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case m, more := <-v.queue:
			if !more {
				m = message{kind: "end", text: []byte("{}")} // whoever is read too slowly for this comes back by itself
			}
			if v.write(c, w, m) != nil || !more {
				return
			}
		}
	}
}
