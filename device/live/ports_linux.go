package live

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Ports lists the serial ports that a sensor may be on, most promising first, from what the kernel shows under /sys: no port is opened, for opening
// changes ports that others use. The built-in ttyS are left out unless something says that they are wired; a user may still name them.
func Ports() ([]PortInfo, error) { return portsUnder("/") }

// portsUnder is Ports for a system whose root is elsewhere.
func portsUnder(root string) ([]PortInfo, error) {
	entries, err := os.ReadDir(filepath.Join(root, "sys/class/tty"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // a system without serial ports
	}
	if err != nil {
		return nil, fmt.Errorf("listing the serial ports: %w", err)
	}
	stay := byID(root)
	var out []PortInfo
	for _, e := range entries {
		dev, err := filepath.EvalSymlinks(filepath.Join(root, "sys/class/tty", e.Name(), "device"))
		if err != nil || strings.HasPrefix(e.Name(), "ttyS") {
			continue // a virtual terminal, or one that went away meanwhile
		}
		p := PortInfo{Name: filepath.Join(root, "dev", e.Name())}
		p.ByID = stay[p.Name]
		p.describe(root, dev)
		out = append(out, p)
	}
	sortPorts(out)
	return out, nil
}

// describe looks for the USB device that the tty belongs to, upward from its own folder.
func (p *PortInfo) describe(root, dev string) {
	read := func(dir, name string) string {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return "" // what a device does not say
		}
		return strings.TrimSpace(string(b))
	}
	stop := filepath.Join(root, "sys")
	for dir := dev; len(dir) > len(stop); dir = filepath.Dir(dir) {
		vid := read(dir, "idVendor")
		if vid == "" {
			continue
		}
		p.USB = true
		p.VID, p.PID = strings.ToUpper(vid), strings.ToUpper(read(dir, "idProduct"))
		p.Serial, p.Manufacturer, p.Product = read(dir, "serial"), read(dir, "manufacturer"), read(dir, "product")
		return
	}
}

// byID returns the names that stay, by the paths that they stand for now.
func byID(root string) map[string]string {
	dir := filepath.Join(root, "dev/serial/by-id")
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil // no udev, no such names
	}
	out := map[string]string{}
	for _, e := range entries {
		link := filepath.Join(dir, e.Name())
		if to, err := os.Readlink(link); err == nil {
			if !filepath.IsAbs(to) {
				to = filepath.Join(dir, to)
			}
			out[to] = link
		}
	}
	return out
}
