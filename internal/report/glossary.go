package report

// term is a word of the field and what it means.
type term struct{ Name, Means string }

// glossary explains every word that pages use and not everybody knows.
var glossary = []term{
	{"Hypnic start", "A single sudden jerk of the body at the border of sleep, over in about a second; also called hypnic jerk or sleep start. Common and harmless."},
	{"Limb movement", "The leg or arm leaves the posture it rested in for 0.5 to 10 seconds and comes back."},
	{"Periodic limb movement", "One of at least four limb movements in a row whose beginnings are 10 to 90 seconds apart (the rules used stand at the end of this page)."},
	{"Train", "Such a row of periodic limb movements; also called series."},
	{"Index", "How many came for each hour of sleep. Hours in which nothing was recorded, or the sensor was not worn, do not count."},
	{"By chance", "Movements that come at random stand 10 to 90 seconds apart now and then. The figure says how many periodic ones randomness alone would give."},
	{"Periodicity", "The share of limb movements in sleep that are periodic, from 0 to 1. It varies less from night to night than the index."},
	{"Single", "A limb movement that belongs to no train."},
	{"Soon after another", "A limb movement that began less than 10 seconds after the one before, too soon to be periodic."},
	{"Rhythmic train", "At least four beats in a row, 0.3 to 4 each second, as when a foot rocks."},
	{"Large body movement", "Turning over, or any movement longer than 10 seconds."},
	{"Brief twitch", "Shorter than half a second and nothing else."},
	{"Cut off", "The recording stopped, or had a hole, before it was over."},
	{"Peak", "How far the acceleration went from where it was at rest, in thousandths of the earth's gravity (mg)."},
	{"Floor and threshold", "The floor is the sensor's noise and the sleeper's breath just before; a movement is counted once it passes the threshold."},
	{"Sure", "How sure the program is of the event and its kind: of limb movements given 80 %, about 80 in 100 were right on simulated nights. For hypnic starts that holds on nights with many of them; elsewhere fewer are right."},
	{"Likely between", "The range that is meant to hold the true figure on 9 of 10 nights, given how uncertain sleep and the counting are. How often it does on simulated nights, nightjar accuracy prints."},
}
