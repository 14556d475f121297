// Package movement turns blocks of one limb's samples into movements: when
// the limb left its rest posture, when it came back or settled anew, and what
// the wave in between looked like.
//
// A limb movement that is held is two transients with silence between: the limb
// is lifted, held and dropped. So movements are distance from a rest posture that is frozen
// at the onset, not gaps in an envelope. The work is done in three steps:
//
//   - ticks of a tenth of a second (mean acceleration, energy inside the tick) find that
//     something moved, against a trailing noise floor and with the swing of the breath taken off (tick.go,
//     floors.go, breath.go, detector.go);
//   - the state machine of detector.go and hold.go follows the limb until it has returned or rests in a new
//     posture; where a hold shows no tilt, the way the limb went, integrated from its acceleration, pairs the lift
//     with its release (mirror.go), and the ways to and from where it lay still are told, for they may as well have been a release and the next lift, or a jerk and a later stirring (rest.go);
//   - what is no quicker than a breath is one if it follows the path of the breath and comes back (deep.go); a limb that was moved as smoothly as that for
//     good is found by the postures before and after, and so is one of which no more than the middle stood out (glide.go, ramp.go);
//   - the samples around the movement, kept in a ring, give the exact onset and end (edges.go)
//     and the shape of the wave (wave.go), the end by the same code as the onset on reversed time; and the quiet after a short movement
//     tells whether the limb is held or let go gently, below every trigger (aftermath.go).
//
// Where the samples come in steps so coarse that a last digit which goes up and down would pass for a movement, the thresholds lie above that (grain.go).
//
// A limb at rest shows 1 g, and what the sensor has instead, in one posture and the next, tells its gain from its offset: by that gain go the thresholds, and what is said in g (gravity.go).
// On simulated nights 2 % of gain make others of 4.7 % of the events where they are not seen, by what lies that near to a limit. Were a single limit 2 % off, it would be, in % of 3073 events
// of twelve nights of four hours:
//
//	1.6  the edge (Tuning.EdgeG)
//	1.3  the least peak of a limb movement that is listed (package report)
//	1.1  the distance that starts a movement (Tuning.AwayG)
//	0.6  a change quicker than a breath
//	0.6  a breath that tells of its frequency
//	0.3  an error that teaches the breath no more
//	0.2  the root mean square that starts a movement (Tuning.BurstG)
//	0.2  the least peak of a lift (package report)
//	0.3  all others, and none when all of them move along
//
// Now that they are seen it is 0.2 to 0.7 % in eight nights of eight hours and 0.3 to 1.2 % in three others, whichever way a gain of 2 % and an offset of 20 mg on every axis go. Nearly all
// of that falls in the first hour, before the limb has lain on both sides of an axis: there a gain and an offset look the same, what is not known is shared out between the two, and
// somebody awake fidgets near every limit. Of nights of an hour and a half it is up to 1.9 %. (By the trees of evidence of package report, which came later, 6.1 % before and 0.4 to 1.5 % now in those three nights.)
//
// Nothing here depends on how the sensor is strapped on: only lengths and angles of
// acceleration vectors are used, never an axis by itself. What a movement means is not decided here.
package movement
