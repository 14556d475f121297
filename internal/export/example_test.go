package export_test

import (
	"bytes"
	"fmt"

	"github.com/nightjar-sleep/nightjar/internal/export"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// The figures of a night in which nothing was found: its timeline.
func Example() {
	figures, err := export.Figures(&report.Analysis{Nights: []report.Night{{}}}, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range figures {
		var b bytes.Buffer
		fmt.Println(f.Name, f.Write(&b, "pdf"), string(b.Bytes()[:5]))
	}
	// Output: timeline <nil> %PDF-
}
