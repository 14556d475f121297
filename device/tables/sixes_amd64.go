//go:build !purego

package tables

const sixKernel = true // rows of sixes are read in assembly

// sixRows is sixRowsGo in SSE2, of the rows at b: length bytes and slack beyond.
//
//go:noescape
func sixRows(to *sixesRoom, like *sixesLike, b *byte, length int) (rows, read int)
