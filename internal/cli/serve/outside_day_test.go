// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"bytes"
	"crypto/rand"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/app"
	coalition "truce/coalition/app"
	"truce/internal/browser"
	"truce/journal"
)

// fetches asks for an address as a link of the page would, and returns the media type and the text. The public's refusals are asked
// for so too: they are answers, and no fault of the browser.
func (p *person) fetches(address string) (kind, text string) {
	p.t.Helper()
	quoted, err := json.Marshal(address)
	if err != nil {
		p.t.Fatal(err)
	}
	got := browser.Eval[[]string](p.Tab, `fetch(`+string(quoted)+`).then(async (r) => [String(r.status) + " " + r.headers.get("content-type"), await r.text()])`)
	return got[0], got[1]
}

// exports takes every list of the page that is open as a CSV and wants each to have as many rows as the page shows.
func (p *person) exports(at string) {
	p.t.Helper()
	p.Visit(at)
	links := browser.Eval[[]string](p.Tab, `[...document.querySelectorAll(".files a")].filter((a) => a.textContent === "CSV").map((a) => a.href)`)
	if len(links) == 0 {
		p.t.Errorf("%s offers no CSV", at)
	}
	for _, link := range links {
		kind, text := p.fetches(link)
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(rows) < 2 || !strings.HasPrefix(kind, "200 text/csv") {
			p.t.Errorf("%s: %s, %d rows, %v", link, kind, len(rows), err)
		}
	}
}

func TestBrowserTheDayOfAChancellery(t *testing.T) {
	s := play(t)
	p := s.seat(t, guideWindow(), s.coalition, "chancellery of Italy")
	p.says("You read for Italy")
	p.Send("nav a[href='/undertakings']")
	for _, want := range []string{"On what condition", "a ceasefire has come into force", "Steps that are missing", "no troops on the ground"} {
		p.says(want)
	}
	if row := p.text("#owing"); !strings.Contains(row, "Italy") || !strings.Contains(row, "parliament") || !strings.Contains(row, "owed") {
		t.Errorf("what is open in ratification: %s", row)
	}
	p.Send("nav a[href='/force']")
	p.says("italy-parliament")
	p.says("its caveat no-ground-troops excludes the line")
	p.Send("main a[href='/force/land']")
	p.says("Days after the order")
	p.Send("nav a[href='/meetings']")
	if kind, text := p.fetches("/meetings/calendar.ics"); !strings.HasPrefix(kind, "200 text/calendar") || !strings.HasPrefix(text, "BEGIN:VCALENDAR") || strings.Count(text, "BEGIN:VEVENT") < 2 {
		t.Errorf("the calendar: %s %.300s", kind, text)
	}
	if at := browser.Eval[string](p.Tab, `document.querySelector("main a[href='/meetings/calendar.ics']").href`); at != s.coalition+"/meetings/calendar.ics" {
		t.Errorf("the calendar stands at %s", at)
	}
	p.Send("main a[href='/meetings/paris-summit']")
	p.says("Giorgia Meloni")
	p.Send("nav a[href='/readiness']")
	p.says("Counted, for peace-plan@2025-12-24")
	claims := p.text("[id^=claims]")
	for _, want := range []string{"90 percent", "18 of 20 are agreed", "could not tell"} {
		if !strings.Contains(claims, want) {
			t.Errorf("beside the claim does not stand %q: %.600s", want, claims)
		}
	}
	p.keepsQuiet("confirmed by the count")
	p.Send("nav a[href='/brief']")
	p.says("Brief for Italy")
	p.picture("brief")
	p.OnPaper(func() {
		shown := browser.Eval[[]string](p.Tab, `["body > nav", "form.roles", ".files"].filter((s) => [...document.querySelectorAll(s)].some((e) => e.checkVisibility()))`)
		if len(shown) > 0 {
			t.Errorf("on paper stands what is for the screen: %q", shown)
		}
	})
	if pdf := p.Printed(); !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) < 10_000 {
		t.Errorf("the brief prints as %d bytes", len(pdf))
	}
	for _, at := range []string{"/undertakings", "/force", "/meetings", "/readiness", "/brief", "/statements"} {
		p.exports(at)
	}
	p.Visit("/help/chancellery")
	p.clean()
}

// A chancellery reaches all of it by the keyboard, from page to page.
func TestBrowserAChancelleryReadsByTheKeyboardAlone(t *testing.T) {
	s := play(t)
	p := s.seat(t, guideWindow(), s.coalition, "chancellery of Italy")
	press := func(selector, says string) {
		t.Helper()
		p.tabTo(selector)
		if !browser.Eval[bool](p.Tab, `(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0; })()`) {
			t.Errorf("whoever comes to %s by the keyboard does not see where they are", selector)
		}
		p.Leave(func() { p.Keys(browser.Enter) })
		p.says(says)
	}
	press("main a[href='/brief']", "Brief for Italy")
	press("nav a[href='/undertakings']", "Steps that are missing")
	press("nav a[href='/force']", "Covered, by how firm the pledges are")
	press("nav a[href='/meetings']", "Action items of all meetings")
	press("main a[href='/meetings/paris-summit']", "Giorgia Meloni")
	press("nav a[href='/readiness']", "Public claims about it")
	press("nav a[href='/record']", "Keys on record")
	p.clean()
}

func TestBrowserTheDayOfThePublic(t *testing.T) {
	s := play(t)
	p := s.seat(t, browser.Phone(), s.mission, "public")
	p.Visit("/agreement")
	p.Send("main a[href^='/agreement/']")
	p.says("Article 1")
	p.picture("agreement-phone")
	p.Send("nav a[href='/public']")
	p.says("after the delay of the agreement")
	p.says("(assessed)")
	p.exports("/public")
	p.Visit("/record")
	p.says("Check it yourself")
	p.keepsQuiet("Root cause")
	folder := filepath.Join(t.TempDir(), "public-release")
	p.takes("/public/release/manifest.json", folder)
	p.Visit("/public/release/verify.html")
	p.Upload("#folder", folder)
	p.Until(`document.querySelector("#folder").files.length > 10`) // the browser goes through a folder on its own time
	p.Click("#form button")
	p.Until(`!document.querySelector("#result").hidden`)
	p.says("no policy says whom to trust") // everything else holds, and whom to believe is for the reader
	p.keepsQuiet("counts.csv was changed")
	p.keepsQuiet("No: something does not hold")
	hurt(t, filepath.Join(folder, "counts.csv"))
	p.Visit("/public/release/verify.html")
	p.Upload("#folder", folder)
	p.Until(`document.querySelector("#folder").files.length > 10`) // the browser goes through a folder on its own time
	p.Click("#form button")
	p.Until(`!document.querySelector("#result").hidden`)
	p.says("counts.csv was changed")
	p.clean()
	p.Visit("/")
	p.refusedAs("/nothing-of-that-name", "/watch", "/queue", "/incidents", "/findings", "/cases", "/notices", "/patrols", "/coverage", "/sources", "/daily", "/record/bundle", "/people", "/reads", "/events")
	c := s.seat(t, browser.Phone(), s.coalition, "public")
	c.says("an address that opens once")
	c.Send("nav a[href='/record']")
	c.says("hash alone")
	c.clean()
	c.refusedAs("/nothing-of-that-name", "/undertakings", "/force", "/meetings", "/meetings/calendar.ics", "/meetings/paris-summit", "/readiness", "/statements", "/brief", "/releases", "/record/bundle", "/events")
}

// hurt changes one byte of a file.
func hurt(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-2] ^= 1
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// takes saves a release into a folder, file by file, as its manifest lists them.
func (p *person) takes(manifest, folder string) {
	p.t.Helper()
	_, text := p.fetches(manifest)
	var m struct {
		Files []struct {
			Name string `json:"name"`
		} `json:"files"`
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil || len(m.Files) == 0 {
		p.t.Fatalf("the manifest lists %d files, %v: %.300s", len(m.Files), err, text)
	}
	browser.Eval[any](p.Tab, `window.proven = false; (async () => { while (!(window.proven = (await fetch("/public/release/proof.json")).ok)) await new Promise((next) => setTimeout(next, 200)); })(); 0`)
	p.Until("window.proven") // the server has signed by then that two people let it go
	p.Faults()
	names := []string{"manifest.json", "proof.json"}
	for _, f := range m.Files {
		names = append(names, f.Name)
	}
	for _, name := range names {
		kind, data := p.fetches("/public/release/" + name)
		if !strings.HasPrefix(kind, "200 ") {
			p.t.Fatalf("%s: %s", name, kind)
		}
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			p.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
}

// refusedAs wants each address to answer as one does that is not there at all, to the letter but for the address itself.
func (p *person) refusedAs(absent string, addresses ...string) {
	p.t.Helper()
	kind, text := p.fetches(absent)
	want := kind + plain(text, absent)
	if !strings.HasPrefix(want, "404 ") {
		p.t.Fatalf("%s answers %.200s", absent, want)
	}
	for _, at := range addresses {
		kind, text := p.fetches(at)
		if got := kind + plain(text, at); got != want {
			p.t.Errorf("%s does not answer as what is not there: %.300s", at, got)
		}
	}
	p.Faults() // the console says of each that it was not found
}

// plain is a page without what it repeats of the address alone, and the time: any address below a section is marked as within it.
func plain(text, address string) string {
	return header.ReplaceAllString(strings.NewReplacer(address, "", ` aria-current="page"`, "").Replace(text), "")
}

// The public of the coalition takes the bundle that it may have and checks it in its own browser.
func TestBrowserThePublicOfTheCoalitionChecksItsBundle(t *testing.T) {
	b := browser.Start(t)
	h, room := openCoalition(t)
	key, err := journal.GenerateKey(rand.Reader, "secretariat.example/2026", journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Appendf(nil, "log %s\nquorum none\n", key.Verifier())
	policy, err := journal.ParsePolicy(said)
	if err != nil {
		t.Fatal(err)
	}
	r, err := coalition.Open(t.Context(), h.journal, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (app.Signer{Key: key, Policy: policy}).Sign(t.Context(), r.Journal()); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := room.Change(func(r *coalition.Record) error { return r.Follow(t.Context()) }); err != nil {
		t.Fatal(err)
	}
	g := h.guest("public")
	status, packed := g.get("/record/public.bundle")
	if status != http.StatusOK || strings.Contains(packed, "Paris") || strings.Contains(packed, "Italy") {
		t.Fatalf("%d: the bundle for the public tells of the registers", status)
	}
	folder := t.TempDir()
	for name, data := range map[string][]byte{"truce.bundle": []byte(packed), "our.policy": said} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := &person{b.Open(t, browser.Desk(), h.home), t, h.home}
	p.Visit("/record")
	p.says("Last signed")
	p.Send("main a[href='/verify']")
	p.Upload("#bundle", filepath.Join(folder, "truce.bundle"))
	p.Upload("#policy", filepath.Join(folder, "our.policy"))
	p.Click("#form button")
	p.Until(`!document.querySelector("#result").hidden`)
	p.says("secretariat.example/2026")
	p.keepsQuiet("does not hold")
	p.clean()
}
