// SPDX-License-Identifier: Apache-2.0

package bundle_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"truce/canon"
	"truce/journal"
	"truce/journal/bundle"
)

// countedAnew is a bundle with the last line that anybody can write to the findings in it; the note is left as it is.
func countedAnew(t testing.TB, lines []string) []byte {
	t.Helper()
	var ids []canon.FindingID
	for i, l := range lines {
		var line struct {
			Finding *bundle.Finding `json:"finding,omitempty"`
			End     *bundle.End     `json:"end,omitempty"`
		}
		if !strings.HasPrefix(l, `{"finding":`) && !strings.HasPrefix(l, `{"end":`) {
			continue
		}
		if err := canon.Decode([]byte(strings.TrimSuffix(l, "\n")), &line); err != nil {
			t.Fatal(err)
		}
		if line.Finding != nil {
			ids = append(ids, line.Finding.ID)
			continue
		}
		line.End.Digest, line.End.Findings = must[canon.Digest](t)(bundle.DigestOf(ids)), int64(len(ids))
		lines[i] = string(must[[]byte](t)(canon.Encode(line))) + "\n"
	}
	return []byte(strings.Join(lines, ""))
}

func TestNobodyWithoutTheLogsKeyChangesTheListOfFindings(t *testing.T) {
	w := newWorld(t)
	whole := strings.SplitAfter(string(w.pack(t, nil)), "\n")
	first := slices.IndexFunc(whole, func(l string) bool { return strings.HasPrefix(l, `{"finding":`) })
	note := func(change func(*bundle.Listing), k journal.SigningKey) string {
		r := must[bundle.Result](t)(bundle.Check(strings.NewReader(strings.Join(whole, "")), &w.policy, bundle.Seen{}))
		l := r.Listing.Listing
		change(&l)
		return string(must[[]byte](t)(bundle.SignListing(l, k)))
	}
	as := func(l bundle.End) string {
		return string(must[[]byte](t)(canon.Encode(map[string]bundle.End{"end": l}))) + "\n"
	}
	noted := func(text string) func([]string) []string {
		return func(l []string) []string {
			l[len(l)-2] = as(bundle.End{Note: &text})
			return l
		}
	}
	invented := finding(t, 1, canon.FindingID{}, `{"agreement":"a@1","incident":"incident:aaaac3z27olbj6zxovqotcw5ilushli2","term":"fire"}`)
	for name, change := range map[string]func(l []string) []string{
		"one is invented": func(l []string) []string {
			line := string(must[[]byte](t)(canon.Encode(map[string]bundle.Finding{"finding": invented}))) + "\n"
			return slices.Insert(l, first, line)
		},
		"one is left out":                   func(l []string) []string { return slices.Delete(l, first+1, first+2) },
		"all are left out":                  func(l []string) []string { return slices.Delete(l, first, first+2) },
		"another key vouches":               noted(note(func(*bundle.Listing) {}, key(t, origin, journal.SignsNotes))),
		"the log vouches at another size":   noted(note(func(l *bundle.Listing) { l.Size-- }, w.log)),
		"the log vouches for another count": noted(note(func(l *bundle.Listing) { l.Count++ }, w.log)),
		"the log vouches by another engine": noted(note(func(l *bundle.Listing) { l.Engine += "9" }, w.log)),
		"the list ends beyond the entries":  noted(note(func(l *bundle.Listing) { l.Until = l.Size + 1 }, w.log)),
		"the list ends before there is one": noted(note(func(l *bundle.Listing) { l.Until = -1 }, w.log)),
		"the log vouches for an exercise":   noted(note(func(l *bundle.Listing) { l.Exercises++ }, w.log)),
		"the log vouches for another root":  noted(note(func(l *bundle.Listing) { l.Root[0] ^= 1 }, w.log)),
		"one is withheld as if it were an exercise": func(l []string) []string {
			l[0] = strings.Replace(l[0], `"audience":"mission"`, `"audience":"public"`, 1)
			f := w.findings[0]
			f.Released, f.Internal = must[journal.Part](t)(f.Released.Part()).Withheld().Form(), must[journal.Part](t)(f.Internal.Part()).Withheld().Form()
			l[first] = string(must[[]byte](t)(canon.Encode(map[string]bundle.Finding{"finding": f}))) + "\n"
			return l
		},
		"what the log signed is a checkpoint": noted(string(w.checkpoint)),
		"what the log signed is nothing":      noted(""),
	} {
		t.Run(name, func(t *testing.T) {
			got := answers(t, countedAnew(t, change(slices.Clone(whole))), &w.policy)
			if a := got[bundle.Findings]; got[bundle.Form].Outcome != journal.Yes || a.Outcome != journal.No {
				t.Errorf("form %s, findings %s: %s; want no", got[bundle.Form].Outcome, a.Outcome, a.Says)
			}
		})
	}
	ends := countedAnew(t, noted(note(func(l *bundle.Listing) { l.Until = 2 }, w.log))(slices.Clone(whole)))
	if a := answers(t, ends, &w.policy)[bundle.Findings]; a.Outcome != journal.CouldNotTell {
		t.Errorf("the list ends where an extract was destroyed: %s, %s", a.Outcome, a.Says)
	}
	nobody := slices.Clone(whole)
	nobody[len(nobody)-2] = as(bundle.End{})
	r := must[bundle.Result](t)(bundle.Check(bytes.NewReader(countedAnew(t, nobody)), &w.policy, bundle.Seen{}))
	if a := r.Is(bundle.Findings); a.Outcome != journal.CouldNotTell || !r.Unvouched || r.Listing != nil {
		t.Errorf("nobody vouches: %s, %s", a.Outcome, a.Says)
	}
	r = must[bundle.Result](t)(bundle.Check(strings.NewReader(strings.Join(whole, "")), nil, bundle.Seen{}))
	if a := r.Is(bundle.Findings); a.Outcome != journal.CouldNotTell || !r.Unvouched || r.Listing != nil {
		t.Errorf("without a policy: %s, %s", a.Outcome, a.Says)
	}
}

// listed is a listing of the log of a world, signed.
func (w *world) listed(t testing.TB, change func(*bundle.Listing)) bundle.SignedListing {
	t.Helper()
	l := bundle.Listing{Origin: origin, Size: 3, Root: canon.Digest{1}, Engine: "truce/engine/1", Findings: canon.Digest{2}, Count: 2}
	change(&l)
	return must[bundle.SignedListing](t)(bundle.ParseListing(must[[]byte](t)(bundle.SignListing(l, w.log))))
}

func TestTwoListsOfOneSizeProveThatTheLogVouchedForBoth(t *testing.T) {
	w := newWorld(t)
	one := w.listed(t, func(*bundle.Listing) {})
	for _, each := range []struct {
		name   string
		change func(*bundle.Listing)
		want   error
	}{
		{"other findings", func(l *bundle.Listing) { l.Findings[0]++ }, nil},
		{"another number", func(l *bundle.Listing) { l.Count++ }, nil},
		{"more exercises", func(l *bundle.Listing) { l.Exercises++ }, nil},
		{"another root", func(l *bundle.Listing) { l.Root[0]++ }, nil},
		{"one list twice", func(*bundle.Listing) {}, bundle.ErrListing},
		{"another size", func(l *bundle.Listing) { l.Size++ }, bundle.ErrListing},
		{"another engine", func(l *bundle.Listing) { l.Engine += "9" }, nil},
		{"an end where an extract was destroyed", func(l *bundle.Listing) { l.Until, l.Count = 2, 1 }, bundle.ErrListing},
	} {
		two := bundle.TwoListings{First: one, Second: w.listed(t, each.change)}
		again := must[bundle.TwoListings](t)(bundle.ParseTwoListings(must[[]byte](t)(two.Bytes())))
		if err := again.Check(w.log.Verifier()); !errors.Is(err, each.want) || (err == nil) != (each.want == nil) {
			t.Errorf("%s: %v, want %v", each.name, err, each.want)
		}
		if err := again.Check(key(t, origin, journal.SignsNotes).Verifier()); !errors.Is(err, journal.ErrNotSigned) {
			t.Errorf("%s, by a stranger's key: %v", each.name, err)
		}
	}
	if _, err := bundle.SignListing(one.Listing, key(t, "log.example/other", journal.SignsNotes)); err == nil {
		t.Error("a log vouched for the findings of another")
	}
}

// FuzzListings gives the readers of listings any bytes: what is read is written again as it was. Run it with:
// go test ./journal/bundle -run '^$' -fuzz FuzzListings -fuzztime 30s
func FuzzListings(f *testing.F) {
	w := newWorld(f)
	one := w.listed(f, func(*bundle.Listing) {})
	f.Add(one.Note.Bytes())
	f.Add(must[[]byte](f)(bundle.TwoListings{First: one, Second: one}.Bytes()))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := bundle.ParseListing(data); err == nil && !strings.HasPrefix(string(data), s.Note.Text) {
			t.Errorf("%q was read as %q", data, s.Note.Text)
		}
		two, err := bundle.ParseTwoListings(data)
		if err != nil {
			return
		}
		if again, err := two.Bytes(); err != nil || two.Check(w.log.Verifier()) == nil && len(again) == 0 {
			t.Errorf("%q was read, and written as %q, %v", data, again, err)
		}
	})
}
