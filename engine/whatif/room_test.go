// SPDX-License-Identifier: Apache-2.0

package whatif_test

import (
	"testing"

	"truce/engine"
	"truce/engine/whatif"
	"truce/watch"
)

// A record of the operations room is asked like any other: its acts name what a changed record may not have, and decide nothing.
func TestActsOfTheOperationsRoomAreNoObstacle(t *testing.T) {
	s := engine.NewState()
	genesis := engine.NewGenesis(1_900_000_000_000)
	call := engine.Entry{Seq: 2, Time: genesis.Time, Duty: &watch.Duty{By: "anna", Call: &watch.Call{ID: "call-1", To: "hotline", Asked: "x", Reached: watch.NoAnswer}}}
	mode := engine.Entry{Seq: 3, Time: genesis.Time, Mode: &watch.Mode{State: watch.Suspended, By: "head", Reason: "x"}}
	entries := []engine.Entry{genesis, call, mode}
	for _, e := range entries {
		if _, err := s.Step(e); err != nil {
			t.Fatal(err)
		}
	}
	entries[1].Duty.Call.About.Item = "nothing of the kind" // as if what it names had gone
	r, err := whatif.Open(entries, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.State().Seq(); got != 3 {
		t.Errorf("%d entries, want 3", got)
	}
}
