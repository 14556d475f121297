package wire

import (
	"encoding/hex"
	"strings"
	"testing"
)

// unhex reads "FA FF 36" with an optional "00*24" for repeated bytes.
func unhex(t testing.TB, s string) []byte {
	var b []byte
	for _, w := range strings.Fields(s) {
		n := 1
		if v, times, ok := strings.Cut(w, "*"); ok {
			w = v
			n = 0
			for _, c := range times {
				n = n*10 + int(c-'0')
			}
		}
		v, err := hex.DecodeString(w)
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			b = append(b, v...)
		}
	}
	return b
}

// The example frames of serial.md, whose checksums were verified there.
const (
	exWitAcc   = "55 51 29 00 C3 FF EC 07 E6 09 73"
	exWitGyro  = "55 52 19 00 DF FF 04 00 00 00 A2"
	exWitTime  = "55 50 1A 0B 16 01 1E 05 7B 00 7F"
	exWitLong  = "55 61 29 00 C3 FF EC 07 19 00 DF FF 04 00 B6 00 94 FE 00 40"
	exRVC      = "AA AA DE 01 00 92 FF 25 08 8D FE EC FF D1 03 00 00 00 E7"
	exXimuLine = "I,1000000,0.0000,0.0000,0.0000,0.0000,0.0000,1.0000\n"
	exXimu     = "C9 40 42 0F 00*27 80 3F 0A"
	exXimuStuf = "C9 DB DD DB DC DB DC 00 00 00 00 00 00 00 C0 3F 00 00 00 C0 00 00 80 3E DB DC D7 A3 3C 8F C2 F5 BC A4 70 7D 3F 0A"
	exXsens    = "FA FF 36 62 10 20 02 A9 86 10 60 04 03 14 ED 53 10 10 0C 07 44 0B E0 07 E3 01 14 0D 2F 18 37 E0 20 04 01 80 00 07 40 20 0C BC 8E 54 66 C0 E8 2F 10 BF 9A D2 9E 40 10 0C B9 35 26 9F BD 94 99 30 BC 46 23 46 80 20 0C BB 42 5C 34 3B 10 68 DF 3A E1 C7 E5 80 30 10 3F 80 00 01 B7 78 C7 F0 37 38 D8 27 37 10 7F EE F7"
	exBeat     = "FD 09 00 00 06 01 01 00 00 00 00 00 00 00 00 08 00 04 03 A3 A4"
	exScaled2  = "FD 0F 00 00 07 01 01 1A 00 00 E8 03 00 00 14 00 F1 FF DE 03 03 00 FE FF 01 DD EA"
	exScaled1  = "FE 16 07 01 01 1A E8 03 00 00 14 00 F1 FF DE 03 03 00 FE FF 01 00 00 00 00 00 00 00 D8 B1"
	exHighres  = "FD 3E 00 00 08 01 01 69 00 00 40 42 0F 00 00 00 00 00 39 B4 48 3E 2B 87 16 BE 10 58 1B 41 A6 9B 44 3B 6F 12 03 BB 6F 12 83 3A 00*24 00 00 C8 41 3F 10 0A DC"
	exTeapot   = "24 02 40 00 00 00 00 00 00 00 00 05 0D 0A"
)

func decode(t testing.TB, name string, opt Options, b []byte) (Decoder, []Packet) {
	p, err := Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	d := p.New(opt)
	return d, d.Flush(d.Push(nil, b, 0))
}

func samplesOf(ps []Packet) (s []Packet) {
	for _, p := range ps {
		if p.Kind == Sample {
			s = append(s, p)
		}
	}
	return s
}

// Every binary example frame gives the acceleration, time and counter that serial.md states, to the format's resolution.
func TestSpecFrames(t *testing.T) {
	const near = 60 // micro-g: serial.md prints five decimals of m/s², four of g
	for _, c := range []struct {
		name, protocol, hex string
		want                []Packet
	}{
		{"rvc", "rvc", exRVC, []Packet{{Acc: [3]int32{-371000, -20000, 977000}, Seq: 222, Modulus: 256}}},
		{"wit", "witmotion", exWitAcc + " " + exWitGyro, []Packet{{Acc: [3]int32{20020, -29785, 990234}}}},
		{"wit with time", "witmotion", exWitTime + " " + exWitAcc, []Packet{{Acc: [3]int32{20020, -29785, 990234}, Timed: true, Time: 1795311005123 * millisecond}}},
		{"wit combined", "witmotion", exWitLong + " " + exWitLong + " " + exWitLong, []Packet{
			{Acc: [3]int32{20020, -29785, 990234}}, {Acc: [3]int32{20020, -29785, 990234}}, {Acc: [3]int32{20020, -29785, 990234}}}},
		{"x-IMU3", "ximu3", exXimu, []Packet{{Acc: [3]int32{0, 0, 1000000}, Timed: true, Time: 1e9}}},
		{"x-IMU3 stuffed", "ximu3", exXimuStuf, []Packet{{Acc: [3]int32{20000, -30000, 990000}, Timed: true, Time: 658139000}}},
		{"mavlink", "mavlink", exBeat + exScaled2 + exScaled1 + exHighres, []Packet{
			{Sensor: 0x10100, Acc: [3]int32{20000, -15000, 990000}, Timed: true, Time: 1e9, Wrap: 4294967296000000},
			{Sensor: 0x10100, Acc: [3]int32{20000, -15000, 990000}, Timed: true, Time: 1e9, Wrap: 4294967296000000},
			{Sensor: 0x10100, Acc: [3]int32{19986, -14990, 990042}, Timed: true, Time: 1e9}}},
		{"xsens", "xsens", exXsens, []Packet{{Acc: [3]int32{-1771, -739880, -123340}, Seq: 43398, Modulus: 65536, Timed: true, Time: 5170312300000, Wrap: 429496729600000}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, got := decode(t, c.protocol, Options{}, unhex(t, strings.ReplaceAll(c.hex, exBeat+exScaled2+exScaled1, exBeat+" "+exScaled2+" "+exScaled1+" ")))
			got = samplesOf(got)
			if len(got) != len(c.want) {
				t.Fatalf("%d samples, want %d: %+v (%+v)", len(got), len(c.want), got, d.Counters())
			}
			for i, g := range got {
				for axis := range g.Acc {
					if diff := g.Acc[axis] - c.want[i].Acc[axis]; diff > near || diff < -near {
						t.Errorf("sample %d: acceleration %v, want %v", i, g.Acc, c.want[i].Acc)
					}
				}
				g.Acc, g.End = c.want[i].Acc, 0
				if g != c.want[i] {
					t.Errorf("sample %d: %+v, want %+v", i, g, c.want[i])
				}
			}
			if n := d.Counters(); n.Framed != n.Bytes || n.BadSums+n.Resyncs+n.Odd != 0 {
				t.Errorf("counters %+v: every byte belongs to a valid frame", n)
			}
		})
	}
}

// Lines of the known dialects: what stands in them is what serial.md says they mean.
func TestTextDialects(t *testing.T) {
	repeat := func(head, line string) string { return head + strings.Repeat(line, 300) }
	for _, c := range []struct {
		name, text string
		opt        Options
		want       [3]int32
		guessed    bool
		units      string
	}{
		{"time and g", numbered("%d,0.02,-0.03,0.99\r\n", 1234, 10), Options{}, [3]int32{20000, -30000, 990000}, true, "g"},
		{"i2cdevlib", repeat("", "a/g:\t328\t-492\t16220\t12\t-3\t1\r\n"), Options{}, [3]int32{20020, -30029, 989990}, false, "lsb:16384"},
		{"MotionCal", repeat("", "Raw:164,-246,8110,24,-32,4,1,2,3\r\nUni:0.1,0.2,9.8,0,0,0,1,2,3\r\n"), Options{}, [3]int32{20020, -30029, 989990}, false, "lsb:8192"},
		{"micro:bit tuple", repeat("", "(20, -32, 988)\r\n"), Options{}, [3]int32{20000, -32000, 988000}, true, "mg"},
		{"CircuitPython tuple", repeat("", "(0.196133, -0.29420, 9.70858)\r\n"), Options{}, [3]int32{20000, -30000, 990000}, true, "ms2"},
		{"micro:bit values", repeat("", "x:20\r\ny:-32\r\nz:988\r\n"), Options{}, [3]int32{20000, -32000, 988000}, true, "mg"},
		{"Adafruit", repeat("", "Acceleration X: 0.12, Y: -0.30, Z: 9.71 m/s^2\r\nRotation X: 0.01, Y: 0.02, Z: 0.03 rad/s\r\n\r\n"), Options{}, [3]int32{12237, -30591, 990144}, false, "ms2"},
		{"LSM6DS3", repeat("Accelerometer sample rate = 104.00 Hz\r\n\r\nAcceleration in g's\r\nX\tY\tZ\r\n", "0.02\t-0.03\t0.99\r\n"), Options{}, [3]int32{20000, -30000, 990000}, false, "g"},
		{"Artemis", clocked("rtcDate,rtcTime,aX,aY,aZ,gX,gY,gZ,mX,mY,mZ,imu_degC,output_Hz,\r\n", "2026/11/22,%s,20.02,-30.27,990.23,0.1,0.2,0.3,1,2,3,25.3,100.0,\r\n"), Options{}, [3]int32{20020, -30270, 990230}, true, "mg"},
		{"wit sketch", repeat("", "acc:0.02 -0.03 0.99\r\n"), Options{}, [3]int32{20000, -30000, 990000}, false, "g"},
		{"plotter", repeat("", "ax:0.02,ay:-0.03,az:0.99,gx:1,gy:2,gz:3\n"), Options{}, [3]int32{20000, -30000, 990000}, true, "g"},
		{"plotter with blanks", repeat("", "ax: 0.02 ay: -0.03 az: 0.99\n"), Options{}, [3]int32{20000, -30000, 990000}, true, "g"},
		{"decimal comma", repeat("", "0,02;-0,03;0,99\n"), Options{}, [3]int32{20000, -30000, 990000}, true, "g"},
		{"header with units", repeat("t_ms\tacc_x (mg)\tacc_y (mg)\tacc_z (mg)\n", "5\t20\t-30\t990\n"), Options{}, [3]int32{20000, -30000, 990000}, false, "mg"},
		{"units given", repeat("", "5,-8,250\n"), Options{Scale: scaleLSB(250)}, [3]int32{20000, -32000, 1000000}, false, "lsb:250"},
		{"six fields", repeat("", "0.02 -0.03 0.99 1 2 3\n"), Options{}, [3]int32{20000, -30000, 990000}, true, "g"},
		{"M5Stack", repeat("", " 20.00,-30.00,990.00 mg\r\n 0.10,  0.20,  0.30 o/s\r\n"), Options{}, [3]int32{20000, -30000, 990000}, false, "mg"},
		{"M5Stack in g", repeat("", " 0.02,  -0.03,   0.99\r\n"), Options{}, [3]int32{20000, -30000, 990000}, true, "g"},
		// Espruino's console: a prompt, which is taken back and wiped away before something is printed (jsinteractive.c, README_Protocol.md)
		{"Bangle.js", repeat("echo(1)\r\n=undefined\r\n>Bangle.on('accel',a=>print(a.x,a.y,a.z))\r\n=undefined\r\n", ">\x08\x1b[J0.02 -0.03 0.99\r\n"), Options{}, [3]int32{20000, -30000, 990000}, true, "g"},
		{"Bangle.js, older", repeat("", "\r>\x08 \x080.02 -0.03 0.99\r\n"), Options{}, [3]int32{20000, -30000, 990000}, true, "g"},
		{"Bangle.js, echo off", repeat("\x10", "0.02 -0.03 0.99\r\n"), Options{}, [3]int32{20000, -30000, 990000}, true, "g"},
		{"prompt that stays", repeat("", ">0.02,-0.03,0.99\r\n"), Options{}, [3]int32{20000, -30000, 990000}, true, "g"},
		{"raw MPU order", alternating("328,-492,16220,-3200,%d,5,6\n"), Options{}, [3]int32{20020, -30029, 989990}, true, "lsb:16384"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, all := decode(t, "text", c.opt, []byte(c.text))
			got := samplesOf(all)
			if len(got) < 298 {
				t.Fatalf("%d samples of 300: %+v, %+v", len(got), all, d.Counters())
			}
			for _, g := range got {
				if g.Acc != c.want {
					t.Fatalf("acceleration %v, want %v", g.Acc, c.want)
				}
			}
			if a := d.About(); a.Units != c.units || a.Guessed != c.guessed {
				t.Errorf("units %q guessed %v, want %q %v", a.Units, a.Guessed, c.units, c.guessed)
			}
			if n := d.Counters(); n.BadSums != 0 {
				t.Errorf("counters %+v: no line is damaged", n)
			}
		})
	}
}

// The device's time and counter reach the packets.
func TestTextTime(t *testing.T) {
	for _, c := range []struct {
		text        string
		first, step int64
		seq         bool
	}{
		{numbered("%d,0.02,-0.03,0.99\n", 1000, 10), 1_010_000_000, 10_000_000, false}, // the first line may be cut
		{numbered("%d,0.02,-0.03,0.99\n", 1000000, 10000), 1_010_000_000, 10_000_000, false},
		{numbered("%d.250,0.02,-0.03,0.99\n", 1, 1), 2_250_000_000, 1_000_000_000, false},
		{"us,x,y,z\n" + numbered("%d,0.02,-0.03,0.99\n", 200, 100), 200_000, 100_000, false},
		{numbered("%d,0.02,-0.03,0.99\n", 7, 1), 0, 0, true},
	} {
		_, all := decode(t, "text", Options{Scale: scaleG}, []byte(c.text))
		got := samplesOf(all)
		if len(got) < 290 {
			t.Fatalf("%q: %d samples", c.text[:40], len(got))
		}
		for i, g := range got {
			if c.seq {
				if g.Timed || g.Modulus == 0 || int(g.Seq) != 8+i {
					t.Fatalf("%q: %+v at %d", c.text[:40], g, i)
				}
				continue
			}
			if !g.Timed || g.Time != c.first+int64(i)*c.step {
				t.Fatalf("%q: sample %d at %d, want %d", c.text[:40], i, g.Time, c.first+int64(i)*c.step)
			}
		}
	}
}

// Streams that hold no usable acceleration are refused with a reason that says what to do.
func TestRefusals(t *testing.T) {
	for _, c := range []struct{ name, protocol, text, code string }{
		{"teapot", "text", strings.Repeat(string(unhex(t, exTeapot)), 20), CodeOrientation},
		{"areal", "text", strings.Repeat("areal\t12\t-3\t5\n", 20), CodeNoGravity},
		{"aworld", "text", strings.Repeat("aworld\t12\t-3\t5\n", 20), CodeNoGravity},
		{"ypr", "text", strings.Repeat("ypr\t12.1\t-3.2\t5.3\n", 20), CodeOrientation},
		{"bursts", "text", "\naX,aY,aZ,gX,gY,gZ\n" + strings.Repeat("0.02,-0.03,2.99,1,2,3\n", 119) + "\n", CodeBursts},
		{"bursts whose header was not seen", "text", strings.Repeat("0.02,-0.03,0.99,1,2,3\n", 50) + "\n" + strings.Repeat("0.02,-0.03,0.99,1,2,3\n", 119) + "\n", CodeBursts},
		{"linear, labelled", "text", "ax_g,ay_g,az_g\n" + strings.Repeat("0.01,-0.02,0.00\n0.00,0.01,0.01\n", 3000), CodeNoGravity},
		{"linear", "text", strings.Repeat("0.01,-0.02,0.00\n-0.01,0.01,0.01\n0.00,0.01,-0.01\n", 2000), CodeNoGravity},
		{"unknown unit", "text", strings.Repeat("1,-20,500\n", 3000), CodeUnits},
		{"two columns", "text", strings.Repeat("1,2\n", 100), CodeColumns},
		{"xsens", "xsens", strings.Repeat(string(unhex(t, "FA FF 36 05 10 20 02 00 01 93")), 100), CodeOrientation},
	} {
		d, all := decode(t, c.protocol, Options{}, []byte(c.text))
		var found []Packet
		for _, p := range all {
			if p.Kind == Refused {
				found = append(found, p)
			}
		}
		if len(found) != 1 || found[0].Code != c.code || found[0].Text == "" {
			t.Errorf("%s: refusals %+v, want one %q; %+v", c.name, found, c.code, d.Counters())
		}
		if n := len(samplesOf(all)); n != 0 {
			t.Errorf("%s: %d samples of a refused stream", c.name, n)
		}
	}
}

func TestAxivityReplies(t *testing.T) {
	d, all := decode(t, "axivity", Options{}, []byte("\r\nID=CWA,17,44,12345,0\r\nRATE=74,100\r\n5,-8,253\r\n5,-8,253\r\n"))
	got := samplesOf(all)
	if len(got) != 2 || got[0].Acc != [3]int32{19531, -31250, 988281} {
		t.Errorf("samples %+v", got)
	}
	if a := d.About(); a.Device != "Axivity AX3" || a.Serial != "12345" || a.RangeUG != 8*microG {
		t.Errorf("about %+v", a)
	}
	_, all = decode(t, "axivity", Options{}, []byte("\r\n82,-123,4055,2,-2,1\r\n"))
	if got := samplesOf(all); len(got) != 1 || got[0].Acc != [3]int32{20020, -30029, 989990} {
		t.Errorf("AX6 samples %+v", got)
	}
}

func TestXimuLines(t *testing.T) {
	ping := "{\"ping\":{\"interface\":\"USB\",\"name\":\"x-IMU3\",\"sn\":\"01234567\"}}\r\n"
	bad := "I,1000000,0.0000,0.0000,0.0000,0.0000,0.0000,0.:000\n" // a fault of the device's own writer
	d, all := decode(t, "ximu3", Options{}, []byte(ping+exXimuLine+bad+"T,1000000,25.1\n"+exXimuLine))
	if got := samplesOf(all); len(got) != 2 || got[1].Acc != [3]int32{0, 0, 1000000} || got[1].Time != 1e9 {
		t.Errorf("samples %+v", got)
	}
	if d.About().Serial != "01234567" || d.Counters().BadSums != 1 {
		t.Errorf("%+v %+v", d.About(), d.Counters())
	}
}

// Devices behind an x-IMU3 hand on their messages after "^" and a channel: each is a sensor of its own, and what is damaged is nobody's.
func TestXimuMultiplexed(t *testing.T) {
	var b []byte
	text, stuffed := exXimuLine, string(unhex(t, exXimuStuf))
	ping := "^A{\"ping\":{\"interface\":\"USB\",\"deviceName\":\"left\",\"serialNumber\":\"0001\"}}\r\n"
	for i := range 60 {
		a := "^A" + text
		if i == 30 {
			a = "x" + a[1:] // what follows must not pass for a message of the device at the port
		}
		b = append(b, a+"^B"+stuffed+stuffed+ping+"^AT,1000000,25.1\n"...)
	}
	d, all := decode(t, "ximu3", Options{}, b)
	n := map[Sensor]int{}
	for _, p := range samplesOf(all) {
		n[p.Sensor]++
		want := [3]int32{20000, -30000, 990000}
		if p.Sensor == 'A' {
			want = [3]int32{0, 0, 1000000}
		}
		if p.Acc != want {
			t.Fatalf("sensor %d: %v, want %v", p.Sensor, p.Acc, want)
		}
	}
	if n['A'] != 59 || n['B'] != 60 || n[0] != 60 || len(n) != 3 {
		t.Errorf("samples by sensor %v, want 59 of A, 60 of B and of the device itself", n)
	}
	if c := d.Counters(); c.Resyncs != 1 || d.About().Serial != "" {
		t.Errorf("%+v, serial %q: that of another device is not this one's", c, d.About().Serial)
	}
	_, all = decode(t, "ximu3", Options{}, []byte("{\"ping\":{\"interface\":\"USB\",\"deviceName\":\"x-IMU3\",\"serialNumber\":\"0123-4567-89AB-CDEF\"}}\r\n"))
	if len(all) != 1 || all[0].Text != "x-IMU3 0123-4567-89AB-CDEF" {
		t.Errorf("a ping of newer firmware: %+v", all)
	}
}

// A micro:bit that sends one value a line: a lost line loses its sample and mixes no axes.
func TestValuesOnLinesOfTheirOwn(t *testing.T) {
	var b strings.Builder
	lines := 0
	for range 400 {
		for _, l := range [...]string{"x:20\r\n", "y:-32\r\n", "z:988\r\n"} {
			if lines++; lines%37 != 0 {
				b.WriteString(l)
			}
		}
	}
	_, all := decode(t, "text", Options{}, []byte(b.String()))
	got := samplesOf(all)
	if least := 400 - 2*(lines/37); len(got) < least || len(got) >= 400 {
		t.Errorf("%d samples, want %d or some more", len(got), least)
	}
	for _, g := range got {
		if g.Acc != [3]int32{20000, -32000, 988000} {
			t.Fatalf("acceleration %v", g.Acc)
		}
	}
}
