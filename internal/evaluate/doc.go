// Package evaluate holds the events of an analysis against a truth: a simulated night's, or a human scorer's list.
//
// A detected event is right when an event of the same class in the truth began within a second of it, each used once. Matching an event that no sensor could
// see is neither right nor wrong. Results of several nights add up; what is printed is computed from the sum, beside the worst night.
//
//	truth.go      reads nightjar.truth/1, or makes a truth of a list of movements
//	match.go      one-to-one matching in time
//	compare.go    one night
//	bars.go       promises that each night keeps or breaks, counted night by night
//	summary.go    sums of nights → figures
//	text.go       the table that people read
package evaluate
