package formats_test

import (
	"fmt"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/formats"
)

func ExampleOpenReader() {
	const table = `time,acc_x (m/s^2),acc_y (m/s^2),acc_z (m/s^2)
2024-03-14T22:00:00.00Z,0,0,9.80665
2024-03-14T22:00:00.02Z,0,0,9.80665
2024-03-14T22:00:00.04Z,0.980665,0,9.80665
`
	s, err := formats.OpenReader("night.csv", strings.NewReader(table), device.Options{Site: device.SiteLeftAnkle})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	var c device.Chunk
	for s.Next(&c) == nil {
		fmt.Println(s.Info().Format, s.Info().Rate, s.Info().Site)
		fmt.Println(c.Span(), c.X, c.Z, c.Anchors)
	}
	// Output:
	// named-columns-csv 50 Hz left-ankle
	// {0 3} [0 0 100000] [1000000 1000000 1000000] [{0 1710453600000000000} {2 1710453600040000000}]
}
