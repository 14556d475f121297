// Package simulate makes nights whose truth is known, as files and as a
// device.Source.
//
// A night is built the way a real one is. A sleeper falls asleep, wakes, turns
// and moves (sleep.go, schedule.go); each movement is a chain of joints whose
// angles follow smooth profiles, and the specific force at the sensor comes from
// rigid-body kinematics with gravity as a vector (chain.go, profile.go,
// build.go); a sensor with noise, steps, offsets and a clock of its own records
// it (sensor.go, clock.go, source.go). The truth is measured on the noise-free
// signal of each movement, never on the plan (measure.go, truth.go).
//
// What no source settles is a field of Laws and is drawn anew for each night
// from a wide range; the drawn values are in the truth file. Scatter about a drawn value
// (between one movement and the next) is fixed where it is drawn, in schedule.go and build.go.
// The package shares no code with the detector.
package simulate
