// Package formats is the explicit list of the formats that Nightjar reads, and
// the one way to open a recording without knowing which it is.
//
// Open looks at the first 4 KiB, decompressed (gzip, zstd, the one recording in a zip file; held to a ratio that recordings have) and turned into UTF-8
// where it is UTF-16. Exactly one format must claim
// them; otherwise the error lists the claimants or says how to describe the file.
package formats
