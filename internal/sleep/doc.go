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
//     from: 90.4 per hour awake, 21.4 asleep, over five sites. They are counted by Kind, each with its rates: fidgeting hardly
//     happens in sleep, a limb movement may be as frequent there as in wakefulness.
//   - Stirs and weak movements: seconds of micro-motion that stand out from the three minutes before, and movements below what a sensor can see of a limb movement. They are what is
//     left of restlessness in someone who lies still. Weak movements say much more than stirs (76 an hour awake and 3 asleep on one simulator, 37 and 3 on the other), so they count by themselves.
//   - Trains: sleep with limb movements is a state of its own, in which these are frequent and everything else is as rare as in sleep. Intervals about as long as
//     their neighbours speak for it, uneven ones and those of the trains of restless legs awake (about 11 s, Michaud 2001) against it. Every movement but a shift of the body may stand in a
//     train: some are too weak to be seen from end to end, and the wave of some is that of fidgeting. How many of either is the sleeper's own, and learned.
//   - Sleep against wakefulness: Wald's sequential likelihood ratio (Ann Math Stat 1945;16:117) of the event counts under the rates awake and
//     asleep, carried from epoch to epoch by a chain of four states (restless, quietly awake, asleep, asleep with a train) and read ten minutes late (fixed-lag
//     smoothing, Rabiner 1989, Proc IEEE 77:257): each epoch of 30 s is judged by what came before and by the ten minutes after it. The
//     rates start at the published ones and follow the sleeper: what was restless so far teaches one, what was asleep the other.
//   - Several limbs: the mean of what each says by itself, epoch by epoch (Join, with what it buys).
//   - Persistent sleep onset: the first sleep that lasts ten minutes, the clinical trials' latency to persistent sleep. Every other return to
//     sleep is listed as well, each with the span in which the chain was in doubt, down to those where wakefulness was only likely (Onset.Doubtful).
//   - Non-wear: windows of 60 min in steps of 15 min with standard deviation below 13 mg and range below 50 mg on every axis (van Hees 2013, in
//     the forward form of GGIR 2023). A sleeping ankle can be as still as that, so any sign of a body in the window rules it out: breathing (power at 0.1–0.5 Hz beyond what the
//     noise at 0.6–1.8 Hz explains, or a line at 0.125–0.375 Hz in the hour's spectrum), a line of the heart at 0.625–1.5 Hz, a turn, or a movement that is no limb
//     movement. In noise of 2 mg a breath of 0.3 mg is seen at 50 Hz (without the line 0.5 mg), of 0.2 mg at 100 Hz and 0.5 mg at 25 Hz; beats of 0.5 mg in noise of 1 mg at 100 Hz and of 0.5 mg at 50 Hz. Below that an
//     ankle that lies still for an hour is taken for not worn.
//
// # Why the thresholds have their values
//
// Numbers from papers are marked with them in Params. The others (marked "ours") were set on simulated nights of two independent simulators and checked on others of both, at 50 and 100 Hz. On 126 nights
// of our own simulator that nothing was set on, then on 44 of the other, what each part buys (before fidgeting was learnt from odd sleepers too, below): the share of time judged wrongly, and the p90 error that sleep alone puts on PLM per hour:
//
//	all of it                                    .041  .073     2.6   2.5
//	without the state of trains                  .095  .136    28    30
//	without learning what trains are made of     .043  .075     2.9   3.3
//	without telling fidgeting by its wave        .049  .087     3.1   4.5
//	weak movements counted as stirs              .060  .082     2.2   3.1
//	without stirs                                .042  .081     2.5   3.3 (and a tenth fewer returns to sleep seen)
//	without learning from the sleeper            .050  .073     2.6   3.8
//	without the quiet state                      .039  .080     2.6   3.5
//	read 2 min late instead of 10                .043  .080     2.6   3.0 (and half as many returns to sleep again, true ones and false)
//
// Before weak movements, the wave and what trains are made of were looked at, it was .065 and .099 on the same nights, and 2.8 and 4.2. Halving or doubling the lengths of all spells, the weight of the evidence or what the
// first rates are worth moved the share judged wrongly by 0.003 at most, half of an epoch instead of a whole one by 0.002. Micro-motion over stretches of 1.5 s as well as of one found more of it awake, but
// on nights of deep breath as much more asleep.
//
// How far the wave is trusted is set by two simulators made by others who had read none of ours (November 2026; 28 nights of each, at 50 and 100 Hz). Fidgeting and limb movements differ by their waves in every
// simulator, but not by the same waves: half of the limb movements asleep there had the wave of our fidgeting, so trains were called wakefulness, and a night of 35 periodic limb movements an hour
// had 2. Since then the wave is learnt from sleepers of many kinds as well, sleep may have fidgets (SleepPerH 0.6 → 1.2), and a train some more (TrainPerH 1.2 → 4), until the sleeper's own are known. On 28 further
// nights of either, which nobody had looked at: time judged wrongly .183 → .135 and .107 → .085, index too low by 5.7 and 2.3/h → by 0.2 and 0.2, within 15 % or 2/h on 10 and 20 nights → on 16 and 20; on 56 of
// ours .038 → .039. Two more such simulators then had a night of 28 an hour told as 2, for most of its movements had that wave, and with TrainPerH 4 → 6 it is told right; of 14 nights of each of the four, within 15 % or
// 2/h 11, 13, 13 and 9 → 12, 13, 13 and 10, time judged wrongly .130, .072, .103 and .120 → .128, .072, .102 and .109; of 56 of ours 53 → 54, .039 as before. With 8 and more, trains take in restless wakefulness.
//
// # Walls
//
// Someone who lies awake without stirring by more than the noise is called asleep, and wakefulness just before sleep is often of that kind: nearly all
// onset errors beyond 10 min are sleep found too early. Of 58 min awake a night 7 are missed, half of them as whole awakenings of a few minutes with one or two movements in them; of 362 min asleep 10 are called
// awake, half within two minutes of true wakefulness. Trains of which half the movements are below the noise, or seen without their release, are still called wakefulness.
//
// Samples in steps of 5 mg and more hide stirs, of 9 mg and more weak movements as well; that none are seen there then says nothing (Estimator.takeStep).
//
// # Laws
//
// The tracks only grow. Sums of samples are kept on a grid of quarter seconds counted from sample 0, so neither the cutting into blocks nor
// a hole moves an epoch. Nothing is compared across a hole; its time is in no bout, and no onset is born at its edge. What was known of the
// sleeper is carried over a hole shorter than ten minutes and forgotten over a longer one.
package sleep
