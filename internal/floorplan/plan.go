package floorplan

// MaxLines is the greatest length of a function outside tests, from the line of func
// to the line of its closing brace (design.md; TigerBeetle's rule).
const MaxLines = 70 // lines

// room is one folder with a Go package in it.
type room struct {
	enter   []string // the rooms of ours it may import
	quiet   bool     // pure arithmetic: see pure and platformSums
	noClock bool     // may name package time, but never ask it what time it is
}

// everything lets a room enter all others. The roof alone has it.
const everything = "*"

// plan is the floor plan of design.md, ground floor first. To add a room, add a row here and to design.md.
var plan = map[string]room{
	"dsp":               {quiet: true},
	"device":            {enter: []string{"dsp"}},
	"device/wire":       {quiet: true},
	"device/devicetest": {enter: []string{"device", "dsp"}},
	"device/journal":    {enter: []string{"device", "dsp"}},
	"device/tables":     {enter: []string{"device", "dsp"}},
	"device/vendor":     {enter: []string{"device", "dsp"}},
	"device/formats":    {enter: []string{"device", "device/journal", "device/tables", "device/vendor"}},
	"device/live":       {enter: []string{"device", "device/wire", "dsp"}},
	"device/play":       {enter: []string{"device", "device/wire", "dsp"}},

	"internal/movement": {enter: []string{"dsp"}, quiet: true},
	"internal/sleep":    {enter: []string{"dsp"}, quiet: true},
	"internal/score":    {quiet: true},
	"internal/forest":   {quiet: true},
	"internal/events":   {enter: []string{"internal/score", "internal/sleep"}},

	"internal/night": {enter: []string{"device", "dsp", "internal/movement", "internal/sleep", "internal/score", "internal/forest"}, noClock: true},
	"internal/report": {enter: []string{"internal/night", "internal/score", "internal/sleep", "internal/movement", "internal/forest",
		"device", "dsp"}},
	"internal/export": {enter: []string{"internal/report"}},
	"internal/trend":  {enter: []string{"internal/report"}},
	"internal/store":  {enter: []string{"internal/night", "internal/report"}},
	"internal/tui":    {enter: []string{"internal/night", "internal/report"}},
	"internal/web":    {enter: []string{"internal/night", "internal/report"}},

	"internal/simulate": {enter: []string{"dsp", "device", "internal/score"}},
	"internal/evaluate": {enter: []string{"internal/report", "internal/events", "internal/score"}},
	"internal/accuracy": {enter: []string{"internal/simulate", "internal/evaluate", "internal/report", "internal/events",
		"internal/night", "internal/movement", "internal/sleep", "internal/score", "internal/forest", "device", "dsp"}},

	"internal/floorplan": {},
	"cmd/nightjar":       {enter: []string{everything}},
}

// libraries says where a library may be named: a room, or one file. A library that is not
// listed may be named in any room that is not quiet.
var libraries = map[string]string{
	"go.bug.st/serial":          "device/live",
	"github.com/mjibson/go-dsp": "dsp/spectrum.go", // it starts goroutines: called from report on finished clips only
}

// quietLibrary is the one library that quiet rooms may name, apart from what libraries grants them.
const quietLibrary = "gonum.org/v1/gonum"

// assemblyRooms are the rooms that may hold assembly: where samples are worked on one by one, and where they are read from text.
var assemblyRooms = []string{"dsp", "device/tables"}

// assemblyHead is how each file of assembly begins, so that it can be left out.
const assemblyHead = "//go:build !purego\n"

// pure lists the packages of Go that a quiet room may import. They compute; they hold no clock, file, lock, log or chance.
// maps is left out on purpose: its order is random.
var pure = map[string]bool{
	"bytes": true, "cmp": true, "container/heap": true, "encoding/binary": true, "encoding/hex": true, "encoding/json": true,
	"errors": true, "fmt": true, "hash": true, "hash/crc32": true, "io": true, "iter": true, "math": true, "math/bits": true, "math/cmplx": true,
	"slices": true, "sort": true, "strconv": true, "strings": true, "unicode": true, "unicode/utf8": true,
}

// ends lists what a quiet room may name of package io: where decoders of bytes end. Its readers and writers are the caller's.
var ends = map[string]bool{"io.EOF": true, "io.ErrUnexpectedEOF": true}

// platformSums lists gonum's functions whose last bits depend on alignment or platform (design.md, Numbers that agree to the bit).
var platformSums = map[string]bool{
	"gonum.org/v1/gonum/floats.Sum":       true,
	"gonum.org/v1/gonum/floats.Dot":       true,
	"gonum.org/v1/gonum/stat.Mean":        true,
	"gonum.org/v1/gonum/stat.Variance":    true,
	"gonum.org/v1/gonum/stat.StdDev":      true,
	"gonum.org/v1/gonum/stat.Correlation": true,
}

// prints lists what writes to standard output behind everybody's back; a quiet room returns its words instead.
var prints = map[string]bool{"fmt.Print": true, "fmt.Printf": true, "fmt.Println": true}

// clock lists what asks package time for the present or waits for it.
var clock = map[string]bool{
	"time.Now": true, "time.Since": true, "time.Until": true, "time.Sleep": true, "time.After": true, "time.AfterFunc": true,
	"time.Tick": true, "time.NewTicker": true, "time.NewTimer": true,
}

// nameless lists folder names that say nothing about what lives there.
var nameless = map[string]bool{
	"pkg": true, "util": true, "utils": true, "common": true, "types": true, "models": true, "core": true, "helpers": true,
}

// topLevel lists what may stand at the root, beside what .gitignore names.
var topLevel = map[string]bool{
	"cmd": true, "device": true, "dsp": true, "internal": true, "testdata": true,
	"go.mod": true, "go.sum": true, "go.work": true, "go.work.sum": true,
	"Makefile": true, "README.md": true, "LICENSE": true, ".ci": true,
	".git": true, ".gitignore": true, ".gitattributes": true, ".golangci.yml": true, ".editorconfig": true,
}
