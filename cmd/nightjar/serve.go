package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/internal/web"
)

const (
	serveAddr  = "127.0.0.1:8477"
	uploadMB   = 2048            // MB of a recording: a week at 100 Hz as CSV is 1.1 GB
	serveGrace = 5 * time.Second // for requests under way when the server is stopped
)

// newServeCommand returns the verb that shows analysed nights in a browser.
func newServeCommand() *cobra.Command {
	var addr, site string
	var most int64
	cmd := &cobra.Command{
		Use:   "serve DIR",
		Short: "Show the analysed nights of a folder in a browser",
		Long: `Serve lists the nights that analyze --out has written anywhere below DIR, with a calendar, shows their reports, takes recordings by
drag and drop and analyses them, and lets a person accept, reject or relabel events.

It answers on this computer only. At any other --http address it asks for a token, which it prints once.`,
		Example: "  nightjar serve results",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if most < 1 {
				return usageError{fmt.Errorf("--max-upload %d: give 1 or more", most)}
			}
			analyze := func(ctx context.Context, file string) error { return analyzeBeside(ctx, file, site) }
			s, err := web.New(web.Options{Dir: args[0], Addr: addr, MaxUpload: most << 20, Analyze: analyze, Samples: samplesOf})
			if err != nil {
				return err
			}
			return serve(cmd, s, addr)
		},
	}
	cmd.Flags().StringVar(&addr, "http", serveAddr, "address to listen on")
	cmd.Flags().StringVar(&site, "site", "", "where uploaded recordings were worn, when their files do not say: "+strings.Join(siteNames, ", "))
	cmd.Flags().Int64Var(&most, "max-upload", uploadMB, "MB of one recording")
	completeWords(cmd, "site", siteNames...)
	return cmd
}

// pages is a server of pages that has not begun.
type pages interface {
	Token() string // what the address must carry once; empty on loopback
	HTTP() *http.Server
}

// listen opens an address for pages.
func listen(addr string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return nil, usageError{fmt.Errorf("--http %s: give host and port, such as %s", addr, serveAddr)}
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("--http %s: %w", addr, err)
	}
	return listener, nil
}

// address returns what to open in a browser.
func address(p pages, listener net.Listener) string {
	url := "http://" + listener.Addr().String() + "/"
	if t := p.Token(); t != "" {
		url += "?token=" + t
	}
	return url
}

// serve answers until the call is interrupted, then lets requests under way end.
func serve(cmd *cobra.Command, s *web.Server, addr string) error {
	listener, err := listen(addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "nightjar: open %s (Ctrl-C ends it)\n", address(s, listener))
	server := s.HTTP()
	over := make(chan struct{})
	stop := context.AfterFunc(cmd.Context(), func() {
		defer close(over)
		shut(server)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return err
	}
	<-over
	return nil
}

// shut lets the requests under way end and then ends a server.
func shut(server *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), serveGrace)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		_ = server.Close() // what is still under way is cut off
	}
}

// analyzeBeside analyses a recording into its own folder, as analyze --out does.
func analyzeBeside(ctx context.Context, file, site string) error {
	args := []string{"analyze", file, "--out", filepath.Dir(file)}
	if site != "" {
		args = append(args, "--site", site)
	}
	var out, errs bytes.Buffer
	if code := run(ctx, args, strings.NewReader(""), &out, &errs); code != exitDone {
		return errors.New(strings.TrimSpace(errs.String()))
	}
	return nil
}
