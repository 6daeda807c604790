// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/journal"
	"truce/journal/bundle"
	"truce/report"
)

// policyVector is a policy and whether it is one.
type policyVector struct {
	Name   string `json:"name"`
	Policy string `json:"policy"`
	Taken  bool   `json:"taken"`
}

// checkpointVector is a checkpoint, cosigned by all at one time, and whether it meets the quorum of policy.txt.
type checkpointVector struct {
	Seconds    uint64 `json:"seconds,string"`
	Checkpoint string `json:"checkpoint"`
	Met        bool   `json:"met"`
}

// signing is what every verifier must answer about keys and times.
type signing struct {
	Policies    []policyVector     `json:"policies"`
	Checkpoints []checkpointVector `json:"checkpoints"`
}

// points are keys that nobody may have, but for the last, which is that of RFC 8032's first vector.
var points = []string{
	"0100000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000080",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
}

func (w *world) signing(t testing.TB) []byte {
	t.Helper()
	var s signing
	key := func(point, name string, a journal.Algorithm) string {
		raw := must[[]byte](t)(hex.DecodeString(point))
		return canon.VerifierKey{Name: name, Algorithm: byte(a), Public: [32]byte(raw)}.String()
	}
	good := points[len(points)-1]
	for _, p := range points {
		s.Policies = append(s.Policies,
			policyVector{"the log's key is " + p, "log " + key(p, "log.example", journal.SignsNotes) + "\nquorum none\n", p == good},
			policyVector{"the cosigner's key is " + p, "witness c " + key(p, "c.example", journal.Cosigns) + "\nquorum c\n", p == good})
	}
	for name, taken := range map[string]bool{strings.Repeat("x", 255): true, strings.Repeat("x", 256): false, "a\u0085": false, "a\u009f": false, "\u00e9": true} {
		s.Policies = append(s.Policies, policyVector{"the log's name is " + name, "log " + key(good, name, journal.SignsNotes) + "\nquorum none\n", taken})
	}
	slices.SortFunc(s.Policies, func(a, b policyVector) int { return strings.Compare(a.Name, b.Name) })
	c := journal.Checkpoint{Origin: w.origin, Size: 1}
	for _, seconds := range []uint64{0, 1, 1_800_000_000, 9_007_199_254_740, 9_007_199_254_741, 1<<63 - 1, 1 << 63, 1<<64 - 1} {
		signed := must[journal.SignedCheckpoint](t)(journal.SignCheckpoint(c, w.log))
		for _, k := range w.cosigners {
			signed.Note = signed.Note.With(cosignedAt(t, c, k, seconds))
		}
		s.Checkpoints = append(s.Checkpoints, checkpointVector{seconds, string(signed.Note.Bytes()), seconds >= 1 && seconds <= 9_007_199_254_740})
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(s); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// cosignedAt cosigns at times that journal.Cosign refuses too.
func cosignedAt(t testing.TB, c journal.Checkpoint, k journal.SigningKey, seconds uint64) note.Signature {
	t.Helper()
	secret := k.Secret()
	raw := must[[]byte](t)(base64.StdEncoding.DecodeString(secret[len(secret)-44:]))
	hash := k.Verifier().KeyHash()
	line := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(nil, hash), seconds)
	line = append(line, ed25519.Sign(ed25519.NewKeyFromSeed(raw[1:]), fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", seconds, c.Text()))...)
	return note.Signature{Name: k.Verifier().Name(), Hash: hash, Base64: base64.StdEncoding.EncodeToString(line)}
}

// TestKeysAndTimesAreJudgedAsThePagesSay holds this code to what it publishes.
func TestKeysAndTimesAreJudgedAsThePagesSay(t *testing.T) {
	w := newWorld(t, 7)
	var s signing
	if err := json.Unmarshal(w.signing(t), &s); err != nil {
		t.Fatal(err)
	}
	policy := must[journal.Policy](t)(journal.ParsePolicy(w.policy))
	for _, v := range s.Policies {
		if _, err := journal.ParsePolicy([]byte(v.Policy)); (err == nil) != v.Taken {
			t.Errorf("%.80s: %v, want taken %t", v.Name, err, v.Taken)
		}
	}
	for _, v := range s.Checkpoints {
		c := must[journal.SignedCheckpoint](t)(journal.ParseSignedCheckpoint([]byte(v.Checkpoint)))
		if got := policy.Judge(c).Accepted; got != v.Met {
			t.Errorf("cosigned at second %d: accepted %t, want %t", v.Seconds, got, v.Met)
		}
	}
}

// TestBothVerifiersTakeTheSamePolicies holds both to the sizes of a policy.
func TestBothVerifiersTakeTheSamePolicies(t *testing.T) {
	s := newSecond(t)
	w := newWorld(t, 7)
	public := w.packed(t, bundle.ForPublic)
	logs := func(n int) string {
		var out strings.Builder
		for i := range n {
			k := key(t, fmt.Sprintf("log-%d.example", i), journal.SignsNotes)
			fmt.Fprintf(&out, "log %s\n", k.Verifier())
		}
		return out.String()
	}
	many := logs(1000)
	policies := map[string]string{
		"a thousand logs": many + "quorum none\n", "a thousand and one": many + logs(1001)[len(many):] + "quorum none\n",
		"a thousand and a word that is none": many + "x\nquorum none\n",
		"256 KiB":                            "#" + strings.Repeat("x", 256<<10-14) + "\nquorum none\n", "a byte more": "#" + strings.Repeat("x", 256<<10-13) + "\nquorum none\n",
	}
	taken := 0
	for _, name := range slices.Sorted(maps.Keys(policies)) {
		_, err := journal.ParsePolicy([]byte(policies[name]))
		said := s.judge(public, []byte(policies[name])).Answers[string(bundle.Log)]
		if want := err == nil; want != (said != string(journal.CouldNotTell)) {
			t.Errorf("%s: %v, and the second verifier answers %s", name, err, said)
		} else if want {
			taken++
		}
	}
	if taken != 2 {
		t.Errorf("%d of the policies are taken, want 2", taken)
	}
}

// TestBothVerifiersCountTheObjectsOfAFinding: what a stranger released may be millions of empty lists.
func TestBothVerifiersCountTheObjectsOfAFinding(t *testing.T) {
	s := newSecond(t)
	w := newWorld(t, 7)
	w.fill(t)
	party := w.packed(t, bundle.ForParty)
	for more, want := range map[int]journal.Outcome{1 << 20: journal.Yes, 1<<21 + 1: journal.No} {
		l := linesOf(t, party)
		released := l.of("finding")[0]["released"].(map[string]any)
		content := released["content"].(string)
		released["content"] = `{"a":[` + strings.Repeat("[],", more-2) + `[]],` + content[1:]
		if !l.reseal(t, w) {
			t.Fatal("the bundle cannot be read")
		}
		answers := alike(t, s, named{fmt.Sprintf("%d lists", more), l.bytes(t)}, w.policy)
		if got := answers[string(bundle.Findings)]; want == journal.No && got != string(want) {
			t.Errorf("%d lists: %s", more, got)
		}
	}
}

// TestABadProofInAReceiptHidesNoOtherProof: a receipt of level logged promises no less than one of level durable, whatever
// checkpoint and proof the log put into it.
func TestABadProofInAReceiptHidesNoOtherProof(t *testing.T) {
	s := newSecond(t)
	w := newWorld(t, 9)
	policy := must[journal.Policy](t)(journal.ParsePolicy(w.policy))
	placed := w.enter(engine.Entry{Time: w.later(), Rating: &engine.Rating{Root: "patrol-1", Reliability: "B", By: "desk"}})[0].Placed
	mission := w.packed(t, bundle.ForMission)
	view := must[app.View](t)(app.ViewBundle(bytes.NewReader(mission), &policy, placed.Seq))
	checkpoint := string(w.signed(t, view.Checkpoint.Checkpoint))
	stranger := must[journal.SignedCheckpoint](t)(journal.SignCheckpoint(journal.Checkpoint{Origin: "other.example", Size: 9}, key(t, "other.example", journal.SignsNotes)))
	for name, shown := range map[string]string{
		"a proof that leads elsewhere": checkpoint, "a checkpoint of another log": string(stranger.Note.Bytes()),
		"a checkpoint that nobody signed": strings.Replace(checkpoint, "— "+w.origin, "— nobody.example", 1),
	} {
		for replaced, want := range map[bool]journal.Outcome{true: journal.No, false: journal.Yes} {
			r := journal.Receipt{
				Level: journal.Logged, Origin: w.origin, Root: placed.PartsRoot, Header: placed.Header, Received: 1_800_000_000_000,
				Deadline: 1_800_000_100_000, Seq: placed.Seq, Checkpoint: shown,
			}
			if replaced {
				r.Header = canon.Digest{1}
			}
			data := must[[]byte](t)(journal.SignReceipt(r, w.log))
			e := must[journal.Evidence](t)(view.Evidence(t.Context(), r))
			if j, err := journal.JudgeReceipt(data, policy, e); err != nil || j.Outcome != want {
				t.Errorf("%s, replaced %t: %v, %v, want %s", name, replaced, j, err, want)
			}
			var said struct{ Answer string }
			s.ask(map[string][]byte{"receipt": data, "policy": w.policy, "bundle": mission}, &said)
			if said.Answer != string(want) {
				t.Errorf("%s, replaced %t: the second verifier answers %s, want %s", name, replaced, said.Answer, want)
			}
		}
	}
}

// TestBothVerifiersKnowWhatAReceiptIsFor: a receipt of somebody else's submission is kept, and not of one's own.
func TestBothVerifiersKnowWhatAReceiptIsFor(t *testing.T) {
	s := newSecond(t)
	w := newWorld(t, 9)
	send := func(source, log string) ([]byte, canon.Digest) {
		sent := report.Sent{Reports: []report.Report{heard(t, source, 0), heard(t, source+"-b", 1)}}
		for i := range report.PartsPerReport * len(sent.Reports) {
			sent.Salts = append(sent.Salts, canon.Salt{byte(i + 1)})
		}
		h := report.Header{Origin: log, Counter: 1, Made: w.now}
		sealed := must[report.Sealed](t)(report.Seal(h, must[[]canon.Part](t)(report.Parts(sent.Reports, sent.Salts)), w.device[0].signer))
		sent.Header = sealed.Header
		return must[[]byte](t)(sent.Bytes()), sealed.Root
	}
	own, root := send("post-1", w.origin)
	other, _ := send("post-2", w.origin)
	elsewhere, _ := send("post-1", "log.example/other")
	r := journal.Receipt{Level: journal.Received, Origin: w.origin, Root: root, Received: 1_800_000_000_000, Deadline: 1_800_000_060_000}
	data := must[[]byte](t)(journal.SignReceipt(r, w.log))
	for name, each := range map[string]struct {
		sent []byte
		why  string
	}{
		"what was sent": {own, "the receipt shows no checkpoint"}, "something else": {other, "it shows nothing: the receipt is for something else"},
		"another log": {elsewhere, "it shows nothing: the submission was sealed for the log"}, "no submission": {[]byte("{}\n"), "it shows nothing"},
	} {
		var said struct{ Why string }
		s.ask(map[string][]byte{"receipt": data, "policy": w.policy, "submission": each.sent}, &said)
		if !strings.HasPrefix(said.Why, each.why) {
			t.Errorf("%s: %s, want %s", name, said.Why, each.why)
		}
	}
}
