// SPDX-License-Identifier: Apache-2.0

package engine

import (
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

// item is one thing to enter: its time, the rank of its kind, and its digest, in that order of sorting.
type item struct {
	at     when.Instant
	rank   int
	digest canon.Digest
	entry  Entry
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
// leave no trace. It drops repeats and what the state holds, and cuts a submission at each new time. What was
// known before the state's journal time is entered at it: journal time never decreases.
func (b *Batch) Entries(s *State) ([]Entry, error) {
	items, err := b.items()
	if err != nil {
		return nil, err
	}
	var out []Entry
	for i, it := range items {
		if s.held[it.digest] || i > 0 && items[i-1].digest == it.digest {
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
	return out, nil
}

func (b *Batch) items() ([]item, error) {
	var items []item
	add := func(at when.Instant, rank int, e Entry) error {
		digest, err := e.content()
		items = append(items, item{at, rank, digest, e})
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
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.rank, b.rank), slices.Compare(a.digest[:], b.digest[:]))
	})
	return items, nil
}

// content is the digest of an entry without its place in the record.
func (e Entry) content() (canon.Digest, error) {
	e.Seq, e.Time = 0, 0
	return canon.Sum("truce/content/1", e)
}

// note remembers what an entry brought, so that a later batch does not bring it again.
func (s *State) note(e *Entry) {
	if e.Submission != nil {
		for _, r := range e.Submission.Reports {
			r.Identity.File, r.Identity.Row = "", 0
			s.held[mustID(Entry{Submission: &Submission{Reports: []report.Report{r}}}.content())] = true
		}
		return
	}
	if e.Layer != nil || e.Watch != nil || e.Gap != nil {
		s.held[mustID(e.content())] = true
	}
}
