package report

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
)

// WriteJSON prints the bytes that encoding/json prints in one piece.
func TestWriteJSONIsEncodingJSON(t *testing.T) {
	for nights := range 4 {
		a := Analysis{Schema: Schema, Recordings: []Recording{{File: "\n  \"nights\": [<&>", Warnings: []device.Warning{{Code: "a", Text: "\"nights\": []"}}}}, Nights: []Night{}, Failed: []Failure{}}
		for i := range nights {
			n := Night{Recordings: []int{i}, Unknown: map[string]string{"plm": "no_sleep"}, Events: []Event{}}
			for k := range i * i * 2 * eventsAtOnce / 3 { // none, less than is worth a second goroutine, and more
				n.Events = append(n.Events, Event{Onset: Millis(1000 * k), Why: []string{"a < b", "\n      \"events\": ["}})
			}
			a.Nights = append(a.Nights, n)
		}
		var want, got bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		if err := e.Encode(a); err != nil {
			t.Fatal(err)
		}
		if err := WriteJSON(&got, &a); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want.Bytes(), got.Bytes()) {
			t.Errorf("%d nights:\n%s\nwant\n%s", nights, got.Bytes(), want.Bytes())
		}
	}
}
