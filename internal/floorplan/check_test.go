package floorplan

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestHouse holds this repository to the plan.
func TestHouse(t *testing.T) {
	for _, v := range Check("../..") {
		t.Error(v)
	}
}

// TestReadme holds the map in README.md to the plan: whoever looks for a room finds it there. A row names rooms of one folder by their last names after the
// first.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for row := range strings.SplitSeq(string(text), "\n") {
		cells := strings.Split(row, "|")
		if len(cells) < 3 {
			continue
		}
		folder := ""
		for _, name := range quoted.FindAllStringSubmatch(cells[1], -1) {
			if strings.Contains(name[1], "/") {
				folder = filepath.Dir(name[1]) + "/"
				shown[name[1]] = true
				continue
			}
			shown[folder+name[1]] = true
		}
	}
	for name := range plan {
		_, err := os.Stat(filepath.Join("../..", name))
		switch built := err == nil; {
		case built && !shown[name]:
			t.Errorf("README.md: the map of the house lacks %s", name)
		case !built && shown[name]:
			t.Errorf("README.md: the map of the house shows %s, which is not there", name)
		}
	}
}

// quoted finds names in a table of Markdown.
var quoted = regexp.MustCompile("`([a-z/]+)`")

// want finds what a line of a tree expects: // want "part of the text" (several strings for several violations).
var want = regexp.MustCompile(`// want((?: "[^"]*")+)$`)

// TestTrees checks trees that break each rule, one archive a rule. A line that breaks a rule says so with a want comment; what
// concerns a whole file or folder is expected in the archive's head, "want PATH "part of the text"". No other violation may appear.
func TestTrees(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no trees in testdata: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			head, files := unpack(string(text))
			compare(t, Check(plant(t, files)), expected(head, files))
		})
	}
}

// file is one file of a tree, lines its text.
type file struct {
	name  string
	lines []string
}

// unpack splits an archive in the form of Go's txtar, "-- name --" before each file.
func unpack(text string) (head []string, files []file) {
	for line := range strings.SplitSeq(text, "\n") {
		name, ok := strings.CutPrefix(line, "-- ")
		name, end := strings.CutSuffix(name, " --")
		switch {
		case ok && end:
			files = append(files, file{name: name})
		case len(files) == 0:
			head = append(head, line)
		default:
			f := &files[len(files)-1]
			f.lines = append(f.lines, line)
		}
	}
	return head, files
}

// expectation is one violation that must appear.
type expectation struct {
	file, text string
	line       int
}

// expected collects what an archive's head and lines want.
func expected(head []string, files []file) []expectation {
	var all []expectation
	for _, line := range head {
		if rest, ok := strings.CutPrefix(line, "want "); ok {
			name, text, _ := strings.Cut(rest, " ")
			all = append(all, expectation{file: name, text: strings.Trim(text, `"`)})
		}
	}
	for _, f := range files {
		for i, line := range f.lines {
			m := want.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			for text := range strings.SplitSeq(strings.Trim(m[1], ` "`), `" "`) {
				all = append(all, expectation{file: f.name, line: i + 1, text: text})
			}
		}
	}
	return all
}

// plant writes files to a folder of their own.
func plant(t *testing.T, files []file) string {
	t.Helper()
	root := t.TempDir()
	for _, f := range files {
		full := filepath.Join(root, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(strings.Join(f.lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// compare matches violations and expectations one to one.
func compare(t *testing.T, got []Violation, wanted []expectation) {
	t.Helper()
	for _, v := range got {
		i := slices.IndexFunc(wanted, func(e expectation) bool {
			return e.file == v.File && e.line == v.Line && strings.Contains(v.Text, e.text)
		})
		if i < 0 {
			t.Errorf("not expected: %v", v)
			continue
		}
		wanted = slices.Delete(wanted, i, i+1)
	}
	for _, e := range wanted {
		t.Errorf("missing: %s:%d: …%s…", e.file, e.line, e.text)
	}
}

// TestLength puts functions of 70 and 71 lines side by side, as declarations, methods and literals.
func TestLength(t *testing.T) {
	body := func(lines int) []string {
		return append(append([]string{"{"}, make([]string, lines-2)...), "}")
	}
	src := []string{"// Package dsp is long.", "package dsp", "// fits has a comment that does not count."}
	add := func(head string, lines int) int {
		at := len(src) + 1
		src = append(src, body(lines)...)
		src[at-1] = head + src[at-1]
		return at
	}
	add("func fits() ", 70)
	long := add("func long() ", 71)
	method := add("func (t) Long() ", 71)
	add("var fitting = func() ", 70)
	literal := add("var longer = func() ", 71)
	root := plant(t, []file{
		{"go.mod", []string{"module m"}},
		{"dsp/long.go", src},
		{"dsp/long_test.go", slices.Concat([]string{"package dsp", "var free = func() {"}, body(500)[1:])},
	})
	compare(t, Check(root), []expectation{
		{"dsp/long.go", "long is 71 lines long, the limit is 70", long},
		{"dsp/long.go", "Long is 71 lines long, the limit is 70", method},
		{"dsp/long.go", "function literal is 71 lines long, the limit is 70", literal},
	})
}

// TestPlan checks the table itself: every room it lets another enter is a room, a quiet room enters quiet
// ones only, and nothing leads in a circle.
func TestPlan(t *testing.T) {
	var walk func(name string, path []string)
	walk = func(name string, path []string) {
		if slices.Contains(path, name) {
			t.Fatalf("the plan goes in a circle: %s", strings.Join(append(path, name), " → "))
		}
		r, ok := plan[name]
		if !ok {
			t.Fatalf("%s may be entered but is no room", name)
		}
		for _, next := range r.enter {
			if next == everything {
				continue
			}
			if r.quiet && !plan[next].quiet {
				t.Errorf("quiet %s may enter %s, which is not", name, next)
			}
			walk(next, append(path, name))
		}
	}
	for name := range plan {
		walk(name, nil)
	}
}

func ExampleViolation_String() {
	fmt.Println(Violation{"dsp/gate.go", 12, "noise in a quiet room"})
	// Output: dsp/gate.go:12: noise in a quiet room
}
