package live

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// mavFrame is a HIGHRES_IMU (serial.md §10) of one sample: time in µs, acceleration (x, 0, 1) g.
func mavFrame(seq byte, us uint64, x float32, comp byte) []byte {
	p := make([]byte, 62)
	binary.LittleEndian.PutUint64(p, us)
	for i, v := range []float32{x, 0, 9.80665} {
		binary.LittleEndian.PutUint32(p[8+4*i:], math.Float32bits(v))
	}
	p[60], p[61] = 0x3f, 0x10
	f := append([]byte{0xFD, byte(len(p)), 0, 0, seq, 1, comp, 105, 0, 0}, p...)
	crc := uint16(0xffff)
	for _, b := range append(append([]byte{}, f[1:]...), 93) {
		t := b ^ byte(crc)
		t ^= t << 4
		crc = crc>>8 ^ uint16(t)<<8 ^ uint16(t)<<3 ^ uint16(t)>>4
	}
	return binary.LittleEndian.AppendUint16(f, crc)
}

// bench is a sensor of 100 Hz on a fake port, in a bubble of fake time.
type bench struct {
	mu     sync.Mutex
	boot   time.Time // of the sensor
	name   string    // under which it is plugged in; empty when it is not
	quiet  bool      // it sends nothing
	sent   int64     // samples since boot that were read or missed
	opened []string
	comps  int   // sensors on the link
	baud   int   // that it speaks at; 0 for whatever it is opened at
	slept  int64 // ns that the computer has slept
	seldom int64 // only every so manieth sample is sent; 0 for all
	prints bool  // lines of text: µs, and g without saying so
	spoilt int64 // of every ten samples so many have a wrong byte
}

type fakePort struct {
	b      *bench
	name   string
	baud   int
	closed bool
}

// open is the bench's Opener.
func (b *bench) open(name string, baud int) (Port, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opened = append(b.opened, name)
	if name != b.name {
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	b.sent = int64(time.Since(b.boot) / (10 * time.Millisecond))
	return &fakePort{b: b, name: name, baud: baud}, nil
}

// ports lists the bench's port.
func (b *bench) ports() ([]PortInfo, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.name == "" {
		return nil, nil
	}
	return []PortInfo{{Name: b.name, USB: true, VID: "1A86", PID: "7523", Serial: "A1"}}, nil
}

// Read gives what the sensor sent since the last one, or waits for the timeout.
func (p *fakePort) Read(buf []byte) (int, error) {
	for range 20 {
		if n, err := p.take(buf); n > 0 || err != nil {
			return n, err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return 0, nil
}

func (p *fakePort) take(buf []byte) (int, error) {
	b := p.b
	b.mu.Lock()
	defer b.mu.Unlock()
	if p.closed || b.name != p.name {
		return 0, errors.New("port closed")
	}
	n, now := 0, int64(time.Since(b.boot)/(10*time.Millisecond))
	for ; b.sent < now && n+74*max(1, b.comps) < len(buf); b.sent++ {
		for c := range max(1, b.comps) {
			if !b.quiet && b.sent%max(1, b.seldom) == 0 {
				f := mavFrame(byte(b.sent), uint64(b.sent)*10_000, float32(b.sent%100)/1000, byte(c+1))
				if b.prints {
					f = fmt.Appendf(nil, "%d,0.02,-0.03,%.3f\r\n", b.sent*10_000, 0.99+float64(b.sent%7)/1000)
				}
				if b.baud != 0 && p.baud != b.baud { // what a wrong speed makes of it
					for i := range f {
						f[i] = f[i]<<3 | f[i]>>2 ^ 0x5A
					}
				}
				if b.sent%10 < b.spoilt {
					f[20] ^= 0x40
				}
				n += copy(buf[n:], f)
			}
		}
	}
	return n, nil
}

func (p *fakePort) Write(b []byte) (int, error) {
	return 0, errors.New("written to without being asked to")
}
func (p *fakePort) Close() error                       { p.b.mu.Lock(); defer p.b.mu.Unlock(); p.closed = true; return nil }
func (p *fakePort) SetReadTimeout(time.Duration) error { return nil }
func (p *fakePort) ResetInputBuffer() error            { return nil }

// plug plugs the sensor in under a name, or out with none; boot starts it anew.
func (b *bench) plug(name string, boot bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.name = name
	if boot {
		b.boot, b.sent = time.Now(), 0
	}
}

func (b *bench) silence(quiet bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.quiet = quiet
}

// options returns what opens the bench.
func (b *bench) options() Options {
	start := time.Now()
	return Options{Open: b.open, Ports: b.ports, clock: func() moment {
		t := int64(time.Since(start)) + 1e9
		b.mu.Lock()
		defer b.mu.Unlock()
		return moment{t + b.slept, t}
	}}
}

// all reads a source to its end.
func all(t *testing.T, s *Source, done chan<- []device.Chunk) {
	var out []device.Chunk
	for {
		var c device.Chunk
		err := s.Next(&c)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Error(err)
			break
		}
		out = append(out, c)
	}
	done <- out
}

// holesOf returns cause and length of the holes between chunks.
func holesOf(chunks []device.Chunk) (causes []device.Cause, lengths []dsp.Index) {
	for i := 1; i < len(chunks); i++ {
		if gap := chunks[i].Start - chunks[i-1].Span().End; gap > 0 || chunks[i].Hole != device.CauseNone {
			causes, lengths = append(causes, chunks[i].Hole), append(lengths, gap)
		}
	}
	return causes, lengths
}

// TestWhateverHappens: unplugged, plugged in again under another name, silent, restarted: the reading goes on, and each hole has its length and cause.
func TestWhateverHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{boot: time.Now(), name: "/dev/ttyUSB0"}
		l, err := Open(t.Context(), b.options())
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Sources()[0].Info(); got.Format != "live-mavlink" || got.Rate != 100_000 || got.Serial != "A1#65792" || !got.Dated {
			t.Fatalf("info %+v", got)
		}
		done := make(chan []device.Chunk)
		go all(t, l.Sources()[0], done)
		time.Sleep(10 * time.Second)
		b.plug("", false) // out for 20 s; its battery keeps it going
		time.Sleep(20 * time.Second)
		if s := l.Health().State; s != Lost {
			t.Errorf("unplugged: link is %v", s)
		}
		b.plug("/dev/ttyUSB1", false)
		time.Sleep(20 * time.Second)
		if s := l.Health().State; s != Reading {
			t.Errorf("plugged in again: link is %v", s)
		}
		b.silence(true) // for 10 s
		time.Sleep(10 * time.Second)
		b.silence(false)
		time.Sleep(20 * time.Second)
		b.plug("", true) // out for 30 s, and without power
		time.Sleep(30 * time.Second)
		b.plug("/dev/ttyUSB0", true)
		time.Sleep(20 * time.Second)
		l.Stop()
		chunks := <-done
		l.Close()
		causes, lengths := holesOf(chunks)
		want := []device.Cause{device.CauseUnplug, device.CauseStall, device.CauseUnplug}
		seconds := []float64{20, 10, 30}
		if len(causes) != len(want) {
			t.Fatalf("holes %v of %v", causes, lengths)
		}
		for i := range want {
			if s := float64(lengths[i]) / 100; causes[i] != want[i] || s < seconds[i]-0.3 || s > seconds[i]+5.3 {
				t.Errorf("hole %d: %v of %.1f s, want %v of %v s and at most the back-off more", i, causes[i], s, want[i], seconds[i])
			}
		}
		first, last := chunks[0].Anchors[0], chunks[len(chunks)-1].Anchors
		end := chunks[len(chunks)-1].Span().End - 1
		if len(last) == 0 || last[len(last)-1].Index != end {
			t.Fatal("the last sample has no anchor")
		}
		if ms := (last[len(last)-1].Nanos - first.Nanos) / 1e6; ms < 129_000 || ms > 133_500 {
			t.Errorf("the night lasted %d ms by its anchors, by the clock about 132 000", ms)
		}
		if h := l.Health(); h.Reopens < 3 || h.BadSums != 0 {
			t.Errorf("health %+v", h)
		}
	})
}

// sleep lets the computer sleep for d while the sensor goes on.
func (b *bench) sleep(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.slept += int64(d)
	b.boot = b.boot.Add(-d)
	b.sent += int64(d / (10 * time.Millisecond))
}

// speak sets the speed that the sensor speaks at.
func (b *bench) speak(baud int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.baud = baud
}

// TestSuspend: while the computer sleeps the sensor goes on: a hole of that length, and its cause.
func TestSuspend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{boot: time.Now(), name: "/dev/ttyUSB0"}
		l, err := Open(t.Context(), b.options())
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan []device.Chunk)
		go all(t, l.Sources()[0], done)
		time.Sleep(10 * time.Second)
		b.sleep(40 * time.Minute)
		time.Sleep(10 * time.Second)
		if s := l.Health().State; s != Reading {
			t.Errorf("awake again: link is %v", s)
		}
		l.Stop()
		chunks := <-done
		l.Close()
		causes, lengths := holesOf(chunks)
		if len(causes) != 1 || causes[0] != device.CauseSuspend || lengths[0] < 239_950 || lengths[0] > 240_050 {
			t.Errorf("holes %v of %v samples, want one of 240 000 for the sleep", causes, lengths)
		}
		first, last := chunks[0].Anchors[0], chunks[len(chunks)-1].Anchors
		if ms := (last[len(last)-1].Nanos - first.Nanos) / 1e6; ms < 2_418_000 || ms > 2_424_000 {
			t.Errorf("the night lasted %d ms by its anchors, by the clock about 2 422 000", ms)
		}
	})
}

// TestBaudChange: a sensor that begins to speak at another speed is understood again, with the time between as a hole.
func TestBaudChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{boot: time.Now(), name: "/dev/ttyUSB0", baud: 115200}
		l, err := Open(t.Context(), b.options())
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan []device.Chunk)
		go all(t, l.Sources()[0], done)
		time.Sleep(10 * time.Second)
		b.speak(57600)
		time.Sleep(8 * time.Second)
		if s := l.Health().State; s != LostSync {
			t.Errorf("8 s at the wrong speed: link is %v", s)
		}
		time.Sleep(100 * time.Second)
		if h := l.Health(); h.State != Reading || h.Baud != 57600 {
			t.Errorf("link is %v at %d baud", h.State, h.Baud)
		}
		l.Stop()
		chunks := <-done
		l.Close()
		causes, lengths := holesOf(chunks)
		if len(causes) != 1 || causes[0] != device.CauseLost || lengths[0] < 1500 || lengths[0] > 10_000 {
			t.Errorf("holes %v of %v samples, want one for the time at the wrong speed", causes, lengths)
		}
	})
}

// TestMostDamaged: a link that damages most frames is said to do so, and is not opened again at another speed: what is right proves the one that it has.
func TestMostDamaged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{boot: time.Now(), name: "/dev/ttyUSB0", baud: 115200}
		l, err := Open(t.Context(), b.options())
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan []device.Chunk)
		go all(t, l.Sources()[0], done)
		spoil := func(n int64) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.spoilt = n
		}
		spoil(6)
		time.Sleep(60 * time.Second)
		if h := l.Health(); h.State != Unsure || h.Baud != 115200 || h.Reopens != 0 {
			t.Errorf("six of ten damaged: link is %v at %d baud, opened again %d times", h.State, h.Baud, h.Reopens)
		}
		spoil(0)
		time.Sleep(5 * time.Second)
		if h := l.Health(); h.State != Reading {
			t.Errorf("none damaged: link is %v", h.State)
		}
		l.Stop()
		<-done
		l.Close()
	})
}

// TestTwoSensorsOnOneLink: each is a source of its own.
func TestTwoSensorsOnOneLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{boot: time.Now(), name: "/dev/ttyACM0", comps: 2}
		opt := b.options()
		opt.Sites = []device.Site{device.SiteLeftAnkle, device.SiteRightAnkle}
		l, err := Open(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Sources()) != 2 || l.Sources()[1].Info().Site != device.SiteRightAnkle {
			t.Fatalf("%d sources", len(l.Sources()))
		}
		done := make(chan []device.Chunk, 2)
		for _, s := range l.Sources() {
			go all(t, s, done)
		}
		time.Sleep(30 * time.Second)
		l.Stop()
		a, c := <-done, <-done
		l.Close()
		if x, y := a[len(a)-1].Span().End, c[len(c)-1].Span().End; x < 2900 || x-y > 1 || y-x > 1 {
			t.Errorf("%d and %d samples", x, y)
		}
	})
}

// TestResume: a night that is continued is numbered on, with a hole as long as the clock on the wall says.
func TestResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{boot: time.Now(), name: "/dev/ttyACM0"}
		opt := b.options()
		opt.Resume = func(id string) Resume {
			if id != "A1#65792" {
				t.Errorf("asked for the recording of %q", id)
			}
			return Resume{Rate: 100_000, Next: 5000, Nanos: time.Now().Add(-time.Minute).UnixNano(), Cause: device.CauseRestart}
		}
		l, err := Open(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		var c device.Chunk
		if err := l.Sources()[0].Next(&c); err != nil {
			t.Fatal(err)
		}
		if gap := c.Start - 5000; c.Hole != device.CauseRestart || gap < 5600 || gap > 6100 {
			t.Errorf("continued with a hole of %d, cause %v; want about 6000", gap, c.Hole)
		}
		l.Close() // though the source was not read to its end
	})
}

// TestResumeBeforeItsEnd: the computer's clock was set back since the night was interrupted: times go on from before, at the pace at which time passes.
func TestResumeBeforeItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{boot: time.Now(), name: "/dev/ttyACM0"}
		opt := b.options()
		end := time.Now().Add(25 * time.Minute)
		opt.Ahead = 25 * time.Minute
		opt.Resume = func(string) Resume {
			return Resume{Rate: 100_000, Next: 5000, Nanos: end.UnixNano(), Cause: device.CauseBackward}
		}
		l, err := Open(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan []device.Chunk, 1)
		go all(t, l.Sources()[0], done)
		time.Sleep(time.Minute)
		l.Stop()
		chunks := <-done
		l.Close()
		if gap := chunks[0].Start - 5000; chunks[0].Hole != device.CauseBackward || gap < 1 || gap > 500 {
			t.Errorf("continued with a hole of %d, cause %v; want what it took to begin", gap, chunks[0].Hole)
		}
		var anchors []device.Anchor
		for i := range chunks {
			anchors = append(anchors, chunks[i].Anchors...)
		}
		first, last := anchors[0], anchors[len(anchors)-1]
		if first.Nanos <= end.UnixNano() || first.Nanos > end.Add(5*time.Second).UnixNano() {
			t.Errorf("goes on %v after its end", time.Duration(first.Nanos-end.UnixNano()))
		}
		if hz := float64(last.Index-first.Index) / (float64(last.Nanos-first.Nanos) / 1e9); math.Abs(hz-100) > 0.1 {
			t.Errorf("%.2f Hz", hz)
		}
		if w := l.Sources()[0].Summary().Warnings; !slices.ContainsFunc(w, func(w device.Warning) bool { return w.Code == "clock_changed" }) {
			t.Errorf("not said: %v", w)
		}
	})
}

// TestNobodyThere: what cannot be opened or says nothing is an error that tells what to do, and leaves nothing running.
func TestNobodyThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{boot: time.Now()}
		opt := b.options()
		if _, err := Open(t.Context(), opt); err == nil {
			t.Error("no port: no error")
		}
		opt.Port = "/dev/ttyUSB7"
		if _, err := Open(t.Context(), opt); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("missing port: %v", err)
		}
		b.plug("/dev/ttyUSB7", true)
		b.silence(true)
		if _, err := Open(t.Context(), opt); !errors.Is(err, errSilent) {
			t.Errorf("silent port: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := Open(ctx, opt); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		opt.Decoder = "morse"
		if _, err := Open(t.Context(), opt); err == nil {
			t.Error("unknown decoder: no error")
		}
	})
}

// TestSeldom: a sensor that sends too seldom for anything to be seen is told so, one that only takes its time until its unit is known is waited for.
func TestSeldom(t *testing.T) {
	for _, c := range []struct {
		name   string
		seldom int64
		prints bool
		ok     bool
	}{
		{"1 Hz", 100, false, false}, {"5 Hz", 20, false, true}, {"lines at 1 Hz", 100, true, false}, {"lines at 5 Hz", 20, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &bench{boot: time.Now(), name: "/dev/ttyUSB0", seldom: c.seldom, prints: c.prints}
				began := time.Now()
				l, err := Open(t.Context(), b.options())
				switch {
				case err == nil:
					l.Close()
					if !c.ok {
						t.Error("opened")
					}
				case c.ok || !strings.Contains(err.Error(), "so seldom"):
					t.Errorf("after %v: %v", time.Since(began), err)
				}
			})
		})
	}
}

// TestSurvey: what speaks where.
func TestSurvey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{boot: time.Now(), name: "/dev/ttyACM0"}
		heard, err := Survey(t.Context(), b.options())
		if err != nil || len(heard) != 1 || heard[0].Protocol != "mavlink" || heard[0].Serial != "A1" {
			t.Errorf("%+v, %v", heard, err)
		}
	})
}
