package tables

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
)

// Files of counts, epochs and summaries: activity already boiled down to a number per epoch, in which no jerk, no movement's onset and no gravity
// is left. They are recognised so that the user hears what the file is and what to export instead.
//
// Provenance: ggirread_Actical.csv (wadpac/GGIRread, Apache-2); the others by their first lines in formats.md and in public readers: UK Biobank's
// "acceleration (mg) - 2014-05-07 13:29:50 - … - sampleRate = 5 seconds" (accelerometer), Actiwatch (GGIRread), ActTrust's banner of 26 lines
// (actverse), Everion's tag and values columns (devicely). Accelerometer Monitor's eight lines of "#" are known from an excerpt only (formats.md).

// refusal is one kind of file without acceleration.
type refusal struct {
	name   string
	claims func(head []byte) bool
	is, do string
}

var refusals = []refusal{
	{
		"actical-counts", func(head []byte) bool { return startsWith(head, "Actical") },
		"an Actical export: activity counts per epoch, not acceleration", "an Actical keeps no acceleration; record with a device that does",
	},
	{
		"actiwatch-counts", func(head []byte) bool { return mentions(head, "actiwatch", "actiware") },
		"an Actiwatch export: activity counts per epoch, not acceleration", "an Actiwatch keeps no acceleration; record with a device that does",
	},
	{
		"acttrust-counts", func(head []byte) bool { return mentions(head, "acttrust", "condor instruments") },
		"a Condor ActTrust export: activity counts per epoch, not acceleration", "an ActTrust keeps no acceleration; record with a device that does",
	},
	{
		"actigraph-counts", claimsActigraphCounts,
		"an ActiLife table of counts per epoch, not acceleration", "export the same recording as raw data in ActiLife, or give the .gt3x file",
	},
	{
		"uk-biobank-epochs", func(head []byte) bool { return startsWith(head, "acceleration (mg) - ") },
		"a UK Biobank time series: mean acceleration per epoch, not acceleration", "give the .cwa file it was made from",
	},
	{
		"everion-tags", claimsEverion,
		"an Everion export: one tagged value per row, not acceleration", "it holds no three axes of acceleration; record with a device that keeps them",
	},
	{
		"activity-epochs", claimsEpochs,
		"a table of activity per epoch (counts, ENMO or the like), not acceleration", "give the raw recording that it was made from",
	},
	{
		"accelerometer-monitor", func(head []byte) bool { return commentLines(head, "accelerometer") },
		"an Accelerometer Monitor log: acceleration from which the app took gravity away, so that no posture is left", "record with an app that keeps gravity, such as phyphox (Acceleration with g)",
	},
}

func startsWith(head []byte, s string) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head, `"`), []byte(s))
}

// mentionLines is among how many lines a maker's name is looked for.
const mentionLines = 30

// mentions reports whether the top of a file names a maker, unless it is a raw export in whose notes any name may stand.
func mentions(head []byte, words ...string) bool {
	if claimsGENEActiv(head) || claimsActiGraph(head) {
		return false
	}
	ls := lines(head)
	top := strings.ToLower(string(bytes.Join(ls[:min(len(ls), mentionLines)], []byte{'\n'})))
	for _, w := range words {
		if strings.Contains(top, w) {
			return true
		}
	}
	return false
}

func claimsActigraphCounts(head []byte) bool {
	first := lines(head)[0]
	return bytes.Contains(first, []byte("Data Table File Created By Acti")) ||
		bytes.Contains(first, []byte("Data File Created By ActiGraph")) && actigraphCounts(head)
}

// claimsEverion recognises a header that names a tag and values.
func claimsEverion(head []byte) bool {
	f := strings.Split(strings.ToLower(string(lines(head)[0])), ",")
	has := map[string]bool{}
	for _, name := range f {
		has[strings.Trim(name, " \"\r")] = true
	}
	return has["tag"] && has["values"]
}

// epochNames are columns of what activity was boiled down to: counts of ActiGraph (axis1 … axis3), ENMO and the angle of GGIR, mean amplitude deviation, MIMS units, and the
// three modes of actigraphs (PIM, TAT, ZCM).
var epochNames = [...]string{"axis1", "counts", "activitycounts", "enmo", "anglez", "mad", "mimsunit", "pim", "tat", "zcm"}

// claimsEpochs recognises a first line that names such a column, and no three axes.
func claimsEpochs(head []byte) bool {
	if _, _, ok := findHeader(lines(head)); ok {
		return false
	}
	for _, sep := range separators {
		for _, f := range fieldsOf(lines(head)[0], sep) {
			if name, _ := splitName(f); slices.Contains(epochNames[:], name) {
				return true
			}
		}
	}
	return false
}

// refused makes a Format that always fails with the reason.
func refused(r refusal) device.Format {
	claims := func(head []byte) bool { return r.claims(bytes.TrimPrefix(head, bom)) }
	return device.Format{Name: r.name, Claims: claims, Open: func(in device.Input, _ device.Options) (device.Source, error) {
		err := fmt.Errorf("%s: is %s; %s", in.Name, r.is, r.do)
		if in.Close != nil {
			err = errors.Join(err, in.Close())
		}
		return nil, err
	}}
}

// commentLines reports whether the head begins with lines of comment that name word.
func commentLines(head []byte, word string) bool {
	ls := lines(head)
	n := 0
	for n < len(ls) && bytes.HasPrefix(ls[n], []byte{'#'}) {
		n++
	}
	return n > 0 && bytes.Contains(bytes.ToLower(bytes.Join(ls[:n], []byte{'\n'})), []byte(word))
}
