package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/play"
)

// newPlayCommand returns the verb that plays a recording as a serial device.
func newPlayCommand() *cobra.Command {
	var f readingFlags
	var faults string
	cfg := play.Config{Speed: 1}
	cmd := &cobra.Command{
		Use:   "play FILE…",
		Short: "Play a recording as a serial device on a pseudo-terminal",
		Long: `Play sends a recording as the bytes of a serial device, on a pseudo-terminal whose path is the first line of output. It waits for a
reader, plays, and hangs up. Several files are the sensors of one link, begun at the same time (mavlink). After an unplug the device comes back under another path, which is printed too; --link always leads to it.

` + play.FaultHelp,
		Example: `  nightjar play night.csv --link /tmp/sensor
  nightjar play night.csv --decoder ximu3 --speed 100 --fault corrupt=0.0001,unplug=600,5,reboot=1200`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if cfg.Faults, err = play.ParseFaults(faults); err != nil {
				return usageError{err}
			}
			if err := cfg.Check(); err != nil {
				return usageError{err}
			}
			opt, err := f.options()
			if err != nil {
				return err
			}
			return playFiles(cmd, args, opt, cfg)
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&cfg.Decoder, "decoder", "mavlink", "the device to be: "+strings.Join(play.Decoders(), ", "))
	completeWords(cmd, "decoder", play.Decoders()...)
	cmd.Flags().Float64Var(&cfg.Speed, "speed", 1, "times real time")
	cmd.Flags().StringVar(&cfg.Link, "link", "", "path of a symbolic link to the device")
	cmd.Flags().StringVar(&faults, "fault", "", "what goes wrong, as above")
	cmd.Flags().Uint64Var(&cfg.Seed, "seed", 1, "seed of corrupt and drop")
	return cmd
}

// playFiles plays the recordings at paths.
func playFiles(cmd *cobra.Command, paths []string, opt device.Options, cfg play.Config) (err error) {
	var list []device.Source
	defer func() {
		for _, src := range list {
			err = errors.Join(err, src.Close())
		}
	}()
	for _, path := range paths {
		src, err := openRecording(cmd.InOrStdin(), path, opt)
		if err != nil {
			return err
		}
		list = append(list, src)
	}
	cfg.Tell = func(path string) error {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), path)
		return err
	}
	return play.Play(cmd.Context(), list, cfg)
}
