package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// policy is what pages may do: load from their own origin only, run no script and apply no style that stands in the page, be in no frame.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const (
	cookieName = "nightjar-" // and the port: browsers send the cookies of a host to all its ports
	tokenBytes = 24          // random bytes of a token
)

// guard lets through who may ask. It protects from other sites in the same browser (Origin, Sec-Fetch-Site), from names that are made to point here
// (Host; DNS rebinding), and, with a token, from other people on the network.
type guard struct {
	token string // empty on loopback
	next  http.Handler
}

// newGuard returns the guard of pages at a listening address: with a token of its own at any but loopback.
func newGuard(addr string, pages http.Handler) guard {
	g := guard{next: pages}
	if !Loopback(addr) {
		g.token = newToken()
	}
	return g
}

// newToken returns a token that nobody can guess.
func newToken() string {
	b := make([]byte, tokenBytes)
	rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin") // no-referrer would make browsers send Origin: null with our own forms
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	switch {
	case !numericHost(r.Host):
		http.Error(w, "this server answers to its address only, not to the name "+r.Host, http.StatusMisdirectedRequest)
	case !sameOrigin(r):
		http.Error(w, refusal(r), http.StatusForbidden)
	case !g.known(w, r):
	default:
		g.next.ServeHTTP(w, r)
	}
}

// numericHost reports whether a Host header is an address or localhost. A name that somebody made to point here is neither.
func numericHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	_, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil || strings.EqualFold(name, "localhost")
}

// sameOrigin reports whether a request comes from this server's own pages or, for reading, from the user's own hand.
func sameOrigin(r *http.Request) bool {
	if s := r.Header.Get("Sec-Fetch-Site"); s != "" && s != "same-origin" && s != "none" && !(r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate") {
		return false
	}
	if o := r.Header.Get("Origin"); o != "" {
		u, err := url.Parse(o)
		return err == nil && u.Host == r.Host
	}
	return r.Method == http.MethodGet || r.Method == http.MethodHead || r.Header.Get("Sec-Fetch-Site") == "same-origin"
}

// refusal says why a request is not from this server's own pages.
func refusal(r *http.Request) string {
	if r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == "" {
		return "changes are taken from this server's own pages only; a program must send the header Origin: http://" + r.Host
	}
	return "another site may not do this"
}

// known reports whether a request carries the token; one in the address becomes a cookie at once, so that it does not stay in the history.
func (g *guard) known(w http.ResponseWriter, r *http.Request) bool {
	if g.token == "" {
		return true
	}
	if t := r.URL.Query().Get("token"); t != "" && g.matches(t) && r.Method == http.MethodGet {
		http.SetCookie(w, &http.Cookie{Name: cookieFor(r), Value: t, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return false
	}
	if c, err := r.Cookie(cookieFor(r)); err == nil && g.matches(c.Value) {
		return true
	}
	http.Error(w, "open the address with the token that nightjar printed when it started", http.StatusUnauthorized)
	return false
}

// cookieFor returns the name of the cookie that a request carries the token in.
func cookieFor(r *http.Request) string {
	_, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		port = "80" // what a Host header leaves out
	}
	return cookieName + port
}

func (g *guard) matches(t string) bool {
	return subtle.ConstantTimeCompare([]byte(t), []byte(g.token)) == 1
}

// Loopback reports whether a listening address, host:port, is reached from this computer only.
func Loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
