// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
)

// promise is a receipt for the n-th entry of a log, received at second 1 and due at second 10.
func promise(l journal.Level, n int64) journal.Receipt {
	r := journal.Receipt{
		Level: l, Origin: "log.example", Root: canon.SumBytes("root", fmt.Append(nil, n)), Received: 1_000, Deadline: 10_000,
	}
	if l.Includes(journal.Durable) {
		r.Seq, r.Header = n, canon.SumBytes("header", fmt.Append(nil, n))
	}
	return r
}

// promised is a log that holds the entries that were promised, and its checkpoint cosigned at the given seconds by a, b
// and so on; 0 is not at all.
func promised(t testing.TB, size int64, times ...int64) (*tree, journal.SignedCheckpoint) {
	t.Helper()
	var tr tree
	for n := int64(1); n <= size; n++ {
		tr.add(t, promise(journal.Durable, n).Leaf())
	}
	s, err := journal.SignCheckpoint(tr.checkpoint(t, size), keyFor(t, "log.example", journal.SignsNotes))
	if err != nil {
		t.Fatal(err)
	}
	for i, at := range times {
		if at > 0 {
			cosign(t, &s, string(rune('a'+i))+".example", at)
		}
	}
	return &tr, s
}

func signReceipt(t testing.TB, r journal.Receipt) []byte {
	t.Helper()
	data, err := journal.SignReceipt(r, keyFor(t, "log.example", journal.SignsNotes))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// full returns the promise of entry n with its proof under a checkpoint.
func full(t testing.TB, n int64, tr *tree, s journal.SignedCheckpoint) journal.Receipt {
	t.Helper()
	r := promise(journal.Witnessed, n)
	proof, err := tlog.ProveRecord(s.Size, n-1, tr)
	if err != nil {
		t.Fatal(err)
	}
	r.Proof, r.Checkpoint = proof, string(s.Note.Bytes())
	return r
}

func TestReceiptsReadBackAtEveryLevel(t *testing.T) {
	log := keyFor(t, "log.example", journal.SignsNotes)
	tr, s := promised(t, 5, 3)
	one, first := promised(t, 1, 3)
	for _, want := range []journal.Receipt{
		promise(journal.Received, 2), promise(journal.Durable, 2), full(t, 2, tr, s), full(t, 1, one, first),
	} {
		data := signReceipt(t, want)
		got, err := journal.OpenReceipt(data, log.Verifier())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("got before want:\n%s", diff)
		}
		if _, err := got.CheckProof(log.Verifier()); (err == nil) != want.Level.Includes(journal.Logged) {
			t.Errorf("CheckProof at %s: %v", want.Level, err)
		}
	}
	if text := string(signReceipt(t, full(t, 1, one, first))); !strings.Contains(text, `"proof":[]`) {
		t.Errorf("the empty proof of a single leaf is left out: %s", text)
	}
}

func TestReceiptsThatAreRefused(t *testing.T) {
	log := keyFor(t, "log.example", journal.SignsNotes)
	good := strings.SplitN(string(signReceipt(t, promise(journal.Durable, 2))), "\n\n", 2)[0] + "\n"
	head, body, _ := strings.Cut(good, "\n")
	sub := func(old, new string) string { return head + "\n" + strings.Replace(body, old, new, 1) }
	for _, c := range []struct{ name, text string }{
		{"another first line", "truce/receipt/2\n" + body},
		{"no body", head + "\n"},
		{"another line", good + "more\n"},
		{"white space", sub(":", ": ")},
		{"an unknown member", sub(`"v":1`, `"v":1,"w":1`)},
		{"another version", sub(`"v":1`, `"v":2`)},
		{"no such level", sub(`"durable"`, `"sure"`)},
		{"a number at received", sub(`"durable"`, `"received"`)},
		{"no proof at logged", sub(`"durable"`, `"logged"`)},
		{"no header", sub(`"header":"`+promise(journal.Durable, 2).Header.String()+`",`, "")},
		{"entry 0", sub(`"seq":2`, `"seq":0`)},
		{"a deadline before it came", sub(`"deadline":10000`, `"deadline":999`)},
		{"a deadline more than 31 days after it came", sub(`"deadline":10000`, `"deadline":2678401001`)},
		{"a deadline that nobody lives to see", sub(`"deadline":10000`, `"deadline":9007199254740991`)},
		{"a time before the year 1", sub(`"received":1000`, `"received":-62135596800001`)},
		{"times after the year 9999", strings.Replace(sub(`"received":1000`, `"received":253402300800000`), `"deadline":10000`, `"deadline":253402300800000`, 1)},
		{"an origin that is not for logs", sub(`"log.example"`, `"truce/x"`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, err := journal.SignNote(c.text, log)
			if err != nil {
				t.Fatal(err)
			}
			if r, err := journal.OpenReceipt(data, log.Verifier()); !errors.Is(err, journal.ErrReceipt) {
				t.Errorf("read as %+v, %v, want %v", r, err, journal.ErrReceipt)
			}
		})
	}
	data := signReceipt(t, promise(journal.Durable, 2))
	if _, err := journal.OpenReceipt(data, keyFor(t, "other.example", journal.SignsNotes).Verifier()); !errors.Is(err, journal.ErrNotSigned) {
		t.Errorf("the key of another log: %v", err)
	}
	if _, err := journal.OpenReceipt([]byte(strings.Replace(string(data), `"seq":2`, `"seq":3`, 1)), log.Verifier()); !errors.Is(err, journal.ErrNotSigned) {
		t.Errorf("changed after signing: %v", err)
	}
	if _, err := journal.SignReceipt(promise(journal.Durable, 2), keyFor(t, "other.example", journal.SignsNotes)); err == nil {
		t.Error("another log signs the receipt")
	}
	longest, beyond, back := promise(journal.Durable, 2), promise(journal.Received, 2), promise(journal.Durable, 2)
	longest.Deadline, beyond.Deadline, back.Deadline = longest.Received+journal.MaxMerge, beyond.Received+journal.MaxMerge+1, back.Received-1
	if _, err := journal.OpenReceipt(signReceipt(t, longest), log.Verifier()); err != nil {
		t.Errorf("the longest deadline: %v", err)
	}
	for _, r := range []journal.Receipt{promise(journal.Logged, 2), promise("", 2), promise(journal.Durable, 0), beyond, back} {
		if data, err := journal.SignReceipt(r, log); err == nil {
			t.Errorf("signed: %s", data)
		}
	}
}

func TestTheWordOfTheOperator(t *testing.T) {
	twoOfThree := parsePolicy(t, "group g 2 a b c\nquorum g\n")
	tr, inTime := promised(t, 5, 3, 9)
	_, late := promised(t, 5, 3, 11, 12)
	_, alone := promised(t, 5, 3)
	_, short := promised(t, 1, 3, 11, 12)
	_, shortMixed := promised(t, 1, 3, 11)
	_, shortEarly := promised(t, 1, 3, 4, 5)
	other := signedCheckpoint(t, "stranger.example", 5)
	leaf := func(s journal.SignedCheckpoint, n int64) journal.Evidence {
		proof, err := tlog.ProveRecord(5, n-1, tr)
		if err != nil {
			t.Fatal(err)
		}
		return journal.Evidence{Checkpoint: s, Leaf: tr.leaves[n-1], Proof: proof}
	}
	moved := promise(journal.Durable, 2)
	moved.Seq = 3
	complete := func(s journal.SignedCheckpoint, n int64) journal.Evidence {
		e := journal.Evidence{Checkpoint: s, Complete: true}
		for i := int64(1); i <= n; i++ {
			e.Roots = append(e.Roots, promise(journal.Received, i).Root)
		}
		return e
	}
	bad := leaf(inTime, 2)
	bad.Proof = bad.Proof[1:]
	broken := full(t, 2, tr, inTime)
	broken.Proof = broken.Proof[1:]
	for _, c := range []struct {
		name     string
		receipt  journal.Receipt
		policy   journal.Policy
		evidence journal.Evidence
		answer   journal.Outcome
		reason   journal.Reason
	}{
		{"a full receipt speaks for itself", full(t, 2, tr, inTime), twoOfThree, journal.Evidence{}, journal.Yes, journal.InTime},
		{"a full receipt cosigned late", full(t, 2, tr, late), twoOfThree, journal.Evidence{}, journal.CouldNotTell, journal.Late},
		{"a full receipt by a policy that asks for others", full(t, 2, tr, inTime), parsePolicy(t, "quorum e\n"), journal.Evidence{}, journal.CouldNotTell, journal.NotAccepted},
		{"a full receipt by a policy that asks for nobody", full(t, 2, tr, inTime), parsePolicy(t, "quorum none\n"), journal.Evidence{}, journal.CouldNotTell, journal.NoTime},
		{"a full receipt whose proof does not hold", broken, twoOfThree, journal.Evidence{}, journal.CouldNotTell, journal.NoCheckpoint},
		{"the same with a checkpoint that leaves it out", broken, twoOfThree, journal.Evidence{Checkpoint: short}, journal.No, journal.LeftOut},
		{"a full receipt in time, and a checkpoint that shows neither", full(t, 2, tr, inTime), twoOfThree, journal.Evidence{Checkpoint: shortEarly}, journal.Yes, journal.InTime},
		{"a full receipt in time, and a checkpoint that leaves it out", full(t, 2, tr, inTime), twoOfThree, journal.Evidence{Checkpoint: short}, journal.CouldNotTell, journal.Contradicted},
		{"left out, by cosignatures that are ahead of the clock", promise(journal.Durable, 2), twoOfThree, journal.Evidence{Checkpoint: short, Now: -295_000}, journal.CouldNotTell, journal.NotAccepted},
		{"left out, before the deadline by the clock", promise(journal.Durable, 2), twoOfThree, journal.Evidence{Checkpoint: short, Now: 10_000}, journal.CouldNotTell, journal.NotYet},
		{"left out, after the deadline by the clock", promise(journal.Durable, 2), twoOfThree, journal.Evidence{Checkpoint: short, Now: 10_001}, journal.No, journal.LeftOut},
		{"not shown where it is published, before the deadline by the clock", promise(journal.Durable, 2), twoOfThree, journal.Evidence{Checkpoint: inTime, Withheld: true, Now: 10_000}, journal.CouldNotTell, journal.NoLeaf},
		{"not shown where it is published, after the deadline by the clock", promise(journal.Durable, 2), twoOfThree, journal.Evidence{Checkpoint: inTime, Withheld: true, Now: 10_001}, journal.CouldNotTell, journal.Withheld},
		{"a durable receipt alone", promise(journal.Durable, 2), twoOfThree, journal.Evidence{}, journal.CouldNotTell, journal.NoCheckpoint},
		{"the promised leaf in time", promise(journal.Durable, 2), twoOfThree, leaf(inTime, 2), journal.Yes, journal.InTime},
		{"the promised leaf under a late checkpoint", promise(journal.Durable, 2), twoOfThree, leaf(late, 2), journal.CouldNotTell, journal.Late},
		{"the promised leaf without a quorum", promise(journal.Durable, 2), twoOfThree, leaf(alone, 2), journal.CouldNotTell, journal.NotAccepted},
		{"another leaf in its place", moved, twoOfThree, leaf(inTime, 3), journal.No, journal.Replaced},
		{"another leaf in its place, late", moved, twoOfThree, leaf(late, 3), journal.No, journal.Replaced},
		{"another leaf without a quorum", moved, twoOfThree, leaf(alone, 3), journal.CouldNotTell, journal.NotAccepted},
		{"a leaf without its proof", promise(journal.Durable, 2), twoOfThree, bad, journal.CouldNotTell, journal.NoLeaf},
		{"a large checkpoint and no leaf", promise(journal.Durable, 2), twoOfThree, journal.Evidence{Checkpoint: inTime}, journal.CouldNotTell, journal.NoLeaf},
		{"left out after the deadline", promise(journal.Durable, 2), twoOfThree, journal.Evidence{Checkpoint: short}, journal.No, journal.LeftOut},
		{"a checkpoint before the deadline", promise(journal.Durable, 2), twoOfThree, journal.Evidence{Checkpoint: shortEarly}, journal.CouldNotTell, journal.NotYet},
		{"one late cosignature where two others could have met the quorum", promise(journal.Durable, 2), twoOfThree, journal.Evidence{Checkpoint: shortMixed}, journal.CouldNotTell, journal.NotYet},
		{"the last entry under the checkpoint is not left out", promise(journal.Durable, 1), twoOfThree, journal.Evidence{Checkpoint: short}, journal.CouldNotTell, journal.NoLeaf},
		{"the checkpoint of another log", promise(journal.Durable, 2), twoOfThree, journal.Evidence{Checkpoint: other}, journal.CouldNotTell, journal.OtherLog},
		{"received, alone", promise(journal.Received, 2), twoOfThree, journal.Evidence{}, journal.CouldNotTell, journal.NoCheckpoint},
		{"received, and not every entry at hand", promise(journal.Received, 2), twoOfThree, journal.Evidence{Checkpoint: late}, journal.CouldNotTell, journal.NoEntries},
		{"received, and among the entries", promise(journal.Received, 2), twoOfThree, complete(inTime, 5), journal.Yes, journal.InTime},
		{"received, and not among the entries after the deadline", promise(journal.Received, 6), twoOfThree, complete(late, 5), journal.No, journal.LeftOut},
		{"received, and not among the entries before it", promise(journal.Received, 6), twoOfThree, complete(inTime, 5), journal.CouldNotTell, journal.NotYet},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := journal.JudgeReceipt(signReceipt(t, c.receipt), c.policy, c.evidence)
			if err != nil || got.Outcome != c.answer || got.Reason != c.reason {
				t.Errorf("got %s (%s), %v, want %s (%s)", got.Outcome, got.Reason, err, c.answer, c.reason)
			}
		})
	}
	stranger, err := journal.SignNote("text\n", keyFor(t, "log.example", journal.SignsNotes))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.JudgeReceipt(stranger, twoOfThree, journal.Evidence{}); !errors.Is(err, journal.ErrReceipt) {
		t.Errorf("a note that is no receipt: %v", err)
	}
	if _, err := journal.JudgeReceipt(signReceipt(t, promise(journal.Durable, 2)), journal.Policy{}, journal.Evidence{}); !errors.Is(err, journal.ErrNotSigned) {
		t.Errorf("a policy that knows no log: %v", err)
	}
}

// What is read as a receipt is signed again as the same bytes.
//
//	go test ./journal -run '^$' -fuzz FuzzReceipt -fuzztime 30s
func FuzzReceipt(f *testing.F) {
	log := keyFor(f, "log.example", journal.SignsNotes)
	tr, s := promised(f, 5, 3)
	for _, r := range []journal.Receipt{promise(journal.Received, 2), promise(journal.Durable, 2), full(f, 2, tr, s)} {
		text, _, _ := strings.Cut(string(signReceipt(f, r)), "\n\n— log.example ")
		f.Add(text + "\n")
	}
	f.Fuzz(func(t *testing.T, text string) {
		data, err := journal.SignNote(text, log)
		if err != nil {
			return
		}
		r, err := journal.OpenReceipt(data, log.Verifier())
		if err != nil {
			return
		}
		if again, err := journal.SignReceipt(r, log); err != nil || string(again) != string(data) {
			t.Errorf("%q is signed again as %q, %v", data, again, err)
		}
		if _, err := journal.JudgeReceipt(data, parsePolicy(t, "quorum none\n"), journal.Evidence{}); err != nil {
			t.Errorf("%q cannot be judged: %v", data, err)
		}
	})
}
