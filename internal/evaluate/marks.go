package evaluate

import (
	"fmt"
	"strings"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// OwnMarks is the kind of truth when there is none but what the sleeper marked while awake enough to reach for the key. It says what was felt and seen; of what was
// found and not marked it says nothing, so it gives no precision.
const OwnMarks = "the sleeper's own marks"

// Felt is what became of the sleeper's marks "I just jerked".
type Felt struct {
	Marked       int `json:"marked"`        // marks
	Seen         int `json:"seen"`          // of them, with an event in the half minute before
	HypnicStarts int `json:"hypnic_starts"` // of these, called a hypnic start
}

// FromMarks holds a night against the sleeper's marks alone.
func FromMarks(n *report.Night) *Result { return &Result{Kind: OwnMarks, Nights: 1, Felt: felt(n)} }

// felt looks up what was found where the sleeper felt a jerk.
func felt(n *report.Night) Felt {
	var f Felt
	for _, m := range n.Marks {
		if m.Text != report.MarkJerk {
			continue
		}
		f.Marked++
		if m.Event == nil {
			continue
		}
		f.Seen++
		for i := range n.Events {
			if e := &n.Events[i]; e.Onset == *m.Event && e.Class == report.HypnicStart {
				f.HypnicStarts++
				break
			}
		}
	}
	return f
}

func (f *Felt) add(o Felt) {
	f.Marked, f.Seen, f.HypnicStarts = f.Marked+o.Marked, f.Seen+o.Seen, f.HypnicStarts+o.HypnicStarts
}

// write prints what became of the marks; nothing when there were none.
func (f *Felt) write(b *strings.Builder) {
	if f.Marked > 0 {
		fmt.Fprintf(b, "\nMarked by the sleeper (\"I just jerked\"): %d; %d of them with an event in the half minute before, %d of these found to be hypnic starts.\n",
			f.Marked, f.Seen, f.HypnicStarts)
	}
}
