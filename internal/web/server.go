package web

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"os"
	"sync"
	"time"

	engine "github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

//go:embed assets
var assets embed.FS

// templates are read when a page is first shown.
var templates = sync.OnceValue(func() *template.Template { return template.Must(template.ParseFS(assets, "assets/*.tmpl")) })

// Timeouts of the server. Uploads have their own (pace.go), and so has the analysis after them, with those that wait before it.
const (
	analysisTimeout = 30 * time.Minute
	headerTimeout   = 10 * time.Second
	idleTimeout     = 2 * time.Minute
	readTimeout     = 15 * time.Second
	writeTimeout    = 30 * time.Second
	mostHeader      = 64 << 10 // bytes
	mostForm        = 16 << 10 // bytes of a form
)

// Options are what a server is made of.
type Options struct {
	Dir       string                                       // the folder with analyses, at any depth
	Addr      string                                       // where it will listen, host:port; any address but loopback needs the token
	MaxUpload int64                                        // bytes of one recording
	Analyze   func(ctx context.Context, file string) error // scores a recording and writes the analysis beside it

	// Samples reads how limbs moved between two times, in seconds since the first recording's first sample, clocks corrected: parcels for each recording. nil when there is
	// nothing to read them.
	Samples func(ctx context.Context, list []Recording, from, to float64) ([][]engine.WaveNow, error)
}

// Server serves the nights of a folder.
type Server struct {
	opt    Options
	nights folder
	guard  guard
	work   sync.Mutex    // one analysis at a time
	stall  time.Duration // after which an upload that does not go on is given up
	write  sync.Mutex    // one change of reviews or folders at a time
}

// New returns a server of the nights in a folder, or an error when it is none.
func New(opt Options) (*Server, error) {
	st, err := os.Stat(opt.Dir)
	if err == nil && !st.IsDir() {
		err = errors.New("is no folder")
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be served: %w", opt.Dir, err)
	}
	s := &Server{opt: opt, nights: folder{root: opt.Dir}, stall: uploadStall}
	s.guard = newGuard(opt.Addr, s.routes())
	return s, nil
}

// Token returns what the address must carry once; empty on loopback.
func (s *Server) Token() string { return s.guard.token }

// HTTP returns the server with its timeouts and limits.
func (s *Server) HTTP() *http.Server { return timed(s.opt.Addr, &s.guard) }

// timed returns a server with timeouts and limits.
func timed(addr string, h http.Handler) *http.Server {
	return &http.Server{
		Addr: addr, Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: mostHeader,
	}
}

// routes lists the pages.
func (s *Server) routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /{$}", s.showList)
	m.HandleFunc("GET /night/{id}", s.showNight)
	m.HandleFunc("GET /night/{id}/samples", s.samples)
	m.HandleFunc("GET /night/{id}/review", s.showReview)
	m.HandleFunc("POST /night/{id}/review", s.saveReview)
	m.HandleFunc("GET /night/{id}/reference.csv", s.exportReference)
	m.HandleFunc("GET /night/{id}/delete", s.askDelete)
	m.HandleFunc("POST /night/{id}/delete", s.delete)
	m.HandleFunc("POST /upload", s.upload)
	m.HandleFunc("POST /upload/{id}/again", s.again)
	m.HandleFunc("POST /upload/{id}/discard", s.discard)
	serveAssets(m, []asset{
		{"report.js", "text/javascript", report.Code}, {"report.css", "text/css", report.Style},
		{"serve.js", "text/javascript", own("serve.js")}, {"serve.css", "text/css", own("serve.css")},
	})
	return m
}

// asset is a file that pages load: its name, what it is, and its text.
type asset struct {
	name, kind string
	text       func() string
}

// serveAssets adds files that pages load.
func serveAssets(m *http.ServeMux, list []asset) {
	for _, f := range list {
		m.HandleFunc("GET /assets/"+f.name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", f.kind+"; charset=utf-8")
			_, _ = w.Write([]byte(f.text())) // a client that has gone is no fault
		})
	}
}

// own returns a file of this package.
func own(name string) func() string {
	return func() string {
		b, err := assets.ReadFile("assets/" + name)
		if err != nil {
			panic("web: not built in: " + name) // a mistake in this package, caught by its tests
		}
		return string(b)
	}
}

// show writes a page.
func show(w http.ResponseWriter, name string, v any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := templates().ExecuteTemplate(w, name, v); err != nil {
		fmt.Fprintf(os.Stderr, "nightjar: page %s: %v\n", name, err)
	}
}

// fail says what went wrong.
func fail(w http.ResponseWriter, code int, err error) { http.Error(w, err.Error(), code) }

// nightOf finds the night that a request names, and says so when there is none.
func (s *Server) nightOf(w http.ResponseWriter, r *http.Request) *night {
	n, err := s.nights.find(r.PathValue("id"))
	switch {
	case err != nil:
		fail(w, http.StatusInternalServerError, err)
	case n == nil:
		fail(w, http.StatusNotFound, errors.New("there is no such night; the list may have changed"))
	}
	return n
}
