package devicetest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"go.uber.org/goleak"
)

// Sample is a recording of a format, with what the suite must know of it.
type Sample struct {
	Format  device.Format
	Path    string // of the file that Data were read from, so that its side files are found; may be empty
	Data    []byte
	Options device.Options
	// Lossy is true of a format that stores numbers of samples and anchors themselves (our journal): what damage takes of them is not made up, so that a damaged
	// recording may begin with a hole, and lack the anchors that were lost.
	Lossy bool
}

const (
	cuts       = 1024     // bytes from one place where a sample is cut to the next
	lastCuts   = 32       // bytes before the end, at each of which it is cut too
	flips      = 64       // bits flipped, one at a time
	lies       = 24       // places where a header's number is made as large as can be
	allocation = 32 << 20 // bytes that reading a damaged sample may allocate: batches and blocks, no more for a larger lie
)

// Run holds the sample's format to what a device.Source promises.
func Run(t *testing.T, s Sample) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	if !s.Format.Claims(s.Data[:min(len(s.Data), device.SniffBytes)]) {
		t.Fatalf("%s does not claim its own sample", s.Format.Name)
	}
	want := s.mustRead(t, bytes.NewReader(s.Data))
	if want.Err != nil || len(want.X) == 0 {
		t.Fatalf("sample has %d samples and the error %v", len(want.X), want.Err)
	}
	t.Run("readers", func(t *testing.T) { s.readers(t, want) })
	t.Run("cut", func(t *testing.T) { s.cut(t, want) })
	t.Run("flips", func(t *testing.T) { s.flip(t) })
	t.Run("lies", func(t *testing.T) { s.lie(t) })
	t.Run("fault", func(t *testing.T) { s.fault(t, want) })
	t.Run("closed early", func(t *testing.T) { s.closeEarly(t) })
}

// open opens the sample's bytes as delivered by r.
func (s Sample) open(r io.Reader) (device.Source, error) {
	return s.Format.Open(device.Input{Name: "sample", Path: s.Path, Reader: r}, s.Options)
}

// read returns nil when the bytes are refused.
func (s Sample) read(t *testing.T, r io.Reader) *Recording {
	t.Helper()
	src, err := s.open(r)
	if err != nil {
		return nil
	}
	rec, err := read(src, s.Lossy)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func (s Sample) mustRead(t *testing.T, r io.Reader) *Recording {
	t.Helper()
	src, err := s.open(r)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := Read(src)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// readers: the way bytes arrive makes no difference.
func (s Sample) readers(t *testing.T, want *Recording) {
	for name, r := range map[string]io.Reader{
		"one byte":        iotest.OneByteReader(bytes.NewReader(s.Data)),
		"half":            iotest.HalfReader(bytes.NewReader(s.Data)),
		"data with error": iotest.DataErrReader(bytes.NewReader(s.Data)),
		"uneven":          &uneven{r: bytes.NewReader(s.Data), rand: rand.New(rand.NewPCG(1, 2))},
	} {
		if got := s.mustRead(t, r); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: read\n%swant\n%s", name, got.Text(), want.Text())
		}
	}
}

// uneven reads by lengths of chance, sometimes nothing.
type uneven struct {
	r    io.Reader
	rand *rand.Rand
}

func (u *uneven) Read(p []byte) (int, error) {
	return u.r.Read(p[:min(len(p), u.rand.IntN(5000))])
}

// cut: a recording that ends early is refused or gives the values that it has, and none that it has not.
func (s Sample) cut(t *testing.T, want *Recording) {
	whole := want.measured()
	for n := range len(s.Data) {
		if n%cuts != 0 && n < len(s.Data)-lastCuts {
			continue
		}
		rec := s.read(t, bytes.NewReader(s.Data[:n]))
		if rec == nil {
			continue
		}
		got := rec.measured()
		if len(got) > len(whole) || !slices.Equal(got, whole[:len(got)]) {
			t.Errorf("cut after %d of %d bytes: %d values are not the first of the %d", n, len(s.Data), len(got), len(whole))
		}
	}
}

// measured returns the values of the samples that were not made up.
func (r *Recording) measured() [][3]int32 {
	var v [][3]int32
	for i, f := range r.Flags {
		if f&dsp.Interpolated == 0 {
			v = append(v, [3]int32{r.X[i], r.Y[i], r.Z[i]})
		}
	}
	return v
}

// flip: a damaged recording never breaks a promise and never takes memory that its size does not explain.
func (s Sample) flip(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	data := bytes.Clone(s.Data)
	for k := range flips {
		at := rnd.IntN(len(data))
		if k%2 == 0 {
			at = rnd.IntN(min(len(data), device.SniffBytes)) // headers
		}
		bit := byte(1) << rnd.IntN(8)
		data[at] ^= bit
		s.frugal(t, data, fmt.Sprintf("bit %#x of byte %d flipped", bit, at))
		data[at] ^= bit
	}
}

// lie: neither does one whose header states numbers, lengths among them, as large as its fields hold.
func (s Sample) lie(t *testing.T) {
	head := min(len(s.Data), device.SniffBytes)
	for k := range lies {
		at := head * k / lies
		data := bytes.Clone(s.Data)
		for i := at; i < min(at+4, head); i++ {
			data[i] = 0xFF
		}
		s.frugal(t, data, fmt.Sprintf("bytes from %d on all ones", at))
		data = bytes.Clone(s.Data)
		digits := false
		for i := at; i < head && (!digits || isDigit(data[i])); i++ { // the next number that is written out
			if isDigit(data[i]) {
				data[i], digits = '9', true
			}
		}
		s.frugal(t, data, fmt.Sprintf("number behind byte %d all nines", at))
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// frugal reads data, made from a sample as what says, and looks at how much memory that takes.
func (s Sample) frugal(t *testing.T, data []byte, what string) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s.read(t, bytes.NewReader(data))
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > allocation+uint64(len(data))*64 {
		t.Errorf("%s: %d MiB allocated", what, used>>20)
	}
}

var errFault = errors.New("the disk is gone")

// fault: an error of the file below ends the recording and is told, after the samples before it.
func (s Sample) fault(t *testing.T, want *Recording) {
	for _, n := range []int{0, len(s.Data) / 2, len(s.Data) - 1} {
		src, err := s.open(io.MultiReader(bytes.NewReader(s.Data[:n]), iotest.ErrReader(errFault)))
		if err != nil {
			if !errors.Is(err, errFault) && n > device.SniffBytes {
				t.Errorf("fault after %d bytes was told as %v", n, err)
			}
			continue
		}
		rec, err := read(src, s.Lossy)
		if err != nil {
			t.Fatal(err)
		}
		if !errors.Is(rec.Err, errFault) {
			t.Errorf("fault after %d of %d bytes ended with %v", n, len(s.Data), rec.Err)
		}
		if got, whole := rec.measured(), want.measured(); len(got) > len(whole) || !slices.Equal(got, whole[:len(got)]) {
			t.Errorf("fault after %d bytes: the samples before it are not those of the recording", n)
		}
	}
}

// closeEarly: a source may be closed at any time.
func (s Sample) closeEarly(t *testing.T) {
	for reads := range 3 {
		src, err := s.open(bytes.NewReader(s.Data))
		if err != nil {
			t.Fatal(err)
		}
		var c device.Chunk
		for range reads {
			if err := src.Next(&c); err != nil && err != io.EOF {
				t.Fatal(err)
			}
		}
		if err := src.Close(); err != nil {
			t.Error(err)
		}
	}
}
