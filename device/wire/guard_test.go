package wire

import "testing"

// pulse returns a still limb of 100 Hz with noise of some mg, in which n samples from sample 20 on have one axis moved by ug.
func pulse(n int, ug int32) []Packet {
	var list []Packet
	for i := range int32(40) {
		p := Packet{Acc: [3]int32{i * 7919 % 4000, i * 6841 % 4000, 1_000_000 + i*5417%4000}, Timed: true, Time: int64(i) * 10_000_000}
		if i >= 20 && i < 20+int32(n) {
			p.Acc[0] += ug
		}
		list = append(list, p)
	}
	return list
}

// A single field that neither neighbour bears out is damage on a link that corrupts; two samples of a kick are not, and nothing is on a clean link.
func TestGuard(t *testing.T) {
	late := pulse(0, 0)
	late[20].Time += 70_000_000
	two := pulse(1, 300_000)
	two[22].Acc[0] -= 400_000 // another one close by
	for _, c := range []struct {
		name    string
		list    []Packet
		damaged int64
		dropped int
	}{
		{"spike", pulse(1, 40_000), 1, 1},
		{"spike on a clean link", pulse(1, 900_000), 0, 0},
		{"noise", pulse(1, 9_000), 1, 0},
		{"kick of two samples", pulse(2, 900_000), 1, 0},
		{"posture", pulse(20, 900_000), 1, 0},
		{"wrong time", late, 1, 1},
		{"two spikes", two, 1, 2},
	} {
		var g guard
		var out []Packet
		for _, p := range c.list {
			out = g.take(out, p, c.damaged)
		}
		out = g.flush(out)
		if n := len(c.list) - len(out); n != c.dropped || int(g.odd) != c.dropped {
			t.Errorf("%s: %d dropped, %d counted, want %d", c.name, n, g.odd, c.dropped)
		}
	}
}

// Without checksums a single sample far out of stillness is damage even where nothing damaged was seen yet, until the link has shown none for long; what moves, and what
// comes too seldom to show a movement twice, is not.
func TestGuardBeforeAnyDamage(t *testing.T) {
	slow := pulse(1, 300_000)
	for i := range slow {
		slow[i].Time *= 8
	}
	moving := pulse(1, 300_000)
	for i := range moving {
		moving[i].Acc[1] += int32(i%4) * 10_000
	}
	for _, c := range []struct {
		name    string
		list    []Packet
		clean   int // samples before
		dropped int
	}{
		{"spike", pulse(1, 300_000), 0, 1},
		{"small spike", pulse(1, 30_000), 0, 0},
		{"kick of two samples", pulse(2, 300_000), 0, 0},
		{"seldom", slow, 0, 0},
		{"moving", moving, 0, 0},
		{"after long", pulse(1, 300_000), bareMemory, 0},
	} {
		g := guard{bare: true}
		var out []Packet
		for range c.clean {
			out = g.take(out[:0], c.list[0], 0)
		}
		out = out[:0]
		for _, p := range c.list {
			out = g.take(out, p, 0)
		}
		if int(g.odd) != c.dropped {
			t.Errorf("%s: %d dropped, want %d", c.name, g.odd, c.dropped)
		}
	}
}

// TestBareLinks: on a link without checksums of which a fifth of the frames is damaged nothing is believed, and everything again soon after it is clean.
func TestBareLinks(t *testing.T) {
	for _, bare := range []bool{true, false} {
		g := guard{bare: bare}
		var out []Packet
		damaged := int64(0)
		passed := func(n int, bad bool) int {
			out = out[:0]
			for i := range n {
				if bad && i%5 == 0 {
					damaged++
				}
				out = g.take(out, Packet{Acc: [3]int32{int32(i % 7), 0, 1_000_000}, Timed: true, Time: int64(i)}, damaged)
			}
			return len(out)
		}
		passed(3000, true)
		if n := passed(3000, true); bare && n > 0 || !bare && n < 2900 {
			t.Errorf("bare %v: %d of 3000 pass a link that damages a fifth", bare, n)
		}
		passed(3000, false)
		if n := passed(3000, false); n < 2990 {
			t.Errorf("bare %v: %d of 3000 pass a clean link", bare, n)
		}
	}
}
