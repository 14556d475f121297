package report

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// blindness is how colours look to people who lack one kind of cone, as matrices on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1).
var blindness = map[string][3][3]float64{
	"nobody": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protan": {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deutan": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritan": {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// labOf returns a colour, #rrggbb, in CIE L*a*b* as somebody sees it (IEC 61966-2-1, CIE 15; white of D65).
func labOf(t *testing.T, hex string, seen [3][3]float64) [3]float64 {
	t.Helper()
	var c [3]float64
	for i := range c {
		v, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		if c[i] = float64(v) / 255; c[i] <= 0.04045 {
			c[i] /= 12.92
		} else {
			c[i] = math.Pow((c[i]+0.055)/1.055, 2.4)
		}
	}
	var s [3]float64
	for i := range s {
		s[i] = min(1, max(0, seen[i][0]*c[0]+seen[i][1]*c[1]+seen[i][2]*c[2]))
	}
	f := func(v float64) float64 {
		if v > 0.008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16.0/116
	}
	x, y, z := f((0.4124*s[0]+0.3576*s[1]+0.1805*s[2])/0.95047), f(0.2126*s[0]+0.7152*s[1]+0.0722*s[2]), f((0.0193*s[0]+0.1192*s[1]+0.9505*s[2])/1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// Colours that stand for different things in one picture are told apart by everybody, in light, dark and on paper: far enough in CIE L*a*b*, where 2.3 is just noticeable. Classes
// of events have lanes and names of their own besides.
func TestColoursAreToldApart(t *testing.T) {
	const far = 20
	for i, block := range regexp.MustCompile(`(?s):root \{.*?\}`).FindAllString(asset("page.css"), -1) {
		value := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z_0-9]+): (#[0-9a-f]{6}|#[0-9a-f]{3});`).FindAllStringSubmatch(block, -1) {
			v := m[2]
			if len(v) == 4 {
				v = "#" + strings.Repeat(v[1:2], 2) + strings.Repeat(v[2:3], 2) + strings.Repeat(v[3:4], 2)
			}
			value[m[1]] = v
		}
		for _, pair := range [][2]string{{"limb0", "limb1"}, {"plm", "hypnic_start"}, {"asleep", "lost"}, {"asleep", "unworn"}, {"lost", "unworn"}} {
			for who, seen := range blindness {
				a, b := labOf(t, value[pair[0]], seen), labOf(t, value[pair[1]], seen)
				if d := math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2]); d < far {
					t.Errorf("style %d, %s: %s and %s are %.0f apart", i, who, pair[0], pair[1], d)
				}
			}
		}
	}
}
