// SPDX-License-Identifier: Apache-2.0

// Package overdue turns what is late beside the operations room into one list for the watch: rows of the queue that nobody looked at, and
// steps of cases whose time is over, each with the way there. It follows the package incidents.
package overdue

import (
	"fmt"
	"strconv"
	"strings"

	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/incidents"
	"truce/internal/api/page"
	"truce/response"
	"truce/when"
)

// mostCases is how many cases have a row of their own; the others are counted.
const mostCases = 5

// late is a case with steps whose time is over.
type late struct {
	ref    string
	number int
	steps  []string
	since  when.Instant // of the step that waits longest
}

// List is what is late in the queue and in cases, the longest first.
func List(d *desk.Desk, a *api.Ask) (page.List, error) {
	list := page.List{
		ID: "late-elsewhere", Title: "Late in the queue and in cases", Live: true, Inside: true,
		Columns: []page.Column{{Key: "where", Name: "Where"}, {Key: "what", Name: "What"}, {Key: "count", Name: "How many", Number: true}, {Key: "since", Name: "Since"}},
		Empty:   "Nobody has waited in the queue for more than an hour, and no step of a case is overdue.",
	}
	waiting, more, err := incidents.Late(d, a)
	if err != nil {
		return list, err
	}
	var cases []late
	all, steps := 0, 0
	err = d.Read(func(s *engine.State) error {
		var longest []desk.LateCase
		longest, all, steps = d.Late.Longest(s, a.Now, mostCases)
		for _, c := range longest {
			l := lateIn(c.Case, a.Now)
			l.ref = c.Register.Ref()
			cases = append(cases, l)
		}
		return nil
	})
	if waiting > 0 {
		count := strconv.Itoa(waiting)
		if more {
			count = "at least " + count
		}
		list.Rows = append(list.Rows, row(page.Cell{Text: "The queue", Link: "/queue?state=late"}, "nobody looked within an hour", count, ""))
	}
	further := steps
	for _, c := range cases {
		further -= len(c.steps)
		list.Rows = append(list.Rows, row(page.Cell{Text: fmt.Sprintf("Case %d, %s", c.number, c.ref), Link: desk.CasePath(c.ref, c.number)},
			strings.Join(c.steps, "; "), strconv.Itoa(len(c.steps)), api.Clock(c.since, d.Zone())))
	}
	if further > 0 {
		list.Rows = append(list.Rows, row(page.Cell{Text: desk.Counted(all-len(cases), "further case"), Link: "/cases"}, "steps that are overdue", strconv.Itoa(further), ""))
	}
	if all > 0 {
		list.Lead = are(steps) + " in " + desk.Counted(all, "case") + "."
	}
	return list, err
}

// Said is such a list in words, for whoever takes the watch over: empty where nothing is late.
func Said(l page.List) string {
	var out []string
	for _, r := range l.Rows {
		text := r.Cells[0].Text + ": " + r.Cells[1].Text + " (" + r.Cells[2].Text + ")"
		if since := r.Cells[3].Text; since != "" {
			text += ", since " + since
		}
		out = append(out, text+".")
	}
	return strings.Join(out, "\n")
}

// are is a number of steps with its verb.
func are(steps int) string {
	if steps == 1 {
		return "1 step is overdue"
	}
	return strconv.Itoa(steps) + " steps are overdue"
}

func row(where page.Cell, what, count, since string) page.Row {
	return page.Row{Mark: "late", Cells: []page.Cell{where, {Text: what}, {Text: count, Status: "late"}, {Text: since}}}
}

func lateIn(c *response.Case, now when.Instant) late {
	l := late{number: c.Number, since: when.MaxInstant}
	for _, o := range c.Obligations {
		if o.IsOpen() && o.Late(now) > 0 {
			l.steps, l.since = append(l.steps, desk.Step(o)), min(l.since, o.Due)
		}
	}
	return l
}
