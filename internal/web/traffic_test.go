package web

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// traffic is what a page asked for and what failed in its script.
type traffic struct {
	mu            sync.Mutex
	asked, faults []string
}

// listen notes the traffic of the browser from now on.
func listen(t *testing.T, ctx context.Context) *traffic {
	t.Helper()
	n := &traffic{}
	if err := chromedp.Listen(ctx, func(ev any) {
		n.mu.Lock()
		defer n.mu.Unlock()
		switch ev := ev.(type) {
		case *network.EventRequestWillBeSent:
			n.asked = append(n.asked, ev.Request.URL)
		case *runtime.EventExceptionThrown:
			n.faults = append(n.faults, ev.ExceptionDetails.Text)
		}
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// ownOnly fails unless the page asked its own server, at least so many times, nobody else, and its script never failed.
func (n *traffic) ownOnly(t *testing.T, server string, least int) {
	t.Helper()
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.asked) < least {
		t.Errorf("only %d requests were seen", len(n.asked))
	}
	for _, url := range n.asked {
		if !strings.HasPrefix(url, server) && !strings.HasPrefix(url, "data:") {
			t.Errorf("the page asked for %s", url)
		}
	}
	if len(n.faults) > 0 {
		t.Errorf("the script failed: %v", n.faults)
	}
}
