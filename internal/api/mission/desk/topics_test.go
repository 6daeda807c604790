// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"truce/agreement"
	"truce/app"
	"truce/engine"
	"truce/internal/access"
)

const week = "paris-exercise-first-week"

// addresses are every page of these topics over a record, and every list of each in every format.
func addresses(r *room) []string {
	out := []string{"/watch/log", "/incidents", "/queue", "/sources", "/coverage", "/map", "/map/incidents", "/map?coverage=yes", "/map/points", "/map/agreement", "/map/belts", "/map/layers", "/map/coverage", "/findings"}
	r.state(func(s *engine.State) {
		for _, inc := range s.Incidents() {
			at := strings.TrimPrefix(inc.ID.String(), "incident:")
			out = append(out, "/incidents/"+at, "/incidents/"+at+"/shapes", "/incidents/"+at+"/origins", "/map?select="+at)
		}
		for _, d := range s.Dockets() {
			for _, f := range d.Findings() {
				at := "/findings/" + strings.TrimPrefix(f.Released.Incident.String(), "incident:") + "/" + string(f.Released.Term)
				out = append(out, at)
			}
			first := d.Findings()[0].Released
			at := "/findings/" + strings.TrimPrefix(first.Incident.String(), "incident:") + "/" + string(first.Term)
			out = append(out, at+"/least", at+"/whatif")
		}
	})
	return out
}

// formats are the lists of a page, each as a file and alone.
func formats(address, body string) []string {
	var out []string
	sep := "?"
	if strings.Contains(address, "?") {
		sep = "&"
	}
	for _, m := range regexp.MustCompile(`<section class="block" id="([a-z0-9-]+)"`).FindAllStringSubmatch(body, -1) {
		for _, f := range []string{"csv", "json", "geojson"} {
			out = append(out, address+sep+"list="+m[1]+"&format="+f)
		}
		out = append(out, address+sep+"fragment="+m[1])
	}
	return out
}

// secrets are what of a record never leaves the mission: who said it, in what words, what it rests on, and where exactly.
func secrets(s *engine.State) []string {
	var out []string
	for _, o := range s.Observations() {
		out = append(out, o.Source, o.Sighting.Words, o.ID.String(), o.Report.String(), o.Report.Short(), o.Sighting.Where.Name)
		out = append(out, o.Roots...)
	}
	for _, d := range s.Dockets() {
		for _, versions := range d.All() {
			for _, f := range versions {
				out = append(out, f.Internal.Cause, f.ID.String())
				for _, reason := range f.Internal.Reasons {
					out = append(out, reason.Says)
				}
				for _, o := range f.Internal.Opinions {
					out = append(out, o.Holds)
				}
				if act := f.Released.Determination; act != nil {
					out = append(out, act.Reasons)
				}
			}
		}
	}
	for _, g := range s.Coverage().Gaps(engine.WholePeriod()) {
		out = append(out, g.Source)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(text string) bool { return len(text) < 8 }) // "area", "energy" and the like are words of the text
}

// told are the words of secrets that are for a role of guises too: the reasons of a body, for the bodies and for who is heard by them, and
// what others than the mission filed, for the bodies and for who filed it.
func told(s *engine.State, role access.Role) []string {
	var out []string
	for _, d := range s.Dockets() {
		for _, versions := range d.All() {
			for _, f := range versions {
				for _, o := range f.Internal.Opinions {
					if role == access.Commissioner && o.By != agreement.Mission || role == access.Liaison && o.By == "Party Cobalt" {
						out = append(out, o.Holds)
					}
				}
				if act := f.Released.Determination; act != nil && (role == access.Commissioner || role == access.Liaison) {
					out = append(out, act.Reasons)
				}
			}
		}
	}
	return out
}

// Whoever is outside is answered as if there were nothing, or with what is released: no position, source, reason, flip set,
// cell of coverage or gap, in any format.
func TestWhatIsNotReleasedIsNotShownInAnyFormat(t *testing.T) {
	r := open(t, week)
	var hidden []string
	r.state(func(s *engine.State) { hidden = secrets(s) })
	if len(hidden) < 40 {
		t.Fatalf("only %d secrets are looked for", len(hidden))
	}
	for _, role := range []access.Role{access.Public, access.Monitor, access.Commissioner, access.Liaison, access.Chancellery, access.Operator} {
		s := r.as(role)
		var theirs []string
		r.state(func(s *engine.State) { theirs = told(s, role) })
		hidden := slices.DeleteFunc(slices.Clone(hidden), func(text string) bool { return slices.Contains(theirs, text) })
		answered := 0
		for _, address := range addresses(r) {
			code, body := s.get(address)
			if code == http.StatusNotFound {
				continue
			}
			answered++
			for _, each := range append([]string{address}, formats(address, body)...) {
				_, text := s.get(each)
				if text == "" {
					t.Errorf("%s: %s answers with nothing", role, each)
				}
				withholds(t, string(role)+": "+each, text, hidden)
			}
		}
		if opens := (access.Viewer{Role: role}).May(access.Released); opens != (answered > 3) {
			t.Errorf("%s gets %d of the pages", role, answered)
		}
	}
}

func withholds(t *testing.T, where, text string, hidden []string) {
	t.Helper()
	for _, secret := range hidden {
		if strings.Contains(text, secret) {
			t.Errorf("%s tells %q", where, secret)
		}
	}
	for _, word := range []string{"MISSION-INTERNAL", `data-status="inside"`, `"role":"incident"`, `"role":"coverage"`, `"role":"origin"`, "flip-set", "/incidents/", "/whatif", "/least"} {
		if strings.Contains(text, word) {
			t.Errorf("%s has %s", where, word)
		}
	}
	if strings.Contains(where, "/findings") && strings.Contains(text, `"coordinates"`) {
		t.Errorf("%s has a position", where)
	}
}

// The same record tells the mission all of that: the test above looks for what there is.
func TestTheMissionSeesWhatAnIncidentRestsOn(t *testing.T) {
	r := open(t, week)
	var hidden []string
	r.state(func(s *engine.State) { hidden = secrets(s) })
	s := r.as(access.Analyst)
	var all strings.Builder
	for _, address := range addresses(r) {
		body := s.must(address)
		all.WriteString(body)
		for _, each := range formats(address, body) {
			if strings.HasSuffix(each, "csv") {
				_, text := s.get(each)
				all.WriteString(text)
			}
		}
	}
	missing := 0
	for _, secret := range hidden {
		if !strings.Contains(all.String(), secret) && !strings.HasPrefix(secret, "finding:") {
			missing++
			t.Logf("nowhere: %q", secret)
		}
	}
	if missing > len(hidden)/10 {
		t.Errorf("%d of %d things that an incident or a finding rests on are on no page", missing, len(hidden))
	}
}

func TestRoutesAnswerTheRolesThatTheirCompartmentNames(t *testing.T) {
	r := open(t, week)
	for _, role := range access.Roles() {
		s := r.as(role)
		v := access.Viewer{Role: role}
		for _, address := range addresses(r) {
			needs := access.Mission
			switch {
			case strings.HasSuffix(address, "/whatif"), strings.HasSuffix(address, "/least"), address == "/sources", strings.HasSuffix(address, "/coverage"), strings.HasSuffix(address, "/origins"):
				needs = access.Inside
			case strings.HasPrefix(address, "/findings"):
				needs = access.Released
			case address == "/map/agreement", address == "/map/belts", address == "/map/layers":
				needs = access.Open
			}
			if strings.HasSuffix(address, "/whatif") && v.May(needs) {
				continue // it is slow, and another test asks it
			}
			if code, _ := s.get(address); (code == http.StatusOK) != v.May(needs) {
				t.Errorf("%s at %s: %d", role, address, code)
			}
		}
	}
}

func TestVerdictsNeverStandWithoutTheirStatus(t *testing.T) {
	r := open(t, week)
	bare := regexp.MustCompile(`>(violation|no violation|exempt|undetermined)<`)
	for _, role := range []access.Role{access.DutyOfficer, access.Liaison} {
		s := r.as(role)
		for _, address := range addresses(r) {
			if strings.HasSuffix(address, "/whatif") {
				continue
			}
			if code, body := s.get(address); code == http.StatusOK && bare.MatchString(body) {
				t.Errorf("%s: %s has %s", role, address, bare.FindString(body))
			}
		}
	}
}

func TestEveryRowOfAnExerciseSaysSoInFiles(t *testing.T) {
	s := open(t, week).as(access.DutyOfficer)
	for _, address := range []string{"/incidents?format=csv", "/findings?format=csv", "/queue?format=csv&list=queue"} {
		lines := strings.Split(strings.TrimSpace(s.must(address)), "\n")
		for _, line := range lines[1:] {
			if !strings.HasSuffix(line, ",EXERCISE") {
				t.Errorf("%s: %s", address, line)
			}
		}
		if len(lines) < 5 {
			t.Errorf("%s has %d lines", address, len(lines))
		}
	}
	for _, address := range []string{"/map/incidents", "/map/agreement", "/map/belts"} {
		var c struct {
			Features []struct{ Properties map[string]any }
		}
		if err := json.Unmarshal([]byte(s.must(address)), &c); err != nil || len(c.Features) < 4 {
			t.Fatalf("%s: %d features, %v", address, len(c.Features), err)
		}
		for _, f := range c.Features {
			if f.Properties["exercise"] != "EXERCISE" {
				t.Errorf("%s has a feature without its mark: %v", address, f.Properties)
			}
		}
	}
}

// first is the incident with two accounts, by its address, with both accounts.
func first(r *room) (path, a, b string) {
	r.state(func(s *engine.State) {
		for _, inc := range s.Incidents() {
			if len(inc.Members) == 2 && path == "" {
				path, a, b = "/incidents/"+strings.TrimPrefix(inc.ID.String(), "incident:"), inc.MemberIDs[0].String(), inc.MemberIDs[1].String()
			}
		}
	})
	return path, a, b
}

func incidentsOf(r *room) (n int) {
	r.state(func(s *engine.State) { n = len(s.Incidents()) })
	return n
}

func TestAccountsAreSplitAndJoinedWithAReason(t *testing.T) {
	r := open(t, week)
	s := r.as(access.Analyst)
	path, a, b := first(r)
	before := incidentsOf(r)
	if w := s.send(path, url.Values{"do": {"split"}, "a": {a}, "b": {b}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "needs a reason") {
		t.Fatalf("without a reason: %d", w.Code)
	}
	if w := s.send(path, url.Values{"do": {"split"}, "a": {a}, "b": {a}, "reason": {"x"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "two different accounts") {
		t.Fatalf("of one account: %d", w.Code)
	}
	if incidentsOf(r) != before {
		t.Fatal("what was refused changed the record")
	}
	if w := s.send(path, url.Values{"do": {"split"}, "a": {a}, "b": {b}, "reason": {"two shells, two minutes apart"}, "as": {"desk 2"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("split: %d %s", w.Code, w.Body)
	}
	if got := incidentsOf(r); got != before+1 {
		t.Fatalf("%d incidents after the split, want %d", got, before+1)
	}
	other := ""
	r.state(func(state *engine.State) {
		for _, inc := range state.Incidents() {
			if inc.MemberIDs[0].String() == b {
				other = inc.ID.Short()
			}
		}
	})
	if body := s.must(path); strings.Contains(body, "decision of desk 2") {
		t.Error("the page of the incident names who decided, which the finding's does")
	}
	if w := s.send(path, url.Values{"do": {"join"}, "a": {a}, "other": {"zzzz"}, "reason": {"x"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("join with what is not there: %d", w.Code)
	}
	if w := s.send(path, url.Values{"do": {"join"}, "a": {a}, "other": {other}, "reason": {"the same shells after all"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("join: %d %s", w.Code, w.Body)
	}
	if got := incidentsOf(r); got != before {
		t.Errorf("%d incidents after the join, want %d", got, before)
	}
}

func TestRatingsAndConfirmationsAreEntered(t *testing.T) {
	r := open(t, week)
	s := r.as(access.DutyOfficer)
	path, _, _ := first(r)
	var root, report string
	r.state(func(s *engine.State) {
		for _, inc := range s.Incidents() {
			if len(inc.Members) == 2 && root == "" {
				root, report = inc.Members[0].Roots[0], inc.Members[0].Report.String()
			}
		}
	})
	for _, c := range []struct {
		name string
		form url.Values
		want int
		then string
	}{
		{"a rating of neither axis", url.Values{"do": {"rate"}, "root": {root}}, 422, "give a reliability"},
		{"a reliability", url.Values{"do": {"rate"}, "root": {root}, "reliability": {"B"}, "as": {"desk 2"}}, 303, "desk 2"},
		{"a credibility alone", url.Values{"do": {"rate"}, "root": {root}, "report": {report}, "credibility": {"2"}, "as": {"desk 3"}}, 303, "desk 3"},
		{"a reliability beyond F", url.Values{"do": {"rate"}, "root": {root}, "reliability": {"G"}}, 422, "use A to F"},
		{"a confirmation without a number", url.Values{"do": {"confirm"}, "harm": {"killed"}, "of": {"civilian"}, "age": {"adult"}, "least": {"many"}, "most": {"2"}, "reason": {"x"}}, 422, "whole number"},
		{"a confirmation with its bounds the wrong way round", url.Values{"do": {"confirm"}, "harm": {"killed"}, "of": {"civilian"}, "age": {"adult"}, "least": {"3"}, "most": {"2"}, "reason": {"x"}}, 422, "Nothing was entered"},
		{"a confirmation", url.Values{"do": {"confirm"}, "harm": {"injured"}, "of": {"civilian"}, "age": {"adult"}, "least": {"2"}, "most": {"2"}, "reason": {"the hospital's list"}}, 303, "2 injured, civilian, adult (confirmed)"},
		{"nothing that can be done", url.Values{"do": {"delete"}}, 422, "nothing that can be done"},
	} {
		w := s.send(path, c.form)
		body := w.Body.String()
		if w.Code == http.StatusSeeOther {
			body = s.must(path)
		}
		if w.Code != c.want || !strings.Contains(body, c.then) {
			t.Errorf("%s: %d, and %q is there: %v", c.name, w.Code, c.then, strings.Contains(body, c.then))
		}
	}
	if w := s.send("/sources", url.Values{"root": {"nobody"}, "reliability": {"A"}}); w.Code != 422 {
		t.Errorf("a rating of a root that is not on record: %d", w.Code)
	}
	if w := s.send("/sources", url.Values{"root": {root}, "reliability": {"C"}, "as": {"desk 4"}}); w.Code != 303 || !strings.Contains(s.must("/sources"), "C by desk 4") {
		t.Errorf("a rating from the list of sources: %d", w.Code)
	}
}

func TestWhoTakesARowOfTheQueueIsOnIt(t *testing.T) {
	r := open(t, week)
	s := r.as(access.DutyOfficer)
	path, _, _ := first(r)
	id := strings.TrimPrefix(path, "/incidents/")
	row := `id="row-incident:` + id
	if !strings.Contains(s.must("/queue"), row) {
		t.Fatal("it is not in the queue")
	}
	if w := s.send("/queue", url.Values{"incident": {id}, "as": {"watch 1"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("take: %d %s", w.Code, w.Body)
	}
	if strings.Contains(s.must("/queue"), row) {
		t.Error("it still waits")
	}
	taken := s.must("/queue?state=taken")
	if !strings.Contains(taken, row) || !strings.Contains(taken, "watch 1, ") {
		t.Error("it is not among what somebody took, with who did")
	}
	if !strings.Contains(s.must("/incidents"), "watch 1") || !strings.Contains(s.must(path), "watch 1, ") {
		t.Error("the list and the incident do not say who is on it")
	}
	for _, role := range []access.Role{access.Public, access.Liaison, access.Monitor} {
		if w := r.as(role).send("/queue", url.Values{"incident": {id}}); w.Code != http.StatusNotFound {
			t.Errorf("%s takes a row: %d", role, w.Code)
		}
		if w := r.as(role).send(path, url.Values{"do": {"rate"}}); w.Code != http.StatusNotFound {
			t.Errorf("%s rates: %d", role, w.Code)
		}
	}
}

func TestListsAreNarrowed(t *testing.T) {
	s := open(t, week).as(access.DutyOfficer)
	rows := func(address string) int {
		return len(strings.Split(strings.TrimSpace(s.must(address)), "\n")) - 1
	}
	some := regexp.MustCompile(`incident:[a-z2-7]{12}`).FindString(s.must("/incidents?format=csv&act=weapon-presence"))
	for address, want := range map[string]int{
		"/incidents?format=csv": 14, "/incidents?format=csv&act=weapon-presence": 4, "/incidents?format=csv&outcome=exempt": 2, "/incidents?format=csv&place=buffer": 8,
		"/incidents?format=csv&from=2026-02-03T00:00&to=2026-02-05T00:00": 2, "/incidents?format=csv&id=" + some: 1,
		"/findings?format=csv": 16, "/findings?format=csv&article=5": 2, "/findings?format=csv&status=determined": 1, "/findings?format=csv&outcome=no-violation": 2, "/findings?format=csv&status=withdrawn": 0,
		"/sources?format=csv&root=patrol": 3,
	} {
		if got := rows(address); got != want {
			t.Errorf("%s has %d rows, want %d", address, got, want)
		}
	}
	for _, address := range []string{"/incidents?from=soon", "/findings?to=later", "/coverage?from=2026-02-05T00:00&to=2026-02-01T00:00", "/incidents?act=nonsense"} {
		if body := s.must(address); !strings.Contains(body, `data-kind="warning"`) {
			t.Errorf("%s says nothing of what cannot be read", address)
		}
	}
	for _, address := range []string{"/incidents/nothing", "/incidents/" + strings.Repeat("a", 32), "/findings/" + strings.Repeat("a", 32) + "/ceasefire"} {
		if code, _ := s.get(address); code != http.StatusNotFound {
			t.Errorf("%s: %d", address, code)
		}
	}
}

func TestAnEmptyRecordSaysWhatToDo(t *testing.T) {
	r, err := app.Found(t.Context(), filepath.Join(t.TempDir(), "empty.journal"), app.Founder{Origin: "truce.test/empty", At: 1_900_000_000_000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	s := serve(t, r).as(access.DutyOfficer)
	for _, address := range []string{"/incidents", "/queue", "/findings", "/sources", "/map"} {
		if body := s.must(address); !strings.Contains(body, `class="empty"`) {
			t.Errorf("%s does not say that it is empty", address)
		}
	}
	if body := s.must("/coverage"); !strings.Contains(body, "No watch is on record") {
		t.Error("coverage does not say that nobody watched")
	}
	if body := s.must("/map/points"); !strings.Contains(body, `"count":0`) {
		t.Errorf("points: %s", body)
	}
}

func TestWhatIfSaysWhatWouldBeFoundAndWhatLapses(t *testing.T) {
	r := open(t, week)
	s := r.as(access.Analyst)
	path, _, _ := first(r)
	body := s.must("/findings/" + strings.TrimPrefix(path, "/incidents/") + "/civilian/whatif?without=patrol+of+jade")
	for _, want := range []string{"MISSION-INTERNAL", "vanishes", "lapses"} {
		if !strings.Contains(body, want) {
			t.Errorf("what if has no %q", want)
		}
	}
	if body := s.must("/findings/" + strings.TrimPrefix(path, "/incidents/") + "/civilian/least"); !strings.Contains(body, "confidence of the fact: C2 → C1") {
		t.Error("the flip set does not say that one root less lowers the confidence")
	}
}
