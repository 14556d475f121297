package tables

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// Bittium Faros: ACC.csv as devicely writes it, with a meta.json beside.
//
// Provenance: devicely_faros_ACC.csv and devicely_faros_meta.json (hpi-dhc/devicely, MIT), first lines in formats.md. Header "X,Y,Z", no time; start, rate
// ("sample_freqs": {"ACC": 25.0}) and unit (mg) stand in the side file, named like the table with "meta.json" for "ACC.csv". Without a side
// file --rate and the unit by gravity or --units serve, and there is no date.

// Faros is the dialect of tables of bare x, y, z whose rate stands in a side file.
var Faros = dialect("faros-csv", claimsFaros, planFaros)

func claimsFaros(head []byte) bool {
	return strings.EqualFold(string(bytes.TrimSpace(lines(head)[0])), "x,y,z")
}

// farosMeta is what the side file states.
type farosMeta struct {
	Start string             `json:"start_time"`
	Rates map[string]float64 `json:"sample_freqs"`
	Units map[string]string  `json:"units"`
}

func planFaros(h *header, opt device.Options) (*plan, error) {
	p := &plan{
		layout: layout{sep: ',', point: '.', axes: [3]int{0, 1, 2}, clock: clock{quick: quickNoTime}},
		skip:   h.offset(1),
	}
	side := farosSide(h.in.Base())
	meta, err := readFarosMeta(h.in, side)
	switch {
	case err == nil:
		if err := meta.plan(p); err != nil {
			return nil, fmt.Errorf("side file %s: %w", side, err)
		}
	case opt.Rate != 0:
		p.rate = opt.Rate
	default:
		return nil, fmt.Errorf("has no time column and no side file (%w): give --rate", err)
	}
	p.layout.clock.rate = p.rate
	return p, planUnits(h, p, opt)
}

// farosSide returns the name of the side file of a table.
func farosSide(name string) string {
	for _, ext := range [...]string{".csv", "ACC", "acc"} {
		name = strings.TrimSuffix(name, ext)
	}
	return name + "meta.json"
}

func readFarosMeta(in device.Input, side string) (farosMeta, error) {
	var m farosMeta
	f, err := in.Side(side)
	if err != nil {
		return m, err
	}
	err = json.NewDecoder(io.LimitReader(f, sideBytes)).Decode(&m)
	return m, errors.Join(err, f.Close())
}

// plan takes rate, unit and start into p.
func (m farosMeta) plan(p *plan) error {
	rate, err := dsp.RateOf(m.Rates["ACC"])
	if err != nil {
		return fmt.Errorf("sample_freqs.ACC: %w", err)
	}
	p.rate = rate
	p.info.Device = "Bittium Faros"
	p.layout.units = unitsNamed(strings.ToLower(m.Units["ACC"]))
	if c, ok := parseStamp([]byte(m.Start), yearFirst); ok {
		p.info.Dated, p.info.Zoned, p.info.Offset = true, c.zoned, c.offset
		p.layout.clock.start = c.utc()
	}
	return nil
}
