package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// settings are the flags of the verbs that score as a file of --config gives them, each under its own name. Those that a verb does not have do not concern it.
type settings struct {
	Rules       *string  `toml:"rules"`
	Site        *string  `toml:"site"`
	LightsOff   *string  `toml:"lights-off"`
	LightsOn    *string  `toml:"lights-on"`
	Diary       *string  `toml:"diary"`
	Hypnogram   *string  `toml:"hypnogram"`
	Respiratory *string  `toml:"respiratory"`
	Gaps        *string  `toml:"gaps"`
	Calibration *string  `toml:"calibration"`
	TZ          *string  `toml:"tz"`
	Units       *string  `toml:"units"`
	Rate        *float64 `toml:"rate"`
	Columns     *string  `toml:"columns"`
	TimeFormat  *string  `toml:"time-format"`
	NightStart  *string  `toml:"night-start"`
	Out         *string  `toml:"out"`
	Jobs        *int     `toml:"jobs"`
	JSON        *bool    `toml:"json"`
	Age         *float64 `toml:"age"`
	Wide        *bool    `toml:"wide"`
	Plain       *bool    `toml:"plain"`
	Figures     *bool    `toml:"figures"`
	Resume      *bool    `toml:"resume"`
}

// addConfigFlag gives a verb the flag --config. Before the verb runs, its flags that were not given take their values from the environment, else from the file.
func addConfigFlag(cmd *cobra.Command) {
	path := cmd.Flags().String("config", "", "TOML file of settings under the flags' names; NIGHTJAR_SITE and so on go before it, flags before both")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if *path == "" {
			*path = os.Getenv(environmentName("config"))
		}
		values := map[string]string{}
		if *path != "" {
			text, err := os.ReadFile(*path)
			if err != nil {
				return fmt.Errorf("--config: %w", err)
			}
			if values, err = parseSettings(text); err != nil {
				return fmt.Errorf("%s: %w", *path, err)
			}
		}
		return applySettings(cmd.Flags(), *path, values)
	}
}

// environmentName returns the name of the environment variable that stands for a flag.
func environmentName(flag string) string {
	return "NIGHTJAR_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// applySettings sets the flags that were not given on the command line. Variables of the environment that are empty count as not there.
func applySettings(flags *pflag.FlagSet, path string, values map[string]string) error {
	var wrong error
	flags.VisitAll(func(f *pflag.Flag) {
		_, known := reflect.TypeFor[settings]().FieldByNameFunc(func(name string) bool { return settingName(name) == f.Name })
		if f.Changed || !known || wrong != nil {
			return
		}
		value, given := values[f.Name]
		from := fmt.Sprintf("%s in %s", f.Name, path)
		if v := os.Getenv(environmentName(f.Name)); v != "" {
			value, given, from = v, true, environmentName(f.Name)
		}
		if !given {
			return
		}
		if err := flags.Set(f.Name, value); err != nil {
			wrong = usageError{fmt.Errorf("%s: %w", from, err)}
		}
	})
	return wrong
}

// settingName returns the key of a field of settings.
func settingName(field string) string {
	f, _ := reflect.TypeFor[settings]().FieldByName(field)
	return f.Tag.Get("toml")
}

// parseSettings reads a file of settings, as texts that flags understand. A key that is no setting is an error, with its line and column.
func parseSettings(text []byte) (map[string]string, error) {
	var s settings
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&s); err != nil {
		return nil, placed(err)
	}
	values := map[string]string{}
	v := reflect.ValueOf(s)
	for i := range v.NumField() {
		if p := v.Field(i); !p.IsNil() {
			values[v.Type().Field(i).Tag.Get("toml")] = fmt.Sprint(p.Elem())
		}
	}
	return values, nil
}

// placed puts the line and column into the text of an error of the TOML decoder.
func placed(err error) error {
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) && len(unknown.Errors) > 0 {
		first := &unknown.Errors[0]
		line, column := first.Position()
		return fmt.Errorf("line %d, column %d: there is no setting %q; a setting has the name of a flag, such as lights-off", line, column, strings.Join(first.Key(), "."))
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		line, column := decode.Position()
		return fmt.Errorf("line %d, column %d: %s", line, column, strings.TrimPrefix(decode.Error(), "toml: "))
	}
	return err
}
