package report

import "math"

// tellingOdds is how much of the logarithm of the odds is evidence worth telling; less is hardly any.
const tellingOdds = 0.4

// logOdds adds up evidence times its weights: the logarithm of the odds, to three decimals so that no platform differs.
func logOdds(bias float64, weights, evidence []float64) float64 {
	sum := bias
	for i, x := range evidence {
		sum += float64(weights[i] * x)
	}
	return round(sum, 3)
}

// probability turns the logarithm of odds into a probability.
func probability(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

// whatTold says in words what spoke most for an event and what most against; empty when nothing did.
func whatTold(weights, evidence []float64, words []string) string {
	shares := make([]float64, len(evidence))
	for i := range evidence {
		shares[i] = float64(weights[i] * evidence[i])
	}
	return mostTelling(shares, words)
}

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
