package main

import (
	"context"
	"errors"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/formats"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/web"
)

const (
	samplesPiece = 1024 // samples that are traced at once: less than a trace keeps, from 18 Hz on
	samplesWarm  = 30.0 // s before the stretch that is asked for, for the posture to be found
)

var errEnough = errors.New("read far enough")

// samplesOf reads how the limbs of a night moved from one time to another, in seconds since the first recording's first sample, all by one clock: parcels for each
// recording. The recordings are read from their beginnings, so this takes what reading them takes.
func samplesOf(ctx context.Context, recordings []web.Recording, from, to float64) ([][]night.WaveNow, error) {
	var out [][]night.WaveNow
	var first int64 // ns: when the first recording began, by its own clock
	for i := range recordings {
		src, err := formats.Open(recordings[i].File, device.Options{Unhashed: true})
		if err != nil {
			return nil, err
		}
		e, trace := night.NewEngine(src.Info(), night.ConfigFor(src.Info().Site)), night.NewTrace(src.Info().Rate)
		var list []night.WaveNow
		at := func(since float64) float64 { // seconds by its clock after its first sample → the night's
			return since + startAfter(e, first, i) - recordings[i].Clock.Ahead(since) + recordings[0].Clock.Ahead(0)
		}
		err = night.Pull(ctx, &until{Source: src, over: func() bool { return at(e.Ledger().Seconds(float64(e.Ledger().Data.End))) > to }}, func(c *device.Chunk) {
			e.Push(c)
			if i == 0 && first == 0 && len(e.Ledger().Anchors) > 0 {
				first = e.Ledger().Anchors[0].Nanos
			}
			for k := 0; k < c.Len(); k += samplesPiece {
				b := c.Slice(k, min(k+samplesPiece, c.Len()))
				if at(e.Ledger().Seconds(float64(b.Start))) < from-samplesWarm {
					continue
				}
				trace.Push(&b)
				w := e.WaveSince(trace, b.Start)
				if w.Onset = at(w.Onset); w.Onset+float64(len(w.G))/w.RateHz >= from && w.Onset <= to {
					list = append(list, w)
				}
			}
		})
		if err = errors.Join(ignored(err), src.Close()); err != nil {
			return nil, err
		}
		out = append(out, list)
	}
	return out, nil
}

// startAfter returns how many seconds after the first recording another one began, as their clocks have it; 0 when that is not known.
func startAfter(e *night.Engine, first int64, i int) float64 {
	if a := e.Ledger().Anchors; i > 0 && len(a) > 0 {
		return float64(a[0].Nanos-first) / float64(time.Second)
	}
	return 0
}

// until is a source that ends early.
type until struct {
	device.Source
	over func() bool
}

// Next implements device.Source.
func (u *until) Next(c *device.Chunk) error {
	if u.over() {
		return errEnough
	}
	return u.Source.Next(c)
}

// ignored drops the error of a source that was ended early.
func ignored(err error) error {
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}
