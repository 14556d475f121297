package play

import (
	"io"
	"math"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/wire"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// recording is a source of n samples at 100 Hz (99.5 Hz in truth) that swing about one g.
type recording struct{ n, at int }

const period = 10_050_251 // nanoseconds between samples

func (r *recording) Info() device.Info {
	rate, err := dsp.RateOf(100)
	if err != nil {
		panic(err)
	}
	return device.Info{Format: "test", Rate: rate}
}

func swing(i int) [3]int32 {
	return [3]int32{int32(20_000 * math.Sin(float64(i)/7)), int32(-30_000 + i%500), 990_000 + int32(15_000*math.Sin(float64(i)/11))}
}

func (r *recording) Next(c *device.Chunk) error {
	c.Reset(dsp.Index(r.at))
	if r.at == r.n {
		return io.EOF
	}
	for len(c.X) < 479 && r.at < r.n {
		if r.at%1000 == 0 || r.at == r.n-1 {
			c.Anchors = append(c.Anchors, device.Anchor{Index: dsp.Index(r.at), Nanos: int64(r.at) * period})
		}
		a := swing(r.at)
		c.Append(a[0], a[1], a[2], 0)
		r.at++
	}
	return nil
}

func (r *recording) Summary() device.Summary { return device.Summary{} }
func (r *recording) Close() error            { return nil }

// resolution is what each format can tell apart: half a step in micro-g and of its time.
var resolution = map[string]struct {
	acc  int32
	time time.Duration // 0: frames carry no time
}{
	"text": {0, time.Microsecond}, "witmotion": {245, time.Millisecond}, "mavlink": {1, time.Microsecond}, "ximu3": {1, time.Microsecond},
	"axivity": {123, 0}, "rvc": {500, 0}, "xsens": {1, 100 * time.Microsecond},
}

// bytesOf returns the whole tape.
func bytesOf(t testing.TB, n int, name string, f Faults) []byte {
	tp, err := newTape(&recording{n: n}, name, f, 1)
	if err != nil {
		t.Fatal(err)
	}
	var b []byte
	for {
		s, err := tp.next()
		if err == io.EOF {
			return b
		}
		if err != nil {
			t.Fatal(err)
		}
		b = append(b, s.data...)
	}
}

func decodeAll(t testing.TB, name string, b []byte) (wire.Decoder, []wire.Packet) {
	p, err := wire.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	d := p.New(wire.Options{})
	var s []wire.Packet
	for _, p := range d.Flush(d.Push(nil, b, 0)) {
		if p.Kind == wire.Sample {
			s = append(s, p)
		}
	}
	return d, s
}

// same holds what was decoded against what was played.
func same(t *testing.T, name string, got []wire.Packet, n int) {
	t.Helper()
	if len(got) != n {
		t.Fatalf("%d samples, want %d", len(got), n)
	}
	r := resolution[name]
	for i, g := range got {
		want := swing(i)
		for axis := range want {
			if d := g.Acc[axis] - want[axis]; d > r.acc || d < -r.acc {
				t.Fatalf("sample %d: %v, want %v", i, g.Acc, want)
			}
		}
		if g.Timed != (r.time > 0) {
			t.Fatalf("sample %d: timed %v", i, g.Timed)
		}
		if g.Timed {
			if d := g.Time - got[0].Time - int64(i)*period; d > int64(r.time)+2 || d < -int64(r.time)-2 {
				t.Fatalf("sample %d: time off by %d ns", i, d)
			}
		}
		if g.Modulus != 0 && g.Seq != uint32(i)%g.Modulus {
			t.Fatalf("sample %d: count %d of %d", i, g.Seq, g.Modulus)
		}
	}
}

// What is played for every decoder is what it decodes, to the format's resolution.
func TestEveryDecoder(t *testing.T) {
	const n = 70_000 // past the wraps of an 8-bit and a 16-bit counter
	for _, name := range Decoders() {
		t.Run(name, func(t *testing.T) {
			d, got := decodeAll(t, name, bytesOf(t, n, name, Faults{}))
			same(t, name, got, n)
			if c := d.Counters(); c.BadSums+c.Resyncs+c.Odd+c.Lost != 0 {
				t.Errorf("a clean link counts %+v", c)
			}
		})
	}
	for _, p := range wire.Protocols() {
		if _, err := newEncoder(p.Name); err != nil {
			t.Error(err)
		}
	}
}

// A link that carries a device is recognised among all protocols.
func TestDetected(t *testing.T) {
	for _, name := range Decoders() {
		d := wire.NewDetector(wire.Protocols(), wire.Options{})
		d.Push(bytesOf(t, 300, name, Faults{}), 0)
		if p, _, _, ok := d.Found(); !ok || p.Name != name {
			t.Errorf("%s is taken for %q: %+v", name, p.Name, d.Scores())
		}
	}
}

// On a link that corrupts one byte in a hundred nothing is invented: what has a checksum, or numbers that neighbours can judge, stays near the truth.
func TestCorruption(t *testing.T) {
	const n = 20_000
	for _, name := range Decoders() {
		f, err := ParseFaults("corrupt=0.01")
		if err != nil {
			t.Fatal(err)
		}
		d, got := decodeAll(t, name, bytesOf(t, n, name, f))
		wrong := 0
		for _, g := range got {
			if m := g.Acc; m[0] > 150_000 || m[0] < -150_000 || m[1] > 120_000 || m[1] < -180_000 || m[2] < 840_000 || m[2] > 1_140_000 {
				wrong++
			}
		}
		t.Logf("%-9s %5d of %d samples, %d wrong by over 120 mg; %+v", name, len(got), n, wrong, d.Counters())
		if bare := name == "text" || name == "ximu3" || name == "axivity"; bare != d.Counters().Unsure || !bare && len(got) < n/3 {
			t.Errorf("%s: %d samples of %d, unsure %v: only links without checksums are not believed", name, len(got), n, d.Counters().Unsure)
		}
		if wrong > n/2000 {
			t.Errorf("%s: %d of %d samples are wrong by over 120 mg", name, wrong, len(got))
		}
	}
}

func TestReboot(t *testing.T) {
	f, err := ParseFaults("reboot=10,2")
	if err != nil {
		t.Fatal(err)
	}
	_, got := decodeAll(t, "mavlink", bytesOf(t, 3000, "mavlink", f))
	back := 0
	for i := 1; i < len(got); i++ {
		if got[i].Time < got[i-1].Time {
			back++
			if got[i].Time > int64(20*time.Millisecond) {
				t.Errorf("after the reboot the clock shows %d ns", got[i].Time)
			}
		}
	}
	if lost := 3000 - len(got); back != 1 || lost < 198 || lost > 200 {
		t.Errorf("the clock went back %d times, %d samples are lost; want 1 and 199", back, lost)
	}
}

func TestPPM(t *testing.T) {
	f, err := ParseFaults("ppm=5000")
	if err != nil {
		t.Fatal(err)
	}
	_, got := decodeAll(t, "ximu3", bytesOf(t, 10_000, "ximu3", f))
	want := int64(math.Round(9999 * period * 1.005))
	if d := got[len(got)-1].Time - want; d > 2000 || d < -2000 {
		t.Errorf("last time %d, want %d", got[len(got)-1].Time, want)
	}
}

func TestParseFaults(t *testing.T) {
	f, err := ParseFaults("corrupt=0.0001,unplug=600,5,stall=15m,2s,reboot=1200,ppm=-50,burst=16,unplug=3000,1")
	if err != nil {
		t.Fatal(err)
	}
	want := []outage{{unplug, 600 * time.Second, 605 * time.Second}, {stall, 900 * time.Second, 902 * time.Second},
		{reboot, 1200 * time.Second, 1202 * time.Second}, {unplug, 3000 * time.Second, 3001 * time.Second}}
	if f.Corrupt != 0.0001 || f.PPM != -50 || f.Burst != 16*time.Millisecond || len(f.outages) != len(want) {
		t.Fatalf("%+v", f)
	}
	for i := range want {
		if f.outages[i] != want[i] {
			t.Errorf("outage %d: %+v, want %+v", i, f.outages[i], want[i])
		}
	}
	for _, bad := range []string{"x=1", "corrupt", "corrupt=2", "unplug=5", "600,5", "unplug=5,10,stall=7,1", "stall=1,2,3", "ppm=NaN", "drop=-1", ",", "burst=16,drop="} {
		if f, err := ParseFaults(bad); err == nil {
			t.Errorf("%q is accepted: %+v", bad, f)
		}
	}
}

// With burst the bytes come in portions, none before its time; with drop some never come.
func TestBurstAndDrop(t *testing.T) {
	f, err := ParseFaults("burst=16,drop=0.001")
	if err != nil {
		t.Fatal(err)
	}
	tp, err := newTape(&recording{n: 5000}, "rvc", f, 7)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for i := 0; ; i++ {
		s, err := tp.next()
		if err == io.EOF {
			break
		}
		measured := time.Duration(i) * period
		if late := s.at - measured; s.at%(16*time.Millisecond) != 0 || late < 0 || late >= 16*time.Millisecond {
			t.Fatalf("sample %d of %v is sent at %v", i, measured, s.at)
		}
		total += len(s.data)
	}
	const sent = 5000 * 19 // bytes; 95 are dropped on average, with a standard deviation of 10
	if lost := sent - total; lost < 50 || lost > 140 {
		t.Errorf("%d bytes of %d are lost at a probability of 0.001", lost, sent)
	}
}

// The same call spoils the same bytes.
func TestSeed(t *testing.T) {
	f, err := ParseFaults("corrupt=0.01,drop=0.01")
	if err != nil {
		t.Fatal(err)
	}
	if a, b := bytesOf(t, 1000, "text", f), bytesOf(t, 1000, "text", f); string(a) != string(b) {
		t.Error("the same seed gives other bytes")
	}
}
