package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// sample is an analysis of one night with a periodic movement, a hypnic start and a large one.
func sample(t *testing.T) *report.Analysis {
	t.Helper()
	text := `{"schema":"nightjar.analysis/1","version":"test","rules":{"name":"wasm2016"},
	 "recordings":[{"file":"left.csv","format":"axivity-csv","site":"left-ankle","start_at":"2024-03-14T22:30:00.000","hours":8,"samples":10,"holes":[],"warnings":[]}],
	 "nights":[{"night":"2024-03-14","recordings":[0],"usable":true,"sleep":{"onset_s":1200,"total_sleep_h":7,"time_in_bed_h":8,"bed_source":"lights","source":"detected","bed_s":[[0,28800]],"intervals_s":[[1200,26400]]},
	 "counts":{"hypnic_starts":1,"plm":1,"plms":1,"plmw":0,"plm_series":1},"indices":{"plms_per_h":16.04},
	 "events":[
	  {"onset_s":1190.5,"onset_at":"2024-03-14T22:49:50.500","duration_s":0.4,"class":"hypnic_start","sites":["left-ankle"],"asleep":false,"peak_g":0.4,"confidence":0.9,"why":["brief"]},
	  {"onset_s":2000,"duration_s":2.5,"class":"plm","sites":["left-ankle","right-ankle"],"asleep":true,"peak_g":0.1,"confidence":0.8,"why":["1st in series 1"]},
	  {"onset_s":3000,"duration_s":12,"class":"gross","sites":["right-ankle"],"asleep":true,"peak_g":0.9,"confidence":0.8,"why":["long"]}]}]}`
	a := &report.Analysis{}
	if err := json.Unmarshal([]byte(text), a); err != nil {
		t.Fatal(err)
	}
	return a
}

// put writes an analysis as analyze does.
func put(t *testing.T, dir string, a *report.Analysis) {
	t.Helper()
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := errors.Join(report.WriteHTML(&page, a), os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, analysisFile), text, 0o644),
		os.WriteFile(filepath.Join(dir, reportFile), page.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// place is a server under test.
type place struct {
	*Server
	dir string
	web *httptest.Server
}

func serving(t *testing.T, opt Options) *place {
	t.Helper()
	dir := t.TempDir()
	put(t, filepath.Join(dir, "one"), sample(t))
	opt.Dir = dir
	if opt.Addr == "" {
		opt.Addr = "127.0.0.1:0"
	}
	if opt.MaxUpload == 0 {
		opt.MaxUpload = 1 << 20
	}
	s, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	p := &place{s, dir, httptest.NewServer(s.HTTP().Handler)}
	t.Cleanup(p.web.Close)
	return p
}

// ask sends a request and returns status and text; a header value of "-" is left out.
func (p *place) ask(t *testing.T, method, path string, body io.Reader, headers ...string) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequest(method, p.web.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Origin", p.web.URL)
	}
	for i := 0; i < len(headers); i += 2 {
		switch headers[i] {
		case "Host":
			r.Host = headers[i+1]
		default:
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text), resp.Header
}

// id returns the id of the only night.
func (p *place) id(t *testing.T) string {
	t.Helper()
	_, list, _ := p.ask(t, "GET", "/", nil)
	m := regexp.MustCompile(`/night/([0-9a-f]+-1)"`).FindStringSubmatch(list)
	if m == nil {
		t.Fatal("no night in the list:", list)
	}
	return m[1]
}

const formType = "application/x-www-form-urlencoded"

func TestPagesShowTheNight(t *testing.T) {
	p := serving(t, Options{})
	id := p.id(t)
	for path, wants := range map[string][]string{
		"/":                        {"2024-03-14", "March 2024", "16.0/h", "left.csv"},
		"/night/" + id:             {"all nights", "review the events", `src="/assets/report.js"`, `href="/assets/report.css"`, "1 hypnic start"},
		"/night/" + id + "/review": {"0 of 3 events reviewed", "hypnic_start", "22:49:50.5"},
		"/night/" + id + "/delete": {"Delete 2024-03-14?", "analysis.json", ".trash"},
		"/assets/report.js":        {"uPlot"},
		"/assets/serve.js":         {"onprogress"},
	} {
		code, text, header := p.ask(t, "GET", path, nil)
		if code != http.StatusOK {
			t.Errorf("%s: %d %s", path, code, text)
		}
		for _, w := range wants {
			if !strings.Contains(text, w) {
				t.Errorf("%s lacks %q", path, w)
			}
		}
		csp := header.Get("Content-Security-Policy")
		if strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") || header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", path, header)
		}
		if strings.Contains(header.Get("Content-Type"), "html") && regexp.MustCompile(`(?i)<style|<script(>| id="nightjar-code")| on\w+=| style=`).MatchString(text) {
			t.Errorf("%s holds a script or style that its policy forbids", path)
		}
	}
	for _, path := range []string{"/night/" + strings.Repeat("0", 18) + "-1", "/night/..%2f..%2fetc%2fpasswd", "/one/analysis.json", "/assets/../server.go"} {
		if code, _, _ := p.ask(t, "GET", path, nil); code != http.StatusNotFound && code != http.StatusTemporaryRedirect && code != http.StatusMovedPermanently {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// Names that point here, other sites and other people are refused.
func TestGuard(t *testing.T) {
	p := serving(t, Options{})
	id := p.id(t)
	form := func() io.Reader { return strings.NewReader("sure=yes") }
	for name, c := range map[string]struct {
		method  string
		headers []string
		want    int
	}{
		"own":               {"GET", nil, 200},
		"localhost":         {"GET", []string{"Host", "localhost:8477"}, 200},
		"rebound name":      {"GET", []string{"Host", "evil.example:8477"}, 421},
		"other origin":      {"POST", []string{"Origin", "https://evil.example", "Content-Type", formType}, 403},
		"null origin":       {"POST", []string{"Origin", "null", "Content-Type", formType}, 403},
		"cross-site":        {"POST", []string{"Sec-Fetch-Site", "cross-site", "Content-Type", formType}, 403},
		"fetched by others": {"GET", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, 403},
		"link elsewhere":    {"GET", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"}, 200},
	} {
		var body io.Reader
		if c.method == "POST" {
			body = form()
		}
		if code, text, _ := p.ask(t, c.method, "/night/"+id+"/delete", body, c.headers...); code != c.want {
			t.Errorf("%s: %d %s, want %d", name, code, text, c.want)
		}
	}
	if _, err := os.Stat(filepath.Join(p.dir, "one")); err != nil {
		t.Error("a refused request deleted the night:", err)
	}
}

func TestTokenOffLoopback(t *testing.T) {
	p := serving(t, Options{Addr: "0.0.0.0:8477"})
	token := p.Token()
	if len(token) < 32 {
		t.Fatalf("token %q", token)
	}
	if code, _, _ := p.ask(t, "GET", "/", nil); code != http.StatusUnauthorized {
		t.Errorf("without the token: %d", code)
	}
	if code, _, _ := p.ask(t, "GET", "/?token="+strings.Repeat("0", len(token)), nil); code != http.StatusUnauthorized {
		t.Errorf("with a wrong token: %d", code)
	}
	code, _, header := p.ask(t, "GET", "/?token="+token, nil)
	cookie := header.Get("Set-Cookie")
	if code != http.StatusSeeOther || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") {
		t.Errorf("with the token: %d, cookie %q", code, cookie)
	}
	if code, _, _ := p.ask(t, "GET", "/", nil, "Cookie", strings.Split(cookie, ";")[0]); code != http.StatusOK {
		t.Errorf("with the cookie: %d", code)
	}
	for addr, want := range map[string]bool{"127.0.0.1:1": true, "[::1]:1": true, "localhost:1": true, ":1": false, "0.0.0.0:1": false, "192.168.1.2:1": false, "example.org:1": false} {
		if Loopback(addr) != want {
			t.Errorf("Loopback(%s) = %t", addr, !want)
		}
	}
}

// What a person says stays beside the machine's verdict, can be changed and taken back, and is exported as a human scorer's list.
func TestReview(t *testing.T) {
	p := serving(t, Options{})
	id := p.id(t)
	before, err := os.ReadFile(filepath.Join(p.dir, "one", analysisFile))
	if err != nil {
		t.Fatal(err)
	}
	say := func(want int, pairs ...string) {
		t.Helper()
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		if code, text, _ := p.ask(t, "POST", "/night/"+id+"/review", strings.NewReader(v.Encode()), "Content-Type", formType); code != want {
			t.Errorf("%v: %d %s, want %d", pairs, code, text, want)
		}
	}
	say(303, "event", "1", "verdict", "relabelled", "label", "isolated", "note", "looked like a kick <b>")
	say(303, "event", "2", "verdict", "accepted")
	say(303, "event", "3", "verdict", "accepted")
	say(303, "event", "3", "verdict", "rejected")
	say(400, "event", "4", "verdict", "accepted")
	say(400, "event", "1", "verdict", "loved")
	say(400, "event", "1", "verdict", "relabelled", "label", "disease")
	_, csv, _ := p.ask(t, "GET", "/night/"+id+"/reference.csv", nil)
	want := "onset_s,duration_s,side,sleep_stage_at_onset\n1190.500,0.400,L,W\n2000.000,2.500,B,N2\n"
	if csv != want {
		t.Errorf("reference %q, want %q", csv, want)
	}
	if _, page, _ := p.ask(t, "GET", "/night/"+id+"/review", nil); !strings.Contains(page, "3 of 3 events reviewed") || !strings.Contains(page, "kick &lt;b&gt;") {
		t.Error("the page does not show the reviews")
	}
	say(303, "event", "2", "verdict", "")
	if _, page, _ := p.ask(t, "GET", "/night/"+id+"/review", nil); !strings.Contains(page, "2 of 3 events reviewed") {
		t.Error("a verdict could not be taken back")
	}
	if after, err := os.ReadFile(filepath.Join(p.dir, "one", analysisFile)); err != nil || !bytes.Equal(before, after) {
		t.Error("the machine's verdicts were changed")
	}
}

func TestUpload(t *testing.T) {
	var got []string
	analyze := func(_ context.Context, file string) error {
		text, err := os.ReadFile(file)
		got = append(got, string(text))
		if string(text) == "bad" {
			return errors.New("no recording")
		}
		put(t, filepath.Dir(file), sample(t))
		return err
	}
	p := serving(t, Options{Analyze: analyze, MaxUpload: 1000})
	if code, text, _ := p.ask(t, "POST", "/upload?name=..%2F..%2Fetc%2Fevil.csv", strings.NewReader("samples")); code != http.StatusSeeOther {
		t.Errorf("%d %s", code, text)
	}
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	part, err := m.CreateFormFile("file", "mine.cwa")
	if err != nil {
		t.Fatal(err)
	}
	part.Write([]byte("form"))
	m.Close()
	if code, text, _ := p.ask(t, "POST", "/upload", &form, "Content-Type", m.FormDataContentType()); code != http.StatusSeeOther {
		t.Errorf("%d %s", code, text)
	}
	if strings.Join(got, ",") != "samples,form" {
		t.Errorf("analysed %q", got)
	}
	for body, want := range map[string]int{"bad": 422, "": 400, strings.Repeat("x", 1001): 413} {
		if code, text, _ := p.ask(t, "POST", "/upload?name=x.csv", strings.NewReader(body)); code != want {
			t.Errorf("%d bytes: %d %s, want %d", len(body), code, text, want)
		}
	}
	kept, _ := filepath.Glob(filepath.Join(p.dir, "*", "*.c*"))
	if len(kept) != 3 { // evil.csv, mine.cwa, and the bad one, which is kept
		t.Errorf("recordings in the folder: %v", kept)
	}
}

// A recording that could not be analysed is listed with the reason, can be tried again, and goes to the trash when it is given up.
func TestFailedUpload(t *testing.T) {
	works := false
	p := serving(t, Options{MaxUpload: 1000, Analyze: func(_ context.Context, file string) error {
		if !works { // analyze leaves results that say what failed
			left := os.WriteFile(filepath.Join(filepath.Dir(file), analysisFile), []byte(`{"schema":"nightjar.analysis/1","nights":[]}`), 0o644)
			return errors.Join(errors.New("<no> date"), left)
		}
		put(t, filepath.Dir(file), sample(t))
		return nil
	}})
	listed := func() string { _, list, _ := p.ask(t, "GET", "/", nil); return list }
	upload := func(name string) string {
		if code, text, _ := p.ask(t, "POST", "/upload?name="+name, strings.NewReader("samples")); code != http.StatusUnprocessableEntity || !strings.Contains(text, "<no> date") {
			t.Errorf("%d %s", code, text)
		}
		m := regexp.MustCompile(`<b>` + name + `</b>: &lt;no&gt; date\s+<form method="post" action="/upload/([0-9a-f]+)/again"`).FindStringSubmatch(listed())
		if m == nil {
			t.Fatal("not listed:", listed())
		}
		return m[1]
	}
	id := upload("one.csv")
	post := func(path string) int {
		code, _, _ := p.ask(t, "POST", path, strings.NewReader(""), "Content-Type", formType)
		return code
	}
	if code := post("/upload/" + id + "/again"); code != http.StatusUnprocessableEntity {
		t.Errorf("once more in vain: %d", code)
	}
	works = true
	if code := post("/upload/" + id + "/again"); code != http.StatusSeeOther || strings.Contains(listed(), "<b>one.csv</b>") || strings.Count(listed(), ">review</a>") != 2 {
		t.Errorf("again: %d %s", code, listed())
	}
	works = false
	id = upload("two.csv")
	if code := post("/upload/" + id + "/discard"); code != http.StatusSeeOther || strings.Contains(listed(), "two.csv") {
		t.Errorf("discard: %d", code)
	}
	if kept, _ := filepath.Glob(filepath.Join(p.dir, trashFolder, "*", "two.csv")); len(kept) != 1 {
		t.Errorf("in the trash: %v", kept)
	}
	if code := post("/upload/" + id + "/again"); code != http.StatusNotFound {
		t.Errorf("of what is gone: %d", code)
	}
}

// Who sends a change without saying from where is told what is missing.
func TestRefusalSaysWhy(t *testing.T) {
	p := serving(t, Options{})
	resp, err := http.Post(p.web.URL+"/upload?name=x.csv", "text/csv", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusForbidden || !strings.Contains(string(text), "Origin: "+p.web.URL) {
		t.Errorf("%d %s", resp.StatusCode, text)
	}
}

// Two people who review the same event: the second is told, and nothing of the first is lost; each may change what he saw.
func TestReviewByTwo(t *testing.T) {
	p := serving(t, Options{})
	path := "/night/" + p.id(t) + "/review"
	say := func(want int, seen, verdict, note string) {
		t.Helper()
		v := url.Values{"event": {"2"}, "seen": {seen}, "verdict": {verdict}, "note": {note}}
		if code, text, _ := p.ask(t, "POST", path, strings.NewReader(v.Encode()), "Content-Type", formType); code != want {
			t.Errorf("%v: %d %s, want %d", v, code, text, want)
		}
	}
	say(http.StatusSeeOther, "", "accepted", "clear")
	say(http.StatusConflict, "", "rejected", "the cat")
	_, page, _ := p.ask(t, "GET", path, nil)
	seen := regexp.MustCompile(`name="event" value="2"><input type="hidden" name="seen" value="([^"]*)"`).FindStringSubmatch(page)
	if seen == nil || !strings.Contains(page, "clear") || strings.Contains(page, "the cat") {
		t.Fatalf("the page shows %v", seen)
	}
	say(http.StatusSeeOther, seen[1], "rejected", "the cat")
	if _, page, _ := p.ask(t, "GET", path, nil); !strings.Contains(page, "the cat") {
		t.Error("what was seen could not be changed")
	}
}

// An upload that calls itself an analysis is no night, and one that has the name of a result is still there when it has been analysed.
func TestUploadOfAResultsName(t *testing.T) {
	p := serving(t, Options{Analyze: func(_ context.Context, file string) error {
		return os.WriteFile(filepath.Join(filepath.Dir(file), "events.csv"), []byte("results"), 0o644)
	}})
	forged := `{"schema":"nightjar.analysis/1","recordings":[{"file":"/etc/hostname"}],"nights":[{"recordings":[0],"night":"2001-01-01"}]}`
	for name, text := range map[string]string{"analysis.json": forged, "events.csv": "samples"} {
		if code, said, _ := p.ask(t, "POST", "/upload?name="+name, strings.NewReader(text)); code != http.StatusSeeOther {
			t.Fatal(code, said)
		}
	}
	if _, list, _ := p.ask(t, "GET", "/", nil); strings.Contains(list, "2001-01-01") {
		t.Error("an upload passes for an analysis")
	}
	if kept, _ := filepath.Glob(filepath.Join(p.dir, "*", "recording-events.csv")); len(kept) != 1 {
		t.Errorf("the recording: %v", kept)
	} else if text, _ := os.ReadFile(kept[0]); string(text) != "samples" {
		t.Error("the recording was overwritten")
	}
}

// What a link in the folder leads to is not shown: neither as an analysis nor as a page.
func TestLinksAreNotFollowed(t *testing.T) {
	p := serving(t, Options{})
	secret := filepath.Join(t.TempDir(), "secret")
	if err := errors.Join(os.WriteFile(secret, []byte("top secret"), 0o644), os.Remove(filepath.Join(p.dir, "one", reportFile)), os.Symlink(secret, filepath.Join(p.dir, "one", reportFile)),
		os.Mkdir(filepath.Join(p.dir, "two"), 0o755), os.Symlink(filepath.Join(p.dir, "one", analysisFile), filepath.Join(p.dir, "two", analysisFile)),
		os.Mkdir(filepath.Join(p.dir, "three"), 0o755), os.Symlink(secret, filepath.Join(p.dir, "three", failureFile))); err != nil {
		t.Fatal(err)
	}
	if code, text, _ := p.ask(t, "GET", "/night/"+p.id(t), nil); code != http.StatusNotFound || strings.Contains(text, "secret") {
		t.Errorf("%d %s", code, text)
	}
	if _, list, _ := p.ask(t, "GET", "/", nil); strings.Count(list, ">review</a>") != 1 || strings.Contains(list, "top secret") {
		t.Error("a link was followed:", list)
	}
}

// A folder with other analyses below it is not deleted: they would go along unsaid.
func TestDeleteSparesWhatLiesBelow(t *testing.T) {
	p := serving(t, Options{})
	outer := p.id(t)
	put(t, filepath.Join(p.dir, "one", "inner"), sample(t))
	if code, text, _ := p.ask(t, "POST", "/night/"+outer+"/delete", strings.NewReader("sure=yes"), "Content-Type", formType); code != http.StatusConflict || !strings.Contains(text, "inner") {
		t.Errorf("%d %s", code, text)
	}
	if _, err := os.Stat(filepath.Join(p.dir, "one", "inner", analysisFile)); err != nil {
		t.Error(err)
	}
}

func TestSafeName(t *testing.T) {
	for in, want := range map[string]string{
		"analysis.json": "recording-analysis.json", "../Events.CSV": "recording-Events.CSV", "report-001.html": "recording-report-001.html", "reviews.json": "recording-reviews.json", "upload-failed.txt": "recording-upload-failed.txt",
		"my-events.csv": "my-events.csv", "night.csv": "night.csv", "../../x.csv": "x.csv", `C:\a\b.cwa`: "b.cwa", ".bashrc": "bashrc", "": "recording", "..": "recording", "a b?.csv": "a_b_.csv", "/": "recording", "x\x00y": "x_y",
	} {
		if got := safeName(in); got != want {
			t.Errorf("safeName(%q) = %q, want %q", in, got, want)
		}
	}
}

// Deleting needs the confirmation and only moves the folder away.
func TestDelete(t *testing.T) {
	p := serving(t, Options{})
	id := p.id(t)
	path := "/night/" + id + "/delete"
	if code, _, _ := p.ask(t, "POST", path, strings.NewReader(""), "Content-Type", formType); code != http.StatusBadRequest {
		t.Errorf("unconfirmed: %d", code)
	}
	if code, text, _ := p.ask(t, "POST", path, strings.NewReader("sure=yes"), "Content-Type", formType); code != http.StatusSeeOther {
		t.Errorf("confirmed: %d %s", code, text)
	}
	if _, list, _ := p.ask(t, "GET", "/", nil); strings.Contains(list, "2024-03-14") {
		t.Error("the night is still in the list")
	}
	if kept, _ := filepath.Glob(filepath.Join(p.dir, trashFolder, "*", analysisFile)); len(kept) != 1 {
		t.Errorf("in the trash: %v", kept)
	}
	put(t, p.dir, sample(t)) // an analysis in the served folder itself
	if code, _, _ := p.ask(t, "POST", "/night/"+p.id(t)+"/delete", strings.NewReader("sure=yes"), "Content-Type", formType); code != http.StatusConflict {
		t.Errorf("the served folder itself: %d", code)
	}
}

// A file that is no analysis is named and left out; the others are shown.
func TestBrokenAnalysis(t *testing.T) {
	p := serving(t, Options{})
	for name, text := range map[string]string{"cut": `{"schema":`, "other": `{"schema":"x"}`, "void": `{"schema":"nightjar.analysis/1","nights":[{"recordings":[7]}]}`} {
		dir := filepath.Join(p.dir, name)
		if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, analysisFile), []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	code, list, _ := p.ask(t, "GET", "/", nil)
	if code != 200 || strings.Count(list, "Left out:") != 3 || !strings.Contains(list, "2024-03-14") {
		t.Errorf("%d %s", code, list)
	}
}
