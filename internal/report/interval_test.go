package report

import "testing"

// TestIntervalFollowsDoubt: the interval of the index holds the index and what it would be had an hour of doubtful sleep been wakefulness; without doubt it is narrower.
func TestIntervalFollowsDoubt(t *testing.T) {
	s := scene{file: "n.csv", site: "left-ankle", hz: 50, hours: 5, asleep: [][2]float64{{600, 17000}}, movements: train(3600, 60, 30, 2)}
	of := func(awake float64) (index float64, interval [2]float64) {
		in := s.input(t)
		for i := range in.Ledger.Sleep.Judged {
			j := &in.Ledger.Sleep.Judged[i]
			j.AwakeP = 0.99
			if at := float64(j.Span.Start) / s.hz; at >= 600 && at < 17000 {
				j.AwakeP = 0.01
				if at >= 10000 && at < 13600 {
					j.AwakeP = awake
				}
			}
		}
		a, err := Join(Group{in}, options())
		if err != nil {
			t.Fatal(err)
		}
		n := &a.Nights[0]
		return *n.Indices.PLMSPerH, *n.Intervals.PLMSPerH
	}
	index, sure := of(0.01)
	again, unsure := of(0.4)
	if index != again {
		t.Fatalf("index %v and %v: the bouts are the same", index, again)
	}
	if had := index * 16400 / (16400 - 3600); unsure[0] > index || unsure[1] < had {
		t.Errorf("interval %v, want one that holds %.2f and %.2f", unsure, index, had)
	}
	if unsure[1]-unsure[0] <= sure[1]-sure[0] {
		t.Errorf("interval %v with an hour in doubt, %v without", unsure, sure)
	}
}
