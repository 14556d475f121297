package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// lines is a buffer that one goroutine writes and another reads.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Two recordings make an index and a page for each night; served, they are listed; a third is uploaded, analysed and listed too; an interrupt ends all of it with 0.
func TestServe(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	t.Chdir(t.TempDir())
	if err := os.Mkdir("in", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, seed := range []string{"1", "2", "3"} {
		if code, _, stderr := call(t, "", "simulate", "--profile", "hypnic", "--hours", "0.7", "--rate", "25", "--seed", seed, "--out", "in/n"+seed); code != exitDone {
			t.Fatal(stderr)
		}
	}
	if code, _, stderr := call(t, "", "analyze", "in/n1.csv", "in/n2.csv", "--age", "12", "--out", "results/two"); code != exitDone {
		t.Fatal(stderr)
	}
	if index := readText(t, "results/two/report.html"); !strings.Contains(index, `href="report-002.html"`) {
		t.Error("the index does not link to the second night")
	}
	if page := readText(t, "results/two/report-002.html"); !strings.Contains(page, "the line that doctors use for children") && !strings.Contains(page, "the line for children") {
		t.Error("the age was not heard")
	}
	ctx, stop := context.WithCancel(context.Background())
	var said lines
	code := make(chan int)
	go func() {
		code <- run(ctx, []string{"serve", "results", "--http", "127.0.0.1:0", "--site", "left-ankle"}, strings.NewReader(""), io.Discard, &said)
	}()
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)
	for range 100 {
		if address.MatchString(said.String()) {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	url := address.FindString(said.String())
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	list := func() string {
		resp, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		return string(text)
	}
	if n := strings.Count(list(), ">review</a>"); n != 2 {
		t.Errorf("%d nights in the list, want 2", n)
	}
	file, err := os.Open("in/n3.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	post, err := http.NewRequest(http.MethodPost, url+"upload?name=n3.csv", file)
	if err != nil {
		t.Fatal(err)
	}
	post.Header.Set("Origin", strings.TrimSuffix(url, "/"))
	resp, err := client.Do(post)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if n := strings.Count(list(), ">review</a>"); resp.StatusCode != http.StatusOK || n != 3 {
		t.Errorf("after the upload: %d, %d nights in the list, want 3", resp.StatusCode, n)
	}
	if err := os.WriteFile("results/two/report-003.html", []byte("a page of somebody else"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := call(t, "", "analyze", "in/n1.csv", "--out", "results/two"); code != exitDone {
		t.Fatal(stderr)
	}
	if pages, _ := filepath.Glob("results/two/report*.html"); strings.Join(pages, " ") != "results/two/report-003.html results/two/report.html" {
		t.Errorf("after an analysis of one night: %v", pages)
	}
	stop()
	if c := <-code; c != exitDone {
		t.Errorf("exit %d: %s", c, said.String())
	}
}

// Wrong calls are told apart from folders that are not there.
func TestServeRefuses(t *testing.T) {
	for want, args := range map[int][]string{exitUsage: {"serve", ".", "--max-upload", "0"}, exitFailed: {"serve", "nowhere"}} {
		if code, _, stderr := call(t, "", args...); code != want {
			t.Errorf("%v: exit %d, want %d: %s", args, code, want, stderr)
		}
	}
	for _, age := range []string{"-1", "131", "NaN"} {
		if code, _, stderr := call(t, "", "analyze", "x.csv", "--age", age); code != exitUsage {
			t.Errorf("--age %s: exit %d: %s", age, code, stderr)
		}
	}
}
