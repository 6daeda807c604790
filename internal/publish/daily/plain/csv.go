// SPDX-License-Identifier: Apache-2.0

package plain

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"truce/engine"
	"truce/internal/publish/daily"
)

// Columns are the columns of the CSV of a report, in order: one figure a row, never without its unit, period and cut-off.
func Columns() []string {
	return []string{
		"report", "version", "exercise", "audience", "agreement", "section", "day", "from", "to", "cut_off", "region", "figure", "unit",
		"least", "most", "before_least", "before_most", "detail", "status",
	}
}

// CSV writes every figure of a report as a row, in the words of the record and not of a language. A text that a table program
// would take for a formula has an apostrophe before it.
func CSV(w io.Writer, r *daily.Report) error {
	c := &rows{r: r, out: csv.NewWriter(w)}
	c.out.UseCRLF = true
	c.write(Columns())
	for _, d := range r.Days {
		for _, row := range d.Rows {
			c.figures(d, row.Region, row.Now, row.Before)
		}
		c.figures(d, "all", d.Total, d.BeforeTotal)
	}
	for _, h := range r.Harm {
		c.row(figure{section: "harm", region: h.Region, name: h.Harm, unit: "people", n: engine.Number{Least: h.Least, Most: h.Most}, detail: h.Of + " " + h.Age, status: h.Known})
	}
	for section, list := range each(r) {
		for _, e := range list {
			c.row(figure{section: section, region: e.Region, name: string(e.Act), unit: "incidents", n: engine.Number{Least: e.Number, Most: e.Number}, detail: string(e.Target), status: judged(e.Judged)})
		}
	}
	for _, a := range r.Areas {
		c.row(figure{section: "areas", region: a.Place, name: "incidents", unit: "incidents", n: engine.Number{Least: a.Incidents, Most: a.Incidents + a.Perhaps}})
	}
	for _, x := range r.Weapons {
		c.row(figure{section: "weapons", region: x.Region, name: string(x.Kind), unit: "sightings", n: engine.Number{Least: x.Sightings, Most: x.Sightings}, detail: strings.Join([]string{x.Side, x.Class}, "; "), status: judged([]daily.Judged{x.Judged})})
	}
	for _, f := range r.Freedom {
		c.row(figure{section: "freedom", region: f.Region, name: f.Kind, unit: "restrictions", n: engine.Number{Least: f.Number, Most: f.Number}, detail: f.Basis, status: judged(f.Judged)})
	}
	for _, x := range r.Coverage {
		c.day(daily.Day{Date: x.Date}, figure{section: "coverage", region: x.Region, name: "watched", unit: "ppm", n: engine.Number{Least: x.Share, Most: x.Share}, detail: string(x.Grade)})
	}
	c.out.Flush()
	if c.err != nil {
		return c.err
	}
	return c.out.Error()
}

// each gives the lists of events in the order of the report.
func each(r *daily.Report) func(func(string, []daily.Event) bool) {
	return func(yield func(string, []daily.Event) bool) {
		_ = yield("damage", r.Damage) && yield("attacks", r.Attacks) && yield("crossings", r.Crossing)
	}
}

type rows struct {
	r   *daily.Report
	out *csv.Writer
	err error
}

// figure is one figure of a report; before is nil where none stands beside it.
type figure struct {
	section, region, name, unit string
	n                           engine.Number
	before                      *engine.Number
	detail, status              string
}

func (c *rows) figures(d daily.Day, region string, now, before daily.Figures) {
	one := func(n int64) engine.Number { return engine.Number{Least: n, Most: n} }
	for _, f := range []struct {
		section, name, unit string
		now, before         engine.Number
	}{
		{"recorded", "explosions", "observations", now.Recorded.Explosions, before.Recorded.Explosions},
		{"recorded", "bursts", "observations", now.Recorded.Bursts, before.Recorded.Bursts},
		{"recorded", "shots", "observations", now.Recorded.Shots, before.Recorded.Shots},
		{"recorded", "other-observations", "observations", now.Recorded.Other, before.Recorded.Other},
		{"recorded", "unquantified", "observations without a number", one(now.Unquantified), one(before.Unquantified)},
		{"recorded", "live-fire", "observations assessed as live-fire exercise", one(now.LiveFireRows), one(before.LiveFireRows)},
		{"incidents", "incidents", "incidents", one(now.Incidents), one(before.Incidents)},
		{"assessed", "assessed-violations", "incident x term", one(now.Assessed), one(before.Assessed)},
		{"determined", "determined-violations", "incident x term", one(now.Determined), one(before.Determined)},
	} {
		status := map[string]string{"assessed": "assessed", "determined": "determined"}[f.section]
		c.day(d, figure{section: f.section, region: region, name: f.name, unit: f.unit, n: f.now, before: &f.before, status: status})
	}
}

// day writes a figure of one day, row one of all the days.
func (c *rows) day(d daily.Day, f figure) {
	from, to := "", ""
	if !d.Period.IsUnknown() {
		from, to = d.Period.From.String(), d.Period.To.String()
	}
	c.put(d.Date.String(), [2]string{from, to}, f)
}

func (c *rows) row(f figure) {
	day := c.r.Last.String()
	if c.r.First != c.r.Last {
		day = c.r.First.String() + "/" + day
	}
	c.put(day, [2]string{c.r.Period.From.String(), c.r.Period.To.String()}, f)
}

func (c *rows) put(day string, period [2]string, f figure) {
	before := [2]string{}
	if f.before != nil {
		before = [2]string{strconv.FormatInt(f.before.Least, 10), strconv.FormatInt(f.before.Most, 10)}
	}
	version := ""
	if !c.r.Draft {
		version = strconv.FormatInt(c.r.Version, 10)
	}
	exercise := ""
	if c.r.Exercise {
		exercise = "EXERCISE"
	}
	region := f.region
	if r := c.r.Region(region); r != nil && len(r.Names) > 0 {
		region = strings.Join(r.Names, "; ")
	}
	c.write([]string{
		c.r.Name(), version, exercise, string(c.r.Audience), c.r.Agreement, f.section, day, period[0], period[1],
		c.r.CutOff.String(), region, f.name, f.unit, strconv.FormatInt(f.n.Least, 10), strconv.FormatInt(f.n.Most, 10), before[0], before[1], f.detail, f.status,
	})
}

func (c *rows) write(cells []string) {
	for i, cell := range cells {
		if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
			cells[i] = "'" + cell
		}
	}
	if err := c.out.Write(cells); err != nil && c.err == nil {
		c.err = err
	}
}

// judged writes findings with their status.
func judged(list []daily.Judged) string {
	var out []string
	for _, j := range list {
		out = append(out, j.Agreement+" "+j.Article+" "+string(j.Verdict)+" ("+string(j.Status)+")")
	}
	return strings.Join(out, "; ")
}
