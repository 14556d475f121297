// Package tui is the screen of a night that lasts: a view of snapshots, in a terminal of 80 columns and 24 lines or any other size.
//
// It computes nothing: what it shows was settled elsewhere, or is marked as pending. canvas.go draws curves with Braille dots, screen.go lays the page out, and
// program.go lets it run.
package tui
