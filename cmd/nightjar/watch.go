package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// watchFlags are the flags of watch as they were given; record has some of them.
type watchFlags struct {
	sensorFlags
	analyze analyzeFlags
	journal string
	fresh   bool
	length  time.Duration
	plain   bool
	bell    bool
	exec    string
	http    string
}

// newWatchCommand returns the verb that reads a connected sensor through the night.
func newWatchCommand() *cobra.Command {
	var f watchFlags
	cmd := &cobra.Command{
		Use:   "watch [PORT | SITE=PORT…]",
		Short: "Watch a connected sensor through the night: record, count, show",
		Long: `Watch reads a sensor on a serial port, keeps every sample in a journal before it is used, counts as analyze does, and shows the night as it goes.
Ctrl-C ends the night: it is scored from the journal and the counts are printed.

Without PORT, or with auto, the sensor is found by listening; nothing is written to a port that is not known to be one. Two limbs: left-ankle=PORT
right-ankle=PORT, the same port twice when one link carries both sensors. A journal of the same sensor that stopped less than two hours ago without having
been ended is continued; --new begins another.

With --http the night is also shown live in a browser. At any address but this computer's own it asks for a token, which is printed once.

On the screen: l marks lights off (twice once you have slept), j marks "I just jerked", q ends the night.`,
		Example: `  nightjar watch --site left-ankle
  nightjar watch /dev/ttyUSB0 --decoder witmotion --plain
  nightjar watch --site left-ankle --http 127.0.0.1:8477
  nightjar watch left-ankle=/dev/ttyACM0 right-ankle=/dev/ttyACM1 --json`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.sensorFlags.add(cmd)
	f.addJournal(cmd)
	f.analyze.rules = addRulesFlag(cmd)
	v := cmd.Flags()
	v.BoolVar(&f.plain, "plain", false, "lines instead of a screen")
	v.BoolVar(&f.analyze.json, "json", false, "print JSON: a line for each event as it settles, then the analysis")
	v.StringVar(&f.http, "http", "", "show the night in a browser as well, at an address such as 127.0.0.1:8477")
	v.BoolVar(&f.bell, "bell", false, "ring the terminal's bell when something has moved")
	v.StringVar(&f.exec, "exec", "", "command to run, with JSON on standard input: {\"movement\":…} as soon as something has moved, {\"event\":…} when it has settled, as with --json")
	v.StringVar(&f.analyze.lightsOff, "lights-off", "", "HH:MM, 2024-03-14T23:10:00+01:00, or +SECONDS from the first sample")
	v.StringVar(&f.analyze.lightsOn, "lights-on", "", "likewise")
	v.StringVar(&f.analyze.calibration, "calibration", "", "JSON with offset_g and gain of the sensor's axes, as a report prints them")
	v.StringVar(&f.analyze.outTo, "out", "", "folder for analysis.json, nights.csv, events.csv and report.html")
	addConfigFlag(cmd)
	return cmd
}

// newRecordCommand returns the verb that only keeps the journal.
func newRecordCommand() *cobra.Command {
	var f watchFlags
	cmd := &cobra.Command{
		Use:     "record [PORT | SITE=PORT…]",
		Short:   "Record a connected sensor, and nothing else",
		Long:    "Record keeps every sample of a connected sensor in a journal, as watch does, without counting. Ctrl-C ends it; nightjar analyze reads it.",
		Example: "  nightjar record --site left-ankle --journal tonight.njr",
		RunE:    func(cmd *cobra.Command, args []string) error { return f.record(cmd, args) },
	}
	f.sensorFlags.add(cmd)
	f.addJournal(cmd)
	addConfigFlag(cmd)
	return cmd
}

// addJournal declares the flags of what is recorded.
func (f *watchFlags) addJournal(cmd *cobra.Command) {
	v := cmd.Flags()
	v.StringVar(&f.journal, "journal", "", "file to record into (default: named by the time, in the data folder)")
	v.BoolVar(&f.fresh, "new", false, "begin a recording even if one of this sensor was interrupted less than two hours ago")
	v.DurationVar(&f.length, "for", 0, "end by itself after this long, such as 8h")
}

// watchGC is by how much the heap may grow between two collections: a night's memory stays small, and the work is hardly any at the pace of a sensor.
const watchGC = 40 // %

// watchCores is how many processors Go's scheduler is given: each of a hundred readings a second that wakes it costs twice as much when it looks whether there is
// work for others as well (2.1 % of a core instead of 1.0, measured), and a night needs a hundredth of one.
const watchCores = 1

// begin opens the session and sees to it that it ends when it should. over is to be called at its end.
func (f *watchFlags) begin(cmd *cobra.Command, args []string) (s *session, over func(), err error) {
	targets, err := f.targets(args)
	if err != nil {
		return nil, nil, err
	}
	if f.length < 0 {
		return nil, nil, usageError{fmt.Errorf("--for %v: give a length such as 8h", f.length)}
	}
	keepHeap(watchGC)
	said := &speaker{out: cmd.ErrOrStderr()}
	if s, err = openSession(cmd.Context(), &f.sensorFlags, targets, f.journal, f.fresh, said); err != nil {
		return nil, nil, err
	}
	cores := runtime.GOMAXPROCS(watchCores)
	for _, b := range s.limbs {
		h, info := b.link.Health(), b.source.Info()
		said.say("%s: %s at %s%s", h.Port, h.Decoder, info.Rate, siteSuffix(string(info.Site)))
		for _, w := range append(info.Warnings, b.source.Summary().Warnings...) {
			said.say("%s: %s", w.Code, w.Text)
		}
	}
	wake, why := inhibitSleep()
	if why != "" {
		said.say("%s", why)
	}
	unhook := context.AfterFunc(cmd.Context(), s.stop)
	end := func() {}
	if f.length > 0 {
		t := time.AfterFunc(f.length, s.stop)
		end = func() { t.Stop() }
	}
	return s, func() { unhook(); end(); wake(); runtime.GOMAXPROCS(cores) }, nil
}

// siteSuffix names a site at the end of a line.
func siteSuffix(site string) string {
	if site == "" {
		return ""
	}
	return ", " + site
}

// record executes the verb record.
func (f *watchFlags) record(cmd *cobra.Command, args []string) error {
	s, over, err := f.begin(cmd, args)
	if err != nil {
		return err
	}
	defer over()
	err = s.run()
	_, err2 := s.finish()
	return errors.Join(err, err2)
}

// run executes the verb watch.
func (f *watchFlags) run(cmd *cobra.Command, args []string) error {
	f.analyze.nightStart = "12:00"
	a, err := f.analyze.understand(cmd)
	if err != nil {
		return err
	}
	if f.analyze.outTo != "" {
		if err := prepareFolder(f.analyze.outTo); err != nil {
			return err
		}
	}
	page, err := f.openPage()
	if err != nil {
		return err
	}
	defer page.close()
	s, over, err := f.begin(cmd, args)
	if err != nil {
		return err
	}
	defer over()
	if err := s.score(a.scoring, a.calibrate.Calibration); err != nil {
		return errors.Join(err, s.close())
	}
	page.show(s)
	broke := f.show(cmd, s)
	page.close()
	complete, err := s.finish()
	if err != nil {
		s.say("nightjar: %v", err)
	}
	if complete {
		s.forget()
	}
	out, err := a.ofSession(s, complete)
	if err != nil {
		return errors.Join(broke, err)
	}
	ctx := context.WithoutCancel(cmd.Context()) // Ctrl-C was how the night ended
	if f.analyze.outTo != "" {
		if err := writeFolder(ctx, f.analyze.outTo, &out, false); err != nil {
			return err
		}
	}
	if f.analyze.json {
		return errors.Join(broke, s.printAnalysis(cmd.OutOrStdout(), &out))
	}
	return errors.Join(broke, report.WriteText(cmd.OutOrStdout(), &out))
}

// show runs the session and shows it in the way that was asked for.
func (f *watchFlags) show(cmd *cobra.Command, s *session) error {
	var bell io.Writer
	if f.bell {
		bell = cmd.ErrOrStderr()
	}
	alarms := newAlarm(bell, f.exec)
	defer alarms.end()
	done := make(chan struct{})
	var broke error
	go func() {
		defer close(done)
		broke = s.run()
	}()
	events := func() {
		if !s.join() {
			return
		}
		for _, e := range s.settle() {
			if f.analyze.json {
				fmt.Fprintf(cmd.OutOrStdout(), "{\"event\":%s}\n", e)
			}
			alarms.settled(e)
		}
	}
	out, screen := cmd.OutOrStdout().(*os.File)
	if screen = screen && terminal(out) && !f.plain && !f.analyze.json; screen {
		go s.every(lookEvery, done, func() { events(); alarms.moved(s.fresh()) })
		err := showScreen(s, done)
		<-done
		return errors.Join(broke, err)
	}
	v := &plainView{out: cmd.OutOrStdout(), s: s}
	s.every(lookEvery, done, func() {
		events()
		fresh := s.fresh()
		alarms.moved(fresh)
		if !f.analyze.json {
			v.look(fresh)
		}
	})
	<-done
	return broke
}

// ofSession makes the analysis of a night that has ended: of its journals, as analyze would; of what was seen, when a full disk kept some of it from them.
func (a *analysis) ofSession(s *session, complete bool) (report.Analysis, error) {
	a.progress = newProgress(io.Discard, 1)
	if complete {
		var j job
		for _, b := range s.limbs {
			j.inputs = append(j.inputs, input{path: b.keeper.path, site: b.source.Info().Site})
		}
		r, err := a.one(context.Background(), &j)
		return a.together([]result{r}), err
	}
	s.say("the journal misses what the disk had no room for: these counts are of what was seen")
	var r result
	g := s.group()
	for i, b := range s.limbs {
		g[i].Summary = b.source.Summary()
		r.config.add(g[i].Site, b.engine.Config())
	}
	var err error
	r.scored, err = report.Join(g, a.scoring)
	return a.together([]result{r}), err
}

// printAnalysis prints the events that had not settled before the night ended, then the analysis.
func (s *session) printAnalysis(w io.Writer, a *report.Analysis) error {
	k := 0
	for i := range a.Nights {
		for j := range a.Nights[i].Events {
			e := encodeEvent(&a.Nights[i].Events[j])
			if k < len(s.emitted) {
				if s.emitted[k] != e {
					s.say("event %d was told otherwise while the night lasted: the analysis is right", k+1)
				}
				k++
				continue
			}
			if _, err := fmt.Fprintf(w, "{\"event\":%s}\n", e); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintf(w, "{\"analysis\":%s}\n", encodeLine(a))
	return err
}
