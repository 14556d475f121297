// Package report joins the tracks of a night: movements × sleep × rules → classes, counts, indices, and prints them.
//
// It sees ledgers, never samples (but for the clips that ledgers carry), and it is the one room that may use the statistics of a
// whole night, because it runs when the night is over. The way through it, one file each:
//
//	axis.go       every recording of a group on one axis of integer milliseconds; wall time as a label
//	sight.go      what each recording saw, placed on the axis, and what of it concerns a night
//	align.go      how the clock of a second limb stands against the first, by the movements that both made; corrected when it matters
//	windows.go    recordings of many days → nights, noon to noon
//	bed.go, motion.go, lights.go: the time in bed: lights, diary, hypnogram, or found by rest (HDCZA) and walking
//	sleepmap.go   who slept when: the sleep track within the time in bed, or a hypnogram; falls.go: the drowsing off that is no sleep yet
//	classify.go   what a single movement is taken for: limb movement, kick, brief, rhythmic, shock
//	rhythmic.go   runs of movements that are beats of a train → one rhythmic event, before any limb-movement rule
//	hinge.go      where this limb is lifted to, learnt from what it did so far, which tells a lift from a release
//	parts.go      what the detector took for one movement because the limb lay still in it, but was two → two
//	joins.go      the stages of one movement, a lift with its release or the pieces of a turn, → one movement; stages.go: what is weighed of two that follow one another
//	limbmodel.go  whether a short movement is a limb movement or a brief burst that rings (package forest: the questions that weigh it)
//	hypnic.go     kicks near a return to sleep, or in rows where none was detected, outside series → hypnic starts
//	start.go, evidence.go, models.go: what is weighed of a hypnic start, how evidence adds up, and what make train fitted
//	verdicts.go   limb movements → package score → classes by the contract's precedence
//	counts.go, indices.go, interval.go, hours.go, series.go, quality.go: the figures of a night
//	events.go, why.go, confidence.go: what is listed of each, the reasons, and how sure they are
//	analysis.go   what programs read; csv.go: the same as tables
//	text.go, texthours.go: what people read on a terminal
//	meaning.go    what the figures say to someone without training; glossary.go: the words
//	several.go, severalwords.go, severalchart.go: what several nights say together
//	waves.go      the waves of events, from the ledger's clips, and the motion of the night
//	html.go       the page of a night; pagetables.go, pagedata.go: its tables and what its script draws from
//	svg.go, timeline.go, onset.go, bars.go, limbs.go, wavesvg.go: its drawings, which need no script
//	assets        its templates, style and script, and uPlot (npm, MIT) with licence and checksum
//	explain.go, explaintext.go: one moment of a recording, and the rule that decided
//	criteria.go   every threshold that parts one kind of movement from another
//
// Everything that score is given is rounded to whole milliseconds first, exactly as printed, so that scoring the printed
// list again gives the same counts.
package report
