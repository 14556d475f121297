package tables

import (
	"bytes"
	"errors"
	"math"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
)

// Physics Toolbox: a phone's acceleration as Vieyra Software's app exports it.
//
// Provenance: excerpts only, as formats.md has them; no file was at hand. Header "time,gFx,gFy,gFz,TgF" in g or "time;ax;ay;az;aT" in m/s², with commas or
// semicolons; time in seconds from the start, or the time of day. The m/s² columns of its linear accelerometer are without gravity, which the magnitude
// tells; they are refused.

// PhysicsToolbox is the dialect of the Physics Toolbox.
var PhysicsToolbox = dialect("physics-toolbox-csv", claimsPhysicsToolbox, planPhysicsToolbox)

var (
	physicsForce = []string{"time,gfx,gfy,gfz", "time,gfx,gfy,gfz,tgf"}
	physicsAcc   = []string{"time,ax,ay,az,at"}
)

// physicsNames returns the names in the header line, lower case, with commas between them.
func physicsNames(head []byte) string {
	s := strings.ToLower(string(lines(head)[0]))
	return strings.TrimRight(strings.NewReplacer(`"`, "", " ", "", ";", ",").Replace(s), ",\r")
}

func physicsSeparator(h *header) byte { return h.line(0)[bytes.IndexAny(h.line(0), ",;")] }

func claimsPhysicsToolbox(head []byte) bool {
	names := physicsNames(head)
	for _, n := range append(physicsForce, physicsAcc...) {
		if names == n {
			return true
		}
	}
	return false
}

func planPhysicsToolbox(h *header, opt device.Options) (*plan, error) {
	if !claimsPhysicsToolbox(h.head) || len(h.line(1)) == 0 {
		return nil, errors.New("is Physics Toolbox's but has no rows: was the recording empty, or the export cut?")
	}
	force := strings.HasPrefix(physicsNames(h.head), physicsForce[0])
	stated := opt
	switch {
	case opt.Units.Known():
	case force:
		stated.Units = device.UnitsG
	default:
		stated.Units = device.UnitsMS2
	}
	if f := fieldsOf(h.line(1), physicsSeparator(h)); opt.Time == device.TimeUnstated && bytes.IndexByte(f[0], ':') < 0 {
		stated.Time = device.TimeS
	}
	p, err := planNamed(h, stated)
	if err != nil {
		return nil, err
	}
	p.info.Device = "phone (Physics Toolbox)"
	p.layout.units = stated.Units
	if m := medianNorm(h, p); !force && !opt.Units.Known() && math.Abs(m/standardG-1) > guessWithin {
		return nil, errors.New("is Physics Toolbox's acceleration without gravity, in which no posture is left: record with its g-force meter")
	}
	return p, nil
}
