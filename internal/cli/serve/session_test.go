// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"html"
	"net/url"
	"strings"
	"testing"

	"truce/internal/people"
)

func TestASessionEndsWithThePasskeysOfItsAccount(t *testing.T) {
	for realm, h := range halls(t) {
		operator := h.operator()
		lost := operator.invited("desk-1", "liaison", "Italy")
		acts := func(act string) string {
			_, text := operator.post("/people/change", url.Values{"name": {"desk-1"}, "act": {act}})
			return text
		}
		out := func(g guest, when string) {
			t.Helper()
			if _, text := g.get("/account"); !strings.Contains(text, "You are not signed in") {
				t.Errorf("%s: a session goes on %s", realm, when)
			}
		}
		acts("disable")
		acts("enable") // nobody asked anything meanwhile
		out(lost, "after its account was disabled and opened again")

		lost.does("/sign-in", "/sign-in", url.Values{})
		if _, text := lost.get("/account"); !strings.Contains(text, "You are desk-1") {
			t.Errorf("%s: who comes in again is not in", realm)
		}
	}
}

func TestWhoeverHasALostPhoneIsOutOnceItsPersonIsLetInAgain(t *testing.T) {
	for realm, h := range halls(t) {
		operator := h.operator()
		lost := operator.invited("desk-1", "liaison", "Italy")
		_, text := operator.post("/people/change", url.Values{"name": {"desk-1"}, "act": {"let-in"}})
		_, rest, _ := strings.Cut(html.UnescapeString(text), people.Welcome(""))
		again := h.guest("another phone").with(rest[:strings.IndexAny(rest, ".<\" \n")])
		if status, text := lost.get("/account"); status != 200 || !strings.Contains(text, "You are not signed in") {
			t.Errorf("%s: the session of a phone that was lost goes on", realm)
		}
		thief := guest{h, lost.http, h.guest("of a thief").device}
		if _, text := thief.does("/account", "/account", url.Values{"label": {"of a thief"}}); strings.Contains(text, "of a thief") {
			t.Errorf("%s: it makes another passkey", realm)
		}

		// Whoever shuts a passkey stays in, and every other session ends.
		beside := guest{h, h.guest("beside").http, again.device}
		beside.does("/sign-in", "/sign-in", url.Values{})
		second := guest{h, again.http, h.guest("a stick").device}
		second.does("/account", "/account", url.Values{"label": {"stick"}})
		_, text = again.get("/account")
		_, rest, _ = strings.Cut(text, `name="passkey" value="`)
		id, _, _ := strings.Cut(rest, `"`)
		if _, text := again.post("/account/shut", url.Values{"passkey": {id}}); !strings.Contains(text, "The passkey is shut") || !strings.Contains(text, "You are desk-1") {
			t.Errorf("%s: who shut a passkey is out: %.1500s", realm, text)
		}
		if _, text := beside.get("/account"); !strings.Contains(text, "You are not signed in") {
			t.Errorf("%s: another session goes on after a passkey was shut", realm)
		}
	}
}
