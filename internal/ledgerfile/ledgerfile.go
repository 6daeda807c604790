// SPDX-License-Identifier: Apache-2.0

// Package ledgerfile turns the files of a reconciliation into what package ledger compares: a party's list, through its own
// door or any other, a definition, and the totals that parties stated. The formats are in docs/spec/reconcile.md.
package ledgerfile

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"truce/canon"
	"truce/internal/intake"
	"truce/internal/intake/doors"
	"truce/internal/intake/itemlist"
	"truce/ledger"
	"truce/observation"
	"truce/place"
	"truce/report"
)

// Options are what the caller knows of a list.
type Options struct {
	// Name is who made the list.
	Name string
	// Format names a door, empty to tell it from the file.
	Format string
	// Intake is handed to the door.
	Intake intake.Options
	// Locate gives a named place the geometry that a text has for it; nil gives none.
	Locate func(place.Region) place.Region
}

// Formats are the names that Options.Format may have.
func Formats() []string { return append([]string{itemlist.Format}, doors.Names()...) }

// ReadList reads a list. Rows that are refused are in the tally and not in the list. An aggregate is no item: it is refused.
// Its error means that the file as a whole cannot be read.
func ReadList(ctx context.Context, r io.Reader, o Options) (ledger.List, intake.Tally, error) {
	out := ledger.List{Name: o.Name}
	if o.Locate == nil {
		o.Locate = func(r place.Region) place.Region { return r }
	}
	in := bufio.NewReaderSize(r, 1<<16)
	head, _ := in.Peek(4096) // what cannot be read here cannot be read by the door, which says why
	if o.Format == itemlist.Format || o.Format == "" && itemlist.Recognises(head) {
		tally, err := itemlist.Read(ctx, in, o.Intake, itemlist.Sink{Take: func(l itemlist.Listed) error { return o.take(&out, l) }})
		return out, tally, err
	}
	door, ok := doors.Find(o.Format)
	if o.Format == "" {
		door, ok = doors.Detect(head, o.Intake.File)
	}
	if !ok {
		return out, intake.Tally{}, fmt.Errorf("%s: its format is not known: a list has the columns id and time, or name a format: %s", o.Intake.File, strings.Join(Formats(), ", "))
	}
	aggregates := int64(0)
	var refused []intake.Refusal
	tally, err := door.Read(ctx, in, o.Intake, intake.Sink{Report: func(rep report.Report) error {
		if rep.Extract.Level == report.Aggregate {
			aggregates++
			refused = append(refused, intake.Refusal{Row: rep.Identity.Row, Reason: "a total and no item: give it as a claim"})
			return nil
		}
		return o.take(&out, itemlist.Listed{ID: fmt.Sprint("row ", rep.Identity.Row), Report: rep})
	}})
	tally.Accepted, tally.Refused, tally.Reasons = tally.Accepted-aggregates, tally.Refused+aggregates, append(tally.Reasons, refused...)
	slices.SortStableFunc(tally.Reasons, func(a, b intake.Refusal) int { return int(a.Row - b.Row) })
	return out, tally, err
}

// take puts the sightings of a row into the list: a row of several has an item for each, numbered from 1.
func (o *Options) take(list *ledger.List, l itemlist.Listed) error {
	digest, err := l.Report.Extract.Digest()
	if err != nil {
		return err
	}
	seen := observation.Extract(report.ID(digest, canon.Salt{}), l.Report.Extract, o.Locate)
	for i := range seen {
		id := l.ID
		if len(seen) > 1 {
			id = fmt.Sprintf("%s.%d", l.ID, i+1)
		}
		list.Items = append(list.Items, ledger.Item{ID: id, Unit: strings.ToLower(strings.TrimSpace(l.Unit)), Seen: &seen[i]})
	}
	return nil
}
