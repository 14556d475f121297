package formats

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/tables"
	"github.com/nightjar-sleep/nightjar/device/vendor"
)

// All lists every format that is read, and those that are refused by name.
func All() []device.Format {
	return append(append(tables.Formats(), vendor.Formats()...), ownJournal)
}

// Open opens the recording at path, which may be compressed (gzip, zstd, or the one recording in a zip file) or "-" for standard input. It fails when
// the file cannot be read, is of no known format, or is known to hold no acceleration.
func Open(path string, opt device.Options) (device.Source, error) {
	if path == "-" {
		return OpenReader("standard input", os.Stdin, opt)
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no such file", path)
	}
	if err != nil {
		return nil, err
	}
	if st, err := f.Stat(); err == nil && st.IsDir() {
		return nil, errors.Join(fmt.Errorf("%s: is a folder, not a recording", path), f.Close())
	}
	return open(device.Input{Name: path, Path: path, Reader: f, Close: f.Close}, opt)
}

// OpenReader opens the recording that r holds; name is for messages. The caller closes r
// after the source.
func OpenReader(name string, r io.Reader, opt device.Options) (device.Source, error) {
	return open(device.Input{Name: name, Reader: r}, opt)
}

// open sniffs in and hands it to the one format that claims it.
func open(in device.Input, opt device.Options) (device.Source, error) {
	in.Looked = opt.Looked
	if !opt.Unhashed {
		d := newDigest(in.Reader)
		in.Reader, in.Sum = d, d.sum
	}
	in, head, err := unpack(in, recordings(opt), holds(opt))
	var f *device.Format
	switch {
	case err != nil:
	case opt.Columns.Given():
		f = &tables.Described
	default:
		f, err = claimant(head)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", in.Name, err)
		if in.Close != nil {
			err = errors.Join(err, in.Close())
		}
		return nil, err
	}
	return f.Open(in, opt)
}

// unpack decompresses and buffers in, and returns its first bytes. Of an archive it takes the one file that claims says is a recording, or of several the one that opens.
func unpack(in device.Input, claims func(head []byte) bool, opens func(in device.Input) bool) (device.Input, []byte, error) {
	b := bufio.NewReaderSize(in.Reader, device.SniffBytes)
	in.Reader = b
	magic, err := b.Peek(4)
	if len(magic) == 0 {
		if err == io.EOF {
			err = errors.New("is empty: nothing was recorded, or the copy failed")
		}
		return in, nil, err
	}
	plain, release, err := decompress(b, magic)
	if err != nil {
		return in, nil, err
	}
	if plain == nil {
		head, err := peek(b)
		if err == nil && bytes.HasPrefix(head, zipMagic) && !claimed(head) {
			in, err = vendor.Unpack(in, claims, opens)
			if err != nil {
				return in, nil, err
			}
			b = bufio.NewReaderSize(in.Reader, device.SniffBytes)
			in.Reader = b
			head, err = peek(b)
		}
		return toUTF8(in, b, head, err)
	}
	in.Close = chain(release, in.Close)
	b = bufio.NewReaderSize(plain, device.SniffBytes)
	in.Reader = b
	head, err := peek(b)
	if len(head) == 0 && err == nil {
		err = errors.New("is empty when unpacked: nothing was recorded, or the copy failed")
	}
	return toUTF8(in, b, head, err)
}

// toUTF8 turns UTF-16 text into UTF-8.
func toUTF8(in device.Input, b *bufio.Reader, head []byte, err error) (device.Input, []byte, error) {
	order := utf16Order(head)
	if err != nil || order == nil {
		return in, head, err
	}
	b = bufio.NewReaderSize(&narrow{r: b, order: order}, device.SniffBytes)
	in.Reader = b
	head, err = peek(b)
	return in, head, err
}

// recordings returns what tells recordings by their first bytes: those that a format claims, or any table when the user describes one.
func recordings(opt device.Options) func(head []byte) bool {
	if !opt.Columns.Given() {
		return claimed
	}
	return func(head []byte) bool { return claimed(head) || tables.Hint(head) != "" }
}

// holds returns what tells whether a recording of which in has the beginning can be read.
func holds(opt device.Options) func(in device.Input) bool {
	return func(in device.Input) bool {
		s, err := open(in, opt)
		if err != nil {
			return false
		}
		return s.Close() == nil
	}
}

// claimed reports whether some format, if only to refuse it, claims the file that begins with head.
func claimed(head []byte) bool {
	if order := utf16Order(head); order != nil {
		head, _ = io.ReadAll(&narrow{r: bufio.NewReader(bytes.NewReader(head)), order: order}) // what is whole of it
	}
	for _, f := range All() {
		if f.Claims(head) {
			return true
		}
	}
	return false
}

// peek returns the first SniffBytes of b, fewer when the stream is shorter.
func peek(b *bufio.Reader) ([]byte, error) {
	head, err := b.Peek(device.SniffBytes)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head, err
}

// chain calls the functions that are not nil in order.
func chain(fs ...func() error) func() error {
	return func() error {
		var errs []error
		for _, f := range fs {
			if f != nil {
				errs = append(errs, f())
			}
		}
		return errors.Join(errs...)
	}
}

// claimant returns the one format that claims head.
func claimant(head []byte) (*device.Format, error) {
	var found []device.Format
	for _, f := range All() {
		if f.Claims(head) {
			found = append(found, f)
		}
	}
	if len(found) == 1 {
		return &found[0], nil
	}
	if len(found) == 0 {
		return nil, unknown(head)
	}
	names := make([]string, len(found))
	for i, f := range found {
		names[i] = f.Name
	}
	return nil, fmt.Errorf("could be any of %s: please report its first lines", strings.Join(names, ", "))
}

// unknown says what is known of a file that no format claims, and what to do.
func unknown(head []byte) error {
	switch {
	case bytes.HasPrefix(head, zipMagic):
		return errors.New("is an archive (zip) of no recording that is read")
	case notText(head):
		return errors.New("is binary and of no format that is read: export it as CSV with the maker's program")
	}
	first, _, _ := strings.Cut(string(head[:min(len(head), 80)]), "\n")
	err := fmt.Errorf("is of no format that is read; it begins %q", strings.TrimRight(first, "\r"))
	if hint := tables.Hint(head); hint != "" {
		return fmt.Errorf("%w. %s", err, hint)
	}
	return fmt.Errorf("%w. A table needs a header line that names a time column and x, y, z (with units, or give --units), the form of a known maker, or --columns", err)
}

// notText reports whether head holds bytes that no text does. NUL bytes alone may
// be padding of a text header.
func notText(head []byte) bool {
	odd := 0
	for _, c := range head {
		if c < '\t' || c > '\r' && c < ' ' || c == 0x7F {
			odd++
		}
	}
	return odd*10 > len(head)
}
