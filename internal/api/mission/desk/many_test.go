// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"truce/agreement"
	"truce/agreements"
	"truce/app"
	"truce/engine"
	"truce/internal/access"
	"truce/place"
	"truce/report"
	"truce/when"
)

// many is a record of so many reports, each of an event of its own, over thirty days and the country of the exercise.
func many(t testing.TB, n int) *app.Record {
	t.Helper()
	data, err := agreements.Files.ReadFile("paris-exercise.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse("paris-exercise.yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	start, err := when.ParseInstant("2026-02-02T00:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	r, err := app.Found(t.Context(), filepath.Join(t.TempDir(), "many.journal"), app.Founder{Origin: "truce.test/many", At: start})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	end := start + when.Instant(31*when.Day)
	list := []app.Incoming{{Entry: engine.Entry{Time: end, Adoption: &engine.Adoption{Agreement: a}}}}
	for from := 0; from < n; from += 500 {
		list = append(list, app.Incoming{Entry: engine.Entry{Time: end, Submission: &engine.Submission{Reports: scattered(from, min(from+500, n), start)}}})
	}
	if _, err := r.Enter(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	return r
}

// scattered makes reports, always the same for the same numbers.
func scattered(from, to int, start when.Instant) []report.Report {
	seed := uint64(from + 1)
	next := func(below int64) int64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int64(seed>>33) % below
	}
	var out []report.Report
	for i := from; i < to; i++ {
		at := start + when.Instant(next(30*int64(when.Day)))
		out = append(out, report.Report{
			Identity: report.Identity{Door: "test", Person: fmt.Sprint(i)}, Original: report.Original{Text: fmt.Sprint("call ", i)},
			Extract: report.Extract{
				Level: report.Plain, Source: fmt.Sprint("post-", next(200)), Received: at + when.Instant(when.Hour), Exercise: true,
				Sightings: []report.Sighting{{
					Act: "mortar-fire", Time: when.Span{Interval: when.Interval{From: at, To: at + when.Instant(10*when.Minute)}}, Means: report.Heard,
					Where: place.Region{Circle: &place.Circle{Centre: place.Point{Lat: int32(450_000_000 + next(70_000_000)), Lon: int32(240_000_000 + next(150_000_000))}, Radius: place.Kilometre}},
				}},
			},
		})
	}
	return out
}

func TestLongListsArePaged(t *testing.T) {
	r := serve(t, many(t, 250))
	s := r.as(access.DutyOfficer)
	next := regexp.MustCompile(`<a rel="next" href="([^"]+)"`)
	findings := 0
	r.state(func(s *engine.State) { findings = len(s.Dockets()[0].Findings()) })
	for address, want := range map[string]int{"/incidents": incidentsOf(r), "/findings": findings} {
		seen := map[string]bool{}
		pages := 0
		for at := address; at != ""; pages++ {
			body := s.must(at)
			for _, m := range regexp.MustCompile(`<tr id="(row-[^"]+)"`).FindAllStringSubmatch(body, -1) {
				if seen[m[1]] {
					t.Fatalf("%s: %s comes twice", address, m[1])
				}
				seen[m[1]] = true
			}
			at = ""
			if m := next.FindStringSubmatch(body); m != nil {
				at = strings.ReplaceAll(m[1], "&amp;", "&")
			}
		}
		if pages != (want+99)/100 || len(seen) != want {
			t.Errorf("%s: %d rows on %d pages, want %d", address, len(seen), pages, want)
		}
	}
	if body := s.must("/queue"); !strings.Contains(body, "the newest 100 are shown") {
		t.Error("the queue does not say that more wait than are shown")
	}
}

func TestPointsOfTheMapAreColumnsOfOneLength(t *testing.T) {
	r := serve(t, many(t, 500))
	s := r.as(access.DutyOfficer)
	var c struct {
		Count                                          int
		Lon, Lat, Radius, From, Until, Status, Verdict []int64
		ID, Title                                      []string
		Words                                          struct{ Status, Verdict []string }
	}
	if err := json.Unmarshal([]byte(s.must("/map/points")), &c); err != nil {
		t.Fatal(err)
	}
	if c.Count != incidentsOf(r) || c.Count < 450 {
		t.Fatalf("%d points of %d incidents", c.Count, incidentsOf(r))
	}
	for name, n := range map[string]int{"lon": len(c.Lon), "lat": len(c.Lat), "radius": len(c.Radius), "from": len(c.From), "until": len(c.Until), "status": len(c.Status), "verdict": len(c.Verdict), "id": len(c.ID), "title": len(c.Title)} {
		if n != c.Count {
			t.Errorf("%s has %d members, want %d", name, n, c.Count)
		}
	}
	for i := range c.Count {
		if c.Lat[i] < 44_00000 || c.Lat[i] > 53_00000 || c.Radius[i] < 1000 || c.From[i] > c.Until[i] || int(c.Status[i]) >= len(c.Words.Status) || int(c.Verdict[i]) >= len(c.Words.Verdict) {
			t.Fatalf("point %d is off: %d %d %d", i, c.Lat[i], c.Lon[i], c.Radius[i])
		}
	}
	for _, box := range []string{"NaN,-90,180,90", "-180,NaN,180,NaN", "-Inf,-90,Inf,90", "1,2,3", "a,b,c,d"} {
		if code, body := s.get("/map/points?bbox=" + box); code != http.StatusUnprocessableEntity {
			t.Errorf("the points of %s: %d %.80s", box, code, body)
		}
	}
	if body := s.must("/map"); !strings.Contains(body, `data-kind="incidents" data-from="/map/incidents"`) {
		t.Error("the page of the map does not name the address of the incidents")
	}
	if s.must("/map/incidents") != s.must("/map/points") {
		t.Error("so many incidents are not given as points")
	}
}

// BenchmarkPages asks each page of a record of a hundred thousand incidents.
// Run it with: go test ./internal/api/mission/desk -run '^$' -bench Pages -benchtime 5x
func BenchmarkPages(b *testing.B) {
	s := serve(b, many(b, 100_000)).as(access.DutyOfficer)
	for _, address := range []string{"/incidents", "/incidents?act=mortar-fire&outcome=violation", "/incidents?place=buffer", "/findings", "/queue", "/map", "/map/points", "/sources"} {
		b.Run(address, func(b *testing.B) {
			for b.Loop() {
				s.must(address)
			}
		})
	}
}
