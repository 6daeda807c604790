// SPDX-License-Identifier: Apache-2.0

package coalition_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/canon"
	"truce/coalition"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/coalition/undertaking"
	"truce/keyring"
	"truce/when"
)

const start = when.Instant(1_767_600_000_000) // 2026-01-05 08:00 UTC

func said() sourced.Said {
	return sourced.Said{By: "the presidency", On: when.Date{Year: 2026, Month: 1, Day: 5}, Grade: sourced.Official}
}

func declaration() coalition.Entry {
	return coalition.Entry{Undertaking: &undertaking.Record{Instrument: &undertaking.Instrument{
		ID: "declaration", Version: "final", Kind: undertaking.Declaration, Title: "A declaration", Said: said(),
	}}}
}

// story is an invented text and the entry of its source.
func story(t testing.TB) (string, coalition.Entry) {
	t.Helper()
	text := "Envoys to meet\n\nW12\n\nHARBOUR CITY, Jan 5 (Agency) -- The deal is nearly done, said one envoy.\n"
	s := statement.Source{ID: "story", Kind: statement.Wire, Title: "An invented story", Outlet: "Agency", Language: "en", By: "desk"}
	if err := s.Measure([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return text, coalition.Entry{Statement: &statement.Record{Source: &s}}
}

// released is a release of an invented finding.
func released(version int64, supersedes canon.FindingID, status string) *coalition.Release {
	act := ""
	if status == "determined" {
		act = `"determination":{"at":1767700000000,"by":"commission","outcome":"violation"},`
	}
	return releasedAs(version, supersedes, status, "violation", act)
}

func releasedAs(version int64, supersedes canon.FindingID, status, verdict, act string) *coalition.Release {
	r := &coalition.Release{
		Origin: "mission.example/2031", Version: version, Supersedes: supersedes, By: "desk", Internal: canon.Digest{1},
		Content: `{"agreement":"exercise@1","article":"2",` + act + `"exercise":true,"status":"` + status + `","term":"no-fire","verdict":"` + verdict + `","when":{"from":1767600000000,"to":1767600060000}}`,
	}
	r.Finding = canon.FindingIDOf(version, supersedes, canon.Part{Label: "released", Salt: r.Salt, Content: []byte(r.Content)}.Hash(), r.Internal)
	return r
}

func begun(t testing.TB) *coalition.State {
	t.Helper()
	s := coalition.NewState()
	if _, err := s.Step(coalition.NewGenesis(start)); err != nil {
		t.Fatal(err)
	}
	return s
}

func enter(t testing.TB, s *coalition.State, entries ...coalition.Entry) {
	t.Helper()
	for _, e := range entries {
		e.Seq, e.Time = s.Seq()+1, max(e.Time, s.Now())
		if _, err := s.Step(e); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEveryKindComesBackFromItsFrame(t *testing.T) {
	_, source := story(t)
	for _, e := range []coalition.Entry{
		coalition.NewGenesis(start), declaration(), source,
		{Release: released(1, canon.FindingID{}, "determined")},
		{Key: &keyring.Key{Name: "log", Act: keyring.Revoked, By: "desk"}},
	} {
		e.Seq, e.Time = 7, start
		f, err := coalition.Frame(e)
		if err != nil {
			t.Fatal(err)
		}
		got, err := coalition.Unframe(7, start, f)
		if err != nil || !canon.Equal(e, got) {
			t.Errorf("%s: got %+v, %v, want %+v", f.Kind, got, err, e)
		}
	}
}

func TestAnEntryThatDoesNotFitChangesNothing(t *testing.T) {
	first := released(1, canon.FindingID{}, "assessed")
	for name, c := range map[string]struct {
		change func(e *coalition.Entry)
		want   string
	}{
		"the number of another":  {func(e *coalition.Entry) { e.Seq = 9 }, "entry 9 follows entry 2"},
		"a time before the last": {func(e *coalition.Entry) { e.Time = start - 1 }, "journal time never decreases"},
		"two kinds":              {func(e *coalition.Entry) { e.Key = &keyring.Key{} }, "is both key and undertaking"},
		"no kind":                {func(e *coalition.Entry) { e.Undertaking = nil }, "no kind"},
		"a second beginning":     {func(e *coalition.Entry) { *e = coalition.NewGenesis(start); e.Seq = 3 }, "has no other"},
		"a position on a text not on record": {func(e *coalition.Entry) {
			e.Undertaking = &undertaking.Record{Position: &undertaking.Position{Instrument: "other", Version: "1", State: "A", Stance: undertaking.Signed, Said: said()}}
		}, "not on record"},
		"a release whose halves are of another": {func(e *coalition.Entry) {
			r := *first
			r.Content = strings.Replace(r.Content, "assessed", "final", 1)
			*e = coalition.Entry{Seq: 3, Time: start, Release: &r}
		}, "its halves give"},
		"a release of a bundle that does not hold": {func(e *coalition.Entry) {
			r := *first
			r.Bundle, r.Checkpoint = canon.Digest{2}, "note"
			r.Checked = []coalition.Check{{Question: "tree", Outcome: coalition.No}}
			*e = coalition.Entry{Seq: 3, Time: start, Release: &r}
		}, "does not hold"},
		"a fact of a source not on record": {func(e *coalition.Entry) {
			*e = coalition.Entry{Seq: 3, Time: start, Statement: &statement.Record{Fact: &statement.Fact{
				ID: "f", Source: "nowhere", At: statement.Span{Length: 1, RuneLength: 1, Digest: canon.Digest{1}}, Nature: statement.Claim,
				Mode: statement.Own, Grade: statement.AgencyVoice, Says: "x", By: "desk",
			}}}
		}, "enter the source first"},
	} {
		s := begun(t)
		enter(t, s, declaration())
		e := declaration()
		e.Seq, e.Time = 3, start
		c.change(&e)
		_, err := s.Step(e)
		if !errors.Is(err, coalition.ErrEntry) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want ErrEntry with %q", name, err, c.want)
		}
		if s.Seq() != 2 || s.Now() != start || len(s.Releases()) != 0 || len(s.Undertakings().Instruments(sourced.Known(start))) != 1 {
			t.Errorf("%s: the state has changed: entry %d at %s", name, s.Seq(), s.Now())
		}
	}
}

func TestARecordOfAnotherRealmOrFoldIsRefused(t *testing.T) {
	mission, other := coalition.NewGenesis(start), coalition.NewGenesis(start)
	mission.Genesis.Realm, other.Genesis.Fold = "mission", "truce/coalition/99"
	if _, err := coalition.NewState().Step(mission); !errors.Is(err, coalition.ErrRealm) {
		t.Errorf("the genesis of a mission: got %v, want ErrRealm", err)
	}
	var version *coalition.VersionError
	if _, err := coalition.NewState().Step(other); !errors.As(err, &version) || version.Version != "truce/coalition/99" {
		t.Errorf("the genesis of another fold: got %v, want a VersionError of it", err)
	}
	for _, kind := range []string{"submission/1", "rating/1", "determination/1", "undertaking/2", "undertaking", ""} {
		if _, err := coalition.Unframe(2, start, coalition.Framed{Kind: kind, Part: canon.Part{Label: "rating", Content: []byte("{}")}}); !errors.Is(err, coalition.ErrEntry) {
			t.Errorf("%q: got %v, want ErrEntry", kind, err)
		}
	}
}

func TestALaterVersionOfAReleaseStandsInThePlaceOfTheFirst(t *testing.T) {
	first := released(1, canon.FindingID{}, "assessed")
	second := released(2, first.Finding, "determined")
	for name, order := range map[string][]*coalition.Release{"in order": {first, second}, "the later one first": {second, first}} {
		s := begun(t)
		for i, r := range order {
			enter(t, s, coalition.Entry{Time: start + when.Instant(i), Release: r})
		}
		for _, r := range s.Releases() {
			want := canon.FindingID{}
			if r.Version == 1 {
				want = second.Finding
			}
			if r.SupersededBy != want || r.Hold != coalition.ByHand || !r.Exercise {
				t.Errorf("%s: version %d is superseded by %s, held %s", name, r.Version, r.SupersededBy, r.Hold)
			}
		}
		if early := s.ReleasesAsOf(start); len(early) != 1 || !early[0].SupersededBy.IsZero() {
			t.Errorf("%s: as of the first: %+v", name, early)
		}
	}
}

// A version that never came in leaves a gap, and whether an earlier one is current is not told until it does.
func TestAVersionThatIsMissingIsAGapAndNotSilence(t *testing.T) {
	of := func(incident string, version int64, supersedes canon.FindingID) *coalition.Release {
		r := releasedAs(version, supersedes, "assessed", "violation", "")
		r.Content = strings.Replace(r.Content, `"status"`, incident+`"status"`, 1)
		r.Finding = canon.FindingIDOf(version, supersedes, canon.Part{Label: "released", Salt: r.Salt, Content: []byte(r.Content)}.Hash(), r.Internal)
		return r
	}
	for name, incidents := range map[string][2]string{"of one incident": {`"incident":"mill",`, `"incident":"mill",`}, "of an incident that is not said": {"", `"incident":"mill",`}} {
		first := of(incidents[0], 1, canon.FindingID{})
		second := of(incidents[1], 2, first.Finding)
		third := of(incidents[1], 3, second.Finding)
		other := of(`"incident":"ford",`, 1, canon.FindingID{})
		s := begun(t)
		for i, r := range []*coalition.Release{first, other, third, second} {
			enter(t, s, coalition.Entry{Time: start + when.Instant(i), Release: r})
		}
		gap := s.ReleasesAsOf(start + 2)
		if gap[0].Doubt != third.Finding || !gap[0].SupersededBy.IsZero() || gap[2].Unseen != second.Finding || !strings.Contains(gap[0].Gap(), "could not tell which is current") {
			t.Errorf("%s: before the second came in: %+v", name, gap)
		}
		if unsure := !gap[1].Doubt.IsZero(); unsure {
			t.Errorf("%s: a finding of another incident is in doubt", name)
		}
		for _, r := range s.Releases() {
			if r.Gap() != "" || r.SupersededBy.IsZero() != (r.Finding == third.Finding || r.Finding == other.Finding) {
				t.Errorf("%s: with all on record: version %d, %q", name, r.Version, r.Gap())
			}
		}
	}
}

// Whoever holds no key of a mission can write a later version all the same. It takes the place of nothing that the mission's log vouches
// for, whichever came in first, and does not keep the next true version out.
func TestWhatNobodyVouchesForSupersedesNothingThatIsVouchedFor(t *testing.T) {
	vouched := func(r *coalition.Release) *coalition.Release {
		r.Bundle, r.Checkpoint = canon.Digest{2}, "note"
		for _, q := range []string{"form", "log", "quorum", "tree", "findings"} {
			r.Checked = append(r.Checked, coalition.Check{Question: q, Outcome: coalition.Yes})
		}
		return r
	}
	first := vouched(released(1, canon.FindingID{}, "determined"))
	forged := releasedAs(2, first.Finding, "withdrawn", "no-violation", "")
	second := vouched(released(2, first.Finding, "determined"))
	for name, order := range map[string][]*coalition.Release{"the true one first": {first, forged, second}, "the forged one first": {forged, first, second}} {
		s := begun(t)
		enter(t, s, coalition.Entry{Release: order[0]}, coalition.Entry{Release: order[1]})
		for _, r := range s.Releases() {
			if r.Finding == first.Finding && (!r.SupersededBy.IsZero() || r.Doubt != forged.Finding) {
				t.Errorf("%s: superseded by %s, in doubt for %s", name, r.SupersededBy, r.Doubt)
			}
		}
		enter(t, s, coalition.Entry{Release: order[2]})
		for _, r := range s.Releases() {
			if r.Finding == first.Finding && (r.SupersededBy != second.Finding || !r.Doubt.IsZero()) {
				t.Errorf("%s: with the next true one superseded by %s, in doubt for %s", name, r.SupersededBy, r.Doubt)
			}
		}
	}
}

// An assessment is not sold as a determination, nor has a finding two versions in one place, whichever came in first.
func TestAReleaseThatIsNotWhatItSaysIsRefused(t *testing.T) {
	unseen := releasedAs(1, canon.FindingID{}, "assessed", "violation", "").Finding
	s := begun(t)
	enter(t, s, coalition.Entry{Release: released(2, unseen, "determined")})
	for name, r := range map[string]*coalition.Release{
		"a status that a body gives, and no body":  releasedAs(1, canon.FindingID{}, "determined", "violation", ""),
		"an appeal from nothing":                   releasedAs(1, canon.FindingID{}, "under-appeal", "violation", ""),
		"final without a determination":            releasedAs(1, canon.FindingID{}, "final", "violation", ""),
		"a status of nobody's":                     releasedAs(1, canon.FindingID{}, "triggered", "violation", ""),
		"a verdict of nobody's":                    releasedAs(1, canon.FindingID{}, "assessed", "expanded-attack", ""),
		"an outcome of nobody's":                   releasedAs(1, canon.FindingID{}, "determined", "violation", `"determination":{"at":1,"by":"commission","outcome":"war"},`),
		"another second version of what is unseen": releasedAs(2, unseen, "assessed", "no-violation", ""),
	} {
		if _, err := s.Step(coalition.Entry{Seq: s.Seq() + 1, Time: s.Now(), Release: r}); !errors.Is(err, coalition.ErrEntry) {
			t.Errorf("%s: got %v, want ErrEntry", name, err)
		}
	}
	if n := len(s.Releases()); n != 1 {
		t.Errorf("%d releases on record, want the first alone", n)
	}
}

func TestAKeyIsEnrolledOnce(t *testing.T) {
	const text = "coalition.example+c74f20a3+ARpEc6kLvBfzU1T8NqqLhFBBuMyNA7pXMOWYg6U7mTr8"
	s := begun(t)
	e := coalition.Entry{Seq: 2, Time: start, Key: &keyring.Key{Name: "coalition.example", Text: text, Act: keyring.Made, Holder: "secretariat", By: "secretariat", Use: "device"}}
	if _, err := s.Step(e); !errors.Is(err, coalition.ErrEntry) {
		t.Errorf("a key of a device: got %v, want ErrEntry: this realm has none", err)
	}
	if len(s.Keys()) != 0 {
		t.Errorf("keys on record: %v", s.Keys())
	}
}

// Entries that are refused in between change nothing of what comes after.
func TestRefusedEntriesLeaveNoTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		with, without := coalition.NewState(), coalition.NewState()
		var kept []coalition.Entry
		n := rapid.IntRange(1, 20).Draw(t, "entries")
		for i := range n {
			e := coalition.NewGenesis(start)
			if i > 0 {
				e = declaration()
				e.Undertaking.Instrument.Version = sourced.Name(rapid.SampledFrom([]string{"1", "2", "bad name", ""}).Draw(t, "version"))
			}
			e.Seq, e.Time = with.Seq()+1, start+when.Instant(rapid.IntRange(-1, 2).Draw(t, "time"))
			if _, err := with.Step(e); err == nil {
				kept = append(kept, e)
			}
		}
		for _, e := range kept {
			if _, err := without.Step(e); err != nil {
				t.Fatalf("entry %d was taken among others and is refused alone: %v", e.Seq, err)
			}
		}
		v := sourced.Known(when.MaxInstant)
		if !canon.Equal(with.Undertakings().Log(v), without.Undertakings().Log(v)) || with.Seq() != without.Seq() || with.Now() != without.Now() {
			t.Error("the two states differ")
		}
	})
}

// What a journal keeps may be anything. go test -fuzz FuzzUnframe ./coalition
func FuzzUnframe(f *testing.F) {
	for _, e := range []coalition.Entry{coalition.NewGenesis(start), declaration(), {Release: released(1, canon.FindingID{}, "determined")}} {
		framed, err := coalition.Frame(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(framed.Kind, framed.Part.Label, string(framed.Part.Content))
	}
	f.Fuzz(func(t *testing.T, kind, label, content string) {
		framed := coalition.Framed{Kind: kind, Part: canon.Part{Label: label, Content: []byte(content)}}
		e, err := coalition.Unframe(2, start, framed)
		if err != nil {
			return
		}
		again, err := coalition.Frame(e)
		if err != nil || again.Kind != kind || !bytes.Equal(again.Part.Content, framed.Part.Content) {
			t.Errorf("framed again it is %+v, %v", again, err)
		}
		_, _ = begun(t).Step(e)
	})
}
