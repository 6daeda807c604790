// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"errors"
	"fmt"
	"testing"

	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/when"
)

func TestAReasonIsWordedForPeople(t *testing.T) {
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	w := desk.Wording{Zone: zone, Names: map[string]string{"amber": "Party Amber", "special-commission": "the Special Commission"}}
	for _, c := range []struct{ name, is, want string }{
		{"the entry and the act are left out", "entry 57, procedure: motion: it closes before it is moved", "it closes before it is moved"},
		{"so is a part by its name in the program", "entry 57, procedure: Done: a text of 4200 bytes, more than 4000", "a text of 4200 bytes, more than 4000"},
		{"and the text whose rule it is", "paris-exercise@1: special-commission decides with 2 signatures over a motion, not on paper", "the Special Commission decides with 2 signatures over a motion, not on paper"},
		{"a sentence before a colon stays", `there is no notice "notice-9": give it first`, `there is no notice "notice-9": give it first`},
		{"a time stands on the mission's clocks", "appeal: the time was over 2026-02-03T10:00:00Z", "the time was over 2026-02-03 12:00 (10:00 UTC)"},
		{"a time in brackets too", "it ends (2026-07-03T10:00:00.000Z), and it is later", "it ends (2026-07-03 13:00 (10:00 UTC)), and it is later"},
		{"a list is one", "body special-commission may [determine rule-reading], not appeal", "body the Special Commission may determine, rule-reading, not appeal"},
		{"a list of texts too", `the text rejects on ["out of time" "no standing"], not on "x"`, `the text rejects on "out of time", "no standing", not on "x"`},
		{"an empty list is nothing", "the text lets [] appeal", "the text lets nothing appeal"},
		{"a name in quotes is one", `no assurance of "amber"`, `no assurance of "Party Amber"`},
		{"part of a name is none", "amber-member votes", "amber-member votes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := w.Reason(fmt.Errorf("%w: %s", engine.ErrEntry, c.is)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	var refused *api.Refused
	if err := w.Refusal(fmt.Errorf("%w: entry 3, duty: nobody is on duty", engine.ErrEntry)); !errors.As(err, &refused) || refused.Reason != "Nothing was entered: nobody is on duty" {
		t.Errorf("%v", err)
	}
	if other := errors.New("the disk is full"); w.Refusal(other) != other || w.Refusal(nil) != nil {
		t.Error("what is no fault of an entry became a refusal")
	}
}
