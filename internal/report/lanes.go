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

// ClassName returns what people call one event of a class.
func ClassName(c Class) string { return className(c) }

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

// Counted reports whether events of a class could be counted on the night; an empty place in a picture would otherwise say that there were none.
func (n *Night) Counted(class Class) bool {
	c := &n.Counts
	switch class {
	case HypnicStart:
		return c.HypnicStarts != nil
	case PLM:
		return c.PLM != nil
	case Isolated:
		return c.Isolated != nil
	case ShortInterval:
		return c.ShortInterval != nil
	case Rhythmic:
		return c.Rhythmic != nil
	case Gross:
		return c.Gross != nil
	case Brief:
		return c.Brief != nil
	}
	return true
}

// unknownLanes returns the numbers of the lanes whose class could not be counted.
func unknownLanes(n *Night) []int {
	out := []int{}
	for i := range lanes {
		if !n.Counted(lanes[i].class) {
			out = append(out, i)
		}
	}
	return out
}

// notKnown is what stands in a lane whose class could not be counted.
const notKnown = "not known"
