// Package vendor reads the binary files of makers of accelerometers: one file
// per format, with its provenance in the file's header. What a file says is taken as it stands: nothing is calibrated, smoothed or filled
// in. Files are streamed: memory does not grow with their length.
//
// Each format is a page decoder: it hands over the runs of samples that its files store together
// (sectors, pages, records), and package device numbers them.
//
// # Departures from other decoders
//
// Held against what other programs decoded from the same files (oracle_test.go, where ../shared lies beside the project), 58,800 and 900 samples:
//
//   - AX3 (scikit-digital-health): acceleration the same to the micro-g. Its times are the coarse ones, each rounded to the next whole sample of 5 ms; ours are lines through the fine
//     ones, which lie 0 to 14.5 ms later.
//   - GENEActiv (scikit-digital-health): its acceleration is rounded to 0.0001 g, ours is not: what it has is ours rounded, to the micro-g. Its times are local, ours are
//     UTC by the zone in the file; beside that they are the same to the microsecond, since through three pages whose stamps are rounded to 0.5 s no line is drawn.
//   - GENEActiv (GGIRread's file, no decoded samples): from eight pages on a line is drawn through the rounded stamps, so that pages which come 6.5 and 6.0 s apart by their stamps
//     are as long as they were.
//   - AX3 (GGIRread's file): the maker's own export of the same minute has the same values; it chains coarse times, which lie up to 17 ms from the fine ones.
//   - gt3x (GGIR's file, no decoded samples): ActiLife repeats the last sample through idle sleep and writes zeros when docked; here both are holes.
package vendor

import "github.com/nightjar-sleep/nightjar/device"

// Formats lists the formats of makers' binary files.
func Formats() []device.Format {
	return []device.Format{AxivityCWA, GENEActivBin, GT3X, Unisens, UnisensZip, EDF, NilsPod}
}
