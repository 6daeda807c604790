// SPDX-License-Identifier: Apache-2.0

package agreement_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/agreement"
	"truce/canon"
)

func read(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// ford returns the test agreement, which uses every part of the format.
func ford(t testing.TB) *agreement.Agreement {
	t.Helper()
	a, err := agreement.Parse("ford.yaml", []byte(read(t, "ford.yaml")), os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// badDocuments are single changes of the test document, and the fault of each after the file's name.
var badDocuments = []struct{ name, old, new, want string }{
	{"a day that does not exist", "2026-03-20 00:00 Europe/Kyiv", "2026-02-31 Europe/Kyiv", `66: article 1: times[0].event: time "2026-02-31 Europe/Kyiv": 31 February 2026 does not exist`},
	{"a local time that the clocks skip", "2026-03-20 00:00", "2026-03-29 03:30", `66: article 1: times[0].event: time "2026-03-29 03:30 Europe/Kyiv": 2026-03-29 03:30:00 in Europe/Kyiv: the clocks never show this time; the nearest that exist are 2026-03-29 02:59:59 and 2026-03-29 04:00:00`},
	{"a zone that is not one", "zone: Europe/Kyiv}\n  - {id: feast", "zone: Europe/Kyif}\n  - {id: feast", `68: article 1: times[2].zone: zone "Europe/Kyif" is not in the IANA database 2025c; nearest is "Europe/Kyiv"`},
	{"a polygon that crosses itself", "[[37.0, 47.0], [39.0, 47.0], [39.0, 49.0], [37.0, 49.0]", "[[37.0, 47.0], [39.0, 49.0], [39.0, 47.0], [37.0, 49.0]", `39: places[0].geometry: polygon 1: ring 1: the ring crosses or touches itself: the edges from points 1 and 3 meet`},
	{"a polygon across the antimeridian", "[[37.0, 47.0], [39.0, 47.0], [39.0, 49.0], [37.0, 49.0]", "[[179.0, 47.0], [-179.0, 47.0], [-179.0, 49.0], [179.0, 49.0]", `39: places[0].geometry: polygon 1: ring 1: the edge from point 1 crosses the antimeridian: split the polygon there (RFC 7946, 3.1.9)`},
	{"coordinates exchanged beyond the pole", "[37.0, 47.0], [39.0, 47.0]", "[37.0, 147.0], [39.0, 47.0]", `39: places[0].geometry.polygon[0]: latitude 147.0 is beyond 90: a position is [longitude, latitude]`},
	{"coordinates exchanged within the globe", "line: [[37.2, 47.9], [38.8, 47.9]]", "line: [[47.9, 37.2], [47.9, 38.8]]", `58: places[3].geometry: place "old-front" lies far from all others, and among them if its coordinates are exchanged: a position is [longitude, latitude]`},
	{"a coordinate that is not a number", "point: [38.0, 48.5]", "point: [.nan, 48.5]", `62: places[6].geometry.point[0]: read degrees: ".nan" is not a decimal number`},
	{"a coordinate beyond the globe", "point: [38.0, 48.5]", "point: [381.0, 48.5]", `62: places[6].geometry.point[0]: read degrees: 381.0 is above 180 in magnitude`},
	{"an act that is nearly a word", "acts: [fire]\n    severity: S2", "acts: [fire, shelin]\n    severity: S2", `74: article 1: terms[0].acts[1]: unknown act "shelin": did you mean "shelling"?`},
	{"an act that is no word", "acts: [fire]\n    severity: S2", "acts: [zzzzzzzzzzzz]\n    severity: S2", `74: article 1: terms[0].acts[0]: unknown act "zzzzzzzzzzzz": the list is in docs/spec/agreement.md`},
	{"a permission of what is prohibited", "quiet:\n", "  - {id: may-fire, article: 2, sense: permits, acts: [fire], severity: S1}\nquiet:\n", `101: article 2: terms[3]: term "may-fire" permits exactly what term "no-fire" prohibits: take one out, or narrow one by place, time, weapon or party`},
	{"bytes in an old encoding", "Northern Side", "Northern S\xefde", `15: byte 0xEF at column 21 is not UTF-8: save the file as UTF-8 (it may be in Windows-1252 or another older encoding)`},
	{"a control character", "Northern Side", "Northern \x1b[31mSide", `15: control character U+001B: remove it`},
	{"an escaped control character", "Northern Side", `"Northern \e[31mSide"`, `15: parties[0].name: control character U+001B: remove the escape`},
	{"a key that stands twice", "version: 2\n", "version: 2\nversion: 3\n", `5: version: key "version" appears twice: keep this one or the one in line 4`},
	{"a key that is unknown", "late_window: 20 d", "late_windw: 20 d", `28: late_windw: unknown key "late_windw": did you mean "late_window"?`},
	{"a key that is missing", "counting: {unit: incident and term, day: Europe/Kyiv}\n", "", `1: "counting" is missing: add it`},
	{"a key of an item that is missing", "{id: mill, name: Mill,", "{id: mill,", `60: places[4]: "name" is missing: add it`},
	{"an empty value", "id: ford-exercise", "id:", `3: id: empty: give a value or leave the key out`},
	{"a number for a text", "title: Sites", "title: 7", `32: article 2.b: articles[2].title: want a text, got a number: put it in quotes`},
	{"a fraction for a whole number", "days: 7", "days: 7.5", `102: article 3: quiet[0].days: want a whole number, got a number`},
	{"a format to come", "truce: 1", "truce: 2", `2: truce: format 2 is not the one that this version reads: write "truce: 1"`},
	{"an ID in capitals", "{id: call,", "{id: Call,", `147: article 4: ladder[0].id: "Call" is not a well-formed ID: use lower-case letters, digits and hyphens, at most 64`},
	{"an ID twice", "{id: far-hill, name: Far Hill", "{id: mill, name: Far Hill", `61: places[5].id: place "mill" appears twice: give it an ID of its own`},
	{"a name twice", "name: Far Hill", "name: MILL", `61: places[5].name: the name "MILL" of places[5] already means places[4]: add what tells them apart`},
	{"a body of a party's alias", "name: The commission", "name: The  Northern Forces", `136: article 4: bodies[0].name: the name "The  Northern Forces" of body commission already means party north: add what tells them apart`},
	{"a body that looks like a party", "name: The commission", "name: Northеrn Side", `136: article 4: bodies[0].name: the name "Northеrn Side" of body commission already means party north: add what tells them apart`},
	{"a party of the mission's name", "name: Northern Side", "name: Mission", `15: parties[0].name: the name "Mission" of party north already means the mission: add what tells them apart`},
	{"a member of another party's ID", "{id: north-seat, party: north, opinion: true}", "{id: south, party: north, opinion: true}", `138: article 4: bodies[0].members[1].id: the name "south" of member south already means party south: add what tells them apart`},
	{"a member of the body's ID", "{id: chair}", "{id: commission}", `138: article 4: bodies[0].members[0].id: the name "commission" of member commission already means body commission: add what tells them apart`},
	{"a place that is not there", "where: [strip]", "where: [stripe]", `88: article 1: terms[1].where[0]: no place "stripe" in the document: did you mean "strip"?`},
	{"an article that is not there", "article: 4, severity", "article: 5, severity", `147: article 5: ladder[0].article: no article "5" in the document: use 1, 2, 2.b, 3 or 4`},
	{"a source that is not there", "cite: art. 3, source: script", "cite: art. 3, source: scripture", `33: article 3: articles[3].source: no source "scripture" in the document: did you mean "script"?`},
	{"a party that is not there", "binds: [north]", "binds: [river-men]", `86: article 1: terms[1].binds[0]: no party "river-men" in the document: use north or south`},
	{"a time that is not there", "when: [nights, feast]", "when: [night, feast]", `90: article 1: terms[1].when[0]: no time "night" in the document: did you mean "nights"?`},
	{"a start event as a window", "when: [nights, feast]", "when: [d, feast]", `90: article 1: terms[1].when[0]: time "d" is a start event, not a window: use it in from and until`},
	{"a term that is not there", "terms: {pull-back: {void: true}}", "terms: {pull-bak: {void: true}}", `125: article 2: questions[2].readings[2].terms.pull-bak: no term "pull-bak" in the document: did you mean "pull-back"?`},
	{"a clock of silence that is not there", "quiet: {seven-days: {near", "quiet: {ten-days: {near", `118: article 3: questions[1].readings[1].quiet.ten-days: no quiet clock "ten-days" in the document: did you mean "seven-days"?`},
	{"a body that is not there", "ruled_by: commission", "ruled_by: comission", `107: article 2: questions[0].ruled_by: no body "comission" in the document: did you mean "commission"?`},
	{"a clock that nothing starts", "after: notice", "after: noticed", `145: article 4: procedure.steps[1].after: nothing called "noticed" starts a clock: did you mean "notice"?`},
	{"an end before the beginning", "until: D+90", "until: 2026-03-01 Europe/Kyiv", `24: force.until: ends (2026-03-01 Europe/Kyiv) before it begins (D): exchange them or mend one`},
	{"a range where a time belongs", "event: 2026-03-20 00:00 Europe/Kyiv", "event: 2026-03-20 00:00 to 2026-03-20 09:00 Europe/Kyiv", `66: article 1: times[0].event: a range of times: give one day or one clock time`},
	{"a day without its event", "from: pullback+14", "from: pulback+14", `99: article 2: terms[2].from: cannot read "pulback+14" as a time: write "2015-02-15 00:00 Europe/Kyiv", RFC 3339 or "D+14"`},
	{"a circle of events", "event: 2026-03-20 00:00 Europe/Kyiv", "event: d+1", `66: article 1: times[0].event: start events count from each other in a circle: give one of them a date`},
	{"a time given twice over", "open: true}", "open: true, event: 2026-03-20 Europe/Kyiv}", `67: article 2: times[1]: time "pullback" is given in 2 ways: give exactly one of event, open, from with to, and span`},
	{"a length of time without a unit", "late_window: 20 d", "late_window: \"20\"", `28: late_window: duration "20": a number without a unit; write ms, s, min, h, d or w`},
	{"a length in miles", "near: 1 km", "near: 1 mile", `118: article 3: questions[1].readings[1].quiet.seven-days.near: length "1 mile": write metres or a number with its unit, such as "520 m" or "15 km", from 0 to 25000 km`},
	{"a calibre with two decimals", "weapons: {classes: [artillery, mortar], at_least: 100,", "weapons: {classes: [artillery, mortar], at_least: 14.55,", `97: article 2: terms[2].weapons.at_least: calibre "14.55": write millimetres with at most one decimal, such as 82 or 14.5, up to 1000`},
	{"a severity beyond the scale", "to: S4", "to: S5", `133: severity[0].to: unknown severity "S5": use S1, S2, S3 or S4`},
	{"a question with one reading", "      - {id: inside, means: only fire inside counts}\n", "", `116: article 3: questions[1].readings: question "near" has fewer than two readings: add another; with one there is no question`},
	{"two questions that set the same", "{id: inside, means: only fire inside counts}", "{id: inside, means: only fire inside counts, terms: {pull-back: {keep_back: {at_least: 1 km, from: front}}}}", `117: article 3: questions[1].readings[0].terms.pull-back: question "width" already sets term pull-back: keep_back: ask both in one question`},
	{"a condition known in two ways", "answered: true, exclusive", "answered: true, acts: [assault], exclusive", `82: article 1: terms[0].exemptions[0].conditions[1]: condition "ordered" has 2 ways of being known: give exactly one of acts, preceded_by and answered`},
	{"a condition shown by nobody of the text", "answered: true, exclusive", "answered: true, shown_by: [claimant, mission, north, press], exclusive", `82: article 1: terms[0].exemptions[0].conditions[1].shown_by[3]: no body "press" in the document: use commission`},
	{"beyond what is no line", "    keep_back: {at_least: 15 km", "    beyond: {line: strip, by: 5 m}\n    keep_back: {at_least: 15 km", `98: article 2: terms[2].beyond.line: place "strip" is a zone, not a line: name a place of kind "line"`},
	{"a line that is a zone", "{at_least: 7.5 km, from: front}", "{at_least: 7.5 km, from: strip}", `112: article 2: questions[0].readings[1].terms.pull-back.keep_back.from: place "strip" is a zone, not a line: name a place of kind "line"`},
	{"a place drawn twice", "{geojson: \"ford.geojson#strip\"}", "{geojson: \"ford.geojson#strip\", point: [38, 48]}", `46: places[1].geometry: place "strip" is drawn twice: give exactly one of polygon, multipolygon, line, point and geojson`},
	{"a feature that is not there", "ford.geojson#strip", "ford.geojson#stripe", `46: places[1].geometry.geojson: ford.geojson: feature "stripe" is not in the file`},
	{"a file that is not there", "ford.geojson#strip", "fjord.geojson#strip", `46: places[1].geometry.geojson: there is no file "fjord.geojson" beside the document`},
	{"a file elsewhere", "ford.geojson#strip", "../ford.geojson#strip", `46: places[1].geometry.geojson: file "../ford.geojson" is not beside the document: use a relative path without ".."`},
	{"a place within itself", "{id: mill, name: Mill, kind: named, within: [strip]", "{id: mill, name: Mill, kind: named, within: [mill]", `60: places[4].within: place "mill" lies within itself: break the circle`},
	{"a place within and outside", "{id: mill, name: Mill, kind: named, within: [strip]", "{id: mill, name: Mill, kind: named, within: [strip], outside: [strip]", `60: places[4]: place "mill" lies within places of which one is outside of the other: mend within or outside`},
	{"an exercise that looks real", "standing: invented", "standing: official", `7: exercise: an exercise without an invented source passes for a real text: add a source of standing "invented", or leave "exercise" out`},
	{"an invention that looks real", "exercise: true\n", "", `10: sources[0].standing: an invented source in a text that is no exercise: set "exercise: true"`},
	{"a declaration that binds another", "kind: agreement\nexercise: true\n", "kind: unilateral-declaration\ndeclarant: south\nexercise: true\n", `87: article 1: terms[1].binds[0]: this text is the undertaking of "south" and cannot bind "north": bind "south" only`},
	{"a declaration without a declarant", "kind: agreement\n", "kind: unilateral-declaration\n", `1: declarant: a unilateral declaration binds its declarant, and none is named: add "declarant"`},
	{"an expression that does not compile", "narrow: count > 3", "narrow: cont > 3", `92: article 1: terms[1].narrow: cannot compile the expression: <input>:1:1: undeclared reference to 'cont' (did you mean 'count'?)`},
	{"an expression with fractions", "narrow: count > 3", "narrow: double(count) > 3.5", `92: article 1: terms[1].narrow: the expression uses a double: use whole numbers, texts, true and false only`},
	{"an expression that is no truth", "narrow: count > 3 || act == \"uav-strike\"", "narrow: count + 3", `92: article 1: terms[1].narrow: the expression gives int: it must give true or false`},
	{"a web address of another kind", "standing: invented}", "standing: invented, url: \"javascript:x\"}", `11: sources[0].url: "javascript:x" is not a well-formed web address: begin with https://`},
	{"an anchor", "acts: [fire]\n    severity: S2", "acts: &a [fire]\n    severity: S2", `74: YAML anchors, aliases and merge keys are not allowed: write the value out where it is used`},
	{"a tag", "version: 2", "version: !!int 2", `4: YAML tags and directives are not allowed: remove "!!int"`},
	{"a second document", "truce: 1", "---\ntruce: 1\n---\ntruce: 1", `1: the file holds 2 YAML documents: give exactly one`},
	{"text that is no YAML", "version: 2", "version: [2", `5: two values without a comma between: put a comma, or the whole in quotes`},
}

func TestBadDocumentsAreRefusedWithOneFault(t *testing.T) {
	good := read(t, "ford.yaml")
	for _, each := range badDocuments {
		t.Run(each.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(good, each.old) {
				t.Fatalf("the test document has no %q", each.old)
			}
			data := []byte(strings.Replace(good, each.old, each.new, 1))
			_, err := agreement.Parse("ford.yaml", data, os.DirFS("testdata"))
			if err == nil {
				t.Fatal("got no fault")
			}
			if got := strings.TrimPrefix(err.Error(), "ford.yaml:"); got != each.want {
				t.Errorf("got  %s\nwant %s", got, each.want)
			}
		})
	}
}

func TestFaultsOfOneReadingComeTogetherByLine(t *testing.T) {
	data := read(t, "ford.yaml")
	for old, new := range map[string]string{
		"late_window: 20 d":        "late_windw: 20 d",
		"acts: [uav-flight]":       "acts: [uav-fligt]",
		"where: [strip]":           "where: [stripe]",
		"near: 1 km":               "near: 1 mile",
		"quorum: 2":                "quorum: many",
		"name: Mill":               "nam: Mill",
		"geojson: \"ford.geojson#": "geojson: \"fjord.geojson#",
	} {
		data = strings.Replace(data, old, new, 1)
	}
	_, err := agreement.Parse("ford.yaml", []byte(data), os.DirFS("testdata"))
	var faults agreement.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("got %v, want faults", err)
	}
	got := make([]string, len(faults))
	for i, f := range faults {
		got[i] = f.Path + ": " + f.Problem
	}
	want := []string{
		`late_windw: unknown key "late_windw"`,
		`places[1].geometry.geojson: there is no file "fjord.geojson" beside the document`,
		`places[4]: "name" is missing`,
		`places[4].nam: unknown key "nam"`,
		`terms[1].acts[0]: unknown act "uav-fligt"`,
		`terms[1].where[0]: no place "stripe" in the document`,
		`questions[1].readings[1].quiet.seven-days.near: length "1 mile": write metres or a number with its unit, such as "520 m" or "15 km", from 0 to 25000 km`,
		`bodies[0].quorum: want a whole number, got a text`,
	}
	if d := cmp.Diff(got, want); d != "" {
		t.Errorf("faults (-got +want):\n%s", d)
	}
}

func TestLimitsStandBeforeTheParser(t *testing.T) {
	for _, each := range []struct{ name, text, want string }{
		{"a document beyond a mebibyte", strings.Repeat("# comment\n", 110_000), "x.yaml: the document has 1100000 bytes, more than 1048576: keep large geometry in a GeoJSON file beside it"},
		{"brackets without end", "a: " + strings.Repeat("[", 50_000), "x.yaml:1: nested deeper than 64: nest less deeply"},
		{"dashes without end", strings.Repeat("- ", 50_000) + "a", "x.yaml:1: indented beyond column 200: nest less deeply"},
		{"question marks without end", strings.Repeat("? ", 50_000) + "a", "x.yaml:1: a key with a question mark is not allowed: write \"key: value\""},
		{"commas without end", "[" + strings.Repeat(",", 50_000), "x.yaml:1: nothing before the comma: give a value or remove the comma"},
		{"a bracket that stays open", "a: [" + strings.Repeat("b, ", 50_000), "x.yaml:1: a bracket that is never closed: close it"},
		{"brackets side by side", strings.Repeat("{}", 50_000), "x.yaml:1: a bracket that follows no key and no dash: put the text in quotes, or a key or dash before the bracket"},
		{"keys without end", strings.Repeat("a:\n", 30_000), "x.yaml:1001: more than 1000 keys in one mapping: split it"},
		{"an alias bomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "x.yaml:1: YAML anchors, aliases and merge keys are not allowed: write the value out where it is used"},
		{"nothing", "", "x.yaml:1: the file holds 0 YAML documents: give exactly one"},
		{"a single word", "truce", "x.yaml:1: want keys and values, got a text"},
	} {
		t.Run(each.name, func(t *testing.T) {
			_, err := agreement.Parse("x.yaml", []byte(each.text), nil)
			if err == nil || err.Error() != each.want {
				t.Errorf("got  %v\nwant %s", err, each.want)
			}
		})
	}
}

func TestCanonicalBytesCarryTheWholeAgreement(t *testing.T) {
	a := ford(t)
	data, err := canon.Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	back, err := agreement.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !canon.Equal(back, a) {
		t.Errorf("decoded (-got +want):\n%s", cmp.Diff(back, a))
	}
	starts := map[agreement.TimeID]string{"pullback": "2026-04-01 Europe/Kyiv"}
	before, err := agreement.Compile(a, starts)
	if err != nil {
		t.Fatal(err)
	}
	after, err := agreement.Compile(back, starts)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := after.Digest(), before.Digest(); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
	if got := compiled(t, nil).Digest(); got == before.Digest() {
		t.Error("the digest does not depend on the starts")
	}
}

func TestTheExampleOfTheSpecificationIsSound(t *testing.T) {
	page, err := os.ReadFile("../docs/spec/agreement.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("the page has no example")
	}
	a, err := agreement.Parse("example.yaml", []byte(example), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := agreement.Compile(a, nil); err != nil {
		t.Fatal(err)
	}
}

func TestNumbersKeepTheirSourceText(t *testing.T) {
	a := ford(t)
	if got, want := a.Places[0].Geometry.Polygon[0], [2]agreement.Degrees{"37.0", "47.0"}; got != want {
		t.Errorf("position %v, want %v", got, want)
	}
	if got, want := a.Places[1].Geometry.Polygon[0], [2]agreement.Degrees{"37.2", "47.95"}; got != want {
		t.Errorf("position from the file %v, want %v", got, want)
	}
	if a.Places[1].Geometry.GeoJSON != "" {
		t.Error("the name of the file is still in the agreement")
	}
	if got, want := a.Articles[2].ID, agreement.ArticleID("2.b"); got != want {
		t.Errorf("article %q, want %q", got, want)
	}
}

func TestDecodeRefusesWhatParseRefuses(t *testing.T) {
	for _, each := range []struct {
		name, want string
		change     func(*agreement.Agreement)
	}{
		{
			"a reference to nothing", `article 1: terms[1].where[0]: no place "moon" in the document: use basin, depot, far-hill, front, mill, old-front or strip`,
			func(a *agreement.Agreement) { a.Terms[1].Where = []agreement.PlaceID{"moon"} },
		},
		{
			"a word outside a closed list", `kind: unknown kind of instrument "pact": use treaty, agreement, decision, parallel-undertakings or unilateral-declaration`,
			func(a *agreement.Agreement) { a.Kind = "pact" },
		},
		{
			"geometry in a file", `places[1].geometry.geojson: geometry in file "ford.geojson", and no files are at hand: read the document together with its files`,
			func(a *agreement.Agreement) {
				a.Places[1].Geometry = &agreement.Geometry{GeoJSON: "ford.geojson#strip"}
			},
		},
	} {
		t.Run(each.name, func(t *testing.T) {
			a := ford(t)
			each.change(a)
			data, err := canon.Encode(a)
			if err != nil {
				t.Fatal(err)
			}
			_, err = agreement.Decode(data)
			if err == nil || err.Error() != each.want {
				t.Errorf("got  %v\nwant %s", err, each.want)
			}
		})
	}
}

func TestDecodeRefusesBytesThatAreNotCanonical(t *testing.T) {
	data, err := canon.Encode(ford(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := agreement.Decode(append(data, ' ')); !errors.Is(err, canon.ErrNotCanonical) {
		t.Errorf("got %v, want ErrNotCanonical", err)
	}
}
