// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"truce/engine"
	"truce/internal/access"
)

// A row that somebody took is found again from the queue, and another takes it over.
func TestARowThatIsTakenIsTakenOverByAnother(t *testing.T) {
	r := open(t, week)
	id := ""
	r.state(func(s *engine.State) { id = s.Incidents()[0].ID.String() })
	officer := r.as(access.DutyOfficer)
	take := func(as string) {
		t.Helper()
		if w := officer.send("/queue", url.Values{"incident": {id}, "as": {as}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	take("watch north")
	text := officer.must("/queue")
	if !strings.Contains(text, `href="/queue?state=taken"`) || strings.Contains(text, `value="`+id+`"`) {
		t.Error("the queue does not lead to what is taken, or shows it still")
	}
	if text = officer.must("/queue?state=taken"); !strings.Contains(text, "watch north") || !strings.Contains(text, "I take it over") {
		t.Errorf("what is taken cannot be taken over: %.2000s", text)
	}
	take("watch south")
	if text = officer.must("/queue?state=taken&fragment=queue"); !strings.Contains(text, "watch south") || strings.Contains(text, "watch north") {
		t.Errorf("the row is not that of who took it over: %.2000s", text)
	}
}

// Two officers see one row that nobody has, and both take it: the second is told who has it, and takes it over only knowingly.
func TestOfTwoWhoTakeOneRowAtOnceOneIsTold(t *testing.T) {
	r := open(t, week)
	id := ""
	r.state(func(s *engine.State) { id = s.Incidents()[0].ID.String() })
	officer := r.as(access.DutyOfficer)
	officer.must("/queue")
	take := func(as, from string, wants int) {
		t.Helper()
		w := officer.send("/queue", url.Values{"incident": {id}, "as": {as}, "from": {from}})
		if w.Code != wants || wants == http.StatusUnprocessableEntity && !strings.Contains(w.Body.String(), "watch north took it meanwhile") {
			t.Fatalf("%s: %d %.1500s", as, w.Code, w.Body)
		}
	}
	take("watch north", "", http.StatusSeeOther)
	take("watch north", "", http.StatusSeeOther) // the same click, sent twice
	take("watch south", "", http.StatusUnprocessableEntity)
	if text := officer.must("/queue?state=taken"); !strings.Contains(text, `name="from" value="watch north"`) {
		t.Error("whoever takes the row over does not say from whom")
	}
	take("watch south", "watch north", http.StatusSeeOther)
	if text := officer.must("/queue?state=taken&fragment=queue"); !strings.Contains(text, "watch south") {
		t.Errorf("%.2000s", text)
	}
}
