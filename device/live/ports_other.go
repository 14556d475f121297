//go:build !linux

package live

import (
	"fmt"
	"path/filepath"
	"runtime"

	"go.bug.st/serial"
)

// Ports lists the serial ports that a sensor may be on. On a Mac only the /dev/cu.* are listed, for opening the others waits for a modem.
func Ports() ([]PortInfo, error) {
	names, err := filepath.Glob("/dev/cu.*")
	if runtime.GOOS != "darwin" {
		names, err = serial.GetPortsList()
	}
	if err != nil {
		return nil, fmt.Errorf("listing the serial ports: %w", err)
	}
	var out []PortInfo
	for _, n := range names {
		out = append(out, PortInfo{Name: n})
	}
	sortPorts(out)
	return out, nil
}
