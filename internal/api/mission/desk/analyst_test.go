// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"net/http"
	"net/url"
	"testing"

	"truce/engine"
	"truce/internal/access"
)

func TestAnAnalystReadsPatrolsAndRequestsNone(t *testing.T) {
	r := open(t, week)
	analyst := r.as(access.Analyst)
	analyst.must("/patrols")
	was := 0
	r.state(func(s *engine.State) { was = len(s.Room().Tasks()) })
	order := url.Values{"what": {"look at the crater"}, "source": {"patrol-7"}, "place": {"the old mill"}, "every": {"30 min"}}
	if w := analyst.send("/patrols", order); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
	r.state(func(s *engine.State) {
		if len(s.Room().Tasks()) != was {
			t.Error("a patrol is requested")
		}
	})
	if w := r.as(access.DutyOfficer).send("/patrols", order); w.Code != http.StatusSeeOther {
		t.Errorf("the room itself: %d", w.Code)
	}
}
