// SPDX-License-Identifier: Apache-2.0

package territoryfile_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/viina"
	"truce/internal/territoryfile"
	"truce/place"
	"truce/place/parting"
	"truce/territory"
	"truce/territory/shares"
	"truce/when"
)

// data reads a file of the data folder, or skips.
func data(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(name)))
	if err != nil {
		t.Skipf("the data folder is not beside the checkout: %v", err)
	}
	return text
}

func day(t *testing.T, text string) when.Interval {
	t.Helper()
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	date, err := when.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return zone.Whole(date)
}

// control is VIINA's layer of places, and the places of its file as a roll.
func control(t *testing.T) (shares.Account, shares.Roll) {
	t.Helper()
	text := data(t, "viina-2026/DERIVED_control_transitions_geocoded.csv")
	var l territory.Layer
	if _, err := viina.ReadControl(context.Background(), bytes.NewReader(text), intake.Options{}, intake.Sink{Layer: func(x territory.Layer) error { l = x; return nil }}); err != nil {
		t.Fatal(err)
	}
	roll, err := territoryfile.ParseRoll("control", text)
	if err != nil {
		t.Fatal(err)
	}
	return shares.Of(&l), roll
}

// The figures are those of docs/METHOD.md, section Territory.
func TestSharesOfPlacesAreThoseOfTheMethod(t *testing.T) {
	account, roll := control(t)
	q := shares.Question{Roll: roll, Account: account, At: day(t, "2023-03-08"), Crimea: true, Within: 20 * place.Kilometre}
	for _, each := range []struct {
		crimea           bool
		of, ru, ua, open int64
	}{{true, 1104, 717, 370, 17}, {false, 589, 202, 370, 17}} {
		q.Crimea = each.crimea
		s := q.Answer()
		if s.Of != each.of || s.Held[0].Number != each.ru || s.Held[1].Number != each.ua || s.Open() != each.open || s.ByCode != 1104 {
			t.Errorf("Crimea in %t: %+v", each.crimea, s)
		}
	}
}

func TestSharesOfHromadasAreThoseOfTheMethod(t *testing.T) {
	roll, err := territoryfile.ParseRoll("hromadas", data(t, "kse-hromada/ua-admin-hromada.csv"))
	if err != nil {
		t.Fatal(err)
	}
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	account, err := territoryfile.ParseStatus("status", data(t, "kse-hromada/minregion-war-status.csv"), zone)
	if err != nil {
		t.Fatal(err)
	}
	q := shares.Question{Roll: roll, Account: account, At: day(t, "2022-09-30"), Crimea: true}
	for _, each := range []struct {
		crimea                               bool
		of, occupied, notOccupied, unmatched int64
	}{{true, 1772, 167, 1302, 303}, {false, 1469, 167, 1302, 0}} {
		q.Crimea = each.crimea
		s := q.Answer()
		if s.Of != each.of || s.Held[0].Number != each.notOccupied || s.Held[1].Number != each.occupied || s.Unmatched != each.unmatched {
			t.Errorf("Crimea in %t: %+v", each.crimea, s)
		}
	}
}

func TestPlacesStandForCommunitiesAsTheMethodSays(t *testing.T) {
	account, _ := control(t)
	roll, err := territoryfile.ParseRoll("katottg", data(t, "gazetteer-ukraine/katottg_2025-05-16.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if roll, err = territoryfile.LocateRoll(roll, "centres", data(t, "gazetteer-ukraine/hromada_trilingual_centroids.json")); err != nil {
		t.Fatal(err)
	}
	names, err := territoryfile.ParseGeoNames("geonames", data(t, "gazetteer-ukraine/geonames_cities500_UA.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	q := shares.Question{Roll: roll, Account: account.Describe(names), At: day(t, "2023-03-08"), Crimea: true, Within: 20 * place.Kilometre}
	s := q.Answer()
	if s.Of != 1775 || s.Held[0].Number != 350 || s.Held[1].Number != 162 || s.Unmatched != 1250 || s.ByName != 885 || s.Open() != 1263 {
		t.Errorf("got %+v", s)
	}
}

func TestSharesOfGroundAreThoseOfTheMethod(t *testing.T) {
	account, _ := control(t)
	units, err := territoryfile.ParseBorders("oblasts", data(t, "gazetteer-ukraine/oblast_2020.geojson"), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range []struct {
		line, day              string
		crimea                 bool
		of, least, about, most int64 // RU, km2
	}{
		{"frontline_08032023.geojson", "2023-03-08", true, 602_313, 105_949, 109_797, 116_104},
		{"frontline_08032023.geojson", "2023-03-08", false, 575_366, 79_009, 82_855, 89_156},
		{"frontline_28092022.geojson", "2022-09-28", true, 602_313, 113_182, 116_806, 123_837},
		{"frontline_28092022.geojson", "2022-09-28", false, 575_366, 86_242, 89_864, 96_889},
	} {
		lines, err := territoryfile.ParseLines(each.line, data(t, "kse-hromada/"+each.line))
		if err != nil {
			t.Fatal(err)
		}
		q := parting.Question{Units: units, Lines: lines, Tolerance: 2 * place.Kilometre, Close: 40 * place.Kilometre}
		for i := range account.Records {
			if holder, ok := account.Records[i].HolderOver(day(t, each.day)); ok {
				q.Seeds = append(q.Seeds, parting.Seed{Name: account.Records[i].Name, At: account.Records[i].At.Centre, Side: holder})
			}
		}
		r, err := q.Part()
		if err != nil {
			t.Fatal(err)
		}
		a := shares.AreaOf(&r, each.crimea)
		km2 := func(n int64) int64 { return (n + 500_000) / 1_000_000 }
		if len(a.Held) != 2 || km2(a.Of) != each.of || km2(a.Held[0].Least) != each.least || km2(a.Held[0].About) != each.about || km2(a.Held[0].Most) != each.most {
			t.Errorf("%s, Crimea in %t: of %d km2, %d, %d, %d", each.day, each.crimea, km2(a.Of), km2(a.Held[0].Least), km2(a.Held[0].About), km2(a.Held[0].Most))
		}
		// Without carrying its loose end on, the line parts nothing.
		if q.Close = 0; each.crimea {
			if r, err = q.Part(); err != nil {
				t.Fatal(err)
			}
			if open := shares.AreaOf(&r, true); open.Why == "" || len(open.Held) != 0 {
				t.Errorf("%s, not carried on: %+v", each.day, open)
			}
		}
	}
}
