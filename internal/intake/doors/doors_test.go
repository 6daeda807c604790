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
