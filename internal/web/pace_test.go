package web

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// slowly serves a folder over TCP with the real timeouts, but for what a stall is, and returns the address and what was analysed.
func slowly(t *testing.T, stall time.Duration) (addr, dir string, analysed <-chan string) {
	t.Helper()
	done := make(chan string, 4)
	dir = t.TempDir()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{Dir: dir, Addr: listener.Addr().String(), MaxUpload: 1 << 30, Analyze: func(_ context.Context, file string) error {
		text, err := os.ReadFile(file)
		done <- fmt.Sprintf("%s %d", filepath.Base(file), len(text))
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.stall = stall
	server := s.HTTP()
	server.ReadTimeout, server.WriteTimeout = stall, stall
	go func() { _ = server.Serve(listener) }() // ends with the test
	t.Cleanup(func() { server.Close() })
	return listener.Addr().String(), dir, done
}

// begin sends the head of an upload of so many bytes.
func begin(t *testing.T, addr string, size int) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "POST /upload?name=night.csv HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n", addr, addr, size)
	return c
}

// An upload that goes on slowly takes many times as long as any single wait may, and is kept whole.
func TestSlowUploadIsKept(t *testing.T) {
	const stall, parcels = 2 * time.Second, 12
	addr, _, analysed := slowly(t, stall)
	c := begin(t, addr, parcels*uploadStep)
	for range parcels {
		time.Sleep(stall / 5)
		if _, err := c.Write(bytes.Repeat([]byte("x"), uploadStep)); err != nil {
			t.Fatal(err)
		}
	}
	if answer, err := bufio.NewReader(c).ReadString('\n'); err != nil || !strings.Contains(answer, "303") {
		t.Fatalf("%q, %v", answer, err)
	}
	if got, want := <-analysed, fmt.Sprintf("night.csv %d", parcels*uploadStep); got != want {
		t.Errorf("analysed %s, want %s", got, want)
	}
}

// An upload that stalls, trickles or breaks off ends, and leaves nothing that passes for a recording.
func TestStalledUploadEnds(t *testing.T) {
	const stall = 300 * time.Millisecond
	for name, feed := range map[string]func(net.Conn){
		"stalls":     func(c net.Conn) { _, _ = c.Write(make([]byte, 1000)) },
		"breaks off": func(c net.Conn) { _, _ = c.Write(make([]byte, 1000)); _ = c.(*net.TCPConn).CloseWrite() },
		"trickles": func(c net.Conn) {
			for { // until the server has hung up
				if _, err := c.Write([]byte("x")); err != nil {
					return
				}
				time.Sleep(stall / 10)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			addr, dir, analysed := slowly(t, stall)
			c := begin(t, addr, 10*uploadStep)
			go feed(c)
			_ = c.SetReadDeadline(time.Now().Add(time.Minute))
			answer, err := io.ReadAll(c)
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				t.Fatal("the server still waits after a minute")
			}
			if len(answer) > 0 && !strings.Contains(string(answer), " 400 ") {
				t.Errorf("answered %q", answer)
			}
			if name == "stalls" && !strings.Contains(string(answer), "stalled") {
				t.Errorf("answered %q, which does not say why", answer)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
			if len(analysed) != 0 {
				t.Errorf("half an upload was analysed: %s", <-analysed)
			}
		})
	}
}
