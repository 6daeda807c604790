// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"truce/internal/api/page"
	"truce/internal/api/web"
	"truce/internal/browser"
)

// gallery serves the pages of looks as a server of ours would, with every kind of block that there is.
type gallery struct {
	assets *web.Assets
	pages  *page.Renderer
	// many is what stands behind the source of a map with many incidents.
	many   []byte
	events chan string
	server *httptest.Server
	// queue, where it is set, are the rows of the live list.
	queue func() []page.Row
}

func (g *gallery) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", web.Policy)
	w.Header().Set("Permissions-Policy", web.PermissionsPolicy)
	name, shown := strings.CutPrefix(r.URL.Path, "/look/")
	switch {
	case strings.HasPrefix(r.URL.Path, web.Prefix):
		g.assets.ServeHTTP(w, r)
	case shown:
		g.page(w, r, name)
	case r.URL.Path == "/data/many":
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(g.many)
	case strings.HasPrefix(r.URL.Path, "/data/"):
		w.Header().Set("Content-Type", "application/geo+json")
		_, _ = w.Write(features(strings.TrimPrefix(r.URL.Path, "/data/")))
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

func (g *gallery) page(w http.ResponseWriter, r *http.Request, name string) {
	p, ok := looks()[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if g.queue != nil {
		for i, b := range p.Blocks {
			if l, ok := b.(page.List); ok && l.Live {
				l.Rows = g.queue()
				p.Blocks[i] = l
			}
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	var out bytes.Buffer
	var err error
	if id := r.URL.Query().Get("fragment"); id != "" {
		_, err = g.pages.WriteList(&out, p, id)
	} else {
		err = g.pages.Write(&out, g.frame(name), p)
	}
	if err != nil {
		panic(err)
	}
	_, _ = w.Write(out.Bytes())
}

func (g *gallery) frame(name string) page.Frame {
	f := page.Frame{
		Realm: "mission", Site: "Paris exercise", Demo: true, Role: "duty officer", Signed: true, Accounts: true, Record: true, Path: "/look/" + name, Now: "2026-02-03 06:41 (04:41 UTC)", At: "2026-02-03T04:41:00Z", Zone: "Europe/Kyiv",
		Roles: []page.Option{{Value: "duty officer", Text: "duty officer"}, {Value: "liaison of Party Amber", Text: "liaison of Party Amber"}},
		Style: g.assets.Address("truce.css"), Script: []string{g.assets.Address("truce.js")}, Live: "/events", Other: "/look/undertakings",
	}
	for _, s := range []string{"Watch", "Map", "Queue", "Incidents", "Finding", "Cases", "Notices", "Agreement", "Territory", "Coverage", "Sources", "Daily report", "Record", "Report", "Help"} {
		f.Nav = append(f.Nav, page.Section{Name: s, To: "/look/" + strings.ToLower(s), Here: strings.ToLower(s) == name})
	}
	if name == "undertakings" {
		f.Realm, f.Role, f.Demo, f.Roles, f.Message = "coalition", "chancellery", false, nil, "Your position is on record as entry 412."
		f.Nav = []page.Section{{Name: "Undertakings", To: "/look/undertakings", Here: true}, {Name: "Force", To: "#"}, {Name: "Meetings", To: "#"}, {Name: "Readiness", To: "#"}}
	}
	return f
}

func serve(t *testing.T, g *gallery) string {
	t.Helper()
	pages, err := page.NewRenderer()
	if err != nil {
		t.Fatal(err)
	}
	g.assets, g.pages, g.events = assets(t), pages, make(chan string)
	s := httptest.NewServer(g)
	g.server = s
	t.Cleanup(s.Close)
	t.Cleanup(s.CloseClientConnections)
	return s.URL
}

// TestLook looks at every kind of block. TRUCE_LOOK names a folder for the pictures:
//
//	TRUCE_BROWSER=1 TRUCE_LOOK=pictures go test -run TestLook ./internal/api/web
func TestLookIsReadableByEverybodyAtBothWidthsInBothSchemes(t *testing.T) {
	b := browser.Start(t)
	home := serve(t, &gallery{})
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []browser.Reader{browser.Desk(), browser.Desk().InTheDark(), browser.Phone(), browser.Phone().InTheDark()} {
		for _, name := range slices.Sorted(maps.Keys(looks())) {
			if name == "many" {
				continue
			}
			t.Run(name+" "+r.Name(), func(t *testing.T) {
				tab := b.Open(t, r, home)
				tab.Visit("/look/" + name)
				tab.Until(`document.fonts.status === "loaded" && document.documentElement.dataset.script === "on"`)
				tab.Until(`[...document.querySelectorAll("figure.map")].every((f) => f.dataset.state === "idle")`)
				tab.Until(`[...document.querySelectorAll("[data-sector]")].every((f) => f.dataset.state === "drawn")`)
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
