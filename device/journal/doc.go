// Package journal is Nightjar's own recording: what a Source delivered, to the bit.
//
// A Writer takes chunks (it is a device.Recorder) and a Reader is a device.Source that gives the same header, samples, flags, holes and
// anchors back. Samples are grouped into frames of about a second, each with its own checksum, so that a crash costs
// at most the frame being written, and damage costs the frames it hit. Nothing is repaired in silence: what cannot be read is dropped, counted and said
// in Summary().Warnings, and shows as a hole.
//
// # Grammar
//
// All fixed-width numbers are little-endian. uvarint and varint are those of encoding/binary (base 128, varint with zig-zag). A CRC is CRC-32C
// (Castagnoli). bits(n, w) is n unsigned numbers of w bits each, packed from the lowest bit of the first byte up, the last byte filled with zeros:
// ⌈n·w/8⌉ bytes.
//
//	journal = magic version header header { frame } [ end ]
//	magic   = 89 'N' 'J' 'R' 0D 0A 1A 0A             8 bytes; shows a transfer that changed line ends
//	version = 01                                     1 byte
//
// Everything after is frames:
//
//	frame   = sync type length check payload crc
//	sync    = F5 A7                                  2 bytes
//	type    = 'H' | 'S' | 'M' | 'E'                  1 byte
//	length  = bytes of payload, at most 131072       3 bytes
//	check   = CRC of sync, type and length, low half 2 bytes
//	crc     = CRC of the payload                     4 bytes
//
// The check makes a length trustworthy before its payload is read. A reader that meets damage looks for the next frame from the byte behind
// the sync on, or behind the check when that holds and only the crc does not. A frame of an unknown type is passed and said.
//
//	header  = frame 'H': JSON of device.Info         twice, so that one damaged copy costs nothing
//	end     = frame 'E': JSON {"samples": …, "warnings": […]}  of device.Summary, when the recording was ended in order
//	mark    = frame 'M': uvarint(index) text         a remark on a sample, UTF-8, at most 4096 bytes
//
// A frame 'S' holds 1 to 4096 consecutive samples, those of one second and at least 64 when nothing forces it to be shorter:
//
//	samples = uvarint(start) cause uvarint(n) axis axis axis flags anchors
//	start   = number of the first sample, at least the end of the frame before; beyond it lies a hole
//	cause   = device.Cause of that hole, 0 when there is none   1 byte
//
// An axis (x, y, z) is n whole micro-g. Sensors measure in steps, so the numbers stored are steps k of a size that the writer found to fit:
//
//	axis    = form ( flat | slope ) [ bits(n, 2) ]
//	form    = step + 32·(0 flat | 1 slope) + 64·(residuals follow)   1 byte
//	flat    = varint(low) width bits(n, width)                       k[i] = low + u[i]
//	slope   = varint(k[0]) varint(low) width bits(n−1, width)        k[i] = k[i−1] + low + u[i−1]
//	width   = 0 … 34                                                 1 byte
//
// A sample is k·step in micro-g rounded to the nearest whole number, halves away from zero, plus its residual (u − 1, so −1, 0 or 1) when residuals
// follow; they carry other makers' ways of rounding. The steps, by number, in micro-g:
//
//	0  1           5  10⁶/32    9   10⁶/512    13  10⁶/8192    17  10⁸/980665  (0.001 m/s²)
//	1  10          6  10⁶/64    10  10⁶/1024   14  10⁶/16384
//	2  100         7  10⁶/128   11  10⁶/2048   15  10⁶/16
//	3  1000        8  10⁶/256   12  10⁶/4096   16  10⁹/980665  (0.01 m/s²)
//	4  10000
//
// Flags are runs, none at all when every flag is 0; anchors are those on the frame's samples, in order:
//
//	flags   = uvarint(runs) { flag uvarint(length) }                 flag is a dsp.Flag, 1 byte; the lengths add up to n
//	anchors = uvarint(count) { uvarint(index − the one before) varint(nanos − the one before) }   the one before the first: start, 0
package journal
