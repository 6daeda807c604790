// SPDX-License-Identifier: Apache-2.0

package doors_test

import (
	"bufio"
	"strings"
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/doors"
	"truce/internal/intake/intaketest"
)

func TestEachFormatIsFoundByItsName(t *testing.T) {
	for _, name := range doors.Names() {
		f, ok := doors.Find(name)
		if !ok || f.Name != name || f.Read == nil || f.Describes == "" || len(f.Extensions) == 0 {
			t.Errorf("%s: got %+v", name, f)
		}
	}
	if f, ok := doors.Find("xls"); ok {
		t.Errorf("got %s for a format that is not there", f.Name)
	}
}

func TestAnEmptyFileIsNeverAPanic(t *testing.T) {
	for _, f := range doors.Formats() {
		got := intaketest.Text(f.Read, "", intake.Options{})
		if got.Tally.Rows != 0 || got.Tally.Format != f.Name || f.Name != "ndjson" && got.Err == nil {
			t.Errorf("%s: got tally %+v, error %v", f.Name, got.Tally, got.Err)
		}
	}
}

func TestTheBeginningOfAFileTellsItsFormat(t *testing.T) {
	for _, c := range []struct{ head, name, want string }{
		{`{"type":"FeatureCollection","features":[`, "x.json", "geojson"},
		{"\n{ \"name\": \"x\",\n \"type\": \"FeatureCollection\"", "x", "geojson"},
		{`{"20310304":[[37.5,`, "x.json", "viina"},
		{`{"source":"x","act":"shot"}`, "", "ndjson"},
		{`{"watch": {"source"`, "x.json", "ndjson"},
		{"", "x.ndjson", "ndjson"},
		{"latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,confidence\n1", "x.csv", "firms"},
		{"region,started_at,finished_at,naive\n", "x.csv", "alerts"},
		{"oblast,raion,hromada,level,started_at,finished_at,source\n", "x.csv", "alerts"},
		{"\ufeffgeonameid,name,latitude,longitude,date,status\r\n", "x.csv", "viina-control"},
		{"SMM position;Event location;Means;No.;Observation;Description;Weapon;Date, time\n", "x.csv", "osce"},
		{"a,b,c\n1,2,3\n", "x.csv", ""},
		{"nonsense", "x.json", ""},
		{"", "x.csv", ""},
	} {
		f, _ := doors.Detect([]byte(c.head), c.name)
		if f.Name != c.want {
			t.Errorf("%q named %q: got %q, want %q", c.head, c.name, f.Name, c.want)
		}
	}
}

func TestTheSharedDataSetsAreDetected(t *testing.T) {
	for name, want := range map[string]string{
		"ucdp-ged-ukraine/events.csv":                         "ged",
		"viina-2026/viina-events-2026.json":                   "viina",
		"viina-2026/DERIVED_control_transitions_geocoded.csv": "viina-control",
		"air-raid-sirens/official_data_en_to_20240423.csv":    "alerts",
		"air-raid-sirens/volunteer_data_en_to_20241010.csv":   "alerts",
		"firms-viirs-2023/fire_nrt_SV-C2_400448.csv":          "firms",
		"kse-hromada/ua-admin-hromada.csv":                    "",
	} {
		head, _ := bufio.NewReaderSize(intaketest.Data(t, name), 4096).Peek(4096)
		if f, _ := doors.Detect(head, name); f.Name != want {
			t.Errorf("%s: got %q, want %q", name, f.Name, want)
		}
	}
}

// placed is a row of a format with a place for a latitude and a longitude.
type placed struct{ format, before, row string }

var everyPlacedRow = []placed{
	{"ndjson", "", `{"source":"x","act":"shot","time":"2031-03-04T08:15Z","where":"LAT, LON"}`},
	{"ndjson", "", `{"source":"x","act":"shot","time":"2031-03-04T08:15Z","where":{"at":"LAT, LON","radius":"500 m"}}`},
	{"ndjson", "", `{"source":"x","act":"shot","time":"2031-03-04T08:15Z","origin":"LAT, LON"}`},
	{"ndjson", "", `{"source":"x","act":"shot","time":"2031-03-04T08:15Z","where":{"observer":"LAT, LON","sectors":"2-3 km N"}}`},
	{"ndjson", "", `{"source":"x","act":"shot","time":"2031-03-04T08:15Z","where":{"geometry":{"type":"Point","coordinates":[LON,LAT]},"radius":"1 km"}}`},
	{"ndjson", "", `{"watch":{"source":"x","means":"seen","where":"LAT, LON","time":"2031-03-04T08:15Z/2031-03-04T09:15Z"}}`},
	{"ndjson", "", `{"gap":{"source":"x","reason":"dark","where":"LAT, LON","time":"2031-03-04T08:15Z/2031-03-04T09:15Z"}}`},
	{"ndjson", "", `{"layer":{"name":"x","kind":"observed","source":"x","published":"2031-03-04","valid":"2031-03-04","marks":[{"name":"x","at":"LAT, LON","radius":"1 km","holds":[{"from":"2031-03-04","holder":"x"}]}]}}`},
	{"ndjson", "", `{"layer":{"name":"x","kind":"observed","source":"x","published":"2031-03-04","valid":"2031-03-04","areas":[{"holder":"x","geometry":{"type":"Polygon","coordinates":[[[LON,LAT],[LON1,LAT],[LON1,LAT1],[LON,LAT]]]}}]}}`},
	{"geojson", `{"type":"FeatureCollection","features":[`, `{"type":"Feature","geometry":{"type":"Point","coordinates":[LON,LAT]},"properties":{"source":"x","act":"shot","time":"2031-03-04T08:15Z","radius_m":500}}]}`},
	{"osce", "SMM position;Event location;Means;No.;Observation;Date, time;lat;lon\n", "post 1;2-3 km N;Heard;2;Explosion;4 Mar 2031, 08:15;LAT;LON"},
	{"ged", "id,type_of_violence,side_a,side_b,source_office,source_date,where_prec,where_coordinates,where_description,latitude,longitude,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low\n", "1,1,A,B,x,2031-03-05,1,town,town,LAT,LON,1,2031-03-04,2031-03-04,0,0,0,1,1,1,1"},
	{"firms", "latitude,longitude,scan,track,acq_date,acq_time,satellite,confidence\n", "LAT,LON,0.4,0.4,2031-03-04,815,N,n"},
	{"viina", `{"20310304":[`, `[LON,LAT,"town","S",1,["https://example.org/1"]]]}`},
	{"viina-control", "geonameid,name,latitude,longitude,date,status\n7,other,48.5,37.5,2031-03-04,UA\n", "8,town,LAT,LON,2031-03-04,RU"},
	{"csvmap", "kind,at,lat,lon,off\n", "shot,2031-03-04T08:15Z,LAT,LON,500"},
}

// at puts a position into the row, and another a little to the north-east of it.
func (p placed) at(lat, lon string) string {
	return p.before + strings.NewReplacer("LAT1", lat+"9", "LON1", lon+"9", "LAT", lat, "LON", lon).Replace(p.row) + "\n"
}

func TestExchangedCoordinatesAreRefusedAtEveryDoor(t *testing.T) {
	o := intake.Options{
		Ground: []intake.Box{{South: 46, West: 36, North: 51, East: 41}, {South: -12, West: 20, North: -8, East: 25}},
		Mapping: []byte("format: truce/csvmap/1\nsource: x\nfields: {act: {column: kind}, time: {column: at}}\n" +
			"where: {latitude: lat, longitude: lon, radius: {column: off, unit: m}}\n"),
		Zone: "Europe/Kyiv",
	}
	for _, p := range everyPlacedRow {
		format, _ := doors.Find(p.format)
		for _, c := range []struct {
			name, lat, lon string
			refused        bool
		}{
			{"inside", "48.15", "37.75", false},
			{"elsewhere", "44.25", "33.55", false},
			{"exchanged", "37.75", "48.15", true},
			{"exchanged, of the second text", "21.55", "-9.25", true},
		} {
			if !c.refused && c.name == "elsewhere" && strings.HasPrefix(p.format, "viina") {
				c.lat = "54.25" // the ground of that data set is Ukraine
			}
			got := intaketest.Text(format.Read, p.at(c.lat, c.lon), o)
			reason := ""
			if got.Tally.Refused > 0 {
				reason = got.Tally.Reasons[0].Reason
			}
			if got.Err != nil || (reason != "") != c.refused {
				t.Errorf("%s, %s: %q, error %v, of %s", p.format, c.name, reason, got.Err, p.at(c.lat, c.lon))
			}
			if own := strings.HasPrefix(p.format, "viina") && c.lon == "-9.25"; c.refused && !own && !strings.Contains(reason, "inside if latitude and longitude are exchanged") {
				t.Errorf("%s, %s: refused because %q", p.format, c.name, reason)
			}
		}
	}
}

// go test -fuzz FuzzDetect -fuzztime 30s ./internal/intake/doors
func FuzzDetect(f *testing.F) {
	f.Add([]byte(`{"source":`), "x.ndjson")
	f.Add([]byte("a;b\n"), "x.csv")
	f.Fuzz(func(t *testing.T, head []byte, name string) {
		format, ok := doors.Detect(head, name)
		if ok == (format.Name == "") || strings.Contains(format.Name, "csvmap") {
			t.Fatalf("got %+v, %t", format, ok)
		}
	})
}
