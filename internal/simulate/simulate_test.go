package simulate

import "testing"

func BenchmarkNight(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		set := Default()
		set.Profile = "rls"
		n, err := New(set)
		if err != nil {
			b.Fatal(err)
		}
		_ = n
	}
}

func BenchmarkSource(b *testing.B) {
	set := Default()
	set.Profile = "rls"
	n, err := New(set)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		p := newPlayer(n, 0)
		for _, more := p.next(); more; _, more = p.next() {
		}
	}
}
