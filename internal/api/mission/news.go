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
	"truce/response"
	"truce/watch"
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

func (d *Desk) casesFeed(_ *api.Ask, w http.ResponseWriter) error {
	_, exercise := d.Site()
	mark := exerciseMark(exercise)
	f := feeds.Feed{Title: strings.TrimSpace(mark + " Cases"), ID: "urn:truce:cases", Author: cmp.Or(mark, "The mission"), Self: "/cases/feed.atom", Page: "/cases"}
	err := d.read(func(s *engine.State) error {
		f.Updated = s.Now()
		for _, r := range s.Registers() {
			for _, c := range r.Cases() {
				f.Entries = append(f.Entries, newsOf(r, c, mark)...)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(f.Entries, func(a, b feeds.Entry) int { return cmp.Compare(b.At, a.At) })
	f.Entries = f.Entries[:min(len(f.Entries), mostNews)]
	return write(w, feeds.AtomType, f.Write)
}

// newsOf is what became of a case: that it opened, what was done, and what ran out. Of the words that were filed nothing is in it.
func newsOf(r *response.Register, c *response.Case, mark string) []feeds.Entry {
	text, article, _ := findingOf(c)
	title := func(what string) string {
		return strings.TrimSpace(fmt.Sprintf("%s %s case %d: %s", mark, r.Ref(), c.Number, what))
	}
	words := desk.WordingIn(r.Text().Agreement())
	id := fmt.Sprintf("urn:truce:case:%s:%d", r.Ref(), c.Number)
	link := caseAddress(r.Ref(), c.Number)
	out := []feeds.Entry{{ID: id, Title: title("opened"), Summary: strings.TrimSpace(text + " Article " + cmp.Or(article, "not given")), Link: link, At: c.Opened}}
	for i, o := range c.Obligations {
		if o.Done != 0 {
			out = append(out, feeds.Entry{ID: fmt.Sprintf("%s:done:%d", id, i), Title: title(stepName(o) + " done"), Summary: "By " + cmp.Or(words.Name(o.DoneBy), owedBy(o, words)) + ".", Link: link, At: max(o.Done, o.Recorded)})
		}
		if o.RanOut != 0 {
			out = append(out, feeds.Entry{ID: fmt.Sprintf("%s:late:%d", id, i), Title: title(stepName(o) + ": its time ran out"), Summary: "Owed by " + owedBy(o, words) + ".", Link: link, At: o.RanOut})
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
		for _, r := range s.Registers() {
			for _, one := range r.Cases() {
				c.Items = append(c.Items, deadlinesOf(r, one, mark)...)
			}
		}
		for _, n := range s.Room().Notices() {
			if mayKnow(a, n) && n.Ended != watch.Performed && (!n.IsPast(a.Now) || n.Ended != "") {
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

func deadlinesOf(r *response.Register, c *response.Case, mark string) (out []feeds.Item) {
	words := desk.WordingIn(r.Text().Agreement())
	for i, o := range c.Obligations {
		if !o.IsOpen() || o.Due == 0 {
			continue
		}
		reported := ""
		if o.Reported {
			reported = "\nThe time is as reported, and not read in the text."
		}
		out = append(out, feeds.Item{
			UID: fmt.Sprintf("case-%s-%d-%d", r.Ref(), c.Number, i), Changed: max(o.Start, c.Opened), Due: o.Due,
			Summary:     strings.TrimSpace(fmt.Sprintf("%s %s case %d: %s, owed by %s", mark, r.Ref(), c.Number, stepName(o), owedBy(o, words))),
			Description: strings.TrimSpace(o.Owes + reported),
		})
	}
	return out
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
