// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/journal"
	"truce/journal/bundle"
	"truce/report"
)

// tagged gives reports tags as doors do, and names nobody.
func tagged(r *report.Report) {
	r.Identity.Person, r.Extract.Tag = "", r.Original.Digest
}

// TestNothingOfAnOriginalOutlivesIt: whoever tries the few rows that a report can have been must find none of them in what
// is left.
func TestNothingOfAnOriginalOutlivesIt(t *testing.T) {
	m := newMission(t)
	dir := folder(t, 4, tagged)
	if err := m.record.Close(); err != nil {
		t.Fatal(err)
	}
	m.path = filepath.Join(t.TempDir(), "sealed.journal")
	if _, err := app.Seal(t.Context(), app.Sealing{Dir: dir, Journal: m.path, Founder: app.Founder{Origin: origin}}); err != nil {
		t.Fatal(err)
	}
	m.record = must[*app.Record](t)(app.Open(t.Context(), m.path, nil))
	m.sign()
	row := []byte("patrol-1") // what the original of the second report is the digest of
	guess := canon.SumBytes("truce/original/1", row).String()
	if !bytes.Contains(m.pack(bundle.ForMission), []byte(guess)) {
		t.Fatal("the original is not in the bundle to begin with")
	}
	entry := must[journal.Entry](t)(m.record.Journal().Entry(t.Context(), 3))
	for i := range entry.Parts {
		if i%journal.PartsOfReport == 2 {
			continue
		}
		if err := m.record.Journal().Destroy(t.Context(), 3, []int{i}); err != nil {
			t.Fatal(err)
		}
	}
	if bytes.Contains(m.pack(bundle.ForMission), []byte(guess)) {
		t.Error("the digest of a destroyed original is still in the bundle")
	}
}

// TestRowsThatSayTheSameStayTwoAndAreSealedOnce: tags keep reports apart in the journal too, and a folder that is sealed
// again brings nothing, though the tags are drawn at random.
func TestRowsThatSayTheSameStayTwoAndAreSealedOnce(t *testing.T) {
	dir := folder(t, 4, func(r *report.Report) {
		tagged(r)
		r.Extract.Source = "one source"
	})
	path := filepath.Join(t.TempDir(), "sealed.journal")
	s := app.Sealing{Dir: dir, Journal: path, Founder: app.Founder{Origin: origin}}
	if got, err := app.Seal(t.Context(), s); err != nil || got.Entered != 3 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got, err := app.Seal(t.Context(), s); err != nil || got.Entered != 0 || got.Rest != 0 {
		t.Errorf("again: %+v, %v", got, err)
	}
	r := must[*app.Record](t)(app.OpenReadOnly(t.Context(), path, nil))
	defer r.Close()
	entry := must[journal.Entry](t)(r.Journal().Entry(t.Context(), 3))
	tags := map[canon.Digest]bool{}
	for i := range 4 {
		var e report.Extract
		p, _ := entry.Parts[journal.PartsOfReport*i+2].Disclosed()
		if err := canon.Decode(p.Content, &e); err != nil {
			t.Fatal(err)
		}
		tags[e.Tag] = true
	}
	if len(tags) != 4 || tags[canon.Digest{}] {
		t.Errorf("tags of four reports that say the same: %v", tags)
	}
}

// TestAnotherExtractIsFoundWhateverItsTag: what tag an extract has is passed over, and nothing else of it.
func TestAnotherExtractIsFoundWhateverItsTag(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sealed.journal")
	s := app.Sealing{Dir: folder(t, 4, tagged), Journal: path, Founder: app.Founder{Origin: origin}}
	if _, err := app.Seal(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*report.Report){
		"another source": func(r *report.Report) { tagged(r); r.Extract.Source += "x" },
		"no tag":         func(r *report.Report) { tagged(r); r.Extract.Tag = canon.Digest{} },
	} {
		s.Dir = folder(t, 4, change)
		if got, err := app.Seal(t.Context(), s); !errors.Is(err, app.ErrOtherEntries) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestNoJournalTakesATagThatIsTheDigestOfTheOriginal(t *testing.T) {
	m := newMission(t)
	e := strike(t, "patrol", "2026-02-02T06:00:00Z")
	tagged(&e.Submission.Reports[0])
	if _, err := m.record.Enter(t.Context(), []app.Incoming{{Entry: e}}); !errors.Is(err, engine.ErrEntry) {
		t.Errorf("got %v, want that it is refused", err)
	}
}
