package accuracy_test

import (
	"context"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/accuracy"
)

// TestAblation: every part has its row, and taking rhythmic trains away takes them away, so that the parts are really changed.
func TestAblation(t *testing.T) {
	g := grid(2)
	g.Seeds = 1
	g.Cases[0].Settings.Profile, g.Cases[0].Settings.Hours, g.Cases[0].Settings.Rate = "rhythmic", 1, 25
	var b strings.Builder
	if err := accuracy.Ablate(context.Background(), &b, &g); err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, line := range strings.Split(b.String(), "\n") {
		if name, rest, ok := strings.Cut(line, "  "); ok {
			rows[name] = strings.Join(strings.Fields(rest), " ")
		}
	}
	whole, without := strings.Fields(rows["all of it"]), strings.Fields(rows["no rhythmic trains"])
	if len(rows) < 22 || len(whole) != 8 || len(without) != 8 {
		t.Fatalf("%d rows:\n%s", len(rows), b.String())
	}
	const rhythmic = 6
	if whole[rhythmic] == "0.000" || whole[rhythmic] == "–" || without[rhythmic] != "0.000" {
		t.Errorf("rhythmic trains: F1 %s with all, %s without them", whole[rhythmic], without[rhythmic])
	}
}
