// SPDX-License-Identifier: Apache-2.0

package ground

import (
	"fmt"
	"slices"
	"strings"

	"truce/coverage"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/place"
	"truce/when"
)

// coverage is the page of who watched what.
func (p *pages) coverage(a *api.Ask) (page.Page, error) {
	z := p.Zone()
	_, exercise := p.Site()
	q := a.URL.Query()
	out := page.Page{Title: "Coverage", Exercise: exercise, Lead: "Who could have seen what, and when. Where nobody watched there is no data, which is not quiet.", Blocks: []page.Block{
		page.Note{Kind: page.Inside, Text: "This tells where nobody looks. Nothing of it goes to a party or to the public."},
		page.Form{ID: "filter", Title: "Which time", Action: "/coverage", Filter: true, Submit: "Show", Fields: []page.Field{
			{Name: "from", Label: "From (time of the agreement's zone)", Kind: "time", Value: q.Get("from"), Help: "Empty for the last 14 days on record."}, {Name: "to", Label: "To", Kind: "time", Value: q.Get("to")},
		}},
	}}
	asked, err := desk.Span(q.Get("from"), q.Get("to"), z)
	if err != nil {
		return a.Unread(out, api.Refuse("from", "%v", err))
	}
	h, err := p.hoursOf(asked)
	if err != nil {
		return out, err
	}
	if !h.known {
		out.Blocks = append(out.Blocks, page.Note{Kind: page.Help, Text: "No watch is on record for that time: of ground that nobody watched nothing is known. Watches are entered with a patrol's legs and from sensors' files."})
		return out, nil
	}
	for _, text := range h.texts {
		out.Blocks = append(out.Blocks, areas(text, h.span), days(text))
	}
	out.Blocks = append(out.Blocks, gaps(h.gaps, z))
	return out, nil
}

func areas(t ofText, span when.Interval) page.List {
	ref := t.ref
	list := page.List{
		ID: "areas-" + slug(ref), Title: "By region, " + ref, Lead: desk.When(span, t.zone) + ", for any use of force, by cells of the ground whose side stands in the last column. The daily report cuts a day into smaller cells where a region is large, so that its shares differ a little from these; neither is nearer than a cell. The rate is of what was seen by somebody who watched, with its 95 percent interval.", Inside: true,
		Columns: []page.Column{{Key: "region", Name: "Region"}, {Key: "watched_percent", Name: "Watched, % of its cell hours", Number: true}, {Key: "by", Name: "By"}, {Key: "lost", Name: "Kept from watching"}, {Key: "seen", Name: "Seen by who watched", Number: true}, {Key: "perhaps", Name: "Perhaps", Number: true}, {Key: "unwatched", Name: "Outside any watch", Number: true}, {Key: "rate_1000_hours", Name: "In 1,000 h of a cell"}, {Key: "blank", Name: "Cells nobody watched", Number: true}, {Key: "cell_degrees", Name: "Side of a cell, degrees", Number: true}},
		Empty:   "No place of this text has an extent on the ground that can be counted.",
	}
	for i := range t.areas {
		list.Rows = append(list.Rows, area(&t.areas[i]))
	}
	return list
}

func area(a *counted) page.Row {
	var by, lost []string
	for _, m := range a.By {
		by = append(by, desk.Or(string(m.Means), "means not known")+" "+hoursWords(m.Watched))
	}
	for _, l := range a.Lost {
		lost = append(lost, string(l.Why)+" "+hoursWords(l.Time))
	}
	blank := 0
	for i := range a.Cells {
		if a.Cells[i].Watched == 0 {
			blank++
		}
	}
	rate := "no data"
	if a.Rate != nil {
		rate = micro(a.Rate.Per1000Hours) + " (" + micro(a.Rate.Low) + " to " + micro(a.Rate.High) + ")"
	}
	return page.Row{ID: slug(a.Name), Cells: []page.Cell{
		{Text: a.Name},
		{Text: percent(int64(a.Watched), int64(a.Wall))},
		{Text: desk.Or(strings.Join(by, ", "), "nobody")},
		{Text: strings.Join(lost, ", ")},
		{Text: fmt.Sprint(a.Seen.Watched)},
		{Text: fmt.Sprint(a.Seen.Perhaps)},
		{Text: fmt.Sprint(a.Seen.Unwatched)},
		{Text: rate},
		{Text: fmt.Sprintf("%d of %d", blank, len(a.Cells))},
		{Text: degrees(a.side)},
	}}
}

// days grades each day of each region: quiet only where somebody watched.
func days(t ofText) page.List {
	list := page.List{
		ID: "days-" + slug(t.ref), Title: "By day, " + t.ref, Inside: true, Empty: "No day is over yet.",
		Columns: []page.Column{{Key: "region", Name: "Region"}, {Key: "day", Name: "Day"}, {Key: "grade", Name: "What the silence is worth"}, {Key: "watched_percent", Name: "Watched, %", Number: true}, {Key: "events", Name: "Events", Number: true}, {Key: "perhaps", Name: "Perhaps", Number: true}},
	}
	c := t.areas
	for i := range c {
		for at := 0; at < len(c[i].Days); {
			first := at
			for at++; at < len(c[i].Days) && alike(c[i].Days[at], c[i].Days[first]); at++ {
			}
			list.Rows = append(list.Rows, span(c[i].Name, c[i].Days[first], c[i].Days[at-1]))
		}
	}
	return list
}

// alike tells whether two days say the same.
func alike(a, b coverage.Day) bool { a.Date = b.Date; return a == b }

// span is one row for days in a row that say the same.
func span(region string, first, last coverage.Day) page.Row {
	days := first.Date.String()
	if last.Date != first.Date {
		days += " to " + last.Date.String()
	}
	return page.Row{Cells: []page.Cell{
		{Text: region}, {Text: days}, {Text: desk.Plain(string(first.Grade)), Status: string(first.Grade)}, {Text: percent(first.Share, 1_000_000)}, {Text: fmt.Sprint(first.Events)}, {Text: fmt.Sprint(first.Perhaps)},
	}}
}

func degrees(e7 int64) string {
	return strings.TrimRight(fmt.Sprintf("%d.%02d", e7/10_000_000, e7%10_000_000/100_000), "0")
}

func gaps(found []coverage.Gap, z when.Zone) page.List {
	list := page.List{ID: "gaps", Title: "Gaps on record", Inside: true, Columns: []page.Column{{Key: "source", Name: "Source"}, {Key: "means", Name: "Means"}, {Key: "when", Name: "When"}, {Key: "why", Name: "Why"}, {Key: "where", Name: "Where"}}, Empty: "No gap is on record for that time. That is no proof that there was none."}
	for _, g := range found {
		where := "all its places"
		if g.Where.HasGeometry() || g.Where.Name != "" {
			where = desk.Where(g.Where)
		}
		list.Rows = append(list.Rows, page.Row{Where: desk.Shape(g.Where), Cells: []page.Cell{{Text: g.Source}, {Text: desk.Or(string(g.Means), "all means")}, {Text: desk.When(g.Time, z)}, {Text: string(g.Reason), Status: string(g.Reason)}, {Text: where}}})
	}
	return list
}

func cellFeature(a *counted, i int, span when.Interval) desk.Feature {
	c := &a.Cells[i]
	share := int64(0)
	if c.Wall > 0 {
		share = int64(c.Watched) * 1000 / int64(c.Wall)
	}
	level := 0
	for _, least := range []int64{1, 333, 667} {
		if share >= least {
			level++
		}
	}
	south, west := int32(c.Row*a.side), int32(c.Column*a.side)
	north, east := south+int32(a.side), west+int32(a.side)
	ring := []place.Point{{Lat: south, Lon: west}, {Lat: south, Lon: east}, {Lat: north, Lon: east}, {Lat: north, Lon: west}}
	return desk.Feature{Geometry: desk.PolygonShape([]place.Polygon{{Rings: [][]place.Point{ring}}}), Properties: map[string]any{
		"role": "coverage", "name": a.Name, "level": level, "share": float64(share) / 1000, "source": "the mission's ledger; mission only", "from": api.RFC3339(span.From), "until": api.RFC3339(span.To),
	}}
}

func hoursWords(d when.Duration) string { return fmt.Sprintf("%d h", int64(d/when.Hour)) }

func percent(part, of int64) string {
	if of == 0 {
		return "no data"
	}
	tenths := part / max(of/1000, 1)
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

// micro is a number of millionths with three decimals.
func micro(n int64) string {
	milli := (n + 500) / 1000
	return fmt.Sprintf("%d.%03d", milli/1000, milli%1000)
}

// slug writes a name as an ID on a page.
func slug(name string) string {
	return strings.Join(slices.Collect(strings.FieldsFuncSeq(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})), "-")
}
