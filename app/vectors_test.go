// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"truce/agreement"
	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/journal"
	"truce/journal/bundle"
	"truce/keyring"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Run "go test ./app -run TestPublishedVectors -update" after a change that gives other bytes, and say why in the commit.
var updateVectors = flag.Bool("update", false, "write docs/spec/vectors anew")

// A plain go test tries the least number of changes that gives every answer to every question; CI tries many more.
var changes = flag.Int("changes", 40, "how many changed bundles both verifiers judge, and a quarter as many of each receipt")

// published is where the vectors are that this code makes.
const published = "../docs/spec/vectors"

// vector is a bundle and what is answered about it.
type vector struct {
	File   string            `json:"file"`
	Policy string            `json:"policy"`
	Size   *int64            `json:"size"`
	Root   *string           `json:"root"`
	Count  *int64            `json:"findings"`
	Digest *string           `json:"digest"`
	Answer map[string]string `json:"answers"`
}

// TestBothVerifiersAnswerThePublishedVectorsAlike holds app.Verify to the answers of the vectors that another verifier
// made, and of those that were made here.
func TestBothVerifiersAnswerThePublishedVectorsAlike(t *testing.T) {
	for _, folder := range []string{"../verifier/testdata", published} {
		var list []vector
		if err := json.Unmarshal(must[[]byte](t)(os.ReadFile(filepath.Join(folder, "expected.json"))), &list); err != nil {
			t.Fatal(err)
		}
		if len(list) < 5 {
			t.Errorf("%s holds %d vectors", folder, len(list))
		}
		for _, v := range list {
			t.Run(v.File, func(t *testing.T) {
				read := func(name string) []byte { return must[[]byte](t)(os.ReadFile(filepath.Join(folder, name))) }
				got := first(t, read(v.File), read(v.Policy))
				delete(v.Answer, string(app.Recomputed)) // only whoever has the engine answers it
				want := judged{Answers: v.Answer}
				if v.Size != nil {
					want.Size, want.Root, want.Findings, want.Digest = *v.Size, *v.Root, *v.Count, *v.Digest
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

// world is a record with the keys of everybody who signs on it. Its keys are for tests and for nothing else.
type world struct {
	*mission
	origin    string
	log       journal.SigningKey
	cosigners []journal.SigningKey
	policy    []byte
	device    [2]device
	impostor  device // has the name of the first device
	now       when.Instant
}

// device is a key that seals what it sends.
type device struct {
	name, verifier string
	signer         note.Signer
}

func newDevice(t testing.TB, name string) device {
	t.Helper()
	k := key(t, name, journal.SignsNotes)
	return device{name, k.Verifier().String(), must[note.Signer](t)(note.NewSigner(k.Secret()))}
}

// small is a text of one term, as short as one can be.
const small = `
truce: 1
id: vector-pact
version: 1
title: "EXERCISE: a pact for test vectors"
kind: agreement
exercise: true
sources:
  - {id: script, title: invented for test vectors, standing: invented}
parties:
  - {id: amber, name: Amber Side}
  - {id: cobalt, name: Cobalt Side}
others: []
force: {from: D, until: D+60}
articles:
  - {id: 1, title: Fire, says: Both stop firing., cite: art. 1, source: script}
places:
  - {id: basin, name: The basin, kind: zone, geometry: {polygon: [[37, 47], [39, 47], [39, 49], [37, 49]]}, source: script}
times:
  - {id: d, article: 1, event: 2026-03-20 00:00 UTC}
terms:
  - {id: no-fire, article: 1, sense: prohibits, acts: [fire], where: [basin], severity: S2}
counting: {unit: incident and term, day: UTC}
evidence: {c2: {roots: 2}, c3: {roots: 3}, sequence: 2 h, recurrence: 7 d}
`

// newWorld begins a record whose secrets and salts follow from a seed, for the test that asks for it.
func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	cryptotest.SetGlobalRandom(t, seed)
	w := &world{origin: "log.example/test-vectors", now: at(t, "2026-03-20T06:00:00Z")}
	w.log = key(t, w.origin, journal.SignsNotes)
	policy := fmt.Appendf(nil, "# Keys of test vectors: trust nobody by them.\nlog %s\n", w.log.Verifier())
	for i := range 3 {
		k := key(t, fmt.Sprintf("test-key-%d.cosigner.example", i+1), journal.Cosigns)
		w.cosigners = append(w.cosigners, k)
		policy = fmt.Appendf(policy, "witness c%d %s\n", i+1, k.Verifier())
	}
	w.policy = append(policy, "group two 2 c1 c2 c3\nquorum two\n"...)
	for i := range w.device {
		w.device[i] = newDevice(t, fmt.Sprintf("test-key-%d.device.example", i+1))
	}
	w.impostor = newDevice(t, w.device[0].name)
	w.mission = &mission{t: t, path: filepath.Join(t.TempDir(), "record.journal"), signer: app.Signer{Key: w.log}}
	w.record = must[*app.Record](t)(app.Found(t.Context(), w.path, app.Founder{Origin: w.origin, At: w.now}))
	t.Cleanup(func() { _ = w.record.Close() })
	return w
}

// signed signs a checkpoint, and two of three cosigners do.
func (w *world) signed(t testing.TB, c journal.Checkpoint) []byte {
	t.Helper()
	s := must[journal.SignedCheckpoint](t)(journal.SignCheckpoint(c, w.log))
	lines := []note.Signature{
		must[note.Signature](t)(journal.Cosign(c, w.cosigners[0], 1_800_000_000)), must[note.Signature](t)(journal.Cosign(c, w.cosigners[2], 1_800_000_001)),
	}
	return s.Note.With(lines...).Bytes()
}

// packed signs what the record holds and packs it.
func (w *world) packed(t testing.TB, a bundle.Audience) []byte {
	t.Helper()
	nobody := must[journal.Policy](t)(journal.ParsePolicy(fmt.Appendf(nil, "log %s\nquorum none\n", w.log.Verifier())))
	signer := app.Signer{Key: w.log, Policy: nobody}
	must[app.Published](t)(signer.Sign(t.Context(), w.record.Journal()))
	l := linesOf(t, w.pack(a))
	if !l.reseal(t, w) {
		t.Fatal("the bundle cannot be read")
	}
	return l.bytes(t)
}

// heard is a report of mortar fire so many minutes after the first.
func heard(t testing.TB, source string, minute int) report.Report {
	t.Helper()
	from := at(t, "2026-03-20T06:00:00Z") + when.Instant(minute)*when.Instant(when.Minute)
	e := report.Extract{Level: report.Plain, Source: source, Received: from + when.Instant(when.Hour), Exercise: true, Sightings: []report.Sighting{{
		Act: "mortar-fire", Means: report.Seen, Time: when.Span{Interval: when.Interval{From: from, To: from + when.Instant(when.Minute)}},
		Where: place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_000_000, Lon: 380_000_000}, Radius: 400 * place.Metre}},
	}}}
	return report.Report{
		Identity: report.Identity{Door: "truce-device", Person: "person-" + source}, Extract: e,
		Original: report.Original{Text: "“bang” " + source, Digest: canon.SumBytes("truce/original/1", []byte(source))},
	}
}

// sends enters what a device seals, and returns the root that it signed.
func (w *world) sends(t testing.TB, d device, h report.Header, reports ...report.Report) canon.Digest {
	t.Helper()
	salts := make([]canon.Salt, report.PartsPerReport*len(reports))
	for i := range salts {
		salts[i] = canon.Salt{byte(h.Counter), byte(i), byte(len(reports))}
	}
	h.Origin, h.Made = w.origin, w.now
	sealed := must[report.Sealed](t)(report.Seal(h, must[[]canon.Part](t)(report.Parts(reports, salts)), d.signer))
	e := engine.Entry{Time: w.later(), Submission: &engine.Submission{Reports: reports, Device: &sealed}}
	must[[]app.Entered](t)(w.record.Enter(t.Context(), []app.Incoming{{Entry: e, Salts: salts}}))
	return sealed.Root
}

// later is a time after all that heard can bring, a second after the last.
func (w *world) later() when.Instant {
	w.now = max(w.now, at(w.t, "2026-03-22T00:00:00Z")) + 1000
	return w.now
}

// fill gives the record devices with a hole and a clone, a rotated key, findings that are superseded, and parts that are
// destroyed. It is entered in the order of the lines below.
func (w *world) fill(t testing.TB) {
	t.Helper()
	a := must[*agreement.Agreement](t)(agreement.Parse("vectors.yaml", []byte(small), nil))
	made := func(d device, act keyring.Act, replaces string) engine.Entry {
		return engine.Entry{Time: w.later(), Key: &keyring.Key{
			Name: d.name, Text: d.verifier, Act: act, Holder: "nobody: a test key", By: "desk", Use: keyring.ForDevice, Replaces: replaces,
		}}
	}
	w.enter(engine.Entry{Time: w.now, Adoption: &engine.Adoption{Agreement: a}}, made(w.device[0], keyring.Made, ""))
	open := w.enter(engine.Entry{Time: w.later(), Submission: &engine.Submission{Reports: []report.Report{heard(t, "patrol-1", 0), heard(t, "patrol-2", 0)}}})[0].Placed
	first := w.sends(t, w.device[0], report.Header{Counter: 1}, heard(t, "post-1", 0))
	third := w.sends(t, w.device[0], report.Header{Counter: 3, Previous: first}, heard(t, "post-2", 1), heard(t, "post-3", 1))
	w.sends(t, w.device[0], report.Header{Counter: 1}, heard(t, "post-4", 2))
	w.enter(made(w.device[1], keyring.Rotated, w.device[0].name))
	w.sends(t, w.device[1], report.Header{Counter: 4, Previous: third}, heard(t, "post-5", 2))
	w.enter(engine.Entry{Time: w.later(), Rating: &engine.Rating{Root: "patrol-1", Reliability: "B", By: "desk"}})
	w.enter(engine.Entry{Time: w.later(), Key: &keyring.Key{Name: w.device[1].name, Act: keyring.Revoked, By: "desk"}})
	must[int64](t)(app.Destroy(t.Context(), w.record.Journal(), app.Destroying{
		What:   journal.DestroyedParts{By: "desk", Origin: w.origin, Parts: []string{"identity", "original"}, Reason: "consent withdrawn", Report: 1, Seq: open.Seq},
		At:     w.later(),
		Record: w.record.Journal(),
	}))
}

// named is a bundle with a name for a file.
type named struct {
	name string
	data []byte
}

// whole are bundles as the code writes them, and with more withheld than it withholds.
func (w *world) whole(t testing.TB) []named {
	t.Helper()
	out := []named{
		{"mission", w.packed(t, bundle.ForMission)}, {"party", w.packed(t, bundle.ForParty)}, {"public", w.packed(t, bundle.ForPublic)},
	}
	mission := out[0].data
	hide := func(name string, change func(entries, findings []map[string]any)) {
		l := linesOf(t, mission)
		change(l.of("entry"), l.of("finding"))
		out = append(out, named{name, l.bytes(t)})
	}
	whole := func(e map[string]any) {
		c, _ := commitmentOf(e)
		clear(e)
		e["commitment"] = c.String()
	}
	rooted := func(e map[string]any) {
		root, _ := rootOf(e)
		delete(e, "parts")
		e["root"] = root.String()
	}
	hide("an-entry-withheld", func(e, _ []map[string]any) { whole(e[8]) })
	hide("the-last-entry-withheld", func(e, _ []map[string]any) { whole(e[len(e)-1]) })
	hide("a-submission-withheld", func(e, _ []map[string]any) { whole(e[4]) })
	hide("a-key-withheld", func(e, _ []map[string]any) { rooted(e[2]) })
	hide("the-secret-withheld", func(e, _ []map[string]any) { rooted(e[0]) })
	hide("an-extract-withheld", func(e, _ []map[string]any) {
		parts := e[3]["parts"].([]any)
		parts[2] = withheld(t, parts[2])
	})
	hide("internal-parts-withheld", func(_, f []map[string]any) {
		for _, each := range f {
			each["internal"] = withheld(t, each["internal"])
		}
	})
	hide("a-released-part-withheld", func(_, f []map[string]any) { f[1]["released"] = withheld(t, f[1]["released"]) })
	return out
}

// lies are records that whoever holds the keys of the log and of its cosigners made wrong and signed.
func (w *world) lies(t testing.TB, mission []byte) []named {
	t.Helper()
	var out []named
	lie := func(name string, change func(entries, findings []map[string]any)) {
		l := linesOf(t, mission)
		change(l.of("entry"), l.of("finding"))
		if !l.reseal(t, w) {
			t.Fatalf("%s: cannot be read", name)
		}
		out = append(out, named{name, l.bytes(t)})
	}
	inHeader := func(e map[string]any, old, new string) {
		h := e["header"].(map[string]any)
		if text := h["content"].(string); strings.Contains(text, old) {
			h["content"] = strings.Replace(text, old, new, 1)
			return
		}
		t.Fatalf("%v does not hold %s", h, old)
	}
	lie("a-seal-of-a-key-that-is-not-the-devices", func(e, _ []map[string]any) {
		p := e[2]["parts"].([]any)[0].(map[string]any)
		p["content"] = strings.Replace(p["content"].(string), w.device[0].verifier, w.impostor.verifier, 1)
	})
	lie("a-key-under-the-name-of-another", func(e, _ []map[string]any) {
		p := e[2]["parts"].([]any)[0].(map[string]any)
		p["content"] = strings.Replace(p["content"].(string), w.device[0].verifier, w.device[1].verifier, 1)
	})
	lie("a-report-changed-under-its-seal", func(e, _ []map[string]any) {
		p := e[4]["parts"].([]any)[2].(map[string]any)
		p["content"] = strings.Replace(p["content"].(string), "post-1", "post-9", 1)
	})
	lie("time-goes-back", func(e, _ []map[string]any) { inHeader(e[5], `"time":1`, `"time":-1`) })
	lie("another-engine", func(e, _ []map[string]any) { inHeader(e[len(e)-1], engine.Version, "truce/engine/9") })
	follow := func(e map[string]any, origin string) {
		inHeader(e, `"engine":"`+engine.Version+`",`, `"engine":"`+engine.Version+`","follows":{"origin":"`+origin+`","root":"`+strings.Repeat("1", 64)+`","size":4},`)
	}
	lie("parts-beyond-31-bits", func(e, _ []map[string]any) {
		root, _ := rootOf(e[3])
		delete(e[3], "parts")
		e[3]["root"] = root.String()
		inHeader(e[3], `"parts":6`, `"parts":3000000000`)
	})
	lie("a-version-beyond-31-bits", func(_, f []map[string]any) { f[len(f)-1]["version"] = int64(3_000_000_000) })
	lie("a-log-that-follows-itself", func(e, _ []map[string]any) { follow(e[0], w.origin) })
	lie("a-log-that-follows-another", func(e, _ []map[string]any) { follow(e[0], "log.example/before") })
	lie("a-part-destroyed-without-an-entry", func(e, _ []map[string]any) {
		parts := e[4]["parts"].([]any)
		parts[0] = map[string]any{"destroyed": true, "hash": withheld(t, parts[0])["hash"]}
	})
	lie("a-destruction-of-what-is-shown", func(e, _ []map[string]any) {
		p := e[len(e)-1]["parts"].([]any)[0].(map[string]any)
		p["content"] = strings.Replace(p["content"].(string), `"report":1`, `"report":2`, 1)
	})
	lie("two-versions-alike", func(_, f []map[string]any) {
		last := f[len(f)-1]
		last["version"] = int64(1)
		delete(last, "supersedes")
	})
	lie("an-observation-of-no-report", func(_, f []map[string]any) {
		p := f[0]["internal"].(map[string]any)
		before, after, _ := strings.Cut(p["content"].(string), `"observation:`)
		p["content"] = before + `"observation:` + strings.Repeat("b", 32) + after[32:]
	})
	return out
}

// unvouched are bundles for a party of whose findings the log vouches for others than stand there, or nobody does: anybody who
// hands them on can make them so.
func (w *world) unvouched(t testing.TB, party []byte) []named {
	t.Helper()
	var out []named
	with := func(name string, change func(l lines) lines) {
		l := change(linesOf(t, party))
		var ids []canon.FindingID
		for _, f := range l.of("finding") {
			var id canon.FindingID
			if err := id.UnmarshalText([]byte(f["id"].(string))); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		end := l.of("end")[0]
		end["findings"], end["digest"] = int64(len(ids)), must[canon.Digest](t)(bundle.DigestOf(ids)).String()
		out = append(out, named{name, l.bytes(t)})
	}
	with("a-finding-invented", func(l lines) lines {
		f := l.of("finding")[0]
		p := f["released"].(map[string]any)
		p["content"] = strings.Replace(p["content"].(string), `"exercise":true`, `"exercise":false`, 1)
		if _, ok := renamed(f, map[string]string{}); !ok {
			t.Fatal("the finding cannot be read")
		}
		return l
	})
	with("a-finding-left-out", func(l lines) lines { return slices.Delete(l, len(l)-2, len(l)-1) })
	with("findings-for-which-nobody-vouches", func(l lines) lines {
		delete(l.of("end")[0], "note")
		return l
	})
	noted := func(name string, change func(*bundle.Listing, *journal.SigningKey)) {
		with(name, func(l lines) lines {
			end, k := l.of("end")[0], w.log
			s := must[bundle.SignedListing](t)(bundle.ParseListing([]byte(end["note"].(string)))).Listing
			change(&s, &k)
			end["note"] = vouchedBy(t, k, s)
			return l
		})
	}
	noted("findings-for-which-another-key-vouches", func(_ *bundle.Listing, k *journal.SigningKey) { *k = key(t, w.origin, journal.SignsNotes) })
	noted("findings-of-another-size", func(s *bundle.Listing, _ *journal.SigningKey) { s.Size-- })
	return out
}

// kept are the bundles that are published; the others differ from them in little.
var kept = []string{
	"mission", "party", "public", "an-extract-withheld", "a-seal-of-a-key-that-is-not-the-devices", "a-finding-invented",
	"a-finding-left-out", "findings-for-which-nobody-vouches", "findings-for-which-another-key-vouches", "findings-of-another-size",
}

func TestPublishedVectorsAreWhatThisCodeMakes(t *testing.T) {
	w := newWorld(t, 7)
	w.fill(t)
	whole := w.whole(t)
	all := slices.Concat(whole, w.lies(t, whole[0].data), w.unvouched(t, whole[1].data))
	list := slices.DeleteFunc(all, func(n named) bool { return !slices.Contains(kept, n.name) })
	files := map[string][]byte{"policy.txt": w.policy, "signing.json": w.signing(t)}
	var expected []vector
	for _, n := range list {
		j := first(t, n.data, w.policy)
		v := vector{File: n.name + ".bundle", Policy: "policy.txt", Answer: j.Answers}
		if j.Size > 0 {
			v.Size, v.Root, v.Count, v.Digest = &j.Size, &j.Root, &j.Findings, &j.Digest
		}
		expected, files[v.File] = append(expected, v), n.data
	}
	files["expected.json"] = append(must[[]byte](t)(json.MarshalIndent(expected, "", " ")), '\n')
	if *updateVectors {
		write(t, files)
	}
	entries := must[[]os.DirEntry](t)(os.ReadDir(published))
	total := 0
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(published, name))
		total += len(got)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what this code makes, %v: run go test ./app -run TestPublishedVectors -update", name, err)
		}
	}
	if len(entries) != len(files)+4 || total > 250_000 { // a README and the vectors of passkeys, ballots and motions stand beside them
		t.Errorf("%d files, want %d, a README and those of passkeys, ballots and motions; %d bytes, want at most 250000", len(entries), len(files), total)
	}
}

// write puts the vectors in their folder and removes those that are no more.
func write(t testing.TB, files map[string][]byte) {
	t.Helper()
	for _, old := range must[[]string](t)(filepath.Glob(filepath.Join(published, "*.bundle"))) {
		if err := os.Remove(old); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(published, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// alike holds both verifiers to the same answers and returns them.
func alike(t testing.TB, s *second, n named, policy []byte) map[string]string {
	t.Helper()
	one, two := first(t, n.data, policy), s.judge(n.data, policy)
	if diff := cmp.Diff(one, two); diff != "" {
		t.Errorf("%s (-first +second):\n%s", n.name, diff)
		if folder := os.Getenv("DIFFERING"); folder != "" { // to look at them
			if err := os.WriteFile(filepath.Join(folder, n.name), n.data, 0o600); err != nil {
				t.Error(err)
			}
		}
	}
	return one.Answers
}

// TestBothVerifiersAnswerAlike holds the second verifier, where node is at hand, to what app.Verify says of bundles that
// this code writes, of logs of sizes at which trees and tiles change their shape, and of changes of all of them.
func TestBothVerifiersAnswerAlike(t *testing.T) {
	s := newSecond(t)
	w := newWorld(t, 7)
	var bases []named
	for _, size := range []int{1, 2, 3, 255, 256, 257} {
		var list []engine.Entry
		for have := must[int64](t)(w.record.Journal().Size(t.Context())); have < int64(size); have++ {
			list = append(list, engine.Entry{Time: w.now, Rating: &engine.Rating{Root: "patrol-1", Reliability: "C", By: "desk"}})
		}
		if list != nil {
			w.enter(list...)
		}
		bases = append(bases, named{fmt.Sprintf("a log of %d entries", size), w.packed(t, bundle.ForParty)})
	}
	w = newWorld(t, 8)
	w.fill(t)
	filled := w.whole(t)
	bases = append(bases, filled...)
	bases = append(append(bases, w.lies(t, filled[0].data)...), w.unvouched(t, filled[1].data)...)
	counts := map[string]int{}
	for _, n := range bases {
		for question, answer := range alike(t, s, n, w.policy) {
			counts[question+" "+answer]++
		}
		alike(t, s, n, nil)
	}
	m := newMutator(20260320)
	for i := range *changes {
		n := m.changed(t, w, filled[m.IntN(len(filled))])
		n.name = fmt.Sprintf("change-%d-of-%s", i, n.name)
		for question, answer := range alike(t, s, n, w.policy) {
			counts[question+" "+answer]++
		}
	}
	t.Logf("%d bundles were judged by both: %v", s.asked, counts)
	for _, q := range []bundle.Question{bundle.Log, bundle.Quorum, bundle.Tree, bundle.Headers, bundle.Findings, bundle.Succession, bundle.Destroyed, app.Inputs} {
		for _, a := range []journal.Outcome{journal.Yes, journal.No, journal.CouldNotTell} {
			if counts[string(q)+" "+string(a)] == 0 {
				t.Errorf("no change gave the answer %s to %s: the changes are too tame", a, q)
			}
		}
	}
}

// changed is a bundle with one change in its bytes, in its lines, or in a record that was signed with it.
func (m mutator) changed(t testing.TB, w *world, n named) named {
	t.Helper()
	switch m.IntN(4) {
	case 0:
		return named{"bytes-" + n.name, m.bytes(slices.Clone(n.data))}
	case 1:
		return named{"lines-" + n.name, m.structure(linesOf(t, n.data)).bytes(t)}
	default:
		l := m.structure(linesOf(t, n.data))
		l.reseal(t, w)
		return named{"record-" + n.name, l.bytes(t)}
	}
}

// TestBothVerifiersAnswerReceiptsAlike holds both to the same word on receipts by themselves, of all levels, kept and not,
// and on changes of their bytes. What is no receipt shows nothing: could not tell.
func TestBothVerifiersAnswerReceiptsAlike(t *testing.T) {
	s := newSecond(t)
	w := newWorld(t, 9)
	nobody := must[journal.Policy](t)(journal.ParsePolicy(fmt.Appendf(nil, "log %s\nquorum none\n", w.log.Verifier())))
	policy := must[journal.Policy](t)(journal.ParsePolicy(w.policy))
	signer := app.Signer{Key: w.log, Policy: nobody}
	placed := w.enter(engine.Entry{Time: w.later(), Rating: &engine.Rating{Root: "patrol-1", Reliability: "B", By: "desk"}})[0].Placed
	checkpoint := must[app.Published](t)(signer.Sign(t.Context(), w.record.Journal())).Checkpoint
	own := strings.TrimSuffix(string(must[[]byte](t)(canon.Encode(string(checkpoint.Note.Bytes())))), "\"")
	cosigned := string(must[[]byte](t)(canon.Encode(string(w.signed(t, checkpoint.Checkpoint)))))
	m := newMutator(4)
	counts := map[string]int{}
	for _, level := range []journal.Level{journal.Received, journal.Durable, journal.Logged} {
		for _, deadline := range []int64{1_799_999_999_999, 1_800_000_000_000, 1_800_000_001_000, 1_799_999_000_000 + journal.MaxMerge} {
			data := must[[]byte](t)(signer.Receipt(t.Context(), w.record.Journal(), placed, app.Promise{Level: level, Received: 1_799_999_000_000, Deadline: deadline}))
			body, _, _ := strings.Cut(string(data), "\n\n")
			body = strings.Replace(body, own+"\"", cosigned, 1) + "\n" // as it is sent again once it was cosigned
			receipts := [][]byte{must[[]byte](t)(journal.SignNote(body, w.log))}
			for _, d := range []int64{1_799_998_999_999, 1_799_999_000_001 + journal.MaxMerge, canon.MaxInt} { // no promise
				other := strings.Replace(body, fmt.Sprintf(`"deadline":%d`, deadline), fmt.Sprintf(`"deadline":%d`, d), 1)
				receipts = append(receipts, must[[]byte](t)(journal.SignNote(other, w.log)))
			}
			for range *changes / 4 {
				changed := m.bytes([]byte(body))
				receipts = append(receipts, m.bytes(slices.Clone(receipts[0])))
				if again, err := journal.SignNote(string(changed), w.log); err == nil {
					receipts = append(receipts, again)
				}
			}
			for i, r := range receipts {
				want := string(journal.CouldNotTell)
				if j, err := journal.JudgeReceipt(r, policy, journal.Evidence{Now: secondClock}); err == nil {
					want = string(j.Outcome)
				}
				if got := s.judgeReceipt(r, w.policy); got != want {
					t.Errorf("receipt %d, %s by %d: %s and %s:\n%s", i, level, deadline, want, got, r)
				}
				counts[want]++
			}
		}
	}
	t.Logf("%d receipts were judged by both: %v", s.asked, counts)
	if counts[string(journal.Yes)] < 2 {
		t.Error("no receipt was kept")
	}
}
