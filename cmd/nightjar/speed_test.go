//go:build unix

package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	fastgzip "github.com/klauspost/compress/gzip"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/formats"
	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// speedFolder is where the nights that are timed lie, and the program that reads them (make build).
const (
	speedFolder  = "../../bin/bench"
	speedProgram = "../../bin/nightjar"
)

// speedNights is how many nights lie in the files whose growth is shown.
var speedNights = []int{1, 2, 4, 8, 16}

// nightHours and nightSamples are the length of each night that is timed.
const (
	nightHours   = 8
	nightSamples = nightHours * 3600 * 100 // at 100 Hz
)

// speedFormats are the formats that are timed, with what their files' names end with.
var speedFormats = map[string]string{"axivity-csv": "csv", "axivity-csv.gz": "csv.gz", "named-csv": "named.csv", "axivity-cwa": "cwa", "journal": "nightjar"}

// folderNights is how many nights lie in the folder that is timed.
const folderNights = 4

// speedFile returns a file with so many nights, a day apart, in the named format, and makes it when it is not there.
func speedFile(b *testing.B, format string, nights int) string {
	b.Helper()
	name := filepath.Join(speedFolder, fmt.Sprintf("nights-%d.%s", nights, speedFormats[format]))
	if _, err := os.Stat(name); err == nil {
		return name
	}
	if err := os.MkdirAll(speedFolder, 0o755); err != nil {
		b.Fatal(err)
	}
	var write func(w io.Writer) error
	switch format {
	case "axivity-csv":
		write = func(w io.Writer) error { return writeNights(w, nights) }
	case "axivity-csv.gz":
		csv := speedFile(b, "axivity-csv", nights)
		write = func(w io.Writer) error { return writePacked(w, csv) }
	case "named-csv":
		csv := speedFile(b, "axivity-csv", nights)
		write = func(w io.Writer) error { return writeNamed(w, csv) }
	default:
		csv := speedFile(b, "axivity-csv", nights)
		write = func(w io.Writer) error { return writeConverted(w, csv, format) }
	}
	if err := writeWhole(b.Context(), name, write); err != nil {
		b.Fatal(err)
	}
	return name
}

// writeNights writes nights with severe periodic movements, as an Axivity logger that is off by day would.
func writeNights(w io.Writer, nights int) error {
	buffered := bufio.NewWriterSize(w, 1<<20)
	set := simulate.Default()
	set.Profile, set.Hours = "plm-severe", nightHours
	for i := range nights {
		set.Seed = uint64(i + 1)
		n, err := simulate.New(set)
		if err != nil {
			return err
		}
		if err := n.WriteCSV(buffered, 0); err != nil {
			return err
		}
		set.Start = set.Start.AddDate(0, 0, 1)
	}
	return buffered.Flush()
}

// writePacked writes the file at path as gzip does by itself.
func writePacked(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z := gzip.NewWriter(w)
	_, err = io.Copy(z, f)
	return errors.Join(err, z.Close())
}

// writeNamed writes the table at path with a line of names and in mg, as home-made loggers do: a form that no dialect's own path reads.
func writeNamed(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	to := bufio.NewWriterSize(w, 1<<20)
	fmt.Fprintln(to, "time,x (mg),y (mg),z (mg)")
	for rows := bufio.NewScanner(f); rows.Scan(); {
		fields := strings.Split(rows.Text(), ",")
		fmt.Fprint(to, fields[0])
		for _, axis := range fields[1:] {
			g, err := strconv.ParseFloat(axis, 64)
			if err != nil {
				return err
			}
			fmt.Fprintf(to, ",%.3f", g*1000)
		}
		fmt.Fprintln(to)
	}
	return to.Flush()
}

// writeConverted writes the recording at path as a journal or as .cwa.
func writeConverted(w io.Writer, path, format string) error {
	src, err := formats.Open(path, device.Options{})
	if err != nil {
		return err
	}
	defer src.Close()
	if format == "axivity-cwa" {
		_, err := drain(device.Tee(src, &cwaWriter{w: w}))
		return err
	}
	to, err := journal.NewWriter(w, src.Info())
	if err != nil {
		return err
	}
	tee := device.Tee(src, to)
	if _, err := drain(tee); err != nil {
		return err
	}
	return to.End(tee.Summary())
}

// drain reads src to its end and returns the number of samples.
func drain(src device.Source) (samples int, err error) {
	var c device.Chunk
	for {
		if err := src.Next(&c); err != nil {
			if err == io.EOF {
				return samples, nil
			}
			return samples, err
		}
		samples += c.Len()
	}
}

// inMemory is a recording whose chunks were read beforehand.
type inMemory struct {
	device.Source
	chunks []device.Chunk
	next   int
}

func (m *inMemory) Next(c *device.Chunk) error {
	if m.next == len(m.chunks) {
		return io.EOF
	}
	*c = m.chunks[m.next]
	m.next++
	return nil
}

// Waits says to night.Run that nobody waits for what is in memory.
func (*inMemory) Waits() int { return 0 }

// load reads the recording at path into memory.
func load(b *testing.B, path string) *inMemory {
	b.Helper()
	src, err := formats.Open(path, device.Options{})
	if err != nil {
		b.Fatal(err)
	}
	m := &inMemory{Source: src}
	for {
		var c device.Chunk
		err := src.Next(&c)
		if err == io.EOF {
			return m
		}
		if err != nil {
			b.Fatal(err)
		}
		m.chunks = append(m.chunks, c)
	}
}

// cpuTime returns the processor time that a usage stands for.
func cpuTime(u *syscall.Rusage) time.Duration { return time.Duration(u.Utime.Nano() + u.Stime.Nano()) }

func usage(b *testing.B, who int) *syscall.Rusage {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		b.Fatal(err)
	}
	return &u
}

// maxRSS returns the largest resident size in bytes.
func maxRSS(u *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return int64(u.Maxrss)
	}
	return int64(u.Maxrss) << 10 // KiB elsewhere
}

// perNight reports what b's loop cost for each of samples samples.
func perNight(b *testing.B, samples int, cpu time.Duration) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*samples), "ns/sample")
	b.ReportMetric(cpu.Seconds()/float64(b.N), "cpu-s/op")
}

// timed runs step b.N times and reports its cost over a file of size bytes.
func timed(b *testing.B, path string, step func() error) {
	b.Helper()
	st, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(st.Size())
	runtime.GC() // what came before is not this benchmark's
	before := cpuTime(usage(b, syscall.RUSAGE_SELF))
	b.ResetTimer()
	for range b.N {
		if err := step(); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	perNight(b, nightSamples, cpuTime(usage(b, syscall.RUSAGE_SELF))-before)
}

// BenchmarkStage times the stages of analyze on their own: counting the ends of lines (the limit of any reader of text), unpacking, parsing, scoring samples that
// are in memory. make bench puts them into a table.
func BenchmarkStage(b *testing.B) {
	for _, nights := range speedNights {
		speedFile(b, "axivity-cwa", nights) // here and not in BenchmarkWhole, whose process has to stay small
	}
	for format := range speedFormats {
		speedFile(b, format, 1)
	}
	csv := speedFile(b, "axivity-csv", 1)
	b.Run("part=newlines/format=axivity-csv/nights=1", func(b *testing.B) {
		timed(b, csv, func() error { return countLines(csv) })
	})
	packed := speedFile(b, "axivity-csv.gz", 1)
	b.Run("part=unpack/format=axivity-csv.gz/nights=1", func(b *testing.B) {
		timed(b, packed, func() error { return unpackOnly(packed) })
	})
	for _, format := range []string{"axivity-csv", "axivity-csv.gz", "named-csv", "axivity-cwa", "journal"} {
		path := speedFile(b, format, 1)
		b.Run("part=parse/format="+format+"/nights=1", func(b *testing.B) {
			timed(b, path, func() error {
				src, err := formats.Open(path, device.Options{})
				if err != nil {
					return err
				}
				defer src.Close()
				_, err = drain(src)
				return err
			})
		})
	}
	b.Run("part=score/format=memory/nights=1", func(b *testing.B) {
		m := load(b, csv)
		timed(b, csv, func() error {
			m.next = 0
			_, err := night.Run(context.Background(), m, night.ConfigFor(device.SiteLeftAnkle), nil)
			return err
		})
	})
}

// unpackOnly reads a gzip file to its end.
func unpackOnly(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := fastgzip.NewReader(f)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, z)
	return err
}

// freadScript reads a file twice with data.table's fread, and prints the seconds and the seconds of processors that the second time took.
const freadScript = `suppressMessages(library(data.table)); a <- commandArgs(TRUE); setDTthreads(as.integer(a[2]))
for (i in 1:2) t <- system.time(d <- fread(a[1], header = FALSE, showProgress = FALSE))
cat(t[["elapsed"]], t[["user.self"]] + t[["sys.self"]], nrow(d))`

// BenchmarkFread times the fastest general reader of tables that there is, where R and its data.table are installed (Debian's r-cran-data.table): reading, and
// nothing else.
func BenchmarkFread(b *testing.B) {
	csv := speedFile(b, "axivity-csv", 1)
	if err := exec.Command("Rscript", "-e", "library(data.table)").Run(); err != nil {
		b.Skip("no fread to compare with: apt-get install r-cran-data.table")
	}
	b.Run("part=fread/format=axivity-csv/nights=1", func(b *testing.B) {
		var elapsed, cpu float64
		for range b.N {
			out, err := exec.Command("Rscript", "-e", freadScript, csv, strconv.Itoa(runtime.GOMAXPROCS(0))).Output()
			if err != nil {
				b.Fatal(err)
			}
			var wall, used float64
			var rows int
			if _, err := fmt.Sscan(string(out), &wall, &used, &rows); err != nil || rows < nightSamples*99/100 {
				b.Fatalf("%q: %v", out, err)
			}
			elapsed, cpu = elapsed+wall, cpu+used
		}
		b.ReportMetric(elapsed*1e9/float64(b.N), "ns/op")
		b.ReportMetric(elapsed*1e9/float64(b.N)/nightSamples, "ns/sample")
		b.ReportMetric(cpu/float64(b.N), "cpu-s/op")
	})
}

// countLines reads a file and counts its lines.
func countLines(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines, buf := 0, make([]byte, 1<<20)
	for {
		n, err := f.Read(buf)
		lines += bytes.Count(buf[:n], []byte{'\n'})
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	if lines < nightSamples*99/100 {
		return fmt.Errorf("%s: %d lines", path, lines)
	}
	return nil
}

// BenchmarkWhole times the built program, of which it sees wall time, processor time and the largest resident size. It runs in a process of its own: a child's
// largest resident size begins with its parent's.
func BenchmarkWhole(b *testing.B) {
	if _, err := os.Stat(speedProgram); err != nil {
		b.Skip("no program to time: make build")
	}
	for _, nights := range speedNights {
		if nights > 1 && runtime.GOMAXPROCS(0) == 1 {
			break // growth is shown on all cores
		}
		for _, format := range []string{"axivity-csv", "axivity-csv.gz", "named-csv", "axivity-cwa", "journal"} {
			if nights > 1 && format != "axivity-csv" && format != "axivity-cwa" {
				continue
			}
			path := speedFile(b, format, nights)
			b.Run(fmt.Sprintf("part=analyze/format=%s/nights=%d", format, nights), func(b *testing.B) {
				wholeCall(b, path, nights)
			})
		}
	}
	folder := speedNightsFolder(b)
	b.Run(fmt.Sprintf("part=folder/format=axivity-csv/nights=%d", folderNights), func(b *testing.B) { wholeCall(b, folder, folderNights) })
}

// speedNightsFolder returns a folder of nights: one file under several names.
func speedNightsFolder(b *testing.B) string {
	b.Helper()
	csv := speedFile(b, "axivity-csv", 1)
	folder := filepath.Join(speedFolder, "folder")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		b.Fatal(err)
	}
	for i := range folderNights {
		if err := os.Link(csv, filepath.Join(folder, fmt.Sprintf("night-%d.csv", i+1))); err != nil && !errors.Is(err, fs.ErrExist) {
			b.Fatal(err)
		}
	}
	return folder
}

// wholeCall runs analyze on a file of so many nights, b.N times.
func wholeCall(b *testing.B, path string, nights int) {
	b.Helper()
	st, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	if !st.IsDir() {
		b.SetBytes(st.Size())
	}
	var cpu time.Duration
	var peak int64
	b.ResetTimer()
	for range b.N {
		cmd := exec.Command(speedProgram, "analyze", path, "--site", "left-ankle", "--json")
		cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(runtime.GOMAXPROCS(0)))
		cmd.Stdout, cmd.Stderr = io.Discard, os.Stderr
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		cpu, peak = cpu+cpuTime(u), max(peak, maxRSS(u))
	}
	b.StopTimer()
	if own := maxRSS(usage(b, syscall.RUSAGE_SELF)); peak <= own {
		b.Logf("the peak may be this process's own, %d bytes: run this benchmark alone", own)
	}
	perNight(b, nights*nightSamples, cpu)
	b.ReportMetric(float64(peak)/1e6, "peak-MB")
}
