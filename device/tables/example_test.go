package tables_test

import (
	"fmt"

	"github.com/nightjar-sleep/nightjar/device/tables"
)

func ExampleFormats() {
	head := []byte("start\n602 -0.65 0.74 0.02 25.28 58.32\n802 -0.67 0.73 0.02 25.41 58.14\n")
	for _, f := range tables.Formats() {
		if f.Claims(head) {
			fmt.Println(f.Name)
		}
	}
	// Output: wasts-txt
}
