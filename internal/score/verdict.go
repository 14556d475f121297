package score

import "cmp"

// Class is what the rules make of a movement by itself, before series.
type Class uint8

// The classes. Only a Candidate can be in a series.
const (
	Candidate          Class = iota // CLM: a candidate limb movement
	NonCandidate                    // nonCLM: too long, too many parts, or a large body movement under LargeBreaks
	TooShort                        // below MinDuration after joining: dropped, but known
	AwakeRemoved                    // awake under WakeRemoved
	RespiratoryRemoved              // respiratory-related under RespiratoryExcluded
	LargeRemoved                    // a large body movement under LargeIgnored
	InGap                           // begins inside a gap in the data: its time counts nowhere
)

// String returns the class in words.
func (c Class) String() string {
	return [...]string{"CLM", "nonCLM", "too short", "awake", "respiratory", "large", "in a gap"}[c]
}

// Link says how a candidate stands to the movement before it.
type Link uint8

// The links.
const (
	Unlinked    Link = iota // no candidate, so in no order with others
	First                   // the first of the night or after a gap: no interval
	AfterNonCLM             // after a movement that ended the series: no interval
	Follows                 // its interval is within MinInterval to MaxInterval
	AfterShort              // its interval is below MinInterval and ended the series
	AfterLong               // its interval is above MaxInterval and ended the series
	Skipped                 // began less than MinInterval after its predecessor and is passed over (ShortSkipped): no interval
	Barred                  // the movement before it began less than MinInterval before: it is in no series (RestartBarred)
)

// String returns the link in words.
func (l Link) String() string {
	return [...]string{"not in order", "first", "after a nonCLM", "interval within", "interval too short", "interval too long", "passed over", "barred"}[l]
}

// Part is one movement of one limb, its fragments joined.
type Part struct {
	Onset, End Nanos
	Limb       Limb
	IDs        []int // Span.ID of its fragments in order of onset
}

// Verdict is what the rules make of one movement, its limbs combined. Every Span that was pushed is in exactly one verdict.
type Verdict struct {
	Onset, End  Nanos
	Parts       []Part // in order of onset
	Class       Class
	Asleep      Sleep // at Onset, as pushed with its first span; except under WakeRemoved the caller may fill it in later
	Respiratory bool  // some part goes with a respiratory event
	Large       bool  // some part is a large body movement
	Ends        bool  // it is no candidate and ends the series before it

	Interval    Nanos // onset-to-onset interval from the candidate before it
	HasInterval bool  // false when the interval is undefined (Link says why)
	Link        Link
	Series      int // number of its periodic series, from 1; 0 = in none
	Place       int // its place in that series, from 1; 0 = in none
	Stretch     int // how many gaps came before it: no interval crosses a gap
}

// Limbs returns the limbs that took part.
func (v *Verdict) Limbs() Limb {
	var all Limb
	for _, p := range v.Parts {
		all |= p.Limb
	}
	return all
}

// Bilateral reports whether more than one limb took part.
func (v *Verdict) Bilateral() bool { return v.Limbs().Count() > 1 }

// Duration returns how long the movement lasted.
func (v *Verdict) Duration() Nanos { return v.End - v.Onset }

// PLM reports whether the movement is a periodic limb movement, that is, a candidate in a series.
func (v *Verdict) PLM() bool { return v.Series > 0 }

// Short reports whether the movement is a candidate that came less than MinInterval after the one before it.
func (v *Verdict) Short() bool {
	return v.Link == Skipped || v.Link == AfterShort || v.Link == Barred && v.HasInterval
}

// compareVerdicts is the order in which verdicts are given.
func compareVerdicts(a, b *Verdict) int {
	return cmp.Or(cmp.Compare(a.Onset, b.Onset), cmp.Compare(a.End, b.End), cmp.Compare(a.Parts[0].Limb, b.Parts[0].Limb),
		cmp.Compare(a.Parts[0].IDs[0], b.Parts[0].IDs[0]))
}
