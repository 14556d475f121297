package simulate

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// LawNames returns the names of the laws, as truth files have them, in the order of the fields of Laws.
func LawNames() []string {
	var out []string
	for t := reflect.TypeFor[Laws[Range]](); len(out) < t.NumField(); {
		out = append(out, t.Field(len(out)).Tag.Get("json"))
	}
	return out
}

// Scaled returns the laws with one range multiplied: what happens when an assumption is off by a factor. Shares and correlations stay below 1. It fails for a
// name that LawNames does not list.
func (l Laws[T]) Scaled(name string, by float64) (Laws[T], error) {
	i := slices.Index(LawNames(), name)
	if i < 0 {
		return l, fmt.Errorf("simulate: no law is called %q", name)
	}
	r, ok := reflect.ValueOf(&l).Elem().Field(i).Addr().Interface().(*Range)
	if !ok {
		return l, fmt.Errorf("simulate: the laws of one night are drawn already: scale their ranges")
	}
	r.Low, r.High = by*r.Low, by*r.High
	if mostShares(name) {
		r.Low, r.High = min(r.Low, mostShare), min(r.High, mostShare)
	}
	return l, nil
}

const mostShare = 0.95 // a share or a correlation of 1 leaves nothing to chance

// mostShares reports whether a law is a part of a whole.
func mostShares(name string) bool {
	return strings.HasSuffix(name, "_share") || strings.HasSuffix(name, "_rho") || slices.Contains([]string{"lift_skew", "rhythmic_duty", "rhythmic_wane"}, name)
}
