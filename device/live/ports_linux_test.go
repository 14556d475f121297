package live

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPortsUnder: a port's USB device is found above it; built-in and virtual terminals are no candidates; what names itself comes first.
func TestPortsUnder(t *testing.T) {
	root := t.TempDir()
	write := func(path, text string) {
		t.Helper()
		full := filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(name, to string) {
		t.Helper()
		full := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, full); err != nil {
			t.Fatal(err)
		}
	}
	usb := "sys/devices/usb1/1-2/"
	write(usb+"idVendor", "1a86\n")
	write(usb+"idProduct", "7523\n")
	write(usb+"product", "USB Serial\n")
	write(usb+"1-2:1.0/ttyUSB0/x", "")
	ax := "sys/devices/usb1/1-3/"
	write(ax+"idVendor", "04d8\n")
	write(ax+"idProduct", "0057\n")
	write(ax+"serial", "AX664\n")
	write(ax+"1-3:1.0/x", "")
	write("sys/devices/platform/serial8250/x", "")
	link("sys/class/tty/ttyUSB0/device", filepath.Join(root, usb, "1-2:1.0/ttyUSB0"))
	link("sys/class/tty/ttyACM0/device", filepath.Join(root, ax, "1-3:1.0"))
	link("sys/class/tty/ttyS0/device", filepath.Join(root, "sys/devices/platform/serial8250"))
	link("sys/class/tty/ttyUSB9/device", filepath.Join(root, "sys/devices/gone"))
	write("sys/class/tty/tty1/x", "")
	link("dev/serial/by-id/usb-AX-if00", "../../ttyACM0")
	got, err := portsUnder(root)
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if p := got[0]; filepath.Base(p.Name) != "ttyACM0" || p.Serial != "AX664" || p.Hint() != "axivity" || filepath.Base(p.ByID) != "usb-AX-if00" {
		t.Errorf("first %+v", p)
	}
	if p := got[1]; filepath.Base(p.Name) != "ttyUSB0" || p.VID != "1A86" || p.Label() != "USB Serial" || p.Hint() != "" {
		t.Errorf("second %+v", p)
	}
	if none, err := portsUnder(filepath.Join(root, "nothing")); err != nil || len(none) != 0 {
		t.Errorf("a system without: %v, %v", none, err)
	}
}
