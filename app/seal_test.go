// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"truce/agreement"
	"truce/agreements"
	"truce/app"
	"truce/engine"
	"truce/internal/entryfile"
	"truce/journal"
	"truce/journal/bundle"
	"truce/keyring"
	"truce/report"
)

// folder writes a state folder: the exercise, and so many reports, those of one hour in one entry.
func folder(t testing.TB, reports int, change func(*report.Report)) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "state")
	begin := at(t, "2026-02-01T00:00:00Z")
	data, err := agreements.Files.ReadFile("paris-exercise.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse("paris-exercise.yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	list := []engine.Entry{engine.NewGenesis(begin), {Seq: 2, Time: begin, Adoption: &engine.Adoption{Agreement: a}}}
	for i := range reports {
		e := strike(t, fmt.Sprintf("patrol-%d", i), fmt.Sprintf("2026-02-02T%02d:00:00Z", 6+i/4))
		if change != nil {
			change(&e.Submission.Reports[0])
		}
		if last := &list[len(list)-1]; last.Submission != nil && last.Time == e.Time {
			last.Submission.Reports = append(last.Submission.Reports, e.Submission.Reports...)
			continue
		}
		e.Seq = int64(len(list) + 1)
		list = append(list, e)
	}
	if err := entryfile.Append(dir, list); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestSealingGoesOnWhereverItWasInterrupted(t *testing.T) {
	dir := folder(t, 20, nil)
	for stop := int64(1); stop <= 7; stop++ {
		path := filepath.Join(t.TempDir(), "sealed.journal")
		ctx, cancel := context.WithCancel(t.Context())
		s := app.Sealing{Dir: dir, Journal: path, Founder: app.Founder{Origin: origin}, Progress: func(done int64) {
			if done == stop {
				cancel()
			}
		}}
		first, err := app.Seal(ctx, s)
		cancel()
		if interrupted := stop > 1; interrupted != errors.Is(err, context.Canceled) || !interrupted && err != nil {
			t.Fatalf("interrupted at entry %d: %v", stop, err)
		}
		s.Progress = nil
		second, err := app.Seal(t.Context(), s)
		if err != nil {
			t.Fatalf("after an interrupt at entry %d: %v", stop, err)
		}
		if second.Held != first.Entered || first.Entered+second.Entered != 7 {
			t.Errorf("at entry %d: %+v, then %+v; want 7 entries in all", stop, first, second)
		}
		r, err := app.OpenReadOnly(t.Context(), path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(r.State().Dockets()[0].All()); n == 0 {
			t.Error("nothing is judged")
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestASealedFolderIsJudgedAsTheFolderWas(t *testing.T) {
	dir := folder(t, 20, nil)
	state := engine.NewState()
	if err := entryfile.Read(dir, func(e engine.Entry) error { _, err := state.Step(e); return err }); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sealed.journal")
	if _, err := app.Seal(t.Context(), app.Sealing{Dir: dir, Journal: path, Founder: app.Founder{Origin: origin}}); err != nil {
		t.Fatal(err)
	}
	r, err := app.OpenReadOnly(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	want, got := state.Dockets()[0].Findings(), r.State().Dockets()[0].Findings()
	if len(want) == 0 || len(got) != len(want) {
		t.Fatalf("%d findings, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].Released.Verdict != want[i].Released.Verdict || got[i].Released.When != want[i].Released.When || got[i].ID == want[i].ID {
			t.Errorf("finding %d: %+v, want %+v under another ID", i, got[i].Released, want[i].Released)
		}
	}
}

// A submission that is too long for one entry is cut, always alike.
func TestASubmissionThatIsTooLongIsCut(t *testing.T) {
	long := strings.Repeat("x", 3<<20)
	dir := folder(t, 3, func(r *report.Report) { r.Original.Text = long })
	path := filepath.Join(t.TempDir(), "sealed.journal")
	s := app.Sealing{Dir: dir, Journal: path, Founder: app.Founder{Origin: origin}}
	if got, err := app.Seal(t.Context(), s); err != nil || got.Entered != 4 {
		t.Fatalf("%+v, %v: want 4 entries", got, err)
	}
	if got, err := app.Seal(t.Context(), s); err != nil || got.Entered != 0 || got.Held != 4 || got.Rest != 0 {
		t.Errorf("again: %+v, %v", got, err)
	}
}

func TestAFolderThatIsAnotherIsNotSealed(t *testing.T) {
	dir := folder(t, 8, nil)
	path := filepath.Join(t.TempDir(), "sealed.journal")
	if _, err := app.Seal(t.Context(), app.Sealing{Dir: dir, Journal: path, Founder: app.Founder{Origin: origin}}); err != nil {
		t.Fatal(err)
	}
	other := folder(t, 12, func(r *report.Report) { r.Identity.Person = "somebody else" })
	got, err := app.Seal(t.Context(), app.Sealing{Dir: other, Journal: path})
	if !errors.Is(err, app.ErrOtherEntries) || got.Entered != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	more := folder(t, 12, nil)
	if got, err := app.Seal(t.Context(), app.Sealing{Dir: more, Journal: path}); err != nil || got.Entered != 1 {
		t.Errorf("a folder that grew: %+v, %v", got, err)
	}
	if got, err := app.Seal(t.Context(), app.Sealing{Dir: dir, Journal: path}); err != nil || got.Rest != 1 {
		t.Errorf("the folder as it was: %+v, %v", got, err)
	}
	if _, err := app.Seal(t.Context(), app.Sealing{Dir: dir, Journal: path, Founder: app.Founder{Origin: "other.example"}}); err == nil {
		t.Error("it is sealed under another name")
	}
	if _, err := app.Seal(t.Context(), app.Sealing{Dir: t.TempDir(), Journal: path}); err == nil {
		t.Error("a folder without entries is sealed")
	}
}

// What a destroyed part was cannot be compared, and stops nothing.
func TestAJournalWithADestroyedPartIsStillThatOfTheFolder(t *testing.T) {
	dir := folder(t, 8, nil)
	path := filepath.Join(t.TempDir(), "sealed.journal")
	if _, err := app.Seal(t.Context(), app.Sealing{Dir: dir, Journal: path, Founder: app.Founder{Origin: origin}}); err != nil {
		t.Fatal(err)
	}
	r, err := app.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = app.Destroy(t.Context(), r.Journal(), app.Destroying{
		What:   journal.DestroyedParts{By: "desk", Origin: origin, Parts: []string{"identity", "original"}, Reason: "consent withdrawn", Report: 1, Seq: 3},
		Record: r.Journal(),
	})
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	if got, err := app.Seal(t.Context(), app.Sealing{Dir: dir, Journal: path}); err != nil || got.Entered != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTheFirstAndTheLastCosignatureOfATreeAreKept(t *testing.T) {
	m := newMission(t)
	var first, last int64
	for range 4 {
		p := m.sign()
		c := p.Acceptance.Cosigned[0]
		if first == 0 {
			first = c.First
		}
		if c.First != first || c.Last <= last {
			t.Fatalf("cosigned first at %d and last at %d, after %d and %d", c.First, c.Last, first, last)
		}
		last = c.Last
		if n := len(p.Checkpoint.Note.Signatures); n > 3 {
			t.Fatalf("%d signature lines", n)
		}
	}
	m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))
	if c := m.sign().Acceptance.Cosigned[0]; c.First <= last {
		t.Errorf("a cosignature of another tree is kept: first at %d", c.First)
	}
}

func TestViewsOfOneLogAreCompared(t *testing.T) {
	m := newMission(t)
	m.sign()
	small := m.pack(bundle.ForParty)
	placed := m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))[0].Placed
	m.sign()
	large := m.pack(bundle.ForMission)
	var views []app.View
	for _, data := range [][]byte{small, large} {
		v, err := app.ViewBundle(bytes.NewReader(data), &m.signer.Policy, placed.Seq)
		if err != nil {
			t.Fatal(err)
		}
		views = append(views, v)
	}
	if two, err := views[0].Compare(views[1]); two != nil || err != nil {
		t.Errorf("one that grew: %v, %v", two, err)
	}
	received, err := journal.SignReceipt(journal.Receipt{
		Level: journal.Received, Origin: origin, Root: placed.PartsRoot, Received: 1_800_000_000_000, Deadline: 1_800_000_600_000,
	}, m.signer.Key)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []journal.Outcome{journal.CouldNotTell, journal.Yes} {
		r, err := journal.OpenReceipt(received, m.signer.Key.Verifier())
		if err != nil {
			t.Fatal(err)
		}
		e, err := views[i].Evidence(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if j, err := journal.JudgeReceipt(received, m.signer.Policy, e); err != nil || j.Outcome != want {
			t.Errorf("view %d of a receipt without a number: %+v, %v, want %s", i+1, j, err, want)
		}
	}
	broken := bytes.Replace(small, []byte(`"root":"`), []byte(`"root":"0`), 1)
	if _, err := app.ViewBundle(bytes.NewReader(broken), &m.signer.Policy, 0); !errors.Is(err, app.ErrNoView) {
		t.Errorf("a bundle that is none: %v", err)
	}
	stranger := withCosigner(t, key(t, origin, journal.SignsNotes)).Policy
	if _, err := app.ViewBundle(bytes.NewReader(small), &stranger, 0); !errors.Is(err, app.ErrNoView) {
		t.Errorf("a bundle of a log that the policy does not trust: %v", err)
	}
}

func TestARecordThatIsReadTakesNothing(t *testing.T) {
	m := newMission(t)
	r, err := app.OpenReadOnly(t.Context(), m.path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Enter(t.Context(), []app.Incoming{{Entry: strike(t, "patrol", "2026-02-02T06:00:00Z")}}); err == nil {
		t.Error("entered")
	}
	if err := m.record.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = app.Open(ctx, m.path, func(int64, int64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("opening was interrupted: %v", err)
	}
	again, err := app.Open(t.Context(), m.path, nil)
	if err != nil {
		t.Fatal(err)
	}
	m.record = again
}

// What devices sent and what a folder holds come to stand in one journal, in whatever order they are entered.
func TestAFolderThatGrowsIsSealedAroundKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sealed.journal")
	late := at(t, "2026-02-02T08:30:00Z")
	for i, reports := range []int{8, 16, 20} {
		got, err := app.Seal(t.Context(), app.Sealing{Dir: folder(t, reports, nil), Journal: path, Founder: app.Founder{Origin: origin}})
		if err != nil || got.Rest != int64(i) {
			t.Fatalf("%d reports: %+v, %v", reports, got, err)
		}
		r, err := app.Open(t.Context(), path, nil)
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("phone-%d", i)
		k := &keyring.Key{Name: name, Text: key(t, name, journal.SignsNotes).Verifier().String(), Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForDevice}
		_, err = r.Enter(t.Context(), []app.Incoming{{Entry: engine.Entry{Time: max(late, r.State().Now()), Key: k}}})
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := app.Seal(t.Context(), app.Sealing{Dir: folder(t, 20, nil), Journal: path}); err != nil || got.Entered != 0 || got.Rest != 3 {
		t.Errorf("again: %+v, %v", got, err)
	}
}
