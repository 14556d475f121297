// Package devicetest is the suite that every format passes: what a Source
// promises (package device), however its bytes arrive, wherever they end and
// whatever is flipped in them.
package devicetest
