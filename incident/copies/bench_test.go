// SPDX-License-Identifier: Apache-2.0

package copies_test

import (
	"fmt"
	"testing"

	"truce/incident/copies"
)

// BenchmarkOf counts what events of few and of many accounts rest on: go test -bench Of -benchmem ./incident/copies
func BenchmarkOf(b *testing.B) {
	for _, n := range []int{1, 3, 30, 1000} {
		var list []told
		for i := range n {
			one := told{source: fmt.Sprint("source-", i), means: "seen", words: agency}
			switch {
			case i%3 == 1:
				one.words = other
			case i%3 == 2:
				one.words = edited + fmt.Sprint(" ", i%50)
			}
			list = append(list, one)
		}
		members := observe(b, list...)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if len(copies.Of(members).Independent(nil).Roots) == 0 {
					b.Fatal("no root")
				}
			}
		})
	}
	bare := observe(b, told{source: "a"})
	b.Run("1 without words", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			copies.Of(bare).Independent(nil)
		}
	})
}
