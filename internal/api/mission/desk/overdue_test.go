// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"truce/engine"
	"truce/internal/access"
	"truce/when"
)

// The watch counts what is late beside its own items, and leads there.
func TestTheWatchCountsLateRowsOfTheQueueAndOverdueSteps(t *testing.T) {
	for _, kept := range []bool{true, false} {
		t.Run(fmt.Sprintf("with projections %v", kept), func(t *testing.T) {
			r := open(t, week)
			if !kept {
				r.desk.Kept = nil
			}
			end := r.desk.Clock()
			waiting, steps := 0, 0
			r.state(func(s *engine.State) {
				for _, inc := range s.Incidents() {
					if end-inc.Members[len(inc.Members)-1].Received > when.Instant(when.Hour) {
						waiting++
					}
				}
				if n := len(s.Room().Acks()); n > 0 {
					t.Fatalf("somebody has looked %d times in this case", n)
				}
				for _, g := range s.Registers() {
					for _, c := range g.Cases() {
						for _, o := range c.Obligations {
							if o.IsOpen() && o.Late(end) > 0 {
								steps++
							}
						}
					}
				}
			})
			if waiting == 0 || steps == 0 {
				t.Fatalf("nothing is late: %d, %d", waiting, steps)
			}
			officer := r.as(access.DutyOfficer)
			text := officer.must("/watch?fragment=late-elsewhere")
			for _, words := range []string{`href="/queue?state=late"`, fmt.Sprintf(`data-status="late">%d<`, waiting), fmt.Sprintf("%d steps are overdue in", steps), `href="/cases/`} {
				if !strings.Contains(text, words) {
					t.Errorf("the watch does not say %q: %.3000s", words, text)
				}
			}
			for _, path := range []string{"/watch/handover", "/watch/handover?in=watch-2"} {
				page := officer.must(path)
				for _, words := range []string{"Late in the queue and in cases", "/queue?state=late", fmt.Sprintf("%d steps are overdue in", steps)} {
					if !strings.Contains(page, words) {
						t.Errorf("%s does not say %q: %.3000s", path, words, page)
					}
				}
				if begun := fmt.Sprintf("The queue: nobody looked within an hour (%d).", waiting); strings.Contains(page, begun) != (path == "/watch/handover") {
					t.Errorf("%s: the words to begin with are not those of the late list alone: %.3000s", path, page)
				}
			}
			const off = "You are not on duty"
			if page := officer.must("/watch/handover"); !strings.Contains(page, off) || !strings.Contains(page, `href="/watch#duty"`) {
				t.Error("whoever is off duty is not told that there is nothing to hand over")
			}
			officer.send("/watch/duty", url.Values{})
			if page := officer.must("/watch/handover"); strings.Contains(page, off) {
				t.Error("whoever is on duty is told otherwise")
			}
			if page := officer.must("/watch/handover?words=quiet"); strings.Contains(page, "The queue: nobody looked") {
				t.Error("the words of who hands over are not kept")
			}
			var all []string
			r.state(func(s *engine.State) {
				for _, inc := range s.Incidents() {
					all = append(all, inc.ID.String())
				}
			})
			for _, id := range all {
				officer.send("/queue", url.Values{"incident": {id}})
			}
			if text := officer.must("/watch?fragment=late-elsewhere"); strings.Contains(text, "/queue?state=late") {
				t.Error("rows that were taken are counted as late")
			}
		})
	}
}
