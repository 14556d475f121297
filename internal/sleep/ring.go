package sleep

// ring is a queue that keeps its memory: pushing and popping at the same pace allocates nothing.
type ring[T any] struct {
	items []T
	head  int
	n     int
}

// push adds an item at the back.
func (r *ring[T]) push(v T) { *r.room() = v }

// room adds an item at the back, which is to be overwritten.
func (r *ring[T]) room() *T {
	if r.n == len(r.items) {
		grown := make([]T, max(8, 2*r.n))
		for i := range r.n {
			grown[i] = *r.at(i)
		}
		r.items, r.head = grown, 0
	}
	r.n++
	return r.at(r.n - 1)
}

// at returns item i counted from the front; it stays valid until the next push.
func (r *ring[T]) at(i int) *T {
	i += r.head
	if i >= len(r.items) {
		i -= len(r.items)
	}
	return &r.items[i]
}

// last returns the item at the back.
func (r *ring[T]) last() *T { return r.at(r.n - 1) }

// pop drops the item at the front.
func (r *ring[T]) pop() {
	r.head++
	if r.head == len(r.items) {
		r.head = 0
	}
	r.n--
}
