// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"truce/app"
	"truce/internal/api"
)

// These tests hold docs/spec/doors.md to what the server answers.

func TestAReleasedFeatureHasTheMembersOfTheSpecAndNoOthers(t *testing.T) {
	h := demonstrated(t)
	public := h.as(t, "public")
	if got := public.features("/features/collections/released/items").NumberMatched; got != 0 {
		t.Fatalf("%d features before anything was let go", got)
	}
	h.release(t)
	_, body := public.get("/features/collections/released/items?limit=5000")
	var got struct {
		TimeStamp string
		Features  []struct {
			ID       string
			Geometry *struct {
				Type        string
				Coordinates [][][2]float64
			}
			Properties map[string]any
		}
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	always := []string{"agreement", "article", "outcome", "status", "severity", "confidence", "words", "place"}
	allowed := append(slices.Clone(always), "day", "until", "contested_by", "exercise")
	day := regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	for _, f := range got.Features {
		for _, name := range always {
			if _, ok := f.Properties[name]; !ok {
				t.Errorf("%s has no %s", f.ID, name)
			}
		}
		for name, value := range f.Properties {
			if text, _ := value.(string); !slices.Contains(allowed, name) || (name == "day" || name == "until") && !day.MatchString(text) || name == "exercise" && text != "EXERCISE" {
				t.Errorf("%s has %s: %v", f.ID, name, value)
			}
		}
		if f.Properties["exercise"] == nil {
			t.Errorf("%s does not say that it is of an exercise", f.ID)
		}
		if g := f.Geometry; g != nil && (g.Type != "Polygon" || len(g.Coordinates) != 1 || len(g.Coordinates[0]) != 5 || g.Coordinates[0][0] != g.Coordinates[0][4]) {
			t.Errorf("%s is not one cell: %+v", f.ID, g)
		}
	}
	if len(got.Features) == 0 || !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`).MatchString(got.TimeStamp) {
		t.Errorf("%d features at %s", len(got.Features), got.TimeStamp)
	}
}

func TestTheLimitsOfFeaturesAreThoseOfTheSpec(t *testing.T) {
	h := demonstrated(t)
	v := h.as(t, "duty officer")
	const items = "/features/collections/incidents/items"
	all := v.features(items + "?limit=5000").NumberMatched
	for query, want := range map[string]int{"": min(all, 100), "?limit=1": 1, "?limit=999999": min(all, 5000), "?offset=1&limit=2": 2} {
		if got := v.features(items + query); got.NumberReturned != want || len(got.Features) != want || got.NumberMatched != all {
			t.Errorf("%s: %d of %d, want %d of %d", query, got.NumberReturned, got.NumberMatched, want, all)
		}
	}
	if status, _, _ := v.ask(http.MethodGet, items+"?offset=1000000", "*/*"); status != 400 {
		t.Errorf("an offset beyond what is named at once: %d", status)
	}
	status, head, body := v.ask(http.MethodGet, items+"?limit=0", "*/*")
	var p api.Problem
	if err := json.Unmarshal([]byte(body), &p); err != nil || status != 400 || p.Status != 400 || p.Title == "" || p.Detail == "" || p.Type != "" || !strings.Contains(head, "application/problem+json") {
		t.Errorf("a limit of nothing: %d %+v %v %s", status, p, err, head)
	}
}

func TestTheFeedsAndTheCalendarAreThoseOfTheSpec(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	for path, role := range map[string]string{"/public/feed.atom": "public", "/cases/feed.atom": "liaison of Party Amber"} {
		status, head, body := h.as(t, role).ask(http.MethodGet, path, "*/*")
		var f struct {
			XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
			Title   string   `xml:"title"`
			Entries []struct {
				ID      string `xml:"id"`
				Updated string `xml:"updated"`
				Title   string `xml:"title"`
				Link    struct {
					Href string `xml:"href,attr"`
				} `xml:"link"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal([]byte(body), &f); err != nil || status != 200 || !strings.Contains(head, "application/atom+xml") || !strings.HasPrefix(f.Title, "EXERCISE") {
			t.Fatalf("%s: %d %v %s", path, status, err, head)
		}
		ids := map[string]bool{}
		for i, e := range f.Entries {
			if ids[e.ID] || i > 0 && e.Updated > f.Entries[i-1].Updated || !strings.Contains(e.Title, "EXERCISE") || !strings.HasPrefix(e.Link.Href, "/") {
				t.Errorf("%s: entry %d %+v", path, i, e)
			}
			if ids[e.ID] = true; role == "public" && !strings.HasSuffix(e.Updated, "T00:00:00Z") {
				t.Errorf("%s tells more than the day: %s", path, e.Updated)
			}
		}
		if len(f.Entries) == 0 || len(f.Entries) > 200 {
			t.Errorf("%s has %d entries", path, len(f.Entries))
		}
	}
	_, head, body := h.as(t, "liaison of Party Amber").ask(http.MethodGet, "/cases/calendar.ics", "*/*")
	if !strings.Contains(head, "text/calendar") || strings.Count(body, "\n") != strings.Count(body, "\r\n") || !strings.Contains(body, "BEGIN:VEVENT") || !strings.Contains(body, "EXERCISE") {
		t.Errorf("the calendar: %s %.400s", head, body)
	}
	for line := range strings.SplitSeq(body, "\r\n") {
		if strings.HasPrefix(line, "UID:") && !strings.HasSuffix(line, "@truce.invalid") || strings.HasPrefix(line, "LOCATION") || strings.HasPrefix(line, "GEO") {
			t.Errorf("the calendar says %s", line)
		}
	}
}

func TestTheFilesOfAListHaveTheRowsOfThePage(t *testing.T) {
	h := demonstrated(t)
	v := h.as(t, "liaison of Party Cobalt")
	_, head, body := v.ask(http.MethodGet, "/findings?outcome=violation&format=csv&list=findings", "*/*")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || !strings.Contains(head, "text/csv; charset=utf-8; header=present") || len(rows) < 2 {
		t.Fatalf("%v %s %d rows", err, head, len(rows))
	}
	_, head, body = v.ask(http.MethodGet, "/findings?outcome=violation&format=json&list=findings", "*/*")
	var objects []map[string]string
	if err := json.Unmarshal([]byte(body), &objects); err != nil || !strings.Contains(head, "application/json") || len(objects) != len(rows)-1 {
		t.Fatalf("%v %s %d objects, %d rows", err, head, len(objects), len(rows)-1)
	}
	for i, o := range objects {
		for j, key := range rows[0] {
			if got := strings.TrimPrefix(rows[i+1][j], "'"); o[key] != got {
				t.Errorf("row %d, %s: %q as JSON, %q as CSV", i, key, o[key], got)
			}
		}
		if o["exercise"] != "EXERCISE" || o["verdict"] != "violation" || len(o) != len(rows[0]) {
			t.Errorf("row %d: %v", i, o)
		}
	}
	_, head, body = v.ask(http.MethodGet, "/findings?outcome=violation&format=geojson&list=findings", "*/*")
	if !strings.Contains(head, "application/geo+json") || strings.Count(body, `"geometry":null`) != len(objects) {
		t.Errorf("GeoJSON: %s %.200s", head, body)
	}
	for _, query := range []string{"?format=csv&list=nothing", "?format=xml&list=findings", "?fragment=nothing"} {
		if status, _ := v.get("/findings" + query); status != http.StatusNotFound {
			t.Errorf("%s: %d", query, status)
		}
	}
	if _, html := v.get("/findings?fragment=findings"); strings.Contains(html, "<html") || !strings.Contains(html, `id="findings"`) {
		t.Errorf("the list alone: %.200s", html)
	}
}

func TestTheStreamOfChangesSaysAVersionAndNoMore(t *testing.T) {
	h := demonstrated(t)
	v := h.as(t, "monitor")
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := v.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if got := answer.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("it is %s", got)
	}
	in := bufio.NewScanner(answer.Body)
	event := regexp.MustCompile(`^event: change\ndata: \{"version":\d+,"within":\d+\}\n$`)
	for i := range 2 {
		var got strings.Builder
		for in.Scan() && in.Text() != "" {
			got.WriteString(in.Text() + "\n")
		}
		if !event.MatchString(got.String()) {
			t.Errorf("event %d is %q", i, got.String())
		}
		if err := h.desk.Room.Change(func(*app.Record) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAProblemIsADocumentForProgramsAndAPageForPeople(t *testing.T) {
	h := demonstrated(t)
	v := h.as(t, "public")
	for accept, document := range map[string]bool{
		"application/json": true, "application/problem+json": true, "text/event-stream": true,
		"text/html": false, "*/*": false, "text/html,application/json": false,
	} {
		status, head, body := v.ask(http.MethodGet, "/watch", accept)
		var p api.Problem
		isDocument := strings.Contains(head, "application/problem+json") && json.Unmarshal([]byte(body), &p) == nil
		if status != 404 || isDocument != document || document && (p.Status != 404 || p.Type != "/help/problems#not-found" || p.Title == "" || p.Detail == "") {
			t.Errorf("%s: %d %s %.200s", accept, status, head, body)
		}
	}
	for _, k := range api.Problems() {
		if k.Status == http.StatusTooManyRequests && k.Do == "" {
			t.Errorf("%s does not say what to do", k.Type)
		}
	}
	if status, _ := h.as(t, "monitor").post("/report", url.Values{"words": {strings.Repeat("x", 300<<10)}}); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a form of 300 KiB: %d", status)
	}
	long := "/agreement?x=" + strings.Repeat("x", 4096)
	if status, _ := v.get(long); status != http.StatusBadRequest {
		t.Errorf("an address of more than 4,096 bytes: %d", status)
	}
	status, head, _ := v.ask("PUT", "/agreement", "application/json")
	if status != http.StatusMethodNotAllowed || !strings.Contains(head, "Cache-Control: no-store") {
		t.Errorf("PUT: %d %s", status, head)
	}
}
