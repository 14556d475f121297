package wire

// Kind says what a packet is.
type Kind uint8

// The kinds of packets.
const (
	// Sample is one acceleration.
	Sample Kind = iota
	// Boot says that the sender has started anew: what follows belongs to a new count and a new clock.
	Boot
	// Remark says something that a user should know, with a stable Code: a guessed unit, a coarse resolution, who the sender is.
	Remark
	// Refused says that the stream is recognised but holds no usable acceleration, and what to do. It is given once.
	Refused
)

// Sensor tells the sensors on one link apart. It is 0 where a link carries only one, and stable across reopening. For
// MAVLink it is system << 16 | component << 8 | instance, the instance counted from 0; for an x-IMU3 the channel of the device behind it, 0 for its own.
type Sensor uint32

// InstanceBits is how many bits of a Sensor number the sensors of one component: it starts anew with all of them.
const InstanceBits = 8

// Packet is one thing that a link said.
type Packet struct {
	Kind   Kind
	Sensor Sensor
	// Acc is the acceleration of a Sample in whole micro-g, gravity included.
	Acc [3]int32
	// Timed says that Time is the device's own time of the sample, in nanoseconds since some start of its own. It starts anew after
	// every Wrap nanoseconds (0: never) and after a restart of the device.
	Timed      bool
	Time, Wrap int64
	// Modulus is the number of values of the sample counter Seq, 0 when samples are not counted. Neighbouring samples of one
	// sensor have neighbouring values, modulo Modulus.
	Seq, Modulus uint32
	// End is the number of bytes pushed up to and including the packet's last one.
	End int64
	// At is what Push was given together with the packet's last byte.
	At int64
	// Code and Text are the word for programs and the sentence for people of a Remark, a Boot or a Refused.
	Code, Text string
}

// The codes of remarks and refusals. Those that contract.md knows are spelled as there.
const (
	CodeIdentity     = "identity"          // who the sender says it is
	CodeUnitsGuessed = "units_guessed"     // the unit was inferred from gravity
	CodeCoarse       = "coarse_resolution" // the smallest step is above 8 mg
	CodePreview      = "preview_quality"   // the vendor calls the stream a preview
	CodeLabels       = "columns"           // which columns were taken for what
	CodeBoot         = "boot"              // the sender started anew
	CodeDevice       = "device"            // the sender reports a fault of its own
	CodeNoGravity    = "no_gravity"        // refusal: acceleration without gravity
	CodeOrientation  = "orientation_only"  // refusal: no acceleration in the stream
	CodeBursts       = "bursts_only"       // refusal: only samples around strong movements are sent
	CodeUnits        = "units_unknown"     // refusal: no unit fits, --units is needed
	CodeColumns      = "columns_unknown"   // refusal: the columns cannot be told apart
)
