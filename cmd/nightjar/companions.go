package main

// companions tells the files of a folder that are no recordings of their own because another file of it was read with their help: the header of a Unisens recording and
// its data, the side file of a Faros. They fail when they are read by themselves, which is no failure.
type companions map[string]bool

// add takes in the paths of the files that a recording was read with.
func (c companions) add(beside []string) {
	for _, path := range beside {
		c[whereabouts(path)] = true
	}
}

// has reports whether a job is such a file, found in a folder; one that was named is to be read as it was asked for.
func (c companions) has(j *job) bool {
	return len(j.inputs) == 1 && j.inputs[0].walked && c[whereabouts(j.inputs[0].path)]
}
