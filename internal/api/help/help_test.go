// SPDX-License-Identifier: Apache-2.0

package help_test

import (
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"truce/internal/api"
	"truce/internal/api/help"
	"truce/internal/api/page"
)

// shown is the HTML of the guide of a role.
func shown(t *testing.T, routes []api.Route, role string) string {
	t.Helper()
	i := slices.IndexFunc(routes, func(r api.Route) bool { return r.Pattern == "/help/{role}" })
	request := httptest.NewRequest("GET", "/help/"+role, nil)
	request.SetPathValue("role", role)
	p, err := routes[i].Page(&api.Ask{Request: request})
	if err != nil {
		t.Fatalf("%s: %v", role, err)
	}
	if p.Title == "" {
		t.Errorf("%s has no title", role)
	}
	for _, b := range p.Blocks {
		if g, ok := b.(page.Guide); ok {
			return string(g.HTML)
		}
	}
	t.Fatalf("%s shows no guide", role)
	return ""
}

func picture(t *testing.T, routes []api.Route, name string) bool {
	t.Helper()
	i := slices.IndexFunc(routes, func(r api.Route) bool { return r.Pattern == "/help/img/{name}" })
	request := httptest.NewRequest("GET", "/help/img/"+name, nil)
	request.SetPathValue("name", name)
	return routes[i].Raw(&api.Ask{Request: request}, httptest.NewRecorder()) == nil
}

func TestEveryGuideIsAPageWhoseLinksAndPicturesAreThere(t *testing.T) {
	leads := regexp.MustCompile(`(href|src)="([^"]*)"`)
	for _, realm := range []struct {
		guides []help.Guide
	}{{help.Mission()}, {help.Coalition()}} {
		routes := help.Routes(realm.guides)
		for _, g := range realm.guides {
			html := shown(t, routes, g.Name)
			if strings.Contains(html, "<h1") || strings.Contains(html, "<script") || strings.Contains(html, "raw HTML omitted") {
				t.Errorf("%s has a heading or a tag that a page of ours has not", g.Name)
			}
			for _, m := range leads.FindAllStringSubmatch(html, -1) {
				to := m[2]
				name, isPicture := strings.CutPrefix(to, "/help/img/")
				switch {
				case isPicture:
					if !picture(t, routes, name) {
						t.Errorf("%s: the picture %s is not there", g.Name, to)
					}
				case m[1] == "src":
					t.Errorf("%s: a picture from %s", g.Name, to)
				case strings.HasPrefix(to, "/help/"):
					shown(t, routes, strings.TrimPrefix(strings.SplitN(to, "#", 2)[0], "/help/"))
				case !strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "#"):
					t.Errorf("%s leads to %s", g.Name, to)
				}
			}
		}
	}
}

func TestEveryProblemLeadsToWhatItMeans(t *testing.T) {
	routes := help.Routes(help.Mission())
	i := slices.IndexFunc(routes, func(r api.Route) bool { return r.Pattern == "/help/problems" })
	p, err := routes[i].Page(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range api.Problems() {
		if !slices.ContainsFunc(p.Blocks, func(b page.Block) bool {
			x, ok := b.(page.Prose)
			return ok && k.Type == "/help/problems#"+x.ID && len(x.Paragraphs) == 2 && x.Paragraphs[1] != ""
		}) {
			t.Errorf("%s has no section", k.Type)
		}
	}
}

func TestWhatIsNoGuideIsNotThere(t *testing.T) {
	routes := help.Routes(help.Mission())
	for _, name := range []string{"chancellery", "../problem", "guide.go", ""} {
		request := httptest.NewRequest("GET", "/help/x", nil)
		request.SetPathValue("role", name)
		for _, r := range routes {
			if r.Pattern != "/help/{role}" {
				continue
			}
			if _, err := r.Page(&api.Ask{Request: request}); err == nil {
				t.Errorf("%q is a guide of the mission", name)
			}
		}
		if picture(t, routes, name) {
			t.Errorf("%q is a picture", name)
		}
	}
}
