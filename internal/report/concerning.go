package report

import "sort"

// nightReach is how far beyond its window a night looks: a movement that began before it and gets its onset moved into it, the falls of wakefulness beside one at its edge (fallReachMS).
const nightReach = hour

// concerning returns those of a list in order of time that a night may need, of which at tells the beginning on the axis: the ones that begin in its window or near it, and the one before
// them, which may last into it. The nights of a week are so many, and each would go through all of the week without it.
func concerning[T any](n *nightly, list []T, at func(*T) Millis) []T {
	from := sort.Search(len(list), func(i int) bool { return at(&list[i]) >= n.window.start-nightReach })
	to := from + sort.Search(len(list)-from, func(i int) bool { return at(&list[from+i]) >= n.window.end+nightReach })
	return list[max(0, from-1):to]
}
