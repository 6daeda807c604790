// SPDX-License-Identifier: Apache-2.0

package ged_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/internal/intake"
	"truce/internal/intake/ged"
	"truce/internal/intake/intaketest"
	"truce/place"
	"truce/report"
	"truce/when"
)

var columns = []string{
	"id", "type_of_violence", "side_a", "side_b", "source_office", "source_date", "where_prec", "where_coordinates",
	"where_description", "latitude", "longitude", "geom_wkt", "date_prec", "date_start", "date_end",
	"deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low",
}

// row is an invented event with the changes given as column, value, column, value.
func row(changes ...string) string {
	values := map[string]string{
		"id": "1", "type_of_violence": "1", "side_a": "Northland", "side_b": "Southland",
		"source_office": "Radio B; radio  a;Radio B", "source_date": "2031-03-05;2031-03-04", "where_prec": "1",
		"where_coordinates": "Aldbury", "where_description": "at the mill", "latitude": "47.5", "longitude": "37.25",
		"geom_wkt": "POINT (37.25 47.5)", "date_prec": "1", "date_start": "2031-03-03", "date_end": "2031-03-03",
		"deaths_a": "1", "deaths_b": "0", "deaths_civilians": "2", "deaths_unknown": "0",
		"best": "3", "high": "3", "low": "3",
	}
	for i := 0; i < len(changes); i += 2 {
		values[changes[i]] = changes[i+1]
	}
	fields := make([]string, len(columns))
	for i, c := range columns {
		fields[i] = values[c]
	}
	return strings.Join(fields, ",") + "\n"
}

var header = strings.Join(columns, ",") + "\n"

func TestKeepsThePromisesOfADoor(t *testing.T) {
	intaketest.Keeps(t, ged.Read, intaketest.Good{Before: header, Row: row()})
}

func TestAnEventBecomesACodedReport(t *testing.T) {
	got := intaketest.One(t, ged.Read, header+row(), intake.Options{File: "f.csv"})
	kyiv, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	want := report.Report{
		Identity: report.Identity{Door: "ged", File: "f.csv", Row: 1},
		Original: got.Original,
		Extract: report.Extract{
			Tag: got.Original.Digest, Level: report.Coded, Source: "ucdp-ged", Roots: []string{"radio a", "radio b"},
			Received: kyiv.Whole(when.Date{Year: 2031, Month: 3, Day: 4}).To,
			Sightings: []report.Sighting{{
				Act: "use-of-force", Words: "at the mill",
				Time: when.Span{Interval: kyiv.Whole(when.Date{Year: 2031, Month: 3, Day: 3}), Evidence: when.Coded, Zone: "Europe/Kyiv"},
				Where: place.Region{Name: "Aldbury", Circle: &place.Circle{
					Centre: place.Point{Lat: 475000000, Lon: 372500000}, Radius: 10 * place.Kilometre,
				}},
				Between: []string{"Northland", "Southland"},
				Casualties: []report.Casualties{
					{Harm: "killed", Of: "combatant", Age: "unknown", Least: 1, Most: 1, Side: "Northland"},
					{Harm: "killed", Of: "civilian", Age: "unknown", Least: 2, Most: 2},
				},
			}},
		},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
	if got.Original.Digest.IsZero() || got.Original.Text != "" {
		t.Errorf("got original %+v; want a digest without the text", got.Original)
	}
}

func TestWhatTheCodersDoNotKnowStaysUnknown(t *testing.T) {
	one := func(t *testing.T, changes ...string) report.Sighting {
		t.Helper()
		return intaketest.One(t, ged.Read, header+row(changes...), intake.Options{}).Extract.Sightings[0]
	}
	t.Run("a country is a name only", func(t *testing.T) {
		if got := one(t, "where_prec", "6").Where; got.HasGeometry() || got.Name != "Aldbury" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("one-sided violence has an actor and no clash", func(t *testing.T) {
		got := one(t, "type_of_violence", "3", "side_b", "Civilians")
		if diff := cmp.Diff(got.Actors, []report.Claim{{Actor: "Northland", Basis: "said"}}); diff != "" || got.Between != nil {
			t.Errorf("between %v, actors (-got +want):\n%s", got.Between, diff)
		}
	})
	t.Run("bounds of the total of two groups are those of unknown people", func(t *testing.T) {
		want := []report.Casualties{{Harm: "killed", Of: "unknown", Age: "unknown", Least: 2, Most: 5}}
		if diff := cmp.Diff(one(t, "low", "2", "high", "5").Casualties, want); diff != "" {
			t.Errorf("(-got +want):\n%s", diff)
		}
	})
	t.Run("bounds of one group stay with it", func(t *testing.T) {
		want := []report.Casualties{{Harm: "killed", Of: "civilian", Age: "unknown", Least: 0, Most: 3}}
		if diff := cmp.Diff(one(t, "deaths_a", "0", "deaths_civilians", "3", "low", "0").Casualties, want); diff != "" {
			t.Errorf("(-got +want):\n%s", diff)
		}
	})
	t.Run("bounds on the wrong side of the best are the widest that the row says", func(t *testing.T) {
		want := []report.Casualties{{Harm: "killed", Of: "unknown", Age: "unknown", Least: 2, Most: 3}}
		if diff := cmp.Diff(one(t, "high", "2").Casualties, want); diff != "" {
			t.Errorf("(-got +want):\n%s", diff)
		}
	})
	t.Run("nobody dead is no record", func(t *testing.T) {
		got := one(t, "deaths_a", "0", "deaths_civilians", "0", "low", "0", "best", "0", "high", "0").Casualties
		if len(got) != 0 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("a day coded to the month is widened", func(t *testing.T) {
		if got := one(t, "date_prec", "4").Time.Interval.Length(); got < 60*when.Day || got > 62*when.Day {
			t.Errorf("got %s", got)
		}
	})
	t.Run("a week is as coded, in the hours of the zone", func(t *testing.T) {
		got := one(t, "date_prec", "3", "date_start", "2031-03-28", "date_end", "2031-04-03")
		if l := got.Time.Interval.Length(); l != 7*when.Day-when.Hour-1 {
			t.Errorf("got %s, want seven days less the hour that summer time skips", l)
		}
	})
}

func TestARowThatCannotBeTrueIsRefused(t *testing.T) {
	for name, changes := range map[string][]string{
		"latitude: ":                    {"latitude", "NaN"},
		"exchanged":                     {"latitude", "37.25", "longitude", "47.5"},
		"beyond 90":                     {"latitude", "137.25"},
		"0, 0":                          {"latitude", "0", "longitude", "0", "geom_wkt", ""},
		"date_start":                    {"date_start", "2031-02-31"},
		"before the first":              {"date_end", "2031-03-02"},
		"deaths_b \"-1\"":               {"deaths_b", "-1"},
		"where_prec \"8\"":              {"where_prec", "8"},
		"date_prec \"0\"":               {"date_prec", "0"},
		"type_of_violence \"4\"":        {"type_of_violence", "4"},
		"22 fields where the header":    nil,
		"source_date: ":                 {"source_date", "yesterday"},
		"a day is due, without a time":  {"date_end", "2031-03-03 12:00:00"},
		"side_b is empty":               {"side_b", ""},
		"no position: latitude or long": {"latitude", ""},
	} {
		text := header + row(changes...)
		if changes == nil {
			text = strings.TrimSpace(header) + ",more\n" + row()
		}
		if got := intaketest.Refused(t, ged.Read, text, intake.Options{}); !strings.Contains(got, name) {
			t.Errorf("got reason %q, want it to say %q", got, name)
		}
	}
}

func TestTheReleaseWritesMidnightAfterADay(t *testing.T) {
	plain := intaketest.One(t, ged.Read, header+row(), intake.Options{})
	midnight := intaketest.One(t, ged.Read, header+row("date_start", "2031-03-03 00:00:00.000", "date_end", "2031-03-03 00:00:00.000"), intake.Options{})
	if diff := cmp.Diff(intaketest.Said(midnight), intaketest.Said(plain)); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestEveryRowOfTheDataSetIsAccountedFor(t *testing.T) {
	r := intaketest.AllRows(t, ged.Read, "ucdp-ged-ukraine/events.csv", 3118)
	if r.Tally.Refused > 0 {
		t.Errorf("%d refused, the first: %+v", r.Tally.Refused, r.Tally.Reasons[0])
	}
}
