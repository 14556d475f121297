// Package play plays a recording as a serial device on a pseudo-terminal: the demonstration without hardware, and the far end of tests.
//
// A recording becomes a tape, the bytes that the device would send and when; faults are put on the tape from a seed, so that the same
// call sends the same bytes. The player sends the tape at real time or faster, by an absolute schedule that does not drift,
// to whoever opens the terminal. It waits for a reader, stands still while the reader is gone, and hangs up at the end.
// The encoders share no code with the decoders of device/wire, so that an error in one is seen by the other.
package play
