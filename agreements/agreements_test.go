// SPDX-License-Identifier: Apache-2.0

// Package agreements_test checks the documents of this folder against the rules that they are written for.
package agreements_test

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/act"
	"truce/agreement"
	"truce/known"
	"truce/place"
	"truce/when"
)

const kilometre = place.Kilometre

func files() fs.FS { return os.DirFS(".") }

func read(t *testing.T, name string) *agreement.Compiled {
	t.Helper()
	data, err := fs.ReadFile(files(), name+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse(name+".yaml", data, files())
	if err != nil {
		t.Fatalf("parse:\n%v", err)
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func at(t *testing.T, text string) when.Interval {
	t.Helper()
	span, err := when.Parse(text, when.Zone{})
	if err != nil {
		t.Fatal(err)
	}
	return span.Interval
}

func names(t *testing.T) []string {
	t.Helper()
	list, err := fs.Glob(files(), "*.yaml")
	if err != nil || len(list) == 0 {
		t.Fatalf("no documents found: %v", err)
	}
	for i := range list {
		list[i] = strings.TrimSuffix(list[i], ".yaml")
	}
	return list
}

func TestEveryDocumentParsesAndCompiles(t *testing.T) {
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			doc := read(t, name).Agreement()
			if got := string(doc.ID); got != name {
				t.Errorf("ID %q in a file called %q", got, name)
			}
			if got, want := doc.Exercise, strings.HasPrefix(name, "paris-"); got != want {
				t.Errorf("exercise: got %v, want %v", got, want)
			}
			if !doc.Exercise {
				marksWhatNoTextGives(t, doc)
			}
			for _, q := range doc.Questions {
				leavesTheTextOnce(t, q)
			}
		})
	}
}

// marksWhatNoTextGives keeps a drawing or a rule of ours from passing for an agreed one.
func marksWhatNoTextGives(t *testing.T, doc *agreement.Agreement) {
	t.Helper()
	for _, p := range doc.Places {
		if p.Geometry != nil && !p.Reported {
			t.Errorf("place %s has a geometry and is not marked reported", p.ID)
		}
	}
	if !doc.Evidence.Reported {
		t.Error("the evidence rule is ours and is not marked reported")
	}
}

// leavesTheTextOnce wants one reading of a question to be the text as the document writes it.
func leavesTheTextOnce(t *testing.T, q agreement.Question) {
	t.Helper()
	plain := 0
	for _, r := range q.Readings {
		if len(r.Terms) == 0 && len(r.Quiet) == 0 {
			plain++
		}
	}
	if plain != 1 {
		t.Errorf("question %s has %d readings that leave the text as written, want one", q.ID, plain)
	}
}

func TestNamesOfTheEventDataMeanTheParties(t *testing.T) {
	parties := map[string]agreement.PartyID{
		"Government of Ukraine":               "ukraine",
		"DPR":                                 "formations-donetsk",
		"LPR":                                 "formations-luhansk",
		"United Armed Forces of Novorossiya":  "formations-joint",
		"Government of Russia (Soviet Union)": "russian-federation",
		"Civilians":                           "",
		"Maidan":                              "",
		"Supporters of Ukrainian unity":       "",
	}
	for _, name := range names(t) {
		if !strings.HasPrefix(name, "minsk-") && name != "framework-decision-2016" && name != "measures-2020" {
			continue
		}
		c := read(t, name)
		for said, want := range parties {
			if got, _ := c.Party(said); got != want {
				t.Errorf("%s: %q means %q, want %q", name, said, got, want)
			}
		}
	}
}

func TestWhichTextsAreInForce(t *testing.T) {
	tests := []struct {
		name, when, text string
		want             known.Answer
	}{
		{"Mariupol, January 2015, falls under the Memorandum", "2015-01-24 09:15 Europe/Kyiv", "minsk-memorandum-2014", known.Yes},
		{"Mariupol, January 2015, does not fall under the Package", "2015-01-24 09:15 Europe/Kyiv", "minsk-package-2015", known.No},
		{"the Protocol begins at six in the evening", "2014-09-05 17:59 Europe/Kyiv", "minsk-protocol-2014", known.No},
		{"the Package begins at midnight", "2015-02-15 00:00 Europe/Kyiv", "minsk-package-2015", known.Yes},
		{"after the recognition it is disputed whether the Package stands", "2022-02-22 12:00 Europe/Kyiv", "minsk-package-2015", known.Unknown},
		{"from 24 February 2022 the Package is over", "2022-02-24 04:00 Europe/Kyiv", "minsk-package-2015", known.No},
		{"the Measures begin a minute after midnight", "2020-07-27 00:00 Europe/Kyiv", "measures-2020", known.No},
		{"on 19 March Moscow's list stands", "2025-03-19 12:00 Europe/Kyiv", "energy-truce-2025-r", known.Yes},
		{"on 19 March Kyiv's list does not stand yet", "2025-03-19 12:00 Europe/Kyiv", "energy-truce-2025-u", known.No},
		{"on 26 March Kyiv's list stands", "2025-03-26 12:00 Europe/Kyiv", "energy-truce-2025-u", known.Yes},
		{"Moscow's list runs out after thirty days", "2025-04-17 00:00 Europe/Moscow", "energy-truce-2025-r", known.No},
		{"Moscow's Easter truce ends with Easter Sunday", "2025-04-21 00:00 Europe/Moscow", "easter-2025-r", known.No},
		{"Kyiv is not bound before its message", "2025-04-19 18:30 Europe/Kyiv", "easter-2025-u", known.No},
		{"the Armistice stands in 2020", "2020-05-03 07:41 Asia/Seoul", "korea-armistice-guard-posts", known.Yes},
	}
	texts := map[string]*agreement.Compiled{}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if texts[tt.text] == nil {
				texts[tt.text] = read(t, tt.text)
			}
			if got, words := texts[tt.text].InForce(at(t, tt.when)); got != tt.want {
				t.Errorf("got %v (%s), want %v", got, words, tt.want)
			}
		})
	}
}

func TestTheSeptemberCeasefireGivesWayToThePackage(t *testing.T) {
	for _, name := range []string{"minsk-protocol-2014", "minsk-memorandum-2014"} {
		for _, r := range read(t, name).Rules() {
			if r.Acts[0] == "use-of-force" && r.Time(at(t, "2015-02-20 12:00 Europe/Kyiv")) != known.No {
				t.Errorf("%s: term %s still stands beside the Package", name, r.Term.ID)
			}
		}
	}
}

// prohibits lists the terms that prohibit the act against the target, whoever did it.
func prohibits(c *agreement.Compiled, a act.Act, target act.Target) []agreement.TermID {
	var out []agreement.TermID
	for _, r := range c.Rules() {
		if r.Term.Sense == agreement.Prohibits && r.Act(a) == known.Yes && r.Target(target) == known.Yes {
			out = append(out, r.Term.ID)
		}
	}
	return out
}

func TestTheTwoEnergyListsDiffer(t *testing.T) {
	moscow, kyiv := read(t, "energy-truce-2025-r"), read(t, "energy-truce-2025-u")
	var onlyKyiv []act.Target
	for _, target := range act.Targets() {
		r, u := len(prohibits(moscow, "missile-strike", target)) > 0, len(prohibits(kyiv, "missile-strike", target)) > 0
		if r && !u {
			t.Errorf("%s stands on Moscow's list only", target)
		}
		if u && !r && len(target.Leaves()) == 1 {
			onlyKyiv = append(onlyKyiv, target)
		}
	}
	want := []act.Target{"gas-production", "oil-production", "coal-mine"}
	if diff := cmp.Diff(onlyKyiv, want); diff != "" {
		t.Errorf("on Kyiv's list only (got, want):\n%s", diff)
	}
}

func TestADeclarationBindsItsDeclarantOnly(t *testing.T) {
	for name, other := range map[string]agreement.PartyID{
		"energy-truce-2025-r": "ukraine", "energy-truce-2025-u": "russian-federation",
		"easter-2025-r": "ukraine", "easter-2025-u": "russian-federation",
	} {
		c := read(t, name)
		day := at(t, "2025-04-20 12:00 Europe/Kyiv")
		for _, r := range c.Rules() {
			if got := r.Binds(c.Agreement().Declarant, day); got != known.Yes {
				t.Errorf("%s: term %s binds its declarant: got %v", name, r.Term.ID, got)
			}
			if got := r.Binds(other, day); got != known.No {
				t.Errorf("%s: term %s binds %s: got %v", name, r.Term.ID, other, got)
			}
		}
	}
}

// distances maps each term and reading to how far it keeps the weapon back.
func distances(c *agreement.Compiled, w act.Weapon, day when.Interval) map[string]place.Length {
	out := map[string]place.Length{}
	for _, r := range c.Rules() {
		if r.HasKeepBack() && r.Weapon(w) == known.Yes && !r.Void && r.Time(day) == known.Yes {
			out[string(r.Term.ID)+" "+r.Reading] = r.KeepBack.AtLeast
		}
	}
	return out
}

func TestWithdrawalUnderEachReading(t *testing.T) {
	howitzer := act.Weapon{Class: "artillery", Model: "D-20", Calibre: 1520}
	mortar := act.Weapon{Class: "mortar", Calibre: 1200}
	tests := []struct {
		name, text string
		weapon     act.Weapon
		want       map[string]place.Length
	}{
		{"a howitzer keeps 25 or 50 km", "minsk-package-2015", howitzer, map[string]place.Length{
			"withdraw-100 zone=width": 25 * kilometre, "withdraw-100 zone=distance": 50 * kilometre,
		}},
		{
			"rocket launchers keep 35 or 70 km", "minsk-package-2015",
			act.Weapon{Class: "multiple-launch-rocket-system", Model: "Grad", Calibre: 1220},
			map[string]place.Length{
				"withdraw-mlrs zone=width": 35 * kilometre, "withdraw-mlrs zone=distance": 70 * kilometre,
			},
		},
		{
			"Uragan keeps 70 or 140 km and nothing less", "minsk-package-2015",
			act.Weapon{Class: "multiple-launch-rocket-system", Model: "Uragan", Calibre: 2200},
			map[string]place.Length{
				"withdraw-long zone=width": 70 * kilometre, "withdraw-long zone=distance": 140 * kilometre,
			},
		},
		{"a 120 mm mortar stays under the Package if its own words decide", "minsk-package-2015", mortar, map[string]place.Length{
			"withdraw-100-mortars zone=width;mortars=package":    25 * kilometre,
			"withdraw-100-mortars zone=distance;mortars=package": 50 * kilometre,
		}},
		{"a 120 mm mortar keeps 15 km under the addendum", "minsk-addendum-2015", mortar, map[string]place.Length{"back-mortars ": 15 * kilometre}},
		{"a tank keeps 15 km", "minsk-addendum-2015", act.Weapon{Class: "tank", Model: "T-64"}, map[string]place.Length{"back-tanks ": 15 * kilometre}},
		{"a howitzer is no matter of the addendum", "minsk-addendum-2015", howitzer, map[string]place.Length{}},
	}
	texts := map[string]*agreement.Compiled{
		"minsk-package-2015": read(t, "minsk-package-2015"), "minsk-addendum-2015": read(t, "minsk-addendum-2015"),
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := distances(texts[tt.text], tt.weapon, at(t, "2017-02-07 12:00 Europe/Kyiv"))
			if diff := cmp.Diff(got, tt.want); diff != "" {
				t.Errorf("(got, want):\n%s", diff)
			}
		})
	}
}

func TestNoBorderCutsADistanceFromALineShort(t *testing.T) {
	west := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 479000000, Lon: 362000000}, Radius: place.Metre}}
	for _, name := range []string{"minsk-memorandum-2014", "minsk-package-2015"} {
		for _, r := range read(t, name).Rules() {
			if got := r.Area(west); r.HasKeepBack() && got != known.Yes {
				t.Errorf("%s, %s %s, 100 km west of the line: in the area %v, want yes", name, r.Term.ID, r.Reading, got)
			}
			if got := r.Area(west); r.Acts[0] == "use-of-force" && got != known.No {
				t.Errorf("%s, %s, 100 km west of the line: in the area %v, want no", name, r.Term.ID, got)
			}
		}
	}
}

func TestEachSideCountsFromItsOwnLine(t *testing.T) {
	debaltseve := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 483400000, Lon: 384000000}}}
	for _, r := range read(t, "minsk-package-2015").Rules() {
		if !r.HasKeepBack() {
			continue
		}
		_, _, ukraine := r.TooClose("ukraine", debaltseve)
		_, _, formations := r.TooClose("formations-luhansk", debaltseve)
		if ukraine != "contact-line" || formations != "memorandum-line" {
			t.Errorf("%s %s: lines %q and %q", r.Term.ID, r.Reading, ukraine, formations)
		}
	}
}

func TestTheClockOfSilenceHasThreeReadings(t *testing.T) {
	var got []string
	c := read(t, "framework-decision-2016")
	for _, q := range c.QuietClocks() {
		if q.Quiet.ID == "silence-zolote" {
			got = append(got, fmt.Sprintf("%s near %s void %v", q.Reading, q.Near, q.Void))
		}
	}
	want := []string{
		"silence=inside near 0 m void false",
		"silence=near near 5000 m void false",
		"silence=plan-2019 near 0 m void true",
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(got, want):\n%s", diff)
	}
}

func TestPlacesOfTheTwoRegions(t *testing.T) {
	tests := []struct {
		name     string
		lat, lon int32
		want     known.Answer
	}{
		{"Avdiivka is in", 481400000, 377400000, known.Yes},
		{"Mariupol is in", 471000000, 375400000, known.Yes},
		{"Stanytsia Luhanska is in", 486600000, 394800000, known.Yes},
		{"Kharkiv is out", 499900000, 362300000, known.No},
		{"Dnipro is out", 484600000, 350500000, known.No},
		{"Rostov is out", 472300000, 397000000, known.No},
		{"a place on the border is not known", 476900000, 387500000, known.Unknown},
	}
	c := read(t, "minsk-package-2015")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := c.Holds("two-regions", place.Region{Circle: &place.Circle{Centre: place.Point{Lat: tt.lat, Lon: tt.lon}}})
			if got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	if got := c.Holds("two-regions", place.Region{Name: "Donetsk oblast"}); got != known.Yes {
		t.Errorf("a region known by name only: got %v, want yes", got)
	}
}

func TestTheArmisticeEndsSomewhere(t *testing.T) {
	mariupol := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 471000000, Lon: 375000000}, Radius: 5 * kilometre}}
	cheorwon := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 382500000, Lon: 1271000000}, Radius: 5 * kilometre}}
	yeonpyeong := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 376700000, Lon: 1257000000}, Radius: 5 * kilometre}}
	for _, r := range read(t, "korea-armistice-guard-posts").Rules() {
		if got := r.Area(mariupol); got != known.No {
			t.Errorf("%s at Mariupol: %v, want no", r.Term.ID, got)
		}
		for _, near := range []place.Region{cheorwon, yeonpyeong} {
			if got := r.Area(near); got != known.Unknown {
				t.Errorf("%s at %v: %v; without the map it is not known", r.Term.ID, near.Circle.Centre, got)
			}
		}
		if got, want := r.Area(place.Region{Name: "KPA guard post"}), known.Of(r.Term.ID == "no-hostile-act"); got != want {
			t.Errorf("%s at a guard post: %v, want %v", r.Term.ID, got, want)
		}
	}
}

func TestGuardPostsStandInTheirHalves(t *testing.T) {
	c := read(t, "korea-armistice-guard-posts")
	day := at(t, "2020-05-03 07:41 Asia/Seoul")
	for post, want := range map[string]agreement.PartyID{"kpa-guard-post": "kpa", "rok-guard-post": "unc"} {
		r := place.Region{Name: post}
		if got := c.Holds("dmz", r); got != known.Yes {
			t.Errorf("%s in the zone: got %v, want yes", post, got)
		}
		if got, _, how := c.ControlOf(r, day); got != want || how != known.Yes {
			t.Errorf("%s held by %q (%v), want %q", post, got, how, want)
		}
	}
	for _, said := range []string{"North Korea", "KPA", "DPRK", "ROK", "ROK Army", "South Korea", "United Nations Command"} {
		if _, ok := c.Party(said); !ok {
			t.Errorf("%q means no party", said)
		}
	}
}

func TestReturnFireHasFourConditionsAndNoExclusiveLog(t *testing.T) {
	for _, r := range read(t, "measures-2020").Rules() {
		if r.Term.ID != "fire" {
			continue
		}
		e := r.Exemptions[0]
		var got []string
		for _, c := range e.Conditions {
			got = append(got, c.Condition.ID)
			if c.Condition.Exclusive {
				t.Errorf("condition %s rests on one log alone", c.Condition.ID)
			}
		}
		want := []string{"offensive-action", "order", "mechanism-failed", "group-told"}
		if !slices.Equal(got, want) || e.Within == 0 {
			t.Errorf("got %v within %v, want %v and a time to answer", got, e.Within, want)
		}
	}
}

func TestAnExerciseMovesToAnotherDay(t *testing.T) {
	a := read(t, "paris-exercise").Agreement()
	c, err := agreement.Compile(a, map[agreement.TimeID]string{"d": "2024-06-01 00:00 Europe/Kyiv"})
	if err != nil {
		t.Fatal(err)
	}
	if got, words := c.InForce(at(t, "2024-06-02 12:00 Europe/Kyiv")); got != known.Yes {
		t.Errorf("got %v (%s), want yes", got, words)
	}
	if got, _ := c.InForce(at(t, "2026-02-02 12:00 Europe/Kyiv")); got != known.No {
		t.Errorf("still in force at its first date: %v", got)
	}
}

func TestTheLineOfTheExerciseRunsBetweenItsSides(t *testing.T) {
	for _, name := range []string{"paris-exercise", "paris-exercise-mended"} {
		c := read(t, name)
		day := at(t, "2026-02-10 12:00 Europe/Kyiv")
		for i, p := range []struct {
			lon  int32
			want agreement.PartyID
		}{{300000000, "amber"}, {330000000, "cobalt"}} {
			r := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 490000000, Lon: p.lon}}}
			if got, _, how := c.ControlOf(r, day); got != p.want || how != known.Yes {
				t.Errorf("%s, point %d: held by %q (%v), want %q", name, i, got, how, p.want)
			}
		}
	}
}
