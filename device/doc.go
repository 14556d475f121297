// Package device is the door of the house: what a source of samples is.
//
// A Source delivers numbered samples with holes (dsp.Block) and, beside them,
// Anchors that tie sample numbers to the device's best clock. Everything that
// is uncertain about time and loss is settled here, once, before a sample is
// counted: equal stamps are spread, losses up to 50 ms are interpolated and
// flagged, longer ones become holes. Behind the door nobody asks again.
package device
