package main

import (
	"strings"
	"testing"
)

// Medians and ratios of a made-up run of which both are known.
func TestBenchTable(t *testing.T) {
	raw := write(t, "raw.txt", `goos: linux
cpu: of some make
BenchmarkStage/part=newlines/format=axivity-csv/nights=1-2   1   20000000 ns/op  100 MB/s
BenchmarkWhole/part=analyze/format=axivity-csv/nights=1-2   1   900000000 ns/op  1.0 cpu-s/op  33.1 peak-MB
BenchmarkWhole/part=analyze/format=axivity-csv/nights=1-2   1   800000000 ns/op  1.2 cpu-s/op  34.2 peak-MB
BenchmarkWhole/part=analyze/format=axivity-csv/nights=1-2   1  9000000000 ns/op  1.1 cpu-s/op  35.4 peak-MB
BenchmarkWhole/part=analyze/format=axivity-csv/nights=1     1  1800000000 ns/op  1.0 cpu-s/op  33.0 peak-MB
BenchmarkWhole/part=analyze/format=axivity-csv/nights=4-2   1  3600000000 ns/op  4.4 cpu-s/op  36.0 peak-MB
PASS
`)
	code, stdout, stderr := call(t, "", "bench", raw)
	if code != exitDone || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	var rows []string
	for line := range strings.Lines(stdout) {
		rows = append(rows, strings.Join(strings.Fields(line), " "))
	}
	for _, want := range []string{
		"analyze axivity-csv 1 1 1 1.800 1.000 56 33 1.00 1.00 1.00",
		"analyze axivity-csv 1 2 3 0.900 1.100 61 34 45.00 1.00 0.50 1.00",
		"analyze axivity-csv 4 2 1 3.600 4.400 61 36 45.00 1.00 1.00",
	} {
		found := false
		for _, row := range rows {
			found = found || row == want
		}
		if !found {
			t.Errorf("no row %q in\n%s", want, stdout)
		}
	}
	if code, _, stderr := call(t, "", "bench", write(t, "none.txt", "PASS\n")); code != exitFailed || !strings.Contains(stderr, "holds no benchmark") {
		t.Errorf("exit %d, %q", code, stderr)
	}
}
