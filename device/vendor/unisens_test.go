package vendor_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/device/vendor"
)

// unisensXML is a header as Movisens' sensors write it; the line of the signal is the test's.
func unisensXML(signal string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<unisens xmlns="http://www.unisens.org/unisens2.0" duration="300" measurementId="night" timestampStart="2024-03-14T22:00:00.500" version="2.0">
  <customAttributes>
    <customAttribute key="sensorSerialNumber" value="4711"/>
    <customAttribute key="sensorType" value="Move4"/>
    <customAttribute key="sensorLocation" value="left_ankle"/>
  </customAttributes>
  <signalEntry adcResolution="16" contentClass="press" dataType="int32" id="press.bin" sampleRate="8" unit="Pa">
    <binFileFormat endianess="LITTLE"/><channel name="press"/>
  </signalEntry>
  ` + signal + `
</unisens>`
}

const unisensSignal = `<signalEntry contentClass="acc" dataType="int16" id="acc.bin" lsbValue="0.00048828125" sampleRate="64" unit="g" comment="acceleration">
    <binFileFormat endianess="LITTLE"/><channel name="accX"/><channel name="accY"/><channel name="accZ"/>
  </signalEntry>`

// int16s interleaves counts.
func int16s(v [][3]int, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, s := range v {
		for _, c := range s {
			b = order.AppendUint16(b, uint16(int16(c)))
		}
	}
	return b
}

func TestUnisens(t *testing.T) {
	v := counts(posture(64*300+5), 2048)
	little, big := int16s(v, binary.LittleEndian), int16s(v, binary.BigEndian)
	shifted := make([][3]int, len(v))
	var wide []byte
	for i, s := range v {
		for k, c := range s {
			shifted[i][k] = c + 2000
			wide = binary.LittleEndian.AppendUint32(wide, uint32(int32(c)*1000))
		}
	}
	for _, tt := range []struct {
		name, signal string
		data         []byte
	}{
		{"as Movisens", unisensSignal, little},
		{"big-endian", strings.Replace(unisensSignal, "LITTLE", "BIG", 1), big},
		{"baseline", strings.Replace(unisensSignal, "lsbValue", `baseline="2000" lsbValue`, 1), int16s(shifted, binary.LittleEndian)},
		{"int32 in mg", strings.NewReplacer("int16", "int32", "0.00048828125", "0.00048828125", `unit="g"`, `unit="mg"`).Replace(unisensSignal), wide},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			text := []byte(unisensXML(tt.signal))
			for name, b := range map[string][]byte{"unisens.xml": text, "acc.bin": tt.data} {
				if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			folder := mustReadAt(t, filepath.Join(dir, "unisens.xml"), text)
			archive := mustRead(t, zipped(map[string][]byte{"unisens.xml": text, "acc.bin": tt.data}, "acc.bin", "unisens.xml"), device.Options{})
			for _, r := range []*devicetest.Recording{folder, archive} {
				sameValues(t, r, microG(v, 2048))
				sameTimes(t, r, time.Date(2024, 3, 14, 22, 0, 0, 500e6, time.UTC), 64, 1e-6)
				if len(r.Holes) != 0 || r.Info.Rate != 64_000 || r.Info.Serial != "4711" || r.Info.Device != "Movisens Move4" || r.Info.Site != device.SiteLeftAnkle || !r.Info.Dated || r.Info.Zoned {
					t.Errorf("read\n%s", r.Text())
				}
			}
		})
	}
}

func TestUnisensRefused(t *testing.T) {
	data := make([]byte, 600)
	for _, tt := range []struct{ name, xml, says string }{
		{"no acceleration", unisensXML(""), "its signals are: press.bin"},
		{"two sensors", unisensXML(unisensSignal + strings.Replace(unisensSignal, "acc.bin", "acc2.bin", 1)), "two signals"},
		{"a table", unisensXML(strings.Replace(unisensSignal, `<binFileFormat endianess="LITTLE"/>`, `<csvFileFormat/>`, 1)), "analyze acc.bin instead"},
		{"unknown type", unisensXML(strings.Replace(unisensSignal, "int16", "int24", 1)), "int24"},
		{"unknown unit", unisensXML(strings.Replace(unisensSignal, `unit="g"`, `unit="V"`, 1)), "--units"},
		{"no rate", unisensXML(strings.Replace(unisensSignal, `"64"`, `"0"`, 1)), "rate"},
		{"elsewhere", unisensXML(strings.Replace(unisensSignal, "acc.bin", "../acc.bin", 1)), "does not lie beside it"},
		{"no file", unisensXML(strings.Replace(unisensSignal, "acc.bin", "other.bin", 1)), "other.bin"},
		{"bad start", strings.Replace(unisensXML(unisensSignal), "2024-03-14T", "yesterday ", 1), "the start"},
		{"cut", unisensXML(unisensSignal)[:300], "unisens.xml"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := refused(t, zipped(map[string][]byte{"unisens.xml": []byte(tt.xml), "acc.bin": data}, "unisens.xml", "acc.bin"))
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error is %q, should say %q", err, tt.says)
			}
		})
	}
	if err := refused(t, []byte(unisensXML(unisensSignal))); !strings.Contains(err.Error(), "zip") {
		t.Errorf("from a stream: %v", err)
	}
}

// mustReadAt reads the recording whose bytes lie at path.
func mustReadAt(t *testing.T, path string, data []byte) *devicetest.Recording {
	t.Helper()
	src, err := vendor.Unisens.Open(device.Input{Name: path, Path: path, Reader: bytes.NewReader(data)}, device.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return mustEnd(t, src)
}
