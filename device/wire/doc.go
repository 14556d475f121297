// Package wire turns the bytes of a serial link into packets: one decoder per protocol, each a file of its own.
//
// A Decoder is fed the link's bytes in any portions and appends what it understood: samples in whole micro-g, with the device's own
// time and counter where frames carry them, and remarks such as who the sender is or why its stream cannot be used. It knows neither
// ports nor clocks; what the caller knows of a portion's arrival passes through to the packets that end in it.
//
// Bytes are never trusted. A frame whose length, checksum or numbers are wrong costs one byte and the search begins anew behind it, so that
// damage never swallows the good frames after it. What a protocol cannot check itself (text has no checksum) is checked against its
// neighbours once the link has shown that it corrupts. Everything refused is counted.
//
// The protocols, their example frames and the rules of detection are those of the serial-link notes of the project (serial.md), which name each
// vendor's source.
package wire
