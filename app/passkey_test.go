// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"truce/agreement"
	"truce/app"
	"truce/engine"
	"truce/finding"
	"truce/internal/people/authenticator"
	"truce/journal"
	"truce/journal/bundle"
	"truce/keyring"
	"truce/keyring/assertion"
	"truce/report"
	"truce/response"
)

// A member signs a determination in a browser. Whoever has the bundle computes it again, the signature among it; and the
// second verifier, which checks no acts, finds nothing amiss.
func TestADeterminationSignedInABrowserIsComputedAgainFromABundle(t *testing.T) {
	w := newWorld(t, 11)
	text := small + `bodies:
  - {id: council, name: The council, article: 1, members: [{id: chair, opinion: true}], decides: consensus, signatures: 1, competent: [determine]}
`
	a := must[*agreement.Agreement](t)(agreement.Parse("vectors.yaml", []byte(text), nil))
	browser := authenticator.New("chair", "https://room.mission.example")
	held := must[*authenticator.Passkey](t)(browser.Make("mission.example", nil))
	key := assertion.Key{Name: "chair-key", RelyingParty: "mission.example", VerifiesPerson: true, Point: held.Point()}
	w.enter(engine.Entry{Time: w.now, Adoption: &engine.Adoption{Agreement: a}}, engine.Entry{Time: w.later(), Key: &keyring.Key{
		Name: key.Name, Text: key.String(), Act: keyring.Made, Holder: "chair", By: "desk", Use: keyring.ForMember,
	}})
	w.enter(engine.Entry{Time: w.later(), Submission: &engine.Submission{Reports: []report.Report{heard(t, "patrol-1", 0), heard(t, "patrol-2", 0)}}})
	f := w.record.State().Dockets()[0].Findings()[0].Released
	act := func(a response.Act) engine.Entry {
		return engine.Entry{Time: w.later(), Procedure: &engine.Procedure{Agreement: f.Agreement, Act: a}}
	}
	w.enter(act(response.Act{Motion: &response.Move{
		Body: "council", By: "chair", Thread: response.Thread{Incident: f.Incident, Term: f.Term},
		Proposes: response.Proposal{Determination: &response.Outcome{Outcome: finding.Violation, Reasons: "two patrols saw it"}},
	}}))
	m := w.record.State().Register(f.Agreement).Motions()[0]
	challenge := assertion.Challenge(m.BallotBytes("chair", response.Yes, ""))
	data, client, der, err := browser.Sign(held, challenge[:])
	if err != nil {
		t.Fatal(err)
	}
	signed := must[assertion.Assertion](t)(assertion.New(data, client, der))
	vote := response.Vote{Motion: m.Digest, By: "chair", Choice: response.Yes, Key: key.Name, Signature: base64.StdEncoding.EncodeToString(signed.Encode())}
	forged := vote
	forged.Choice = response.No
	if _, err := w.record.Enter(t.Context(), []app.Incoming{{Entry: act(response.Act{Vote: &forged})}}); err == nil || !strings.Contains(err.Error(), "other bytes") {
		t.Errorf("another choice under the same signature: %v", err)
	}
	w.enter(act(response.Act{Vote: &vote}))
	if got := w.record.State().Dockets()[0].Findings()[0].Released; got.Status != finding.Determined {
		t.Errorf("the finding is %s", got.Status)
	}

	packed := w.packed(t, bundle.ForMission)
	policy := must[journal.Policy](t)(journal.ParsePolicy(w.policy))
	r, err := app.Verify(bytes.NewReader(packed), &policy)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range r.Answers {
		if (a.Question == app.Recomputed || a.Question == bundle.Tree) && a.Outcome != journal.Yes {
			t.Errorf("%s: %s, %s", a.Question, a.Outcome, a.Says)
		}
	}
	if r.Findings < 2 {
		t.Errorf("%d findings", r.Findings)
	}
	alike(t, newSecond(t), named{"a bundle with a passkey", packed}, w.policy)
}
