//go:build !linux

package play

import (
	"context"
	"errors"
	"time"
)

// terminal stands for a pseudo-terminal where there is none.
type terminal struct{ path string }

const pollTime = 5 * time.Millisecond

func openTerminal() (*terminal, error) {
	return nil, errors.New("recordings are played on Linux only, for want of its pseudo-terminals")
}
func (t *terminal) hasReader() bool                                   { return false }
func (t *terminal) write(context.Context, []byte) (bool, error)       { return false, nil }
func (t *terminal) drain()                                            {}
func (t *terminal) settle(ctx context.Context, _ time.Duration) error { return ctx.Err() }
func (t *terminal) close() error                                      { return nil }
