package wire

// Command is one message that changes a device's settings. None is saved: the device forgets it when it is switched off.
type Command struct {
	Bytes []byte
	Pause int    // milliseconds to wait afterwards
	Text  string // what it does, for people
}

const (
	witPause   = 100 // ms that WitMotion asks for between commands
	shortPause = 50  // ms, for a device to answer before the next command
)

// witRates lists rates of WitMotion's register 03 from the highest that is of use, in Hz, with their codes.
var witRates = [...]struct {
	hz   int
	code byte
}{{100, 0x09}, {50, 0x08}, {20, 0x07}, {10, 0x06}}

// witFast is the rate that a night needs, Hz: below it jerks are missed, which weighs more than the sensor's own time.
const witFast = 50

// configureWit asks for time and acceleration at the highest rate that the baud carries, for acceleration alone where that is too slow, and for a bandwidth that lets jerks
// through.
func configureWit(baud int) []Command {
	fit := func(frames int) (hz int, code byte) {
		for _, r := range witRates {
			if hz, code = r.hz, r.code; 10*frames*witLen*10*hz <= 9*baud { // ten bits a byte; a tenth to spare, or the module lowers its rate
				break
			}
		}
		return hz, code
	}
	hz, rate := fit(2)
	content, what := byte(0x03), "send time and acceleration"
	if hz < witFast {
		_, rate = fit(1)
		content, what = 0x02, "send acceleration"
	}
	return []Command{
		{[]byte{0xFF, 0xAA, 0x69, 0x88, 0xB5}, witPause, "unlock the settings"},
		{[]byte{0xFF, 0xAA, 0x02, content, 0x00}, witPause, what},
		{[]byte{0xFF, 0xAA, 0x03, rate, 0x00}, witPause, "set the rate"},
		{[]byte{0xFF, 0xAA, 0x1F, 0x02, 0x00}, witPause, "set the bandwidth to 98 Hz"},
	}
}

// configureXIMU3 asks for inertial messages at 100 Hz and nothing else.
func configureXIMU3(int) []Command {
	return []Command{
		{[]byte("{\"binary_mode_enabled\":true}\n"), shortPause, "send bytes, not text"},
		{[]byte("{\"inertial_message_rate_divisor\":4}\n"), shortPause, "set the rate to 100 Hz"},
		{[]byte("{\"ahrs_message_rate_divisor\":0}\n"), shortPause, "send no orientation"},
		{[]byte("{\"apply\":null}\n"), shortPause, "apply"},
	}
}

// configureXsens asks for counter, time, acceleration and rate of turn at 100 Hz.
func configureXsens(int) []Command {
	return []Command{
		{[]byte{0xFA, 0xFF, 0x30, 0x00, 0xD1}, shortPause, "stop measuring"},
		{[]byte{0xFA, 0xFF, 0xC0, 0x10, 0x10, 0x20, 0xFF, 0xFF, 0x10, 0x60, 0xFF, 0xFF, 0x40, 0x20, 0x00, 0x64, 0x80, 0x20, 0x00, 0x64, 0xCD},
			shortPause, "send counter, time, acceleration and rate of turn at 100 Hz"},
		{[]byte{0xFA, 0xFF, 0x10, 0x00, 0xF1}, shortPause, "measure"},
	}
}

// configureMAVLink asks system 1, component 1 for HIGHRES_IMU every 10 ms, in the name of a ground station.
func configureMAVLink(int) []Command {
	frame := []byte{0xFD, 0x20, 0, 0, 0, 0xFF, 0xBE, 0x4C, 0, 0, // COMMAND_LONG from system 255, component 190
		0x00, 0x00, 0xD2, 0x42, // parameter 1: 105, HIGHRES_IMU
		0x00, 0x40, 0x1C, 0x46} // parameter 2: 10000 µs
	frame = append(frame, make([]byte, 5*4)...) // parameters 3–7
	frame = append(frame, 0xFF, 0x01, 1, 1)     // SET_MESSAGE_INTERVAL; the addressee
	sum := crcMAVLink(frame[1:], mavMessages[76].extra)
	return []Command{{append(frame, byte(sum), byte(sum>>8)), shortPause, "send acceleration at 100 Hz"}}
}
