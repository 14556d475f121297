package report

import "github.com/nightjar-sleep/nightjar/internal/score"

// reasonWords says in plain words why a figure is unknown.
var reasonWords = map[string]string{
	unknownRate25:      "fewer than 25 samples a second cannot show a jerk",
	unknownRate10:      "fewer than 10 samples a second cannot time a limb movement",
	unknownGrain:       "values in such coarse steps cannot show it",
	unknownTiming:      "less than one sample a second cannot show sleep",
	unknownSleep:       "no sleep was found or given",
	unknownBed:         "no time in bed was found or given",
	unknownData:        "nothing was measured",
	unknownWear:        "nobody wore the sensor",
	unknownInBed:       "nothing was measured in the time in bed",
	score.NoSleep:      "no time asleep",
	score.NoWake:       "no time awake in bed",
	score.FewMovements: "fewer than 10 limb movements an hour of sleep",
	score.NoIntervals:  "no intervals of 10 to 90 s",
	score.NoStages:     "no sleep was found or given",
	score.NoHours:      "no sleep was found or given",
}

// reasonText returns the words for a reason code, the code itself when there are none.
func reasonText(code string) string {
	if w, ok := reasonWords[code]; ok {
		return w
	}
	return code
}

// figureNames says what a person calls the figures that may be unknown, in the order in which they are told.
var figureNames = []struct{ name, words string }{
	{"sleep", "sleep"},
	{hypnicStarts, "hypnic starts"},
	{"plm", "periodic limb movements"},
	{asleepPLM, "periodic ones asleep"},
	{awakePLM, "periodic ones awake"},
	{perHourPLMS, "periodic ones an hour of sleep"},
	{plmwPerHour, "periodic ones an hour awake"},
	{periodicity, "periodicity"},
	{"limb_movements", "limb movements"},
	{briefEvents, "brief twitches"},
	{"gross", "large movements"},
}

// Honest is what pages say before anybody reads a figure.
const Honest = "This measures movement; it is no diagnosis, and one night proves little. How well it counts was shown on simulated nights only, not on people."

// Caveats are true of every night and stand under every result.
var Caveats = []string{
	"This counts periodic limb-movement activity; it is not a diagnosis, and one night proves little.",
	"There is no breathing channel: movements that go with pauses of breath are counted too.",
	"Counts come from acceleration, not from muscle activity (EMG).",
	"How well it counts was shown on simulated nights only, not on people.",
}
