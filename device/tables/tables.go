package tables

import "github.com/nightjar-sleep/nightjar/device"

// Formats lists the dialects of tables that are read, and those that are refused by name.
func Formats() []device.Format {
	return []device.Format{
		Axivity,
	}
}
