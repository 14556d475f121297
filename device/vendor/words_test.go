package vendor

import (
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// Places of wear as makers' programs write them.
func TestSiteNamed(t *testing.T) {
	for words, want := range map[string]device.Site{
		"right wrist": device.SiteRightWrist, "left_ankle": device.SiteLeftAnkle, "Ankle Right": device.SiteRightAnkle, "Left Wrist": device.SiteLeftWrist,
		"Waist": device.SiteTrunk, "lower back": device.SiteTrunk, "": device.SiteUnknown, "ankle": device.SiteUnknown, "left thigh": device.SiteUnknown,
	} {
		if got := siteNamed(words); got != want {
			t.Errorf("%q is %q, want %q", words, got, want)
		}
	}
}

// Offsets from UTC as GENEActiv ("-04:00") and ActiGraph ("02:00:00") write them.
func TestOffsetZone(t *testing.T) {
	for s, want := range map[string]int{"-04:00": -14400, "+01:00": 3600, "02:00:00": 7200, "-03:30": -12600, "00:00:00": 0, "+14:00": 50400} {
		z := offsetZone(s)
		if z == nil {
			t.Errorf("%q was refused", s)
			continue
		}
		if got := z.String(); got != "" {
			t.Errorf("%q has the name %q", s, got)
		}
		if _, got := time.Unix(0, 0).In(z).Zone(); got != want {
			t.Errorf("%q is %d s, want %d", s, got, want)
		}
	}
	for _, s := range []string{"", "x", "99:00", "1:2:3:4", "01:75", "--1:00"} {
		if offsetZone(s) != nil {
			t.Errorf("%q was taken for an offset", s)
		}
	}
}

// Times of packed 32 bits, counted by hand: year since 2000, month, day, hour, minute, second in 6, 4, 5, 5, 6, 6 bits.
func TestPackedTime(t *testing.T) {
	if got, ok := packedTime(20<<26 | 2<<22 | 12<<17 | 9<<12 | 3<<6 | 38); !ok || got != 1581498218*second { // the first block of skdh_ax3_sample.cwa
		t.Errorf("%d, %v", got, ok)
	}
	for _, v := range []uint32{0, 1<<32 - 1, 20<<26 | 13<<22 | 12<<17, 20<<26 | 2<<22 | 12<<17 | 24<<12} {
		if _, ok := packedTime(v); ok {
			t.Errorf("%#x was taken for a time", v)
		}
	}
}
