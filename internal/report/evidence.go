package report

import (
	"math"
	"slices"
)

// tellingOdds is how much of the logarithm of the odds is evidence worth telling; less is hardly any.
const tellingOdds = 0.4

// places returns where names stand among words; one that does not is a mistake of the program.
func places(words, names []string) []int {
	var out []int
	for _, name := range names {
		i := slices.Index(words, name)
		if i < 0 {
			panic("report: no evidence goes by the name of " + name)
		}
		out = append(out, i)
	}
	return out
}

// probability turns the logarithm of odds into a probability.
func probability(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

// mostTelling says in words which of the shares of the logarithm of odds is the greatest for, and which the greatest against.
func mostTelling(shares []float64, words []string) string {
	var pro, con string
	most, least := tellingOdds, -tellingOdds
	for i, x := range shares {
		switch {
		case x > most:
			most, pro = x, "; for it: "+words[i]
		case x < least:
			least, con = x, "; against it: "+words[i]
		}
	}
	return pro + con
}

func within(v, low, high float64) float64 { return min(high, max(low, v)) }
