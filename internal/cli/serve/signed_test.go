// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"truce/response"
)

func TestASignedVoteIsNotUndoneByASessionAlone(t *testing.T) {
	people, desk := shown(t, "commissioner guarantor-jade")
	jade := people[0]
	const at = "/cases/paris-exercise@1/6"
	if status, text := jade.post(at+"/move", url.Values{"of": {"text"}, "body": {"special-commission"}, "text": {"that the post moves"}}); status != 200 {
		t.Fatalf("%d: %.1500s", status, text)
	}
	to, valid := "", func() (choice response.Choice) {
		register(desk, func(r *response.Register) {
			list := r.Motions()
			for _, b := range list[len(list)-1].Ballots {
				if b.Void == "" && !b.Replaced {
					choice = b.Choice
				}
			}
		})
		return choice
	}
	register(desk, func(r *response.Register) { to = fmt.Sprintf("/motions/paris-exercise@1/%d", len(r.Motions())) })
	if status, text := jade.post(to, url.Values{"choice": {"no"}}); status != 200 || valid() != response.No {
		t.Fatalf("a vote before any is signed: %d: %.1500s", status, text)
	}
	if status, text := jade.post(to, url.Values{"choice": {"yes"}, "sign": {"yes"}}); status != 200 || valid() != response.Yes {
		t.Fatalf("a signed vote: %d: %.1500s", status, text)
	}
	if status, text := jade.post(to, url.Values{"choice": {"no"}}); status != 422 || !strings.Contains(text, "Only a signed vote takes its place") || valid() != response.Yes {
		t.Errorf("an unsigned vote in the place of a signed one: %d, %s stands", status, valid())
	}
	if _, text := jade.get(to + "?choice=no"); strings.Contains(text, "Cast the vote unsigned") || !strings.Contains(text, "Who may sign for whom") {
		t.Errorf("the page offers what is refused, or names no keys: %.3000s", text)
	}
	recusal := url.Values{"body": {"special-commission"}, "reason": {"a cousin serves there"}}
	if status, text := jade.post(at+"/recuse", recusal); status != 422 || !strings.Contains(text, "sign an abstention there first") || valid() != response.Yes {
		t.Errorf("a recusal that would void a signed vote: %d: %.1500s", status, text)
	}
	if status, _ := jade.post(to, url.Values{"choice": {"abstain"}, "sign": {"yes"}}); status != 200 || valid() != response.Abstain {
		t.Errorf("a signed abstention: %d", status)
	}
	if status, text := jade.post(at+"/recuse", recusal); status != 200 {
		t.Errorf("a recusal after it: %d: %.1500s", status, text)
	}
}

func TestAnOperatorMakesItselfNoOfficer(t *testing.T) {
	operator := beforeAVote(t).operator()
	for _, roles := range []url.Values{{"role-operator": {"yes"}, "role-duty-officer": {"yes"}}, {"role-duty-officer": {"yes"}}} {
		roles.Set("name", "operator")
		if status, text := operator.post("/people/account", roles); status != 422 || !strings.Contains(text, "has no other role") {
			t.Errorf("%v: %d", roles, status)
		}
	}
	operator.wants(404, "/watch")
	operator.wants(404, "/incidents")
}
