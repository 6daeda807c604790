// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"truce/app"
	"truce/engine"
	"truce/journal"
	"truce/journal/bundle"
	"truce/when"
)

// shard is a log of a few entries with its key, published under a quorum of none.
type shard struct {
	key    journal.SigningKey
	record *app.Record
	now    when.Instant
}

func newShard(t *testing.T, k journal.SigningKey, follows *journal.Predecessor) *shard {
	t.Helper()
	s := &shard{key: k, now: at(t, "2026-03-20T06:00:00Z")}
	f := app.Founder{Origin: k.Verifier().Name(), At: s.now, Follows: follows}
	s.record = must[*app.Record](t)(app.Found(t.Context(), filepath.Join(t.TempDir(), "shard.journal"), f))
	t.Cleanup(func() { _ = s.record.Close() })
	s.rate(t)
	return s
}

func (s *shard) rate(t *testing.T) {
	t.Helper()
	e := engine.Entry{Time: s.now, Rating: &engine.Rating{Root: "patrol-1", Reliability: "C", By: "desk"}}
	must[[]app.Entered](t)(s.record.Enter(t.Context(), []app.Incoming{{Entry: e}}))
}

func (s *shard) end(t *testing.T, k journal.SigningKey) {
	t.Helper()
	named := must[journal.Successor](t)(journal.SuccessorBy(k.Verifier()))
	must[journal.Placed](t)(app.End(t.Context(), s.record.Journal(), named, s.now))
}

// last signs the log and returns what a successor follows.
func (s *shard) last(t *testing.T) *journal.Predecessor {
	t.Helper()
	nobody := must[journal.Policy](t)(journal.ParsePolicy(fmt.Appendf(nil, "log %s\nquorum none\n", s.key.Verifier())))
	p := must[app.Published](t)(app.Signer{Key: s.key, Policy: nobody}.Sign(t.Context(), s.record.Journal())).Checkpoint
	return &journal.Predecessor{Origin: p.Origin, Size: p.Size, Root: [32]byte(p.Root)}
}

func (s *shard) packed(t *testing.T, a bundle.Audience) []byte {
	t.Helper()
	s.last(t)
	var out bytes.Buffer
	if err := app.Pack(t.Context(), s.record.Journal(), &out, app.Packing{Audience: a}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// succession is the answer of app.Verify, by a bundle of the log before if it is not nil.
func succession(t *testing.T, data, before, policy []byte) bundle.Answer {
	t.Helper()
	p := must[journal.Policy](t)(journal.ParsePolicy(policy))
	r := must[bundle.Result](t)(app.Verify(bytes.NewReader(data), &p))
	if before == nil {
		return r.Is(bundle.Succession)
	}
	return r.Follows(must[bundle.Result](t)(app.Verify(bytes.NewReader(before), &p)))
}

func TestASuccessorIsToldFromWhatOnlySaysSo(t *testing.T) {
	oldKey, nextKey, rivalKey := key(t, "log.example/1", journal.SignsNotes), key(t, "log.example/2", journal.SignsNotes), key(t, "log.example/2", journal.SignsNotes)
	policy := fmt.Appendf(nil, "log %s\nlog %s\nlog %s\nquorum none\n", oldKey.Verifier(), nextKey.Verifier(), rivalKey.Verifier())
	old := newShard(t, oldKey, nil)
	early := old.last(t)
	open := old.packed(t, bundle.ForMission)
	unclosed := newShard(t, nextKey, early).packed(t, bundle.ForMission)
	old.end(t, nextKey)
	end := old.last(t)
	closed, shown := old.packed(t, bundle.ForMission), old.packed(t, bundle.ForPublic)
	good := newShard(t, nextKey, end).packed(t, bundle.ForParty)
	hidden := linesOf(t, closed)
	last := hidden.of("entry")[end.Size-1]
	c, _ := commitmentOf(last)
	clear(last)
	last["commitment"] = c.String()
	other := *end
	other.Root[0] ^= 1
	beyond := *end
	beyond.Size++
	elsewhere := newShard(t, oldKey, nil)
	elsewhere.end(t, key(t, "log.example/3", journal.SignsNotes))
	cases := []struct {
		name         string
		data, before []byte
		policy       []byte
		want         journal.Outcome
	}{
		{"the closing names it", good, closed, policy, journal.Yes},
		{"the closing that the public is shown names it", good, shown, policy, journal.Yes},
		{"there is no bundle of the log before", good, nil, policy, journal.CouldNotTell},
		{"the log before by itself", closed, nil, policy, journal.Yes},
		{"another key of its name signed it", newShard(t, rivalKey, end).packed(t, bundle.ForMission), closed, policy, journal.No},
		{"the closing names another", newShard(t, nextKey, elsewhere.last(t)).packed(t, bundle.ForMission), elsewhere.packed(t, bundle.ForMission), policy, journal.No},
		{"it begins before the end", unclosed, closed, policy, journal.No},
		{"it begins beyond the closing", newShard(t, nextKey, &beyond).packed(t, bundle.ForMission), closed, policy, journal.No},
		{"the bundle of the log before is older", good, open, policy, journal.CouldNotTell},
		{"it follows another tree", newShard(t, nextKey, &other).packed(t, bundle.ForMission), closed, policy, journal.No},
		{"it follows none", closed, closed, policy, journal.No},
		{"the last entry of the log before is withheld", good, hidden.bytes(t), policy, journal.CouldNotTell},
		{"no closing names it, and the policy knows it", unclosed, open, policy, journal.Yes},
		{"no closing names it, and the policy does not know it", unclosed, open, fmt.Appendf(nil, "log %s\nquorum none\n", oldKey.Verifier()), journal.No},
		{"the policy does not know the log before", good, closed, fmt.Appendf(nil, "log %s\nquorum none\n", nextKey.Verifier()), journal.CouldNotTell},
		{"it is no bundle", good[:len(good)-1], closed, policy, journal.CouldNotTell},
	}
	for _, c := range cases {
		if got := succession(t, c.data, c.before, c.policy); got.Outcome != c.want {
			t.Errorf("%s: %s, %s; want %s", c.name, got.Outcome, got.Says, c.want)
		}
	}
	s := newSecond(t)
	for _, c := range cases {
		if got := s.judgeAfter(c.data, c.before, c.policy).Answers[string(bundle.Succession)]; got != string(c.want) {
			t.Errorf("%s, by the second verifier: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestALogIsClosedOnceAndForOneSuccessor(t *testing.T) {
	s := newShard(t, key(t, "log.example/1", journal.SignsNotes), nil)
	j := s.record.Journal()
	next := must[journal.Successor](t)(journal.SuccessorBy(key(t, "log.example/2", journal.SignsNotes).Verifier()))
	if _, err := app.End(t.Context(), j, journal.Successor{Key: next.Key, Origin: "log.example/3"}, s.now); err == nil {
		t.Error("a log was closed for a key of another name")
	}
	first := must[journal.Placed](t)(app.End(t.Context(), j, next, s.now-5)) // a clock that was set back
	again := must[journal.Placed](t)(app.End(t.Context(), j, next, s.now+5))
	if again.Again = false; again != first || first.Seq != 3 || first.Time != int64(s.now) {
		t.Errorf("closed at %+v and again at %+v", first, again)
	}
	other := must[journal.Successor](t)(journal.SuccessorBy(key(t, "log.example/2", journal.SignsNotes).Verifier()))
	if _, err := app.End(t.Context(), j, other, s.now); !errors.Is(err, journal.ErrEnded) {
		t.Errorf("closed for another successor as well: %v", err)
	}
	e := engine.Entry{Time: s.now, Rating: &engine.Rating{Root: "patrol-1", Reliability: "C", By: "desk"}}
	if _, err := s.record.Enter(t.Context(), []app.Incoming{{Entry: e}}); !errors.Is(err, journal.ErrEnded) {
		t.Errorf("entered after the closing: %v", err)
	}
}
