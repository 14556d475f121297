// Package vendor reads the binary files of makers of accelerometers: one file
// per format, with its provenance in the file's header. What a file says is taken as it stands: nothing is calibrated, smoothed or filled
// in. Files are streamed: memory does not grow with their length.
//
// Each format is a page decoder: it hands over the runs of samples that its files store together
// (sectors, pages, records), and package device numbers them.
package vendor

import "github.com/nightjar-sleep/nightjar/device"

// Formats lists the formats of makers' binary files.
func Formats() []device.Format {
	return []device.Format{AxivityCWA, GENEActivBin, GT3X, Unisens, UnisensZip, EDF, NilsPod}
}
