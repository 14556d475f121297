package vendor

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zip"
	"github.com/nightjar-sleep/nightjar/device"
)

// Archives (zip) hold their table of contents at the end, and their header file often behind the samples, so they need
// random access: to the file itself where there is one, else to a copy in a temporary file.

const (
	spoolMost    = 8 << 30  // bytes of an archive that is copied; months of recording have less
	sideMost     = 1 << 20  // bytes of a header file
	ratioMost    = 256      // times that samples may be smaller when packed: still stretches reach 50
	ratioFree    = 64 << 20 // bytes of samples that are not held to it
	namesInHead  = 8        // entries of an archive that sniffing looks at
	zipSignature = "PK\x03\x04"
)

// archive is an open zip file.
type archive struct {
	*zip.Reader
	file *os.File
	temp bool
}

// openArchive opens the zip file that in holds.
func openArchive(in device.Input) (*archive, error) {
	a := &archive{}
	var err error
	if a.file = zipAt(in.Path); a.file == nil {
		if a.file, err = spool(in.Reader); err != nil {
			return nil, err
		}
		a.temp = true
	}
	st, err := a.file.Stat()
	if err == nil {
		a.Reader, err = zip.NewReader(a.file, st.Size())
	}
	if err != nil {
		if errors.Is(err, zip.ErrFormat) {
			err = errors.New("is an archive (zip) whose table of contents is missing or damaged: was it copied whole?")
		}
		return nil, release(err, a.close)
	}
	return a, nil
}

// zipAt opens the regular file at path when it is a zip file itself (and not, say, a compressed one); nil when not.
func zipAt(path string) *os.File {
	st, err := os.Stat(path)
	if err != nil || !st.Mode().IsRegular() {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	head := make([]byte, len(zipSignature))
	if _, err := f.ReadAt(head, 0); err == nil && string(head) == zipSignature {
		return f
	}
	_ = f.Close() // nothing was written
	return nil
}

// spool copies r into a temporary file.
func spool(r io.Reader) (*os.File, error) {
	f, err := os.CreateTemp("", "nightjar-*.zip")
	if err != nil {
		return nil, fmt.Errorf("needs room for a copy, since archives cannot be read from a stream: %w", err)
	}
	n, err := io.Copy(f, io.LimitReader(r, spoolMost+1))
	if cutShort(err) {
		err = nil // the table of contents will be found missing
	}
	if err == nil && n > spoolMost {
		err = fmt.Errorf("is an archive of more than %d GiB, which is no recording", spoolMost>>30)
	}
	if err != nil {
		return nil, release(fmt.Errorf("copying the archive: %w", err), f.Close, func() error { return os.Remove(f.Name()) })
	}
	return f, nil
}

// close releases the archive.
func (a *archive) close() error {
	err := a.file.Close()
	if a.temp {
		err = errors.Join(err, os.Remove(a.file.Name()))
	}
	return err
}

// find returns the entry whose name ends with name, whatever its folder and its case; nil when there is none.
func (a *archive) find(name string) *zip.File {
	for _, f := range a.File {
		if strings.EqualFold(path.Base(f.Name), name) {
			return f
		}
	}
	return nil
}

// text returns the content of the small entry with that name; nil when there is none.
func (a *archive) text(name string) ([]byte, error) {
	f := a.find(name)
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s in the archive: %w", name, err)
	}
	b, err := io.ReadAll(io.LimitReader(r, sideMost+1))
	if err = errors.Join(err, r.Close()); err == nil && len(b) > sideMost {
		err = fmt.Errorf("is larger than %d KiB", sideMost>>10)
	}
	if err != nil {
		return nil, fmt.Errorf("%s in the archive: %w", name, err)
	}
	return b, nil
}

// samples opens the entry f for reading from its beginning, held to a ratio of compression that recordings have.
func (a *archive) samples(f *zip.File) (io.ReadCloser, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s in the archive: %w", f.Name, err)
	}
	return &bounded{ReadCloser: r, name: f.Name, left: ratioFree + ratioMost*int64(min(f.CompressedSize64, spoolMost))}, nil
}

// bounded ends a stream that grows beyond what its packed size explains.
type bounded struct {
	io.ReadCloser
	name string
	left int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("%s in the archive grows more than %d times when unpacked, which no recording does", b.name, ratioMost)
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// Close implements io.Closer. What was found torn while reading is not told again.
func (b *bounded) Close() error {
	if err := b.ReadCloser.Close(); !torn(err) {
		return err
	}
	return nil
}

// torn reports whether err says that packed data are damaged or end early, so that only what lies behind is lost.
func torn(err error) bool {
	var corrupt flate.CorruptInputError
	return cutShort(err) || errors.Is(err, zip.ErrChecksum) || errors.As(err, &corrupt)
}

// entryNames returns the names of the first entries of a zip file, as far as its head shows them: always the first,
// and those behind entries that are small and state their size.
func entryNames(head []byte) []string {
	var names []string
	for range namesInHead {
		const fixed = 30 // bytes of a local header before the name (PKWARE APPNOTE 4.3.7)
		if len(head) < fixed || !bytes.HasPrefix(head, []byte(zipSignature)) {
			break
		}
		le := binary.LittleEndian
		packed, name, extra := int64(le.Uint32(head[18:])), int(le.Uint16(head[26:])), int(le.Uint16(head[28:]))
		if len(head) < fixed+name {
			break
		}
		names = append(names, path.Base(string(head[fixed:fixed+name])))
		next := fixed + int64(name) + int64(extra) + packed
		if next > int64(len(head)) {
			break
		}
		head = head[next:]
	}
	return names
}
