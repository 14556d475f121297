package device_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"pgregory.net/rapid"
)

func TestParseUnits(t *testing.T) {
	tests := []struct {
		units string
		value device.Decimal
		micro int32
	}{
		{"g", device.Decimal{Mantissa: -1015625, Places: 6}, -1015625},
		{"g", device.Decimal{Mantissa: 5, Places: 7}, 1},   // half a micro-g, away from zero
		{"g", device.Decimal{Mantissa: -5, Places: 7}, -1}, // likewise
		{"g", device.Decimal{Mantissa: 49, Places: 8}, 0},
		{"mg", device.Decimal{Mantissa: 3085, Places: 1}, 308500},
		{"ms2", device.Decimal{Mantissa: 980665, Places: 5}, 1_000_000}, // standard gravity
		{"ms2", device.Decimal{Mantissa: -1, Places: 0}, -101972},       // 10⁶/9.80665 = 101971.62
		{"lsb:16384", device.Decimal{Mantissa: 16480, Places: 0}, 1005859},
		{"lsb:64", device.Decimal{Mantissa: -61, Places: 0}, -953125},
		{"lsb:62.5", device.Decimal{Mantissa: 125, Places: 0}, 2_000_000},
		{"g", device.Decimal{Mantissa: 1, Places: -3}, 1_000_000_000},
	}
	for _, tt := range tests {
		u, err := device.ParseUnits(tt.units)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := u.MicroG(tt.value); !ok || got != tt.micro || u.String() != tt.units {
			t.Errorf("%v %s is %d micro-g (%v, %s), want %d", tt.value, tt.units, got, ok, u, tt.micro)
		}
	}
	for _, s := range []string{"G", "lsb", "lsb:", "lsb:0", "lsb:-5", "lsb:NaN", "lsb:1e300", "feet"} {
		if _, err := device.ParseUnits(s); err == nil {
			t.Errorf("%q was taken for a unit", s)
		}
	}
	if _, ok := device.UnitsG.MicroG(device.Decimal{Mantissa: 2148}); ok {
		t.Error("2148 g fits no int32 of micro-g")
	}
	if _, ok := device.UnitsUnknown.MicroG(device.Decimal{Mantissa: 1}); ok {
		t.Error("an unknown unit has a worth")
	}
}

// Rational agrees with exact fractions, rounded half away from zero.
func TestRationalIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := device.Decimal{Mantissa: rapid.Int64Range(-1e18, 1e18).Draw(t, "mantissa"), Places: rapid.IntRange(-4, 18).Draw(t, "places")}
		num, den := rapid.Uint64Range(1, 1e11).Draw(t, "num"), rapid.Uint64Range(1, 1e6).Draw(t, "den")
		v := new(big.Rat).SetFrac(big.NewInt(d.Mantissa), big.NewInt(1))
		v.Mul(v, new(big.Rat).SetFrac(new(big.Int).SetUint64(num), new(big.Int).SetUint64(den)))
		p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(d.Places, -d.Places))), nil)
		if d.Places < 0 {
			v.Mul(v, new(big.Rat).SetInt(p))
		} else {
			v.Quo(v, new(big.Rat).SetInt(p))
		}
		text := v.FloatString(0) // rounds half away from zero
		if text == "-0" {
			text = "0"
		}
		got, ok := d.Rational(num, den)
		if want, fits := new(big.Int).SetString(text, 10); fits && want.IsInt64() && ok && fmt.Sprint(got) != text {
			t.Fatalf("%v × %d/%d is %s, got %d", d, num, den, text, got)
		} else if want.IsInt64() && !ok && want.CmpAbs(big.NewInt(1e17)) < 0 && den < 1e5 && d.Places < 14 {
			t.Fatalf("%v × %d/%d = %s was refused", d, num, den, text)
		}
	})
}

// TestRationalFitsThoughItsMantissaDoesNot: 10⁴ × the mantissa is over 64 bits, the quotient is not.
func TestRationalFitsThoughItsMantissaDoesNot(t *testing.T) {
	d := device.Decimal{Mantissa: 1844674407370956, Places: -4}
	if got, ok := d.Rational(1, 185); !ok || got != 99712130128159784 {
		t.Errorf("got %d, %v, want 99712130128159784", got, ok)
	}
}
