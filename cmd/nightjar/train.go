package main

import (
	"runtime"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/internal/accuracy"
)

// newTrainCommand is for those who build nightjar: make train.
func newTrainCommand() *cobra.Command {
	return &cobra.Command{
		Use: "train", Short: "Fit the models of hypnic starts and rhythmic trains to simulated nights and print it as Go source", Hidden: true, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			m, err := accuracy.Train(c.Context(), accuracy.TrainingNights(), runtime.NumCPU(), nil)
			if err != nil {
				return err
			}
			return m.Write(c.OutOrStdout())
		},
	}
}
