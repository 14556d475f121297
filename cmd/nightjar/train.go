package main

import (
	"runtime"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/internal/accuracy"
)

// newTrainCommand is for those who build nightjar: make train.
func newTrainCommand() *cobra.Command {
	ofFidgets := false
	c := &cobra.Command{
		Use: "train", Short: "Fit the models of hypnic starts, rhythmic trains, the stages and rests of movements and short limb movements to simulated nights and print them as Go source", Hidden: true, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if ofFidgets {
				m, err := accuracy.TrainFidgets(c.Context(), accuracy.FidgetNights(), runtime.NumCPU(), nil)
				if err != nil {
					return err
				}
				return accuracy.WriteFidgets(c.OutOrStdout(), &m)
			}
			m, err := accuracy.Train(c.Context(), accuracy.WholeCurriculum(), runtime.NumCPU(), nil)
			if err != nil {
				return err
			}
			return m.Write(c.OutOrStdout())
		},
	}
	c.Flags().BoolVar(&ofFidgets, "fidgets", false, "fit the model that tells fidgeting from limb movements instead; the others rest on it, so it comes first")
	return c
}
