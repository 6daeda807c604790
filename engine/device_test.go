// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/keyring"
	"truce/report"
)

// pair is a key with its secret.
type pair struct {
	name, verifier string
	signer         note.Signer
}

// newKey makes a key pair of a name, the same for the same first byte of its seed. Only algorithm 1 has a signer.
func newKey(t testing.TB, name string, first, algorithm byte) pair {
	t.Helper()
	private := ed25519.NewKeyFromSeed(append([]byte{first}, make([]byte, ed25519.SeedSize-1)...))
	public := append([]byte{algorithm}, private.Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256(append([]byte(name+"\n"), public...))
	hash := hex.EncodeToString(sum[:4])
	p := pair{name: name, verifier: name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(public)}
	if algorithm != 1 {
		return p
	}
	var err error
	p.signer, err = note.NewSigner("PRIVATE+KEY+" + name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, private.Seed()...)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// logName is the log that devices send to.
const logName = "log.example/mission"

func device(t testing.TB) pair { return newKey(t, "device-7", 1, 1) }

func made(p pair) *keyring.Key {
	return &keyring.Key{Name: p.name, Text: p.verifier, Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForDevice}
}

func enrol(t testing.TB, s *engine.State, p pair) {
	t.Helper()
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: made(p)})
}

// whole is a report with its identity and original.
func whole(source string, sightings ...report.Sighting) report.Report {
	r := told(source, sightings...)
	r.Identity = report.Identity{Door: "truce-device", Person: "p-" + source}
	r.Original = report.Original{Text: source, Digest: canon.SumBytes("truce/original/1", []byte(source))}
	return r
}

// sent seals reports under salts that follow from the counter.
func sent(t testing.TB, p pair, h report.Header, reports ...report.Report) *engine.Submission {
	t.Helper()
	salts := make([]canon.Salt, 3*len(reports))
	for i := range salts {
		salts[i] = canon.Salt{byte(h.Counter), byte(i)}
	}
	parts, err := report.Parts(reports, salts)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := report.Seal(h, parts, p.signer)
	if err != nil {
		t.Fatal(err)
	}
	return &engine.Submission{Reports: reports, Device: &sealed}
}

// row is so many submissions of a device, each after the one before it.
func row(t testing.TB, p pair, n int) []*engine.Submission {
	t.Helper()
	var out []*engine.Submission
	h := report.Header{Origin: logName}
	for i := range n {
		h.Counter++
		sub := sent(t, p, h, whole(fmt.Sprint("post-", i), shot(i, 0)))
		h.Previous = sub.Device.Root
		out = append(out, sub)
	}
	return out
}

func enter(t testing.TB, s *engine.State, sub *engine.Submission) []engine.Effect {
	t.Helper()
	return step(t, s, later(t, s, sub))
}

// later is the entry of a submission after all that shot can bring.
func later(t testing.TB, s *engine.State, sub *engine.Submission) engine.Entry {
	t.Helper()
	return engine.Entry{Seq: s.Seq() + 1, Time: max(s.Now(), dayD(t)+1_000_000_000), Submission: sub}
}

// irregular says in words what effects show of devices.
func irregular(effects []engine.Effect) []string {
	var out []string
	for _, e := range effects {
		switch i := e.Irregular; {
		case i == nil:
		case i.Hole != nil && i.Hole.Closed != 0:
			out = append(out, fmt.Sprintf("%s: hole %d-%d closed", i.Device, i.Hole.Span.First, i.Hole.Span.Last))
		case i.Hole != nil:
			out = append(out, fmt.Sprintf("%s: hole %d-%d", i.Device, i.Hole.Span.First, i.Hole.Span.Last))
		default:
			out = append(out, fmt.Sprintf("%s: clone %d", i.Device, i.Clone.Counter))
		}
	}
	return out
}

func TestAHoleShowsAndCloses(t *testing.T) {
	s, subs := begun(t, pact), row(t, device(t), 6)
	enrol(t, s, device(t))
	for _, each := range []struct {
		counter int
		want    []string
		missing []engine.Span
	}{
		{1, nil, nil},
		{5, []string{"device-7: hole 2-4"}, []engine.Span{{First: 2, Last: 4}}},
		{3, nil, []engine.Span{{First: 2, Last: 2}, {First: 4, Last: 4}}},
		{6, nil, []engine.Span{{First: 2, Last: 2}, {First: 4, Last: 4}}},
		{4, nil, []engine.Span{{First: 2, Last: 2}}},
		{2, []string{"device-7: hole 2-4 closed"}, nil},
	} {
		if got := irregular(enter(t, s, subs[each.counter-1])); !slices.Equal(got, each.want) {
			t.Errorf("after %d: %q, want %q", each.counter, got, each.want)
		}
		if diff := cmp.Diff(s.Devices()[0].Missing, each.missing); diff != "" {
			t.Errorf("missing after %d (-got +want):\n%s", each.counter, diff)
		}
	}
	want := engine.Device{
		Keys: []string{"device-7"}, Holder: "mission", Highest: 6, Taken: 6,
		Holes: []engine.Hole{{Span: engine.Span{First: 2, Last: 4}, Shown: 5, Closed: 9}},
	}
	if diff := cmp.Diff(s.Devices(), []engine.Device{want}); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestACloneShowsWhicheverCameFirst(t *testing.T) {
	p := device(t)
	subs := row(t, p, 3)
	other := sent(t, p, report.Header{Origin: logName, Counter: 2, Previous: subs[0].Device.Root}, whole("thief", shot(9, 0)))
	astray := sent(t, p, report.Header{Origin: logName, Counter: 2, Previous: canon.Digest{1}, Made: 5}, subs[1].Reports...)
	for name, each := range map[string]struct {
		arrive []*engine.Submission
		want   []string
	}{
		"one counter twice":                  {[]*engine.Submission{subs[0], subs[1], other}, []string{"device-7: clone 2"}},
		"the next one follows the other":     {[]*engine.Submission{subs[0], other, subs[2]}, []string{"device-7: clone 3"}},
		"the one before comes late":          {[]*engine.Submission{subs[0], subs[2], other}, []string{"device-7: hole 2-2", "device-7: clone 3", "device-7: hole 2-2 closed"}},
		"it follows what never was":          {[]*engine.Submission{subs[0], astray}, []string{"device-7: clone 2"}},
		"the same root, another header":      {[]*engine.Submission{subs[0], subs[1], astray}, []string{"device-7: clone 2", "device-7: clone 2"}},
		"all in order is none":               {subs, nil},
		"all in the opposite order is a gap": {[]*engine.Submission{subs[2], subs[1], subs[0]}, []string{"device-7: hole 1-2", "device-7: hole 1-2 closed"}},
	} {
		s := begun(t, pact)
		enrol(t, s, p)
		var got []string
		for _, sub := range each.arrive {
			got = append(got, irregular(enter(t, s, sub))...)
		}
		if !slices.Equal(got, each.want) {
			t.Errorf("%s: %q, want %q", name, got, each.want)
		}
	}
}

// TestTheOrderOfSubmissionsDecidesNothing draws a device and a clone of it, and lets their submissions arrive in two
// orders: the same counters are missing, the same contradict each other, and no hole is left where nothing is missing.
func TestTheOrderOfSubmissionsDecidesNothing(t *testing.T) {
	p := device(t)
	honest := row(t, p, 6)
	var thief []*engine.Submission
	h := report.Header{Origin: logName, Counter: 2, Previous: honest[1].Device.Root}
	for i := range 3 {
		h.Counter++
		sub := sent(t, p, h, whole(fmt.Sprint("thief-", i), shot(i, 3)))
		h.Previous = sub.Device.Root
		thief = append(thief, sub)
	}
	resent := sent(t, p, report.Header{Origin: logName, Counter: 4, Previous: honest[2].Device.Root, Made: 7}, honest[3].Reports...)
	all := append(slices.Clone(honest), append(thief, resent)...)
	summary := func(arrive []*engine.Submission) string {
		s := begun(t, pact)
		enrol(t, s, p)
		for _, sub := range arrive {
			enter(t, s, sub)
		}
		d := s.Devices()[0]
		var clones []int64
		var missing, holes int64
		for _, c := range d.Clones {
			clones = append(clones, c.Counter)
		}
		for _, m := range d.Missing {
			missing += m.Last - m.First + 1
		}
		for _, h := range d.Holes {
			holes += h.Missing
			if (h.Missing == 0) != (h.Closed != 0) {
				t.Errorf("hole %+v", h)
			}
		}
		if missing != holes {
			t.Errorf("%d counters are missing, the holes say %d", missing, holes)
		}
		slices.Sort(clones)
		return fmt.Sprint(d.Highest, d.Taken, d.Missing, slices.Compact(clones), outcomes(s))
	}
	few(t, func(rt *rapid.T) {
		some := rapid.Permutation(all).Draw(rt, "submissions")[:rapid.IntRange(1, len(all)).Draw(rt, "number")]
		again := rapid.Permutation(some).Draw(rt, "another order")
		if got, want := summary(again), summary(some); got != want {
			rt.Errorf("in another order:\n%s\nwant\n%s", got, want)
		}
	})
}

func TestTheVeryHeaderAgainNamesItsEntry(t *testing.T) {
	s, p := begun(t, pact), device(t)
	enrol(t, s, p)
	subs := row(t, p, 2)
	enter(t, s, subs[0])
	enter(t, s, subs[1])
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: &keyring.Key{Name: p.name, Act: keyring.Revoked, By: "desk"}})
	before := everything(t, s)
	_, err := s.Step(later(t, s, subs[0])) // whoever lost the receipt gets it, whatever became of the key
	var repeat *engine.RepeatError
	if !errors.Is(err, engine.ErrEntry) || !errors.Is(err, engine.ErrRepeat) || !errors.As(err, &repeat) || repeat.Seq != 4 {
		t.Errorf("got %v, want a repeat of entry 4", err)
	}
	changed := *subs[0]
	changed.Reports = subs[1].Reports
	changed.Device = &report.Sealed{Header: subs[0].Device.Header, Root: subs[1].Device.Root}
	if _, err := s.Step(later(t, s, &changed)); err == nil || errors.Is(err, engine.ErrRepeat) {
		t.Errorf("other reports under the same header: %v", err)
	}
	if everything(t, s) != before {
		t.Error("a repeat changed the state")
	}
}

func TestASealThatDoesNotHoldIsRefused(t *testing.T) {
	s, p := begun(t, pact), device(t)
	enrol(t, s, p)
	cosigner := newKey(t, "cosigner-1", 3, 4)
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: &keyring.Key{
		Name: "log-1", Text: newKey(t, "log-1", 4, 1).verifier, Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForLog,
	}})
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: &keyring.Key{
		Name: "cosigner-1", Text: cosigner.verifier, Act: keyring.Made, Holder: "court registry", By: "desk", Use: keyring.ForCosigner,
	}})
	good := sent(t, p, report.Header{Origin: logName, Counter: 1}, whole("a", shot(0, 0)))
	with := func(change func(*engine.Submission)) *engine.Submission {
		sub := engine.Submission{Reports: slices.Clone(good.Reports), Device: &report.Sealed{Header: good.Device.Header, Root: good.Device.Root}}
		change(&sub)
		return &sub
	}
	before := everything(t, s)
	for name, sub := range map[string]*engine.Submission{
		"a stranger":             sent(t, newKey(t, "device-8", 2, 1), report.Header{Origin: logName, Counter: 1}, whole("a", shot(0, 0))),
		"the name, not the key":  sent(t, newKey(t, "device-7", 2, 1), report.Header{Origin: logName, Counter: 1}, whole("a", shot(0, 0))),
		"the key of a log":       sent(t, newKey(t, "log-1", 4, 1), report.Header{Origin: logName, Counter: 1}, whole("a", shot(0, 0))),
		"another root":           with(func(s *engine.Submission) { s.Device.Root = canon.Digest{1} }),
		"a report more":          with(func(s *engine.Submission) { s.Reports = append(s.Reports, s.Reports[0]) }),
		"a header with an end":   with(func(s *engine.Submission) { s.Device.Header += "\n" }),
		"no header":              with(func(s *engine.Submission) { s.Device.Header = "" }),
		"a tree that is not yet": sent(t, p, report.Header{Origin: logName, Counter: 1, Seen: logName + "\n9\n" + base64.StdEncoding.EncodeToString(make([]byte, 32)) + "\n"}, whole("a", shot(0, 0))),
		"a report from tomorrow": sent(t, p, report.Header{Origin: logName, Counter: 1}, whole("a", shot(100_000, 0))),
	} {
		if _, err := s.Step(later(t, s, sub)); !errors.Is(err, engine.ErrEntry) {
			t.Errorf("%s: got %v", name, err)
		}
		if everything(t, s) != before {
			t.Errorf("%s: the state changed", name)
		}
	}
	enter(t, s, good)
}

func TestADeviceGoesOnUnderItsNextKey(t *testing.T) {
	s, old, next := begun(t, pact), device(t), newKey(t, "device-7b", 2, 1)
	enrol(t, s, old)
	subs := row(t, old, 2)
	enter(t, s, subs[0])
	rotated := made(next)
	rotated.Act, rotated.Replaces = keyring.Rotated, old.name
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: rotated})
	if _, err := s.Step(later(t, s, subs[1])); err == nil || !strings.Contains(err.Error(), "was rotated") {
		t.Errorf("the old key: %v", err)
	}
	follows := sent(t, next, report.Header{Origin: logName, Counter: 2, Previous: subs[0].Device.Root}, whole("b", shot(1, 0)))
	if got := irregular(enter(t, s, follows)); got != nil {
		t.Errorf("the next key goes on with the counter: %q", got)
	}
	if got := irregular(enter(t, s, sent(t, next, report.Header{Origin: logName, Counter: 1}, whole("c", shot(2, 0))))); len(got) != 2 {
		t.Errorf("the next key begins again: %q, want a clone of 1 and of 2", got)
	}
	d := s.Devices()
	if len(d) != 1 || !slices.Equal(d[0].Keys, []string{"device-7", "device-7b"}) || d[0].Holder != rotated.Holder || d[0].Highest != 2 {
		t.Errorf("got %+v", d)
	}
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: &keyring.Key{Name: next.name, Act: keyring.Revoked, By: "desk"}})
	if _, err := s.Step(later(t, s, sent(t, next, report.Header{Origin: logName, Counter: 3, Previous: canon.Digest{1}}, whole("d", shot(3, 0))))); err == nil {
		t.Error("a revoked key signs")
	}
	third := made(newKey(t, "device-7c", 3, 1))
	third.Act, third.Replaces = keyring.Rotated, next.name
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: third})
	if got := irregular(enter(t, s, sent(t, newKey(t, "device-7c", 3, 1), report.Header{Origin: logName, Counter: 3, Previous: follows.Device.Root}, whole("e", shot(4, 0))))); got != nil {
		t.Errorf("after a revocation: %q", got)
	}
}

// weakKey is the neutral point as a key: everybody makes signatures that it verifies.
func weakKey(name string) string {
	return canon.VerifierKey{Name: name, Algorithm: 1, Public: [32]byte{1}}.String()
}

// otherSpelling is a key whose coordinate is above the prime.
func otherSpelling(name string) string {
	k := canon.VerifierKey{Name: name, Algorithm: 1, Public: [32]byte(bytes.Repeat([]byte{0xff}, 32))}
	k.Public[0] = 0xf0
	return k.String()
}

// named is the same key under a name that the note library does not make one of.
func named(p pair, name string) pair {
	k, err := canon.ParseVerifierKey(p.verifier)
	if err != nil {
		panic(err)
	}
	k.Name = name
	return pair{name: name, verifier: k.String()}
}

func TestAnEntryAboutAKeyIsRefused(t *testing.T) {
	s, p := begun(t, pact), device(t)
	enrol(t, s, p)
	next := newKey(t, "device-8", 2, 1)
	gone, after := newKey(t, "device-9", 5, 1), newKey(t, "device-9b", 6, 1)
	enrol(t, s, gone)
	rotation := made(after)
	rotation.Act, rotation.Replaces = keyring.Rotated, gone.name
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: rotation})
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: &keyring.Key{Name: gone.name, Act: keyring.Revoked, By: "desk"}})
	before := everything(t, s)
	for words, change := range map[string]func(*keyring.Key){
		"names the key":                func(k *keyring.Key) { k.Name = "" },
		"who puts it on record":        func(k *keyring.Key) { k.By = "" },
		"use made, rotated or revoked": func(k *keyring.Key) { k.Act = "lost" },
		"no holder":                    func(k *keyring.Key) { k.Holder = "" },
		"use device, cosigner, log, duty, member or release": func(k *keyring.Key) { k.Use = "party" },
		"enrolled once":                 func(k *keyring.Key) { *k = *made(newKey(t, p.name, 2, 1)) },
		"under the name \"device-10\"":  func(k *keyring.Key) { k.Name = "device-10" },
		"key of \"device-7\" under":     func(k *keyring.Key) { *k = *made(newKey(t, "device-10", 1, 1)) },
		"key of \"device-7\" under ano": func(k *keyring.Key) { *k = *made(newKey(t, "c", 1, 4)); k.Use = keyring.ForCosigner },
		"has algorithm 4, this has 1":   func(k *keyring.Key) { k.Use = keyring.ForCosigner },
		"has algorithm 1, this has 4":   func(k *keyring.Key) { *k = *made(newKey(t, "c", 2, 4)) },
		"want name+hash+key":            func(k *keyring.Key) { k.Text = "device-8" },
		"between the name and the key":  func(k *keyring.Key) { k.Text = strings.Replace(k.Text, "+", "+0", 1) },
		"the key base 64 of":            func(k *keyring.Key) { k.Text += "=" },
		"has no secret":                 func(k *keyring.Key) { k.Text = weakKey(k.Name) },
		"one spelling of its point":     func(k *keyring.Key) { k.Text = otherSpelling(k.Name) },
		"want 1 to 255 bytes":           func(k *keyring.Key) { *k = *made(newKey(t, strings.Repeat("x", 300), 2, 1)) },
		"or a control character":        func(k *keyring.Key) { *k = *made(named(newKey(t, "device-8", 2, 1), "a\u0085b")) },
		"rotated, not made":             func(k *keyring.Key) { k.Replaces = p.name },
		"is not on record":              func(k *keyring.Key) { k.Act, k.Replaces = keyring.Rotated, "device-10" },
		"was replaced by":               func(k *keyring.Key) { k.Act, k.Replaces = keyring.Rotated, gone.name },
		"cannot replace":                func(k *keyring.Key) { k.Act, k.Replaces, k.Use = keyring.Rotated, p.name, keyring.ForLog },
		"has it made, not rotated":      func(k *keyring.Key) { k.Act, k.Replaces, k.Holder = keyring.Rotated, p.name, "Amber Side" },
		"no key \"device-8\"":           func(k *keyring.Key) { k.Act = keyring.Revoked },
		"nothing else of it":            func(k *keyring.Key) { k.Name, k.Act = p.name, keyring.Revoked },
		"revoked already":               func(k *keyring.Key) { *k = keyring.Key{Name: gone.name, Act: keyring.Revoked, By: "desk"} },
	} {
		k := made(next)
		change(k)
		_, err := s.Step(engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: k})
		if !errors.Is(err, engine.ErrEntry) || !strings.Contains(err.Error(), words) {
			t.Errorf("got %v, want %q", err, words)
		}
		if everything(t, s) != before {
			t.Errorf("%s: the state changed", words)
		}
	}
	enrol(t, s, next)
	if got := len(s.Devices()); got != 3 {
		t.Errorf("%d devices, want 3", got)
	}
}

func TestKeysAndDevicesAreTheSameWithoutTheExtracts(t *testing.T) {
	p := device(t)
	whole, bare := begun(t, pact), begun(t, pact)
	subs := row(t, p, 4)
	list := []engine.Entry{{Key: made(p)}, {Submission: subs[0]}, {Submission: subs[2]}, {Submission: subs[3]}, {Submission: subs[1]}, {Key: &keyring.Key{Name: p.name, Act: keyring.Revoked, By: "desk"}}}
	for _, e := range list {
		e.Seq, e.Time = whole.Seq()+1, max(whole.Now(), dayD(t)+1_000_000_000)
		want := irregular(step(t, whole, e))
		f, err := engine.Frame(e)
		if err != nil {
			t.Fatal(err)
		}
		for i := range f.Parts {
			if e.Submission != nil {
				f.Parts[i].Content = nil
			}
		}
		effects, err := bare.StepKeys(e.Seq, e.Time, f)
		if got := irregular(effects); err != nil || len(effects) != len(got) || !slices.Equal(got, want) {
			t.Errorf("entry %d: %q, %v, want %q", e.Seq, got, err, want)
		}
	}
	if diff := cmp.Diff(bare.Devices(), whole.Devices()); diff != "" {
		t.Errorf("devices (-got +want):\n%s", diff)
	}
	if diff := cmp.Diff(bare.Keys(), whole.Keys()); diff != "" {
		t.Errorf("keys (-got +want):\n%s", diff)
	}
	if bare.Seq() != whole.Seq() || bare.Now() != whole.Now() {
		t.Errorf("entry %d at %s, want %d at %s", bare.Seq(), bare.Now(), whole.Seq(), whole.Now())
	}
	again, err := engine.Frame(engine.Entry{Key: made(p)})
	if err != nil {
		t.Fatal(err)
	}
	for what, seq := range map[string]int64{"a key that is enrolled already": bare.Seq() + 1, "a number that does not follow": bare.Seq() + 2} {
		before := bare.Seq()
		if _, err := bare.StepKeys(seq, bare.Now(), again); !errors.Is(err, engine.ErrEntry) || bare.Seq() != before {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Whoever holds a key can name anybody as the source of what comes under it: that is one word, and not two.
func TestOneHolderIsNotTwoSources(t *testing.T) {
	for holder, want := range map[string]agreement.Confidence{"mission": 2, "red": 1, "a public office": 1} {
		s := begun(t, pact)
		p := device(t)
		key := made(p)
		key.Holder = holder
		step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: key})
		first, second := whole("patrol-1", shot(0, 0)), whole("un-post-9", shot(0, 0))
		second.Extract.Sightings[0].Means = report.Heard
		effects := step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: second.Extract.Received, Submission: sent(t, p, report.Header{Counter: 1, Origin: logName}, first, second)})
		var got agreement.Confidence
		for _, e := range effects {
			if e.Finding != nil {
				got = e.Finding.Released.Grade.Confidence
			}
		}
		if got != want {
			t.Errorf("held by %s: C%d, want C%d", holder, got, want)
		}
	}
}
