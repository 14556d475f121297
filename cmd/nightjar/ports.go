package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/device/live"
)

// portLine is a port as ports --json prints it.
type portLine struct {
	Port    string `json:"port"`
	ByID    string `json:"by_id,omitempty"`
	Device  string `json:"device"`
	USB     string `json:"usb,omitempty"` // VID:PID
	Serial  string `json:"serial,omitempty"`
	Decoder string `json:"decoder,omitempty"`
	Baud    int    `json:"baud,omitempty"`
	Trouble string `json:"trouble,omitempty"`
}

// newPortsCommand returns the verb that lists serial ports.
func newPortsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "ports [PORT]",
		Short: "List the serial ports and what speaks on each",
		Long: `Ports lists the serial ports with a sensor or anything else on them, and listens for some seconds to each. Nothing is written to a port unless
the device has said by its USB numbers that it must be asked.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var opt live.Options
			if len(args) > 0 {
				opt.Port = portName(args[0])
			}
			heard, err := live.Survey(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return printPorts(cmd, heard, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// printPorts prints what was heard.
func printPorts(cmd *cobra.Command, heard []live.Heard, asJSON bool) error {
	lines := []portLine{}
	for _, h := range heard {
		l := portLine{Port: h.Name, ByID: h.ByID, Device: h.Label(), Serial: h.Serial, Decoder: h.Protocol, Baud: h.Baud, Trouble: h.Trouble}
		if h.USB {
			l.USB = h.VID + ":" + h.PID
		}
		lines = append(lines, l)
	}
	if asJSON {
		return printJSON(cmd, lines)
	}
	if len(lines) == 0 {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "There is no serial port. Plug the sensor in; a sensor over Bluetooth needs to be bound to a port first.")
		return err
	}
	tw := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, l := range lines {
		says := l.Trouble
		if l.Decoder != "" {
			says = fmt.Sprintf("%s at %d baud", l.Decoder, l.Baud)
		}
		fmt.Fprintln(tw, strings.Join([]string{l.Port, l.Device, l.USB, says}, "\t"))
	}
	return tw.Flush()
}
