// SPDX-License-Identifier: Apache-2.0

package csvmap_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/internal/intake"
	"truce/internal/intake/csvmap"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/ndjson"
)

const header = "Who,Day,From,What,Tube,N,Lat,Lon,Off,Spot,Dead\n"

// row is an invented row; a change is a text and what stands in its place.
func row(changes ...string) string {
	return strings.NewReplacer(changes...).Replace("post 4,2031-03-04,08:15,Boom,120,about 9,47.1,37.5,250,Old mill,2\n")
}

const mapping = `
format: truce/csvmap/1
level: report
zone: Europe/Kyiv
bounds: {south: 44, west: 22, north: 53, east: 41}
fields:
  source: {column: who}
  time: {columns: [day, from]}
  act:
    column: what
    words: {boom: explosion, rat-tat: burst}
  weapon: {column: tube, unit: mm}
  count: {column: n}
  means: {constant: heard}
  roots: {column: who, split: ";"}
where:
  latitude: lat
  longitude: lon
  radius: {column: off, unit: m}
  name: {column: spot}
casualties:
  - {harm: killed, of: civilian, column: dead}
`

func with(changes ...string) intake.Options {
	return intake.Options{Mapping: []byte(strings.NewReplacer(changes...).Replace(mapping))}
}

func TestKeepsThePromisesOfADoor(t *testing.T) {
	intaketest.Keeps(t, csvmap.Read, intaketest.Good{Before: header, Row: row(), Options: with()})
}

func TestARowMeansWhatTheNativeFormatMeans(t *testing.T) {
	got := intaketest.One(t, csvmap.Read, header+row(), with())
	want := intaketest.One(t, ndjson.Read, `{"level":"report","source":"post 4","roots":["post 4"],"time":"2031-03-04 08:15 Europe/Kyiv",`+
		`"act":"explosion","weapon":"120 mm","count":"about 9","means":"heard","where":{"name":"Old mill","at":"47.1, 37.5","radius":"250 m"},`+
		`"casualties":[{"harm":"killed","of":"civilian","number":2}]}`, intake.Options{})
	if diff := cmp.Diff(intaketest.Said(got), intaketest.Said(want)); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestAnEmptyFieldStaysUnknown(t *testing.T) {
	got := intaketest.One(t, csvmap.Read, header+row("Boom", "", "120", "", "about 9", "", "47.1,37.5,250,Old mill", ",,,", ",2\n", ",0\n"), with()).Extract.Sightings[0]
	if got.Act != "" || got.Weapon != nil || got.Count.Kind != "" || !got.Where.IsUnknown() || got.Casualties != nil {
		t.Errorf("got %+v, want nothing but a time and means", got)
	}
}

func TestAWordTheMappingLacks(t *testing.T) {
	if got := intaketest.Refused(t, csvmap.Read, header+row("Boom", "Bang"), with()); !strings.Contains(got, `"Bang" is not in the words`) {
		t.Errorf("got reason %q", got)
	}
	unknown := with("rat-tat: burst}", "rat-tat: burst}\n    otherwise: unknown")
	if got := intaketest.One(t, csvmap.Read, header+row("Boom", "Bang"), unknown).Extract.Sightings[0].Act; got != "" {
		t.Errorf("got act %q, want none", got)
	}
	keep := with("rat-tat: burst}", "rat-tat: burst}\n    otherwise: keep")
	if got := intaketest.One(t, csvmap.Read, header+row("Boom", "shot"), keep).Extract.Sightings[0].Act; got != "shot" {
		t.Errorf("got act %q, want the word as it stands", got)
	}
}

func TestDirectionsFromAPosition(t *testing.T) {
	o := with("  radius: {column: off, unit: m}\n  name: {column: spot}", "  sectors: {column: spot}")
	got := intaketest.One(t, csvmap.Read, header+row("Old mill", "2-3 km N and NE"), o).Extract.Sightings[0].Where
	if len(got.Sectors) != 2 {
		t.Errorf("got %+v, want two sectors", got)
	}
}

func TestARowThatCannotBeTrueIsRefused(t *testing.T) {
	for reason, changes := range map[string][]string{
		"exchanged":  {"47.1,37.5", "37.5,47.1"},
		"outside":    {"47.1,37.5", "7.1,3.5"},
		"latitude":   {"47.1", "NaN"},
		"2031-02-31": {"2031-03-04", "2031-02-31"},
		"count":      {"about 9", "lots"},
		"length":     {"250", "wide"},
	} {
		if got := intaketest.Refused(t, csvmap.Read, header+row(changes...), with()); !strings.Contains(got, reason) {
			t.Errorf("got reason %q, want it to say %q", got, reason)
		}
	}
}

func TestABadMappingEndsTheFileBeforeAnyRow(t *testing.T) {
	for reason, o := range map[string]intake.Options{
		"no mapping":             {},
		"at most":                {Mapping: make([]byte, 1<<20)},
		"write format":           with("truce/csvmap/1", "other/2"),
		`did you mean "act"?`:    with("  act:", "  akt:"),
		"unknown field":          with("bounds:", "bonds:"),
		"one of column":          with("{constant: heard}", "{constant: heard, column: n}"),
		"give one":               with("{constant: heard}", "{}"),
		"otherwise needs words":  with("{column: n}", "{column: n, otherwise: keep}"),
		"use refuse, keep":       with("rat-tat: burst}", "rat-tat: burst}\n    otherwise: drop"),
		"join needs columns":     with("{column: n}", "{column: n, join: x}"),
		"belongs to a list":      with("{column: n}", "{column: n, split: x}"),
		"neither words nor unit": with("{constant: heard}", "{constant: heard, unit: m}"),
		"belong together":        with("  longitude: lon\n", ""),
		"never exact":            with("  radius: {column: off, unit: m}\n", ""),
		"south below north":      with("south: 44", "south: 54"),
		"Europe/Kyiv":            with("zone: Europe/Kyiv", "zone: Europe/Kyiw"),
		"killed, injured":        with("harm: killed", "harm: hurt"),
		"no column":              with("column: dead", "side: x"),
		`mapping:11: fields: act: words: boom: unknown act "explosin": did you mean "explosion"?`:                                             with("boom: explosion", "boom: explosin"),
		`mapping:14: fields: means: constant: means "herd": use seen, heard, camera, uav, radar, acoustic, satellite, crater, document, told`: with("constant: heard", "constant: herd"),
		`mapping:3: level: `:                                        with("level: report", "level: rumour"),
		`mapping:4: zone: `:                                         with("zone: Europe/Kyiv", "zone: Europe/Kyiw"),
		`mapping:9: fields: act: otherwise "drop"`:                  with("rat-tat: burst}", "rat-tat: burst}\n    otherwise: drop"),
		`mapping:13: fields: count: words: many: count "lots"`:      with("{column: n}", "{column: n, words: {many: lots}}"),
		`mapping:12: fields: weapon: words: x: weapon "catapult"`:   with("{column: tube, unit: mm}", "{column: tube, words: {x: catapult}}"),
		`mapping:19: where: radius: constant: where: length "wide"`: with("radius: {column: off, unit: m}", "radius: {constant: wide}"),
		`mapping:15: fields: roots: `:                               with("{column: who, split: \";\"}", "{column: who, join: x}"),
		`words: boom: the same word as "Boom"`:                      with("boom: explosion", "Boom: explosion, boom: shot"),
		`no column "hwat" (mapping:10): did you mean "What"?`:       with("column: what", "column: hwat"),
		`no column "day2" (mapping:8)`:                              with("[day, from]", "[day, day2]"),
		`(mapping:22)`:                                              with("column: dead", "column: deaad"),
		"UTF-16":                                                    {Mapping: []byte("\xff\xfef\x00")},
		"both alone and in fields":                                  with("level: report", "level: report\nsource: x"),
		"already defined":                                           with("level: report", "level: report\nlevel: report"),
	} {
		got := intaketest.Text(csvmap.Read, header+row(), o)
		if got.Err == nil || got.Tally.Rows != 0 || !strings.Contains(got.Err.Error(), reason) {
			t.Errorf("got tally %+v, error %v; want %q", got.Tally, got.Err, reason)
		}
	}
}

func TestEveryMistakeOfAMappingIsToldOnceWithItsFileAndLine(t *testing.T) {
	o := with("boom: explosion", "boom: explosin", "constant: heard", "constant: herd")
	o.MappingFile = "post.yaml"
	got := intaketest.Text(csvmap.Read, header+row()+row(), o)
	want := `read the file as csvmap: post.yaml:11: fields: act: words: boom: unknown act "explosin": did you mean "explosion"?` + "\n" +
		`post.yaml:14: fields: means: constant: means "herd": use seen, heard, camera, uav, radar, acoustic, satellite, crater, document, told`
	if got.Err == nil || got.Err.Error() != want {
		t.Errorf("got %v, want %s", got.Err, want)
	}
	o = with("level: report", "level: report: again")
	o.MappingFile = "post.yaml"
	if err := intaketest.Text(csvmap.Read, header+row(), o).Err; err == nil || !strings.HasPrefix(err.Error(), "read the file as csvmap: post.yaml:3: ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want one line that names the file and line", err)
	}
}
