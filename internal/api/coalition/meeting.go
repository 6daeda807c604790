// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"truce/coalition"
	"truce/coalition/meeting"
	"truce/coalition/sourced"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
)

func (d *Desk) meetings() []api.Route {
	return []api.Route{
		{Pattern: "/meetings", Title: "who meets, when, and how", Needs: access.Registers, Page: d.meetingsPage},
		{Pattern: "/meetings/{meeting}", Title: "one meeting: attendance, readouts, decisions, action items", Needs: access.Registers, Page: d.meetingPage},
		{Pattern: "/meetings/calendar.ics", Title: "meetings and action items for a calendar (iCalendar)", Needs: access.Registers, Raw: d.calendar},
	}
}

func (d *Desk) meetingsPage(a *api.Ask) (page.Page, error) {
	v := view(a)
	l := page.List{ID: "meetings", Empty: "No meeting is on record. The secretariat enters a table with truce meetings --import.", Columns: []page.Column{
		{Key: "meeting", Name: "Meeting"}, {Key: "from", Name: "From"}, {Key: "until", Name: "Until"}, {Key: "where", Name: "Where"}, {Key: "mode", Name: "Held"}, {Key: "chairs", Name: "Chaired by"}, {Key: "states", Name: "States by stage"},
	}}
	err := d.read(func(s *coalition.State) error {
		g := s.Meetings()
		for _, m := range g.Meetings(v) {
			var stages []string
			for _, t := range g.Tallies(m.Is.ID, v) {
				stages = append(stages, fmt.Sprintf("%s %d", words(t.Stage), t.States))
			}
			row := page.Row{ID: string(m.Is.ID), Mark: mark(m.Is.Exercise), Cells: []page.Cell{
				{Text: m.Is.Title, Link: "/meetings/" + string(m.Is.ID)}, {Text: day(m.Is.First)}, {Text: day(m.Is.Last)}, {Text: m.Is.Where}, {Text: words(m.Is.Mode)}, {Text: strings.Join(m.Is.Chairs, ", ")}, {Text: strings.Join(stages, ", ")},
			}}
			if m.Is.Cancelled {
				row.Cells[0].Text += " (cancelled)"
			}
			l.Rows = append(l.Rows, row)
		}
		return nil
	})
	return page.Page{Title: "Meetings", Lead: "Invited is not expected is not confirmed is not present.", Blocks: []page.Block{l, page.Links{Links: []page.Link{{Text: "For your calendar", To: "/meetings/calendar.ics"}}}}}, err
}

func (d *Desk) meetingPage(a *api.Ask) (page.Page, error) {
	v, id := view(a), sourced.Name(a.PathValue("meeting"))
	p := page.Page{}
	err := d.read(func(s *coalition.State) error {
		g := s.Meetings()
		m, ok := g.Meeting(id, v)
		if !ok {
			return api.ErrNotFound
		}
		p = page.Page{Title: m.Is.Title, Exercise: m.Is.Exercise, Lead: m.Is.Purpose}
		p.Blocks = []page.Block{
			page.Facts{Facts: []page.Fact{{Name: "From", Text: day(m.Is.First)}, {Name: "Until", Text: day(m.Is.Last)}, {Name: "Where", Text: m.Is.Where}, {Name: "Held", Text: words(m.Is.Mode)}, {Name: "According to", Text: by(m.Said)}}},
			attendanceList(g, id, v), readoutList(g, id, v), conclusionList(g, id, v), decisionList(g, id, v), actionList(g, id, v),
		}
		for _, b := range g.Compare(id, v) {
			p.Blocks = append(p.Blocks, page.Note{Kind: page.Info, Text: fmt.Sprintf("%d %s as quoted by %s: %s. %s", b.Count.Is.Number, b.Count.Is.Words, by(b.Count.Said), words(b.Verdict), b.Reason)})
		}
		return nil
	})
	return p, err
}

func attendanceList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{ID: "attendance", Title: "Attendance", Empty: "Nobody is named on record.", Columns: []page.Column{{Key: "who", Name: "Who"}, {Key: "of", Name: "Of what kind"}, {Key: "stages", Name: "Stage and mode, in the order of record"}}}
	for _, x := range g.Attendances(id, v) {
		var stages []string
		for _, s := range x.Stages {
			stages = append(stages, strings.TrimSpace(words(s.Is.Stage)+" "+words(s.Is.Mode)))
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: string(x.Who)}, {Text: words(x.Whose)}, {Text: strings.Join(stages, ", ")}}})
	}
	return l
}

func readoutList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{ID: "readouts", Title: "Readouts, each side's apart", Empty: "No readout is on record.", Columns: []page.Column{{Key: "side", Name: "Side"}, {Key: "words", Name: "In its words"}, {Key: "said", Name: "According to"}}}
	for _, x := range g.Readouts(id, v) {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: string(x.Is.Side)}, {Text: x.Is.Words}, {Text: by(x.Said)}}})
	}
	return l
}

func conclusionList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{ID: "conclusions", Title: "Conclusions", Lead: "What was agreed stands apart from a chair's summary.", Empty: "No conclusion is on record.", Columns: []page.Column{{Key: "accord", Name: "Kind"}, {Key: "words", Name: "In words"}, {Key: "agreed_by", Name: "Agreed by"}, {Key: "said", Name: "According to"}}}
	for _, x := range g.Conclusions(id, "", v) {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: words(x.Is.Accord)}, {Text: x.Is.Words}, {Text: joined(x.Is.AgreedBy)}, {Text: by(x.Said)}}})
	}
	return l
}

func decisionList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{ID: "decisions", Title: "Decisions", Empty: "No decision is on record.", Columns: []page.Column{{Key: "decision", Name: "Decision"}, {Key: "what", Name: "What"}, {Key: "state", Name: "State"}, {Key: "due", Name: "Due"}, {Key: "said", Name: "According to"}}}
	for _, x := range g.Decisions(id, v) {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: string(x.Is.ID)}, {Text: x.Is.What}, {Text: words(x.Is.Choice)}, {Text: day(x.Is.Due)}, {Text: by(x.Said)}}})
	}
	return l
}

func actionList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{ID: "actions", Title: "Action items", Empty: "No action item is on record.", Columns: []page.Column{{Key: "item", Name: "Item"}, {Key: "what", Name: "What"}, {Key: "owner", Name: "Owner"}, {Key: "due", Name: "Due"}, {Key: "state", Name: "State"}}}
	for _, x := range g.Actions(id, v) {
		row := page.Row{Cells: []page.Cell{{Text: string(x.Line.Is.ID)}, {Text: x.Line.Is.What}, {Text: string(x.Line.Is.Owner)}, {Text: day(x.Line.Is.Due)}, {Text: words(x.Line.Is.Progress)}}}
		if x.Overdue {
			row.Mark = "late"
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func (d *Desk) calendar(a *api.Ask, w http.ResponseWriter) error {
	var text string
	err := d.read(func(s *coalition.State) error {
		text = s.Meetings().Calendar(view(a))
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	_, err = io.WriteString(w, text)
	return err
}
