package tables

import "github.com/nightjar-sleep/nightjar/device"

// Formats lists the dialects of tables that are read, and those that are refused by name.
func Formats() []device.Format { return append(known(), Named) }

// known lists the dialects that are recognised for themselves.
func known() []device.Format {
	fs := []device.Format{
		Axivity, GENEActiv, ActiGraph, WASTS, BedScience, MHealth, OxWalk, XIMU3, EmpaticaE4, Faros, Shimmer,
		Garmin, MetaWear, Movisens, ActivPAL, NilsPod, Phyphox, SensorLogger, Polar, SensorLog, BangleJS, EmotiBit, Xsens, PhysicsToolbox, HexWords,
	}
	for _, r := range refusals {
		fs = append(fs, refused(r))
	}
	return fs
}
