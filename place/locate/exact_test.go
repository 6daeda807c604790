// SPDX-License-Identifier: Apache-2.0

package locate_test

import (
	"math/big"
	"testing"

	"truce/place/locate"
)

func TestProductsAreComparedWhole(t *testing.T) {
	d := dice(17)
	factor := func() int64 {
		bits := d.below(34)
		return d.around(1<<bits) + d.around(2)*(1<<bits)
	}
	for range 100_000 {
		a, b, c, e := factor(), factor(), factor(), factor()
		switch d.below(4) {
		case 0:
			c, e = b, a
		case 1:
			c, e = -b, -a
		case 2:
			c, e = b, a+d.around(1)
		}
		l := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
		want := l.Cmp(new(big.Int).Mul(big.NewInt(c), big.NewInt(e)))
		if got := locate.CompareProducts(a, b, c, e); got != want {
			t.Fatalf("%d * %d against %d * %d: got %d, want %d", a, b, c, e, got, want)
		}
	}
}
