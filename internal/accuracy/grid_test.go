package accuracy_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/accuracy"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// grid is two short severe nights.
func grid(workers int) accuracy.Grid {
	set := simulate.Default()
	set.Profile, set.Hours, set.Rate = "plm-severe", 1.5, 50
	return accuracy.Grid{
		Cases:     []accuracy.Case{{Name: "severe", Settings: set}},
		FirstSeed: accuracy.FirstTestSeed, Seeds: 2, Views: []accuracy.View{{Rules: score.WASM2016(), Hypnogram: true}}, Workers: workers,
	}
}

// TestGridFindsWhatIsThere: the path from the simulator to the evaluation is whole, and how many nights run at a time changes nothing.
func TestGridFindsWhatIsThere(t *testing.T) {
	one, two := grid(1), grid(2)
	a, err := one.Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := two.Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	alone, shared := accuracy.Pool(a[0][0]), accuracy.Pool(b[0][0])
	if alone.Nights != 2 || alone.Pools[0].Right < 20 {
		t.Errorf("%d nights, %d limb movements asleep found", alone.Nights, alone.Pools[0].Right)
	}
	if fmt.Sprint(alone.Pools) != fmt.Sprint(shared.Pools) {
		t.Error("two workers find other than one")
	}
}

// TestGridSaysWhichNightFailed: a setting out of bounds names its case and seed.
func TestGridSaysWhichNightFailed(t *testing.T) {
	g := grid(1)
	g.Cases[0].Settings.Noise = -1
	if _, err := g.Run(context.Background(), nil); err == nil || err.Error() != "severe, seed 1000: simulate: noise is -1: give a value from 0 to 100" {
		t.Errorf("error %v", err)
	}
}

func ExampleGrid_Run() {
	g := grid(2)
	results, err := g.Run(context.Background(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := accuracy.Pool(results[0][0]).Summary()
	fmt.Println(s.Truth, s.Nights, *s.Classes[0].F1 > 0.7)
	// Output: simulated nights 2 true
}

// TestTable: the table says what its figures are, has every promise on nights at 50 Hz and none for what was not run, and its rule sets are scored apart.
func TestTable(t *testing.T) {
	g := grid(2)
	g.Views = accuracy.TableViews()
	results, err := g.Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := accuracy.WriteTable(&b, &g, results); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"reference to beat, on simulated nights", "limb movements asleep, ankle", "true sleep, wasm2016 ", "true sleep, aasm-skip", "own sleep", "false hypnic starts"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("lacks %q:\n%s", want, b.String())
		}
	}
	for _, not := range []string{"wrist", "25 Hz", "NaN"} {
		if strings.Contains(b.String(), not) {
			t.Errorf("has %q:\n%s", not, b.String())
		}
	}
	wasm, strict := results[0][0][0].IndexTrue[0], results[0][1][0].IndexTrue[0]
	if wasm == strict {
		t.Errorf("true PLM per hour is %g under two rule sets that begin trains differently", wasm)
	}
}
