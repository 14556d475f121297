// Package tables reads recordings that are text tables: the CSV dialects of
// other makers, one file each, with the provenance of what is known of it in
// the file's first comment.
//
// Every dialect is a device.Format: it claims a file by its first 4 KiB and
// makes a plan of it (what stands in which column, in which unit, how
// time is stated). The rest is common: blocks of lines (blocks.go) that are parsed on all cores in the
// order of the file (pipeline.go, tally.go), numbers read exactly as decimals (number.go), stamps (clock.go, minute.go),
// rows (layout.go, and quick.go and sixes.go for plain ones, the latter in assembly too, for amd64), and a Source that numbers them on a device.Grid (source.go).
//
// Tables of no known maker are read by their columns' names (named.go), or as the user describes them (described.go).
//
// A row that cannot be read is passed over, counted and warned of with its line; a file with
// more than 1 % of such rows is refused. A row with an empty or NaN axis is a missing
// sample. Tables of counts and epochs are recognised and refused by name.
package tables
