// SPDX-License-Identifier: Apache-2.0

package words_test

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"truce/act"
	"truce/finding/wording"
	"truce/internal/publish/daily/words"
	"truce/place"
	"truce/when"
)

func in(t *testing.T, tag string) *words.Language {
	t.Helper()
	l, ok := words.In(tag)
	if !ok {
		t.Fatalf("no language %s", tag)
	}
	return l
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func TestEveryLanguageHasEveryTextWithTheSamePlaces(t *testing.T) {
	english := in(t, "en")
	for _, tag := range words.Tags() {
		l := in(t, tag)
		for what, keys := range map[string][2][]string{
			"texts":  {slices.Sorted(maps.Keys(l.Texts)), slices.Sorted(maps.Keys(english.Texts))},
			"counts": {slices.Sorted(maps.Keys(l.Counted)), slices.Sorted(maps.Keys(english.Counted))},
			"words":  {slices.Sorted(maps.Keys(l.Closed)), slices.Sorted(maps.Keys(english.Closed))},
		} {
			if !slices.Equal(keys[0], keys[1]) {
				t.Errorf("%s: the %s differ from the English ones", tag, what)
			}
		}
		for key, text := range l.Texts {
			if got, want := places(text), places(english.Texts[key]); text == "" || !slices.Equal(got, want) {
				t.Errorf("%s %s: %q has the places %v, want %v", tag, key, text, got, want)
			}
		}
		for key, text := range l.Closed {
			if text == "" {
				t.Errorf("%s %s: no word", tag, key)
			}
		}
	}
}

func places(text string) []string {
	out := placeholder.FindAllString(text, -1)
	slices.Sort(out)
	return out
}

func TestEveryClosedWordIsInTheTable(t *testing.T) {
	l := in(t, "en")
	var lacking []string
	for _, a := range act.Acts() {
		if !l.Has("act", string(a)) {
			lacking = append(lacking, "act "+string(a))
		}
	}
	for _, a := range act.Targets() {
		if !l.Has("target", string(a)) {
			lacking = append(lacking, "target "+string(a))
		}
	}
	for _, c := range act.Classes() {
		if !l.Has("weapon", string(c)) {
			lacking = append(lacking, "weapon "+string(c))
		}
	}
	if len(lacking) > 0 {
		t.Errorf("no word for %v", lacking)
	}
}

func TestPluralsAreThoseOfCLDR(t *testing.T) {
	names := map[plural.Form]string{plural.One: "one", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	for _, tag := range words.Tags() {
		l := in(t, tag)
		for n := int64(0); n < 2500; n++ {
			for _, each := range []int64{n, n * 1000, n * 1_000_000} {
				if each > math.MaxInt { // of 32 bits: the work of others takes no more
					continue
				}
				want := names[plural.Cardinal.MatchPlural(language.MustParse(tag), int(each), 0, 0, 0, 0)]
				if got := l.Category(each); got != want {
					t.Fatalf("%s: %d is %q, want %q", tag, each, got, want)
				}
			}
		}
		for key, forms := range l.Counted {
			if forms["other"] == "" || forms["one"] == "" {
				t.Errorf("%s %s: no form for one or other", tag, key)
			}
			if (tag == "uk" || tag == "ru") && (forms["few"] == "" || forms["many"] == "") {
				t.Errorf("%s %s: no form for few or many", tag, key)
			}
		}
	}
}

func TestNumbersAndDatesAreWrittenAsTheLanguageDoes(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"one English explosion", in(t, "en").Count("explosions", 1), "1 explosion"},
		{"twenty-one Russian explosions", in(t, "ru").Count("explosions", 21), "21 взрыв"},
		{"three Ukrainian explosions", in(t, "uk").Count("explosions", 3), "3 вибухи"},
		{"eleven Ukrainian explosions", in(t, "uk").Count("explosions", 11), "11 вибухів"},
		{"no French explosion", in(t, "fr").Count("explosions", 0), "0 explosion"},
		{"bounds take the form of the upper one", in(t, "ru").Bounded("explosions", 129, 152), "129–152 взрыва"},
		{"English thousands", in(t, "en").Number(1234567), "1,234,567"},
		{"French thousands", in(t, "fr").Number(12345), "12\u202f345"},
		{"first of a French month", in(t, "fr").Date(when.Date{Year: 2021, Month: 8, Day: 1}), "1er août 2021"},
		{"Ukrainian date", in(t, "uk").Date(when.Date{Year: 2021, Month: 10, Day: 31}), "31 жовтня 2021\u00a0року"},
		{"a word of a source stays as it is", in(t, "fr").Word("back", "as the source put it"), "as the source put it"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestTheOffsetOfAZoneIsThatOfTheDay(t *testing.T) {
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	for date, want := range map[when.Date]string{{Year: 2021, Month: 7, Day: 1}: "UTC+03:00", {Year: 2021, Month: 12, Day: 1}: "UTC+02:00"} {
		if got := words.Offset(zone.Whole(date).From, zone); got != want {
			t.Errorf("%s: got %s, want %s", date, got, want)
		}
	}
}

func TestWhatTheMachineSaysOfAnOriginIsInEveryLanguage(t *testing.T) {
	for _, tag := range words.Tags() {
		l := in(t, tag)
		seen := map[string]bool{}
		for milli := place.Bearing(0); milli < 360_000; milli += 22_500 {
			said := wording.From(place.Wind(milli))
			got, ok := l.Attribution(said)
			if !ok || seen[got] {
				t.Errorf("%s: %q is %q, %t, as another wind is", tag, said, got, ok)
			}
			seen[got] = true
			both := said + ", from the area controlled by Party Amber, as of 2026-02-02, according to paris-exercise@1, article 3"
			if got, ok := l.Attribution(both); !ok || !strings.Contains(got, "Party Amber") || !strings.Contains(got, "2026-02-02") || !strings.Contains(got, "paris-exercise@1, article 3") || strings.Contains(got, "{") {
				t.Errorf("%s: %q is %q, %t", tag, both, got, ok)
			}
		}
		for _, said := range []string{"cannot attribute: no control layer", "cannot attribute: no origin is reported", "cannot attribute: the accounts do not agree on where it came from", "from the area controlled by Party Amber, as of 2026-02-02, according to a map"} {
			if got, ok := l.Attribution(said); !ok || tag != "en" && got == said {
				t.Errorf("%s: %q is %q, %t", tag, said, got, ok)
			}
		}
		for _, said := range []string{"", "mortar: from a westerly direction; howitzer: cannot attribute: no control layer", "from a windy direction", "in the area of the mill, controlled by Party Amber, as of 2026-02-02, according to a map", "cannot attribute: two maps differ"} {
			if got, ok := l.Attribution(said); ok {
				t.Errorf("%s: %q, of which the language has no words, is %q", tag, said, got)
			}
		}
	}
	if got, _ := in(t, "uk").Attribution("from a north-westerly direction"); got != "із північно-західного напрямку" {
		t.Errorf("north-westerly in Ukrainian is %q", got)
	}
}
