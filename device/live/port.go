package live

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"go.bug.st/serial"
)

// Port is what is needed of a serial port. Read returns (0, nil) when nothing came for the read timeout.
type Port interface {
	Read(p []byte) (int, error)
	Write(p []byte) (int, error)
	Close() error
	SetReadTimeout(t time.Duration) error
	ResetInputBuffer() error
}

// Opener opens a port by its name at a speed in baud.
type Opener func(name string, baud int) (Port, error)

// OpenSerial opens a serial port of this computer: 8 data bits, no parity, one stop bit, for ourselves alone. DTR and RTS are left asserted, for
// firmware on a USB of its own waits for DTR.
func OpenSerial(name string, baud int) (Port, error) {
	p, err := serial.Open(name, &serial.Mode{BaudRate: baud, DataBits: 8, Parity: serial.NoParity, StopBits: serial.OneStopBit})
	if err != nil {
		return nil, explain(name, err)
	}
	return p, nil
}

// explain puts what can be done about it into the error of a port that could not be opened.
func explain(name string, err error) error {
	var p *serial.PortError
	code, known := serial.PortErrorCode(0), errors.As(err, &p)
	if known {
		code = p.Code()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist), known && code == serial.PortNotFound:
		return fmt.Errorf("%s is not there: is the sensor plugged in? (nightjar ports lists what is): %w", name, fs.ErrNotExist)
	case errors.Is(err, fs.ErrPermission), known && code == serial.PermissionDenied:
		return fmt.Errorf("%s may not be opened: add yourself to the group dialout (sudo usermod -aG dialout $USER) and log in again: %w", name, fs.ErrPermission)
	case known && code == serial.PortBusy:
		return fmt.Errorf("%s is in use by another program: close it (an Arduino monitor, ModemManager, brltty or another nightjar?): %w", name, errBusy)
	case known && code == serial.InvalidSerialPort:
		return fmt.Errorf("%s is no serial port: nightjar ports lists those there are (nightjar analyze reads files)", name)
	}
	return fmt.Errorf("%s cannot be opened: %w", name, err)
}

// errBusy is wrapped by the error of a port that another program holds.
var errBusy = errors.New("port busy")

// readTimeout is how long a Read waits: short, so that everything else is looked after, and set once, for setting it while a Read is under way is a race.
const readTimeout = 200 * time.Millisecond

// ready sets up a port that was just opened, and drops what came before.
func ready(p Port) error {
	if err := p.SetReadTimeout(readTimeout); err != nil {
		return fmt.Errorf("setting the read timeout: %w", err)
	}
	if err := p.ResetInputBuffer(); err != nil {
		return fmt.Errorf("dropping old bytes: %w", err)
	}
	return nil
}

// closePatience is how long the closing of a port is waited for; drivers of ports that are gone can hang.
const closePatience = 2 * time.Second

// closeSoon closes a port without waiting for ever.
func closeSoon(p Port) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = p.Close() // of a port that is gone there is nothing to be done about
	}()
	select {
	case <-done:
	case <-time.After(closePatience):
	}
}
