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
	chunk := new(device.Chunk)
	for {
		if err := ctx.Err(); err != nil {
			e.Close()
			return e.Ledger(), err
		}
		err := src.Next(chunk)
		if err == io.EOF { // a wrapped one is a recording cut short
			e.Close()
			return e.Ledger(), nil
		}
		if err != nil {
			e.Close()
			return e.Ledger(), fmt.Errorf("after %d samples: %w", src.Summary().Samples, err)
		}
		e.Push(chunk)
		if progress != nil {
			progress(e.Ledger())
		}
	}
}
