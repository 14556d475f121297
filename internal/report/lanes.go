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
