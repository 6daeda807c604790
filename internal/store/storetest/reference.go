// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"cmp"
	"context"
	"slices"
	"strings"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"truce/act"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/internal/store"
	"truce/internal/store/sqlite"
	"truce/known"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// plain answers from the state by looking at everything.
type plain struct {
	t       rapid.TB
	state   *engine.State
	entered []store.Entered
	s       *sqlite.Store
}

// all reads a list to its end, page by page, and checks that no page is longer than asked for.
func all[T any](t rapid.TB, limit int, ask func(store.Cursor) (store.Page[T], error)) []T {
	t.Helper()
	var out []T
	for cursor := store.Cursor(""); ; {
		page, err := ask(cursor)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Rows) > limit {
			t.Fatalf("a page of %d rows, want at most %d", len(page.Rows), limit)
		}
		out = append(out, page.Rows...)
		if page.Next == "" {
			return out
		}
		if page.Next == cursor {
			t.Fatal("the next page is the same one")
		}
		cursor = page.Next
	}
}

// incidents lists incidents by a filter to the end.
func (p plain) incidents(f store.IncidentFilter) []store.Incident {
	f.Limit = 3
	return all(p.t, f.Limit, func(c store.Cursor) (store.Page[store.Incident], error) {
		f.Cursor = c
		return p.s.Incidents(context.Background(), f)
	})
}

// same compares two sets of IDs and says which list it is of.
func same[T interface {
	comparable
	String() string
}](t rapid.TB, what string, got, want []T,
) {
	t.Helper()
	text := func(list []T) []string {
		out := make([]string, len(list))
		for i, id := range list {
			out[i] = id.String()
		}
		slices.Sort(out)
		return out
	}
	if diff := gocmp.Diff(text(got), text(want), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-got +want):\n%s", what, diff)
	}
}

// standing lists the findings of an incident that stand.
func (p plain) standing(id canon.IncidentID) []*finding.Finding {
	var out []*finding.Finding
	for _, d := range p.state.Dockets() {
		for _, f := range d.Findings() {
			if f.Released.Incident == id {
				out = append(out, f)
			}
		}
	}
	return out
}

// checkIncidents compares the row of each incident, and the list of all.
func (p plain) checkIncidents() {
	p.t.Helper()
	rows := p.incidents(store.IncidentFilter{})
	var got, want []canon.IncidentID
	for i, row := range rows {
		got = append(got, row.ID)
		if i > 0 && first(rows[i-1].When) < first(row.When) {
			p.t.Errorf("incident %s of %s stands behind %s", row.ID, row.When, rows[i-1].When)
		}
	}
	for _, inc := range p.state.Incidents() {
		want = append(want, inc.ID)
		p.checkIncident(inc)
	}
	same(p.t, "incidents", got, want)
}

func first(i when.Interval) when.Instant {
	if i.IsUnknown() {
		return when.MinInstant
	}
	return i.From
}

func (p plain) checkIncident(inc *incident.Incident) {
	p.t.Helper()
	d, err := p.s.Incident(context.Background(), inc.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	row := d.Incident
	if row.Version != inc.Version || row.When != inc.When || row.Exercise != inc.Exercise || row.Gone ||
		row.Observations != len(inc.Members) || row.Roots != len(incident.Roots(inc.Members)) {
		p.t.Errorf("row %+v of incident %+v", row, inc)
	}
	if (row.Ground.Bounds != nil) != inc.Where.HasGeometry() {
		p.t.Errorf("incident %s: bounds %v of %+v", inc.ID, row.Ground.Bounds, inc.Where)
	}
	var members []canon.ObservationID
	for _, o := range d.Observations {
		members = append(members, o.ID)
		if o.Incident != inc.ID {
			p.t.Errorf("observation %s is in %s, want %s", o.ID, o.Incident, inc.ID)
		}
	}
	same(p.t, "members", members, inc.MemberIDs)
	joins := 0
	for _, o := range d.Observations {
		joins += len(o.Joined)
	}
	if joins != len(inc.Joins) {
		p.t.Errorf("incident %s: %d joins, want %d", inc.ID, joins, len(inc.Joins))
	}
	var others []canon.IncidentID
	for _, o := range d.Same {
		others = append(others, o.ID)
	}
	same(p.t, "possible sames of "+inc.ID.String(), others, p.state.PossibleSames(inc.ID))
	var briefs, want []canon.FindingID
	for _, b := range row.Findings {
		briefs = append(briefs, b.ID)
	}
	for _, f := range p.standing(inc.ID) {
		want = append(want, f.ID)
	}
	same(p.t, "findings of "+inc.ID.String(), briefs, want)
	outside := 0
	for _, d := range p.state.Dockets() {
		for _, o := range d.Outsiders() {
			if o.Incident == inc.ID {
				outside++
			}
		}
	}
	if len(row.Outside) != outside {
		p.t.Errorf("incident %s is outside of %d texts, want %d", inc.ID, len(row.Outside), outside)
	}
}

// checkFindings compares the current row and all versions of each finding.
func (p plain) checkFindings() {
	p.t.Helper()
	var want, gone []canon.FindingID
	for _, d := range p.state.Dockets() {
		for _, versions := range d.All() {
			last := versions[len(versions)-1]
			if last.Released.Status == finding.Withdrawn {
				gone = append(gone, last.ID)
			} else {
				want = append(want, last.ID)
			}
			for _, f := range versions {
				p.checkFinding(f, versions)
			}
		}
	}
	list := func(f store.FindingFilter) []canon.FindingID {
		var ids []canon.FindingID
		f.Limit = 4
		for _, row := range all(p.t, f.Limit, func(c store.Cursor) (store.Page[store.Finding], error) {
			f.Cursor = c
			return p.s.Findings(context.Background(), f)
		}) {
			ids = append(ids, row.ID)
		}
		return ids
	}
	same(p.t, "findings", list(store.FindingFilter{}), want)
	same(p.t, "withdrawn findings", list(store.FindingFilter{Status: finding.Withdrawn}), gone)
}

func (p plain) checkFinding(f *finding.Finding, versions []*finding.Finding) {
	p.t.Helper()
	d, err := p.s.Finding(context.Background(), f.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	last := versions[len(versions)-1]
	if !canon.Equal(d.Finding, *f) {
		p.t.Errorf("finding %s is not as it was made", f.ID)
	}
	if len(d.Versions) != len(versions) || d.Current.ID != last.ID || d.Current.Status != last.Released.Status || d.Current.Outcome != last.Released.Verdict {
		p.t.Errorf("finding %s: %+v of %d versions, want %d and %+v", f.ID, d.Current, len(d.Versions), len(versions), last.Released)
	}
	c := p.state.Register(f.Released.Agreement).CaseOf(f.Released.Incident, f.Released.Term)
	if c == nil {
		if d.Current.Case != 0 {
			p.t.Errorf("finding %s: case %d, and it has none", f.ID, d.Current.Case)
		}
		return
	}
	if d.Current.Case != c.Number {
		p.t.Errorf("finding %s: case %d, want %d", f.ID, d.Current.Case, c.Number)
	}
	open := false
	for _, o := range c.Obligations {
		open = open || o.State == "open"
	}
	if (d.Current.Next != nil) != open {
		p.t.Errorf("finding %s: next %+v, something open: %t", f.ID, d.Current.Next, open)
	}
}

// checkFindingFilter compares the list of findings by a filter.
func (p plain) checkFindingFilter(f store.FindingFilter) {
	p.t.Helper()
	var got, want []canon.FindingID
	last := int64(1) << 62
	f.Limit = 3
	for _, row := range all(p.t, f.Limit, func(c store.Cursor) (store.Page[store.Finding], error) {
		f.Cursor = c
		return p.s.Findings(context.Background(), f)
	}) {
		got = append(got, row.ID)
		if row.Last > last {
			p.t.Errorf("finding %s of entry %d stands behind entry %d", row.ID, row.Last, last)
		}
		last = row.Last
	}
	for _, d := range p.state.Dockets() {
		list := d.Findings()
		if f.Status == finding.Withdrawn {
			list = d.Withdrawn()
		}
		for _, each := range list {
			r := &each.Released
			if (f.Agreement == "" || f.Agreement == r.Agreement) && (f.Article == "" || f.Article == r.Article) && (f.Outcome == "" || f.Outcome == r.Verdict) &&
				(f.Status == "" || f.Status == r.Status) && (f.Severity == 0 || f.Severity == r.Grade.Severity) && mayBe(r.When, f.Span) {
				want = append(want, each.ID)
			}
		}
	}
	same(p.t, "findings by a filter", got, want)
}

// checkReportFilter compares the list of reports by a filter. What sort a report is of has a test of its own.
func (p plain) checkReportFilter(f store.ReportFilter) {
	p.t.Helper()
	list := func(f store.ReportFilter) []store.Report {
		f.Limit = 2
		return all(p.t, f.Limit, func(c store.Cursor) (store.Page[store.Report], error) {
			f.Cursor = c
			return p.s.Reports(context.Background(), f)
		})
	}
	var got, want []canon.ReportID
	for _, row := range list(f) {
		got = append(got, row.ID)
	}
	for _, row := range list(store.ReportFilter{}) {
		if (f.Class == "" || f.Class == row.Class) && (f.Level == "" || f.Level == row.Level) && (f.Form == "" || f.Form == row.Form) &&
			(f.Received.IsUnknown() || f.Received.Contains(row.Received)) {
			want = append(want, row.ID)
		}
	}
	same(p.t, "reports by a filter", got, want)
}

// checkReports compares the list of reports with what was entered.
func (p plain) checkReports() {
	p.t.Helper()
	var want, got []canon.ReportID
	seen := map[canon.ReportID]bool{}
	for _, e := range p.entered {
		if e.Entry.Submission == nil {
			continue
		}
		for _, r := range e.Entry.Submission.Reports {
			digest, err := r.Extract.Digest()
			if err != nil {
				p.t.Fatal(err)
			}
			if id := report.ID(digest, p.state.Seed()); !seen[id] {
				seen[id] = true
				want = append(want, id)
			}
		}
	}
	for _, row := range all(p.t, 2, func(c store.Cursor) (store.Page[store.Report], error) {
		return p.s.Reports(context.Background(), store.ReportFilter{Cursor: c, Limit: 2})
	}) {
		got = append(got, row.ID)
		var held, now []canon.IncidentID
		for _, o := range p.state.Observations() {
			if inc := p.state.Holding(o.ID); o.Report == row.ID && inc != nil && !slices.Contains(now, inc.ID) {
				now = append(now, inc.ID)
			}
		}
		held = append(held, row.Incidents...)
		same(p.t, "incidents of "+row.ID.String(), held, now)
	}
	same(p.t, "reports", got, want)
}

// checkDays compares the four counts of each day and of all time with those that the engine counts.
func (p plain) checkDays() {
	p.t.Helper()
	if len(p.state.Dockets()) == 0 {
		return
	}
	days, err := p.s.Days(context.Background(), store.DayFilter{})
	if err != nil {
		p.t.Fatal(err)
	}
	zone := p.state.Dockets()[0].Zone()
	compare := func(what string, want engine.Counts, of func(store.Day) bool) {
		p.t.Helper()
		got := engine.Counts{Observations: map[string]engine.Number{}, LiveFire: map[string]engine.Number{}}
		for _, d := range days.Days {
			if d.Exercise != want.Exercise || !of(d) {
				continue
			}
			sum(got.Observations, d.Observations)
			sum(got.LiveFire, d.LiveFire)
			got.LiveFireRows, got.Unquantified = got.LiveFireRows+d.LiveFireRows, got.Unquantified+d.Unquantified
			got.Incidents, got.Assessed, got.Determined = got.Incidents+d.Incidents, got.Assessed+d.Assessed, got.Determined+d.Determined
		}
		none := func(m map[string]engine.Number) map[string]engine.Number {
			out := map[string]engine.Number{}
			sum(out, m)
			return out
		}
		want.Observations, want.LiveFire = none(want.Observations), none(want.LiveFire)
		if diff := gocmp.Diff(got, want, cmpopts.IgnoreFields(engine.Counts{}, "Period", "CutOff", "Zone", "Exercise", "LeftOut"), cmpopts.EquateEmpty()); diff != "" {
			p.t.Errorf("counts of %s (-got +want):\n%s", what, diff)
		}
	}
	compare("all time", engine.Count(p.state, engine.WholePeriod()), func(store.Day) bool { return true })
	for _, each := range days.Days {
		if !each.Date.IsZero() {
			compare(each.Date.String(), engine.Count(p.state, zone.Whole(each.Date)), func(d store.Day) bool { return d.Date == each.Date })
		}
	}
}

// sum adds figures, leaving out those of nothing.
func sum(to, from map[string]engine.Number) {
	for unit, n := range from {
		if n != (engine.Number{}) {
			to[unit] = engine.Number{Least: to[unit].Least + n.Least, Most: to[unit].Most + n.Most}
		}
	}
}

// checkPoints compares the points of the map in a window and a span.
func (p plain) checkPoints(f store.PointFilter) {
	p.t.Helper()
	points, err := p.s.Points(context.Background(), f)
	if err != nil {
		p.t.Fatal(err)
	}
	var got, want []canon.IncidentID
	for _, at := range points.Points {
		got = append(got, at.Incident)
	}
	for _, inc := range p.state.Incidents() {
		low, high, ok := inc.Where.Box()
		if !ok || !mayBe(inc.When, f.Span) {
			continue
		}
		lat, lon := (int64(low.Lat)+int64(high.Lat))/2, (int64(low.Lon)+int64(high.Lon))/2
		if b := f.Window; b != nil && (lat < int64(b.Low.Lat) || lat > int64(b.High.Lat) || lon < int64(b.Low.Lon) || lon > int64(b.High.Lon)) {
			continue
		}
		want = append(want, inc.ID)
	}
	same(p.t, "points", got, want)
}

// mayBe tells whether something may have happened in a span, which keeps everything if it is not known.
func mayBe(i, span when.Interval) bool {
	return span.IsUnknown() || !i.IsUnknown() && i.Overlaps(span)
}

// checkFilter compares the list of incidents by a filter.
func (p plain) checkFilter(f store.IncidentFilter) {
	p.t.Helper()
	var got, want []canon.IncidentID
	for _, row := range p.incidents(f) {
		got = append(got, row.ID)
	}
	for _, inc := range p.state.Incidents() {
		if p.meets(inc, f) {
			want = append(want, inc.ID)
		}
	}
	same(p.t, "incidents by a filter", got, want)
}

func (p plain) meets(inc *incident.Incident, f store.IncidentFilter) bool {
	isAct := func(o *observation.Observation) bool { return o.Sighting.Act.Is(f.Act) == known.Yes }
	judged := func(g *finding.Finding) bool {
		r := &g.Released
		return (f.Agreement == "" || f.Agreement == r.Agreement) && (f.Outcome == "" || f.Outcome == r.Verdict) && (f.Status == "" || f.Status == r.Status)
	}
	_, id, _ := strings.Cut(inc.ID.String(), ":")
	low, high, drawn := inc.Where.Box()
	b := f.Window
	switch {
	case !mayBe(inc.When, f.Span),
		f.Act != "" && !slices.ContainsFunc(inc.Members, isAct),
		f.Agreement+string(f.Outcome)+string(f.Status) != "" && !slices.ContainsFunc(p.standing(inc.ID), judged),
		!strings.HasPrefix(id, f.Prefix),
		b != nil && !drawn,
		b != nil && (low.Lat > b.High.Lat || high.Lat < b.Low.Lat || low.Lon > b.High.Lon || high.Lon < b.Low.Lon):
		return false
	}
	return true
}

// checkSince compares what came and changed after an entry with what the entries after it brought.
func (p plain) checkSince(seq int64) {
	p.t.Helper()
	news, err := p.s.Since(context.Background(), seq, store.MostRows)
	if err != nil {
		p.t.Fatal(err)
	}
	incidents, findings := map[canon.IncidentID]bool{}, map[canon.FindingID]bool{}
	for _, inc := range news.Incidents {
		incidents[inc.ID] = true
	}
	for _, f := range news.Findings {
		findings[f.ID] = true
	}
	current := map[canon.FindingID]bool{}
	for _, d := range p.state.Dockets() {
		for _, versions := range d.All() {
			current[versions[len(versions)-1].ID] = true
		}
	}
	for _, e := range p.entered {
		if e.Seq <= seq {
			continue
		}
		for _, effect := range e.Effects {
			if c := effect.Incident; c != nil && c.Incident != nil && !incidents[c.Incident.ID] {
				p.t.Errorf("entry %d changed incident %s, which is no news since %d", e.Seq, c.Incident.ID, seq)
			}
			if f := effect.Finding; f != nil && current[f.ID] && !findings[f.ID] {
				p.t.Errorf("entry %d made finding %s, which is no news since %d", e.Seq, f.ID, seq)
			}
		}
	}
	if at := p.state.Seq(); seq >= at && len(news.Incidents)+len(news.Findings)+len(news.Reports) > 0 {
		p.t.Errorf("news since entry %d of %d: %+v", seq, at, news)
	}
}

// acts are the words to filter by.
func acts() []act.Act {
	return []act.Act{"", "mortar-fire", "fire", "use-of-force", "burst", "troop-movement"}
}

// byID sorts rows for a comparison that is of no order.
func byID[T any](rows []T, key func(T) string) []T {
	return slices.SortedFunc(slices.Values(rows), func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}
