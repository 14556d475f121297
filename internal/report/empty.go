package report

import "fmt"

// emptyFrom returns how many nights in a row from night i on nothing was measured on, of the same recordings.
func (a *Analysis) emptyFrom(i int) int {
	k := i
	for k < len(a.Nights) && !a.Nights[k].Measured() && a.filesOf(&a.Nights[k]) == a.filesOf(&a.Nights[i]) {
		k++
	}
	return k - i
}

// nightsWords counts the nights on which something was measured, or all when there is none.
func (a *Analysis) nightsWords() string {
	n := 0
	for i := range a.Nights {
		if a.Nights[i].Measured() {
			n++
		}
	}
	if n == 0 {
		n = len(a.Nights)
	}
	return plural(n, "night", "nights")
}

// emptyWords says how many nights in a row were not measured.
func emptyWords(nights int) string {
	if nights == 1 {
		return "nothing was measured on this night"
	}
	return fmt.Sprintf("nothing was measured on these %d nights", nights)
}

// emptyName names nights in a row.
func emptyName(list []Night) string {
	first, last := nightLabel(&list[0]), nightLabel(&list[len(list)-1])
	if first == last {
		return first
	}
	return first + " to " + last
}
