package device

import (
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// SniffBytes is how much of the beginning of a recording is looked at to tell its format.
const SniffBytes = 4096 // bytes

// Format is one way in which recordings are stored: a maker's dialect of CSV, a
// binary file, our own journal.
type Format struct {
	Name string // stable, lower case, as Info.Format has it: "axivity-csv"
	// Claims reports whether head, the first SniffBytes of the decompressed file (fewer when the
	// file is shorter), is of this format. Formats exclude each other: at most one claims a file.
	Claims func(head []byte) bool
	// Open reads on from the beginning of in. It takes over in.Close, also when it fails.
	// A Format of files that hold no acceleration always fails and says what the file is and what to do.
	Open func(in Input, opt Options) (Source, error)
}

// Input is a recording's bytes on their way in.
type Input struct {
	Name   string    // for messages: the path, or "standard input"
	Path   string    // where it lies, so that side files can be found; empty for standard input
	Reader io.Reader // decompressed bytes from the beginning
	// Sum returns the hex SHA-256 of the bytes as stored, once Reader returned io.EOF; empty before. Nil when nobody counts.
	Sum func() string
	// Close releases the file. Nil when there is nothing to release.
	Close func() error
	// Beside opens a file by its name out of the folder or archive in which the recording lies. Nil for files, which Path finds.
	Beside func(name string) (io.ReadCloser, error)
	// Looked is told the path of every side file that is looked for, there or not. Nil when nobody asks.
	Looked func(path string)
}

// errAlone is why a stream has no side file.
var errAlone = errors.New("standard input has none")

// Side opens the file of that name beside the recording. It fails when there is none.
func (in Input) Side(name string) (io.ReadCloser, error) {
	switch {
	case in.Beside != nil:
		return in.Beside(name)
	case in.Path == "":
		return nil, errAlone
	}
	path := filepath.Join(filepath.Dir(in.Path), name)
	if in.Looked != nil {
		in.Looked(path)
	}
	return os.Open(path)
}

// Base returns the recording's own name, without its folder and without what a compressed file adds.
func (in Input) Base() string {
	name := path.Base(filepath.ToSlash(in.Name))
	if in.Path != "" {
		name = filepath.Base(in.Path)
	}
	return strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
}

// Options are what a user knows about a recording beyond its bytes.
type Options struct {
	Units    Units             // of files that do not state theirs; UnitsUnknown to go by the file
	Rate     dsp.Rate          // of files without a time column; 0 when not given
	Columns  Columns           // of a table, instead of what its names say; zero when not given
	Time     TimeFormat        // of a table's time column, instead of what it looks like; TimeUnstated when not given
	Location *time.Location    // zone of local stamps (--tz); nil when not given. Never the machine's
	Site     Site              // where it was worn, instead of what the file says; SiteUnknown to go by the file
	Looked   func(path string) // as Input.Looked
	Unhashed bool              // nobody wants Summary.SHA256, which then stays empty: it costs a fifth of what analyzing a table does
}
