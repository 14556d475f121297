package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/nightjar-sleep/nightjar/internal/web"
)

// A folder without nights, asked for under the name of another site: refused, for such names are how other sites reach into this computer.
func Example() {
	dir, err := os.MkdirTemp("", "nights-*")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	s, err := web.New(web.Options{Dir: dir, Addr: "127.0.0.1:8477", MaxUpload: 1 << 30})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, host := range []string{"127.0.0.1:8477", "evil.example"} {
		w := httptest.NewRecorder()
		s.HTTP().Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://"+host+"/", nil))
		fmt.Println(host, w.Code)
	}
	// Output:
	// 127.0.0.1:8477 200
	// evil.example 421
}
