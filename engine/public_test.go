// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"testing"

	"truce/canon"
	"truce/engine"
	"truce/internal/access/reads/trail"
	"truce/internal/publish/approval"
	"truce/keyring"
	"truce/when"
)

// ofPerson is the key of a person, another for each name.
func ofPerson(t testing.TB, name string) pair {
	t.Helper()
	return newKey(t, name, canon.SumBytes("test", []byte(name))[0], 1)
}

// forRelease puts the key of a person on record, in the place of another where one is named.
func forRelease(t testing.TB, s *engine.State, name, replaces string) pair {
	t.Helper()
	p := ofPerson(t, name)
	k := keyring.Key{Name: name, Text: p.verifier, Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForRelease}
	if replaces != "" {
		k.Act, k.Replaces = keyring.Rotated, replaces
	}
	inRoom(t, s, 1, engine.Entry{Key: &k})
	return p
}

func proposed(t testing.TB, s *engine.State, by pair, name string, manifest canon.Digest) engine.Entry {
	t.Helper()
	return engine.Entry{Publication: &approval.Publication{By: name, Propose: &approval.Proposal{
		Manifest: manifest, Rule: approval.Rule{AsOf: s.Now()}, Note: signedNote(t, approval.Text("propose", name, manifest), by),
	}}}
}

func approved(t testing.TB, by pair, name string, manifest canon.Digest) engine.Entry {
	t.Helper()
	return engine.Entry{Publication: &approval.Publication{By: name, Approve: &approval.Approval{
		Manifest: manifest, Note: signedNote(t, approval.Text("approve", name, manifest), by),
	}}}
}

func TestAReleaseLeavesByTwoPeopleOverItsExactBytes(t *testing.T) {
	s := small(t)
	ann, ben, other := forRelease(t, s, "ann", ""), forRelease(t, s, "ben", ""), ofPerson(t, "cleo")
	one, two := canon.Digest{1}, canon.Digest{2}

	refused(t, s, proposed(t, s, other, "cleo", one), "no key on record for releases")
	refused(t, s, proposed(t, s, ben, "ann", one), "not signed by ann")
	refused(t, s, approved(t, ben, "ben", one), "was proposed")
	inRoom(t, s, 1, proposed(t, s, ann, "ann", one))
	refused(t, s, proposed(t, s, ben, "ben", one), "proposed already")
	if s.Releases().Find(one).MayLeave() {
		t.Error("one person is enough")
	}
	refused(t, s, approved(t, ann, "ann", one), "nobody approves their own")
	wrong := approved(t, ben, "ben", two)
	wrong.Publication.Approve.Manifest = one
	refused(t, s, wrong, "another release")

	// A key in the place of another is no other person.
	next := forRelease(t, s, "ann-2", "ann")
	refused(t, s, approved(t, next, "ann-2", one), "nobody approves their own")
	refused(t, s, approved(t, ann, "ann", one), "nobody approves their own")

	inRoom(t, s, 1, approved(t, ben, "ben", one))
	r := s.Releases().Find(one)
	if !r.MayLeave() || r.By != "ann" || r.Approved[0].By != "ben" || r.Approved[0].Seq != s.Seq() {
		t.Errorf("release %+v", r)
	}
	refused(t, s, approved(t, ben, "ben", one), "approved it already")

	revoked := keyring.Key{Name: "ben", Act: keyring.Revoked, By: "desk"}
	inRoom(t, s, 1, engine.Entry{Key: &revoked})
	inRoom(t, s, 1, proposed(t, s, next, "ann-2", two))
	refused(t, s, approved(t, ben, "ben", two), "revoked")
	late := proposed(t, s, next, "ann-2", canon.Digest{3})
	late.Publication.Propose.Rule.AsOf = s.Now() + 1
	refused(t, s, late, "as of")
}

func TestTheHeadOfTheLogOfReadsIsOnRecordAndJudgesNothing(t *testing.T) {
	s := small(t)
	utc, err := when.LoadZone("UTC")
	if err != nil {
		t.Fatal(err)
	}
	head := trail.Head{By: "desk", Day: utc.DateOf(s.Now()), Count: 3, Digest: canon.Digest{7}}
	refused(t, s, engine.Entry{Reads: &head}, "not over")
	s.Tick(s.Now() + when.Instant(48*when.Hour)) // what is due falls due by itself
	if effects := inRoom(t, s, 0, engine.Entry{Reads: &head}); len(effects) > 0 {
		t.Errorf("%d effects", len(effects))
	}
	if got := s.Reads().All(); len(got) != 1 || got[0] != head {
		t.Errorf("heads %+v", got)
	}
}

func TestAReleaseIsApprovedInABrowser(t *testing.T) {
	s := small(t)
	ann, ben := forRelease(t, s, "ann", ""), newBrowser(t, "ben-release", "mission", keyring.ForRelease)
	inRoom(t, s, 1, engine.Entry{Key: &ben.key})
	one := canon.Digest{1}
	inRoom(t, s, 1, proposed(t, s, ann, "ann", one))
	text := approval.Text("approve", "ben-release", one)
	inRoom(t, s, 1, engine.Entry{Publication: &approval.Publication{By: "ben-release", Approve: &approval.Approval{Manifest: one, Note: text + "\n" + ben.line(t, text)}}})
	if r := s.Releases().Find(one); !r.MayLeave() {
		t.Errorf("%+v", r)
	}
}
