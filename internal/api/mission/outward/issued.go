// SPDX-License-Identifier: Apache-2.0

package outward

import (
	"context"
	"errors"
	"slices"
	"sync"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/engine/issue"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/publish/daily"
	"truce/journal/sqlite"
)

// madeAgain are the reports that were issued, each made again from the entries before its issue and held to the digest that the record has
// of it. The record is folded once for all of them, beside the one that is served, where it is not too long for that while somebody waits;
// what is issued later is kept as it is made.
type madeAgain struct {
	mu sync.Mutex                     // held for what follows, and while the record is folded
	by map[canon.Digest]*daily.Report // nil for one that the record does not give again
	// destroyed is how much of the record was destroyed when they were made: what rests on it is shown no more.
	destroyed int
}

// mostFolded is up to how many observations a record is folded again for a page. The fold takes some seconds for as many.
const mostFolded = 40_000

// errEnough ends a replay.
var errEnough = errors.New("enough")

// lastIssued returns the report that was issued last of the days and the audience of a request, as it was issued; nil where none was,
// or where the record does not give it again, as where parts of it were destroyed since, or is too long to be folded for a page.
func (p *pages) lastIssued(ctx context.Context, r daily.Request) (*daily.Report, error) {
	var last issue.Issued
	var all []issue.Issued
	var j *sqlite.Journal
	found, destroyed, long := false, 0, false
	p.Room.Read(func(record *app.Record) error {
		s := record.State()
		if list := s.Dockets(); len(list) > 0 {
			last, found = s.Issued().Last(issue.Key{Agreement: list[0].Text().Ref(), First: r.Last, Last: r.Last, Audience: string(r.Audience)})
		}
		all, j, destroyed, long = slices.Clone(s.Issued().All()), record.Journal(), record.Destroyed(), len(s.Observations()) > mostFolded
		return nil
	})
	if !found {
		return nil, nil
	}
	p.issued.mu.Lock()
	defer p.issued.mu.Unlock()
	p.issued.restOn(destroyed)
	if report, tried := p.issued.by[last.Digest]; tried {
		return report, nil
	}
	if long {
		return nil, nil
	}
	made, err := remake(ctx, j, all)
	if err != nil {
		return nil, err
	}
	p.issued.by = made
	return made[last.Digest], nil
}

// remake makes issued reports again.
func remake(ctx context.Context, j *sqlite.Journal, all []issue.Issued) (map[canon.Digest]*daily.Report, error) {
	out, due, end := map[canon.Digest]*daily.Report{}, map[int64]issue.Issued{}, int64(0)
	for _, i := range all {
		out[i.Digest], due[i.Seq], end = nil, i, max(end, i.Seq)
	}
	err := app.ReplayJournal(ctx, j, func(seq int64, s *engine.State) error {
		if i, is := due[seq]; is {
			s.Tick(i.AsOf)
			report, err := daily.Make(s, daily.RequestOf(i.Issue))
			if err == nil {
				var digest canon.Digest
				if digest, err = report.Digest(); err == nil && digest == i.Digest {
					out[digest] = report
				}
			}
		}
		if seq >= end {
			return errEnough
		}
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, errEnough) && !errors.Is(err, engine.ErrMissing) {
		return nil, err
	}
	return out, nil
}

// restOn forgets what was made before something more was destroyed.
func (r *madeAgain) restOn(destroyed int) {
	if r.destroyed != destroyed {
		r.by, r.destroyed = nil, destroyed
	}
}

// keep keeps a report that was issued now, made when so much of the record had been destroyed.
func (r *madeAgain) keep(digest canon.Digest, report *daily.Report, destroyed int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.restOn(destroyed)
	if r.by == nil {
		r.by = map[canon.Digest]*daily.Report{}
	}
	r.by[digest] = report
}

// standing says of the page of a day whether it shows an issued report, and leads the mission to the other.
func standing(a *api.Ask, r *daily.Report) []page.Block {
	address := "/daily/" + a.PathValue("day")
	if r.Audience == daily.Parties {
		address += "?audience=parties"
	} else {
		address += "?audience=mission"
	}
	switch {
	case !r.Draft && mayDraft(a):
		return []page.Block{page.Note{Kind: page.Info, Text: "As it was issued, made again from the record: its digest is the one on record.", Link: page.Link{Text: "See what the record gives now, as a draft", To: address + "&draft=yes"}}}
	case !r.Draft:
		return []page.Block{page.Note{Kind: page.Info, Text: "As it was issued, made again from the record: its digest is the one on record."}}
	case r.Corrects != nil && asksDraft(a):
		return []page.Block{page.Note{Kind: page.Info, Text: "What the record gives now.", Link: page.Link{Text: "See the report as it was issued", To: address}}}
	}
	return nil
}
