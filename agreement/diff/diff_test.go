// SPDX-License-Identifier: Apache-2.0

package diff_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/agreement"
	"truce/agreement/diff"
)

var update = flag.Bool("update", false, "write the golden files again; say in the commit why the changes differ")

const folder = "../../agreements/"

func read(t testing.TB, name string, data []byte, files fs.FS) *agreement.Compiled {
	t.Helper()
	a, err := agreement.Parse(name, data, files)
	if err != nil {
		t.Fatal(err)
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func example(t testing.TB, name string) *agreement.Compiled {
	t.Helper()
	data, err := os.ReadFile(folder + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return read(t, name, data, os.DirFS(folder))
}

func ford(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/ford.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// edit replaces each first string by the one after it.
func edit(t testing.TB, data string, edits []string) string {
	t.Helper()
	for i := 0; i < len(edits); i += 2 {
		if !strings.Contains(data, edits[i]) {
			t.Fatalf("the text has no %q", edits[i])
		}
		data = strings.Replace(data, edits[i], edits[i+1], 1)
	}
	return data
}

func say(list []diff.Change) []string {
	var out []string
	for _, c := range list {
		out = append(out, fmt.Sprintf("%s: %s", c.Kind, c.Says))
	}
	return out
}

// amendments changes one thing in each row and names the changes in effect.
var amendments = []struct {
	name  string
	edits []string // old, new, old, new ...
	want  []string
}{
	{"an act taken out of a prohibition", []string{"acts: [artillery-fire, mortar-fire]", "acts: [mortar-fire]"}, []string{
		"removed: Every party: artillery-fire in ford is no longer prohibited (was article 1).",
	}},
	{"an act added", []string{"acts: [artillery-fire, mortar-fire]", "acts: [indirect-fire]"}, []string{
		"added: Every party: rocket-fire in ford is now prohibited (article 1).",
	}},
	{"a place added", []string{"acts: [artillery-fire, mortar-fire], where: [ford]", "acts: [artillery-fire, mortar-fire], where: [ford, hill]"}, []string{
		"widened: Every party: the prohibition of mortar-fire and artillery-fire (article 1) is wider: place was ford, is now ford and hill.",
	}},
	{"another place", []string{"acts: [artillery-fire, mortar-fire], where: [ford]", "acts: [artillery-fire, mortar-fire], where: [hill]"}, []string{
		"altered: Every party: the prohibition of mortar-fire and artillery-fire (article 1) is changed: place was ford, is now hill.",
	}},
	{"everywhere", []string{"acts: [artillery-fire, mortar-fire], where: [ford]", "acts: [artillery-fire, mortar-fire]"}, []string{
		"widened: Every party: the prohibition of mortar-fire and artillery-fire (article 1) is wider: place was ford, is now everywhere in the area.",
	}},
	{"one party released", []string{"acts: [sniper-fire]", "acts: [sniper-fire], binds: [cobalt]"}, []string{
		"removed: Party Amber: sniper-fire is no longer prohibited (was article 1).",
	}},
	{"fewer targets", []string{"targets: [energy]", "targets: [electricity]"}, []string{
		"narrowed: Every party: the prohibition of missile-strike (article 3) is narrower: target was energy, is now electricity.",
	}},
	{"a longer distance", []string{"at_least: 20 km", "at_least: 25 km"}, []string{
		"widened: Every party: the prohibition of weapon-presence with artillery of 100 mm and more from 2026-03-07T22:00:00Z (article 2) is wider: distance was 20 km to line, is now 25 km to line.",
	}},
	{"only beyond a distance", []string{"keep_back: {at_least: 20 km, from: line}", "beyond: {line: line, by: 2 km}, keep_back: {at_least: 20 km, from: line}"}, []string{
		"narrowed: Every party: the prohibition of weapon-presence with artillery of 100 mm and more closer than 20 km to line from 2026-03-07T22:00:00Z (article 2) is narrower: distance off the line was none, is now 2000 m from line.",
	}},
	{"a line for one party", []string{"keep_back: {at_least: 20 km, from: line}", "keep_back: {at_least: 20 km, from: line, per_party: {amber: other-line}}"}, []string{
		"altered: Party Amber: the prohibition of weapon-presence with artillery of 100 mm and more from 2026-03-07T22:00:00Z (article 2) is changed: distance was 20 km to line, is now 20 km to other-line.",
	}},
	{"a lower calibre", []string{"at_least: 100}", "at_least: 85}"}, []string{
		"widened: Every party: the prohibition of weapon-presence with artillery closer than 20 km to line from 2026-03-07T22:00:00Z (article 2) is wider: calibre was 100 mm and more, is now 85 mm and more.",
	}},
	{"another class beside it", []string{"classes: [artillery]", "classes: [artillery, mortar]"}, []string{
		"widened: Every party: weapon-presence with mortar of 100 mm and more closer than 20 km to line from 2026-03-07T22:00:00Z is now prohibited (article 2).",
	}},
	{"any weapon", []string{"weapons: {classes: [artillery], at_least: 100}, ", ""}, []string{
		"widened: Every party: the prohibition of weapon-presence closer than 20 km to line from 2026-03-07T22:00:00Z (article 2) is wider: weapon was artillery of 100 mm and more, is now any weapon.",
	}},
	{"a model excepted", []string{"at_least: 100}", "at_least: 100, except_models: [MT-12]}"}, []string{
		"narrowed: Every party: the prohibition of weapon-presence with artillery closer than 20 km to line from 2026-03-07T22:00:00Z (article 2) is narrower: calibre was 100 mm and more, is now 100 mm and more except mt-12.",
	}},
	{"a later day", []string{"from: D+7", "from: D+14"}, []string{
		"moved-in-time: Every party: the prohibition of weapon-presence with artillery of 100 mm and more closer than 20 km to line (article 2) is changed: period was from 2026-03-07T22:00:00Z, is now from 2026-03-14T22:00:00Z.",
	}},
	{"other hours", []string{`to: "16:00"`, `to: "18:00"`}, []string{
		"moved-in-time: Every party: the prohibition of demining-blast (article 4) is changed: daily window was 08:00 to 16:00 Europe/Kyiv, is now 08:00 to 18:00 Europe/Kyiv.",
	}},
	{"a graver default", []string{"acts: [sniper-fire], severity: S2", "acts: [sniper-fire], severity: S3"}, []string{
		"severity: Every party: the prohibition of sniper-fire (article 1) is changed: default severity was S2, is now S3.",
	}},
	{"a longer time to answer", []string{"within: 48 h", "within: 72 h"}, []string{
		"exemption: Every party: the prohibition of small-arms-fire (article 1) is changed: exemption was ordered (\"it was ordered\"), answered within 48 h, is now ordered (\"it was ordered\"), answered within 72 h.",
	}},
	{"a permission withdrawn", []string{"acts: [uav-flight, manned-flight]", "acts: [manned-flight]"}, []string{
		"removed: Every party: uav-flight is no longer permitted (was article 4).",
	}},
	{"a prohibition become a permission", []string{"sense: prohibits, acts: [sniper-fire]", "sense: permits, acts: [sniper-fire]"}, []string{
		"removed: Every party: sniper-fire is no longer prohibited (was article 1).",
		"added: Every party: sniper-fire is now permitted (article 1).",
	}},
	{"a further condition", []string{"acts: [sniper-fire]", "narrow: killed > 0, acts: [sniper-fire]"}, []string{
		"narrowed: Every party: the prohibition of sniper-fire (article 1) is narrower: further condition was none, is now killed > 0.",
	}},
	{"a question opened", []string{"evidence:", "questions: [{id: q, article: 1, asks: Snipers?, readings: [{id: yes-they, means: Yes.}, {id: no-they, means: No., terms: {snipers: {void: true}}}]}]\nevidence:"}, []string{
		"reading: Every party: the prohibition of sniper-fire (article 1) is changed: reading was the plain text, is now q=yes-they.",
		"reading: The question q is new.",
	}},
	{"a later start", []string{"event: 2026-03-01 00:00", "event: 2026-03-02 00:00"}, []string{
		"moved-in-time: Every party: the prohibition of weapon-presence with artillery of 100 mm and more closer than 20 km to line (article 2) is changed: period was from 2026-03-07T22:00:00Z, is now from 2026-03-08T22:00:00Z.",
		"force: Entry into force of the instrument was 2026-02-28T22:00:00Z and is now 2026-03-01T22:00:00Z.",
		"force: End of force of the instrument was 2026-12-26T22:00:00Z and is now 2026-12-27T22:00:00Z.",
		"clock: Date of the start event d was 2026-02-28T22:00:00Z and is now 2026-03-01T22:00:00Z.",
		"clock: Start of the quiet clock silence was 2026-02-28T22:00:00Z and is now 2026-03-01T22:00:00Z.",
	}},
	{"more days of silence", []string{"days: 7", "days: 10"}, []string{"clock: Days of the quiet clock silence was 7 and is now 10."}},
	{"a higher quorum", []string{"quorum: 2", "quorum: 3"}, []string{"bodies: Quorum of the body commission was 2 and is now 3."}},
	{"a seat taken away", []string{", {id: chair}", ""}, []string{"bodies: The seat of chair in the body commission is no longer there."}},
	{"a body gone", []string{"  - {id: umpire, name: Umpire, article: 4, decides: sole, competent: [rule-reading]}\n", ""}, []string{"bodies: The body umpire is no longer there."}},
	{"a competence given", []string{"competent: [rule-reading]", "competent: [rule-reading, determine]"}, []string{"bodies: Competence determine of the body umpire is new."}},
	{"a shorter reply", []string{"by: respondent, within: 24 h", "by: respondent, within: 12 h"}, []string{"procedure: Time of the step reply was 24 h and is now 12 h."}},
	{"a rung that runs from the breach", []string{"within: 24 h, after: determination}", "within: 24 h, after: breach}"}, []string{"ladder: Start of the rung warning was determination and is now breach."}},
	{"another name for a party", []string{"name: Party Amber", "name: Party Amber, aliases: [Amber  Guard]"}, []string{`parties: Name "amber guard" of party amber is new.`}},
	{"more sources", []string{"c2: {roots: 2}", "c2: {roots: 3}"}, []string{"evidence: Independent sources for C2 of the evidence rule was 2 and is now 3."}},
	{"a longer delay", []string{"delay: 72 h", "delay: 96 h"}, []string{"publication: Delay of the publication rule was 72 h and is now 4 d."}},
	{"another body to rule on nothing new", []string{"24 h, after: notice}", "1 d, after: notice}"}, nil},
}

func TestEachAmendmentIsToldInEffect(t *testing.T) {
	old := read(t, "old", []byte(ford(t)), nil)
	for _, each := range amendments {
		t.Run(each.name, func(t *testing.T) {
			changed := read(t, "new", []byte(edit(t, ford(t), each.edits)), nil)
			got := diff.Compare(old, changed)
			if d := cmp.Diff(say(got), each.want); d != "" {
				t.Errorf("changes (-got +want):\n%s", d)
			}
			if d := cmp.Diff(keys(mirror(diff.Compare(changed, old))), keys(got)); d != "" {
				t.Errorf("the other way round is not the mirror image (-mirror +forward):\n%s", d)
			}
		})
	}
}

// mirror exchanges the two texts in a list of changes.
func mirror(list []diff.Change) []diff.Change {
	opposite := map[diff.Kind]diff.Kind{
		diff.Added: diff.Removed, diff.Removed: diff.Added, diff.Widened: diff.Narrowed, diff.Narrowed: diff.Widened,
	}
	var out []diff.Change
	for _, c := range list {
		if k, ok := opposite[c.Kind]; ok {
			c.Kind = k
		}
		c.Old, c.New, c.OldArticle, c.NewArticle = c.New, c.Old, c.NewArticle, c.OldArticle
		out = append(out, c)
	}
	return out
}

// keys writes changes without their sentences, sorted.
func keys(list []diff.Change) []string {
	var out []string
	for _, c := range list {
		out = append(out, fmt.Sprintf("%s %v %s>%s %q>%q", c.Kind, c.For, c.OldArticle, c.NewArticle, c.Old, c.New))
	}
	slices.Sort(out)
	return out
}

func TestATextDoesNotDifferFromItself(t *testing.T) {
	for _, name := range []string{"minsk-package-2015", "measures-2020", "paris-exercise-mended"} {
		c := example(t, name)
		if got := diff.Compare(c, c); len(got) != 0 {
			t.Errorf("%s: got %v, want none", name, say(got))
		}
		if got := diff.TextOnly(c, c); len(got) != 0 {
			t.Errorf("%s: got text changes in %v, want none", name, got)
		}
	}
}

func TestNewNamesForArticlesAndTermsChangeNothing(t *testing.T) {
	for _, edits := range [][]string{
		{"{id: snipers,", "{id: no-sharpshooters,"},
		{"{id: indirect,", "{id: big-guns,"},
		{"{id: snipers, article: 1, sense: prohibits, acts: [sniper-fire], severity: S2}\n", "", "terms:\n", "terms:\n  - {id: snipers, article: 1, sense: prohibits, acts: [sniper-fire], severity: S2}\n"},
	} {
		text := ford(t)
		if len(edits) == 4 { // the same term, first in the list
			edits[0] = "  - " + edits[0]
		}
		old, changed := read(t, "old", []byte(text), nil), read(t, "new", []byte(edit(t, text, edits)), nil)
		if got := diff.Compare(old, changed); len(got) != 0 {
			t.Errorf("%v: got %v, want none", edits, say(got))
		}
	}
	// Every article under a new number: what stands where is told, and nothing else.
	renumbered := regexp.MustCompile(`article: (\d)`).ReplaceAllString(ford(t), "article: 9$1")
	renumbered = regexp.MustCompile(`\{id: (\d), title`).ReplaceAllString(renumbered, "{id: 9$1, title")
	old, changed := read(t, "old", []byte(ford(t)), nil), read(t, "new", []byte(renumbered), nil)
	if got := diff.Compare(old, changed); len(got) != 0 {
		t.Errorf("renumbered: got %v, want none", say(got))
	}
}

func TestOneTermSplitInTwoHasTheSameEffect(t *testing.T) {
	split := "  - {id: one, article: 1, sense: prohibits, acts: [artillery-fire], where: [ford], severity: S3}\n" +
		"  - {id: two, article: 1, sense: prohibits, acts: [mortar-fire], where: [ford], severity: S3}\n"
	edits := []string{
		"  - {id: indirect, article: 1, sense: prohibits, acts: [artillery-fire, mortar-fire], where: [ford], severity: S3}\n", split,
		"targets: [energy], severity: S4}", "targets: [electricity, oil-and-gas], severity: S4}\n" +
			"  - {id: coal, article: 3, sense: prohibits, acts: [missile-strike], targets: [coal-mine], severity: S4}",
	}
	old, changed := read(t, "old", []byte(ford(t)), nil), read(t, "new", []byte(edit(t, ford(t), edits)), nil)
	if got := diff.Compare(old, changed); len(got) != 0 {
		t.Errorf("got %v, want none", say(got))
	}
}

func TestNewWordsAloneAreTextOnly(t *testing.T) {
	edits := []string{"All fire stops.", "There is no more fire.", "cite: Article 3", "cite: Article three", "title: Bodies", "title: Who decides"}
	old, changed := read(t, "old", []byte(ford(t)), nil), read(t, "new", []byte(edit(t, ford(t), edits)), nil)
	if got := diff.Compare(old, changed); len(got) != 0 {
		t.Errorf("got %v in effect, want none", say(got))
	}
	if got, want := diff.TextOnly(old, changed), []agreement.ArticleID{"1", "4"}; !slices.Equal(got, want) {
		t.Errorf("got text changes in %v, want %v", got, want)
	}
}

func TestAMovedBorderIsToldWithItsArea(t *testing.T) {
	edits := []string{"[30.6, 50.4], [30.6, 50.6]", "[30.7, 50.4], [30.7, 50.6]"}
	old, changed := read(t, "old", []byte(ford(t)), nil), read(t, "new", []byte(edit(t, ford(t), edits)), nil)
	got := diff.Compare(old, changed)
	if len(got) != 2 || got[0].Kind != diff.Geometry || !regexp.MustCompile(`^Area of the zone ford was \d+ m2 and is now \d+ m2 \(\+\d+ m2\)\.$`).MatchString(got[1].Says) {
		t.Errorf("got %v, want the outline and the area of the ford", say(got))
	}
	closed := edit(t, ford(t), []string{"[30.4, 50.6]]}", "[30.4, 50.60], [30.4, 50.4]]}"})
	if got := diff.Compare(old, read(t, "closed", []byte(closed), nil)); len(got) != 0 {
		t.Errorf("a ring closed by hand: got %v, want none", say(got))
	}
}

func TestTheExamplesDifferAsReviewed(t *testing.T) {
	for _, each := range []struct {
		file, old, new string
		compare        func(a, b *agreement.Compiled) []diff.Change
	}{
		{"paris-mended", "paris-exercise", "paris-exercise-mended", diff.Compare},
		{"rival-energy", "energy-truce-2025-r", "energy-truce-2025-u", diff.Rival},
		{"rival-easter", "easter-2025-r", "easter-2025-u", diff.Rival},
	} {
		t.Run(each.file, func(t *testing.T) {
			got := strings.Join(say(each.compare(example(t, each.old), example(t, each.new))), "\n") + "\n"
			file := "testdata/" + each.file + ".golden"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(got, string(want)); d != "" {
				t.Errorf("%s (-got +want):\n%s", file, d)
			}
		})
	}
}
