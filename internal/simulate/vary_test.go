package simulate_test

import (
	"reflect"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// One range is scaled and no other; what is a part of a whole stays one.
func TestScaled(t *testing.T) {
	laws, err := simulate.ProfileLaws("rls")
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range simulate.LawNames() {
		scaled, err := laws.Scaled(name, 3)
		if err != nil {
			t.Fatal(err)
		}
		for k := range reflect.TypeFor[simulate.Laws[simulate.Range]]().NumField() {
			was, is := reflect.ValueOf(laws).Field(k).Interface().(simulate.Range), reflect.ValueOf(scaled).Field(k).Interface().(simulate.Range)
			switch {
			case k != i && is != was:
				t.Errorf("%s: law %d is %v and was %v", name, k, is, was)
			case k == i && (is.Low < was.Low || is.High > 3*was.High || is.High < min(0.9, 3*was.High)):
				t.Errorf("%s is %v and was %v", name, is, was)
			}
		}
	}
	if share, err := laws.Scaled("gentle_share", 3); err != nil || share.GentleP.High >= 1 {
		t.Errorf("%v of movements are gentle (%v)", share.GentleP, err)
	}
	if _, err := laws.Scaled("none", 3); err == nil {
		t.Error("a law that nobody made is scaled")
	}
}
