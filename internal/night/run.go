package night

import (
	"context"
	"fmt"
	"io"

	"github.com/nightjar-sleep/nightjar/device"
)

// Run pulls src to its end through an engine and returns the ledger. When the source fails part-way, the
// ledger of what came before is returned along with the error; when ctx is cancelled, with its error. Run does not close the source. progress, when not nil, is
// called after every chunk with the ledger so far.
func Run(ctx context.Context, src device.Source, c Config, progress func(*Ledger)) (*Ledger, error) {
	e := NewEngine(src.Info(), c)
	var out lookout
	out.source, _ = src.(interface{ Waits() int })
	err := Pull(ctx, src, func(c *device.Chunk) {
		if e.beside == nil && e.detector != nil && out.clear() {
			e.begin()
		}
		e.Push(c)
		if progress != nil {
			progress(e.Ledger())
		}
	})
	e.Close()
	return e.Ledger(), err
}

// Pull hands every chunk of src to use, in order. It returns nil at the source's end, its error when it fails part-way, and that of ctx when that is cancelled. It
// does not close the source.
func Pull(ctx context.Context, src device.Source, use func(*device.Chunk)) error {
	chunk := new(device.Chunk)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := src.Next(chunk)
		if err == io.EOF { // a wrapped one is a recording cut short
			return nil
		}
		if err != nil {
			return fmt.Errorf("after %d samples: %w", src.Summary().Samples, err)
		}
		use(chunk)
	}
}
