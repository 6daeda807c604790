// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"strings"
	"testing"

	"truce/engine"
	"truce/journal"
	"truce/journal/bundle"
	"truce/keyring"
	"truce/place"
	"truce/watch"
	"truce/when"
)

// Calls, patrols, notices, the mode and officers' keys are the mission's: a bundle for anybody else holds not a word of them, and
// verifies all the same.
func TestNothingOfTheOperationsRoomLeavesTheMission(t *testing.T) {
	m := newMission(t)
	m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"), strike(t, "camera", "2026-02-02T06:00:00Z"))
	now := m.record.State().Now()
	where := place.Region{Name: "secret mill", Circle: &place.Circle{Centre: place.Point{Lat: 487_654_321, Lon: 311_111_111}, Radius: place.Kilometre}}
	officer := key(t, "officer-zulu", journal.SignsNotes).Verifier().String()
	m.enter(
		engine.Entry{Time: now, Duty: &watch.Duty{By: "officer-zulu", On: &watch.On{}}},
		engine.Entry{Time: now, Duty: &watch.Duty{By: "officer-zulu", Call: &watch.Call{ID: "call-x", To: "secret liaison", Asked: "secret words", Reached: watch.NoAnswer}}},
		engine.Entry{Time: now, Patrol: &watch.Patrol{ID: "patrol-x", By: "officer-zulu", Step: watch.Requested, Order: &watch.Order{Source: "secret patrol", What: "look", Where: where}}},
		engine.Entry{Time: now, Notice: &watch.Notice{ID: "notice-x", By: "officer-zulu", Act: watch.Given, Plan: &watch.Plan{
			Kind: watch.Repair, What: "secret line", Where: where, Time: when.Interval{From: now, To: now + when.Instant(when.Hour)},
		}}},
		engine.Entry{Time: now, Mode: &watch.Mode{State: watch.Evacuated, By: "secret head", Reason: "secret reason"}},
		engine.Entry{Time: now, Key: &keyring.Key{Name: "officer-zulu", Text: officer, Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForDuty}},
	)
	m.sign()
	whole := m.pack(bundle.ForMission)
	for _, word := range []string{"secret liaison", "officer-zulu", "487654321", "evacuated"} {
		if !bytes.Contains(whole, []byte(word)) {
			t.Errorf("the mission's bundle lacks %s", word)
		}
	}
	for q, a := range m.verify(whole) {
		if a.Outcome != journal.Yes {
			t.Errorf("mission, %s: %s: %s", q, a.Outcome, a.Says)
		}
	}
	for _, audience := range []bundle.Audience{bundle.ForParty, bundle.ForPublic} {
		data := m.pack(audience)
		for _, word := range []string{"secret", "officer-zulu", "487654321", "evacuated", "duty/1", "patrol/1", "notice/1", "mode/1", "call-x", "patrol-x", "notice-x"} {
			if strings.Contains(string(data), word) {
				t.Errorf("the bundle for the %s holds %s", audience, word)
			}
		}
		if got := m.verify(data); got[bundle.Tree].Outcome != journal.Yes || got[bundle.Findings].Outcome != journal.Yes {
			t.Errorf("%s: %v", audience, got)
		}
	}
}
