// Package accuracy runs grids of simulated nights through the same path as recorded ones and pools how well they were counted.
//
// The nights are fed from the simulator in memory; everything from the engine on is what analyze does. Seeds below
// FirstTestSeed are for development, the others for reports, so that no figure is shown on a night that something was tuned on.
//
//	grid.go       the nights and the views in which each is scored
//	table.go      every promise beside what was measured
//	ablation.go   what each part of the detector buys
//	vary.go       what is found when an assumption of the simulator is a third, and three times, as large
//	train.go, trainfidgets.go, oddnights.go, boost.go: the models that are learnt from simulated nights, and the nights
package accuracy
