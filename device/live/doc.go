// Package live makes a serial port with a sensor on it a device.Source: the night as it happens.
//
// The way of a sample, one file each:
//
//	ports.go      which serial ports there are and what is plugged into them, told without opening one
//	detect.go     which protocol a port speaks at which speed: listened for first, asked only whom asking cannot hurt
//	port.go       a port; the one file that opens one
//	link.go       the goroutine that owns the port: reads, notices that it is gone, stalled or slept through, and comes back
//	pump.go       the goroutine that decodes what was read and hands every sensor of the link its readings
//	unwrap.go     counters that wrap around
//	number.go     readings → numbered samples and holes, whose length is settled here once
//	envelope.go   the device's clock on the computer's, when the device has one
//	recursive.go  the count of samples on the computer's clock, when it has none
//	source.go     numbered samples as a device.Source
//	host.go       the computer's clock: it never steps, and goes on while the computer sleeps where the system has such a clock
//
// Detection runs on the sensor's own axis of samples; arrival times, which USB, Bluetooth and a busy computer bend by
// up to half a second, only label it. Whatever happens to cable, sensor or computer leads back to reading, with a hole of known length and
// cause where samples are missing.
package live
