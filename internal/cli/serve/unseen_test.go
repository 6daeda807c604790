// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"truce/app"
)

// sent is a form that a page shows, with the values that it stands at, and the names of the fields that a person fills.
type sent struct {
	action string
	values url.Values
	fields []string
}

var (
	ofForm  = regexp.MustCompile(`(?s)<form class="act" method="post" action="([^"]*)"(.*?)</form>`)
	one     = regexp.MustCompile(`/([0-9-]+|[a-z2-7]{32})\b`) // of many of a kind
	ofField = regexp.MustCompile(`<(input|textarea|select)([^>]*)>([^<]*)`)
)

// formsOf are the forms of a page that enter something.
func formsOf(text string) (out []sent) {
	for _, f := range ofForm.FindAllStringSubmatch(text, -1) {
		s := sent{action: html.UnescapeString(f[1]), values: url.Values{}}
		for _, in := range ofField.FindAllStringSubmatch(f[2], -1) {
			name := attribute(in[2], "name")
			if name == "" {
				continue
			}
			s.values.Set(name, attribute(in[2], "value"))
			if kind := attribute(in[2], "type"); kind != "hidden" && kind != "checkbox" {
				s.fields = append(s.fields, name)
			}
		}
		out = append(out, s)
	}
	return out
}

// crawl is every page that a person finds from the start page, most of each kind and query, as text by its address.
func (g guest) crawl(most int) map[string]string {
	g.t.Helper()
	pages, of, list := map[string]string{}, map[string]int{}, []string{"/"}
	links := regexp.MustCompile(`href="(/[^"#]*)`)
	for len(list) > 0 {
		at := list[0]
		list = list[1:]
		path, query, _ := strings.Cut(at, "?")
		what, _, _ := strings.Cut(query, "&")
		parts := strings.Split(path, "/")
		kind := parts[1] + "/" + parts[len(parts)-1] + "?" + what
		if strings.Trim(parts[len(parts)-1], "0123456789") == "" || len(parts) == 3 {
			kind = parts[1] + "/" // one of many
		}
		if _, seen := pages[at]; seen || of[kind] == most || isNoPage(path) || strings.Contains(query, "format=") {
			continue
		}
		of[kind]++
		status, text := g.get(at)
		if status != 200 {
			continue
		}
		pages[at] = text
		for _, to := range links.FindAllStringSubmatch(text, -1) {
			list = append(list, html.UnescapeString(to[1]))
		}
	}
	return pages
}

// Whatever form a page shows to whom, a text that reads otherwise than it stands is refused at its field and nothing of it is on record.
func TestNoFieldOfAnyFormTakesASignThatTurnsTheOrderOfLetters(t *testing.T) {
	roles := []string{"duty officer", "analyst", "monitor", "commissioner guarantor-jade", "liaison of Party Cobalt"}
	people, desk := shown(t, roles...)
	if status, text := people[0].post("/watch/duty", url.Values{}); status != 200 {
		t.Fatalf("come on duty: %d %.500s", status, text)
	}
	entries := func() (n int64) {
		desk.Room.Read(func(r *app.Record) error { n = r.State().Seq(); return nil })
		return n
	}
	tried := map[string]bool{}
	for i, g := range people {
		for _, text := range g.crawl(2) {
			for _, f := range formsOf(text) {
				for _, name := range f.fields {
					key := roles[i] + " " + one.ReplaceAllString(f.action, "/*") + " " + name
					if strings.HasPrefix(f.action, "/demo") || tried[key] {
						continue
					}
					tried[key] = true
					values, before := url.Values{}, entries()
					for k, v := range f.values {
						values[k] = v
					}
					values.Set(name, "it was \u202ethe others")
					status, text := g.post(f.action, values)
					if status != 422 || !strings.Contains(html.UnescapeString(text), "a sign that nobody sees, U+202E") || strings.Contains(text, "\u202e") || entries() != before {
						t.Errorf("%s: %d, %d entries more", key, status, entries()-before)
					}
				}
			}
		}
	}
	for _, want := range []string{
		"duty officer /watch/call asked", "duty officer /watch/call said", "duty officer /notices/give what", "monitor /report words", "monitor /report origin_place",
		"commissioner guarantor-jade /cases/paris-exercise@1/*/move text", "liaison of Party Cobalt /complain says",
	} {
		if !tried[want] {
			t.Errorf("%s was not tried", want)
		}
	}
	if len(tried) < 150 {
		t.Errorf("only %d fields were tried", len(tried))
	}
}
