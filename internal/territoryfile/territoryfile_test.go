// SPDX-License-Identifier: Apache-2.0

package territoryfile_test

import (
	"strings"
	"testing"

	"truce/internal/territoryfile"
	"truce/place"
	"truce/territory"
	"truce/territory/shares"
	"truce/when"
)

const lines = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"name":"front"},"geometry":{"type":"MultiLineString","coordinates":[[[30,45,0],[30,46,0]],[[30,46],[31,47]]]}},
{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[31,47],[31,48]]}}]}`

const borders = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"ADMIN_1":"East"},"geometry":{"type":"Polygon","coordinates":[[[30,45],[31,45],[31,46],[30,45]]]}},
{"type":"Feature","properties":{"ADMIN_1":"East"},"geometry":{"type":"Polygon","coordinates":[[[32,45],[33,45],[33,46],[32,45]]]}},
{"type":"Feature","properties":{"ADMIN_1":"West"},"geometry":{"type":"Polygon","coordinates":[[[28,45],[29,45],[29,46],[28,45]]]}}]}`

const (
	hromadas = "hromada_code,hromada_name,oblast_code\nUA01020010000048857,Mill,UA01\nUA12060290000039013,Ford,UA12\nUA12060290000039013,Ford,UA12\n"
	places   = "geonameid,name,latitude,longitude,population,admin1,date,status\n1,Mill,48.5,37.5,1200,11,2031-03-04,RU\n1,Mill,48.5,37.5,1200,11,2031-03-05,UA\n2,Ford,48.6,37.6,,05,2031-03-04,RU\n"
	status   = "hromada_short_name,hromada_code,Status_war_sept\nMill,UA01020010000048857,occupied\nFord,UA12060290000039013,\"not occupied, in the war zone\"\n"
	markers  = "name,lat,lon,radius\nm1,45.1,30.1,10 m\nm2,45.2,30.1,0.1 km\n"
	timeline = `{"2":[[20310304,"RU"],[20310306,"LIBERATED"]],"1":[[20310305,"CONTESTED"]]}`
)

func TestLinesOfSeveralPartsAreSeveralLines(t *testing.T) {
	got, err := territoryfile.ParseLines("front", []byte(lines))
	if err != nil || len(got) != 3 || got[1][0] != (place.Point{Lat: 460_000_000, Lon: 300_000_000}) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestBordersOfOneNameAreOneUnit(t *testing.T) {
	got, err := territoryfile.ParseBorders("oblasts", []byte(borders), "")
	if err != nil || len(got) != 2 || got[0].Name != "East" || len(got[0].Polygons) != 2 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestRollsKnowTheirCodesAndCrimea(t *testing.T) {
	h, err := territoryfile.ParseRoll("hromadas", []byte(hromadas))
	if err != nil || len(h.Units) != 2 || !h.Units[0].Crimea || h.Units[1].Crimea || h.Units[1].Code != "katottg:UA12060290000039013" {
		t.Errorf("hromadas %+v, %v", h, err)
	}
	p, err := territoryfile.ParseRoll("places", []byte(places))
	if err != nil || len(p.Units) != 2 || !p.Units[0].Crimea || p.Units[0].Population != 1200 || p.Units[1].Population != 0 || p.Units[1].Code != "geonames:2" {
		t.Errorf("places %+v, %v", p, err)
	}
}

const (
	codifier = "\ufeffПерший рівень;Другий рівень;Третій рівень;Четвертий рівень;Додатковий рівень;Категорія об’єкта;Назва об’єкта\n" +
		"UA01000000000013043;;;;;O;Крим\n" +
		"UA01000000000013043;UA01020000000022387;UA01020010000048857;;;H;Андріївська\n" +
		"UA01000000000013043;UA01020000000022387;UA01020010000048857;UA01020010010075540;;C;Андріївка\n"
	centres  = `{"UA0102001":{"lat_centroid":44.8,"lon_centroid":33.8}}`
	geonames = "7\tAndriivka\tAndriivka\tАндріївка,Andreevka\t44.81\t33.81\tP\tPPL\tUA\t\t11\t0112\t\t\t501\t102\t101\tEurope/Simferopol\t2022-10-27\n"
)

func TestAPlaceOfGeoNamesFindsItsHromadaByTheSettlement(t *testing.T) {
	roll, err := territoryfile.ParseRoll("codifier", []byte(codifier))
	if err != nil {
		t.Fatal(err)
	}
	if roll, err = territoryfile.LocateRoll(roll, "centres", []byte(centres)); err != nil {
		t.Fatal(err)
	}
	if len(roll.Units) != 1 || !roll.Units[0].Crimea || roll.Units[0].At == nil || len(roll.Units[0].Names) != 1 {
		t.Fatalf("roll %+v", roll)
	}
	names, err := territoryfile.ParseGeoNames("geonames", []byte(geonames))
	if err != nil {
		t.Fatal(err)
	}
	a := shares.Account{Records: []shares.Record{{Mark: territory.Mark{Name: "Andriivka", Code: "geonames:7"}, Nowhere: true}}}
	if m := shares.Match(roll, a.Records, 20*place.Kilometre); m.Unit[0] != -1 {
		t.Errorf("without the names of GeoNames: %+v", m)
	}
	if m := shares.Match(roll, a.Describe(names).Records, 20*place.Kilometre); m.Unit[0] != 0 || m.ByName != 1 {
		t.Errorf("with them: %+v", m)
	}
}

func TestAccountsKeepTheWordsOfTheirSource(t *testing.T) {
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	s, err := territoryfile.ParseStatus("status", []byte(status), zone)
	if err != nil || len(s.Records) != 2 || s.Records[0].Holds[0].Holder != "occupied" || s.Records[1].Holds[0].Holder != "not occupied" || s.Kind != "claimed" {
		t.Errorf("status %+v, %v", s, err)
	}
	l, err := territoryfile.ParseTimeline("timeline", []byte(timeline), zone)
	if err != nil || len(l.Records) != 2 || l.Records[0].Code != "geonames:1" || l.Records[1].Holds[1].Holder != "UA" || l.Published != l.Valid.To {
		t.Errorf("timeline %+v, %v", l, err)
	}
}

func TestMarkersAndSectorsAreRead(t *testing.T) {
	m, err := territoryfile.ParseMarkers("markers", []byte(markers))
	if err != nil || len(m) != 2 || m[1].At.Radius != 100*place.Metre {
		t.Errorf("markers %+v, %v", m, err)
	}
	s, err := territoryfile.ParseSectors("north 0-12 km, south 12-29.5 km")
	if err != nil || len(s) != 2 || s[1].Name != "south" || s[1].From != 12*place.Kilometre || s[1].To != 29_500*place.Metre {
		t.Errorf("sectors %+v, %v", s, err)
	}
}

func TestWhatCannotBeReadIsNamed(t *testing.T) {
	zone, _ := when.LoadZone("UTC")
	for _, each := range []struct {
		name string
		read func() error
		want string
	}{
		{"a line among borders", func() error { _, err := territoryfile.ParseBorders("b", []byte(lines), ""); return err }, "borders are polygons"},
		{"a border among lines", func() error { _, err := territoryfile.ParseLines("l", []byte(borders)); return err }, "lines are due"},
		{"borders without that property", func() error { _, err := territoryfile.ParseBorders("b", []byte(borders), "oblast"); return err }, "has no name"},
		{"a roll without codes", func() error { _, err := territoryfile.ParseRoll("r", []byte("a,b\n1,2\n")); return err }, "no column geonameid"},
		{"a short code", func() error { _, err := territoryfile.ParseRoll("r", []byte("hromada_code\nUA01\n")); return err }, "row 1: code"},
		{"a codifier with a short code", func() error {
			_, err := territoryfile.ParseRoll("c", []byte(codifier[:strings.Index(codifier, "\n")+1]+";;UA01;;;H;X\n"))
			return err
		}, "row 1: code"},
		{"a codifier with too few columns", func() error {
			_, err := territoryfile.ParseRoll("c", []byte(codifier[:strings.Index(codifier, "\n")+1]+"UA01;x\n"))
			return err
		}, "row 1: 2 columns"},
		{"centres that are no object", func() error { _, err := territoryfile.LocateRoll(shares.Roll{}, "c", []byte("[]")); return err }, "an object of centres"},
		{"a short row of GeoNames", func() error { _, err := territoryfile.ParseGeoNames("g", []byte("1\tMill\n")); return err }, "row 1: 2 columns"},
		{"a population of words", func() error {
			_, err := territoryfile.ParseRoll("r", []byte("geonameid,name,latitude,longitude,population\n1,M,48,37,many\n"))
			return err
		}, "row 1: population"},
		{"a status of its own", func() error {
			_, err := territoryfile.ParseStatus("s", []byte("hromada_code,Status_war_sept\nUA1,lost\n"), zone)
			return err
		}, "row 1: status"},
		{"a day that does not exist", func() error {
			_, err := territoryfile.ParseTimeline("t", []byte(`{"1":[[20310231,"RU"]]}`), zone)
			return err
		}, `place "1"`},
		{"changes out of order", func() error {
			_, err := territoryfile.ParseTimeline("t", []byte(`{"1":[[20310305,"RU"],[20310304,"UA"]]}`), zone)
			return err
		}, "not after the one before"},
		{"a marker without a radius", func() error {
			_, err := territoryfile.ParseMarkers("m", []byte("name,lat,lon,radius\na,45,30,\n"))
			return err
		}, "row 1: radius"},
		{"a sector without a stretch", func() error { _, err := territoryfile.ParseSectors("north"); return err }, "NAME FROM-TO km"},
	} {
		t.Run(each.name, func(t *testing.T) {
			if err := each.read(); err == nil || !strings.Contains(err.Error(), each.want) {
				t.Errorf("got %v, want %q", err, each.want)
			}
		})
	}
}

// go test -fuzz FuzzParse -fuzztime 30s ./internal/territoryfile
func FuzzParse(f *testing.F) {
	for _, seed := range []string{lines, borders, hromadas, places, status, markers, timeline, codifier, centres, geonames, "north 0-12 km"} {
		f.Add([]byte(seed))
	}
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if units, err := territoryfile.ParseBorders("b", data, ""); err == nil && len(units) == 0 {
			t.Error("no border and no error")
		}
		if found, err := territoryfile.ParseLines("l", data); err == nil && len(found) == 0 {
			t.Error("no line and no error")
		}
		if r, err := territoryfile.ParseRoll("r", data); err == nil {
			for _, u := range r.Units {
				if u.Population < 0 || u.Code == "" {
					t.Errorf("unit %+v", u)
				}
			}
		}
		if a, err := territoryfile.ParseTimeline("t", data, zone); err == nil && len(a.Records) > 0 && a.Published < a.Valid.To {
			t.Errorf("published before it ends: %+v", a)
		}
		_, _ = territoryfile.ParseStatus("s", data, zone)
		if m, err := territoryfile.ParseMarkers("m", data); err == nil {
			for _, each := range m {
				if each.At.Radius < 0 {
					t.Errorf("marker %+v", each)
				}
			}
		}
		_, _ = territoryfile.ParseSectors(string(data))
		roll := shares.Roll{Units: []shares.Unit{{Code: "katottg:UA01020010000048857"}, {}}}
		if located, err := territoryfile.LocateRoll(roll, "c", data); err == nil && len(located.Units) != 2 {
			t.Errorf("located %+v", located)
		}
		if g, err := territoryfile.ParseGeoNames("g", data); err == nil {
			for _, u := range g.Units {
				if u.At == nil || u.Population < 0 {
					t.Errorf("unit %+v", u)
				}
			}
		}
	})
}
