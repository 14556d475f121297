// Package accuracy runs grids of simulated nights through the same path as recorded ones and pools how well they were counted.
//
// The nights are fed from the simulator in memory; everything from the engine on is what analyze does. Seeds below
// FirstTestSeed are for development, the others for reports, so that no figure is shown on a night that something was tuned on.
//
//	grid.go       the nights and the views in which each is scored
//	table.go      every promise beside what was measured
//	ablation.go   what each part of the detector buys
//	vary.go       what is found when an assumption of the simulator is a third, and three times, as large
//	train.go, trainfidgets.go, oddnights.go, boost.go: the models that are learnt from simulated nights, and the nights
//
// # Walls
//
// The index hangs on single movements, for one that is missed or too many splits or joins series. A detector whose only mistakes are random, spread evenly over 112 of our nights scored by another
// program, has the index of PLM per hour within 5 % or 1/h on 88 % of nights when it finds limb movements with F1 .96, on 92 % with .97, on 94.5 % with precision .982 and recall .970, which are ours, on 95.5 % with .98
// and on 99 % with .99. So 95 % of nights ask for .98, and what keeps us from that are sleepers whose movements hardly reach 15 mg: on the nights that fail, one movement in seven lies between
// 12 and 18 mg, on the others one in twenty.
//
// The same sleepers make the worst night of limb movements, with F1 .88 and .89 where .92 was asked. On 80 nights (seeds 194000 to 194019 at 50 Hz, with the true hypnogram) 16 of the 66 with 50 movements and more have F1
// below .95: there one movement in nine lies between 12 and 18 mg, on the others one in forty. Counted from 25 mg on, the eight worst reach .91 to .97 instead of .84 to .91.
//
// Hypnic starts: P .952, R .950 on 40 nights with many (seed 194000; .970, .954 from 193000), and .22 a night are false on the 240 others, up to 6 in one where 2 were asked. Of 23 of them that were looked at 22 are fidgets of
// somebody awake, minutes from sleep, with the wave of a kick: 90 % of the energy within .12 to .28 s. Asked for odds of e, 2 are left in the worst night, and 87.5 % of the starts are found; for e², 1 and 78 %.
//
// Large body movements: of 3,163 on the 80 nights 2 are not found. 65 are limb movements and fidgets that last a little over 10 s and are found shorter; 63 begin elsewhere, for what the sleeper did just before is put to them
// or kept from them; 42 are found and called periodic, for they lie in a series, by the contract's precedence, that was found and not there; the false ones are 61 turns that truth has in a series, 60 that begin elsewhere and
// 28 others. F1 is .957 where .96 was asked; it would be .959 if postures were told apart at the 20° of this simulator, but the contract names no angle and others change posture at 10° or 15°.
//
// Persistent sleep onset: truth was inside what is stated on 262 of 280 nights from seed 193000 and on 241 of 280 from 194000. Of the 15 errors of a quarter of an hour and more at 50 Hz, 11 are 15 to 43 minutes
// too early: one or several failed sleeps are taken for the persistent one, for who lies awake without moving for the one to five minutes between them shows nothing to a limb's sensor. The right side of 15/h was missed
// by one sleeper of 512 nights, 11.1 found as 15.1.
//
// Nights of four simulators by others who had read none of ours, 42 of each: a model of hypnic starts taught by three quarters of them has F1 .47, .63, .52 and .69 on the others (.64, .76, .68 and .84 at the limit that is
// best in hindsight). Ours, which was shown none, has .30, .55, .50 and .68: on two of the four even their own nights hardly teach this evidence more. Of pairs of movements theirs judge 6, 6, 2 and 7 % wrong and ours
// 14, 11, 7 and 13: more than half of that is what only each author's nights teach.
package accuracy
