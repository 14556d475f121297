package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// golden compares got with a file in testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make golden writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; make golden accepts it):\n%s", path, diff)
	}
}

// call runs one call in this process and returns what a shell would see.
func call(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		err   error
		began bool
		want  int
	}{
		{errors.New("disk full"), true, exitFailed},
		{errors.New("unknown flag"), false, exitUsage},
		{fmt.Errorf("scoring: %w", usageError{errors.New("no such rule set")}), true, exitUsage},
		{fmt.Errorf("reading: %w", context.Canceled), true, exitInterrupted},
		{partialError{errors.New("1 of 3 files failed")}, true, exitPartial},
		{&os.PathError{Op: "open", Path: "x", Err: os.ErrNotExist}, true, exitFailed},
	} {
		if got := exitCode(c.err, c.began); got != c.want {
			t.Errorf("exitCode(%v, %v) = %d, want %d", c.err, c.began, got, c.want)
		}
	}
}

func TestWrongCallIsUsage(t *testing.T) {
	for _, args := range [][]string{{"snore"}, {"--nope"}, {"version", "extra"}, {"version", "--nope"}} {
		code, stdout, stderr := call(t, "", args...)
		if code != exitUsage || stdout != "" || !strings.HasPrefix(stderr, "nightjar: ") {
			t.Errorf("nightjar %v: exit %d (want %d), stdout %q, stderr %q", args, code, exitUsage, stdout, stderr)
		}
	}
}

func TestVersion(t *testing.T) {
	defer func(v string) { version = v }(version)
	version = "v9.8.7"
	code, stdout, _ := call(t, "", "version")
	if code != exitDone || stdout != "nightjar v9.8.7\n" {
		t.Errorf("version: exit %d, %q", code, stdout)
	}
	version = ""
	if programVersion() == "" {
		t.Error("a build without a linked version has no name")
	}
}

func TestNoVerbHelps(t *testing.T) {
	code, stdout, _ := call(t, "")
	if code != exitDone || !strings.Contains(stdout, "Available Commands") {
		t.Errorf("nightjar without a verb: exit %d, %q", code, stdout)
	}
}
