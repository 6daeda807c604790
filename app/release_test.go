// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/internal/publish/release/proof"
	"truce/journal"
	"truce/journal/bundle"
	"truce/keyring"
)

// released is a record of an exercise with a release that two people let go.
type released struct {
	*mission
	ann, ben journal.SigningKey
	draft    *release.Draft
}

// act enters a proposal or an approval by a key.
func (m *mission) act(k journal.SigningKey, p approval.Publication) error {
	m.t.Helper()
	p.By = k.Verifier().Name()
	note, err := journal.SignNote(p.Text(), k)
	if err != nil {
		m.t.Fatal(err)
	}
	if p.Propose != nil {
		p.Propose.Note = string(note)
	} else {
		p.Approve.Note = string(note)
	}
	_, err = m.record.Enter(m.t.Context(), []app.Incoming{{Entry: engine.Entry{Time: m.record.State().Now(), Publication: &p}}})
	return err
}

func newReleased(t testing.TB) *released {
	t.Helper()
	m := newMission(t)
	for _, hour := range []string{"2026-02-02T06:00:00Z", "2026-02-03T07:00:00Z", "2026-02-20T08:00:00Z"} {
		for _, source := range []string{"patrol", "camera"} {
			e := strike(t, source, hour)
			e.Submission.Reports[0].Identity.Consent = "public"
			m.enter(e)
		}
	}
	r := &released{mission: m, ann: key(t, "ann", journal.SignsNotes), ben: key(t, "ben", journal.SignsNotes)}
	for _, k := range []journal.SigningKey{r.ann, r.ben} {
		v := k.Verifier()
		m.enter(engine.Entry{Time: m.record.State().Now(), Key: &keyring.Key{Name: v.Name(), Text: v.String(), Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForRelease}})
	}
	rule := approval.Rule{AsOf: m.record.State().Now(), Exercise: true}
	var err error
	if r.draft, err = release.Make(app.Source(t.Context(), m.record.Journal()), rule); err != nil {
		t.Fatal(err)
	}
	if err := m.act(r.ann, approval.Publication{Propose: &approval.Proposal{Manifest: r.draft.Manifest, Rule: rule}}); err != nil {
		t.Fatal(err)
	}
	return r
}

// find is the release on record.
func (r *released) find() *approval.Release {
	return r.record.State().Releases().Find(r.draft.Manifest)
}

// folder is the release as it is written, once it was let go.
func (r *released) folder() proof.Folder {
	r.t.Helper()
	if err := r.act(r.ben, approval.Publication{Approve: &approval.Approval{Manifest: r.draft.Manifest}}); err != nil {
		r.t.Fatal(err)
	}
	r.sign()
	data, err := app.ProveRelease(r.t.Context(), r.record.Journal(), r.find(), r.signer.Key)
	if err != nil {
		r.t.Fatal(err)
	}
	f := proof.Folder{release.ProofName: data}
	for _, each := range r.draft.Files {
		f[each.Name] = each.Data
	}
	return f
}

// policy is the text of the reader's policy.
func (r *released) policy() []byte {
	return fmt.Appendf(nil, "log %s\nwitness neutral %s\nquorum neutral\n", r.signer.Key.Verifier(), r.signer.Policy.Cosigners()[0].Key)
}

func TestAReleaseIsNotProvenBeforeTwoPeopleLetItGoAndTheirActsArePublished(t *testing.T) {
	r := newReleased(t)
	prove := func() error {
		_, err := app.ProveRelease(t.Context(), r.record.Journal(), r.find(), r.signer.Key)
		return err
	}
	if err := prove(); !errors.Is(err, app.ErrNotApproved) {
		t.Errorf("by one person: %v", err)
	}
	if err := r.act(r.ann, approval.Publication{Approve: &approval.Approval{Manifest: r.draft.Manifest}}); !errors.Is(err, engine.ErrEntry) {
		t.Errorf("by the same person twice: %v", err)
	}
	r.sign()
	if err := r.act(r.ben, approval.Publication{Approve: &approval.Approval{Manifest: r.draft.Manifest}}); err != nil {
		t.Fatal(err)
	}
	if err := prove(); !errors.Is(err, app.ErrNotYet) {
		t.Errorf("before it is signed: %v", err)
	}
	r.sign()
	if err := prove(); err != nil {
		t.Error(err)
	}
	// The record of the journal gives what the entries at hand give.
	for _, audience := range []bundle.Audience{bundle.ForParty, bundle.ForPublic} {
		data := r.pack(audience)
		for _, secret := range []string{`"ann"`, "ann+", "publication/1", r.draft.Manifest.String()} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("a bundle for the %s shows %s", audience, secret)
			}
		}
	}
	for q, a := range r.verify(r.pack(bundle.ForMission)) {
		if a.Outcome != journal.Yes {
			t.Errorf("mission, %s: %s: %s", q, a.Outcome, a.Says)
		}
	}
}

// tampering is what may be done to the folder of a release, with the first question that is no.
func tampering(t testing.TB, r *released) []struct {
	name   string
	change func(proof.Folder)
	want   bundle.Question
} {
	part := func(f proof.Folder, change func(*proof.Proof)) {
		var p proof.Proof
		if err := canon.Decode(bytes.TrimSpace(f[release.ProofName]), &p); err != nil {
			t.Fatal(err)
		}
		change(&p)
		data, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		f[release.ProofName] = data
	}
	word := func(k journal.SigningKey, change func(*proof.Word)) func(*proof.Proof) {
		return func(p *proof.Proof) {
			n, err := journal.ParseNote([]byte(p.Word))
			if err != nil {
				t.Fatal(err)
			}
			_, body, _ := strings.Cut(strings.TrimSuffix(n.Text, "\n"), "\n")
			var w proof.Word
			if err := canon.Decode([]byte(body), &w); err != nil {
				t.Fatal(err)
			}
			change(&w)
			if p.Word, err = w.Sign(k); err != nil {
				t.Fatal(err)
			}
		}
	}
	other := key(t, r.signer.Key.Verifier().Name(), journal.SignsNotes)
	return []struct {
		name   string
		change func(proof.Folder)
		want   bundle.Question
	}{
		{"as it was written", func(proof.Folder) {}, ""},
		{"a word in a page", func(f proof.Folder) {
			f["index.html"] = bytes.Replace(f["index.html"], []byte("Public"), []byte("Public "), 1)
		}, proof.Files},
		{"a page is gone", func(f proof.Folder) { delete(f, "day/2026-02-03.html") }, proof.Files},
		{"a file is added", func(f proof.Folder) { f["day/extra.html"] = []byte("x") }, proof.Files},
		{"no manifest", func(f proof.Folder) { delete(f, "manifest.json") }, proof.Form},
		{"no proof", func(f proof.Folder) { delete(f, "proof.json") }, proof.Form},
		{"a manifest with a space", func(f proof.Folder) { f["manifest.json"] = append([]byte(" "), f["manifest.json"]...) }, proof.Form},
		{"a manifest of another day", func(f proof.Folder) {
			f["manifest.json"] = bytes.Replace(f["manifest.json"], []byte(`"to":"2026-02-1`), []byte(`"to":"2026-02-2`), 1)
		}, proof.Approved},
		{"a file and the manifest to it", func(f proof.Folder) {
			sum := func() []byte { return fmt.Appendf(nil, "%x", shaOf(f["findings.csv"])) }
			before := sum()
			f["findings.csv"] = bytes.Replace(f["findings.csv"], []byte("violation"), []byte("no-violent"), 1)
			f["manifest.json"] = bytes.Replace(f["manifest.json"], before, sum(), 1)
			f["manifest.json"] = bytes.Replace(f["manifest.json"], fmt.Appendf(nil, `"bytes":%d,"name":"findings.csv"`, len(f["findings.csv"])-1), fmt.Appendf(nil, `"bytes":%d,"name":"findings.csv"`, len(f["findings.csv"])), 1)
		}, proof.Approved},
		{"a word of another key under the log's name", func(f proof.Folder) { part(f, word(other, func(*proof.Word) {})) }, proof.Approved},
		{"a word on one person", func(f proof.Folder) {
			part(f, word(r.signer.Key, func(w *proof.Word) { w.People, w.Acts = 1, w.Acts[:1] }))
		}, proof.Approved},
		{"a word on another tree", func(f proof.Folder) { part(f, word(r.signer.Key, func(w *proof.Word) { w.Size-- })) }, proof.Approved},
		{"one act twice", func(f proof.Folder) {
			part(f, word(r.signer.Key, func(w *proof.Word) { w.Acts[1] = w.Acts[0] }))
			part(f, func(p *proof.Proof) { p.Acts[1] = p.Acts[0] })
		}, proof.Included},
		{"another commitment", func(f proof.Folder) { part(f, func(p *proof.Proof) { p.Acts[0].Commitment[0] ^= 1 }) }, proof.Included},
		{"a hash less", func(f proof.Folder) { part(f, func(p *proof.Proof) { p.Acts[0].Hashes = p.Acts[0].Hashes[1:] }) }, proof.Included},
		{"an act less", func(f proof.Folder) { part(f, func(p *proof.Proof) { p.Acts = p.Acts[:1] }) }, proof.Included},
		{"a checkpoint without its cosigner", func(f proof.Folder) {
			part(f, func(p *proof.Proof) { p.Checkpoint = p.Checkpoint[:strings.Index(p.Checkpoint, "\n— neutral")+1] })
		}, proof.Quorum},
	}
}

func TestWhateverIsChangedInAReleaseIsFoundByBothVerifiers(t *testing.T) {
	r := newReleased(t)
	whole := r.folder()
	node, noNode := exec.LookPath("node")
	if noNode != nil {
		t.Logf("the second verifier is not run: %v", noNode)
	}
	public := r.pack(bundle.ForParty)
	for _, each := range tampering(t, r) {
		f := maps.Clone(whole)
		each.change(f)
		for _, policy := range [][]byte{r.policy(), nil} {
			var parsed *journal.Policy
			if policy != nil {
				p, err := journal.ParsePolicy(policy)
				if err != nil {
					t.Fatal(err)
				}
				parsed = &p
			}
			answers := proof.Check(f, parsed, release.DigestOf)
			if policy != nil {
				first := bundle.Question("")
				for _, a := range answers {
					if a.Outcome == journal.No && first == "" {
						first = a.Question
					}
				}
				if first != each.want {
					t.Errorf("%s: the first no is of %q, want %q: %+v", each.name, first, each.want, answers)
				}
			}
			if noNode == nil && (policy != nil || each.want == "") {
				second := secondOn(t, node, f, policy, nil)
				for _, a := range answers {
					if got := second[string(a.Question)]; got != string(a.Outcome) {
						t.Errorf("%s, %s: the second verifier says %s, the first %s: %s", each.name, a.Question, got, a.Outcome, a.Says)
					}
				}
			}
		}
	}
	if noNode == nil {
		if got := secondOn(t, node, whole, r.policy(), public); got["bundle"] != "yes" {
			t.Errorf("with a bundle: %v", got)
		}
		if got := secondOn(t, node, whole, r.policy(), public[:len(public)-20]); got["bundle"] != "no" {
			t.Errorf("with half a bundle: %v", got)
		}
	}
}

// secondOn has the second verifier check a folder.
func secondOn(t testing.TB, node string, f proof.Folder, policy, bundled []byte) map[string]string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "release")
	writeAll(t, folder, f)
	args := []string{filepath.Join("..", "verifier", "release", "cli.mjs"), folder, "--json"}
	for flag, data := range map[string][]byte{"--policy": policy, "--bundle": bundled} {
		if data == nil {
			continue
		}
		path := filepath.Join(t.TempDir(), "given")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, flag, path)
	}
	out, err := exec.Command(node, args...).Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	var said struct {
		Answers []struct{ Question, Answer string }
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got := map[string]string{}
	for _, a := range said.Answers {
		got[a.Question] = a.Answer
	}
	return got
}

func writeAll(t testing.TB, folder string, f proof.Folder) {
	t.Helper()
	for name, data := range f {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func shaOf(data []byte) [32]byte { return sha256.Sum256(data) }
