// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"truce/agreement"
	"truce/engine"
	"truce/internal/access"
	"truce/place"
)

// shape is a feature as a map has it.
type shape struct {
	Geometry struct {
		Type        string
		Coordinates json.RawMessage
	}
	Properties struct {
		Role, Name, Words, Source, From, Until, Reported string
		Band                                             int
	}
}

func shapes(t *testing.T, s seat, address string) []shape {
	t.Helper()
	var c struct{ Features []shape }
	if err := json.Unmarshal([]byte(s.must(address)), &c); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return c.Features
}

// Whoever stands on the edge of a belt is as far from the line as its term says, whatever part of the line is the nearest.
func TestTheEdgeOfABeltIsAsFarFromItsLineAsTheTermSays(t *testing.T) {
	r := open(t, week)
	var line *place.Line
	r.state(func(s *engine.State) { line = s.Dockets()[0].Text().Line("line") })
	var far []string
	for _, f := range shapes(t, r.as(access.Public), "/map/belts") {
		far = append(far, f.Properties.Words)
		var kilometres int64
		if _, err := fmt.Sscanf(f.Properties.Words, "%d km", &kilometres); err != nil {
			t.Fatal(err)
		}
		want := place.Length(kilometres) * place.Kilometre
		var runs [][][2]float64
		if err := json.Unmarshal(f.Geometry.Coordinates, &runs); err != nil || f.Properties.Role != "belt" {
			t.Fatalf("%s: %v", f.Properties.Role, err)
		}
		if len(runs) != 1 || runs[0][0] != runs[0][len(runs[0])-1] {
			t.Errorf("%s: %d edges, want one that closes about the line", f.Properties.Name, len(runs))
		}
		for i, at := range runs[0] {
			p := place.Point{Lat: int32(at[1] * 1e7), Lon: int32(at[0] * 1e7)}
			if away := line.Foot(p).Away; away < want-2*place.Metre || away > want+2*place.Metre {
				t.Fatalf("%s: corner %d is %s from the line", f.Properties.Name, i, away)
			}
			if i > 0 && place.Distance(p, place.Point{Lat: int32(runs[0][i-1][1] * 1e7), Lon: int32(runs[0][i-1][0] * 1e7)}) > want/2 {
				t.Fatalf("%s: there is no edge before corner %d", f.Properties.Name, i)
			}
		}
		if f.Properties.From == "" || !strings.Contains(f.Properties.Source, "article 4") {
			t.Errorf("%s: from %q by %q", f.Properties.Name, f.Properties.From, f.Properties.Source)
		}
	}
	if want := []string{"50 km", "75 km", "150 km", "15 km"}; !slices.Equal(far, want) {
		t.Errorf("belts of %q, want %q", far, want)
	}
}

func TestAFieldOfOriginIsBandsForTheMissionAndNeverAPoint(t *testing.T) {
	r := open(t, week)
	fields := 0
	for _, at := range named(r) {
		bands := map[int]int{}
		for _, f := range shapes(t, r.as(access.Analyst), "/incidents/"+at+"/origins") {
			if f.Properties.Role != "origin" || !strings.Contains(f.Geometry.Type, "Polygon") {
				t.Errorf("%s draws a %s of the role %q", at, f.Geometry.Type, f.Properties.Role)
			}
			bands[f.Properties.Band]++
		}
		if bands[1]+bands[2]+bands[3] == 0 {
			continue
		}
		fields++
		if bands[1] != 1 || bands[2] != 1 || bands[0] < 2 {
			t.Errorf("%s has %v: want each band once, and the accounts that it is made of", at, bands)
		}
		if body := r.as(access.Analyst).must("/map?select=" + at); !strings.Contains(body, `data-kind="origin" data-from="/incidents/`+at+`/origins"`) {
			t.Errorf("the map that shows %s does not show where it came from", at)
		}
	}
	if fields == 0 {
		t.Error("no incident has a field")
	}
}

// named are the incidents of a record, as their addresses name them.
func named(r *room) []string {
	var out []string
	r.state(func(s *engine.State) {
		for _, inc := range s.Incidents() {
			out = append(out, strings.TrimPrefix(inc.ID.String(), "incident:"))
		}
	})
	return out
}

func TestAllThatTheMapDrawsIsListedWithItsSource(t *testing.T) {
	r := open(t, week)
	body := r.as(access.DutyOfficer).must("/map?list=drawn&format=csv")
	var places []agreement.Place
	r.state(func(s *engine.State) { places = s.Dockets()[0].Text().Agreement().Places })
	for _, p := range places {
		if !strings.Contains(body, ","+p.Name+",") && p.Kind != agreement.NamedPlace {
			t.Errorf("%s is drawn and not listed", p.Name)
		}
	}
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "belt,") && !strings.Contains(line, "article 4") {
			t.Errorf("a belt without its article: %s", line)
		}
	}
	if n := strings.Count(body, "belt,"); n != 4 {
		t.Errorf("%d belts are listed, want 4", n)
	}
}
