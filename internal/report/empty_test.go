package report

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A recording with a hole of days has a row for every night in nights.csv; the index and the text tell the nights of the hole together, and lead to the pages of the others only.
func TestNightsWithinAHole(t *testing.T) {
	const day, nights = 86400.0, 12
	s := full()
	s.file, s.hours = "long/way/week.csv", 24*(nights-1)+10
	s.holes = [][2]float64{{10 * 3600, (nights - 2) * day}} // from the first morning to half a day before the last evening
	a := build(t, options(), s)
	if len(a.Nights) != nights {
		t.Fatalf("%d nights", len(a.Nights))
	}
	measured := 0
	for i := range a.Nights {
		if a.Nights[i].Measured() {
			measured++
		}
	}
	if measured != 3 {
		t.Fatalf("%d nights were measured, want 3: both ends, and the half day before the last", measured)
	}
	var table, page, text bytes.Buffer
	for _, err := range []error{WriteNightsCSV(&table, &a), WriteHTML(&page, &a), WriteText(&text, &a)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if rows := strings.Count(table.String(), "\n"); rows != 1+nights {
		t.Errorf("%d rows in nights.csv", rows)
	}
	if links := strings.Count(page.String(), `<a href="report-`); links != measured || !strings.Contains(page.String(), "<h1>3 nights</h1>") {
		t.Errorf("the index leads to %d pages", links)
	}
	if lines := strings.Split(text.String(), "\n"); strings.Index(lines[0], "hypnic") != strings.IndexByte(lines[4], '?') {
		t.Errorf("the table is not aligned:\n%s", text.String())
	}
	for name, said := range map[string]string{"index": page.String(), "text": text.String()} {
		if n := strings.Count(said, "to 2024-03-23"); n != 1 || !strings.Contains(said, "2024-03-15") || !strings.Contains(said, "nothing was measured on these 9 nights") {
			t.Errorf("the %s tells the nights of the hole %d times:\n%s", name, n, said)
		}
		if strings.Contains(said, "long/way/week.csv  ") || strings.Contains(said, "<td>long/way") {
			t.Errorf("the table of the %s repeats the folder of every file", name)
		}
	}
}

// What recordings share and is left out of tables is a folder: nothing of a name is lost.
func TestSharedFolder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := rapid.SliceOfN(rapid.StringMatching(`(/|[ab]/)?([ab]{1,2}/){0,3}[ab]{1,2}`), 1, 4).Draw(t, "files")
		a := Analysis{}
		for _, f := range files {
			a.Recordings = append(a.Recordings, Recording{File: f})
		}
		shared := a.sharedFolder()
		for _, f := range files {
			if shared > 0 && (f[:shared] != files[0][:shared] || f[shared-1] != '/') || f[shared:] == "" {
				t.Fatalf("%q shares %d", files, shared)
			}
		}
		if rest := files[0][shared:]; strings.Contains(rest, "/") {
			for _, f := range files[1:] {
				if !strings.HasPrefix(f, files[0][:shared+strings.Index(rest, "/")+1]) {
					return // another file parts here
				}
			}
			t.Fatalf("%q share more than %d", files, shared)
		}
	})
}
