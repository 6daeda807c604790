// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"context"

	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/store"
	"truce/place"
	"truce/when"
)

// checkNamed compares what is told of all incidents and findings without their rows.
func (p plain) checkNamed() {
	p.t.Helper()
	p.checkWhole()
	p.checkRecorded()
	for _, f := range []store.IncidentFilter{{}, {Triage: store.Unreviewed}, {Not: store.Reviewed}, {Not: store.Unreviewed}, {Span: when.Interval{From: p.state.Now() - when.Instant(3*when.Day), To: p.state.Now()}, Untimed: true}} {
		var got, want []canon.IncidentID
		f.Limit = 3
		for _, row := range all(p.t, f.Limit, func(c store.Cursor) (store.Page[store.Named], error) {
			f.Cursor = c
			return p.s.Named(context.Background(), f)
		}) {
			got = append(got, row.ID)
		}
		for _, row := range p.incidents(store.IncidentFilter{}) {
			in := f.Span.IsUnknown() || row.When.IsUnknown() || row.When.Overlaps(f.Span)
			if in && (f.Triage == "" || row.Review.Triage == f.Triage) && (f.Not == "" || row.Review.Triage != f.Not) {
				want = append(want, row.ID)
			}
		}
		same(p.t, "named incidents", got, want)
	}
}

// checkWhole compares the ground, the time and the counts of the whole record with those of the state.
func (p plain) checkWhole() {
	p.t.Helper()
	ctx := context.Background()
	got, err := p.s.Extent(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	var want store.Extent
	unseen := int64(0)
	for _, row := range p.incidents(store.IncidentFilter{}) {
		if row.Review.Triage == store.Unreviewed {
			unseen++
		}
		if want.Span.IsUnknown() {
			want.Span = row.When
		} else if !row.When.IsUnknown() {
			want.Span = want.Span.Hull(row.When)
		}
		b := row.Ground.Bounds
		switch {
		case b == nil:
		case want.Bounds == nil:
			want.Bounds = &store.Bounds{Low: b.Low, High: b.High}
		default:
			want.Bounds.Low = place.Point{Lat: min(want.Bounds.Low.Lat, b.Low.Lat), Lon: min(want.Bounds.Low.Lon, b.Low.Lon)}
			want.Bounds.High = place.Point{Lat: max(want.Bounds.High.Lat, b.High.Lat), Lon: max(want.Bounds.High.Lon, b.High.Lon)}
		}
	}
	if got.Span != want.Span || (got.Bounds == nil) != (want.Bounds == nil) || got.Bounds != nil && *got.Bounds != *want.Bounds {
		p.t.Errorf("all incidents are in %+v %s, want %+v %s", got.Bounds, got.Span, want.Bounds, want.Span)
	}
	if n, err := p.s.Unreviewed(ctx); err != nil || n != unseen {
		p.t.Errorf("%d are unreviewed (%v), want %d", n, err, unseen)
	}
	c := engine.Count(p.state, engine.WholePeriod())
	totals, err := p.s.Totals(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	of := store.Day{}
	for _, t := range totals {
		if t.Exercise == c.Exercise {
			of = t
		}
	}
	if of.Incidents != c.Incidents || of.Assessed != c.Assessed || of.Determined != c.Determined || of.Unquantified != c.Unquantified {
		p.t.Errorf("in all %+v, want %+v", of, c)
	}
}

// checkRecorded compares the order in which findings are listed as they were recorded with the entries that brought them.
func (p plain) checkRecorded() {
	p.t.Helper()
	for _, status := range []finding.Status{"", finding.Withdrawn} {
		f := store.FindingFilter{Recorded: true, Status: status, Limit: 3}
		var got, want []canon.FindingID
		last := int64(1) << 62
		for _, row := range all(p.t, f.Limit, func(c store.Cursor) (store.Page[store.Finding], error) {
			f.Cursor = c
			return p.s.Findings(context.Background(), f)
		}) {
			if got = append(got, row.ID); row.First > last {
				p.t.Errorf("finding %s of entry %d stands behind entry %d", row.ID, row.First, last)
			}
			last = row.First
		}
		for _, d := range p.state.Dockets() {
			list := d.Findings()
			if status == finding.Withdrawn {
				list = d.Withdrawn()
			}
			for _, each := range list {
				want = append(want, each.ID)
			}
		}
		same(p.t, "findings as recorded", got, want)
	}
}
