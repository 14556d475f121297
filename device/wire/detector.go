package wire

// When a protocol is taken for what a link speaks (serial.md §13).
const (
	lockFrames = 3    // valid frames in a row
	lockLines  = 5    // lines of text in a row
	lockShare  = 0.80 // least share of the bytes within valid frames
	rivalShare = 0.20 // share at which a second protocol makes the first doubtful
	lockBytes  = 64   // bytes to be seen before a share says anything
)

// Detector finds out which protocol a link speaks by trying them all. It never writes. Make a new one for each baud.
type Detector struct {
	tries []try
}

// try is one protocol under trial.
type try struct {
	Protocol
	Decoder
	packets []Packet
}

// Score is how well one protocol fits the bytes seen so far.
type Score struct {
	Name     string
	Counters Counters
	Share    float64 // share of the bytes seen that lie within valid frames, 0–1
}

// NewDetector returns a detector for the given protocols.
func NewDetector(protocols []Protocol, opt Options) *Detector {
	d := &Detector{}
	for _, p := range protocols {
		d.tries = append(d.tries, try{Protocol: p, Decoder: p.New(opt)})
	}
	return d
}

// Push takes the next bytes of the link, as Decoder.Push does.
func (d *Detector) Push(p []byte, at int64) {
	for i := range d.tries {
		t := &d.tries[i]
		t.packets = t.Decoder.Push(t.packets, p, at)
	}
}

// Scores returns how well each protocol fits, in the order given to NewDetector.
func (d *Detector) Scores() []Score {
	scores := make([]Score, len(d.tries))
	for i, t := range d.tries {
		c := t.Counters()
		scores[i] = Score{Name: t.Name, Counters: c}
		if c.Bytes > 0 {
			scores[i].Share = float64(c.Framed) / float64(c.Bytes)
		}
	}
	return scores
}

// Found returns the protocol that the link speaks, its decoder, which has seen every byte pushed so far, and the
// packets that came of them. It reports false while no protocol fits, or two do.
func (d *Detector) Found() (Protocol, Decoder, []Packet, bool) {
	scores := d.Scores()
	best := -1
	for i, t := range d.tries {
		if t.fits(scores[i]) && (best < 0 || t.Specific && !d.tries[best].Specific) {
			best = i
		}
	}
	if best < 0 {
		return Protocol{}, nil, nil, false
	}
	t := d.tries[best]
	for i := range d.tries {
		rival := &d.tries[i]
		if i != best && scores[i].Share >= rivalShare && (rival.Specific || !t.Specific) && rival.spoke() {
			return Protocol{}, nil, nil, false
		}
	}
	return t.Protocol, t.Decoder, t.packets, true
}

// Refusal returns the reason why what the link sends is of no use, false while there is none. Some streams are refused that
// no protocol is found for.
func (d *Detector) Refusal() (Packet, bool) {
	for _, t := range d.tries {
		for _, p := range t.packets {
			if p.Kind == Refused {
				return p, true
			}
		}
	}
	return Packet{}, false
}

// spoke reports whether the sender said its name where the protocol needs it.
func (t *try) spoke() bool { return !t.Named || t.About().Device != "" }

// fits reports whether the protocol alone would be taken.
func (t *try) fits(s Score) bool {
	need := int64(lockLines)
	if t.Specific {
		need = lockFrames
	}
	return s.Counters.Run >= need && s.Share >= lockShare && s.Counters.Bytes >= lockBytes && t.spoke()
}
