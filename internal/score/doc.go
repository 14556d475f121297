// Package score turns a list of limb movements into periodic series and verdicts under a written rule set.
//
// It knows nothing of samples, sensors or detectors: a movement is a Span of time on a limb, with what is known of sleep and respiration
// at its onset. Time is Nanos, whole nanoseconds from the night's start, so that the boundaries of the rules (0.5, 5, 10, 15 and 90 s)
// are exact and inclusive for every decimal time.
//
// The order of work is that of the WASM/IRLSSG 2016 rules as their co-author's program does it (standards sheet §2.1):
//
//	join fragments of one limb → drop what is too short → tell what is too long → combine limbs → intervals and series
//
// A Scorer does this as movements come in and emits a verdict once nothing later can change it; Score does the same for a whole list
// with the same code. What the rules leave open, or answer differently, is a field of Rules.
package score
