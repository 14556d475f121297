package vendor_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/device/vendor"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A sample of our own of each format, for the suite, the goldens and the fuzz tests.
func ownSamples(t testing.TB) map[string][]byte {
	t.Helper()
	cwa := ax3(98.6)
	cwa.add(even(40*120, 256, 4))
	cwa.sectors = append(cwa.sectors[:9:9], cwa.sectors[11:]...)
	cwa.sectors[20][77] ^= 2
	cwa.at += 3600
	cwa.sequence = 0
	cwa.add(even(500, 256, 4))
	ax6 := ax3(100.4)
	ax6.model, ax6.wide, ax6.axes, ax6.fine = 0x64, true, 6, 3
	ax6.add(even(3000, 2048, 1))

	gene := geneactiv(99.8, "100.0")
	raw, _ := gene.raw(posture(12*300 + 231))
	gene.add(raw[:1500])
	gene.sequence += 2
	gene.at += 6
	gene.add(raw[1500:])

	log := gt3x(30, "MOS2E39180594", gt3xScale256, "Acceleration Max: 8,0")
	v := counts(posture(60*30), 256)
	log.add(0, 30, v[:900])
	log.second++
	log.record(3, []byte{8})
	log.second += 40
	log.record(3, []byte{9})
	log.add(0, 30, v[900:])
	log.record(0, []byte{0})
	old := gt3x(30, "NEO1B41100262")
	old.entries["activity.bin"] = gt3xPayload(0, counts(posture(30*60), 341))

	return map[string][]byte{
		"ax3.cwa": cwa.bytes(), "ax6.cwa": ax6.bytes(), "geneactiv.bin": gene.bytes(), "actigraph-log.gt3x": log.bytes(), "actigraph-old.gt3x": old.bytes(),
		"unisens.zip": zipped(map[string][]byte{"unisens.xml": []byte(unisensXML(unisensSignal)), "acc.bin": int16s(counts(posture(64*40), 2048), binary.LittleEndian)}, "acc.bin", "unisens.xml"),
		"edf-c.edf":   edfSample("EDF+C", nil), "edf-d.edf": edfSample("EDF+D", []float64{0, 10, 20, 65, 75}),
		"nilspod.bin": nilsFiles()["0.18, all sensors"].session(counts(posture(2000), 2048), append(counted(5_329_510, 1500), counted(5_331_200, 500)...)),
	}
}

func TestSuite(t *testing.T) {
	for name, data := range ownSamples(t) {
		t.Run(name, func(t *testing.T) { devicetest.Run(t, devicetest.Sample{Format: claimant(t, data), Data: data}) })
	}
	t.Run("unisens.xml", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "unisens.xml")
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), "acc.bin"), int16s(counts(posture(640), 2048), binary.LittleEndian), 0o600); err != nil {
			t.Fatal(err)
		}
		devicetest.Run(t, devicetest.Sample{Format: vendor.Unisens, Path: path, Data: []byte(unisensXML(unisensSignal))})
	})
}

// What a person should see of each sample: rates, starts, holes and warnings are those that ownSamples sets.
func TestGolden(t *testing.T) {
	for name, data := range ownSamples(t) {
		t.Run(name, func(t *testing.T) {
			got := mustRead(t, data, device.Options{}).Text()
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := errors.Join(os.WriteFile(golden, got, 0o644), os.WriteFile(filepath.Join("testdata", name), data, 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)); d != "" {
				t.Errorf("(-golden +read)\n%s", d)
			}
		})
	}
}

// fuzzOpen holds that no bytes make a reader panic, hang or break the promises of a source.
func fuzzOpen(t *testing.T, format device.Format, data []byte) {
	src, err := format.Open(device.Input{Name: "fuzz", Reader: bytes.NewReader(data)}, device.Options{})
	if err != nil {
		return
	}
	if _, err := devicetest.Read(src); err != nil {
		t.Error(err)
	}
}

// Seeds are short: the fuzzer tries every byte of them.
func FuzzCWA(f *testing.F) {
	packed, wide := ax3(100), ax3(100)
	packed.add(even(250, 256, 4))
	wide.wide, wide.axes, wide.fine = true, 6, 3
	wide.add(even(90, 2048, 1))
	f.Add(packed.bytes())
	f.Add(wide.bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzOpen(t, vendor.AxivityCWA, data)
		for at := 1024; at+512 <= len(data); at += 512 { // and with sums that fit, or hardly a sector would be looked into
			sum := uint16(0)
			for i := at; i < at+510; i += 2 {
				sum += binary.LittleEndian.Uint16(data[i:])
			}
			binary.LittleEndian.PutUint16(data[at+510:], -sum)
		}
		fuzzOpen(t, vendor.AxivityCWA, data)
	})
}

func FuzzGENEActiv(f *testing.F) {
	g := geneactiv(100, "100.0")
	raw, _ := g.raw(posture(6))
	for range 3 {
		g.add(raw)
	}
	f.Add(g.bytes())
	f.Fuzz(func(t *testing.T, data []byte) { fuzzOpen(t, vendor.GENEActivBin, data) })
}

// FuzzGT3XLog fuzzes the records and the header of an archive that is sound.
func FuzzGT3XLog(f *testing.F) {
	g := gt3x(4, "MOS2E39180594")
	v := counts(posture(24), 256)
	g.add(0, 4, v[:8])
	g.record(3, []byte{8})
	g.second += 9
	g.add(0x1A, 4, v[8:16])
	g.record(0x15, []byte{0, 0, 55, 0, 0, 0, 0x40, 9})
	g.add(0x1B, 4, v[16:])
	info := []byte(strings.Join(g.info, "\n"))
	f.Add(g.log, info, []byte(`{"isCalibrated":false,"calibrationMethod":2,"offsetX_4":1}`), false)
	f.Add(g.log, info, []byte(`{}`), true)
	f.Fuzz(func(t *testing.T, log, info, calibration []byte, old bool) {
		name := "log.bin"
		if old {
			name = "activity.bin"
		}
		fuzzOpen(t, vendor.GT3X, stored(map[string][]byte{name: log, "info.txt": info, "calibration.json": calibration}))
	})
}

func FuzzGT3X(f *testing.F) {
	g := gt3x(4, "MOS2E39180594", gt3xScale256)
	g.add(0, 4, counts(posture(8), 256))
	f.Add(g.bytes())
	f.Add(g.plain())
	f.Fuzz(func(t *testing.T, data []byte) { fuzzOpen(t, vendor.GT3X, data) })
}

func FuzzUnisens(f *testing.F) {
	f.Add([]byte(unisensXML(unisensSignal)), int16s(counts(posture(9), 2048), binary.LittleEndian))
	f.Fuzz(func(t *testing.T, text, data []byte) {
		fuzzOpen(t, vendor.UnisensZip, stored(map[string][]byte{"unisens.xml": text, "acc.bin": data}))
	})
}

func FuzzEDF(f *testing.F) {
	c, _ := edfThree("acc %c", 5, 15)
	f.Add(edfFile("EDF+D", "14.03.24", "1", 3, []float64{0, 1, 9}, 3, c...))
	f.Add(edfFile("", "14.03.24", "1", 3, nil, 3, c...))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzOpen(t, vendor.EDF, data) })
}
