// Command nightjar reads nights of wrist or ankle acceleration and counts hypnic starts, periodic limb movements and what else moved.
// Each verb has a file of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes of every verb, as the contract gives them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitPartial     = 3
	exitInterrupted = 130 // 128 + SIGINT, as shells report it
)

// usageError is a call that nightjar cannot make sense of: a wrong flag, argument or value of either. It exits with 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// partialError says that some inputs failed and the rest were done. It exits with 3.
type partialError struct{ error }

func (e partialError) Unwrap() error { return e.error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	if os.Getenv("GOGC") == "" {
		paceHeap()
	}
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run executes one call and returns its exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	began := false
	root.PersistentPreRun = func(*cobra.Command, []string) { began = true }
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, "nightjar: interrupted")
	} else {
		fmt.Fprintf(stderr, "nightjar: %v\n", err)
	}
	return exitCode(err, began)
}

// exitCode maps an error to an exit code. An error from before a verb began comes from reading the command line.
func exitCode(err error, began bool) int {
	var usage usageError
	var partial partialError
	switch {
	case errors.As(err, &usage), !began:
		return exitUsage
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &partial):
		return exitPartial
	default:
		return exitFailed
	}
}

// newRoot returns the command with all its verbs.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "nightjar",
		Short:         "Count hypnic starts and periodic limb movements in nights of wrist or ankle acceleration",
		Args:          knownVerb,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.AddCommand(
		newAccuracyCommand(), newTrainCommand(),
		newAnalyzeCommand(),
		newBenchCommand(),
		newCheckCommand(),
		newConvertCommand(),
		newEvaluateCommand(),
		newExplainCommand(),
		newInfoCommand(),
		newPlayCommand(),
		newRulesCommand(),
		newScoreCommand(),
		newServeCommand(),
		newSimulateCommand(),
		newPortsCommand(),
		newRecordCommand(),
		newVersionCommand(),
		newWatchCommand(),
	)
	root.SetHelpCommand(newHelpCommand(root))
	root.InitDefaultCompletionCmd()
	if completion, _, err := root.Find([]string{"completion"}); err == nil {
		completion.RunE = root.RunE // so that a shell it does not know is a wrong call
	}
	return root
}

// knownVerb refuses a word that is no verb and names those that it may stand for.
func knownVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	cmd.SuggestionsMinimumDistance = 2 // letters that may differ
	if like := cmd.SuggestionsFor(args[0]); len(like) > 0 {
		return fmt.Errorf("there is no command %q; did you mean %s?", args[0], strings.Join(like, " or "))
	}
	if _, err := os.Stat(args[0]); err == nil {
		return fmt.Errorf("there is no command %q; to count what is in that recording: nightjar analyze %s", args[0], args[0])
	}
	return fmt.Errorf("there is no command %q; nightjar help lists them", args[0])
}

// newHelpCommand returns the verb that explains verbs. Unlike cobra's own it fails for one that does not exist.
func newHelpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Explain a command",
		RunE: func(_ *cobra.Command, args []string) error {
			verb, rest, err := root.Find(args)
			if err == nil && len(rest) > 0 {
				err = fmt.Errorf("there is no command %q", strings.Join(rest, " "))
			}
			if err != nil {
				return usageError{err}
			}
			verb.InitDefaultHelpFlag()
			return verb.Help()
		},
	}
}
