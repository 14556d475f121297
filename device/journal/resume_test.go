package journal

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// seconds returns n chunks of a second each from sample number from on, of values that say which sample they are.
func seconds(from dsp.Index, n int) []device.Chunk {
	var out []device.Chunk
	for range n {
		var c device.Chunk
		c.Reset(from)
		for i := range dsp.Index(100) {
			c.Append(int32(from+i), -int32(from+i), 1_000_000, 0)
		}
		c.Anchors = []device.Anchor{{Index: from, Nanos: 1e18 + int64(from)*10e6}}
		out = append(out, c)
		from += 100
	}
	return out
}

func record(t *testing.T, w *Writer, list []device.Chunk) {
	t.Helper()
	for i := range list {
		if err := w.Record(&list[i]); err != nil {
			t.Fatal(err)
		}
		if err := w.Sync(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestContinueAtEveryByte: a journal cut at any byte, as kill -9 or a power failure may cut it, opens, has lost the last second at most, and goes on.
func TestContinueAtEveryByte(t *testing.T) {
	path := filepath.Join(t.TempDir(), "night.njr")
	w, err := Create(path, device.Info{Format: "live-test", Rate: 100_000, Dated: true})
	if err != nil {
		t.Fatal(err)
	}
	first, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	var sizes []int64 // of the file after each second
	for _, c := range seconds(0, 3) {
		record(t, w, []device.Chunk{c})
		st, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, st.Size())
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := first.Size(); cut <= int64(len(whole)); cut++ {
		torn := filepath.Join(t.TempDir(), "torn.njr")
		if err := os.WriteFile(torn, whole[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		var want dsp.Index
		for _, s := range sizes {
			if s <= cut {
				want += 100
			}
		}
		w, end, err := Continue(torn)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		if end.Next != want || end.Clean || want > 0 && end.Nanos != 1e18+int64(want-1)*10e6 {
			t.Fatalf("cut at %d: %+v, want %d samples", cut, end, want)
		}
		more := seconds(want+500, 1)
		more[0].Hole = device.CauseRestart
		record(t, w, more)
		if err := errors.Join(w.End(device.Summary{Samples: int64(want) + 100}), w.Close()); err != nil {
			t.Fatal(err)
		}
		after, err := Look(torn)
		if err != nil || !after.Clean || after.Next != want+600 || after.Samples != int64(want)+100 {
			t.Fatalf("cut at %d: continued to %+v, %v", cut, after, err)
		}
	}
	ended := filepath.Join(t.TempDir(), "ended.njr")
	if w, err = Create(ended, device.Info{Rate: 100_000}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.End(device.Summary{}), w.Close()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Continue(ended); err == nil {
		t.Error("a journal that was ended in order was continued")
	}
}

// full is a disk with room for so many bytes.
type full struct {
	*os.File
	room int64
}

func (f *full) WriteAt(p []byte, off int64) (int, error) {
	if n := f.room - off; n < int64(len(p)) {
		k, _ := f.File.WriteAt(p[:max(0, n)], off)
		return k, syscall.ENOSPC
	}
	return f.File.WriteAt(p, off)
}

// TestFullDisk: a disk that is full for a while costs nothing; Sync says that it is full, and the file is whole at all times.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "night.njr")
	w, err := Create(path, device.Info{Format: "live-test", Rate: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	disk := &full{w.file.disk.(*os.File), 700}
	w.file.disk = disk
	failed := 0
	list := seconds(0, 60)
	for i := range list {
		if i == 40 {
			disk.room = 1 << 40
		}
		if err := w.Record(&list[i]); err != nil {
			t.Fatal(err)
		}
		if err := w.Sync(); err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatal(err)
			}
			failed++
		}
		if e, err := Look(path); err != nil || e.Torn != 0 {
			t.Fatalf("second %d: %+v, %v", i, e, err)
		}
	}
	if failed < 20 {
		t.Errorf("%d seconds of a full disk reported", failed)
	}
	if err := errors.Join(w.End(device.Summary{Samples: 6000}), w.Close()); err != nil {
		t.Fatal(err)
	}
	if e, err := Look(path); err != nil || !e.Clean || e.Samples != 6000 || e.Next != 6000 {
		t.Errorf("%+v, %v: want all 6000 samples", e, err)
	}
}
