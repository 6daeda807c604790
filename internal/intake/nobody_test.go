// SPDX-License-Identifier: Apache-2.0

package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/internal/intake"
	"truce/internal/intake/csvmap"
	"truce/internal/intake/geojson"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/ndjson"
	"truce/report"
)

// said reads a line of the native format with more members and returns its one sighting.
func said(t *testing.T, members string) report.Sighting {
	t.Helper()
	line := `{"source":"s","act":"shot","time":"2031-03-04T08:15:00Z",` + members + `}`
	return intaketest.One(t, ndjson.Read, line, intake.Options{}).Extract.Sightings[0]
}

func TestANameThatMeansNobodyIsLeftOut(t *testing.T) {
	for _, name := range []string{
		"", "-", "—", "?", "N/K", "n/k.", "NK", "n/a", "N/A", "not known", "Not  Known", "not identified", "unknown",
		"UNKNOWN", "undetermined", "Unidentified", "unspecified",
	} {
		for _, actor := range []string{`"` + name + `"`, `{"actor":"` + name + `","basis":"observed"}`, `{"actor":"` + name + `","basis":"claimed","by":"Northland"}`} {
			if got := said(t, `"actors":[`+actor+`]`).Actors; got != nil {
				t.Errorf("actors %s: got %v, want none", actor, got)
			}
		}
		if got := said(t, `"between":["Northland","`+name+`"]`).Between; got != nil {
			t.Errorf("between Northland and %q: got %v, want no sides", name, got)
		}
	}
}

func TestARootThatIsNobodyIsNoRoot(t *testing.T) {
	for roots, want := range map[string][]string{
		`"unknown"`: nil, `["N/K","-"]`: nil, `["unknown","patrol 7","n/a"]`: {"patrol 7"}, `["unknown soldier","N/K press"]`: {"unknown soldier", "N/K press"},
	} {
		line := `{"source":"s","act":"shot","time":"2031-03-04T08:15:00Z","roots":` + roots + `}`
		got := intaketest.One(t, ndjson.Read, line, intake.Options{}).Extract.Roots
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("roots %s (-got +want):\n%s", roots, diff)
		}
	}
}

func TestANameThatMeansSomebodyStays(t *testing.T) {
	for _, name := range []string{"Southland", "unidentified armed group", "Unknown Soldiers' Brigade", "NK People's Army"} {
		want := []report.Claim{{Actor: name, Basis: "said"}}
		if diff := cmp.Diff(said(t, `"actors":["`+name+`"]`).Actors, want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
}

func TestOneOfSeveralThatMeansNobodyLeavesItOpenWhoItWas(t *testing.T) {
	south := report.Claim{Actor: "Southland", Basis: "claimed", By: "Northland"}
	for name, test := range map[string]struct {
		members string
		want    []report.Claim
	}{
		"two that are said":         {`"actors":["Southland","unknown"]`, nil},
		"a claim beside nobody":     {`"actors":[{"actor":"Southland","basis":"claimed","by":"Northland"},"N/K"]`, []report.Claim{south}},
		"a claim that it is nobody": {`"actors":["Westland",{"actor":"-","basis":"claimed"}]`, []report.Claim{{Actor: "Westland", Basis: "said"}}},
	} {
		if diff := cmp.Diff(said(t, test.members).Actors, test.want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
	if got := said(t, `"between":["Northland","Southland","unknown"]`).Between; got != nil {
		t.Errorf("got sides %v; the third may have fired, so want none", got)
	}
}

func TestNobodyIsLeftOutAtEveryDoor(t *testing.T) {
	feature := `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":` +
		`{"source":"s","act":"shot","time":"2031-03-04T08:15:00Z","actors":["unidentified"],` +
		`"casualties":[{"harm":"killed","number":1,"side":"N/K"}]}}]}`
	s := intaketest.One(t, geojson.Read, feature, intake.Options{}).Extract.Sightings[0]
	if s.Actors != nil || len(s.Casualties) != 1 || s.Casualties[0].Side != "" {
		t.Errorf("geojson: got %+v, want no actor and one record of no side", s)
	}
	mapping := "format: truce/csvmap/1\nsource: s\nfields:\n  time: {column: t}\n  actors: {column: who, split: \";\"}\n"
	s = intaketest.One(t, csvmap.Read, "t,who\n2031-03-04T08:15:00Z,not known\n", intake.Options{Mapping: []byte(mapping)}).Extract.Sightings[0]
	if s.Actors != nil {
		t.Errorf("csvmap: got %v, want no actor", s.Actors)
	}
	complaint := `{"source":"s","received":"2031-03-04T08:15:00Z","complaint":{"complainant":"Northland","respondent":"unknown","article":1}}`
	if c := intaketest.One(t, ndjson.Read, complaint, intake.Options{}).Extract.Complaint; c == nil || c.Respondent != "" {
		t.Errorf("complaint: got %+v, want no respondent", c)
	}
}
