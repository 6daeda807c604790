// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"truce/agreement"
	"truce/agreements"
	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/durable"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/cosigner"
	"truce/journal/sqlite"
	"truce/keyring"
	"truce/place"
	"truce/report"
	"truce/when"
)

const origin = "log.example/exercise"

// mission is a record with its keys and one cosigner that runs.
type mission struct {
	t      testing.TB
	path   string
	record *app.Record
	signer app.Signer
}

func at(t testing.TB, text string) when.Instant {
	t.Helper()
	i, err := when.ParseInstant(text)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func key(t testing.TB, name string, a journal.Algorithm) journal.SigningKey {
	t.Helper()
	k, err := journal.GenerateKey(rand.Reader, name, a)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newMission(t testing.TB) *mission {
	t.Helper()
	m := &mission{t: t, path: filepath.Join(t.TempDir(), "record.journal")}
	begin := at(t, "2026-02-01T00:00:00Z")
	var err error
	if m.record, err = app.Found(t.Context(), m.path, app.Founder{Origin: origin, At: begin}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.record.Close() })
	m.signer = withCosigner(t, key(t, origin, journal.SignsNotes))
	data, err := agreements.Files.ReadFile("paris-exercise.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse("paris-exercise.yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	m.enter(engine.Entry{Time: begin, Adoption: &engine.Adoption{Agreement: a}})
	return m
}

// withCosigner starts a cosigner and returns a signer whose policy needs it.
func withCosigner(t testing.TB, log journal.SigningKey) app.Signer {
	t.Helper()
	disk, err := durable.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	folder := durable.NewFolder(disk)
	k := key(t, "neutral", journal.Cosigns)
	if err := cosigner.Enrol(folder, k.Verifier(), origin); err != nil {
		t.Fatal(err)
	}
	second := int64(1_800_000_000)
	server, err := cosigner.Open(cosigner.Options{
		Key: k, Logs: []journal.VerifierKey{log.Verifier()}, Folder: folder,
		Now: func() time.Time { second++; return time.Unix(second, 0) },
	})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	p, err := journal.ParsePolicy(fmt.Appendf(nil, "log %s\nwitness neutral %s %s\nquorum neutral\n", log.Verifier(), k.Verifier(), web.URL))
	if err != nil {
		t.Fatal(err)
	}
	// The clock of the signer is one that the cosigner's never reaches.
	return app.Signer{Key: log, Policy: p, Client: cosigner.Client{Now: func() time.Time { return time.Unix(1_900_000_000, 0) }}}
}

func (m *mission) enter(list ...engine.Entry) []app.Entered {
	m.t.Helper()
	var in []app.Incoming
	for _, e := range list {
		in = append(in, app.Incoming{Entry: e})
	}
	got, err := m.record.Enter(m.t.Context(), in)
	if err != nil {
		m.t.Fatal(err)
	}
	return got
}

// strike is a report of a strike on a substation of the exercise.
func strike(t testing.TB, source, hour string) engine.Entry {
	from := at(t, hour)
	e := report.Extract{
		Level: report.Plain, Source: source, Received: from + when.Instant(when.Hour), Exercise: true,
		Sightings: []report.Sighting{{
			Act: "artillery-fire", Means: report.Seen, Time: when.Span{Interval: when.Interval{From: from, To: from + when.Instant(when.Minute)}},
			Where: place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 502_210_000, Lon: 316_880_000}, Radius: 400 * place.Metre}},
		}},
	}
	r := report.Report{Identity: report.Identity{Door: "ndjson", Person: "person-" + source}, Original: report.Original{Digest: canon.SumBytes("truce/original/1", []byte(source))}, Extract: e}
	return engine.Entry{Time: e.Received, Submission: &engine.Submission{Reports: []report.Report{r}}}
}

func (m *mission) sign() app.Published {
	m.t.Helper()
	p, err := m.signer.Sign(m.t.Context(), m.record.Journal())
	if err != nil {
		m.t.Fatal(err)
	}
	return p
}

func (m *mission) pack(a bundle.Audience) []byte {
	m.t.Helper()
	var out bytes.Buffer
	if err := app.Pack(m.t.Context(), m.record.Journal(), &out, app.Packing{Audience: a, Key: m.signer.Key}); err != nil {
		m.t.Fatal(err)
	}
	return out.Bytes()
}

func (m *mission) verify(data []byte) map[bundle.Question]bundle.Answer {
	m.t.Helper()
	r, err := app.Verify(bytes.NewReader(data), &m.signer.Policy)
	if err != nil {
		m.t.Fatal(err)
	}
	out := map[bundle.Question]bundle.Answer{}
	for _, a := range r.Answers {
		out[a.Question] = a
	}
	return out
}

func TestARecordIsEnteredSignedPackedAndRecomputed(t *testing.T) {
	m := newMission(t)
	m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"), strike(t, "camera", "2026-02-02T06:00:00Z"))
	device := key(t, "device-9", journal.SignsNotes).Verifier().String()
	m.enter(engine.Entry{Time: m.record.State().Now(), Key: &keyring.Key{Name: "device-9", Text: device, Act: keyring.Made, Holder: "a villager", By: "desk", Use: keyring.ForDevice}})
	p := m.sign()
	if !p.Acceptance.Accepted || p.Checkpoint.Size != 5 || len(p.Missing) != 0 {
		t.Fatalf("signed: %+v", p)
	}
	whole := m.pack(bundle.ForMission)
	for q, a := range m.verify(whole) {
		if a.Outcome != journal.Yes {
			t.Errorf("mission, %s: %s: %s", q, a.Outcome, a.Says)
		}
	}
	if n := bytes.Count(whole, []byte(`{"finding":`)); n == 0 {
		t.Fatal("the bundle holds no finding: nothing was recomputed")
	}
	for _, audience := range []bundle.Audience{bundle.ForParty, bundle.ForPublic} {
		data := m.pack(audience)
		for _, secret := range []string{"person-", "patrol", "502210000", `\"seed\"`, `\"reasons\"`, "submission", "device-9", "a villager"} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("the bundle for the %s holds %s", audience, secret)
			}
		}
		got := m.verify(data)
		for _, q := range []bundle.Question{bundle.Form, bundle.Log, bundle.Quorum, bundle.Tree, bundle.Findings} {
			if got[q].Outcome != journal.Yes {
				t.Errorf("%s, %s: %s: %s", audience, q, got[q].Outcome, got[q].Says)
			}
		}
		if got[app.Recomputed].Outcome != journal.CouldNotTell {
			t.Errorf("%s: recomputed %s", audience, got[app.Recomputed].Outcome)
		}
	}
	if n := bytes.Count(m.pack(bundle.ForPublic), []byte(`"label":"released"`)); n != 0 {
		t.Errorf("%d findings of an exercise are shown to the public", n)
	}
}

func TestASecondReadingStaysWithTheMissionAndAPositionDoesNot(t *testing.T) {
	m := newMission(t)
	m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))
	f := m.record.State().Dockets()[0].Findings()[0]
	for by, holds := range map[string]string{agreement.Mission: "q9 of the room", "guarantor-jade": "q9 of a guarantor"} {
		o := engine.Opinion{On: engine.On{Agreement: f.Released.Agreement, Incident: f.Released.Incident, Term: f.Released.Term}}
		o.Opinion = finding.Opinion{By: by, At: m.record.State().Now(), Holds: holds}
		m.enter(engine.Entry{Time: m.record.State().Now(), Opinion: &o})
	}
	m.sign()
	for audience, want := range map[bundle.Audience][2]bool{bundle.ForMission: {true, true}, bundle.ForParty: {false, true}, bundle.ForPublic: {false, false}} {
		text := m.pack(audience)
		if got := [2]bool{bytes.Contains(text, []byte("q9 of the room")), bytes.Contains(text, []byte("q9 of a guarantor"))}; got != want {
			t.Errorf("for the %s: the second reading and the position are shown: %v, want %v", audience, got, want)
		}
	}
}

func TestTheLogVouchesForOneListOfFindingsToEveryAudience(t *testing.T) {
	m := newMission(t)
	m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"), strike(t, "camera", "2026-02-02T06:00:00Z"))
	m.sign()
	packed := func(a bundle.Audience, k journal.SigningKey) bundle.Result {
		var out bytes.Buffer
		if err := app.Pack(t.Context(), m.record.Journal(), &out, app.Packing{Audience: a, Key: k}); err != nil {
			t.Fatal(err)
		}
		r, err := app.Verify(&out, &m.signer.Policy)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	whole := packed(bundle.ForMission, m.signer.Key)
	if whole.Findings == 0 || whole.Withheld != 0 || whole.Listing == nil {
		t.Fatalf("for the mission: %d findings, %d withheld, listed by %v", whole.Findings, whole.Withheld, whole.Listing)
	}
	for _, a := range []bundle.Audience{bundle.ForParty, bundle.ForPublic} {
		r := packed(a, m.signer.Key)
		if r.Listing == nil || r.Listing.Listing != whole.Listing.Listing || (r.Withheld == r.Findings) != (a == bundle.ForPublic) {
			t.Errorf("for the %s: %d of %d withheld, listed %+v, for the mission %+v", a, r.Withheld, r.Findings, r.Listing, whole.Listing)
		}
		if f := r.Is(bundle.Findings); f.Outcome != journal.Yes || !strings.Contains(f.Says, "not recomputed") {
			t.Errorf("for the %s: %s: %s", a, f.Outcome, f.Says)
		}
		if f := packed(a, journal.SigningKey{}).Is(bundle.Findings); f.Outcome != journal.CouldNotTell {
			t.Errorf("for the %s, and nobody vouches: %s", a, f.Outcome)
		}
	}
	if f := packed(bundle.ForMission, journal.SigningKey{}).Is(bundle.Findings); f.Outcome != journal.Yes {
		t.Errorf("for the mission, and nobody vouches, but they are computed again: %s: %s", f.Outcome, f.Says)
	}
}

func TestARecordIsTheSameWhenItIsOpenedAgain(t *testing.T) {
	m := newMission(t)
	m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"), strike(t, "camera", "2026-02-02T06:00:00Z"))
	before := m.record.State().Dockets()[0].All()
	if err := m.record.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := app.Open(t.Context(), m.path, nil)
	if err != nil {
		t.Fatal(err)
	}
	m.record = again
	if after := again.State().Dockets()[0].All(); len(before) == 0 || !canon.Equal(before, after) {
		t.Error("the findings are others")
	}
}

func TestAnEntryThatIsRefusedLeavesThoseBeforeIt(t *testing.T) {
	m := newMission(t)
	good, bad := strike(t, "patrol", "2026-02-02T06:00:00Z"), strike(t, "camera", "2026-02-02T06:00:00Z")
	bad.Submission.Reports[0].Extract.Sightings[0].Act = "sorcery"
	got, err := m.record.Enter(t.Context(), []app.Incoming{{Entry: good}, {Entry: bad}, {Entry: good}})
	if !errors.Is(err, engine.ErrEntry) || len(got) != 1 {
		t.Fatalf("%d entered, %v", len(got), err)
	}
	if size, err := m.record.Journal().Size(t.Context()); err != nil || size != 3 {
		t.Errorf("the journal has %d entries, %v, want 3", size, err)
	}
	m.enter(strike(t, "uav", "2026-02-02T07:00:00Z"))
}

func TestAnIdentityIsDestroyedAndEverythingElseStands(t *testing.T) {
	m := newMission(t)
	placed := m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))[0].Placed
	m.sign()
	before := m.verify(m.pack(bundle.ForMission))
	m.destroy(placed.Seq, "identity", "original")
	if err := app.Pack(t.Context(), m.record.Journal(), &bytes.Buffer{}, app.Packing{Audience: bundle.ForMission}); !errors.Is(err, app.ErrNotYet) {
		t.Errorf("packed before the entry that says so is under a checkpoint: %v", err)
	}
	m.sign()
	data := m.pack(bundle.ForMission)
	if bytes.Contains(data, []byte("person-")) || !bytes.Contains(data, []byte(`"destroyed":true`)) {
		t.Error("the identity is still there, or not said to be destroyed")
	}
	for q, a := range m.verify(data) {
		if a.Outcome != journal.Yes || before[q].Outcome != journal.Yes {
			t.Errorf("%s: %s before, %s after: %s", q, before[q].Outcome, a.Outcome, a.Says)
		}
	}
	m.destroy(placed.Seq, "extract")
	m.goesOnWithout(placed.Seq)
}

// goesOnWithout checks what can still be done once the extract of an entry was destroyed.
func (m *mission) goesOnWithout(seq int64) {
	t := m.t
	if err := m.record.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := app.Open(t.Context(), m.path, nil)
	if err != nil {
		t.Fatalf("opened without an extract: %v", err)
	}
	m.record = again
	if again.Gone() != seq {
		t.Errorf("gone from entry %d, want %d", again.Gone(), seq)
	}
	if err := again.Look(t.Context()); err != nil || again.Destroyed() != 0 {
		t.Errorf("%d destructions since it was opened, %v; they were before", again.Destroyed(), err)
	}
	size := again.State().Seq()
	if got, err := again.Enter(t.Context(), []app.Incoming{{Entry: strike(t, "late", "2026-02-03T06:00:00Z")}}); !errors.Is(err, engine.ErrMissing) || len(got) != 0 {
		t.Errorf("a submission: %d entered, %v", len(got), err)
	}
	text := key(t, "log-2", journal.SignsNotes).Verifier().String()
	m.enter(engine.Entry{Time: again.State().Now(), Key: &keyring.Key{Name: "log-2", Text: text, Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForLog}})
	m.enter(engine.Entry{Time: again.State().Now(), Key: &keyring.Key{Name: "log-2", Act: keyring.Revoked, By: "desk"}})
	if keys := again.State().Keys(); len(keys) != 1 || keys[0].Ended != keyring.Revoked || again.State().Seq() != size+2 {
		t.Errorf("keys %+v after %d entries", keys, again.State().Seq())
	}
	m.sign()
	for _, audience := range []bundle.Audience{bundle.ForMission, bundle.ForParty, bundle.ForPublic} {
		missing := int64(0)
		var out bytes.Buffer
		if err := app.Pack(t.Context(), again.Journal(), &out, app.Packing{Audience: audience, Missing: func(n int64) { missing = n }}); err != nil || missing != seq {
			t.Errorf("packed for %s: %v, missing from %d", audience, err, missing)
		}
		if n := bytes.Count(out.Bytes(), []byte("log-2")); n == 0 {
			t.Errorf("the bundle for %s does not show the key of a log", audience)
		}
		for q, a := range m.verify(out.Bytes()) {
			if a.Outcome == journal.No || q == app.Recomputed && a.Outcome != journal.CouldNotTell || q == bundle.Tree && a.Outcome != journal.Yes {
				t.Errorf("%s, %s: %s: %s", audience, q, a.Outcome, a.Says)
			}
		}
	}
}

// destroy destroys parts of report 1 of an entry, and returns the entry that says so.
func (m *mission) destroy(seq int64, parts ...string) int64 {
	m.t.Helper()
	return must[int64](m.t)(app.Destroy(m.t.Context(), m.record.Journal(), app.Destroying{
		What:   journal.DestroyedParts{By: "desk", Origin: origin, Parts: parts, Reason: "consent withdrawn", Report: 1, Seq: seq},
		At:     m.record.State().Now(),
		Record: m.record.Journal(),
	}))
}

func TestABundleThatLiesIsToldByRecomputing(t *testing.T) {
	m := newMission(t)
	m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))
	m.sign()
	data := string(m.pack(bundle.ForMission))
	lines := strings.SplitAfter(data, "\n")
	first := -1
	for i, l := range lines {
		if strings.HasPrefix(l, `{"finding":`) {
			first = i
			break
		}
	}
	var ids []canon.FindingID
	kept := append(append([]string(nil), lines[:first]...), lines[first+1:]...)
	for _, l := range kept {
		var f struct {
			Finding *bundle.Finding `json:"finding,omitempty"`
		}
		if strings.HasPrefix(l, `{"finding":`) {
			if err := canon.Decode([]byte(strings.TrimSuffix(l, "\n")), &f); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, f.Finding.ID)
		}
	}
	digest, err := bundle.DigestOf(ids)
	if err != nil {
		t.Fatal(err)
	}
	end, err := canon.Encode(map[string]bundle.End{"end": {Digest: digest, Findings: int64(len(ids))}})
	if err != nil {
		t.Fatal(err)
	}
	kept[len(kept)-2] = string(end) + "\n"
	got := m.verify([]byte(strings.Join(kept, "")))
	if got[bundle.Form].Outcome != journal.Yes || got[bundle.Tree].Outcome != journal.Yes {
		t.Fatalf("the lie is not well made: %+v", got)
	}
	if a := got[app.Recomputed]; a.Outcome != journal.No || !strings.Contains(a.Says, "finding 1") {
		t.Errorf("a finding was left out: %s: %s", a.Outcome, a.Says)
	}
}

func TestALogOlderThanItsLastCosignedCheckpointRefusesToSign(t *testing.T) {
	m := newMission(t)
	m.sign()
	copied := filepath.Join(t.TempDir(), "copy.journal")
	if err := m.record.Journal().Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))
	m.sign()
	old, err := app.Open(context.WithoutCancel(t.Context()), copied, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if _, err := old.Enter(t.Context(), []app.Incoming{{Entry: strike(t, "forger", "2026-02-02T08:00:00Z")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := m.signer.Sign(t.Context(), old.Journal()); !errors.Is(err, cosigner.ErrOlderThanCosigned) {
		t.Errorf("signed: %v", err)
	}
	if h, err := old.Journal().Head(t.Context(), journal.LastSigned); err != nil || h.Size != 2 {
		t.Errorf("the copy's last signed checkpoint is of size %d, %v: something was signed", h.Size, err)
	}
}

func TestAReceiptIsKeptOrProvesThatItWasNot(t *testing.T) {
	m := newMission(t)
	placed := m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))[0].Placed
	promise := app.Promise{Level: journal.Durable, Received: 1_800_000_000_000, Deadline: 1_800_000_600_000}
	durableOnly, err := m.signer.Receipt(t.Context(), m.record.Journal(), placed, promise)
	if err != nil {
		t.Fatal(err)
	}
	promise.Level = journal.Witnessed
	if _, err := m.signer.Receipt(t.Context(), m.record.Journal(), placed, promise); !errors.Is(err, app.ErrNotYet) {
		t.Errorf("a receipt before the checkpoint: %v", err)
	}
	m.sign()
	witnessed, err := m.signer.Receipt(t.Context(), m.record.Journal(), placed, promise)
	if err != nil {
		t.Fatal(err)
	}
	if j, err := journal.JudgeReceipt(witnessed, m.signer.Policy, journal.Evidence{}); err != nil || j.Outcome != journal.Yes {
		t.Errorf("witnessed: %+v, %v", j, err)
	}
	if j, err := journal.JudgeReceipt(durableOnly, m.signer.Policy, journal.Evidence{}); err != nil || j.Outcome != journal.CouldNotTell {
		t.Errorf("durable, without evidence: %+v, %v", j, err)
	}
}

func TestARecordWithoutASecretIsNotShownInPart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bare.journal")
	genesis := engine.NewGenesis(at(t, "2026-02-01T00:00:00Z"))
	content, err := canon.Encode(genesis.Genesis)
	if err != nil {
		t.Fatal(err)
	}
	j, err := sqlite.Create(t.Context(), path, journal.Founding{Origin: origin, Realm: journal.Mission, Draft: journal.Draft{
		Kind: journal.Genesis, Engine: engine.Version, Time: int64(genesis.Time), Parts: []canon.Part{{Label: "genesis", Content: content}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if _, err := withCosigner(t, key(t, origin, journal.SignsNotes)).Sign(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := app.Pack(t.Context(), j, &out, app.Packing{Audience: bundle.ForParty}); !errors.Is(err, app.ErrNoSecret) {
		t.Errorf("packed for a party: %v", err)
	}
	if err := app.Pack(t.Context(), j, &out, app.Packing{Audience: bundle.ForMission}); err != nil {
		t.Errorf("packed for the mission: %v", err)
	}
}

func TestAReportIsShownAloneToWhomItIsDisclosed(t *testing.T) {
	m := newMission(t)
	one, two := strike(t, "patrol", "2026-02-02T06:00:00Z"), strike(t, "camera", "2026-02-02T06:00:00Z")
	two.Submission.Reports[0].Identity.Consent = "party"
	three, four := strike(t, "post", "2026-02-02T06:00:00Z"), strike(t, "desk", "2026-02-02T06:00:00Z")
	three.Submission.Reports[0].Identity.Consent, four.Submission.Reports[0].Identity.Consent = "public", "court"
	for _, more := range []engine.Entry{two, three, four} {
		one.Submission.Reports = append(one.Submission.Reports, more.Submission.Reports...)
	}
	m.enter(one)
	m.sign()
	audience := bundle.ForParty
	pack := func(disclose map[int64][]int) (string, error) {
		var out bytes.Buffer
		err := app.Pack(t.Context(), m.record.Journal(), &out, app.Packing{Audience: audience, Disclose: disclose})
		return out.String(), err
	}
	data, err := pack(map[int64][]int{3: {2}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(data, `\"source\":\"camera\"`) {
		t.Error("the report is not shown")
	}
	for _, secret := range []string{"patrol", "person-", `\"door\"`, `\"seed\"`} {
		if strings.Contains(data, secret) {
			t.Errorf("the bundle holds %s", secret)
		}
	}
	for q, a := range m.verify([]byte(data)) {
		if a.Outcome == journal.No || q == bundle.Tree && a.Outcome != journal.Yes {
			t.Errorf("%s: %s: %s", q, a.Outcome, a.Says)
		}
	}
	allowed := func(want ...int) {
		t.Helper()
		var got []int
		for n := range 4 {
			if _, err := pack(map[int64][]int{3: {n + 1}}); err == nil {
				got = append(got, n+1)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("for %s: reports %d are disclosed, want %d", audience, got, want)
		}
	}
	allowed(2, 3)
	audience = bundle.ForPublic
	allowed(3)
	if err := m.record.Journal().Destroy(t.Context(), 3, []int{0, 3, 4}); err != nil {
		t.Fatal(err)
	}
	if data, err := pack(map[int64][]int{3: {3}}); err != nil || strings.Contains(data, `"destroyed"`) {
		t.Errorf("the public is told what was destroyed, or not shown the report: %v", err)
	}
	audience = bundle.ForParty
	allowed(3)
	if err := m.record.Journal().Destroy(t.Context(), 3, []int{8}); err != nil {
		t.Fatal(err)
	}
	for what, disclose := range map[string]map[int64][]int{
		"a destroyed extract": {3: {3}}, "a report that is not there": {3: {5}}, "report 0": {3: {0}}, "an entry beyond": {4: {1}},
	} {
		if _, err := pack(disclose); err == nil {
			t.Errorf("%s is disclosed", what)
		}
	}
}
