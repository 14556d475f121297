package wire

import (
	"math"
	"strings"
	"testing"
)

// What devices sent and others wrote down, and where: bytes as they came off a wire, not made by anybody's encoder.
const (
	// One cycle of a WitMotion HWT905TTL whose clock was never set, 5 min 40 s after it was switched on (README of aarushmaddula/bsli-payload-project on GitHub).
	capWit = "55 50 00 00 00 00 05 28 95 01 68 55 51 0C 00 93 02 6D 08 B7 07 7A 55 52 00 00 00 00 00 00 B7 07 65 55 53 04 0C E1 FF 6F F2 CC 46 0B " +
		"55 54 AC F9 3B 0B 86 E7 00 00 01 55 55 ED 0F A3 0A 57 08 FB 06 B3 55 56 00 00 00 00 00 00 00 00 AB 55 59 23 83 84 ED 5F 03 F1 14 2C " +
		"55 5A 00 00 00 00 00 00 00 00 AF"
	// A WitMotion HWT101, which has no accelerometer: rate and angle only (README of an MIT-licensed driver of it).
	capWitTurn = "55 52 00 00 04 00 03 00 00 00 AE 55 53 00 00 00 00 3C F0 E4 27 DF"

	// A WitMotion HWT901B at 9600 baud, still and level: acceleration and rate (tests of the driver mdrobot_imu: "captured off the fitted sensor", /dev/ttyUSB1, 2026-09-03).
	capWitLevel = "55 51 00 00 3D 00 21 08 07 0A 1D 55 52 00 00 00 00 00 00 07 0A B8"
	// One notification of a WitMotion over Bluetooth: four frames without a sum (test_ble_80b_notify_4_packets of a Python parser, "captured from a real module": 1.008 g).
	capWitBluetooth = "55 61 FC FF EF FF 11 08 00 00 00 00 00 00 98 FF 0D 00 F8 31 55 61 FD FF EC FF 0E 08 00 00 00 00 00 00 98 FF 0D 00 F8 31 " +
		"55 61 FD FF EC FF 0E 08 00 00 00 00 00 00 98 FF 0D 00 F8 31 55 61 FE FF E9 FF 0F 08 00 00 00 00 00 00 98 FF 0D 00 F8 31"

	// From the middle of a frame on, what the flight controller of an Intel Aero (PX4) sent: TIMESYNC, ACTUATOR_CONTROL_TARGET, ATTITUDE, ATTITUDE_QUATERNION, ATTITUDE, an
	// empty message 42, HIGHRES_IMU; the reporter lists signed bytes (mavlink/mavlink, issue 771).
	capMAVLink = "-2 -55 118 66 0 0 0 -128 30 1 -91 117 -3 14 0 0 37 1 1 111 0 0 0 0 0 0 0 0 0 0 -48 24 -91 112 -84 4 106 -33 " +
		"-3 40 0 0 38 1 1 -116 0 0 120 -32 73 50 1 0 0 0 -28 29 -100 59 -92 -22 46 -68 -91 -120 -42 62 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -128 -65 7 -112 " +
		"-3 28 0 0 39 1 1 30 0 0 2 105 78 0 88 -8 -120 -69 -4 -74 45 60 61 68 -93 -65 10 28 -24 -70 79 -85 -69 -69 46 69 -2 57 -17 -114 " +
		"-3 32 0 0 40 1 1 31 0 0 29 105 78 0 -16 -84 77 63 79 -106 -65 58 38 -4 -77 59 48 107 24 -65 40 -61 -90 -70 36 46 88 -69 -61 -83 59 -69 60 -63 " +
		"-3 28 0 0 41 1 1 30 0 0 41 105 78 0 -17 -91 -119 -69 82 -109 44 60 5 69 -93 -65 123 62 -93 -70 -90 -95 106 -69 60 20 91 -71 11 118 " +
		"-3 1 0 0 42 1 1 42 0 0 0 -77 88 " +
		"-3 62 0 0 43 1 1 105 0 0 -31 -39 74 50 1 0 0 0 23 -91 103 61 60 69 -115 60 71 -62 28 -63 60 42 22 -69 -27 -49 -117 -69 -71 -53 -59 -70 81 -5 -89 61 " +
		"121 -43 -119 62 54 60 -110 61 0 0 0 0 0 0 0 0 38 119 120 66 20 -82 41 66 -1 27 -99 -76"

	// Xsens MTi-300 at rest, and shaken until an axis clipped; Xsens' own MT Manager says what is in them (test_xsens_mti_parse_messages.c of Scottapotamas/xsens-mti).
	capXsensRest = "FA FF 36 92 10 20 02 91 8D 10 60 04 01 36 3F A6 20 10 10 3F 35 E0 42 3F 31 CD 15 BD 9F 49 DB BD A9 38 CF 40 20 0C BD 63 5A 90 41 1D 08 D4 3E 5F AA 50 " +
		"40 10 0C B9 11 68 00 3C C9 01 00 3A 0F 7D 00 40 30 0C BC 3B 29 80 3C 35 FC 00 3C A4 6E 00 80 20 0C 3C AE A2 41 BB 56 D8 00 BA D5 AC 01 80 30 10 3F 80 00 00 " +
		"37 DF 88 01 B6 89 80 00 B6 08 C0 00 C0 20 0C BE FB FB F2 3F 33 C4 85 BF A0 A2 C1 08 10 04 42 16 80 00 30 10 04 00 01 86 E1 E0 20 04 00 40 00 03 DD"
	capXsensShake = "FA FF 36 8B 10 20 02 FB 85 10 60 04 01 A4 98 DE 20 10 10 3F 2A 14 63 BE D7 EF A7 3C DE E5 08 3F 1D CE C9 40 20 0C C1 F2 46 C3 C1 EC E0 76 C2 8F 85 3F " +
		"40 10 0C BD 93 2C CC BD 92 0A 16 BE 3A 6E EC 40 30 0C 42 51 94 64 C2 7B 5A 5A C1 CC C0 AE 80 20 0C 40 85 4D 6D C1 25 55 9E C0 90 8E 1F 80 30 10 3F 7F F8 98 " +
		"3B AA 9E E5 BC 53 9E C0 BB B9 06 0C C0 20 0C 3E DC 74 39 BE 75 2B 48 3F AF 9A 3F 30 10 04 00 01 86 DE E0 20 04 00 48 14 01 8E"

	// Xsens MTi-G-710: two of its samples with a packet of satellite navigation between them (testdata/1 of einride/xsens-go, MIT).
	capXsensDrive = "faff3671102002a9971060040314f3f710100c11660a6007e301140d2f1837e020040000000520300cc2c6eb0a3df0b7c9c3332cd940200c3cecc6a1c11abaabbfd2ac0540100c3995fc3fbdc60ddabc86d00080200cbb11434739027a1ebb471f178030103f800001b739efb6352702b6b77ee01b8e" +
		"faff367c70105e02f5c92a07e301140d2f1837000000050ee32a2403010b00071522e822612f5500013f710000a92a000008d300000818ffffffe50000000afffffffe0000001d000000000000015e00e5519a00020000009a008b0044007000530037003e10100c0ee6b28007e301140d2f18371060040314f254102002a99808" +
		"faff3671102002a9991060040314f45b10100c11fea0e007e301140d2f1837e020040000000520300cc2c6eadd3de9df88c3332c9d40200c3cac6249c11aadd5bfd0f22340100c395790b8bdc5fd2cbc85bb2c80200c3a404a4bba212141bba7cf5e8030103f800000367621a7b64e3f0cb7d6cc009e"
)

// signedBytes reads bytes written as decimals from -128 to 127.
func signedBytes(s string) []byte {
	var b []byte
	for _, w := range strings.Fields(s) {
		v, sign := 0, 1
		for _, c := range w {
			if c == '-' {
				sign = -1
				continue
			}
			v = 10*v + int(c-'0')
		}
		b = append(b, byte(int8(sign*v)))
	}
	return b
}

// TestCaptured: what real devices sent is understood, and says what other programs read in it.
func TestCaptured(t *testing.T) {
	ms2 := func(x, y, z float64) [3]int32 {
		var a [3]int32
		for i, v := range [...]float64{x, y, z} {
			a[i] = int32(math.Round(v / standardG * microG))
		}
		return a
	}
	for _, c := range []struct {
		name, protocol string
		data           []byte
		want           []Packet
		frames         int64 // valid ones
		skipped        int64 // bytes of a frame that had begun before
	}{
		{"WitMotion HWT905TTL", "witmotion", unhex(t, capWit), []Packet{{Acc: [3]int32{5859, 321777, 1053223}, Timed: true, Time: 340_405 * millisecond, Wrap: 86_400 * second}}, 9, 0},
		{"WitMotion HWT901B", "witmotion", unhex(t, capWitLevel), []Packet{{Acc: [3]int32{0, 29785, 1016113}}}, 2, 0},
		{"WitMotion over Bluetooth", "witmotion", unhex(t, capWitBluetooth), []Packet{{Acc: [3]int32{-1953, -8301, 1008301}}, {Acc: [3]int32{-1465, -9766, 1006836}},
			{Acc: [3]int32{-1465, -9766, 1006836}}, {Acc: [3]int32{-977, -11230, 1007324}}}, 4, 0},
		{"WitMotion HWT101", "witmotion", unhex(t, capWitTurn), nil, 2, 0},
		{"Intel Aero", "mavlink", signedBytes(capMAVLink), []Packet{{Sensor: 0x10100, Acc: ms2(0.05655393, 0.01724493, -9.7974310), Timed: true, Time: 5_138_733_537 * microsecond}}, 2, -1},
		{"MTi-300 at rest", "xsens", unhex(t, capXsensRest), []Packet{{Acc: ms2(-0.05550629, 9.81465530, 0.21842313), Seq: 37261, Modulus: 65536, Timed: true, Time: 20332454 * 100 * microsecond, Wrap: 1 << 32 * 100 * microsecond}}, 1, 0},
		{"MTi-300 shaken", "xsens", unhex(t, capXsensShake), []Packet{{Acc: ms2(-30.28455162, -29.60960007, -71.76024628), Seq: 64389, Modulus: 65536, Timed: true, Time: 27564254 * 100 * microsecond, Wrap: 1 << 32 * 100 * microsecond}}, 1, 0},
		{"MTi-G-710", "xsens", unhex(t, capXsensDrive), []Packet{
			{Acc: ms2(0.02890331, -9.67057323, -1.64587462), Seq: 43415, Modulus: 65536, Timed: true, Time: 0x0314F3F7 * 100 * microsecond, Wrap: 1 << 32 * 100 * microsecond},
			{Acc: ms2(0.02104296, -9.66743946, -1.63238943), Seq: 43417, Modulus: 65536, Timed: true, Time: 0x0314F45B * 100 * microsecond, Wrap: 1 << 32 * 100 * microsecond}}, 3, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, ps := decode(t, c.protocol, Options{}, c.data)
			got := samplesOf(ps)
			if n := d.Counters(); len(got) != len(c.want) || n.Frames != c.frames || c.skipped >= 0 && n.Bytes-n.Framed != c.skipped {
				t.Fatalf("%d samples of %d frames, want %d of %d: %+v, %+v", len(got), n.Frames, len(c.want), c.frames, n, got)
			}
			for i, g := range got {
				for axis := range g.Acc {
					if diff := g.Acc[axis] - c.want[i].Acc[axis]; diff > 2 || diff < -2 {
						t.Errorf("sample %d: acceleration %v, want %v micro-g", i, g.Acc, c.want[i].Acc)
					}
				}
				g.Acc, g.End = c.want[i].Acc, 0
				if g != c.want[i] {
					t.Errorf("sample %d: %+v, want %+v", i, g, c.want[i])
				}
			}
		})
	}
}
