// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	mission "truce/app"
	"truce/canon"
	"truce/coalition"
	"truce/coalition/app"
	"truce/coalition/sourced"
	"truce/coalition/undertaking"
	"truce/engine"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/when"
)

const start = when.Instant(1_767_600_000_000) // 2026-01-05 08:00 UTC

func instrument(version sourced.Name) coalition.Entry {
	return coalition.Entry{Time: start, Undertaking: &undertaking.Record{Instrument: &undertaking.Instrument{
		ID: "declaration", Version: version, Kind: undertaking.Declaration, Title: "A declaration",
		Said: sourced.Said{By: "the presidency", On: when.Date{Year: 2026, Month: 1, Day: 5}, Grade: sourced.Official},
	}}}
}

func founded(t testing.TB) (*app.Record, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "coalition.journal")
	r, err := app.Found(t.Context(), path, app.Founder{Origin: "coalition.example/2026", At: start})
	if err != nil {
		t.Fatal(err)
	}
	return r, path
}

func closed(t testing.TB, c interface{ Close() error }) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func instruments(r *app.Record) int {
	return len(r.State().Undertakings().Instruments(sourced.Known(when.MaxInstant)))
}

func TestWhatIsEnteredIsThereWhenTheRecordIsOpenedAgain(t *testing.T) {
	r, path := founded(t)
	if placed, err := r.Enter(t.Context(), []coalition.Entry{instrument("draft"), instrument("final")}); err != nil || len(placed) != 2 || placed[1].Seq != 3 {
		t.Fatalf("placed %+v, %v", placed, err)
	}
	closed(t, r)
	for name, open := range map[string]func(context.Context, string, func(done, of int64)) (*app.Record, error){"to enter": app.Open, "to read": app.OpenReadOnly} {
		again, err := open(t.Context(), path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if instruments(again) != 2 || again.State().Seq() != 3 || again.Verify(t.Context()) != nil {
			t.Errorf("opened %s it has %d instruments in %d entries, %v", name, instruments(again), again.State().Seq(), again.Verify(t.Context()))
		}
		closed(t, again)
	}
}

func TestOfSeveralEntriesAllAreTakenOrNone(t *testing.T) {
	r, _ := founded(t)
	defer closed(t, r)
	_, err := r.Enter(t.Context(), []coalition.Entry{instrument("draft"), instrument("no name")})
	var refused *app.Refused
	if !errors.As(err, &refused) || refused.At != 1 || !errors.Is(err, coalition.ErrEntry) {
		t.Fatalf("got %v, want the second refused", err)
	}
	if size, err := r.Journal().Size(t.Context()); err != nil || size != 1 || instruments(r) != 0 || r.State().Seq() != 1 {
		t.Errorf("afterwards there are %d entries, %d instruments, %v", size, instruments(r), err)
	}
	if _, err := r.Enter(t.Context(), []coalition.Entry{instrument("final")}); err != nil || instruments(r) != 1 {
		t.Errorf("and then %d instruments, %v", instruments(r), err)
	}
}

// Each realm refuses the other's journal as a whole, and the other's kinds one by one: in the store and in the fold.
func TestNeitherRealmTakesWhatIsOfTheOther(t *testing.T) {
	ours, path := founded(t)
	theirsPath := filepath.Join(t.TempDir(), "mission.journal")
	theirs, err := mission.Found(t.Context(), theirsPath, mission.Founder{Origin: "mission.example/2026", At: start})
	if err != nil {
		t.Fatal(err)
	}
	rating, err := engine.Frame(engine.Entry{Rating: &engine.Rating{Root: "r", Reliability: "B", By: "desk"}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := coalition.Frame(instrument("final"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		journal *sqlite.Journal
		draft   journal.Draft
	}{
		"a rating in the coalition's journal":     {ours.Journal(), journal.Draft{Kind: journal.Kind(rating.Kind), Engine: coalition.Version, Time: int64(start), Parts: rating.Parts}},
		"an undertaking in the mission's journal": {theirs.Journal(), journal.Draft{Kind: journal.Kind(text.Kind), Engine: engine.Version, Time: int64(start), Parts: []canon.Part{text.Part}}},
	} {
		if _, err := c.journal.Append(t.Context(), []journal.Draft{c.draft}); !errors.Is(err, sqlite.ErrRealm) {
			t.Errorf("%s: got %v, want ErrRealm", name, err)
		}
	}
	if _, err := engine.Unframe(2, start, engine.Framed{Kind: text.Kind, Parts: []canon.Part{text.Part}}); !errors.Is(err, engine.ErrEntry) {
		t.Errorf("the engine unframes an undertaking: %v", err)
	}
	if _, err := coalition.Unframe(2, start, coalition.Framed{Kind: rating.Kind, Part: rating.Parts[0]}); !errors.Is(err, coalition.ErrEntry) {
		t.Errorf("the coalition's fold unframes a rating: %v", err)
	}
	if _, err := coalition.NewState().Step(coalition.Entry{Seq: 1, Time: start, Genesis: &coalition.Genesis{Realm: engine.Realm, Fold: coalition.Version, Database: when.Database}}); !errors.Is(err, coalition.ErrRealm) {
		t.Errorf("the coalition's fold begins a mission's record: %v", err)
	}
	foreign := engine.NewGenesis(start)
	foreign.Genesis.Realm = coalition.Realm
	if _, err := engine.NewState().Step(foreign); !errors.Is(err, engine.ErrEntry) {
		t.Errorf("the engine begins a coalition's record: %v", err)
	}
	closed(t, ours)
	closed(t, theirs)
	if _, err := mission.Open(t.Context(), path, nil); !errors.Is(err, sqlite.ErrRealm) {
		t.Errorf("the mission opens the coalition's record: %v", err)
	}
	if _, err := app.Open(t.Context(), theirsPath, nil); !errors.Is(err, sqlite.ErrRealm) {
		t.Errorf("the coalition opens the mission's record: %v", err)
	}
}
