package forest_test

import (
	"fmt"

	"github.com/nightjar-sleep/nightjar/internal/forest"
)

// A tree that asks, five times, whether the only piece of evidence is above 2: then the odds rise by 1.5, else they fall by 1.
func Example() {
	var t forest.Tree
	for i := range t.Limit {
		t.Limit[i] = 2
	}
	for i := range t.Odds {
		t.Odds[i] = -1000
	}
	t.Odds[len(t.Odds)-1] = 1500
	trees := []forest.Tree{t}
	fmt.Println(forest.Odds(0.25, trees, []float64{1}), forest.Odds(0.25, trees, []float64{3}))
	// Output: -0.75 1.75
}
