// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"truce/internal/browser"
)

// walk is every page that somebody finds: what the navigation of a role and the pages behind it lead to, to the number given of
// each kind.
func (p *person) walk(most int) []string {
	p.t.Helper()
	seen, of := map[string]bool{"/": true}, map[string]int{}
	list := []string{"/"}
	for i := 0; i < len(list); i++ {
		p.Visit(list[i])
		found := browser.Eval[[]string](p.Tab, `[...document.querySelectorAll("nav a[href], main a[href], footer a[href]")].filter((a) => a.origin === location.origin).map((a) => a.pathname)`)
		for _, to := range found {
			if seen[to] || isNoPage(to) || of[kindOf(to)] == most {
				continue
			}
			seen[to] = true
			of[kindOf(to)]++
			list = append(list, to)
		}
	}
	slices.Sort(list)
	return list
}

// isNoPage reports whether an address answers with something else than a page of the server.
func isNoPage(path string) bool {
	return path == "/verify" || path == "/metrics" || strings.HasPrefix(path, "/health/") || strings.HasPrefix(path, "/public/release/") || path == "/record/bundle" || path == "/record/public.bundle" || path == "/record/checkpoint" || path == "/record/keys" || path == "/public/release.zip" || strings.HasSuffix(path, ".ics") || strings.HasPrefix(path, "/api/") ||
		strings.HasPrefix(path, "/help/img/") || strings.HasPrefix(path, "/features") || strings.Contains(path, "/calendar") || slices.Contains([]string{".pdf", ".csv", ".geojson", ".atom", ".html", ".json", ".txt", ".xml"}, filepath.Ext(path))
}

// kindOf is the first part of an address: pages of one kind look alike.
func kindOf(path string) string {
	first, _, found := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if found {
		return first + "/"
	}
	return path
}

// roles are those whose pages are looked at, with the realm of each.
func (s *stage) roles() map[string]string {
	return map[string]string{
		"duty officer": s.mission, "analyst": s.mission, "monitor": s.mission, "commissioner guarantor-jade": s.mission, "liaison of Party Cobalt": s.mission,
		"operator": s.mission, "public": s.mission, "chancellery of Italy": s.coalition,
	}
}

// TestBrowserEveryPageOfEveryRoleIsReadable looks at each page at both widths, in both schemes and with script off. Where TRUCE_LOOK
// names a folder, it keeps the pictures.
func TestBrowserEveryPageOfEveryRoleIsReadable(t *testing.T) {
	s := play(t)
	axe, err := os.ReadFile(filepath.Join("..", "..", "api", "web", "testdata", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	looked := map[string]bool{} // a page of one role looks for another as it does for the first, unless its text differs
	for role, home := range s.roles() {
		pages := s.seat(t, browser.Desk(), home, role).walk(2)
		t.Logf("%s: %d pages: %s", role, len(pages), strings.Join(pages, " "))
		for _, r := range []browser.Reader{browser.Desk(), browser.Desk().InTheDark(), browser.Phone(), browser.Phone().InTheDark()} {
			t.Run(role+" "+r.Name(), func(t *testing.T) {
				p := s.seat(t, r, home, role)
				for _, at := range pages {
					p.Visit(at)
					p.settles()
					key := r.Name() + p.text("main")
					if looked[key] {
						continue
					}
					looked[key] = true
					p.look(at, r, string(axe))
				}
			})
		}
		t.Run(role+" without script", func(t *testing.T) { s.seat(t, browser.Desk().WithoutScript(), home, role).readsWithoutScript(pages) })
	}
}

// The forms of a decision stand below pages of which only the first of a kind is looked at above.
func TestBrowserTheFormsOfADecisionAreReadable(t *testing.T) {
	s := play(t)
	axe, err := os.ReadFile(filepath.Join("..", "..", "api", "web", "testdata", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	const at = "/cases/paris-exercise@1/6"
	for role, pages := range map[string][]string{
		"commissioner guarantor-jade": {at + "/move", at + "/move?of=determination&body=special-commission", at + "/move?of=remedy&body=special-commission", at + "/move?of=appeal&body=special-commission", at + "/recuse", at + "/admit"},
		"duty officer": {
			"/public/propose?made=yes&exercise=yes&delay=96+h", "/watch/owed", "/cases/paris-exercise@1/7/watch/step?of=step:notice", "/cases/paris-exercise@1/7/watch/step", "/cases/paris-exercise@1/5/watch/verify",
			"/cases/paris-exercise@1/5/watch/correct", "/cases/paris-exercise@1/2/watch/answer", "/cases/paris-exercise@1/2/watch/pause",
		},
		"liaison of Party Cobalt": {"/cases/paris-exercise@1/2/answer", "/cases/paris-exercise@1/2/appeal", "/cases/paris-exercise@1/2/step"},
	} {
		for _, r := range []browser.Reader{browser.Desk(), browser.Phone().InTheDark()} {
			p := s.seat(t, r, s.mission, role)
			for _, page := range pages {
				p.Visit(page)
				p.look(page, r, string(axe))
			}
		}
	}
}

// settles waits until what the page draws by script is drawn.
func (p *person) settles() {
	p.t.Helper()
	p.Until(`document.fonts.status === "loaded" && document.documentElement.dataset.script === "on"`)
	p.Until(`[...document.querySelectorAll("figure.map")].every((f) => f.dataset.state === "idle")`)
	p.Until(`[...document.querySelectorAll("[data-sector]")].every((f) => f.dataset.state === "drawn")`)
}

func (p *person) look(at string, r browser.Reader, axe string) {
	p.t.Helper()
	if folder := os.Getenv("TRUCE_LOOK"); folder != "" {
		name := strings.Trim(strings.NewReplacer("/", "_", "?", "_").Replace(at), "_")
		if err := os.WriteFile(filepath.Join(folder, browser.Eval[string](p.Tab, "document.documentElement.dataset.realm")+"-"+strings.ReplaceAll(p.text("header .who")[:8], " ", "-")+"-"+name+"-"+r.Name()+".png"), p.Whole(), 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
	if wide := browser.Eval[int64](p.Tab, "document.documentElement.scrollWidth"); wide > r.Width {
		p.t.Errorf("%s is %d pixels wide, want at most %d", at, wide, r.Width)
	}
	if p.text("main h1") == "Not found" {
		p.t.Errorf("a page leads to %s, which is not there for this role", at)
	}
	for _, v := range p.Axe(axe) {
		p.t.Errorf("%s: %s", at, v)
	}
	for _, fault := range p.Faults() {
		p.t.Errorf("%s: %s", at, fault)
	}
}

// readsWithoutScript wants every page to have its heading and to say something, and a form of it to be one that sends.
func (p *person) readsWithoutScript(pages []string) {
	p.t.Helper()
	for _, at := range pages {
		p.Visit(at)
		if p.text("main h1") == "" || len(p.text("main")) < 60 {
			p.t.Errorf("%s says without script only: %s", at, p.text("main"))
		}
		dead := browser.Eval[int](p.Tab, `[...document.querySelectorAll("main form:not([data-sign])")].filter((f) => !f.getAttribute("action") || !f.querySelector("button")).length`)
		if dead > 0 {
			p.t.Errorf("%s has %d forms that cannot be sent without script", at, dead)
		}
	}
	for _, fault := range p.Faults() {
		p.t.Error(fault)
	}
}

// The forms of a day send with script off as they do with it.
func TestBrowserFormsSendWithoutScript(t *testing.T) {
	s := play(t)
	off := browser.Desk().WithoutScript()
	p := s.seat(t, off, s.mission, "duty officer")
	p.Visit("/watch")
	p.Send("#duty button")
	p.says("You are on duty.")
	p.fills("/watch/call", "call", map[string]string{"to": "liaison officer north", "asked": "who fired"}, "call-1 is entered.")
	p.fills("/watch/call", "call", map[string]string{"to": "liaison officer north", "asked": "who fired", "reached": "no-answer", "follows": "call-7"}, "call-7")
	if faults := p.Faults(); len(faults) != 1 || !strings.Contains(faults[0], "422") {
		t.Errorf("after a form that was refused: %q, want the 422 alone", faults)
	}
	p.fills("/patrols", "request", map[string]string{"what": "look at the crater", "source": "patrol-7", "place": "marker 3"}, "is requested.")
	p.fills("/cases/paris-exercise@1/7/watch/step?of=step:call", "step", map[string]string{"to-amber": "yes", "says": "asked who turned the patrol away"}, "still has to reach Party Cobalt")
	p.fills("/cases/paris-exercise@1/7/watch/verify", "verify", map[string]string{"site": "the barrier", "state": "visited", "done-step:verify": "yes"}, "On record: the barrier, visited")
	p.fills("/cases/paris-exercise@1/7/watch/correct", "correct", map[string]string{"cause": "the hour was misread", "extent": "one notice"}, "The correction is on record")
	p.Visit("/queue")
	p.Send("main tbody form button")
	m := s.seat(t, off, s.mission, "monitor")
	m.fills("/report", "report", fileReport("a dull bang to the east"), "unreviewed")
	l := s.seat(t, off, s.mission, "liaison of Party Cobalt")
	l.fills("/complain", "complaint", map[string]string{"article": "1", "says": "two shells at the mill"}, "omplaint")
	l.fills("/cases/paris-exercise@1/2/answer", "answer", map[string]string{"met": "yes", "says": "by the command at 06:29"}, "The answer is on record")
	c := s.seat(t, off, s.mission, "commissioner guarantor-umber")
	c.votes("/motions/paris-exercise@1/2", "yes", "")
	c.fills("/cases/paris-exercise@1/6/move?of=determination&body=special-commission", "move", map[string]string{"outcome": "violation", "reasons": "two roots"}, "Sign what you move")
	c.fills("", "move", nil, "to determine: violation")
	c.fills("/cases/paris-exercise@1/6/recuse", "recuse", map[string]string{"reason": "a cousin serves there"}, "is recused.")
	y := s.seat(t, off, s.mission, "analyst")
	y.Visit("/incidents")
	y.Send("#incidents tbody a[href^='/incidents/']")
	y.Fill("#rate", map[string]string{"reliability": "D"})
	y.Send("#rate p.send button")
	y.says("The rating is on record")
	y.Visit("/findings")
	y.Send("#findings tbody a[href^='/findings/']")
	y.Send("main a[href*='/reading?']")
	y.fills("", "reading", map[string]string{"holds": "the second root is a copy"}, "Your second reading is on record")
	for _, x := range []*person{p, m, l, c, y} {
		x.clean()
	}
}
