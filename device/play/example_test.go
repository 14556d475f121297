package play_test

import (
	"fmt"

	"github.com/nightjar-sleep/nightjar/device/play"
)

// Faults as --fault takes them.
func ExampleParseFaults() {
	f, err := play.ParseFaults("corrupt=0.0001,unplug=600,5,ppm=-50,burst=16")
	fmt.Println(f.Corrupt, f.PPM, f.Burst, err)
	_, err = play.ParseFaults("unplug=600")
	fmt.Println(err)
	// Output:
	// 0.0001 -50 16ms <nil>
	// fault "unplug=600": takes two values, at and for: for example unplug=600,5
}
