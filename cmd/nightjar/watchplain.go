package main

import (
	"fmt"
	"io"
	"time"

	"github.com/nightjar-sleep/nightjar/device/live"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// plainView tells of a night in lines, as things happen.
type plainView struct {
	out      io.Writer
	s        *session
	told     report.Millis // onset up to which events were told with their class
	begun    bool
	statusAt float64 // s of the night at which the counts were told last
}

const (
	lookEvery   = 250 * time.Millisecond // well under the second and a half in which a pending movement must be shown
	statusEvery = 600.0                  // s of the night between lines of counts
)

// classifyAfter is how long after its end an event is told with its class: then its series, if any, has gone on or ended.
func (v *plainView) classifyAfter() report.Millis {
	return report.MillisOf(v.s.scoring.Rules.MaxInterval.Seconds() + 5)
}

// look tells what is new, the movements that have just ended first. The session's lock is held.
func (v *plainView) look(fresh []pendingMovement) {
	v.pending(fresh)
	for _, b := range v.s.limbs {
		v.state(b)
	}
	if v.s.night != nil {
		v.classes()
	}
	v.status()
}

// at returns the time on the clock on the wall at so many seconds of a limb's recording.
func (v *plainView) at(n *night.LimbNow, seconds float64) string {
	return wallClock(n.StartNanos, n.Offset, seconds)
}

func wallClock(startNanos int64, offset int, seconds float64) string {
	return time.Unix(0, startNanos).Add(time.Duration(seconds * float64(time.Second))).In(time.FixedZone("", offset)).Format("15:04:05")
}

// site names a limb at the beginning of a line, when there are several.
func (v *plainView) site(b *limb) string {
	if len(v.s.limbs) < 2 {
		return ""
	}
	return string(b.source.Info().Site) + " "
}

// pending tells of movements that have just ended, before anything about them is decided.
func (v *plainView) pending(fresh []pendingMovement) {
	for _, p := range fresh {
		n := p.limb.engine.Now(p.limb.trace)
		fmt.Fprintf(v.out, "%s  %smovement, %.1f s, %.0f mg (pending)\n", v.at(&n, p.onset), v.site(p.limb), p.end-p.onset, 1000*p.peakG)
	}
}

// pendingMovement is a movement of which nobody was told yet.
type pendingMovement struct {
	limb              *limb
	onset, end, peakG float64 // s, s, g
}

// fresh returns the movements of all limbs that have ended since the last call. The lock is held.
func (s *session) fresh() []pendingMovement {
	var out []pendingMovement
	for _, b := range s.limbs {
		out = append(out, pendingNow(b)...)
	}
	return out
}

// pendingNow returns the movements of a limb that have ended since the last call, those under way that are over by all appearances included.
func pendingNow(b *limb) []pendingMovement {
	l := b.engine.Ledger()
	slack := float64(l.Info.Rate.Samples(1500)) // a movement's onset lies before its trigger by so much at most
	var out []pendingMovement
	for ; b.seen < len(l.Movements); b.seen++ {
		m := &l.Movements[b.seen]
		if float64(b.told) >= m.Onset-slack && b.told > 0 && float64(b.told) <= m.End+slack {
			continue
		}
		out = append(out, pendingMovement{b, l.Seconds(m.Onset), l.Seconds(m.End), m.PeakG})
	}
	if p := b.engine.Now(b.trace).Pending; p != nil && p.Over && p.From > b.told {
		b.told = p.From
		out = append(out, pendingMovement{b, p.Onset, p.End, p.PeakG})
	}
	return out
}

// state tells when the link or the sleeper is in another state.
func (v *plainView) state(b *limb) {
	h := b.link.Health()
	n := b.engine.Now(b.trace)
	if s := h.State.String(); s != b.state {
		if b.state != "" || h.State != live.Reading {
			fmt.Fprintf(v.out, "%s  %slink: %s\n", v.at(&n, n.Seconds), v.site(b), s)
		}
		b.state = s
	}
	if n.State != b.asleep {
		b.asleep = n.State
		if n.State != "" {
			fmt.Fprintf(v.out, "%s  %s%s since %s\n", v.at(&n, n.Seconds), v.site(b), n.State, v.at(&n, n.StateSince))
		}
	}
}

// classes tells what became of movements once their series is known.
func (v *plainView) classes() {
	limit := report.MillisOf(v.s.upTo) - v.classifyAfter()
	if !v.begun {
		v.begun = true
		if v.s.limbs[0].end.Next > 0 {
			v.told = limit
		}
	}
	n := v.s.limbs[0].engine.Now(v.s.limbs[0].trace)
	for i := range v.s.night.Events {
		e := &v.s.night.Events[i]
		if e.Onset <= v.told || e.Onset+e.Duration > limit {
			continue
		}
		v.told = e.Onset
		fmt.Fprintf(v.out, "%s  %s\n", v.at(&n, e.Onset.Seconds()), eventWords(e))
	}
}

// eventWords names an event for people.
func eventWords(e *report.Event) string {
	words := fmt.Sprintf("%s, %.1f s, %.0f mg", e.Class.Words(), e.Duration.Seconds(), 1000*e.PeakG)
	if e.Series != nil && e.Place != nil {
		words += fmt.Sprintf(", number %d of train %d", *e.Place, *e.Series)
	}
	return words
}

// status tells the counts now and then.
func (v *plainView) status() {
	if v.s.night == nil || v.s.upTo-v.statusAt < statusEvery {
		return
	}
	v.statusAt = v.s.upTo
	n := v.s.limbs[0].engine.Now(v.s.limbs[0].trace)
	c := &v.s.night.Counts
	fmt.Fprintf(v.out, "%s  so far: hypnic starts %s, periodic limb movements %s, single ones %s, large %s\n",
		v.at(&n, n.Seconds), number(c.HypnicStarts), number(c.PLM), number(c.Isolated), number(c.Gross))
}

func number(v *int) string {
	if v == nil {
		return "not known yet"
	}
	return fmt.Sprint(*v)
}
