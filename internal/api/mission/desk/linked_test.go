// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"truce/canon"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api/mission/desk"
)

// A join and the split after it stay on the pages of both incidents, with who decided and why; outside of the mission nobody reads them.
func TestWhoJoinedAndSplitAccountsStaysOnTheirPages(t *testing.T) {
	r := open(t, week)
	var first, second canon.IncidentID
	var a, b canon.ObservationID
	concerned := 0
	r.state(func(s *engine.State) {
		list := s.Incidents()
		first, second = list[0].ID, list[1].ID
		a, b = list[0].Members[0].ID, list[1].Members[0].ID
		concerned = len(list[0].Members) + len(list[1].Members)
	})
	analyst := r.as(access.Analyst)
	decide := func(on canon.IncidentID, do, reason string) string {
		t.Helper()
		w := analyst.send(desk.IncidentPath(on), url.Values{"do": {do}, "a": {a.String()}, "b": {b.String()}, "reason": {reason}, "as": {"analyst north"}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", do, w.Code, w.Body)
		}
		to, _, _ := strings.Cut(w.Header().Get("Location"), "#")
		return to
	}
	at := decide(first, "join", "one crater was found for both")
	text := analyst.must(at)
	for _, words := range []string{"one crater was found for both", "analyst north", "of one event", "together", "accounts concerned", "now stand in"} {
		if !strings.Contains(text, words) {
			t.Errorf("%d accounts joined: the page does not say %q", concerned, words)
		}
	}
	var held canon.IncidentID
	r.state(func(s *engine.State) {
		if s.Holding(a) != s.Holding(b) {
			t.Error("the two accounts are not in one incident")
		}
		held = s.Holding(a).ID
	})
	gone := first // the incident that was joined into the other has no page of its own any more, and its address leads on
	if held == first {
		gone = second
	}
	text = analyst.must(desk.IncidentPath(gone))
	for _, words := range []string{"is part of " + held.Short(), desk.IncidentPath(held), "one crater was found for both", "analyst north", gone.String()} {
		if !strings.Contains(text, words) {
			t.Errorf("the old address does not say %q: %.3000s", words, text)
		}
	}
	never := desk.IncidentPath(canon.NewIncidentID(canon.SumBytes("truce/incident/1", []byte("never"))))
	if status, _ := analyst.get(never); status != http.StatusNotFound {
		t.Errorf("an incident that never was: %d", status)
	}
	for _, role := range []access.Role{access.Monitor, access.Commissioner, access.Liaison, access.Chancellery, access.Public, access.Operator} {
		for _, form := range []string{"", "?format=csv&fragment=linked", "?format=json&fragment=linked", "?fragment=linked"} {
			was, text := r.as(role).get(desk.IncidentPath(gone) + form)
			none, other := r.as(role).get(never + form)
			if was != http.StatusNotFound || none != was || strings.ReplaceAll(text, desk.IncidentPath(gone), never) != other {
				t.Errorf("a %s learns that %s was: %d, %d", role, gone.Short(), was, none)
			}
		}
	}
	decide(held, "split", "the crater was of another day")
	r.state(func(s *engine.State) { first, second = s.Holding(a).ID, s.Holding(b).ID })
	if first == second {
		t.Fatal("the two accounts are still in one incident")
	}
	for _, id := range []canon.IncidentID{first, second} {
		text := analyst.must(desk.IncidentPath(id))
		for _, words := range []string{"one crater was found for both", "the crater was of another day", "not of one event", "apart"} {
			if !strings.Contains(text, words) {
				t.Errorf("the page of %s does not say %q", id.Short(), words)
			}
		}
		if file := analyst.must(desk.IncidentPath(id) + "?list=linked&format=json"); !strings.Contains(file, "the crater was of another day") {
			t.Errorf("the file lacks the reason: %s", file)
		}
		if status, _ := r.as(access.Monitor).get(desk.IncidentPath(id)); status != http.StatusNotFound {
			t.Errorf("a monitor gets %d", status)
		}
	}
}
