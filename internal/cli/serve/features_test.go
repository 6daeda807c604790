// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// answered is what the doors for features answer, as far as the tests read it.
type answered struct {
	Type           string
	NumberMatched  int
	NumberReturned int
	Features       []struct {
		ID       string
		Geometry json.RawMessage
	}
	Collections []struct{ ID string }
	ConformsTo  []string
	Links       []struct{ Href, Rel, Type string }
}

func (v *visitor) features(path string) (out answered) {
	v.t.Helper()
	status, body := v.get(path)
	if status != http.StatusOK {
		v.t.Fatalf("%s: %d %s", path, status, body)
	}
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		v.t.Fatalf("%s: %v", path, err)
	}
	return out
}

func (a answered) rel(name string) string {
	for _, l := range a.Links {
		if l.Rel == name {
			return l.Href
		}
	}
	return ""
}

func TestACollectionThatAViewerMayNotSeeDoesNotExist(t *testing.T) {
	h := demonstrated(t)
	public, officer := h.as(t, "public"), h.as(t, "duty officer")
	if got := public.features("/features/collections").Collections; len(got) != 2 {
		t.Errorf("the public sees the collections %v", got)
	}
	if got := officer.features("/features/collections").Collections; len(got) != 3 {
		t.Errorf("the duty officer sees the collections %v", got)
	}
	missing, other := "/features/collections/nothing/items", "/features/collections/incidents/items"
	status, body := public.get(missing)
	status2, body2 := public.get(other)
	if status != http.StatusNotFound || status2 != status || body != body2 {
		t.Errorf("what is not there answers %d %s, what is not for the public %d %s", status, body, status2, body2)
	}
	if got := public.features("/features/collections/released/items"); got.NumberMatched != 0 || got.Features == nil {
		t.Errorf("before anything was let go the release has %d features", got.NumberMatched)
	}
	if got := officer.features("/features/collections/incidents/items"); got.NumberMatched < 5 {
		t.Errorf("%d incidents", got.NumberMatched)
	}
}

func TestFollowingTheNextLinksGivesEveryFeatureOnce(t *testing.T) {
	h := demonstrated(t)
	v := h.as(t, "duty officer")
	all := v.features("/features/collections/incidents/items?limit=1000")
	seen := map[string]bool{}
	for path, pages := "/features/collections/incidents/items?limit=2", 0; path != "" && pages < 100; pages++ {
		got := v.features(path)
		for _, f := range got.Features {
			if seen[f.ID] {
				t.Errorf("%s comes twice", f.ID)
			}
			seen[f.ID] = true
		}
		if len(got.Features) > 2 || got.NumberMatched != all.NumberMatched {
			t.Errorf("%s: %d of %d", path, len(got.Features), got.NumberMatched)
		}
		path = strings.TrimPrefix(got.rel("next"), "http://mission.example")
	}
	if len(seen) != all.NumberMatched {
		t.Errorf("%d of %d features", len(seen), all.NumberMatched)
	}
	one := "/features/collections/incidents/items/" + all.Features[0].ID
	if got := v.features(one); got.Type != "Feature" {
		t.Errorf("%s is a %q", one, got.Type)
	}
}

func TestFeaturesAreChosenByBoundsAndTime(t *testing.T) {
	h := demonstrated(t)
	v := h.as(t, "duty officer")
	all := v.features("/features/collections/incidents/items").NumberMatched
	for _, c := range []struct {
		name, query string
		few         bool
	}{
		{"the whole world", "bbox=-180,-90,180,90", false},
		{"the whole world with heights", "bbox=-180,-90,0,180,90,100", false},
		{"the other half of the world", "bbox=-179,-89,-1,-1", true},
		{"all time", "datetime=../..", false},
		{"before the ceasefire", "datetime=../2026-01-31T00:00:00Z", true},
	} {
		got := v.features("/features/collections/incidents/items?" + c.query).NumberMatched
		if c.few && got >= all || !c.few && got == 0 {
			t.Errorf("%s: %d of %d", c.name, got, all)
		}
	}
	for _, query := range []string{"bbox=1,2,3", "bbox=a,b,c,d", "bbox=0,10,0,-10", "bbox=NaN,-90,180,90", "bbox=-180,NaN,180,NaN", "bbox=-Inf,-90,Inf,90", "after=zzz", "datetime=today", "datetime=2026-02-02T00:00:00Z/2026-02-01T00:00:00Z", "limit=0", "limit=x", "offset=-1", "limit=1&offset=9223372036854775807", "nothing=1", "f=html"} {
		if status, body := v.get("/features/collections/incidents/items?" + query); status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", query, status, body)
		}
	}
	if status, body := v.get("/features/collections/released/items?after=zzz"); status != http.StatusBadRequest {
		t.Errorf("a cursor that no link of the release gave: %d %s", status, body)
	}
}

func TestTheDoorsAreDescribed(t *testing.T) {
	h := demonstrated(t)
	v := h.as(t, "public")
	landing := v.features("/features")
	for _, rel := range []string{"self", "service-desc", "conformance", "data"} {
		path, ours := strings.CutPrefix(landing.rel(rel), "http://mission.example")
		if status, _ := v.get(path); !ours || status != http.StatusOK {
			t.Errorf("%s leads to %q: %d", rel, landing.rel(rel), status)
		}
	}
	if got := v.features("/features/conformance").ConformsTo; len(got) != 3 {
		t.Errorf("conforms to %v", got)
	}
	_, description := v.get("/api/openapi-3.0.json")
	for _, want := range []string{`"3.0.3"`, "/features/collections/{collection}/items", `"bbox"`, `"datetime"`, `"limit"`} {
		if !strings.Contains(description, want) {
			t.Errorf("the description does not have %s", want)
		}
	}
}

func TestTheProgramsOfGDALReadTheFeatures(t *testing.T) {
	program, err := exec.LookPath("ogr2ogr")
	if err != nil {
		t.Skip("ogr2ogr is not installed (Debian: gdal-bin): what it reads of the features is not tested")
	}
	h := demonstratedAt(t)
	h.release(t)
	for collection, least := range map[string]int{"released": 1, "places": 5} {
		out := filepath.Join(t.TempDir(), collection+".geojson")
		said, err := exec.CommandContext(t.Context(), program, "-f", "GeoJSON", out, "OAPIF:"+h.web.URL+"/features", collection).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", collection, err, said)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(regexp.MustCompile(`"type": "Feature"`).FindAll(data, -1)); got < least {
			t.Errorf("%s: ogr2ogr reads %d features", collection, got)
		}
		if !strings.Contains(string(data), "EXERCISE") {
			t.Errorf("%s: ogr2ogr reads no mark of the exercise", collection)
		}
	}
	said, err := exec.CommandContext(t.Context(), program, "-f", "GeoJSON", filepath.Join(t.TempDir(), "none.geojson"), "OAPIF:"+h.web.URL+"/features", "incidents").CombinedOutput()
	if err == nil {
		t.Errorf("the public reads the incidents: %s", said)
	}
}
