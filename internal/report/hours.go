package report

// byHour counts the night hour by hour from sleep onset. Hours before it are there when something fell into them: a failed onset has sleep, and
// a hypnic start may come before the sleep that it leads to.
func (n *nightly) byHour() []Hour {
	out := []Hour{}
	onset := n.sleep.onset()
	if onset == nil {
		return out
	}
	bins := map[int]*Hour{}
	bin := func(m Millis) *Hour {
		h := hourOf(m - onset.at)
		if bins[h] == nil {
			bins[h] = &Hour{Hour: h, PLMS: figure(n, asleepPLM, 0), HypnicStarts: figure(n, hypnicStarts, 0)}
		}
		return bins[h]
	}
	for _, s := range n.sleep.asleep {
		for at := s.start; at < s.end; {
			next := min(s.end, onset.at+Millis(hourOf(at-onset.at)+1)*hour)
			bin(at).SleepH += (next - at).Hours()
			at = next
		}
	}
	for i := range n.events {
		e := &n.events[i]
		switch b := e.Onset + n.zero; {
		case e.Class == HypnicStart:
			increase(bin(b).HypnicStarts)
		case e.Series != nil && e.Asleep != nil && *e.Asleep:
			increase(bin(b).PLMS)
		}
	}
	first, last := 0, 0
	for h := range bins {
		first, last = min(first, h), max(last, h)
	}
	for h := first; h <= last; h++ {
		b := bin(onset.at + Millis(h)*hour)
		b.SleepH = round(b.SleepH, hourDecimals)
		out = append(out, *b)
	}
	return out
}

// hourOf returns the whole hour that a time since sleep onset falls into, rounded down.
func hourOf(m Millis) int {
	h := m / hour
	if m < 0 && m%hour != 0 {
		h--
	}
	return int(h)
}

// increase adds one to a count that is not null.
func increase(p *int) {
	if p != nil {
		*p++
	}
}
