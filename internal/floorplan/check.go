package floorplan

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Violation is one breach of the plan.
type Violation struct {
	File string // slash-separated path below the root
	Line int    // 1-based; 0 when the whole file or folder is meant
	Text string // what is wrong and what to do
}

// String prints the violation as compilers do, "file:line: text".
func (v Violation) String() string {
	if v.Line == 0 {
		return v.File + ": " + v.Text
	}
	return fmt.Sprintf("%s:%d: %s", v.File, v.Line, v.Text)
}

// Check holds the tree at root, the folder of a go.mod, against the plan and returns every
// breach, sorted by file and line. What cannot be read or parsed is a violation too.
func Check(root string) []Violation {
	c := &checker{root: root, fset: token.NewFileSet(), documented: map[string]bool{}, first: map[string]*ast.File{}}
	c.module = c.readModule()
	c.ignored = c.readIgnored()
	c.topLevel()
	if err := filepath.WalkDir(root, c.visit); err != nil {
		c.add(".", 0, "cannot be read: %v", err)
	}
	c.packageDocs()
	slices.SortFunc(c.found, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	return c.found
}

// checker is one walk over one tree.
type checker struct {
	root, module string
	ignored      []string // the patterns of the root's .gitignore
	fset         *token.FileSet
	documented   map[string]bool      // rooms whose package has a doc comment
	first        map[string]*ast.File // the first file of each package, in order of names
	found        []Violation
}

func (c *checker) add(file string, line int, format string, args ...any) {
	c.found = append(c.found, Violation{file, line, fmt.Sprintf(format, args...)})
}

// readModule returns the path that go.mod gives the module.
func (c *checker) readModule() string {
	text, err := os.ReadFile(filepath.Join(c.root, "go.mod"))
	if err != nil {
		c.add("go.mod", 0, "cannot be read: %v", err)
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) == 2 && f[0] == "module" {
			return f[1]
		}
	}
	c.add("go.mod", 0, "names no module")
	return ""
}

// readIgnored returns the patterns of the root's .gitignore, of which only those without a slash inside are used.
func (c *checker) readIgnored() []string {
	text, err := os.ReadFile(filepath.Join(c.root, ".gitignore"))
	if err != nil {
		return nil // a tree without one ignores nothing
	}
	var patterns []string
	for line := range strings.Lines(string(text)) {
		if p := strings.Trim(strings.TrimSpace(line), "/"); p != "" && !strings.HasPrefix(p, "#") {
			patterns = append(patterns, p)
		}
	}
	return patterns
}

// isIgnored reports whether .gitignore names an entry of the root.
func (c *checker) isIgnored(name string) bool {
	return slices.ContainsFunc(c.ignored, func(p string) bool {
		ok, err := path.Match(p, name)
		return ok && err == nil
	})
}

// topLevel reports strangers at the root.
func (c *checker) topLevel() {
	entries, err := os.ReadDir(c.root)
	if err != nil {
		c.add(".", 0, "cannot be read: %v", err)
	}
	for _, e := range entries {
		switch n := e.Name(); {
		case topLevel[n] || c.isIgnored(n):
		case path.Ext(n) == ".go":
			c.add(n, 0, "no Go at the root: move it to a room, commands to cmd/")
		default:
			c.add(n, 0, "is not in the plan: move it into a room, ignore it in .gitignore, or add it to topLevel in internal/floorplan/plan.go")
		}
	}
}

// visit judges one folder or file of the walk.
func (c *checker) visit(full string, d fs.DirEntry, err error) error {
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(c.root, full)
	if err != nil {
		return err
	}
	name := filepath.ToSlash(rel)
	if d.IsDir() {
		return c.visitFolder(name)
	}
	switch path.Ext(name) {
	case ".go":
		c.file(full, name)
	case ".s":
		c.assembly(full, name)
	}
	return nil
}

// assembly checks a file of assembly: it lives in one of two rooms, and can be left out for what it is a twin of.
func (c *checker) assembly(full, name string) {
	if !slices.Contains(assemblyRooms, path.Dir(name)) {
		c.add(name, 0, "assembly lives in %s only: ask them for what you need", strings.Join(assemblyRooms, " and "))
	}
	text, err := os.ReadFile(full)
	if err != nil {
		c.add(name, 0, "cannot be read: %v", err)
		return
	}
	if !strings.HasPrefix(string(text), assemblyHead) {
		c.add(name, 0, "must begin with %q: its twin in Go takes its place then, and gives the same bits", assemblyHead)
	}
}

// visitFolder says whether to walk into a folder, and reports names that say nothing.
func (c *checker) visitFolder(name string) error {
	base := path.Base(name)
	switch {
	case name == ".":
		return nil
	case base == "testdata", strings.HasPrefix(base, "."), strings.HasPrefix(base, "_"):
		return fs.SkipDir // as the go command does
	case path.Dir(name) == "." && c.isIgnored(base):
		return fs.SkipDir
	case nameless[base]:
		c.add(name, 0, "a folder called %s says nothing about what lives there: name it after its one noun", base)
	}
	return nil
}

// file parses one Go file and judges it by the room it lives in.
func (c *checker) file(full, name string) {
	f, err := parser.ParseFile(c.fset, full, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		c.add(name, 0, "does not parse: %v", err)
		return
	}
	folder := path.Dir(name)
	if c.first[folder] == nil {
		c.first[folder] = f
	}
	if strings.HasSuffix(name, "_test.go") {
		return
	}
	if f.Doc.Text() != "" {
		c.documented[folder] = true
	}
	c.lengths(name, f)
	r, known := plan[folder]
	if !known {
		return // said once for the room, by packageDocs
	}
	c.imports(name, f, r)
	c.uses(name, f, r)
}

// packageDocs judges what concerns a package as a whole: its place and its doc comment.
func (c *checker) packageDocs() {
	for folder, f := range c.first {
		name, line := c.place(f.Package)
		if folder == "." {
			continue // said by topLevel
		}
		if _, known := plan[folder]; !known {
			c.add(name, line, "room %s is not in the plan: add a row to internal/floorplan/plan.go and to design.md, or move the file to a room that is", folder)
		}
		if !c.documented[folder] {
			c.add(name, line, "room %s has no package comment: say in doc.go what lives there and why", folder)
		}
	}
}

// lengths reports functions longer than MaxLines; one inside another counts for the outer one.
func (c *checker) lengths(name string, f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		what := "function literal"
		switch n := n.(type) {
		case *ast.FuncDecl:
			what = n.Name.Name
		case *ast.FuncLit:
		default:
			return true
		}
		_, from := c.place(n.Pos())
		_, to := c.place(n.End())
		if d, ok := n.(*ast.FuncDecl); ok {
			_, from = c.place(d.Type.Func) // without its doc comment
		}
		if lines := to - from + 1; lines > MaxLines {
			c.add(name, from, "%s is %d lines long, the limit is %d: split it where one idea ends", what, lines, MaxLines)
		}
		return false
	})
}

// place returns the file below the root and the line of a position.
func (c *checker) place(p token.Pos) (string, int) {
	at := c.fset.Position(p)
	rel, err := filepath.Rel(c.root, at.Filename)
	if err != nil {
		rel = at.Filename
	}
	return filepath.ToSlash(rel), at.Line
}

// imports judges the imports of a file.
func (c *checker) imports(name string, f *ast.File, r room) {
	for _, s := range f.Imports {
		p, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			continue // the parser has refused it
		}
		_, line := c.place(s.Pos())
		if text := c.judgeImport(name, p, r); text != "" {
			c.add(name, line, "%s", text)
		}
		if r.quiet && s.Name != nil && s.Name.Name == "." {
			c.add(name, line, "a quiet room names what it uses: import %s without the dot", p)
		}
	}
}

// judgeImport returns what is wrong with importing p in the file name of room r, or nothing.
func (c *checker) judgeImport(name, p string, r room) string {
	if p == c.module || strings.HasPrefix(p, c.module+"/") {
		target := strings.TrimPrefix(strings.TrimPrefix(p, c.module), "/")
		if slices.Contains(r.enter, everything) || slices.Contains(r.enter, target) {
			return ""
		}
		return fmt.Sprintf("%s may not enter %s (it may enter: %s): move the code, or change the plan in design.md and plan.go first",
			path.Dir(name), target, cmp.Or(strings.Join(r.enter, ", "), "no other room"))
	}
	for lib, where := range libraries {
		if !within(p, lib) {
			continue
		}
		if within(name, where) {
			return ""
		}
		return fmt.Sprintf("%s may be named in %s only: ask that room for what you need", lib, where)
	}
	if !r.quiet || pure[p] || within(p, quietLibrary) {
		return ""
	}
	return fmt.Sprintf("noise in a quiet room: %s is not known to be pure arithmetic: let the caller hand in what it gives, or add it to pure in plan.go if it is", p)
}

// within reports whether a path is parent or lies below it.
func within(p, parent string) bool { return p == parent || strings.HasPrefix(p, parent+"/") }

// uses judges what the code of a file names and starts.
func (c *checker) uses(name string, f *ast.File, r room) {
	if !r.quiet && !r.noClock {
		return
	}
	names := importNames(f)
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil {
			return true
		}
		text := ""
		if s, ok := n.(*ast.SelectorExpr); ok {
			text = judgeName(s, names, r)
		} else if r.quiet {
			text = noise(n)
		}
		if text != "" {
			_, line := c.place(n.Pos())
			c.add(name, line, "%s", text)
		}
		return true
	})
}

// importNames maps the names by which a file calls its imports to their paths.
func importNames(f *ast.File) map[string]string {
	names := map[string]string{}
	for _, s := range f.Imports {
		p, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			continue // the parser has refused it
		}
		if s.Name != nil {
			names[s.Name.Name] = p
		} else {
			names[path.Base(p)] = p
		}
	}
	return names
}

// judgeName returns what is wrong with naming s in room r, or nothing.
func judgeName(s *ast.SelectorExpr, names map[string]string, r room) string {
	id, ok := s.X.(*ast.Ident)
	if !ok {
		return ""
	}
	switch full := names[id.Name] + "." + s.Sel.Name; {
	case r.quiet && platformSums[full]:
		return fmt.Sprintf("the last bits of %s.%s depend on the platform: write the loop", id.Name, s.Sel.Name)
	case r.quiet && prints[full]:
		return fmt.Sprintf("noise in a quiet room: %s.%s prints: return the words to the caller", id.Name, s.Sel.Name)
	case r.quiet && names[id.Name] == "io" && !ends[full]:
		return fmt.Sprintf("noise in a quiet room: %s.%s reads or writes: take and return bytes", id.Name, s.Sel.Name)
	case r.noClock && clock[full]:
		return fmt.Sprintf("this room may not read the clock (%s.%s): time comes from anchors", id.Name, s.Sel.Name)
	}
	return ""
}

// noise returns what is wrong with a statement or type in a quiet room, or nothing.
func noise(n ast.Node) string {
	what := ""
	switch n := n.(type) {
	case *ast.GoStmt:
		what = "a goroutine"
	case *ast.SelectStmt:
		what = "a select"
	case *ast.ChanType:
		what = "a channel"
	case *ast.CallExpr:
		if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "print" || id.Name == "println") {
			what = "the built-in " + id.Name
		}
	}
	if what == "" {
		return ""
	}
	return "noise in a quiet room: " + what + ": leave that to the caller (night, live or cmd)"
}
