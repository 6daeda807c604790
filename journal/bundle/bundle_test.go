// SPDX-License-Identifier: Apache-2.0

package bundle_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
	"truce/journal/bundle"
)

const origin = "log.example/mill"

// world is a small log with its keys and a bundle of it.
type world struct {
	log, cosigner journal.SigningKey
	policy        journal.Policy
	rows          []journal.Row
	checkpoint    []byte
	findings      []bundle.Finding
}

func key(t testing.TB, name string, a journal.Algorithm) journal.SigningKey {
	t.Helper()
	k, err := journal.GenerateKey(rand.Reader, name, a)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// newWorld makes a log of a genesis, a submission of two reports and a rating, and two versions of one finding.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{log: key(t, origin, journal.SignsNotes), cosigner: key(t, "neutral", journal.Cosigns)}
	w.policy = must[journal.Policy](t)(journal.ParsePolicy(fmt.Appendf(nil, "log %s\nwitness neutral %s\nquorum neutral\n", w.log.Verifier(), w.cosigner.Verifier())))
	part := func(label, content string) canon.Part { return canon.Part{Label: label, Content: []byte(content)} }
	draft := func(time int64, kind journal.Kind, parts ...canon.Part) journal.Draft {
		return journal.Draft{Kind: kind, Engine: "truce/engine/1", Time: time, Parts: parts}
	}
	first := must[*journal.Sealed](t)(journal.Founding{Origin: origin, Realm: journal.Mission, Draft: draft(1000, journal.Genesis, part("genesis", `{"realm":"mission"}`))}.Seal())
	rest := must[[]*journal.Sealed](t)(journal.SealAll([]journal.Draft{
		draft(2000, journal.Submission, part("identity", `{"door":"a"}`), part("original", `{}`), part("extract", `{"n":1}`),
			part("identity", `{"door":"b"}`), part("original", `{}`), part("extract", `{"n":2}`)),
		draft(2000, journal.Rating, part("rating", `{"by":"desk"}`)),
	}))
	var tail journal.Tail
	var stored []tlog.Hash
	for _, s := range append([]*journal.Sealed{first}, rest...) {
		row, _, err := tail.Place(s)
		if err != nil {
			t.Fatal(err)
		}
		w.rows = append(w.rows, row)
		stored = append(stored, row.Hashes...)
	}
	root := must[tlog.Hash](t)(tlog.TreeHash(tail.Size(), tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, x := range at {
			out[i] = stored[x]
		}
		return out, nil
	})))
	w.checkpoint = w.signed(t, journal.Checkpoint{Origin: origin, Size: tail.Size(), Root: root})
	before := canon.FindingID{}
	for version := int64(1); version <= 2; version++ {
		f := finding(t, version, before, fmt.Sprintf(`{"agreement":"a@1","incident":"incident:mzfmac3z27olbj6zxovqotcw5ilushli","term":"fire","verdict":"v%d"}`, version))
		w.findings = append(w.findings, f)
		before = f.ID
	}
	return w
}

// signed signs and cosigns a checkpoint.
func (w *world) signed(t testing.TB, c journal.Checkpoint) []byte {
	t.Helper()
	s := must[journal.SignedCheckpoint](t)(journal.SignCheckpoint(c, w.log))
	line, err := journal.Cosign(c, w.cosigner, 1_900_000_000)
	if err != nil {
		t.Fatal(err)
	}
	return s.Note.With(line).Bytes()
}

func disclosed(t testing.TB, label, content string) journal.Part {
	t.Helper()
	return must[journal.Part](t)(journal.Disclose(canon.Part{Label: label, Salt: canon.Salt{1}, Content: []byte(content)}))
}

func finding(t testing.TB, version int64, before canon.FindingID, released string) bundle.Finding {
	r, i := disclosed(t, "released", released), disclosed(t, "internal", `{"observations":[]}`)
	return bundle.Finding{
		ID: canon.FindingIDOf(version, before, r.Hash(), i.Hash()), Version: version, Supersedes: before,
		Released: r.Form(), Internal: i.Form(),
	}
}

// pack writes the bundle of a world, its entries changed by change if that is not nil.
func (w *world) pack(t testing.TB, change func(e *journal.Entry)) []byte {
	t.Helper()
	var out bytes.Buffer
	b := must[*bundle.Writer](t)(bundle.NewWriter(&out, bundle.Head{Audience: bundle.ForMission, Origin: origin, Engine: "truce/engine/1", Size: int64(len(w.rows))}, w.checkpoint))
	b.Vouch(w.log, 0, 0)
	for _, row := range w.rows {
		e := must[journal.Entry](t)(row.Entry())
		if change != nil {
			change(&e)
		}
		if err := b.Entry(e); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range w.findings {
		if err := b.Finding(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func answers(t testing.TB, data []byte, p *journal.Policy) map[bundle.Question]bundle.Answer {
	t.Helper()
	r, err := bundle.Check(bytes.NewReader(data), p, bundle.Seen{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[bundle.Question]bundle.Answer{}
	for _, a := range r.Answers {
		out[a.Question] = a
	}
	return out
}

func TestAWholeBundleHolds(t *testing.T) {
	w := newWorld(t)
	data := w.pack(t, nil)
	for q, a := range answers(t, data, &w.policy) {
		if a.Outcome != journal.Yes {
			t.Errorf("%s: %s: %s", q, a.Outcome, a.Says)
		}
	}
	without := answers(t, data, nil)
	for _, q := range []bundle.Question{bundle.Log, bundle.Quorum} {
		if without[q].Outcome != journal.CouldNotTell {
			t.Errorf("%s without a policy: %s", q, without[q].Outcome)
		}
	}
	entries, findings := 0, 0
	r, err := bundle.Check(bytes.NewReader(data), &w.policy, bundle.Seen{
		Entry:   func(int64, bundle.Disclosed) error { entries++; return nil },
		Finding: func(bundle.Finding) error { findings++; return nil },
	})
	if err != nil || entries != 3 || findings != 2 || r.Findings != 2 || r.Root != r.Checkpoint.Root || len(r.Missing) != 0 {
		t.Errorf("%v: %d entries, %d findings seen, result %+v", err, entries, findings, r)
	}
}

func TestWhatIsWithheldOrDestroyedStillStandsInTheTree(t *testing.T) {
	w := newWorld(t)
	data := w.pack(t, func(e *journal.Entry) {
		if e.Header.Kind != journal.Submission {
			return
		}
		for i := range e.Parts {
			if i%3 != 2 {
				e.Parts[i] = e.Parts[i].Withheld()
			}
		}
		e.Parts[0] = journal.Destroyed(e.Parts[0].Hash())
	})
	if strings.Contains(string(data), "door") || !strings.Contains(string(data), `"destroyed":true`) {
		t.Error("the identity is shown, or not said to be destroyed")
	}
	all := w.pack(t, func(e *journal.Entry) {
		for i := range e.Parts {
			e.Parts[i] = e.Parts[i].Withheld()
		}
	})
	if n := strings.Count(string(all), `"root":`); n != 3 {
		t.Errorf("%d entries with a root in place of hashes, want 3", n)
	}
	party := bytes.Replace(all, []byte(`"audience":"mission"`), []byte(`"audience":"party"`), 1)
	for _, b := range [][]byte{data, all, party} {
		for q, a := range answers(t, b, &w.policy) {
			want := journal.Yes
			if q == bundle.Destroyed && bytes.Equal(b, data) {
				want = journal.No // no entry says so
			} else if q == bundle.Destroyed && bytes.Equal(b, all) {
				want = journal.CouldNotTell // the mission is shown everything, so what is withheld may be gone
			} else if q == bundle.Findings && bytes.Equal(b, party) {
				want = journal.No // whoever changed the word left the internal parts as they were
			}
			if a.Outcome != want {
				t.Errorf("%s: %s: %s", q, a.Outcome, a.Says)
			}
		}
	}
}

func TestABundleThatShowsMoreThanItsAudienceMaySeeIsAnsweredWithNo(t *testing.T) {
	w := newWorld(t)
	whole := w.pack(t, nil)
	for word, says := range map[string]string{
		"party":     "entry 1 shows its part 1, \"genesis\": that is more than a bundle for party may show",
		"public":    "entry 1 shows its part 1, \"genesis\": that is more than a bundle for public may show",
		"coalition": "of a record of the realm \"mission\" there is none for that audience",
	} {
		got := answers(t, bytes.Replace(whole, []byte(`"audience":"mission"`), []byte(`"audience":"`+word+`"`), 1), &w.policy)
		if a := got[bundle.Headers]; a.Outcome != journal.No || !strings.Contains(a.Says, says) {
			t.Errorf("%s: headers is %s: %s", word, a.Outcome, a.Says)
		}
		if a := got[bundle.Findings]; a.Outcome != journal.No || !strings.Contains(a.Says, "finding 1 shows its internal part") {
			t.Errorf("%s: findings is %s: %s", word, a.Outcome, a.Says)
		}
	}
	extracts := w.pack(t, func(e *journal.Entry) {
		for i := range e.Parts {
			if e.Header.Kind != journal.Submission || i%3 != 2 {
				e.Parts[i] = e.Parts[i].Withheld()
			}
		}
	})
	extracts = bytes.Replace(extracts, []byte(`"audience":"mission"`), []byte(`"audience":"party"`), 1)
	if a := answers(t, extracts, &w.policy)[bundle.Headers]; a.Outcome != journal.Yes {
		t.Errorf("with extracts that were asked for, headers is %s: %s", a.Outcome, a.Says)
	}
}

// A version is read alike on machines of 32 bits and of 64, up to the largest number that canonical bytes have.
func TestVersionsBeyond31BitsAreNumbersLikeOthers(t *testing.T) {
	w := newWorld(t)
	before := w.findings[1].ID
	for _, version := range []int64{3_000_000_000, canon.MaxInt} {
		f := finding(t, version, before, fmt.Sprintf(`{"agreement":"a@1","incident":"incident:mzfmac3z27olbj6zxovqotcw5ilushli","term":"other%d"}`, version))
		w.findings = []bundle.Finding{f}
		if a := answers(t, w.pack(t, nil), &w.policy)[bundle.Findings]; a.Outcome != journal.Yes {
			t.Errorf("version %d: %s: %s", version, a.Outcome, a.Says)
		}
	}
	next := finding(t, 3_000_000_001, w.findings[0].ID, `{"agreement":"a@1","incident":"incident:mzfmac3z27olbj6zxovqotcw5ilushli","term":"fire"}`)
	w.findings = append(w.findings, next)
	if a := answers(t, w.pack(t, nil), &w.policy)[bundle.Findings]; a.Outcome != journal.No {
		t.Errorf("a version after another than the one before: %s", a.Outcome)
	}
}

func TestEachAttackIsAnsweredNo(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	data := string(w.pack(t, nil))
	lines := strings.SplitAfter(data, "\n")
	lines = lines[:len(lines)-1]
	join := func(list ...string) string { return strings.Join(list, "") }
	swap := func(i, k int) string {
		l := append([]string(nil), lines...)
		l[i], l[k] = l[k], l[i]
		return join(l...)
	}
	replace := func(old, new string) string {
		t.Helper()
		if !strings.Contains(data, old) {
			t.Fatalf("%s is not in the bundle", old)
		}
		return strings.Replace(data, old, new, 1)
	}
	stranger := w.log
	w.log = other.log
	forged := strings.Replace(data, string(quoted(w.checkpoint)), string(quoted(w.signed(t, must[journal.SignedCheckpoint](t)(journal.ParseSignedCheckpoint(w.checkpoint)).Checkpoint))), 1)
	w.log = stranger
	uncosigned := must[journal.SignedCheckpoint](t)(journal.SignCheckpoint(must[journal.SignedCheckpoint](t)(journal.ParseSignedCheckpoint(w.checkpoint)).Checkpoint, w.log))
	for _, each := range []struct {
		name string
		data string
		q    bundle.Question
	}{
		{"nothing", "", bundle.Form},
		{"the end is missing", join(lines[:len(lines)-1]...), bundle.Form},
		{"a line after the end", data + lines[2], bundle.Form},
		{"the last line has no end", strings.TrimSuffix(data, "\n"), bundle.Form},
		{"an entry is left out", join(append(append([]string(nil), lines[:3]...), lines[4:]...)...), bundle.Form},
		{"two entries change places", swap(3, 4), bundle.Tree},
		{"two findings change places", swap(5, 6), bundle.Findings},
		{"a finding is left out", join(append(append([]string(nil), lines[:5]...), lines[6:]...)...), bundle.Findings},
		{"a member that is not known", replace(`{"bundle":{"audience"`, `{"bundle":{"aaa":1,"audience"`), bundle.Form},
		{"white space", replace(`{"bundle":{`, `{"bundle": {`), bundle.Form},
		{"content of a report", replace(`{\"n\":1}`, `{\"n\":7}`), bundle.Tree},
		{"a salt", replace(`"salt":"`, `"salt":"0000`), bundle.Form},
		{"a label", replace(`"label":"rating"`, `"label":"ruling"`), bundle.Headers},
		{"the number in a header", replace(`\"seq\":2`, `\"seq\":3`), bundle.Headers},
		{"the time in a header", replace(`\"time\":1000`, `\"time\":3000`), bundle.Headers},
		{"the origin of the bundle", replace(`"origin":"`+origin, `"origin":"log.example/other`), bundle.Log},
		{"a finding's words", replace(`\"verdict\":\"v1\"`, `\"verdict\":\"v0\"`), bundle.Findings},
		{"a finding's content that is not canonical", replace(`{\"observations\":[]}`, `{ \"observations\":[]}`), bundle.Findings},
		{"a log that the policy does not have", forged, bundle.Log},
		{"no cosignature", strings.Replace(data, string(quoted(w.checkpoint)), string(quoted(uncosigned.Note.Bytes())), 1), bundle.Quorum},
		{"the first entry withheld whole", join(lines[0], lines[1], `{"entry":{"commitment":"`+strings.Repeat("0", 64)+"\"}}\n", join(lines[3:]...)), bundle.Form},
		{"an entry withheld under another commitment", join(lines[0], lines[1], lines[2], `{"entry":{"commitment":"`+strings.Repeat("0", 64)+"\"}}\n", join(lines[4:]...)), bundle.Tree},
	} {
		t.Run(each.name, func(t *testing.T) {
			if each.data == data {
				t.Fatal("nothing was changed")
			}
			if a := answers(t, []byte(each.data), &w.policy)[each.q]; a.Outcome != journal.No || a.Says == "" {
				t.Errorf("%s: %s %q, want no with the place", each.q, a.Outcome, a.Says)
			}
		})
	}
}

// quoted is a note as it stands in a line.
func quoted(note []byte) []byte {
	data, err := canon.Encode(string(note))
	if err != nil {
		panic(err)
	}
	return data
}

// TestNoByteCanBeChanged flips a bit in a bundle, byte after byte from a drawn one on with gaps of seven: some answer is
// no longer yes.
func TestNoByteCanBeChanged(t *testing.T) {
	w := newWorld(t)
	data := w.pack(t, nil)
	for i := mathrand.IntN(7); i < len(data); i += 7 {
		changed := bytes.Clone(data)
		changed[i] ^= 1 << (i % 7)
		for _, a := range answers(t, changed, &w.policy) {
			if a.Outcome != journal.Yes {
				changed = nil
				break
			}
		}
		if changed != nil {
			t.Fatalf("byte %d, %q for %q, changes no answer", i, changed[i], data[i])
		}
	}
}

// FuzzCheck gives the check any bytes: it answers and never fails. Run it with:
// go test ./journal/bundle -run '^$' -fuzz FuzzCheck -fuzztime 30s
func FuzzCheck(f *testing.F) {
	w := newWorld(f)
	f.Add(w.pack(f, nil))
	f.Add([]byte("{\"bundle\":{}}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := bundle.Check(bytes.NewReader(data), &w.policy, bundle.Seen{})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range r.Answers {
			if a.Outcome == "" || a.Outcome != journal.Yes && a.Says == "" {
				t.Errorf("%+v", a)
			}
		}
	})
}
