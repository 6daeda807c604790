// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"truce/internal/browser"
	"truce/internal/people"
)

// sits opens a browser in which a guest's session goes on.
func (g guest) sits(b *browser.Browser, r browser.Reader) *person {
	g.t.Helper()
	p := &person{b.Open(g.t, r, g.home), g.t, g.home}
	p.Visit("/help")
	u, err := url.Parse(g.home)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, c := range g.http.Jar.Cookies(u) {
		browser.Eval[any](p.Tab, `document.cookie = "`+c.Name+"="+c.Value+`; path=/"; 0`)
	}
	return p
}

// What people meet who set a server up, come in and keep accounts is looked at as the other pages are, in both realms.
func TestBrowserThePagesOfAccountsAreReadable(t *testing.T) {
	b := browser.Start(t)
	axe, err := os.ReadFile(filepath.Join("..", "..", "api", "web", "testdata", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	for realm, h := range halls(t) {
		setup, err := h.Accounts.Setup(t.Context(), h.Desk.Doors.Now())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []browser.Reader{browser.Desk(), browser.Phone().InTheDark()} {
			p := &person{b.Open(t, r, h.home), t, h.home}
			for _, at := range []string{"/", people.Welcome(setup), "/sign-in", "/account"} {
				p.Visit(at)
				p.look(at, r, string(axe))
			}
		}
		operator := h.operator()
		seats := map[string]guest{"operator": operator, "desk": operator.invited("desk-1", "liaison", "Italy")}
		operator.invites("desk-2", "chancellery", "France")
		for who, pages := range map[string][]string{
			"operator": {"/", "/people", "/people/account?name=desk-1", "/account", "/reads", "/record"},
			"desk":     {"/", "/account", "/record"},
		} {
			for _, r := range []browser.Reader{browser.Desk(), browser.Phone(), browser.Phone().InTheDark()} {
				p := seats[who].sits(b, r)
				for _, at := range pages {
					p.Visit(at)
					p.look(at, r, string(axe))
				}
			}
		}
		// The operator changes and ends an account in the browser, with script off too.
		for i, r := range []browser.Reader{browser.Desk(), browser.Desk().WithoutScript()} {
			name := []string{"desk-1", "desk-3"}[i]
			if i > 0 {
				operator.invited(name, "liaison", "Italy")
			}
			p := operator.sits(b, browser.Desk())
			if r.NoScript {
				p.Tab.WithoutScript()
			}
			p.Visit("/people")
			p.Send("main a[href='/people/account?name=" + name + "']")
			p.fills("", "account", map[string]string{"until": "2999-12-31", "member": "France"}, name+" is changed.")
			p.says("2999-12-31")
			p.Click("#end [name=sure]")
			p.Send("#end p.send button")
			p.says(name + " has ended")
			p.says("ended it for good")
			p.clean()
		}
		t.Log(realm)
	}
}
