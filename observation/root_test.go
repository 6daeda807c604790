// SPDX-License-Identifier: Apache-2.0

package observation_test

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"truce/observation"
)

func TestSpellingsThatLookAlikeAreOneRoot(t *testing.T) {
	for _, each := range []struct{ name, root, want string }{
		{"as it is", "post-7 north", "post-7 north"},
		{"case and spaces", "  POST-7\tNorth ", "post-7 north"},
		{"a hyphen of Unicode", "post\u20107 north", "post-7 north"},
		{"a dash that is longer", "post\u20147 north", "post-7 north"},
		{"a minus", "post\u22127 north", "post-7 north"},
		{"a zero-width space", "po\u200bst-7 north", "post-7 north"},
		{"a soft hyphen and a mark of direction", "po\u00adst-7\u200e north", "post-7 north"},
		{"a variation selector", "post-7\ufe0f north", "post-7 north"},
		{"a space that does not break", "post-7\u00a0north", "post-7 north"},
		{"a Cyrillic letter", "p\u043est-7 north", "post-7 north"},
		{"Cyrillic capitals", "POST-7 \u041dorth", "post-7 horth"},
		{"a Greek letter", "p\u03bfst-7 north", "post-7 north"},
		{"wide letters", "\uff50\uff4f\uff53\uff54-7 north", "post-7 north"},
		{"a ligature", "o\ufb03ce", "office"},
		{"a letter composed of two", "caf\u0065\u0301", "caf\u00e9"},
		{"full case folding", "STRASSE \u00e9", "strasse \u00e9"},
		{"full case folding of a sharp s", "Stra\u00dfe", "strasse"},
		{"a Cyrillic name stays Cyrillic", "\u041f\u043e\u0441\u0442", "\u043f\u043e\u0441\u0442"},
		{"nothing that shows", "\u200b\u00ad", ""},
	} {
		t.Run(each.name, func(t *testing.T) {
			if got := observation.Root(each.root); got != each.want {
				t.Errorf("got %+q, want %+q", got, each.want)
			}
		})
	}
}

// TestARootIsItsOwnRoot draws texts of the scripts that are folded.
func TestARootIsItsOwnRoot(t *testing.T) {
	letters := rapid.SampledFrom([]rune("abHNZ -\u2010\u00a0\u200b\u0301\u0345\u0430\u041d\u03bd\u039d\u03c5\u03a5\u03c2\u1fb3\u0130\u1e9e\ufb03\u2126\u00b5\ufe0f\u3164\u00c5"))
	rapid.Check(t, func(rt *rapid.T) {
		text := string(rapid.SliceOfN(letters, 0, 8).Draw(rt, "text"))
		once := observation.Root(text)
		if again := observation.Root(once); again != once || !utf8.ValidString(once) {
			rt.Errorf("%+q: %+q and then %+q", text, once, again)
		}
	})
}
