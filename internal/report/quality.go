package report

import (
	"fmt"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
)

// quality says how well the night was seen.
func (n *nightly) quality() Quality {
	unworn := n.unworn.length()
	q := Quality{
		WornH:   round((n.covered.length() - unworn).Hours(), hourDecimals),
		UnwornH: round(unworn.Hours(), hourDecimals),
		Shocks:  n.shocks, Warnings: n.warnings,
	}
	var noise []float64
	for _, t := range n.tracks() {
		q.ClippedSamples += t.Ledger.Clipped
		if t.Ledger.Level.NoiseG > 0 {
			noise = append(noise, t.Ledger.Level.NoiseG)
		}
	}
	if len(noise) > 0 {
		q.NoiseMG = known(round(1000*slices.Max(noise), 2))
	}
	return q
}

// remark adds the warnings that follow from the night as a whole.
func (n *nightly) remark() {
	n.remarkSites()
	n.remarkRate()
	n.remarkFragments()
	if u := n.unworn.length(); u > 0 {
		n.warn("not_worn", fmt.Sprintf("the sensor lay unworn for %.1f h; that time counts nowhere", u.Hours()))
	}
	if lost := n.lost.length(); lost >= minute {
		n.warn("holes", fmt.Sprintf("%.1f h of the night were not recorded; that time counts nowhere", lost.Hours()))
	}
	switch reason := n.unseen(); {
	case reason == unknownBed:
		n.warn("no_rest", "no time at rest was found, so nothing was counted; give --lights-off and --lights-on if there was")
	case reason != "":
		n.warn("no_data", reasonText(reason)+", so nothing is known of this night")
	case n.bed.time.length() < usableLength:
		n.warn("short", fmt.Sprintf("only %s in bed: too little to speak of a night", lengthText(n.bed.time.length().Hours())))
	case !n.sleep.known():
		n.warn("no_sleep", "no sleep was found, so everything that depends on it is unknown; give --hypnogram if you know it")
	}
	if n.axis.unsure {
		n.warn("limbs_not_aligned", "the recordings have no common clock and were taken to start together")
	}
}

// remarkSites says what the place of the sensors cannot show.
func (n *nightly) remarkSites() {
	sites := n.sites()
	wrist := slices.ContainsFunc(sites, device.Site.Wrist)
	ankle := slices.Contains(sites, device.SiteLeftAnkle) || slices.Contains(sites, device.SiteRightAnkle)
	switch {
	case len(sites) == 0:
		n.warn("site_unknown", "nobody said where the sensor was worn; give --site, for a wrist hardly feels leg movements")
	case wrist && !ankle:
		n.warn("wrist_not_leg", "worn at the wrist, which hardly feels leg movements: the true number can be much higher")
	}
	if len(sites) < 2 {
		n.warn("one_limb", "one limb only: movements of the other leg are not seen")
	}
}

// remarkRate says what the sampling rate cannot show.
func (n *nightly) remarkRate() {
	switch hz := n.rate(); {
	case hz < limbHz:
		n.warn("rate_too_low", fmt.Sprintf("%.3g samples a second are too few to time limb movements (10 are needed) or to see jerks (25)", hz))
	case hz < jerkHz:
		n.warn("rate_too_low", fmt.Sprintf("%.3g samples a second are too few to see jerks (25 are needed)", hz))
	}
}
