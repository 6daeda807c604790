// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"truce/internal/api/web"
	"truce/internal/browser"
)

// The pages of testdata/look are what the stylesheet and the modules are looked at with: each kind of block once, in plain
// HTML as the server writes it. TRUCE_LOOK names a folder for the pictures:
//
//	TRUCE_BROWSER=1 TRUCE_LOOK=pictures go test -run TestLook ./internal/api/web

// looks are the pages, with what their templates are handed.
func looks() map[string]look {
	return map[string]look{
		"watch": {Title: "Watch"}, "queue": {Title: "Queue", Rows: rows()}, "map": {Title: "Map", Select: "i7"}, "report": {Title: "File a report", Filled: true},
		"undertakings": {Title: "Undertakings", Realm: "coalition"},
		"finding": {
			Title:    "Finding 12",
			Statuses: []string{"recorded", "assessed", "notified", "replied", "determined", "under appeal", "final", "withdrawn"},
			Verdicts: []string{"violation", "no violation", "exempt", "undetermined"},
			Marks:    []string{"contested", "late", "dark", "unreviewed", "reported", "new", "internal", "exercise"},
		},
	}
}

type look struct {
	Title, Realm, Select      string
	Rows                      []row
	Pages                     []link
	Statuses, Verdicts, Marks []string
	Points, Filled            bool
	Body                      template.HTML
}

type link struct {
	Name, Title string
	N           int
	Late, Here  bool
}

type row struct {
	ID, What, At, When, Where, Sev, Verdict, Status, Mark, Who string
	N                                                          int
	New                                                        bool
}

func rows() []row {
	what := []string{"Shelling, artillery", "Fire at a substation", "Bursts, small arms", "Drone overhead", "Explosions heard", "Troops in the buffer"}
	where := []string{"within 400 m, near marker 3", "sector 210°–240°, 2–4 km", "Огороднє, село", "on the line, north of marker 2"}
	verdicts := []string{"violation", "undetermined", "violation", "exempt", "no violation", "undetermined"}
	var out []row
	for i := range 12 {
		out = append(out, row{
			ID: fmt.Sprintf("inc-%04d", 417-i), What: what[i%len(what)], At: "2026-02-03T04:02:00Z", When: fmt.Sprintf("3 Feb, 0%d:%02d", 6-i/3, 41-3*i%40),
			Where: where[i%len(where)], Sev: fmt.Sprintf("S%d", 4-i/3), Verdict: verdicts[i%len(verdicts)], Status: []string{"assessed", "notified", "recorded"}[i%3],
			N: 1 + i*7%5, New: i < 2, Mark: []string{"unreviewed", "", "contested", ""}[i%4], Who: []string{"", "Analyst Fir", ""}[i%3],
		})
	}
	return out
}

// gallery serves the pages as a server of ours would.
type gallery struct {
	assets *web.Assets
	points []byte
	events chan string
	part   func() string
}

func (g *gallery) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", web.Policy)
	w.Header().Set("Permissions-Policy", web.PermissionsPolicy)
	name, page := strings.CutPrefix(r.URL.Path, "/look/")
	switch {
	case strings.HasPrefix(r.URL.Path, web.Prefix):
		g.assets.ServeHTTP(w, r)
	case page:
		g.page(w, name)
	case r.URL.Path == "/data/map.geojson":
		w.Header().Set("Content-Type", "application/geo+json")
		_, _ = w.Write(features())
	case r.URL.Path == "/data/points":
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(g.points)
	case r.URL.Path == "/part/new" && g.part != nil && r.Header.Get("Truce-Part") == "1":
		fmt.Fprint(w, g.part())
	case r.URL.Path == "/events":
		g.stream(w, r)
	case r.URL.Path == "/favicon.ico":
		w.WriteHeader(http.StatusNoContent)
	default:
		http.NotFound(w, r)
	}
}

func (g *gallery) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, ": open\n\n")
	w.(http.Flusher).Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case data := <-g.events:
			fmt.Fprintf(w, "event: change\ndata: %s\n\n", data)
			w.(http.Flusher).Flush()
		}
	}
}

func (g *gallery) page(w http.ResponseWriter, name string) {
	page, points := strings.CutSuffix(name, "-many")
	v, ok := looks()[page]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if v.Realm == "" {
		v.Realm = "mission"
	}
	v.Points = points
	for _, each := range []link{
		{Name: "watch", Title: "Watch", N: 2, Late: true},
		{Name: "map", Title: "Map"},
		{Name: "queue", Title: "Queue", N: 23},
		{Name: "finding", Title: "Findings"},
		{Name: "cases", Title: "Cases", N: 4},
		{Name: "agreement", Title: "Agreement"},
		{Name: "territory", Title: "Territory"},
		{Name: "notices", Title: "Notices"},
		{Name: "record", Title: "Record"},
		{Name: "sources", Title: "Sources"},
		{Name: "coverage", Title: "Coverage"},
		{Name: "report", Title: "File a report"},
	} {
		each.Here = each.Name == page
		v.Pages = append(v.Pages, each)
	}
	t := template.Must(template.New("").Funcs(template.FuncMap{"asset": g.assets.Address}).ParseFiles("testdata/look/frame.html", "testdata/look/"+page+".html"))
	var body, whole bytes.Buffer
	if err := t.ExecuteTemplate(&body, page+".html", v); err != nil {
		panic(err)
	}
	v.Body = template.HTML(body.String())
	if err := t.ExecuteTemplate(&whole, "frame", v); err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(whole.Bytes())
}

func serve(t *testing.T, g *gallery) string {
	t.Helper()
	g.assets, g.events = assets(t), make(chan string)
	s := httptest.NewServer(g)
	t.Cleanup(s.Close)
	t.Cleanup(s.CloseClientConnections)
	return s.URL
}

func TestLookIsReadableByEverybodyAtBothWidthsInBothSchemes(t *testing.T) {
	b := browser.Start(t)
	home := serve(t, &gallery{})
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for name := range looks() {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, r := range []browser.Reader{browser.Desk(), browser.Desk().InTheDark(), browser.Phone(), browser.Phone().InTheDark()} {
		for _, name := range names {
			t.Run(name+" "+r.Name(), func(t *testing.T) {
				tab := b.Open(t, r, home)
				tab.Visit("/look/" + name)
				tab.Until(`document.fonts.status === "loaded" && document.documentElement.dataset.script === "on"`)
				if name == "map" {
					tab.Until(`document.querySelector("figure.map").dataset.state === "idle"`)
				}
				if name == "report" {
					tab.Until(`document.querySelector("[data-sector]").dataset.state === "drawn"`)
					tab.Until(`document.querySelector("figure.sector canvas")`)
				}
				keep(t, name+"-"+r.Name(), tab)
				if wide := browser.Eval[int](tab, "document.documentElement.scrollWidth"); int64(wide) > r.Width {
					t.Errorf("the page is %d pixels wide, want at most %d", wide, r.Width)
				}
				for _, v := range tab.Axe(string(axe)) {
					t.Error(v)
				}
				for _, fault := range tab.Faults() {
					t.Error(fault)
				}
			})
		}
	}
}

// keep writes a picture of the whole page where somebody asked for them.
func keep(t *testing.T, name string, tab *browser.Tab) {
	folder := os.Getenv("TRUCE_LOOK")
	if folder == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), tab.Whole(), 0o644); err != nil {
		t.Fatal(err)
	}
}
