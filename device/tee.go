package device

import "fmt"

// Recorder keeps what it is handed; journal.Writer is one.
type Recorder interface {
	// Record takes the samples, the hole before them and the anchors on them, and keeps nothing of c itself.
	Record(c *Chunk) error
}

// Tee returns src with every chunk recorded before it is handed on, so that nothing is ever used that was not kept. An error of the
// recorder therefore ends the source. Close closes src; the recorder belongs to the caller, who ends it.
func Tee(src Source, w Recorder) Source { return &tee{Source: src, w: w} }

type tee struct {
	Source
	w   Recorder
	err error // the recorder's first error, final
}

func (t *tee) Next(c *Chunk) error {
	if t.err != nil {
		c.Reset(0)
		return t.err
	}
	if err := t.Source.Next(c); err != nil {
		return err
	}
	if err := t.w.Record(c); err != nil {
		t.err = fmt.Errorf("recording samples from %d on: %w", c.Start, err)
		c.Reset(0)
	}
	return t.err
}
