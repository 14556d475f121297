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
//     from: 90.4 per hour awake, 21.4 asleep. Each counts by how strongly it speaks for wakefulness (Mask.Wake). Runs of four or more limb
//     movements 5–90 s apart (a periodic train by any rule in use) count nothing, awake or asleep.
//   - Sleep against wakefulness: Wald's sequential likelihood ratio (Ann Math Stat 1945;16:117) of the event counts under the two rates, carried
//     from epoch to epoch by a two-state chain and read ten minutes late (fixed-lag smoothing, Rabiner 1989, Proc IEEE 77:257), so that each
//     epoch of 30 s is judged by what came before and by the ten minutes after it. Both rates start at the published ones and follow the
//     sleeper: what was awake so far teaches the rate awake, what was asleep the one asleep.
//   - Micro-motion: wakefulness without events shows as motion of about 1 Hz between heart beat and fidgeting, above the quietest level of the
//     minutes before. It adds to the ratio, never more than an event does.
//   - Persistent sleep onset: the first sleep that lasts ten minutes, the clinical trials' latency to persistent sleep. Every other return to
//     sleep is listed as well.
//   - Non-wear: windows of 60 min in steps of 15 min with standard deviation below 13 mg and range below 50 mg on every axis (van Hees 2013, in
//     the forward form of GGIR 2023). A sleeping ankle can be as still as that, so breathing (0.1–0.5 Hz above what the sensor's noise explains) or any
//     movement in the window rules it out.
//
// # Laws
//
// The tracks only grow. Sums of samples are kept on a grid of quarter seconds counted from sample 0, so neither the cutting into blocks nor
// a hole moves an epoch. Nothing is compared across a hole; its time is in no bout, and no onset is born at its edge.
package sleep
