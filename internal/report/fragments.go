package report

import "fmt"

// Excessive fragmentary myoclonus: five potentials or more a minute for twenty minutes of sleep (ATS; standards.md §1.2). It is defined by muscle potentials of
// up to 150 ms, an incidental finding in one healthy sleeper of eleven (Frauscher 2014); a sensor sees the limb's twitches, so what is found is like it, no more.
const (
	fragmentMS   = second / 2 // ms: a movement shorter than any limb movement
	fragmentsMin = 5          // in each minute
	fragmentRun  = 20         // min on end
)

// remarkFragments warns of twitches that come five or more a minute for twenty minutes of sleep.
func (n *nightly) remarkFragments() {
	if n.rate() < jerkHz || !n.sleep.known() {
		return
	}
	perMinute := map[Millis]int{}
	for i := range n.events {
		if e := &n.events[i]; e.Duration < fragmentMS && e.Asleep != nil && *e.Asleep {
			perMinute[e.Onset/minute]++
		}
	}
	run, longest, count, most := 0, 0, 0, 0
	for m := Millis(0); m <= n.since(n.window.end)/minute; m++ {
		if perMinute[m] < fragmentsMin {
			run, count = 0, 0
			continue
		}
		run, count = run+1, count+perMinute[m]
		if run > longest {
			longest, most = run, count
		}
	}
	if longest >= fragmentRun {
		n.warn("fragments", fmt.Sprintf("%d twitches shorter than half a second came in %d minutes of sleep on end, five or more in each: like excessive fragmentary myoclonus, "+
			"which one healthy sleeper of eleven shows; they are no limb movements", most, longest))
	}
}
