package accuracy_test

import (
	"context"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/accuracy"
)

// TestVary: the assumption that is named is really changed, and no other.
func TestVary(t *testing.T) {
	g := grid(2)
	g.Seeds = 1
	g.Cases[0].Settings.Profile, g.Cases[0].Settings.Hours, g.Cases[0].Settings.Rate = "plm-severe", 3, 50 // an hour is counted without an error whatever the step
	var b strings.Builder
	if err := accuracy.Vary(context.Background(), &b, &g, []string{"step_g", "shock_mg"}); err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, line := range strings.Split(b.String(), "\n") {
		if law, rest, ok := strings.Cut(line, "×"); ok {
			f := strings.Fields(rest)
			rows[strings.TrimSpace(law)+" "+f[0]] = strings.Join(f[1:], " ")
		}
	}
	base := rows["as assumed 1"]
	switch {
	case len(rows) != 5 || base == "":
		t.Fatalf("%d rows:\n%s", len(rows), b.String())
	case rows["shock_mg 0.33"] != base || rows["shock_mg 3"] != base: // nobody shares the bed
		t.Errorf("shocks of a bed partner who is not there change something:\n%s", b.String())
	case rows["step_g 3"] == base: // 12 mg
		t.Errorf("coarser steps change nothing:\n%s", b.String())
	}
	if err := accuracy.Vary(context.Background(), &b, &g, []string{"none"}); err == nil {
		t.Error("an assumption that nobody made is varied")
	}
}
