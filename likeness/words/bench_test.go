// SPDX-License-Identifier: Apache-2.0

package words_test

import (
	"testing"

	"truce/likeness/words"
)

func headlines() []string {
	return []string{
		"One Ukrainian serviceman killed, two wounded in shelling near Avdiivka - JFO HQ!", // 80 bytes
		"Обстріл Авдіївки: двоє загиблих, п'ятеро поранених",
		"Боевики обстреляли Марьинку из минометов 120 мм",
	}
}

// BenchmarkInto reads headlines, of which the first has 80 bytes: go test -bench Into -benchmem ./likeness/words
func BenchmarkInto(b *testing.B) {
	for _, text := range headlines() {
		b.Run(text[:4], func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			room := make(words.Set, 0, words.MaxStems)
			for b.Loop() {
				room = words.Into(room, text, 0)
			}
		})
	}
}

// BenchmarkCommon compares two headlines.
func BenchmarkCommon(b *testing.B) {
	list := headlines()
	x, y := words.Of(list[0], 0), words.Of(list[1], 0)
	b.ReportAllocs()
	for b.Loop() {
		if words.Common(x, y).All() == 0 {
			b.Fatal("nothing in common")
		}
	}
}
