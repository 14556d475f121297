//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"testing"
)

// BenchmarkAnalyze runs analyze inside this process, where a profile sees it (make profile).
func BenchmarkAnalyze(b *testing.B) {
	path := speedFile(b, "axivity-csv", 1)
	for range b.N {
		var errs bytes.Buffer
		if code := run(context.Background(), []string{"analyze", path, "--site", "left-ankle", "--json"}, nil, io.Discard, &errs); code != exitDone {
			b.Fatalf("exit code %d: %s", code, errs.Bytes())
		}
	}
}
