// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"bytes"
	"cmp"
	"slices"

	"truce/canon"
	"truce/coverage"
	"truce/report"
	"truce/territory"
	"truce/when"
)

// Batch is what was read from any number of files, before it is entered.
type Batch struct {
	Reports []report.Report
	Layers  []territory.Layer
	Watches []coverage.Watch
	Gaps    []coverage.Gap
}

// item is one thing to enter: its time, the rank of its kind, and the name of its content, in that order of
// sorting.
type item struct {
	at    when.Instant
	rank  int
	name  canon.Digest
	entry Entry
}

// First returns the earliest time at which anything of the batch was known; ok is false for an empty batch.
func (b *Batch) First() (first when.Instant, ok bool) {
	items, err := b.items()
	if err != nil || len(items) == 0 {
		return 0, false
	}
	return items[0].at, true
}

// Entries orders the batch by the time each part was known, then by kind and digest; the files' order and names
// leave no trace. It cuts a submission at each new time, and leaves out what repeats another part or is on record
// already; repeats is how many those are. What was known before the state's journal time is entered at it: journal
// time never decreases.
func (b *Batch) Entries(s *State) (entries []Entry, repeats int, err error) {
	items, err := b.items()
	if err != nil {
		return nil, 0, err
	}
	var out []Entry
	for i, it := range items {
		if s.held[it.name] || i > 0 && items[i-1].name == it.name {
			repeats++
			continue
		}
		at := max(it.at, s.now)
		if n := len(out); it.entry.Submission != nil && n > 0 && out[n-1].Submission != nil && out[n-1].Time == at {
			out[n-1].Submission.Reports = append(out[n-1].Submission.Reports, it.entry.Submission.Reports...)
			continue
		}
		it.entry.Seq, it.entry.Time = s.seq+int64(len(out))+1, at
		out = append(out, it.entry)
	}
	return out, repeats, nil
}

func (b *Batch) items() ([]item, error) {
	var items []item
	add := func(at when.Instant, rank int, e Entry) error {
		name, err := e.content()
		items = append(items, item{at, rank, name, e})
		return err
	}
	for _, l := range b.Layers {
		if err := add(l.Published, 0, Entry{Layer: &l}); err != nil {
			return nil, err
		}
	}
	for _, w := range b.Watches {
		if err := add(w.Time.To, 1, Entry{Watch: &w}); err != nil {
			return nil, err
		}
	}
	for _, g := range b.Gaps {
		if err := add(g.Time.To, 2, Entry{Gap: &g}); err != nil {
			return nil, err
		}
	}
	for _, r := range b.Reports {
		r.Identity.File, r.Identity.Row = "", 0
		if err := add(r.Extract.Received, 3, Entry{Submission: &Submission{Reports: []report.Report{r}}}); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(items, func(a, b item) int {
		if c := cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.rank, b.rank), bytes.Compare(a.name[:], b.name[:])); c != 0 {
			return c
		}
		return cmp.Compare(a.entry.digest(), b.entry.digest())
	})
	return items, nil
}

// content names what an entry of a batch brings, apart from its place in the record: a report by its extract,
// anything else by its digest.
func (e Entry) content() (canon.Digest, error) {
	if e.Submission != nil {
		return e.Submission.Reports[0].Extract.Digest()
	}
	e.Seq, e.Time = 0, 0
	return canon.Sum("truce/content/1", e)
}

// digest tells apart entries of one content: reports of one extract that came under different identities. Without
// canonical form it is that of nothing; such an entry is refused later.
func (e Entry) digest() string {
	digest, err := canon.Sum("truce/content/1", e)
	if err != nil {
		return ""
	}
	return digest.String()
}

// hold remembers what an entry brought, so that a later batch does not bring it again.
func (s *State) hold(e *Entry) {
	s.held[mustID(e.content())] = true
}
