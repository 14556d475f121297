package report

// lane is a class as pictures show it.
type lane struct {
	class Class
	name  string // what people call several of them
}

// lanes are the classes in the order of their lanes, top to bottom.
var lanes = []lane{
	{HypnicStart, "hypnic starts"},
	{PLM, "periodic"},
	{Isolated, "single"},
	{ShortInterval, "soon after"},
	{Rhythmic, "rhythmic"},
	{Gross, "large"},
	{Brief, "brief"},
	{Cut, "cut off"},
}

// className returns what people call one event of a class.
func className(c Class) string {
	switch c {
	case HypnicStart:
		return "hypnic start"
	case PLM:
		return "periodic limb movement"
	case Isolated:
		return "single limb movement"
	case ShortInterval:
		return "limb movement soon after another"
	case Rhythmic:
		return "rhythmic train"
	case Gross:
		return "large body movement"
	case Brief:
		return "brief twitch"
	case Cut:
		return "cut off"
	}
	return string(c)
}

// laneOf returns the number of a class's lane.
func laneOf(c Class) int {
	for i := range lanes {
		if lanes[i].class == c {
			return i
		}
	}
	return len(lanes) - 1
}

// unknownLanes returns the numbers of the lanes whose class could not be counted: an empty lane would say that there were none.
func unknownLanes(n *Night) []int {
	c := &n.Counts
	counts := map[Class]*int{HypnicStart: c.HypnicStarts, PLM: c.PLM, Isolated: c.Isolated, ShortInterval: c.ShortInterval, Rhythmic: c.Rhythmic, Gross: c.Gross, Brief: c.Brief}
	out := []int{}
	for i := range lanes {
		if k, counted := counts[lanes[i].class]; counted && k == nil {
			out = append(out, i)
		}
	}
	return out
}

// notKnown is what stands in a lane whose class could not be counted.
const notKnown = "not known"
