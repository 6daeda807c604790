// SPDX-License-Identifier: Apache-2.0

package copies_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/incident/copies"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// told is one account in short: its source, what it says, and what differs from the others.
type told struct {
	source string
	roots  []string // the source where none
	words  string
	means  report.Means
	at     when.Instant // when it was received
	change func(*report.Sighting)
	coded  bool
}

const (
	agency = "One Ukrainian serviceman killed, two wounded in shelling of Avdiivka overnight"
	edited = "One Ukrainian serviceman killed, two wounded in heavy shelling of Avdiivka overnight"
	other  = "Residents of the industrial zone woke to mortar rounds before dawn, and one soldier died of two wounds"
)

func observe(t testing.TB, list ...told) []*observation.Observation {
	t.Helper()
	var out []*observation.Observation
	for i, each := range list {
		s := report.Sighting{
			Act: "shelling", Words: each.words, Means: each.means,
			Time:  when.Span{Interval: when.Interval{From: 1_000_000, To: 1_060_000}},
			Where: place.Region{Name: "Avdiivka"},
		}
		if each.change != nil {
			each.change(&s)
		}
		e := report.Extract{Level: report.Plain, Source: each.source, Roots: each.roots, Received: 2_000_000 + each.at, Sightings: []report.Sighting{s}}
		if each.coded {
			e.Level = report.Coded
		}
		sum, err := canon.Sum("truce/test/1", fmt.Sprint(i, each.source))
		if err != nil {
			t.Fatal(err)
		}
		list := observation.Extract(canon.NewReportID(sum), e, func(r place.Region) place.Region { return r })
		out = append(out, &list[0])
	}
	return out
}

func TestWhatIsIndependentIsCounted(t *testing.T) {
	for _, each := range []struct {
		name  string
		told  []told
		roots []string
		means int
	}{
		{"two sources in their own words", []told{{source: "a", words: agency, means: "seen"}, {source: "b", words: other, means: "heard"}}, []string{"a", "b"}, 2},
		{"one text under two names", []told{{source: "a", words: agency, means: "seen"}, {source: "b", words: agency, means: "heard", at: 1}}, []string{"a"}, 1},
		{"one text with a word more", []told{{source: "a", words: agency}, {source: "b", words: edited, at: 1}}, []string{"a"}, 0},
		{"the copy comes first", []told{{source: "a", words: agency, at: 1}, {source: "b", words: edited}}, []string{"b"}, 0},
		{
			"copies of the original that are no copies of each other",
			[]told{
				{source: "b", words: "Two posts: " + agency},
				{source: "c", words: agency + " say two local posts here", at: 1},
				{source: "a", words: "Two posts: " + agency + " say two local posts here", at: 2},
			},
			[]string{"b"},
			0,
		},
		{"another number in the copy", []told{{source: "a", words: agency}, {source: "b", words: "Three Ukrainian servicemen killed, two wounded in shelling of Avdiivka overnight", at: 1}}, []string{"a", "b"}, 0},
		{
			"another minute beside the same words",
			[]told{
				{source: "a", words: agency},
				{source: "b", words: agency, at: 1, change: func(s *report.Sighting) { s.Time.Interval = when.Interval{From: 1_060_000, To: 1_120_000} }},
			},
			[]string{"a", "b"},
			0,
		},
		{
			"only a coarser time beside the same words",
			[]told{
				{source: "a", words: agency},
				{source: "b", words: agency, at: 1, change: func(s *report.Sighting) { s.Time.Interval = when.Interval{From: 0, To: 1_900_000} }},
			},
			[]string{"a"},
			0,
		},
		{
			"another count beside the same words",
			[]told{
				{source: "a", words: agency, change: func(s *report.Sighting) { s.Count = report.Count{Kind: report.Exact, Least: 3, Most: 3} }},
				{source: "b", words: agency, at: 1, change: func(s *report.Sighting) { s.Count = report.Count{Kind: report.Exact, Least: 5, Most: 5} }},
			},
			[]string{"a", "b"},
			0,
		},
		{"a few words that anybody would write", []told{{source: "a", words: "Shelling of Avdiivka"}, {source: "b", words: "Shelling of Avdiivka", at: 1}}, []string{"a", "b"}, 0},
		{"no words", []told{{source: "a"}, {source: "b", at: 1}}, []string{"a", "b"}, 0},
		{"coded events are of whoever their makers list", []told{{source: "data", roots: []string{"a", "b"}, words: agency, coded: true}, {source: "c", words: agency, at: 1}}, []string{"a", "b", "c"}, 0},
		{"who cites another account's source", []told{{source: "JFO HQ", words: agency, means: "seen"}, {source: "b", words: "Shelling, according to JFO HQ", at: 1, means: "told"}}, []string{"jfo hq"}, 1},
		{"two that cite one source which is not on record", []told{{source: "b", words: "Shelling, according to the police"}, {source: "c", words: "Обстріл, за даними поліції", at: 1}}, []string{"b"}, 0},
		{
			"who cites two does not make one of them",
			[]told{
				{source: "police", words: "We saw it"},
				{source: "ministry", words: "We heard it"},
				{source: "b", words: "Shelling, according to the police, as the ministry reported", at: 1},
			},
			[]string{"ministry", "police"},
			0,
		},
		{
			"nor of those that others cite",
			[]told{
				{source: "a", words: "Shelling, according to the police"},
				{source: "b", words: "Shelling, as the ministry reported"},
				{source: "c", words: "Shelling, according to the police, as the ministry reported", at: 1},
			},
			[]string{"a", "b"},
			0,
		},
		{
			"who copies two does not make one of them",
			[]told{
				{source: "a", words: agency},
				{source: "b", words: other},
				{source: "c", words: agency, at: 1},
				{source: "c", words: other, at: 2},
			},
			[]string{"a", "b"},
			0,
		},
		{"a source that invents what it cites is one root", []told{{source: "a", words: "Shelling, according to the police"}, {source: "a", words: "Shelling, as the ministry reported"}}, []string{"a"}, 0},
		{"who names another as the root and copies a third takes nothing from it", []told{
			{source: "osce", words: other, means: "heard"},
			{source: "a", words: agency, means: "seen"},
			{source: "b", roots: []string{"b", "osce"}, words: agency, at: 1, means: "camera"},
		}, []string{"a", "osce"}, 2},
		{"a source that copied another is not independent of it on that event", []told{
			{source: "b", words: agency, means: "told"}, {source: "a", words: agency, at: 1, means: "seen"}, {source: "a", words: other, at: 2, means: "heard"},
		}, []string{"b"}, 0},
		{"two means of one root", []told{{source: "a", words: "x", means: "seen"}, {source: "a", words: "y", means: "camera"}}, []string{"a"}, 1},
		{"two means of one root beside one of another", []told{{source: "a", means: "seen"}, {source: "a", means: "camera"}, {source: "b", means: "camera"}}, []string{"a", "b"}, 2},
		{"a paper that copies what was seen, and came first", []told{{source: "b", words: agency, means: "document"}, {source: "a", words: edited, means: "seen", at: 1}, {source: "c", words: other, means: "seen", at: 2}}, []string{"b", "c"}, 1},
		{"a plain report that names two roots", []told{{source: "a", roots: []string{"x", "y"}}, {source: "b", roots: []string{"y"}}}, []string{"y"}, 0},
	} {
		t.Run(each.name, func(t *testing.T) {
			got := copies.Of(observe(t, each.told...)).Independent(nil)
			if diff := cmp.Diff(each.roots, got.Roots); diff != "" || got.Means != each.means {
				t.Errorf("%d means, want %d (-want +got)\n%s%v", got.Means, each.means, diff, got.Names)
			}
		})
	}
}

func TestCopiesAreListedWithWhatShowsThem(t *testing.T) {
	members := observe(t, told{source: "a", words: agency}, told{source: "b", words: edited, at: 1}, told{source: "a", words: agency, at: 2}, told{source: "c", words: "Обстріл Авдіївки, за даними ОБСЄ, тривав", at: 3})
	list := copies.Of(members).Copies()
	if len(list) != 2 {
		t.Fatalf("got %+v", list)
	}
	if near := list[0]; near.Copy != members[1].ID || near.Of != members[0].ID || near.Shared != 9 || near.All != 12 {
		t.Errorf("near copy: %+v", near)
	}
	if cites := list[1]; cites.Copy != members[3].ID || cites.Cites == nil || cites.Cites.Root != "обсє" || cites.Cites.Words != "за даними ОБСЄ" || cites.Cites.At != 33 {
		t.Errorf("citation: %+v, %+v", cites, cites.Cites)
	}
}

func TestCitationsAreFoundInThreeLanguages(t *testing.T) {
	for _, each := range []struct {
		text string
		want []string
	}{
		{"Shelling goes on, according to the Joint Forces Operation headquarters", []string{"the joint forces operation headquarters"}},
		{"According to Reuters, two were killed", []string{"reuters"}},
		{"As the regional police reported, two were killed", []string{"the regional police"}},
		{"Two KIA amid attacks in Donbas in past 24 hours - JFO HQ", []string{"jfo hq"}},
		{"Two dead in Donetsk – city mayor's office", []string{"city mayor's office"}},
		{"Two killed, citing a source in the ministry, says the paper", []string{"a source"}},
		{"За даними штабу ООС, двоє загиблих", []string{"штабу оос"}},
		{"Двоє загиблих, повідомляє Укрінформ з посиланням на поліцію", []string{"укрінформ", "поліцію"}},
		{"Як повідомили в ОБСЄ, тиша", nil},
		{"По данным СММ ОБСЕ. Двое погибших", []string{"смм обсе"}},
		{"Как сообщает Интерфакс, погибли двое", []string{"интерфакс"}},
		{"Погибли двое, сообщает РИА Новости со ссылкой на МЧС", []string{"риа новости", "мчс"}},
		{"Two killed - three wounded", nil},
		{"Shelling of Avdiivka as darkness fell", nil},
		{"according to", nil},
		{"", nil},
	} {
		var got []string
		for _, c := range copies.Citations(each.text) {
			if each.text[c.At:c.At+len(c.Words)] != c.Words {
				t.Errorf("%s: %q does not stand at %d", each.text, c.Words, c.At)
			}
			got = append(got, c.Root)
		}
		if diff := cmp.Diff(each.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", each.text, diff)
		}
	}
}

// FuzzCitations reads any bytes: go test -fuzz FuzzCitations ./incident/copies
func FuzzCitations(f *testing.F) {
	for _, text := range []string{"", "according to the police, x", "as the ministry reported", "a - JFO HQ", "за даними ОБСЄ", "\xff-\xd0 - army", "as as as said", "source: source:"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range copies.Citations(text) {
			if c.Root == "" || c.At < 0 || text[c.At:c.At+len(c.Words)] != c.Words {
				t.Errorf("%q: %+v", text, c)
			}
		}
	})
}

// anyTold draws accounts of few sources whose texts are one another's, edited, or cite each other.
func anyTold(t *rapid.T) []told {
	texts := []string{agency, edited, other, "", "Shelling", "Shelling, according to a", "Shelling, as the police reported", agency + " - police", other + ", according to b and c"}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) told {
		one := told{
			source: rapid.SampledFrom([]string{"a", "b", "c", "police"}).Draw(t, "source"), words: rapid.SampledFrom(texts).Draw(t, "words"),
			means: rapid.SampledFrom([]report.Means{"", "seen", "heard", "told"}).Draw(t, "means"),
			at:    when.Instant(rapid.IntRange(0, 3).Draw(t, "at")),
		}
		if rapid.IntRange(0, 4).Draw(t, "names roots") == 0 {
			one.roots = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "x"}), 1, 2, func(s string) string { return s }).Draw(t, "roots")
		}
		return one
	}), 1, 6).Draw(t, "told")
}

func TestTheOrderOfTheAccountsDecidesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		members := observe(t, anyTold(rt)...)
		want := copies.Of(members).Independent(nil)
		shuffled := rapid.Permutation(members).Draw(rt, "shuffled")
		if diff := cmp.Diff(want, copies.Of(shuffled).Independent(nil)); diff != "" {
			rt.Errorf("-in order +shuffled\n%s", diff)
		}
	})
}

// sources is how many sources accounts have, or -1 where one names other roots than itself.
func sources(list []told) int {
	seen := map[string]bool{}
	for _, one := range list {
		if len(one.roots) > 0 {
			return -1
		}
		seen[one.source] = true
	}
	return len(seen)
}

// TestACopyAddsNothing copies an account of any event, word for word, under a name that nobody has. What comes later
// changes nothing at all; and where the others did not copy, no root is added even by a copy that came first.
func TestACopyAddsNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		list := anyTold(rt)
		var telling []told
		for _, one := range list {
			if len(one.words) > 60 {
				telling = append(telling, one)
			}
		}
		if len(telling) == 0 {
			rt.Skip("no text to copy")
		}
		before := copies.Of(observe(t, list...)).Independent(nil)
		duplicate := rapid.SampledFrom(telling).Draw(rt, "copied")
		duplicate.source, duplicate.roots = "copier", nil
		later := rapid.Bool().Draw(rt, "later")
		if len(before.Roots) != sources(list) {
			later = true // who copied whom can be told only by what came first, where others copied too
		}
		if duplicate.at = 9; !later {
			duplicate.at = when.Instant(rapid.IntRange(-1, 3).Draw(rt, "at"))
		} else {
			duplicate.means = rapid.SampledFrom([]report.Means{"", "seen", "camera", "told"}).Draw(rt, "other means")
		}
		after := copies.Of(observe(t, append(list, duplicate)...)).Independent(nil)
		if len(after.Roots) > len(before.Roots) {
			rt.Errorf("%v became %v by %+v", before.Names, after.Names, duplicate)
		}
		// What is only told loses its means to a copy that says it saw, since that one may have been the first.
		onlyTold := slices.ContainsFunc(list, func(one told) bool { return one.means == "told" })
		if later && (len(after.Roots) != len(before.Roots) || after.Means > before.Means || after.Means < before.Means && !onlyTold) {
			rt.Errorf("%v with %d means became %v with %d", before.Names, before.Means, after.Names, after.Means)
		}
	})
}

func TestNobodyTakesARootFromOthers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		list := anyTold(rt)
		before := copies.Of(observe(t, list...)).Independent(nil)
		stranger := rapid.SampledFrom(list).Draw(rt, "copied")
		stranger.source, stranger.roots, stranger.at = "stranger", nil, 9
		stranger.words += rapid.SampledFrom([]string{"", ", according to a", ", according to a, as the police reported", ", as b reported, according to c"}).Draw(rt, "cites")
		after := copies.Of(observe(t, append(list, stranger)...)).Independent(nil)
		if len(after.Roots) < len(before.Roots) || !slices.IsSorted(after.Roots) {
			rt.Errorf("%v became %v by %+v", before.Names, after.Names, stranger)
		}
	})
}
