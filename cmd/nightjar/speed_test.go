//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

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
var speedNights = []int{1, 2, 4}

// nightHours and nightSamples are the length of each night that is timed.
const (
	nightHours   = 8
	nightSamples = nightHours * 3600 * 100 // at 100 Hz
)

// speedFile returns a file with so many nights, a day apart, in the named format, and makes it when it is not there.
func speedFile(b *testing.B, format string, nights int) string {
	b.Helper()
	name := filepath.Join(speedFolder, fmt.Sprintf("nights-%d.%s", nights, map[string]string{"axivity-csv": "csv", "journal": "nightjar"}[format]))
	if _, err := os.Stat(name); err == nil {
		return name
	}
	if err := os.MkdirAll(speedFolder, 0o755); err != nil {
		b.Fatal(err)
	}
	write := func(w io.Writer) error { return writeNights(w, nights) }
	if format == "journal" {
		csv := speedFile(b, "axivity-csv", nights)
		write = func(w io.Writer) error { return writeJournal(w, csv) }
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

// writeJournal writes the recording at path as a journal.
func writeJournal(w io.Writer, path string) error {
	src, err := formats.Open(path, device.Options{})
	if err != nil {
		return err
	}
	defer src.Close()
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

// BenchmarkStage times the stages of analyze on their own: counting the ends of lines (the limit of any reader of text), parsing, scoring samples that are in
// memory. make bench puts them into a table.
func BenchmarkStage(b *testing.B) {
	for _, nights := range speedNights {
		speedFile(b, "journal", nights) // here and not in BenchmarkWhole, whose process has to stay small
	}
	csv := speedFile(b, "axivity-csv", 1)
	b.Run("part=newlines/format=axivity-csv/nights=1", func(b *testing.B) {
		timed(b, csv, func() error { return countLines(csv) })
	})
	for _, format := range []string{"axivity-csv", "journal"} {
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
		for _, format := range []string{"axivity-csv", "journal"} {
			path := speedFile(b, format, nights)
			b.Run(fmt.Sprintf("part=analyze/format=%s/nights=%d", format, nights), func(b *testing.B) {
				wholeCall(b, path, nights)
			})
		}
	}
}

// wholeCall runs analyze on a file of so many nights, b.N times.
func wholeCall(b *testing.B, path string, nights int) {
	b.Helper()
	st, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(st.Size())
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
