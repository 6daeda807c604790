// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"net/url"
	"strings"
	"testing"

	"truce/app"
	"truce/cases"
	"truce/internal/cli/serve"
	"truce/response"
)

// What is open when the demonstration begins is open when its replay ended, and the replay ends without an error though it brings nothing
// that the public may see yet.
func TestADemonstrationsReplayLeavesTheMotionAndTheReplyOpen(t *testing.T) {
	data, err := cases.Files.ReadFile("paris-exercise-first-week.txtar")
	if err != nil {
		t.Fatal(err)
	}
	desk, err := serve.Replayed(t.Context(), t.TempDir(), "paris-exercise-first-week", data)
	if err != nil {
		t.Fatal(err)
	}
	desk.Room.Read(func(r *app.Record) error {
		now, list := desk.Clock(), r.State().Registers()[0]
		if m := list.Motions()[3]; m.State != response.Undecided || m.Content.Closes <= now {
			t.Errorf("motion 4 is %s and closes at %s", m.State, m.Content.Closes)
		}
		awaited := 0
		for _, o := range list.Case(3).Obligations {
			if o.Name == "reply" && o.IsOpen() && o.Due > now {
				awaited++
			}
		}
		if awaited != 1 {
			t.Errorf("%d replies are awaited", awaited)
		}
		return nil
	})
	if err := desk.Room.Change(func(*app.Record) error { return desk.Kept.Close() }); err != nil {
		t.Error(err)
	}
}

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
