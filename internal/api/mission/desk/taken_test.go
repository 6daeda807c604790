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
