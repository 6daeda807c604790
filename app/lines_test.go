// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
	"truce/journal/bundle"
)

// lines are those of a bundle, as values that anything can be done to.
type lines []map[string]any

func linesOf(t testing.TB, data []byte) lines {
	t.Helper()
	var out lines
	for text := range strings.Lines(string(data)) {
		var l map[string]any
		if err := canon.Decode([]byte(strings.TrimSuffix(text, "\n")), &l); err != nil {
			t.Fatal(err)
		}
		out = append(out, plain(l).(map[string]any))
	}
	return out
}

// plain puts an int64 for each number of a decoded value.
func plain(value any) any {
	switch v := value.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = plain(v[name])
		}
	}
	return value
}

func (l lines) bytes(t testing.TB) []byte {
	t.Helper()
	var out []byte
	for _, each := range l {
		out = append(append(out, must[[]byte](t)(canon.Encode(each))...), '\n')
	}
	return out
}

// of returns what stands under a name in the lines that have it.
func (l lines) of(name string) []map[string]any {
	var out []map[string]any
	for _, each := range l {
		if value, ok := each[name].(map[string]any); ok {
			out = append(out, value)
		}
	}
	return out
}

// hash is that of a part in any of its forms.
func hash(part map[string]any) (canon.Digest, bool) {
	var form journal.PartForm
	data, err := canon.Encode(part)
	if err != nil || canon.Decode(data, &form) != nil {
		return canon.Digest{}, false
	}
	p, err := form.Part()
	return p.Hash(), err == nil
}

// withheld is the part with its hash alone.
func withheld(t testing.TB, part any) map[string]any {
	t.Helper()
	h, ok := hash(part.(map[string]any))
	if !ok {
		t.Fatalf("%v is no part", part)
	}
	return map[string]any{"hash": h.String()}
}

// rootOf is the parts root of an entry that has parts.
func rootOf(entry map[string]any) (canon.Digest, bool) {
	parts, _ := entry["parts"].([]any)
	hashes := make([]canon.Digest, len(parts))
	for i := range parts {
		p, _ := parts[i].(map[string]any)
		h, ok := hash(p)
		if !ok {
			return canon.Digest{}, false
		}
		hashes[i] = h
	}
	root, err := canon.PartsRoot(hashes)
	return root, err == nil
}

// commitmentOf computes what an entry commits to, in whichever of the three forms it stands.
func commitmentOf(entry map[string]any) (c canon.Digest, ok bool) {
	if text, bare := entry["commitment"].(string); bare {
		return c, c.UnmarshalText([]byte(text)) == nil
	}
	header, _ := entry["header"].(map[string]any)
	head, ok := hash(header)
	root, whole := rootOf(entry)
	if text, rooted := entry["root"].(string); rooted {
		whole = root.UnmarshalText([]byte(text)) == nil
	}
	return journal.Commitment(head, root), ok && whole
}

// reseal makes the record anew over its changed lines, as only who holds the keys of the log and of its cosigners can:
// root and signatures, IDs of the findings, number and digest. It says whether the lines could be read so far.
func (l lines) reseal(t testing.TB, w *world) bool {
	t.Helper()
	root, size, ok := l.root()
	if !ok {
		return false
	}
	for _, each := range l {
		if _, is := each["checkpoint"]; is {
			each["checkpoint"] = string(w.signed(t, journal.Checkpoint{Origin: w.origin, Size: size, Root: root}))
		}
	}
	var ids []canon.FindingID
	names := map[string]string{}
	exercises := int64(0)
	for _, f := range l.of("finding") {
		id, ok := renamed(f, names)
		exercises += exercise(f)
		if !ok {
			return false
		}
		ids = append(ids, id)
	}
	digest := must[canon.Digest](t)(bundle.DigestOf(ids))
	for _, e := range l.of("end") {
		e["findings"], e["digest"] = int64(len(ids)), digest.String()
		if _, vouched := e["note"]; vouched {
			engine := "" // of a change that took the first line away
			for _, head := range l.of("bundle") {
				engine, _ = head["engine"].(string)
			}
			e["note"] = vouchedBy(t, w.log, bundle.Listing{Origin: w.origin, Size: size, Root: canon.Digest(root), Engine: engine, Findings: digest, Count: int64(len(ids)), Exercises: exercises})
		}
	}
	return true
}

// exercise is 1 of a finding that says that it is one, or does not show it.
func exercise(f map[string]any) int64 {
	released, _ := f["released"].(map[string]any)
	content, shown := released["content"].(string)
	var said map[string]any
	if !shown || canon.Decode([]byte(content), &said) == nil && said["exercise"] == true {
		return 1
	}
	return 0
}

// vouchedBy is the note by which a key vouches for findings.
func vouchedBy(t testing.TB, k journal.SigningKey, l bundle.Listing) string {
	t.Helper()
	return string(must[[]byte](t)(bundle.SignListing(l, k)))
}

// root is that of the tree over the entries, with their number.
func (l lines) root() (tlog.Hash, int64, bool) {
	var stored storedHashes
	size := int64(0)
	for _, e := range l.of("entry") {
		c, ok := commitmentOf(e)
		if !ok {
			return tlog.Hash{}, 0, false
		}
		more, err := tlog.StoredHashes(size, journal.Leaf(c), stored)
		if err != nil {
			return tlog.Hash{}, 0, false
		}
		stored = append(stored, more...)
		size++
	}
	root, err := tlog.TreeHash(size, stored)
	return root, size, err == nil && size > 0
}

// storedHashes are those of a tree, for tlog.
type storedHashes []tlog.Hash

// ReadHashes returns hashes by their places.
func (s storedHashes) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, x := range at {
		out[i] = s[x]
	}
	return out, nil
}

// renamed gives a finding the ID of what it says now, and notes what it was called before.
func renamed(f map[string]any, names map[string]string) (id canon.FindingID, ok bool) {
	released, _ := f["released"].(map[string]any)
	internal, _ := f["internal"].(map[string]any)
	r, okR := hash(released)
	i, okI := hash(internal)
	version, isNumber := f["version"].(int64)
	was, _ := f["id"].(string)
	var before canon.FindingID
	if text, some := f["supersedes"].(string); some {
		if now, known := names[text]; known {
			f["supersedes"], text = now, now
		}
		if before.UnmarshalText([]byte(text)) != nil {
			return id, false
		}
	}
	if !okR || !okI || !isNumber {
		return id, false
	}
	id = canon.FindingIDOf(version, before, r, i)
	names[was], f["id"] = id.String(), id.String()
	return id, true
}

// mutator changes bundles by chance, the same in every run.
type mutator struct {
	*rand.Rand
}

func newMutator(seed uint64) mutator { return mutator{rand.New(rand.NewPCG(seed, 1))} }

// bytes changes bytes of a bundle, whatever they mean.
func (m mutator) bytes(data []byte) []byte {
	at := m.IntN(len(data))
	switch m.IntN(6) {
	case 0:
		data[at] ^= 1 << m.IntN(8)
	case 1:
		data[at] = data[m.IntN(len(data))]
	case 2:
		data = slices.Delete(data, at, min(at+1+m.IntN(3), len(data)))
	case 3:
		data = slices.Insert(data, at, byte(m.IntN(128)))
	case 4:
		end := min(at+m.IntN(200), len(data))
		data = slices.Insert(data, at, slices.Clone(data[at:end])...)
	default:
		l := bytes.SplitAfter(data, []byte("\n"))
		i, k := m.IntN(len(l)), m.IntN(len(l))
		l[i], l[k] = l[k], l[i]
		data = bytes.Join(l, nil)
	}
	return data
}

// spot is somewhere in a line where another value can be put.
type spot struct {
	value any
	put   func(v any)
	drop  func()
}

// spots lists every place in a value, the canonical texts in its parts included.
func spots(value any, put func(v any), out []spot) []spot {
	switch v := value.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			out = append(out, spot{v[name], func(x any) { v[name] = x }, func() { delete(v, name) }})
			out = spots(v[name], func(x any) { v[name] = x }, out)
		}
	case []any:
		for i := range v {
			out = append(out, spot{v[i], func(x any) { v[i] = x }, func() { put(slices.Delete(slices.Clone(v), i, i+1)) }})
			out = spots(v[i], func(x any) { v[i] = x }, out)
		}
	case string:
		var inner any
		if !strings.HasPrefix(v, "{") || canon.Decode([]byte(v), &inner) != nil {
			return out
		}
		inner = plain(inner)
		write := func(any) {
			if text, err := canon.Encode(inner); err == nil {
				put(string(text))
			}
		}
		for _, s := range spots(inner, write, nil) {
			out = append(out, spot{s.value, func(x any) { s.put(x); write(nil) }, func() { s.drop(); write(nil) }})
		}
	}
	return out
}

// copied is a value that shares nothing with the one it was copied from.
func copied(value any) any {
	switch v := value.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = copied(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name := range v {
			out[name] = copied(v[name])
		}
		return out
	}
	return value
}

// structure changes the meaning of a bundle at one place and keeps the lines canonical.
func (m mutator) structure(l lines) lines {
	if m.IntN(8) == 0 {
		i, k := m.IntN(len(l)), m.IntN(len(l))
		switch m.IntN(3) {
		case 0:
			l[i], l[k] = l[k], l[i]
		case 1:
			l = slices.Delete(l, i, i+1)
		default:
			l = slices.Insert(l, k, copied(l[i]).(map[string]any))
		}
		return l
	}
	all := spots(l[m.IntN(len(l))], func(any) {}, nil)
	s := all[m.IntN(len(all))]
	if m.IntN(4) == 0 {
		s.drop()
		return l
	}
	s.put(m.other(s.value, all))
	return l
}

// other is a value that is near the one given, or one of another place.
func (m mutator) other(value any, all []spot) any {
	if m.IntN(5) == 0 {
		return copied(all[m.IntN(len(all))].value)
	}
	switch v := value.(type) {
	case int64:
		return v + []int64{-1, 1, 2, 1000, -v}[m.IntN(5)]
	case bool:
		return !v
	case string:
		if len(v) == 0 {
			return "x"
		}
		at := m.IntN(len(v))
		return strings.ToValidUTF8(v[:at]+string("0a1z+= \n"[m.IntN(8)])+v[min(at+m.IntN(2), len(v)):], "?")
	case []any:
		w := slices.Clone(v)
		m.Shuffle(len(w), func(i, k int) { w[i], w[k] = w[k], w[i] })
		return append(w, copied(w[:min(len(w), m.IntN(2))]).([]any)...)
	default:
		return []any{nil, map[string]any{}, []any{}, "", int64(0)}[m.IntN(5)]
	}
}
