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

// A patrol that is requested from an incident's page is about it, says where it goes, and its page leads back.
func TestAPatrolIsRequestedAboutAnIncidentAndSaysWhere(t *testing.T) {
	r := open(t, week)
	var id canon.IncidentID
	r.state(func(s *engine.State) { id = s.Incidents()[0].ID })
	officer := r.as(access.DutyOfficer)
	text := officer.must(desk.IncidentPath(id))
	to := "/patrols?about=" + url.QueryEscape(id.String())
	if !strings.Contains(text, `href="`+to+`#request"`) || !strings.Contains(text, `href="/watch/call?about=`) {
		t.Fatal("the incident does not lead to a patrol and a call about it")
	}
	if text := officer.must(to); !strings.Contains(text, "It is about incident "+id.Short()) {
		t.Error("the form does not say what it is about")
	}
	order := url.Values{"what": {"look at the crater"}, "source": {"patrol-7"}, "place": {"the old mill"}, "every": {"30 min"}, "about": {id.String()}}
	if w := officer.send("/patrols", order); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := officer.send("/watch/call", url.Values{"to": {"liaison north"}, "asked": {"who was there"}, "reached": {"answered"}, "said": {"nobody of ours"}, "about": {id.String()}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for address, words := range map[string][]string{
		"/patrols?fragment=patrols":                            {"the old mill", `href="` + desk.IncidentPath(id) + `"`},
		"/watch?fragment=open":                                 {"the old mill"},
		desk.IncidentPath(id) + "?fragment=in-the-room":        {"look at the crater", "patrol-7", "liaison north", "nobody of ours"},
		desk.IncidentPath(id) + "?list=in-the-room&format=csv": {"look at the crater"},
	} {
		text := officer.must(address)
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q: %.1500s", address, w, text)
			}
		}
	}
}

// Who reports reads their own tasks and reports, and nothing under another name.
func TestAMonitorReadsTheirOwnTasksAndReportsAlone(t *testing.T) {
	r := open(t, week)
	officer, monitor := r.as(access.DutyOfficer), r.as(access.Monitor)
	for source, what := range map[string]string{"test-monitor": "look at the bridge", "patrol-9": "look at the depot"} {
		if w := officer.send("/patrols", url.Values{"what": {what}, "source": {source}, "place": {"the old mill"}, "every": {"30 min"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	for source, words := range map[string]string{"test-monitor": "a flash to the north", "patrol-9": "a column of lorries"} {
		form := seen()
		form["source"], form["words"] = []string{source}, []string{words}
		if w := monitor.send("/report", form); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	for _, address := range []string{"/report/own", "/report/own?source=patrol-9&as=patrol-9"} {
		text := monitor.must(address)
		for _, w := range []string{"look at the bridge", "the old mill", "a flash to the north"} {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q", address, w)
			}
		}
		for _, w := range []string{"look at the depot", "a column of lorries"} {
			if strings.Contains(text, w) {
				t.Errorf("%s says what is of another: %q", address, w)
			}
		}
	}
	if text := monitor.must("/report"); !strings.Contains(text, `href="/report/own"`) {
		t.Error("the form does not lead to what was sent")
	}
	for _, role := range []access.Role{access.Commissioner, access.Public, access.Operator} {
		if status, _ := r.as(role).get("/report/own"); status != http.StatusNotFound {
			t.Errorf("%s gets %d", role, status)
		}
	}
}
