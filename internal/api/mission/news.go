// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/feeds"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/papers"
	"truce/response"
	"truce/watch"
	"truce/when"
)

// news are the feeds of the procedure, for programs that follow it in the name of who may see its cases.
func (d *Desk) news() []api.Route {
	return []api.Route{
		{Pattern: "/cases/feed.atom", Title: "news of the cases (Atom)", Needs: access.Released, Raw: d.casesFeed},
		{Pattern: "/cases/calendar.ics", Title: "deadlines that are owed, and notices that the viewer may know of (iCalendar)", Needs: access.Released, Noted: true, Raw: d.calendar},
	}
}

// mostNews is how many pieces of news the feed has.
const mostNews = 200

func (d *Desk) casesFeed(a *api.Ask, w http.ResponseWriter) error {
	_, exercise := d.Site()
	mark := exerciseMark(exercise)
	f := feeds.Feed{Title: strings.TrimSpace(mark + " Cases"), ID: "urn:truce:cases", Author: cmp.Or(mark, "The mission"), Self: "/cases/feed.atom", Page: "/cases"}
	err := d.read(func(s *engine.State) error {
		f.Updated = a.Now - a.Now%when.Instant(when.Day) // the time of the last entry is not told
		f.Entries = latest(s, mark)
		return nil
	})
	if err != nil {
		return err
	}
	return write(w, feeds.AtomType, f.Write)
}

// latest are the newest pieces of news, the newest first. Only of cases that have one of them words are made.
func latest(s *engine.State, mark string) (out []feeds.Entry) {
	var times []when.Instant // of the newest pieces of news so far, and up to as many more
	least := when.MinInstant // of the newest pieces, once there are as many
	cut := func() {
		slices.SortFunc(times, func(a, b when.Instant) int { return cmp.Compare(b, a) })
		if len(times) >= mostNews {
			times = times[:mostNews]
			least = times[mostNews-1]
		}
	}
	for _, r := range s.Registers() {
		for _, c := range slices.Backward(r.Cases()) {
			newsAt(c, func(at when.Instant) {
				if times = append(times, at); at < least {
					times = times[:len(times)-1]
				}
			})
			if len(times) >= 2*mostNews {
				cut()
			}
		}
	}
	cut()
	for _, r := range s.Registers() {
		for _, c := range r.Cases() {
			has := false
			if newsAt(c, func(at when.Instant) { has = has || at >= least }); has {
				out = append(out, newsOf(r, c, mark)...)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b feeds.Entry) int { return cmp.Compare(b.At, a.At) })
	return out[:min(len(out), mostNews)]
}

// newsAt calls f with the time of each piece of news of a case.
func newsAt(c *response.Case, f func(when.Instant)) {
	f(c.Opened)
	for _, o := range c.Obligations {
		if o.Done != 0 {
			f(max(o.Done, o.Recorded))
		}
		if o.RanOut != 0 {
			f(o.RanOut)
		}
	}
}

// newsOf is what became of a case: that it opened, what was done, and what ran out. Of the words that were filed nothing is in it.
func newsOf(r *response.Register, c *response.Case, mark string) []feeds.Entry {
	text, article, _ := desk.CaseWords(r, c)
	title := func(what string) string {
		return strings.TrimSpace(fmt.Sprintf("%s %s case %d: %s", mark, r.Ref(), c.Number, what))
	}
	words := desk.WordingIn(r.Text().Agreement())
	id := fmt.Sprintf("urn:truce:case:%s:%d", r.Ref(), c.Number)
	link := desk.CasePath(r.Ref(), c.Number)
	out := []feeds.Entry{{ID: id, Title: title("opened"), Summary: strings.TrimSpace(text + " Article " + cmp.Or(desk.Article(r.Text().Agreement(), article), "not given")), Link: link, At: c.Opened}}
	for i, o := range c.Obligations {
		if o.Done != 0 {
			out = append(out, feeds.Entry{ID: fmt.Sprintf("%s:done:%d", id, i), Title: title("done: " + desk.Step(o)), Summary: "By " + cmp.Or(words.Name(o.DoneBy), owedBy(o, words)) + ".", Link: link, At: max(o.Done, o.Recorded)})
		}
		if o.RanOut != 0 {
			owed := owedBy(o, words)
			if silent := (papers.Case{Register: r, Case: c, Words: words}).Silent(o); len(silent) > 0 {
				owed = words.Said(strings.Join(silent, ", "))
			}
			out = append(out, feeds.Entry{ID: fmt.Sprintf("%s:late:%d", id, i), Title: title("time ran out: " + desk.Step(o)), Summary: "Owed by " + owed + ".", Link: link, At: o.RanOut})
		}
	}
	return out
}

// calendar is what is owed and when, with the notices that the viewer may know of. It says no place: a calendar is copied to
// telephones and to the servers of others.
func (d *Desk) calendar(a *api.Ask, w http.ResponseWriter) error {
	_, exercise := d.Site()
	mark := exerciseMark(exercise)
	c := feeds.Calendar{Name: strings.TrimSpace(mark + " Deadlines and notices")}
	err := d.read(func(s *engine.State) error {
		c.Items = deadlines(s, a.Now, mark)
		for _, n := range s.Room().Notices() {
			if desk.MayKnow(a, n) && n.Ended != watch.Performed && (!n.IsPast(a.Now) || n.Ended != "") {
				c.Items = append(c.Items, feeds.Item{
					UID: "notice-" + n.ID, Changed: max(n.Entered, n.EndedAt), Start: n.Time.From, End: n.Time.To, Cancelled: n.Ended != "",
					Summary: strings.TrimSpace(mark + " Notice " + n.ID + ": " + string(n.Kind)), Description: n.What + "\nWhere it is stands on the page of notices alone.",
				})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write(w, feeds.CalendarType, c.Write)
}

// mostDue is how many deadlines a calendar has: those due first of what is not late by more than a month. Older ones are on the page of
// cases.
const mostDue = 2_000

// owing is one thing that is owed in a case.
type owing struct {
	r *response.Register
	c *response.Case
	n int // of the case's obligations
}

// deadlines are what is owed and due first, in order of the cases.
func deadlines(s *engine.State, now when.Instant, mark string) (out []feeds.Item) {
	var list []owing
	due := func(x owing) when.Instant { return x.c.Obligations[x.n].Due }
	soonest := func() {
		slices.SortStableFunc(list, func(x, y owing) int { return cmp.Compare(due(x), due(y)) })
		list = list[:min(len(list), mostDue)]
	}
	for _, r := range s.Registers() {
		for _, c := range r.Cases() {
			for i, o := range c.Obligations {
				if o.IsOpen() && o.Due != 0 && o.Due >= now-when.Instant(30*when.Day) {
					list = append(list, owing{r, c, i})
				}
			}
			if len(list) >= 4*mostDue {
				soonest()
			}
		}
	}
	soonest()
	slices.SortStableFunc(list, func(x, y owing) int {
		return cmp.Or(cmp.Compare(slices.Index(s.Registers(), x.r), slices.Index(s.Registers(), y.r)), cmp.Compare(x.c.Number, y.c.Number), cmp.Compare(x.n, y.n))
	})
	for _, x := range list {
		out = append(out, x.item(mark))
	}
	return out
}

func (x owing) item(mark string) feeds.Item {
	o, reported := x.c.Obligations[x.n], ""
	if o.Reported {
		reported = "\nThe time is as reported, and not read in the text."
	}
	return feeds.Item{
		UID: fmt.Sprintf("case-%s-%d-%d", x.r.Ref(), x.c.Number, x.n), Changed: max(o.Start, x.c.Opened), Due: o.Due,
		Summary:     strings.TrimSpace(fmt.Sprintf("%s %s case %d: %s, owed by %s", mark, x.r.Ref(), x.c.Number, desk.Step(o), x.owedBy(o))),
		Description: "Article " + string(o.Article) + reported,
	}
}

// owedBy names who owes what is open: of a reply those who have not given it.
func (x owing) owedBy(o *response.Obligation) string {
	words := desk.WordingIn(x.r.Text().Agreement())
	if o.Name != "reply" || o.Detail == nil || len(o.Detail.Reached) == 0 {
		return owedBy(o, words)
	}
	return words.Said(strings.Join(desk.Unreached(o), ", "))
}

// write makes a file whole before its first byte goes out.
func write(w http.ResponseWriter, media string, of func(io.Writer) error) error {
	var out bytes.Buffer
	if err := of(&out); err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	_, err := w.Write(out.Bytes())
	return err
}
