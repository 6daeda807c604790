// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	mission "truce/app"
	"truce/coalition"
	"truce/coalition/app"
	"truce/coalition/force"
	"truce/coalition/sourced"
	"truce/coalition/undertaking"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/sqlite"
	"truce/when"
)

// packed is a signed record with something restricted in it, what packs it, and a policy that trusts its log.
func packed(t *testing.T) (pack func(bundle.Audience) []byte, policy journal.Policy) {
	t.Helper()
	r, _ := founded(t)
	t.Cleanup(func() { closed(t, r) })
	said := sourced.Said{By: "staff", On: when.Date{Year: 2026, Month: 1, Day: 5}, Grade: sourced.Official}
	text := undertaking.Record{Reading: &undertaking.Reading{
		Instrument: "declaration", Component: "part", State: "Northland", Words: "secret-reading", Holds: undertaking.Met, Said: said,
	}}
	entries := []coalition.Entry{
		instrument("final"),
		{Time: start, Undertaking: &undertaking.Record{Component: &undertaking.Component{
			Instrument: "declaration", Version: "final", ID: "part", Title: "a part", Binding: undertaking.Bindings()[0], Said: said,
		}}},
		{Time: start, Force: &force.Record{Line: &force.Line{
			ID: "land", Capability: "secret-capability", Domain: force.Land, Quantity: 1, Unit: "battalion", Soil: force.HostSoil, Said: said,
		}}},
		{Time: start, Undertaking: &text},
	}
	if _, err := r.Enter(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	k, err := journal.GenerateKey(rand.Reader, "coalition.example/2026", journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	if policy, err = journal.ParsePolicy(fmt.Appendf(nil, "log %s\nquorum none\n", k.Verifier())); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := app.Pack(t.Context(), r.Journal(), &out, app.Packing{Audience: bundle.ForPublic}); !errors.Is(err, sqlite.ErrUnsigned) {
		t.Errorf("packed before anything is signed: %v", err)
	}
	if _, err := (mission.Signer{Key: k, Policy: policy}).Sign(t.Context(), r.Journal()); err != nil {
		t.Fatal(err)
	}
	return func(audience bundle.Audience) []byte {
		var out bytes.Buffer
		if err := app.Pack(t.Context(), r.Journal(), &out, app.Packing{Audience: audience, Key: k}); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}, policy
}

func outcomes(t *testing.T, data []byte, p *journal.Policy) map[bundle.Question]journal.Outcome {
	t.Helper()
	r, err := app.VerifyBundle(bytes.NewReader(data), p)
	if err != nil {
		t.Fatal(err)
	}
	out := map[bundle.Question]journal.Outcome{}
	for _, a := range r.Answers {
		out[a.Question] = a.Outcome
		if a.Outcome == journal.No {
			t.Logf("%s: %s", a.Question, a.Says)
		}
	}
	return out
}

func TestABundleOfTheCoalitionIsVerifiedAloneAndShowsItsAudienceNoMore(t *testing.T) {
	pack, policy := packed(t)
	for audience, want := range map[bundle.Audience]journal.Outcome{bundle.ForCoalition: journal.Yes, bundle.ForParty: journal.CouldNotTell, bundle.ForPublic: journal.CouldNotTell} {
		data := pack(audience)
		got := outcomes(t, data, &policy)
		for _, q := range []bundle.Question{bundle.Form, bundle.Log, bundle.Quorum, bundle.Tree, bundle.Findings, bundle.Destroyed} {
			if got[q] != journal.Yes {
				t.Errorf("%s: %s is %s", audience, q, got[q])
			}
		}
		if got[app.Recomputed] != want {
			t.Errorf("%s: recomputed is %s, want %s", audience, got[app.Recomputed], want)
		}
		if secret := bytes.Contains(data, []byte("secret-")); secret != (audience == bundle.ForCoalition) {
			t.Errorf("%s: what is restricted is shown: %t", audience, secret)
		}
		if title := bytes.Contains(data, []byte("A declaration")); title != (audience != bundle.ForPublic) {
			t.Errorf("%s: the text is shown: %t", audience, title)
		}
	}
	if got := outcomes(t, pack(bundle.ForCoalition), nil); got[bundle.Log] != journal.CouldNotTell {
		t.Errorf("without a policy the log is %s", got[bundle.Log])
	}
}

func TestABundleThatWasChangedOrIsOfTheOtherRealmIsAnsweredWithNo(t *testing.T) {
	pack, policy := packed(t)
	data := pack(bundle.ForCoalition)
	changed := bytes.Replace(data, []byte("secret-capability"), []byte("secret-capacities"), 1)
	if got := outcomes(t, changed, &policy); got[bundle.Tree] != journal.No {
		t.Errorf("with a word changed the tree is %s", got[bundle.Tree])
	}
	missions, trusted := released(t)
	if got := outcomes(t, missions(bundle.ForParty), &trusted); got[app.Recomputed] != journal.No {
		t.Errorf("a mission's bundle: recomputed is %s", got[app.Recomputed])
	}
	r, err := mission.Verify(bytes.NewReader(data), &policy)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range r.Answers {
		if a.Question == mission.Recomputed && (a.Outcome != journal.CouldNotTell || !strings.Contains(a.Says, "truce coalition verify")) {
			t.Errorf("for a reader of the mission's realm it is %s: %s", a.Outcome, a.Says)
		}
	}
	if _, err := app.Receive(data, app.Receiving{Policy: &policy, By: "desk"}); err == nil {
		t.Error("a coalition's bundle is taken for a release of a mission")
	}
}
