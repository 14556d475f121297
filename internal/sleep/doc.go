// Package sleep tells sleep from wakefulness on one limb's acceleration, as it comes in.
//
// # What it is made of
//
// Every part is a published method, adapted to a stream, to any strapping of the sensor and to limbs that move in sleep:
//
//   - Posture changes: the angle between the mean gravity of successive 5-s blocks, more than 5° (van Hees 2015, PLoS One 10:e0142533).
//     The original takes the angle of one axis of the sensor (anglez); the angle between the whole vectors does not depend on the strapping. Over a
//     movement the posture from before is held and compared with the one after it, so that a change that lasts counts and a train of limb
//     movements that each return does not (such a train, one movement every 22 s, defeats the original rule).
//   - Events: movements less than 5 s apart are one, as in Sicbaldi 2025 (doi 10.1038/s41598-025-29723-7), where the rates of movement come
//     from: 90.4 per hour awake, 21.4 asleep, over five sites. Each counts by how strongly it speaks for wakefulness (Mask.Wake).
//   - Trains: limb movements 5–90 s apart (the widest band of any rule set) count less the more even their intervals are, since periodic movements go
//     on in sleep and fidgeting is not periodic: a likelihood ratio on the intervals around each movement.
//   - Stirs: seconds of micro-motion that stand out from the three minutes before. They are what is left of fidgeting that no movement detector
//     could see, and count as events.
//   - Sleep against wakefulness: Wald's sequential likelihood ratio (Ann Math Stat 1945;16:117) of the event counts under the rates awake and
//     asleep, carried from epoch to epoch by a chain of three states (restless, quietly awake, asleep) and read ten minutes late (fixed-lag
//     smoothing, Rabiner 1989, Proc IEEE 77:257): each epoch of 30 s is judged by what came before and by the ten minutes after it. The
//     rates start at the published ones and follow the sleeper: what was restless so far teaches one, what was asleep the other.
//   - Persistent sleep onset: the first sleep that lasts ten minutes, the clinical trials' latency to persistent sleep. Every other return to
//     sleep is listed as well, each with the span in which the chain was in doubt.
//   - Non-wear: windows of 60 min in steps of 15 min with standard deviation below 13 mg and range below 50 mg on every axis (van Hees 2013, in
//     the forward form of GGIR 2023). A sleeping ankle can be as still as that, so any sign of a body in the window rules it out: breathing (power at 0.1–0.5 Hz beyond what the
//     noise at 0.6–1.8 Hz explains), a turn, or a movement that is no limb movement.
//
// # Why the thresholds have their values
//
// Numbers from papers are marked with them in Params. The others (marked "ours") were set on nights of two independent simulators, at ankle and wrist, 25 and 50 Hz,
// with movements halved and noise tripled. Halving or doubling the lengths of spells, the weights of stirs and unexplained motion, or
// the worth of the published rates moved the median onset error by less than a minute and the share of epochs judged right by less than 0.01.
// Three things mattered: to start from the rates of one limb rather than of five sites (LimbShare; otherwise ten quiet minutes awake pass
// for sleep), to have a quiet state of wakefulness, and how well the movements handed over tell fidgeting from limb movements.
//
// # Walls
//
// Someone who lies awake without stirring by more than the noise is called asleep. Of sleeps that fail after a few minutes, those followed by such
// stillness are taken for the persistent onset; nearly all onset errors beyond 15 min are of that kind.
//
// # Laws
//
// The tracks only grow. Sums of samples are kept on a grid of quarter seconds counted from sample 0, so neither the cutting into blocks nor
// a hole moves an epoch. Nothing is compared across a hole; its time is in no bout, and no onset is born at its edge. What was known of the
// sleeper is carried over a hole shorter than ten minutes and forgotten over a longer one.
package sleep
