package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// standardInput is the FILE that stands for standard input.
const standardInput = "-"

// onceOnly refuses calls that name standard input for more than one file.
func onceOnly(paths ...string) error {
	n := 0
	for _, p := range paths {
		if p == standardInput {
			n++
		}
	}
	if n > 1 {
		return usageError{errors.New("standard input can be read once only")}
	}
	return nil
}

// readFile reads the file at path, or stdin for - (nil when that is not for such files), and gives its zero for no path.
func readFile[T any](ctx context.Context, stdin io.Reader, path string, read func(io.Reader, string) (T, error)) (T, error) {
	return unlessInterrupted(ctx, func() (none T, err error) {
		switch {
		case path == "":
			return none, nil
		case path == standardInput && stdin == nil:
			return none, usageError{fmt.Errorf("standard input is for recordings: give a file instead of %s", path)}
		case path == standardInput:
			return read(stdin, "standard input")
		}
		f, err := os.Open(path)
		if err != nil {
			return none, err
		}
		defer f.Close() // only read
		return read(f, path)
	})
}

// unlessInterrupted waits for work, but no longer than ctx lasts: what reads a pipe on which nothing comes cannot be told to stop, and is left behind.
func unlessInterrupted[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		v, err := work()
		done <- result{v, err}
	}()
	select {
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	case r := <-done:
		return r.value, r.err
	}
}
