package report

import (
	"fmt"

	"github.com/nightjar-sleep/nightjar/device"
)

// placement is what is known of where the sensors of a night were.
type placement int

const (
	wornUnknown   placement = iota // nobody said
	wornOnLeg                      // at least one on a leg
	wornElsewhere                  // none on a leg: their movements are hardly felt
)

// placementOf tells where the sensors of a night were.
func placementOf(a *Analysis, n *Night) placement {
	out := wornUnknown
	for _, i := range n.Recordings {
		switch s := a.Recordings[i].Site; {
		case s == nil:
		case device.Site(*s) == device.SiteLeftAnkle, device.Site(*s) == device.SiteRightAnkle:
			return wornOnLeg
		default:
			out = wornElsewhere
		}
	}
	return out
}

// verdict says in one or two sentences what the figures are held against; empty when they are not known or of too little time, which the sentence before says.
func (m *Meaning) verdict(n *Night) string {
	if n.Indices.PLMSPerH == nil || !n.Usable {
		return ""
	}
	line := m.lineWords()
	var out string
	switch m.above(n) {
	case No:
		out = fmt.Sprintf("Periodic movements in sleep stayed below %s.", line)
	case Yes:
		out = fmt.Sprintf("Periodic movements in sleep were above %s. By itself that is no illness; it is worth showing a doctor if several nights say the same.", line)
	default:
		out = fmt.Sprintf("Whether periodic movements in sleep were above %s, this night cannot say.", line)
	}
	if k := value(n.Counts.HypnicStarts); k > 0 {
		out += " Hypnic starts are common and harmless."
	}
	return out
}
