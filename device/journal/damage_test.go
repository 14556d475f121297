package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// sheets is a writer that remembers where each Write ended; a Writer makes one per frame.
type sheets struct {
	bytes.Buffer
	ends []int
}

func (s *sheets) Write(b []byte) (int, error) {
	n, err := s.Buffer.Write(b)
	s.ends = append(s.ends, s.Len())
	return n, err
}

// small records 3.2 s in four frames with a hole and a mark, ended in order: magic and version, H, H, S, S, M, S, S, E.
func small(t testing.TB) (*night, *sheets) {
	t.Helper()
	n := ankle(320, 1.0/256)
	n.Info.Rate = 64_000 // 64 samples a frame
	for i := range n.Samples[128:] {
		n.Samples[128+i].Index += 500
	}
	n.Samples = n.Samples[:250]
	n.Samples[40].Flag = dsp.Clipped
	n.Samples[41].Flag = dsp.Interpolated
	n.Holes = []hole{{128, 628, device.CauseUnplug}}
	n.Anchors = append(n.Anchors, device.Anchor{Index: 628, Nanos: -5})
	file := &sheets{}
	w, err := NewWriter(file, n.Info)
	if err != nil {
		t.Fatal(err)
	}
	first := *n
	first.Samples = n.Samples[:128]
	first.write(t, w, func() int { return 128 })
	if err := w.Mark(Mark{60, "just jerked"}); err != nil {
		t.Fatal(err)
	}
	rest := *n
	rest.Samples = n.Samples[128:]
	rest.write(t, w, func() int { return 128 })
	if err := w.End(device.Summary{Samples: 250}); err != nil {
		t.Fatal(err)
	}
	if len(file.ends) != 9 {
		t.Fatalf("%d writes, want 9", len(file.ends))
	}
	return n, file
}

// codes returns the codes of a reader's warnings.
func codes(r *Reader) []string {
	var all []string
	for _, w := range r.Summary().Warnings {
		all = append(all, w.Code)
	}
	return all
}

// TestTruncation cuts a journal at every byte. Each cut behind the first header opens, gives the samples of the whole frames before
// it, and says how many bytes were dropped.
func TestTruncation(t *testing.T) {
	n, file := small(t)
	whole := file.Bytes()
	for cut := range len(whole) {
		r, err := NewReader(bytes.NewReader(whole[:cut]))
		if cut < file.ends[1] {
			if err == nil {
				t.Errorf("cut at %d: opened without a header", cut)
			}
			continue
		}
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		got := readAll(t, r)
		frames, _ := slices.BinarySearch(file.ends, cut+1)
		want := n.Samples[:[]int{4: 64, 5: 128, 6: 128, 7: 192, 8: 250}[frames]]
		if !slices.Equal(got.Samples, want) {
			t.Fatalf("cut at %d: %d samples, want the first %d", cut, len(got.Samples), len(want))
		}
		said := fmt.Sprintf("%d bytes behind it were dropped", cut-file.ends[frames-1])
		if w := r.Summary().Warnings; len(w) != 1 || w[0].Code != "torn_tail" || !strings.Contains(w[0].Text, said) {
			t.Errorf("cut at %d: warnings %v, want torn_tail with %q", cut, w, said)
		}
	}
}

// TestBitFlips flips every bit of a journal. Nothing panics, every sample that is read is one that was written, and the
// damage is always said.
func TestBitFlips(t *testing.T) {
	n, file := small(t)
	written := map[sample]bool{}
	for _, s := range n.Samples {
		written[s] = true
	}
	for bit := range 8 * file.Len() {
		b := bytes.Clone(file.Bytes())
		b[bit/8] ^= 1 << (bit % 8)
		r, err := NewReader(bytes.NewReader(b))
		if err != nil {
			if bit >= 8*file.ends[0] {
				t.Errorf("bit %d: %v, though one header is whole", bit, err)
			}
			continue
		}
		got := readAll(t, r)
		for _, s := range got.Samples {
			if !written[s] {
				t.Fatalf("bit %d: sample %+v was never written", bit, s)
			}
		}
		if lost := len(n.Samples) - len(got.Samples); lost > 64 {
			t.Errorf("bit %d cost %d samples, more than its frame", bit, lost)
		}
		if said := codes(r); !slices.Contains(said, "damaged") && !slices.Contains(said, "torn_tail") {
			t.Errorf("bit %d: nothing said: %v", bit, said)
		}
	}
}

// TestDamageInTheMiddle: a damaged frame is a hole of cause lost, all around it is whole.
func TestDamageInTheMiddle(t *testing.T) {
	n, file := small(t)
	b := file.Bytes()
	clear(b[file.ends[3]+20 : file.ends[4]-20])
	r, err := NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	got := readAll(t, r)
	if d := cmp.Diff(slices.Concat(n.Samples[:64], n.Samples[128:]), got.Samples); d != "" {
		t.Error(d)
	}
	if want := []hole{{64, 628, device.CauseLost}}; !cmp.Equal(got.Holes, want) {
		t.Errorf("holes %v, want %v", got.Holes, want)
	}
	_, other := small(t)
	other.Bytes()[file.ends[3]-1] ^= 1
	if r, err := NewReader(other); err != nil {
		t.Error(err)
	} else if got, want := readAll(t, r).Holes, []hole{{0, 64, device.CauseLost}, {128, 628, device.CauseUnplug}}; !cmp.Equal(got, want) {
		t.Errorf("holes %v, want %v", got, want) // the second keeps its own cause
	}
	w := r.Summary().Warnings
	if said := fmt.Sprintf("damaged in 1 places (%d bytes)", file.ends[4]-file.ends[3]); len(w) != 2 || !strings.Contains(w[0].Text, said) ||
		w[1].Text != "the journal was ended with 250 samples, 186 were found" {
		t.Errorf("warnings %v, want %q and the samples missing", w, said)
	}
}

// TestInsertedAndRepeated: bytes put in between cost nothing but a warning; a frame that is repeated is not counted twice; a frame of another kind is passed.
func TestInsertedAndRepeated(t *testing.T) {
	n, file := small(t)
	b, at := file.Bytes(), file.ends[4]
	strange, err := closeFrame(append(openFrame(nil, 'Z'), "later"...))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, code string
		between    []byte
	}{
		{"noise", "damaged", bytes.Repeat([]byte{sync0, sync1, 'S', 0}, 9)},
		{"a frame again", "damaged", b[file.ends[3]:file.ends[4]]},
		{"an unknown frame", "unknown_frames", strange},
	} {
		r, err := NewReader(bytes.NewReader(slices.Concat(b[:at], c.between, b[at:])))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(n.Samples, readAll(t, r).Samples); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		if said := codes(r); !slices.Equal(said, []string{c.code}) {
			t.Errorf("%s: warnings %v, want %s", c.name, said, c.code)
		}
	}
}

// TestMisbehavingReaders: however the bytes arrive, the night is the same; an error below is final and has a place.
func TestMisbehavingReaders(t *testing.T) {
	n, file := small(t)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"one byte": iotest.OneByteReader, "half": iotest.HalfReader, "data with EOF": iotest.DataErrReader,
	} {
		r, err := NewReader(wrap(bytes.NewReader(file.Bytes())))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(n, readAll(t, r)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	broken := errors.New("cable pulled")
	r, err := NewReader(io.MultiReader(bytes.NewReader(file.Bytes()[:file.ends[4]]), iotest.ErrReader(broken)))
	if err != nil {
		t.Fatal(err)
	}
	var c device.Chunk
	for err == nil {
		err = r.Next(&c)
	}
	if again := r.Next(&c); !errors.Is(err, broken) || again != err || !strings.Contains(err.Error(), fmt.Sprint("byte ", file.ends[4])) {
		t.Errorf("got %v, then %v; want the error below, with its byte, for good", err, again)
	}
}

func TestNoJournal(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "is no journal"},
		{"2024-03-14 22:00:00.000,0.1,0.2,0.9\n", `is no journal: it begins with "2024-03-1"`},
		{Magic, "is no journal"},
		{Magic + "\x02", "is of format 2, this program reads 1: update nightjar"},
		{Magic + "\x01", "both copies of its header"},
		{Magic + "\x01" + strings.Repeat("\xF5\xA7", 1000), "both copies of its header"},
		{Magic + "\x01" + frameText(t, 'E', "{}"), "both copies of its header"},
		{Magic + "\x01" + frameText(t, 'H', "{"), "not the JSON"},
		{Magic + "\x01" + frameText(t, 'H', "{}"), "impossible rate of 0 Hz"},
	} {
		if _, err := NewReader(strings.NewReader(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q", c.in, err, c.want)
		}
	}
}

// frameText returns a frame, whole, as text.
func frameText(t testing.TB, kind byte, payload string) string {
	t.Helper()
	f, err := closeFrame(append(openFrame(nil, kind), payload...))
	if err != nil {
		t.Fatal(err)
	}
	return string(f)
}

// TestHostilePayloads: a payload that breaks the grammar is refused though its checksum would hold.
func TestHostilePayloads(t *testing.T) {
	const axes = "\x00\x00\x00" + "\x00\x00\x00" + "\x00\x00\x00" // three axes of zeros
	const good = "\x05\x00\x02" + axes + "\x00" + "\x00"          // samples 5 and 6, no flags, no anchors
	var c device.Chunk
	if err := decodeSamples([]byte(good), &c); err != nil || c.Start != 5 || c.Len() != 2 {
		t.Fatalf("the sound payload: %v, %d samples at %d", err, c.Len(), c.Start)
	}
	for name, b := range map[string]string{
		"nothing":                "",
		"cut short":              good[:len(good)-1],
		"something behind":       good + "\x00",
		"no sample":              "\x05\x00\x00" + axes + "\x00\x00",
		"too many samples":       "\x05\x00\x81\x20" + axes + "\x00\x00",
		"start beyond all":       "\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x00\x02" + axes + "\x00\x00",
		"no such step":           "\x05\x00\x02" + "\x12\x00\x00" + axes[3:] + "\x00\x00",
		"no such form":           "\x05\x00\x02" + "\x80\x00\x00" + axes[3:] + "\x00\x00",
		"35 bits":                "\x05\x00\x02" + "\x00\x00\x23" + strings.Repeat("\x00", 9) + axes[3:] + "\x00\x00",
		"bits that are missing":  "\x05\x00\x02" + axes[3:] + axes[3:6] + "\x00\x00\x22\x00\x00",
		"2³¹ µg":                 "\x05\x00\x02" + "\x00\x80\x80\x80\x80\x10\x00" + axes[3:] + "\x00\x00",
		"2³⁵ steps":              "\x05\x00\x02" + "\x0f\x80\x80\x80\x80\x80\x02\x00" + axes[3:] + "\x00\x00",
		"2³³ steps":              "\x05\x00\x02" + "\x0f\x80\x80\x80\x80\x40\x00" + axes[3:] + "\x00\x00",
		"more runs than samples": "\x05\x00\x02" + axes + "\x03\x01\x01\x02\x01\x01\x00" + "\x00",
		"runs too short":         "\x05\x00\x02" + axes + "\x01\x01\x01" + "\x00",
		"runs too long":          "\x05\x00\x02" + axes + "\x01\x01\x03" + "\x00",
		"anchor outside":         "\x05\x00\x02" + axes + "\x00" + "\x01\x02\x00",
		"a thousand anchors":     "\x05\x00\x02" + axes + "\x00" + "\xe8\x07\x00\x00",
	} {
		if err := decodeSamples([]byte(b), &c); err == nil {
			t.Errorf("%s: accepted as %+v", name, c)
		}
	}
}

// FuzzReader reads anything: no panic, no hang, and chunks that keep the contract.
func FuzzReader(f *testing.F) {
	_, file := small(f)
	f.Add(file.Bytes())
	f.Add(file.Bytes()[:file.Len()/2])
	f.Add([]byte(Magic + "\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := NewReader(bytes.NewReader(b))
		if err != nil {
			return
		}
		n := readAll(t, r)
		r.Summary()
		for i := 1; i < len(n.Samples); i++ {
			if n.Samples[i].Index <= n.Samples[i-1].Index {
				t.Fatalf("sample %d follows %d", n.Samples[i].Index, n.Samples[i-1].Index)
			}
		}
	})
}

// FuzzSamples takes payloads apart whose checksum is right but whose content is hostile. What is accepted is the same after it was written again.
func FuzzSamples(f *testing.F) {
	_, file := small(f)
	for i := 2; i < 7; i++ {
		f.Add(file.Bytes()[file.ends[i]+frameHead : file.ends[i+1]-frameTail])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var c, again device.Chunk
		if decodeSamples(b, &c) != nil {
			return
		}
		if l := c.Len(); l == 0 || l > device.MaxChunk || len(c.Y) != l || len(c.Z) != l || len(c.Flags) != l {
			t.Fatalf("chunk of %d, %d, %d samples and %d flags", l, len(c.Y), len(c.Z), len(c.Flags))
		}
		for _, a := range c.Anchors {
			if !c.Span().Contains(a.Index) {
				t.Fatalf("anchor %v outside %v", a, c.Span())
			}
		}
		var axes axisCoder
		if err := decodeSamples(appendSamples(nil, &c, &axes), &again); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c, again, equateEmptyAnchors); d != "" {
			t.Fatal(d)
		}
	})
}

var equateEmptyAnchors = cmp.Transformer("anchors", func(a []device.Anchor) string { return fmt.Sprint(a) })
