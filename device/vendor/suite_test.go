package vendor_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"os"
	"path/filepath"
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
				if err := os.WriteFile(golden, got, 0o644); err != nil {
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

// FuzzOpen: no bytes make a reader panic, hang, break the promises of a source, or take memory that they do not explain.
func fuzz(f *testing.F, format device.Format, names ...string) {
	samples := ownSamples(f)
	for _, name := range names {
		f.Add(samples[name])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		src, err := format.Open(device.Input{Name: "fuzz", Reader: bytes.NewReader(data)}, device.Options{})
		if err != nil {
			return
		}
		if _, err := devicetest.Read(src); err != nil {
			t.Error(err)
		}
	})
}

func FuzzCWA(f *testing.F)       { fuzz(f, vendor.AxivityCWA, "ax3.cwa", "ax6.cwa") }
func FuzzGENEActiv(f *testing.F) { fuzz(f, vendor.GENEActivBin, "geneactiv.bin") }
func FuzzGT3X(f *testing.F)      { fuzz(f, vendor.GT3X, "actigraph-log.gt3x", "actigraph-old.gt3x") }
func FuzzUnisens(f *testing.F)   { fuzz(f, vendor.UnisensZip, "unisens.zip") }
func FuzzEDF(f *testing.F)       { fuzz(f, vendor.EDF, "edf-c.edf", "edf-d.edf") }
