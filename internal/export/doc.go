// Package export writes nights for other programs and for paper: figures of the timeline, the intervals and the hours as SVG, PNG and PDF (gonum/plot). It
// draws what package report found and computes nothing of its own.
package export
