// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"truce/internal/access"
	"truce/internal/api/mission"
)

// A list that cannot be told as it was asked is never one without rows: whoever reads "nothing" takes it for what is on record.
func TestWhatCannotBeReadIsNeverAnsweredAsNothing(t *testing.T) {
	nowhere := strings.Repeat("a", 52)
	lists := map[string][]string{
		"/cases":     {"after=garbage", "after=paris-exercise@9/3", "after=paris-exercise@1/0", "after=paris-exercise@1/999", "after=paris-exercise@1/x", "after=%25zz/1", "all=yes&after=garbage"},
		"/findings":  {"after=zzz", "after=finding:" + nowhere, "after=finding:zzz", "outcome=nonsense", "status=nonsense", "article=nonsense", "from=nonsense", "from=2026-02-03&to=2026-02-01"},
		"/incidents": {"after=zzz", "after=incident:" + nowhere, "after=" + nowhere, "act=nonsense", "outcome=nonsense", "place=nonsense", "from=nonsense", "to=nonsense"},
		"/queue":     {"after=zzz", "after=incident:" + nowhere, "state=nonsense", "since=nonsense"},
		"/sources":   {"skip=zzz", "skip=-1", "skip=100000"},
		"/daily":     {"before=zzz", "before=1999-01-01"},
	}
	ids := map[string]string{"/daily": "days"}
	empty := []string{"Nothing is owed", "No finding fits", "Nothing waits", "No incident on record fits", "No report has come in", "No day is on record", "Nothing follows"}
	with := open(t, week)
	for name, r := range map[string]*room{"from the projections": with, "from the state": serveDesk(t, &mission.Desk{Room: with.desk.Room})} {
		s := r.as(access.DutyOfficer)
		for address, queries := range lists {
			id := ids[address]
			if id == "" {
				id = strings.TrimPrefix(address, "/")
			}
			if body := s.must(address); !strings.Contains(body, `id="`+id+`"`) {
				t.Fatalf("%s: %s: no list %s", name, address, id)
			}
			for _, query := range queries {
				full := address + "?" + query
				code, body := s.get(full)
				if code != http.StatusOK || !strings.Contains(body, `href="`+address+`">The first page</a>`) || strings.Contains(body, `class="block" id="`+id+`"`) {
					t.Errorf("%s: %s: %d, without a warning or with the list", name, full, code)
				}
				for _, words := range empty {
					if strings.Contains(body, words) {
						t.Errorf("%s: %s says %q", name, full, words)
					}
				}
				for _, alone := range []string{"&format=csv&list=" + id, "&format=json&list=" + id, "&format=json", "&format=geojson&list=" + id, "&fragment=" + id} {
					code, body := s.get(full + alone)
					if code != http.StatusUnprocessableEntity || !strings.Contains(body, `"type":"/help/problems#refused"`) {
						t.Errorf("%s: %s: %d %.80s", name, full+alone, code, body)
					}
				}
			}
		}
	}
}

func TestEveryPageOfAnExerciseSaysThatItIsOne(t *testing.T) {
	s := open(t, week).as(access.Public)
	for _, address := range []string{"/", "/help", "/routes", "/record", "/no-such-page", "/incidents"} {
		if _, body := s.get(address); !strings.Contains(body, `data-kind="exercise"`) {
			t.Errorf("%s has no band", address)
		}
	}
}
