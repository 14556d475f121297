package report

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// pageOf writes the page of a night.
func pageOf(t *testing.T, a *Analysis, i int) string {
	t.Helper()
	var b strings.Builder
	if err := WriteNightHTML(&b, a, i); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// withClips gives every movement of a scene a clip: a second before and after it at the scene's rate, the limb lifted by its peak in between.
func withClips(s scene) scene {
	if s.hz == 0 {
		s.hz = 100
	}
	for i := range s.movements {
		m := &s.movements[i]
		b := clipOf(m, s.hz)
		m.Clip = movement.PackClip(&b)
	}
	return s
}

func clipOf(m *movement.Movement, hz float64) dsp.Block {
	from, to := int((m.Onset-1)*hz), int((m.End+1)*hz)
	b := dsp.Block{Start: dsp.Index(from)}
	for k := from; k < to; k++ {
		var x int32
		if at := float64(k) / hz; at >= m.Onset && at < m.End {
			x = int32(m.PeakG * dsp.MicroG)
		}
		b.Append(x, 0, dsp.MicroG, 0)
	}
	return b
}

// pictured is the full night with pictures.
func pictured(t *testing.T, scenes ...scene) Analysis {
	opt := options()
	opt.Pictures = true
	for i := range scenes {
		scenes[i] = withClips(scenes[i])
	}
	return build(t, opt, scenes...)
}

// The page needs nothing from outside and believes no file name.
func TestPageIsSelfContained(t *testing.T) {
	s := full()
	s.file = `<script>alert(1)</script>.csv`
	next := full()
	next.start = evening.AddDate(0, 0, 1)
	a := pictured(t, s, next)
	a.Failed = []Failure{{File: "<b>", Error: "<b> is empty"}}
	var index strings.Builder
	if err := WriteHTML(&index, &a); err != nil {
		t.Fatal(err)
	}
	night := pageOf(t, &a, 0)
	for name, page := range map[string]string{"index": index.String(), "night": night} {
		for _, forbidden := range []string{"<script>", "<b> is", " src=", "@import", "url(", `href="http`, "style="} {
			if strings.Contains(page, forbidden) {
				t.Errorf("the %s holds %q", name, forbidden)
			}
		}
		for _, needed := range append([]string{"&lt;script&gt;", "&lt;b&gt; is empty", "3 hypnic starts"}, Caveats...) {
			if !strings.Contains(page, needed) {
				t.Errorf("the %s lacks %q", name, needed)
			}
		}
	}
	if !strings.Contains(index.String(), `href="report-002.html"`) || NightPage(1) != "report-002.html" {
		t.Error("the index does not link to the second night")
	}
	for _, needed := range []string{"00ff", "wasm2016", "Permission is hereby granted", `href="report.html"`, "23:00", "class=\"chance\"", `id="e12"`} {
		if !strings.Contains(night, needed) {
			t.Errorf("the page lacks %q", needed)
		}
	}
}

// What could not be counted is said to be unknown wherever a drawing would look like none, and what is to be minded of the recording stands on the page.
func TestPageOfUnknowns(t *testing.T) {
	tooSlow := full()
	tooSlow.hz = 5
	a := pictured(t, tooSlow)
	a.Recordings[0].Warnings = append(a.Recordings[0].Warnings, device.Warning{Code: "no_zone", Text: "the file tells no zone <really>"})
	page := pageOf(t, &a, 0)
	if n := strings.Count(page, ">"+notKnown+"</text>"); n != 7+5 { // the timeline's lanes but cut off, and those around falling asleep
		t.Errorf("%d lanes are said to be unknown", n)
	}
	for _, wrong := range []string{`aria-label="Hour by hour`, "All 0 events"} {
		if strings.Contains(page, wrong) {
			t.Errorf("the page holds %q", wrong)
		}
	}
	if !strings.Contains(page, `"unknown":[0,1,2,3,4,5,6]`) || !strings.Contains(page, "<li>the file tells no zone &lt;really&gt;</li>") {
		t.Error("the page does not say what is unknown or to be minded")
	}
	known := pictured(t, full())
	if page := pageOf(t, &known, 0); strings.Contains(page, ">"+notKnown+"</text>") || !strings.Contains(page, `"unknown":[]`) || !strings.Contains(page, `aria-label="Hour by hour`) {
		t.Error("a night that is known is said not to be")
	}
}

// Every word that people meet in the table of counts or in the events is explained.
func TestEveryClassIsExplained(t *testing.T) {
	var words strings.Builder
	for _, g := range glossary {
		words.WriteString(strings.ToLower(g.Name + "\n"))
	}
	for _, w := range []string{"hypnic start", "periodic limb movement", "single", "soon after", "rhythmic train", "large body movement", "brief twitch", "cut off", "periodicity", "train", "sure", "chance", "peak", "threshold"} {
		if !strings.Contains(words.String(), w) {
			t.Errorf("%q is not explained", w)
		}
	}
	for _, l := range lanes {
		if className(l.class) == string(l.class) && l.class != Cut {
			t.Errorf("class %s has no name", l.class)
		}
	}
}

// What the page's script reads gives back the waves to the step, and a wave's peak is the peak of the movement.
func TestWavesArriveWhole(t *testing.T) {
	a := pictured(t, full())
	n := &a.Nights[0]
	found := regexp.MustCompile(`(?s)id="nightjar-data">(.*?)</script>`).FindStringSubmatch(pageOf(t, &a, 0))
	if found == nil {
		t.Fatal("no data")
	}
	var d pageData
	if err := json.Unmarshal([]byte(found[1]), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Events) != len(n.Events) || d.Strides != 1 {
		t.Fatalf("%d of %d events, every %d. sample", len(d.Events), len(n.Events), d.Strides)
	}
	for i := range n.Events {
		e := &n.Events[i]
		if len(e.Waves) == 0 {
			t.Errorf("event %d (%s) has no wave", i, e.Class)
			continue
		}
		top := 0.0
		for k, w := range e.Waves {
			got := unpacked(t, d.Events[i].WavesData[k].V)
			if fmt.Sprint(got) != fmt.Sprint(w.Steps) {
				t.Errorf("event %d, wave %d: not what was packed", i, k)
			}
			for _, v := range w.Steps {
				top = max(top, float64(v)*WaveStepG)
			}
			if k > 0 && value(w.Site) == value(e.Waves[k-1].Site) && w.Onset < e.Waves[k-1].end()-1 {
				t.Errorf("event %d: wave %d shows again what the one before showed", i, k)
			}
			if w.Onset > e.Onset {
				t.Errorf("event %d: wave %d begins after it", i, k)
			}
		}
		if math.Abs(top-e.PeakG) > 2*WaveStepG {
			t.Errorf("event %d (%s): the wave's peak is %.4f g, the event's %.4f g", i, e.Class, top, e.PeakG)
		}
	}
}

// unpacked reads zigzag varints of differences as the script does.
func unpacked(t *testing.T, text string) []uint16 {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	var out []uint16
	last := int64(0)
	for len(raw) > 0 {
		d, n := binary.Varint(raw)
		if n <= 0 {
			t.Fatal("broken varint")
		}
		last += d
		out, raw = append(out, uint16(last)), raw[n:]
	}
	return out
}

// severe is eight hours with a movement every 24 s but for a pause every fifty, on two legs.
func severe() []scene {
	s := full()
	s.movements, s.holes = nil, nil
	for at := 1300.0; at < 27000; at += 24 {
		if int(at/24)%50 != 0 {
			s.movements = append(s.movements, limb(at, 2.5))
		}
	}
	right := s
	right.file, right.site = "right.csv", "right-ankle"
	right.movements = nil
	for _, m := range s.movements {
		m.Onset, m.End = m.Onset+0.2, m.End+0.2
		right.movements = append(right.movements, m)
	}
	return []scene{s, right}
}

// The page of a severe night on two limbs at 100 Hz stays below 1.5 MB.
func TestSeverePageSize(t *testing.T) {
	a := pictured(t, severe()...)
	if n := len(a.Nights[0].Events); n < 1000 {
		t.Fatalf("only %d events", n)
	}
	if size := len(pageOf(t, &a, 0)); size > 1_500_000 {
		t.Errorf("%d bytes", size)
	}
}

func BenchmarkSeverePage(b *testing.B) {
	opt := options()
	opt.Pictures = true
	var g []scene
	for _, s := range severe() {
		g = append(g, withClips(s))
	}
	a := build(b, opt, g...)
	for b.Loop() {
		var out strings.Builder
		if err := WriteNightHTML(&out, &a, 0); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(out.Len()), "bytes")
	}
}

// Pictures change nothing that is printed as JSON.
func TestPicturesAreNoJSON(t *testing.T) {
	with := pictured(t, full())
	without := build(t, options(), withClips(full()))
	a, _ := json.Marshal(with)
	b, _ := json.Marshal(without)
	if string(a) != string(b) {
		t.Error("the JSON differs")
	}
}

// The vendored library is the one that npm gave.
func TestVendoredSum(t *testing.T) {
	for line := range strings.Lines(asset("uPlot.sha256")) {
		f := strings.Fields(line)
		sum := sha256.Sum256([]byte(asset(f[1])))
		if hex.EncodeToString(sum[:]) != f[0] {
			t.Errorf("%s is not what was vendored", f[1])
		}
	}
	if !strings.Contains(asset("uPlot.iife.min.js"), "(v1.6.32)") {
		t.Error("another version of uPlot")
	}
}

// When an event began is told by the clock, and without a date as hours, minutes and seconds since the first sample.
func TestMoment(t *testing.T) {
	e := Event{Onset: 1*hour + 2*minute + 3*second + 456}
	if got := e.Moment(); got != "+1:02:03.4" {
		t.Error(got)
	}
	e.OnsetAt = known("2024-03-14T23:05:06.789+01:00")
	if got := e.Moment(); got != "23:05:06.7" {
		t.Error(got)
	}
}
