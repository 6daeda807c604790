// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"errors"
	"strings"
	"testing"

	"truce/app"
	"truce/engine"
	"truce/journal"
	"truce/watch"
	"truce/when"
)

// Whoever enters something, by a page, by command or by a program of their own, enters words that read as they stand. A journal that has
// others since before opens as it did, to the same state.
func TestAnEntryWhoseWordsReadOtherwiseThanTheyStandIsRefusedAndAnOlderOneFolds(t *testing.T) {
	m := newMission(t)
	now := m.record.State().Now() + when.Instant(when.Minute)
	call := func(said string) engine.Entry {
		return engine.Entry{Time: now, Duty: &watch.Duty{By: "desk", Call: &watch.Call{ID: "call-" + strings.Repeat("x", len(said)), To: "liaison", Asked: "who fired", Reached: watch.Answered, Said: said}}}
	}
	m.enter(engine.Entry{Time: now, Duty: &watch.Duty{By: "desk", On: &watch.On{}}}, call("می\u200cرود, вогонь"))
	const turned = "it was \u202ethe others"
	before := m.record.State().Seq()
	_, err := m.record.Enter(t.Context(), []app.Incoming{{Entry: call(turned)}})
	if !errors.Is(err, engine.ErrEntry) || !strings.Contains(err.Error(), "said: the words hold a sign that nobody sees, U+202E") || m.record.State().Seq() != before {
		t.Fatalf("%v, entry %d", err, m.record.State().Seq())
	}

	old := call(turned)
	f, err := engine.Frame(old)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.record.Journal().Append(t.Context(), []journal.Draft{{Kind: journal.Kind(f.Kind), Engine: engine.Version, Time: int64(now), Parts: f.Parts}}); err != nil {
		t.Fatal(err)
	}
	if err := m.record.Close(); err != nil {
		t.Fatal(err)
	}
	m.record = must[*app.Record](t)(app.Open(t.Context(), m.path, nil))
	calls := m.record.State().Room().Calls()
	if m.record.State().Seq() != before+1 || len(calls) != 2 || calls[1].Said != turned {
		t.Errorf("entry %d, calls %+v", m.record.State().Seq(), calls)
	}
}
