//go:build !amd64 || purego

package dsp

const kernels = false // inner loops are those in Go

func section3(*recursion, *[axes]delays, *[axes]*float64, *[axes]*float64, int, int) {}

func takeOff(*[axes]*float64, *[axes]*int32, int, *Swing, *[4 * axes]float64) {}

func lagSums(*[Lags]float64, *float64, *float64, int) {}

func sums8(*[axes]Total, *[axes]*int32, int, int) (fits bool) { return false }

func totals(*Total, *int32, int, int) {}

func beyond(*int32, int, int32) bool { return false }

func fold6(_, _, _ *lanes, _ *turn, _, _, _ int) {}
