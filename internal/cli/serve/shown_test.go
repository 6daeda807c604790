// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"net/url"
	"strings"
	"testing"
)

// What a visitor comes to try is there when the demonstration opens: a determination that members voted, a motion that takes votes, and
// a reply that is awaited, each with its clock.
func TestADemonstrationOpensWithAMotionToVoteOnAndAReplyToFile(t *testing.T) {
	people, _ := shown(t, "commissioner guarantor-ochre", "liaison of Party Amber", "liaison of Party Cobalt")
	member, amber, cobalt := people[0], people[1], people[2]
	const strike, barrier, village = "/cases/paris-exercise@1/6", "/motions/paris-exercise@1/4", "/cases/paris-exercise@1/3"

	if _, text := member.get(strike); !strings.Contains(text, "by motion 3: adopted") || strings.Contains(text, "on paper") {
		t.Errorf("the determination does not stand beside the motion that carried it: %.3000s", text)
	}
	_, text := member.get(barrier + "?choice=yes")
	fields := hidden(text, `action="`+barrier+`"`)
	if fields.Get("sign") != "yes" {
		t.Fatalf("the open motion takes no signed vote: %.3000s", text)
	}
	if status, body := member.post(barrier, fields); status != 200 || !strings.Contains(body, "The vote is on record, signed by the key demo-guarantor-ochre") {
		t.Errorf("%d: %.1500s", status, body)
	}

	const link = "/reply?agreement=paris-exercise%401"
	if _, text := cobalt.get(village); strings.Contains(text, link) {
		t.Error("a party that had no notice is asked for its reply")
	}
	if _, text := amber.get(village); !strings.Contains(text, link) {
		t.Fatalf("the party that had notice is not asked for its reply: %.3000s", text)
	}
	status, body := amber.post("/reply", url.Values{"agreement": {"paris-exercise@1"}, "case": {"3"}, "says": {"our batteries did not fire"}})
	if status != 200 || !strings.Contains(body, "Your reply is on record.") || strings.Contains(body, link) {
		t.Errorf("%d: %.1500s", status, body)
	}
}
