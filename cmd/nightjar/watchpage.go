package main

import (
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/web"
)

// livePage is the page of a watch in a browser; nil when none was asked for.
type livePage struct {
	listener net.Listener
	server   *http.Server
	live     *web.Live
	served   sync.WaitGroup
	ending   sync.Once
}

// openPage takes the address of --http, before anything is recorded; nil when there is none.
func (f *watchFlags) openPage() (*livePage, error) {
	if f.http == "" {
		return nil, nil
	}
	listener, err := listen(f.http)
	if err != nil {
		return nil, err
	}
	return &livePage{listener: listener}, nil
}

// show shows a session until close, and says where.
func (p *livePage) show(s *session) {
	if p == nil {
		return
	}
	p.live = web.NewLive(web.LiveOptions{Addr: p.listener.Addr().String(), Version: programVersion(), Look: s.look, Waves: s.waves, Histories: s.histories})
	p.server = p.live.HTTP()
	s.say("nightjar: open %s to see the night as it goes", address(p.live, p.listener))
	p.served.Go(func() {
		_ = p.server.Serve(p.listener) // http.ErrServerClosed, or a listener that failed: the night goes on without its page
	})
}

// close ends the page. It may be called again.
func (p *livePage) close() {
	if p == nil {
		return
	}
	p.ending.Do(func() {
		if p.live == nil {
			_ = p.listener.Close()
			return
		}
		p.live.Close()
		shut(p.server)
		p.served.Wait()
	})
}

// waves returns the motion of every limb: what has come since it was asked last, or of the last minute.
func (s *session) waves(after []night.WaveNow) []night.WaveNow {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone {
		return nil
	}
	out := make([]night.WaveNow, len(s.limbs))
	for i, b := range s.limbs {
		if len(after) == len(out) {
			out[i].Next = after[i].Next
		}
		out[i] = b.engine.WaveSince(b.trace, out[i].Next)
		out[i].Onset += s.shift(i)
	}
	return out
}

// shift returns how many seconds after the first limb's first sample another limb's was taken. The lock is held.
func (s *session) shift(i int) float64 {
	first, other := s.limbs[0].engine.Ledger().Anchors, s.limbs[i].engine.Ledger().Anchors
	if len(first) == 0 || len(other) == 0 {
		return 0
	}
	return float64(other[0].Nanos-first[0].Nanos) / float64(time.Second)
}

// histories returns the motion of every limb since its recording began.
func (s *session) histories() []night.HistoryNow {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone {
		return nil
	}
	var out []night.HistoryNow
	for _, b := range s.limbs {
		out = append(out, b.engine.History(b.trace))
	}
	return out
}
