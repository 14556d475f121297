package vendor

import (
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
)

// siteNamed returns the site that a file names in words: "right wrist", "Ankle_left", "waist"; SiteUnknown when it is none of ours.
func siteNamed(words string) device.Site {
	words = strings.ToLower(words)
	side := ""
	for _, s := range [...]string{"left", "right"} {
		if strings.Contains(words, s) {
			side = s
		}
	}
	for _, limb := range [...]string{"ankle", "wrist"} {
		if site, err := device.ParseSite(side + "-" + limb); err == nil && strings.Contains(words, limb) {
			return site
		}
	}
	for _, trunk := range [...]string{"trunk", "chest", "waist", "hip", "back"} {
		if strings.Contains(words, trunk) {
			return device.SiteTrunk
		}
	}
	return device.SiteUnknown
}
