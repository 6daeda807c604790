// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/sqlite"
)

// TestNothingIsDestroyedWithoutAWord breaks a destroying off at each step, and finishes it.
func TestNothingIsDestroyedWithoutAWord(t *testing.T) {
	m := newMission(t)
	placed := m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))[0].Placed
	j := m.record.Journal()
	size := func() int64 { return must[int64](t)(j.Size(t.Context())) }
	gone := func() (n int) {
		for _, p := range must[journal.Entry](t)(j.Entry(t.Context(), placed.Seq)).Parts {
			if p.IsDestroyed() {
				n++
			}
		}
		return n
	}
	what := journal.DestroyedParts{By: "desk", Origin: origin, Parts: []string{"identity"}, Reason: "consent withdrawn", Report: 1, Seq: placed.Seq}

	// The power went between the two: the entry is there and nothing is destroyed.
	said := must[canon.Part](t)(what.Part())
	must[[]journal.Placed](t)(j.Append(t.Context(), []journal.Draft{{Kind: journal.Destruction, Engine: engine.Version, Time: placed.Time, Raise: true, Parts: []canon.Part{said}}}))
	m.sign()
	if err := app.Pack(t.Context(), j, io.Discard, app.Packing{Audience: bundle.ForMission}); !errors.Is(err, app.ErrNotDestroyed) {
		t.Errorf("packed what is on record and still there: %v", err)
	}
	if at := m.destroy(placed.Seq, "identity"); at != size() || gone() != 1 {
		t.Errorf("finished by entry %d of %d, %d parts are gone", at, size(), gone())
	}
	if at := m.destroy(placed.Seq, "identity", "original"); at != placed.Seq+2 || size() != at || gone() != 2 {
		t.Errorf("the other part is on record in entry %d of %d, %d parts are gone", at, size(), gone())
	}
	if at := m.destroy(placed.Seq, "original"); at != placed.Seq+2 || size() != at {
		t.Errorf("destroyed again: entry %d of %d", at, size())
	}
	m.sign()
	for q, a := range m.verify(m.pack(bundle.ForMission)) {
		if a.Outcome != journal.Yes {
			t.Errorf("%s: %s: %s", q, a.Outcome, a.Says)
		}
	}

	// The journal goes on, and what is refused leaves no entry.
	next := m.enter(strike(t, "camera", "2026-02-02T07:00:00Z"))[0].Placed
	if next.Seq != placed.Seq+3 {
		t.Errorf("entry %d follows on %d", next.Seq, placed.Seq+2)
	}
	for name, change := range map[string]func(*journal.DestroyedParts){
		"of a report that there is not": func(d *journal.DestroyedParts) { d.Report = 2 },
		"of an adoption":                func(d *journal.DestroyedParts) { d.Seq = 2 },
		"of another log":                func(d *journal.DestroyedParts) { d.Origin = "log.example/other" },
		"of an entry that is not there": func(d *journal.DestroyedParts) { d.Seq = 99 },
		"by nobody":                     func(d *journal.DestroyedParts) { d.By = "" },
	} {
		bad := what
		change(&bad)
		if _, err := app.Destroy(t.Context(), j, app.Destroying{What: bad, Record: j}); err == nil || size() != next.Seq {
			t.Errorf("%s: %v, %d entries", name, err, size())
		}
	}

	// What cannot be carried out once it is on record says so.
	closed := must[*sqlite.Journal](t)(sqlite.OpenReadOnly(t.Context(), m.path, journal.Mission))
	what.Seq = next.Seq
	if at, err := app.Destroy(t.Context(), closed, app.Destroying{What: what, Record: j}); !errors.Is(err, app.ErrNotDestroyed) || at != size() {
		t.Errorf("in a journal that cannot be written: entry %d of %d, %v", at, size(), err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	if at := m.destroy(next.Seq, "identity"); at != size() {
		t.Errorf("finished by entry %d of %d", at, size())
	}

	// What is gone without an entry is told.
	if err := j.Destroy(t.Context(), next.Seq, []int{1}); err != nil {
		t.Fatal(err)
	}
	m.sign()
	if a := m.verify(m.pack(bundle.ForMission))[bundle.Destroyed]; a.Outcome != journal.No {
		t.Errorf("destroyed without an entry: %s: %s", a.Outcome, a.Says)
	}
	for _, a := range []bundle.Audience{bundle.ForParty, bundle.ForPublic} {
		if got := m.verify(m.pack(a))[bundle.Destroyed]; got.Outcome != journal.Yes {
			t.Errorf("for a %s, who is shown no report: %s: %s", a, got.Outcome, got.Says)
		}
	}
}

func TestWhatIsDestroyedInAClosedLogIsOnRecordInItsSuccessor(t *testing.T) {
	old := newShard(t, key(t, "log.example/1", journal.SignsNotes), nil)
	e := strike(t, "patrol", "2026-03-19T06:00:00Z")
	e.Time = old.now
	placed := must[[]app.Entered](t)(old.record.Enter(t.Context(), []app.Incoming{{Entry: e}}))[0].Placed
	nextKey := key(t, "log.example/2", journal.SignsNotes)
	old.end(t, nextKey)
	next, stranger := newShard(t, nextKey, old.last(t)), newShard(t, key(t, "log.example/3", journal.SignsNotes), nil)
	j := old.record.Journal()
	d := app.Destroying{
		What:   journal.DestroyedParts{By: "desk", Origin: "log.example/1", Parts: []string{"identity"}, Reason: "consent withdrawn", Report: 1, Seq: placed.Seq},
		At:     old.now,
		Record: j,
	}
	if _, err := app.Destroy(t.Context(), j, d); !errors.Is(err, journal.ErrEnded) {
		t.Errorf("on record in a closed log: %v", err)
	}
	if d.Record = stranger.record.Journal(); errOf(app.Destroy(t.Context(), j, d)) == nil {
		t.Error("a log that succeeds none took the entry")
	}
	if must[journal.Entry](t)(j.Entry(t.Context(), placed.Seq)).Parts[0].IsDestroyed() {
		t.Fatal("destroyed without an entry")
	}
	d.Record = next.record.Journal()
	first := must[int64](t)(app.Destroy(t.Context(), j, d))
	if again := must[int64](t)(app.Destroy(t.Context(), j, d)); first != 3 || again != first {
		t.Errorf("entries %d and %d", first, again)
	}
	policy := fmt.Appendf(nil, "log %s\nquorum none\n", old.key.Verifier())
	if got := destroyedSays(t, old.packed(t, bundle.ForMission), policy); got != string(journal.CouldNotTell) {
		t.Errorf("by the closed log alone: %s", got)
	}
	if got := destroyedSays(t, next.packed(t, bundle.ForMission), fmt.Appendf(nil, "log %s\nquorum none\n", nextKey.Verifier())); got != string(journal.Yes) {
		t.Errorf("the successor: %s", got)
	}
}

// destroyedSays is the answer to the question of what is destroyed.
func destroyedSays(t *testing.T, data, policy []byte) string {
	t.Helper()
	return first(t, data, policy).Answers[string(bundle.Destroyed)]
}

func errOf[T any](_ T, err error) error { return err }

// TestListsOfFindingsContinueEachOther packs a record as it grows and as an extract of it is destroyed, and has the log vouch for
// what is none of it.
func TestListsOfFindingsContinueEachOther(t *testing.T) {
	m := newMission(t)
	m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"), strike(t, "camera", "2026-02-02T06:00:00Z"))
	m.sign()
	before := string(m.pack(bundle.ForParty))
	second := m.enter(strike(t, "patrol-2", "2026-02-03T06:00:00Z"))[0].Placed
	m.enter(strike(t, "camera-2", "2026-02-04T06:00:00Z"))
	m.sign()
	grown := string(m.pack(bundle.ForParty))
	view := func(data string) app.View {
		return must[app.View](t)(app.ViewBundle(strings.NewReader(data), &m.signer.Policy, 0))
	}
	m.destroy(second.Seq, "extract")
	m.sign()
	after := string(m.pack(bundle.ForParty))
	short := view(after)
	if s := short.Listing; s.Until != second.Seq || short.Findings.Outcome != journal.CouldNotTell || s.Count == 0 || s.Count >= view(grown).Listing.Count {
		t.Fatalf("the list ends at entry %d with %d findings, %s: %s", s.Until, s.Count, short.Findings.Outcome, short.Findings.Says)
	}
	relisted := func(data string, change func(ids []string) []string) app.View {
		return view(relist(t, m.signer.Key, data, change))
	}
	swapped := func(l []string) []string { l[0], l[1] = l[1], l[0]; return l }
	fewer := func(l []string) []string { return l[:len(l)-1] }
	none := func([]string) []string { return nil }
	for _, each := range []struct {
		name     string
		one, two app.View
		want     error
	}{
		{"as it grows", view(before), view(grown), nil},
		{"once an extract is destroyed", view(grown), short, nil},
		{"once an extract is destroyed of what came later", view(before), short, nil},
		{"in another order at first", relisted(before, swapped), view(grown), app.ErrRewritten},
		{"with all taken back later", view(before), relisted(grown, none), app.ErrRewritten},
		{"shorter than an extract that was destroyed makes it", view(before), relisted(after, none), app.ErrRewritten},
		{"in another order where it ends", view(grown), relisted(after, swapped), app.ErrRewritten},
		{"with one left out of the last at first", relisted(before, fewer), view(grown), nil},
	} {
		for _, views := range [][2]app.View{{each.one, each.two}, {each.two, each.one}} {
			if lists, err := views[0].CompareFindings(views[1]); lists != nil || !errors.Is(err, each.want) {
				t.Errorf("%s: %v, %v, want %v", each.name, lists, err, each.want)
			}
		}
	}
}

// relist changes the findings of a bundle and has the log vouch for them.
func relist(t *testing.T, k journal.SigningKey, data string, change func([]string) []string) string {
	t.Helper()
	split := strings.SplitAfter(strings.TrimSuffix(data, "\n"), "\n")
	first := slices.IndexFunc(split, func(l string) bool { return strings.HasPrefix(l, `{"finding":`) })
	last := len(split) - 1
	listed := change(slices.Clone(split[first:last]))
	type ofList struct {
		Finding *bundle.Finding `json:"finding,omitempty"`
		End     *bundle.End     `json:"end,omitempty"`
	}
	var ids []canon.FindingID
	for _, l := range listed {
		var line ofList
		if err := canon.Decode([]byte(strings.TrimSpace(l)), &line); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, line.Finding.ID)
	}
	var line ofList
	if err := canon.Decode([]byte(split[last]), &line); err != nil {
		t.Fatal(err)
	}
	said := must[bundle.SignedListing](t)(bundle.ParseListing([]byte(*line.End.Note))).Listing
	said.Count, said.Exercises, said.Findings = int64(len(ids)), int64(len(ids)), must[canon.Digest](t)(bundle.DigestOf(ids))
	note := vouchedBy(t, k, said)
	line.End = &bundle.End{Findings: said.Count, Digest: said.Findings, Note: &note}
	end := must[[]byte](t)(canon.Encode(line))
	return strings.Join(slices.Concat(split[:first], listed, []string{string(end) + "\n"}), "")
}
