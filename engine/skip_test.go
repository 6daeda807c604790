// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"errors"
	"testing"

	"truce/engine"
)

func TestAnEntryForTheJournalAloneTakesItsNumberAndTimeAndNothingElse(t *testing.T) {
	s := engine.NewState()
	if err := s.Skip(1, 1000); !errors.Is(err, engine.ErrEntry) {
		t.Errorf("a record that begins without a genesis: %v", err)
	}
	if _, err := s.Step(engine.NewGenesis(1000)); err != nil {
		t.Fatal(err)
	}
	if err := s.Skip(2, 2000); err != nil || s.Seq() != 2 || s.Now() != 2000 {
		t.Errorf("%v: entry %d at %d", err, s.Seq(), s.Now())
	}
	for name, err := range map[string]error{
		"the same number again": s.Skip(2, 2000), "a number left out": s.Skip(4, 2000), "a time before": s.Skip(3, 1999), "a time beyond every time": s.Skip(3, 1<<53),
	} {
		if !errors.Is(err, engine.ErrEntry) || s.Seq() != 2 || s.Now() != 2000 {
			t.Errorf("%s: %v, entry %d at %d", name, err, s.Seq(), s.Now())
		}
	}
	rating := engine.Entry{Seq: 3, Time: 2000, Rating: &engine.Rating{Root: "patrol-1", Reliability: "B", By: "desk"}}
	if _, err := s.Step(rating); err != nil {
		t.Errorf("the next entry: %v", err)
	}
}
