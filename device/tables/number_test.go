package tables

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A number is read as exact arithmetic reads it, and short ones as all others.
func TestDecimalIsExact(t *testing.T) {
	digits := rapid.StringMatching(`[0-9]{0,19}`)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.Custom(func(t *rapid.T) string {
				return rapid.SampledFrom([]string{"", "-", "+"}).Draw(t, "sign") + digits.Draw(t, "whole") + rapid.SampledFrom([]string{"", "."}).Draw(t, "point") + digits.Draw(t, "fraction")
			}),
			rapid.StringMatching(`[-+.,0-9eEx ]{0,24}`),
		).Draw(t, "text")
		d, k := parseDecimal([]byte(text), '.')
		if any, want := parseAny([]byte(text), '.'); d != any || k != want {
			t.Fatalf("%q is %+v (%d), as any number %+v (%d)", text, d, k, any, want)
		}
		if bare := strings.TrimLeft(text, "-+"); len(strings.ReplaceAll(bare, ".", "")) > mostDigits || strings.ContainsAny(text, "eExX, _") {
			return
		}
		exact, ok := new(big.Rat).SetString(text)
		if ok != (k == isValue) {
			t.Fatalf("%q: kind %d", text, k)
		}
		if scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Places)), nil); ok && exact.Cmp(new(big.Rat).SetFrac(big.NewInt(d.Mantissa), scale)) != 0 {
			t.Fatalf("%q is read as %+v", text, d)
		}
	})
}
