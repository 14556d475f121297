package wire

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// device is a sensor of which every frame is known: frame i has an acceleration of its own.
type device struct {
	protocol, variant string
	frame             func(i int) []byte
}

func (d device) String() string { return d.protocol + " " + d.variant }

// stream returns n frames.
func (d device) stream(n int) (b []byte) {
	for i := range n {
		b = append(b, d.frame(i)...)
	}
	return b
}

// decoder returns a decoder that knows the units, so that it holds nothing back for long.
func (d device) decoder() Decoder {
	p, err := Lookup(d.protocol)
	if err != nil {
		panic(err)
	}
	return p.New(Options{Scale: map[bool]Scale{true: scaleMG}[d.protocol == "text"]})
}

// level is the acceleration of frame i in the format's steps.
func level(i int) int { return 900 + i%20 }

func sumFrame(b []byte, from int) []byte {
	var sum byte
	for _, v := range b[from:] {
		sum += v
	}
	return append(b, sum)
}

var devices = []device{
	{"text", "three numbers", func(i int) []byte { return fmt.Appendf(nil, "%d,-20,%d\r\n", 30, level(i)) }},
	{"text", "time", func(i int) []byte { return fmt.Appendf(nil, "%d\t30\t-20\t%d\n", 5000+10*i, level(i)) }},
	{"text", "dialect", func(i int) []byte { return fmt.Appendf(nil, "Raw:164,-246,%d,24,-32,4,1,2,3\r\n", 7*level(i)) }},
	{"axivity", "AX6", func(i int) []byte { return fmt.Appendf(nil, "82,-123,%d,0,0,0\r\n", 4*level(i)) }},
	{"ximu3", "text", func(i int) []byte {
		return fmt.Appendf(nil, "I,%d,0.0000,0.0000,0.0000,0.0200,-0.0300,0.%04d\n", 1000000+10000*i, level(i))
	}},
	{"ximu3", "multiplexed", func(i int) []byte {
		return fmt.Appendf(nil, "^AI,%d,0.0000,0.0000,0.0000,0.0200,-0.0300,0.%04d\n", 1000000+10000*i, level(i))
	}},
	{"witmotion", "sum", func(i int) []byte {
		return sumFrame([]byte{0x55, 0x51, 41, 0, 0xC3, 0xFF, byte(level(i)), byte(level(i) >> 8), 0xE6, 9}, 0)
	}},
	{"witmotion", "combined", func(i int) []byte {
		b := []byte{0x55, 0x61, 41, 0, 0xC3, 0xFF, byte(level(i)), byte(level(i) >> 8)}
		return append(b, make([]byte, 12)...)
	}},
	{"rvc", "", func(i int) []byte {
		return append([]byte{0xAA, 0xAA}, sumFrame([]byte{byte(i), 1, 0, 0x92, 0xFF, 0x25, 8, 30, 0, 0xEC, 0xFF, byte(level(i)), byte(level(i) >> 8), 0, 0, 0}, 0)...)
	}},
	{"xsens", "", func(i int) []byte {
		b := []byte{0xFA, 0xFF, 0x36, 20, 0x10, 0x20, 2, byte(i >> 8), byte(i), 0x40, 0x20, 12, 0x3E, 0, 0, 0, 0xBE, 0, 0, 0, 0x41, 0x10, byte(level(i)), 0}
		b = sumFrame(b, 1)
		b[len(b)-1] = -b[len(b)-1]
		return b
	}},
	{"mavlink", "2", func(i int) []byte { return mavFrame(i, 0xFD) }},
	{"mavlink", "1", func(i int) []byte { return mavFrame(i, 0xFE) }},
}

// mavFrame returns a SCALED_IMU.
func mavFrame(i int, magic byte) []byte {
	p := make([]byte, 22)
	binary.LittleEndian.PutUint32(p, uint32(1000+10*i))
	p[4], p[8], p[9] = 20, byte(level(i)), byte(level(i)>>8)
	b := []byte{magic, 22, 0, 0, byte(i), 1, 1, 26, 0, 0}
	if magic == 0xFE {
		b = []byte{magic, 22, byte(i), 1, 1, 26}
	} else {
		p = p[:10]
		b[1] = 10
	}
	b = append(b, p...)
	return binary.LittleEndian.AppendUint16(b, crcMAVLink(b[1:], 170))
}

// everything the decoder says, portioned by cuts.
func portions(d Decoder, b []byte, cuts []int) []Packet {
	var out []Packet
	at := 0
	for _, c := range cuts {
		out = d.Push(out, b[at:c], int64(c))
		at = c
	}
	return d.Flush(d.Push(out, b[at:], int64(len(b))))
}

// spoilt returns a stream with garbage in it.
func spoilt(t *rapid.T, d device, n int) []byte {
	b := d.stream(n)
	for range rapid.IntRange(0, 6).Draw(t, "faults") {
		i := rapid.IntRange(0, len(b)-1).Draw(t, "place")
		if rapid.Bool().Draw(t, "flip") {
			b[i] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		} else {
			b = slices.Insert(b, i, rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "garbage")...)
		}
	}
	return b
}

// Law: splitting the bytes anywhere changes nothing but the arrival, which is that of the frame's last byte.
func TestLawPortions(t *testing.T) {
	for _, dev := range devices {
		t.Run(dev.String(), rapid.MakeCheck(func(t *rapid.T) {
			b := spoilt(t, dev, 120)
			whole := dev.decoder()
			want := portions(whole, b, nil)
			cuts := rapid.SliceOfNDistinct(rapid.IntRange(0, len(b)), 0, 60, rapid.ID[int]).Draw(t, "cuts")
			if rapid.Bool().Draw(t, "single bytes") {
				cuts = cuts[:0]
				for i := range b {
					cuts = append(cuts, i)
				}
			}
			slices.Sort(cuts)
			cut := dev.decoder()
			got := portions(cut, b, cuts)
			if len(got) != len(want) {
				t.Fatalf("%d packets, whole %d", len(got), len(want))
			}
			for i := range got {
				k, _ := slices.BinarySearch(cuts, int(got[i].End))
				last := int64(len(b))
				if k < len(cuts) {
					last = int64(cuts[k])
				}
				if got[i].Kind == Sample && got[i].At != last {
					t.Fatalf("packet %d ends at byte %d and arrived at %d, want %d of %v", i, got[i].End, got[i].At, last, cuts)
				}
				got[i].At, want[i].At = 0, 0
				if got[i] != want[i] {
					t.Fatalf("packet %d: %+v, whole %+v", i, got[i], want[i])
				}
			}
			if cut.Counters() != whole.Counters() || cut.About() != whole.About() {
				t.Fatalf("%+v %+v, whole %+v %+v", cut.Counters(), cut.About(), whole.Counters(), whole.About())
			}
		}))
	}
}

// Law: after garbage three valid frames are enough; a text may lose the line that the garbage ran into.
func TestLawRelock(t *testing.T) {
	for _, dev := range devices {
		t.Run(dev.String(), rapid.MakeCheck(func(t *rapid.T) {
			d := dev.decoder()
			lead := dev.stream(100)
			d.Flush(d.Push(nil, lead, 0)) // it knows the columns
			before := d.Counters().Samples
			b := append(rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "garbage"), dev.stream(4)...)
			got := samplesOf(d.Flush(d.Push(nil, b, 0)))
			if n := d.Counters().Samples - before; n < 3 || len(got) < 3-int(d.Counters().Odd) {
				t.Fatalf("%d samples of 4 valid frames after garbage: %+v", n, d.Counters())
			}
		}))
	}
}

// Law: one flipped bit loses at most two frames, and invents none.
func TestLawFlippedBit(t *testing.T) {
	const n = 120
	for _, dev := range devices {
		t.Run(dev.String(), func(t *testing.T) {
			clean := dev.stream(n)
			want := samplesOf(portions(dev.decoder(), clean, nil))
			if len(want) < n-1 {
				t.Fatalf("%d samples of a clean stream of %d", len(want), n)
			}
			frame := len(clean) / n
			var places []int // four frames early, while a text is learnt, and four later
			for i := range 4 * frame {
				places = append(places, 20*frame+i, 90*frame+i)
			}
			for _, i := range places {
				for bit := range 8 {
					b := bytes.Clone(clean)
					b[i] ^= 1 << bit
					got := samplesOf(portions(dev.decoder(), b, nil))
					if len(got) < len(want)-2 || len(got) > len(want) {
						t.Fatalf("bit %d of byte %d: %d samples of %d", bit, i, len(got), len(want))
					}
				}
			}
		})
	}
}

// fuzz feeds any bytes to one decoder: it must not panic, its memory must stay bounded and its counters true.
func fuzz(f *testing.F, protocol string) {
	for _, dev := range devices {
		if dev.protocol == protocol {
			f.Add(dev.stream(5), uint64(1))
			f.Add(append([]byte("\x00\n"), dev.stream(300)...), uint64(2))
		}
	}
	for _, s := range []string{"(1, 2, 3)\n", "ax: 1 ay: 2 az: 3\n", "rtcTime,aX,aY,aZ,\n01:02:03.4,1,2,3,\n", "x:1\ny:2\nz:3\nx:1\n", "1e5,2e-3,0x3\n"} {
		f.Add([]byte(s), uint64(3))
	}
	p, err := Lookup(protocol)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 0))
		whole, cut := p.New(Options{}), p.New(Options{})
		want := whole.Flush(whole.Push(nil, b, 0))
		var got []Packet
		for rest := b; len(rest) > 0; {
			n := 1 + rng.IntN(len(rest))
			got = cut.Push(got, rest[:n], 0)
			rest = rest[n:]
		}
		if got = cut.Flush(got); !slices.Equal(got, want) || cut.Counters() != whole.Counters() {
			t.Fatalf("portions change %+v %+v into %+v %+v", want, whole.Counters(), got, cut.Counters())
		}
		c := whole.Counters()
		if c.Bytes != int64(len(b)) || c.Framed > c.Bytes || int64(len(samplesOf(want))) > c.Samples {
			t.Fatalf("%d bytes, %d samples, counted %+v", len(b), len(samplesOf(want)), c)
		}
		for _, q := range want {
			if q.End < 0 || q.End > int64(len(b)) || q.Timed && q.Time < 0 || q.Modulus != 0 && q.Seq >= q.Modulus {
				t.Fatalf("%+v of %d bytes", q, len(b))
			}
		}
	})
}

func FuzzText(f *testing.F)      { fuzz(f, "text") }
func FuzzWitMotion(f *testing.F) { fuzz(f, "witmotion") }
func FuzzMAVLink(f *testing.F)   { fuzz(f, "mavlink") }
func FuzzXIMU3(f *testing.F)     { fuzz(f, "ximu3") }
func FuzzAxivity(f *testing.F)   { fuzz(f, "axivity") }
func FuzzRVC(f *testing.F)       { fuzz(f, "rvc") }
func FuzzXsens(f *testing.F)     { fuzz(f, "xsens") }

func BenchmarkDecode(b *testing.B) {
	for _, dev := range devices {
		b.Run(dev.String(), func(b *testing.B) {
			stream := dev.stream(1000)
			d := dev.decoder()
			var out []Packet
			b.SetBytes(int64(len(stream)))
			for b.Loop() {
				for rest := stream; len(rest) > 0; rest = rest[min(len(rest), 4096):] {
					out = d.Push(out[:0], rest[:min(len(rest), 4096)], 0)
				}
			}
		})
	}
}
