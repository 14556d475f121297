package score

// Rules is a whole rule set: every number and every clause that decides what is a candidate movement and what a periodic series.
// Lengths are decimal seconds in JSON. All limits are inclusive unless the comment says otherwise. Sources are sections of the WASM/IRLSSG 2016
// rules (Ferri 2016, Sleep Med 26:86, doi 10.1016/j.sleep.2016.10.010), the AASM manual as transcribed in Clin Neurophysiol Pract 2022;7:285
// (doi 10.1016/j.cnp.2022.09.003, Tables 3 and 4), and the programs of the rules' authors.
type Rules struct {
	Name   string // what reports call the set
	Source string // where it comes from, for people

	JoinGap     Nanos      // s: fragments on one limb less than this apart (offset to onset) are one movement; 0.5 in both standards
	MinDuration Nanos      // s: shorter movements are dropped, after joining; 0.5 in both standards. A gap in the data shorter than this hides no movement and is bridged
	MaxDuration Nanos      // s: longer movements of one limb are no candidates; 10 in both standards
	Long        LongClause // what a movement that is no candidate does to a series

	Bilateral       BilateralClause // when movements of two limbs are one
	BilateralWindow Nanos           // s: less than this apart they are one; WASM 0.5 offset to onset, AASM 5 onset to onset
	MaxBilateral    Nanos           // s: longer combined movements are no candidates; WASM 15. Under AASM it follows from 5 s + 10 s and limits only movements that come in combined
	MaxParts        int             // combined movements of more one-limb parts are no candidates, 0 = no limit; WASM 4, AASM none

	MinInterval Nanos         // s: shortest onset-to-onset interval inside a series; WASM 10, AASM 5
	MaxInterval Nanos         // s: longest onset-to-onset interval inside a series; 90 in both standards
	MinRun      int           // candidates that make a series; 4 in both standards
	Short       ShortClause   // what an interval below MinInterval does
	Restart     RestartClause // what may begin the next series

	Large LargeClause // what a large body movement is taken for; the standards do not know the term
	Wake  WakeClause  // whether movements awake count

	Respiratory       RespiratoryClause // what a respiratory-related candidate counts for
	RespiratoryAnchor AnchorClause      // what the window is measured from
	RespiratoryBefore Nanos             // s: the window begins this long before its anchor; WASM 2, AASM 0.5
	RespiratoryAfter  Nanos             // s: the window ends this long after its anchor; WASM 10.25, AASM 0.5
}

// LongClause says what a movement over MaxDuration does to a series.
type LongClause string

const (
	LongBreaks  LongClause = "break"  // it stays as a nonCLM, combines with other limbs and ends the series (WASM 3.2.1, 3.3)
	LongBridged LongClause = "bridge" // it is no limb movement at all and the series goes on over it (AASM, silent, as its scorers read it)
)

// BilateralClause says when movements of two limbs are one.
type BilateralClause string

const (
	BilateralGap   BilateralClause = "gap"   // they overlap, or the next begins less than BilateralWindow after the end of all before it; a chain of any length (WASM 3.2.2)
	BilateralOnset BilateralClause = "onset" // the next begins less than BilateralWindow after the first onset of a group that holds another limb (AASM)
)

// ShortClause says what an interval below MinInterval does.
type ShortClause string

const (
	ShortBreaks  ShortClause = "break" // it ends the series (WASM 2016 3.3.5; the reading of the public AASM scorers)
	ShortSkipped ShortClause = "skip"  // the later movement is passed over and the interval runs on to the next one (Zucconi 2006, Sleep Med 7:175)
)

// RestartClause says which candidates may begin a series.
type RestartClause string

const (
	RestartAny    RestartClause = "any"    // every candidate, also the one that came too soon (PLMScoRe, MATPLM)
	RestartBarred RestartClause = "barred" // none whose preceding movement, candidate or not, began less than MinInterval before: it is in no series (SOMAS)
)

// LargeClause says what a large body movement is taken for.
type LargeClause string

const (
	LargeFollows LargeClause = "follow" // a movement like any other, by its duration alone
	LargeBreaks  LargeClause = "break"  // no candidate whatever its duration, and it ends the series
	LargeIgnored LargeClause = "ignore" // not there
)

// WakeClause says whether movements with onset awake count.
type WakeClause string

const (
	WakeKept    WakeClause = "keep"   // series run over the whole time in bed (WASM 2.4.4)
	WakeRemoved WakeClause = "remove" // they are removed before intervals are formed (AASM: a limb movement is scored in sleep)
)

// RespiratoryClause says what a respiratory-related candidate counts for.
type RespiratoryClause string

const (
	RespiratoryFlagged  RespiratoryClause = "flag"    // it counts, and a second count is made without it (WASM: PLM and PLMnr)
	RespiratoryExcluded RespiratoryClause = "exclude" // it is not scored (AASM)
)

// AnchorClause says what the respiratory window is measured from.
type AnchorClause string

const (
	AnchorEnd   AnchorClause = "end"   // from the end of the event, both ways (WASM)
	AnchorEvent AnchorClause = "event" // from before its start to after its end (AASM)
)

// RespiratoryRelated reports whether any part of the movement from onset to end touches the window of one of the events.
func (r Rules) RespiratoryRelated(onset, end Nanos, events []Stretch) bool {
	for _, e := range events {
		from := e.From
		if r.RespiratoryAnchor == AnchorEnd {
			from = e.To
		}
		if end >= from-r.RespiratoryBefore && onset <= e.To+r.RespiratoryAfter {
			return true
		}
	}
	return false
}
