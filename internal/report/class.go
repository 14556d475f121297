package report

// Class is what an event is shown as: exactly one, by the precedence of contract.md.
type Class string

// The classes in order of precedence.
const (
	Cut           Class = "cut"            // a hole or the end closed it
	Rhythmic      Class = "rhythmic"       // a train of beats
	PLM           Class = "plm"            // a periodic limb movement
	Gross         Class = "gross"          // changes the posture, or lasts longer than 10 s
	HypnicStart   Class = "hypnic_start"   // a brief start near a return to sleep, or in a row of them where none was detected
	ShortInterval Class = "short_interval" // a limb movement that comes too soon after another to be periodic
	Isolated      Class = "isolated"       // every other limb movement
	Brief         Class = "brief"          // under half a second and nothing else
)

// Words returns what people call one event of the class, in English and the singular.
func (c Class) Words() string { return className(c) }
