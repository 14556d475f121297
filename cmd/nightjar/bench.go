package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// newBenchCommand is for those who build nightjar: make bench.
func newBenchCommand() *cobra.Command {
	return &cobra.Command{
		Use: "bench FILE", Short: "Print what go test -bench measured of nights as one table", Hidden: true, Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			f, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close() // only read
			t, err := readBenchmarks(f)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			return t.print(c.OutOrStdout())
		},
	}
}

// speedKey names one thing that was timed.
type speedKey struct {
	part, format  string
	nights, cores int
}

// speedTable holds what was measured, every round of it: by thing, then by unit as go test prints it.
type speedTable struct {
	order  []speedKey
	rounds map[speedKey]map[string][]float64
}

// readBenchmarks reads the lines that go test -bench prints: name, number of runs, then pairs of value and unit.
func readBenchmarks(r io.Reader) (*speedTable, error) {
	t := &speedTable{rounds: map[speedKey]map[string][]float64{}}
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || len(fields)%2 != 0 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue // what go test says about the machine and itself
		}
		k := parseSpeedKey(fields[0])
		if t.rounds[k] == nil {
			t.order, t.rounds[k] = append(t.order, k), map[string][]float64{}
		}
		for i := 2; i < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
			t.rounds[k][fields[i+1]] = append(t.rounds[k][fields[i+1]], v)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(t.order) == 0 {
		return nil, fmt.Errorf("holds no benchmark")
	}
	slices.SortStableFunc(t.order, func(a, b speedKey) int { return cmp.Or(a.cores-b.cores, a.nights-b.nights) })
	return t, nil
}

// parseSpeedKey reads a name such as BenchmarkWhole/part=analyze/format=journal/nights=2-2, which ends with the number of cores unless that is 1.
func parseSpeedKey(name string) speedKey {
	k := speedKey{nights: 1, cores: 1}
	if i := strings.LastIndexByte(name, '-'); i >= 0 {
		if n, err := strconv.Atoi(name[i+1:]); err == nil {
			name, k.cores = name[:i], n
		}
	}
	for _, part := range strings.Split(name, "/") {
		switch key, value, _ := strings.Cut(part, "="); key {
		case "part":
			k.part = value
		case "format":
			k.format = value
		case "nights":
			k.nights, _ = strconv.Atoi(value) // 0 shows where it is no number
		}
	}
	return k
}

// median returns the median of the rounds in a unit; ok is false when it was not measured.
func (t *speedTable) median(k speedKey, unit string) (m float64, ok bool) {
	v := slices.Sorted(slices.Values(t.rounds[k][unit]))
	if len(v) == 0 {
		return 0, false
	}
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2, true
}

// cell prints a median, or nothing where it was not measured.
func (t *speedTable) cell(k speedKey, unit string, scale float64, digits int) string {
	m, ok := t.median(k, unit)
	if !ok {
		return ""
	}
	return strconv.FormatFloat(m*scale, 'f', digits, 64)
}

// ratio prints how many times the median of base the median of k is, each over its nights.
func (t *speedTable) ratio(k, base speedKey, unit string) string {
	a, ok := t.median(k, unit)
	b, known := t.median(base, unit)
	if !ok || !known || b == 0 || k.nights == 0 {
		return ""
	}
	return strconv.FormatFloat(a/b*float64(base.nights)/float64(k.nights), 'f', 2, 64)
}

// busy prints how much of its cores' time something used, in per cent: by the medians, and where nothing else ran.
func (t *speedTable) busy(k speedKey) string {
	wall, ok := t.median(k, "ns/op")
	cpu, known := t.median(k, "cpu-s/op")
	if !ok || !known || wall == 0 || k.cores == 0 {
		return ""
	}
	return strconv.FormatFloat(100*cpu*1e9/wall/float64(k.cores), 'f', 0, 64)
}

// print prints the medians, and beside them the ratios that a slower machine would show too.
func (t *speedTable) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "part\tformat\tnights\tcores\trounds\twall s\tCPU s\tbusy %\tMB/s\tns/sample\tpeak MB\t× newlines\t× fread\t× unpack\t× analyze\t× 1 core\t× 1 night, CPU\t")
	for _, k := range t.order {
		newlines := speedKey{"newlines", "axivity-csv", 1, k.cores}
		whole := speedKey{"analyze", k.format, 1, k.cores}
		if k.format == "memory" {
			whole.format = newlines.format
		}
		fread := speedKey{"fread", newlines.format, 1, k.cores}
		unpack := speedKey{"unpack", k.format, 1, k.cores}
		oneCore, oneNight := k, k
		oneCore.cores, oneNight.nights = 1, 1
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", k.part, k.format, k.nights, k.cores, len(t.rounds[k]["ns/op"]),
			t.cell(k, "ns/op", 1e-9, 3), t.cell(k, "cpu-s/op", 1, 3), t.busy(k), t.cell(k, "MB/s", 1, 0), t.cell(k, "ns/sample", 1, 1), t.cell(k, "peak-MB", 1, 0),
			t.ratio(k, newlines, "ns/op"), t.ratio(k, fread, "ns/op"), t.ratio(k, unpack, "ns/op"), t.ratio(k, whole, "ns/op"), t.ratio(k, oneCore, "ns/op"), t.ratio(k, oneNight, "cpu-s/op"))
	}
	fmt.Fprintln(w)
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "A night is 8 h at 100 Hz. Medians of the rounds; the ratios are of wall time, per night, at the same number of cores, unless they say otherwise.")
	return err
}
