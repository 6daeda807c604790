// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"truce/agreement"
	"truce/agreements"
	mission "truce/app"
	"truce/canon"
	"truce/coalition"
	"truce/coalition/app"
	"truce/engine"
	"truce/journal"
	"truce/journal/bundle"
	"truce/place"
	"truce/report"
	"truce/when"
)

// released is what a mission's record of one assessed violation gives to an audience, and a policy that trusts its log.
func released(t *testing.T) (pack func(bundle.Audience) []byte, policy journal.Policy) {
	t.Helper()
	begin := when.Instant(1_769_904_000_000) // 2026-02-01
	r, err := mission.Found(t.Context(), filepath.Join(t.TempDir(), "mission.journal"), mission.Founder{Origin: "mission.example/1", At: begin})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, r) })
	data, err := agreements.Files.ReadFile("paris-exercise.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse("paris-exercise.yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	hour := begin + when.Instant(30*when.Day) + when.Instant(10*when.Hour)
	strike := report.Report{Identity: report.Identity{Door: "ndjson", Person: "somebody"}, Original: report.Original{Digest: canon.SumBytes("truce/original/1", []byte("x"))}, Extract: report.Extract{
		Level: report.Plain, Source: "patrol", Received: hour + when.Instant(when.Hour), Exercise: true,
		Sightings: []report.Sighting{{
			Act: "artillery-fire", Means: report.Seen, Time: when.Span{Interval: when.Interval{From: hour, To: hour + when.Instant(when.Minute)}},
			Where: place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 502_210_000, Lon: 316_880_000}, Radius: 400 * place.Metre}},
		}},
	}}
	if _, err := r.Enter(t.Context(), []mission.Incoming{
		{Entry: engine.Entry{Time: begin, Adoption: &engine.Adoption{Agreement: a}}},
		{Entry: engine.Entry{Time: hour + when.Instant(when.Hour), Submission: &engine.Submission{Reports: []report.Report{strike}}}},
	}); err != nil {
		t.Fatal(err)
	}
	k, err := journal.GenerateKey(rand.Reader, "mission.example/1", journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	policy, err = journal.ParsePolicy(fmt.Appendf(nil, "log %s\nquorum none\n", k.Verifier()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (mission.Signer{Key: k, Policy: policy}).Sign(t.Context(), r.Journal()); err != nil {
		t.Fatal(err)
	}
	return func(audience bundle.Audience) []byte {
		var out bytes.Buffer
		if err := mission.Pack(t.Context(), r.Journal(), &out, mission.Packing{Audience: audience, Key: k}); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}, policy
}

func TestWhatAMissionReleasedIsTakenAndNothingElseOfIt(t *testing.T) {
	pack, policy := released(t)
	forParty := pack(bundle.ForParty)
	list, err := app.Receive(forParty, app.Receiving{Policy: &policy, By: "secretariat"})
	if err != nil || len(list) == 0 {
		t.Fatalf("%d releases, %v", len(list), err)
	}
	ours, path := founded(t)
	if _, err := ours.Enter(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	closed(t, ours)
	again, err := app.OpenReadOnly(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, again)
	for _, r := range again.State().Releases() {
		if r.Hold != coalition.Verified || !r.Exercise || r.Status != "assessed" || r.Origin != "mission.example/1" || r.Article == "" {
			t.Errorf("on record it is %+v, checked %+v", r, list[0].Release.Checked)
		}
	}
	if got := len(again.State().Releases()); got != len(list) {
		t.Errorf("%d releases on record, want %d", got, len(list))
	}
	for _, e := range list {
		if strings.Contains(e.Release.Content, "patrol") || strings.Contains(e.Release.Content, "5022") {
			t.Errorf("the release names its source or its place: %s", e.Release.Content)
		}
	}
}

func TestABundleIsTakenForNoMoreThanItShows(t *testing.T) {
	pack, policy := released(t)
	forParty := pack(bundle.ForParty)
	list, err := app.Receive(forParty, app.Receiving{By: "secretariat"})
	if err != nil || len(list) == 0 {
		t.Fatalf("without a policy %d releases, %v", len(list), err)
	}
	s := coalition.NewState()
	for i, e := range append([]coalition.Entry{coalition.NewGenesis(start)}, list...) {
		e.Seq, e.Time = int64(i)+1, start
		if _, err := s.Step(e); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Releases()[0].Hold; got != coalition.InPart {
		t.Errorf("what nobody vouched for is held %s", got)
	}
	if _, err := app.Receive(pack(bundle.ForMission), app.Receiving{Policy: &policy, By: "secretariat"}); !errors.Is(err, app.ErrBundle) {
		t.Errorf("a bundle for the mission itself: got %v, want ErrBundle", err)
	}
	for _, word := range []string{"party", "public", "coalition"} {
		renamed := bytes.Replace(pack(bundle.ForMission), []byte(`"audience":"mission"`), []byte(`"audience":"`+word+`"`), 1)
		if _, err := app.Receive(renamed, app.Receiving{Policy: &policy, By: "secretariat"}); !errors.Is(err, app.ErrBundle) {
			t.Errorf("a bundle for the mission whose word was changed to %s: got %v, want ErrBundle", word, err)
		}
	}
	changed := bytes.Replace(forParty, []byte("assessed"), []byte("asserted"), 1)
	if _, err := app.Receive(changed, app.Receiving{Policy: &policy, By: "secretariat"}); !errors.Is(err, app.ErrBundle) {
		t.Errorf("a bundle in which a word was changed: got %v, want ErrBundle", err)
	}
	if none, err := app.Receive(pack(bundle.ForPublic), app.Receiving{Policy: &policy, By: "secretariat"}); err != nil || len(none) != 0 {
		t.Errorf("of an exercise the public is shown %d findings, %v", len(none), err)
	}
	other := canon.NewFindingID(canon.Digest{9})
	if _, err := app.Receive(forParty, app.Receiving{Policy: &policy, By: "secretariat", Of: []canon.FindingID{other}}); err == nil {
		t.Error("a finding that the bundle does not have is taken")
	}
}
