// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"cmp"
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
	"truce/when"
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
	l := page.List{
		ID: "meetings", Title: "Meetings", Empty: "No meeting is on record. The secretariat prints an empty table with truce meetings --template and enters it with truce meetings RECORD --import FILE.",
		Columns: columns("Meeting", "From", "Until", "Where", "Held|mode", "Chaired by", "Prepares", "States by stage|states"),
	}
	var items page.List
	err := d.read(func(s *coalition.State) error {
		g := s.Meetings()
		for _, m := range g.Meetings(v) {
			var stages []string
			for _, t := range g.Tallies(m.Is.ID, v) {
				if t.States > 0 {
					stages = append(stages, fmt.Sprintf("%s %d", words(t.Stage), t.States))
				}
			}
			title := m.Is.Title
			if m.Is.Cancelled {
				title += " (cancelled)"
			}
			row := add(&l, m.Is.Exercise, title, day(m.Is.First), day(m.Is.Last), m.Is.Where, words(m.Is.Mode), strings.Join(m.Is.Chairs, ", "), string(m.Is.Prepares), cmp.Or(strings.Join(stages, ", "), "none on record"))
			row.ID, row.Cells[0].Link = string(m.Is.ID), address("meetings", string(m.Is.ID))
		}
		items = actionList(g, "", v)
		return nil
	})
	items.Title = "Action items of all meetings"
	return told(page.Page{
		Title: "Meetings", Lead: "Invited is not expected is not confirmed is not present.",
		Blocks: []page.Block{l, items, page.Links{Title: "For your calendar", Links: []page.Link{{Text: "Meetings and action items (iCalendar)", To: "/meetings/calendar.ics"}}}},
	}), err
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
		if m.Is.Cancelled {
			p.Blocks = append(p.Blocks, page.Note{Kind: page.Warning, Text: "This meeting was cancelled."})
		}
		p.Blocks = append(p.Blocks, meetingFacts(m), attendanceList(g, id, v), personList(g, id, v), tallyList(g, id, v), statedList(g, id, v))
		for _, kind := range []struct {
			accord           meeting.Accord
			id, title, empty string
		}{
			{meeting.Agreed, "agreed", "Agreed conclusions", "No agreed conclusion is on record."},
			{meeting.ChairSummary, "summaries", "Summaries of the chair, agreed by nobody else", "No summary of the chair is on record."},
			{meeting.DraftText, "drafts", "Drafts", "No draft is on record."},
		} {
			l := page.List{ID: kind.id, Title: kind.title, Empty: kind.empty, Columns: columns("In our words|words", "Agreed by", "According to")}
			for _, x := range g.Conclusions(id, kind.accord, v) {
				add(&l, m.Is.Exercise, x.Is.Words, joined(x.Is.AgreedBy), by(x.Said))
			}
			p.Blocks = append(p.Blocks, l)
		}
		p.Blocks = append(p.Blocks, readoutList(g, id, v), decisionList(g, id, v), actionList(g, id, v))
		return nil
	})
	return told(p), err
}

func meetingFacts(m sourced.Line[meeting.Meeting]) page.Facts {
	facts := []page.Fact{{Name: "From", Text: day(m.Is.First)}}
	for _, each := range []struct{ name, text string }{
		{"Until", day(m.Is.Last)},
		{"Opens", hour(m.Is.Opens)},
		{"Closes", hour(m.Is.Closes)},
		{"Where", m.Is.Where},
		{"Held", words(m.Is.Mode)},
		{"Chaired by", strings.Join(m.Is.Chairs, ", ")},
	} {
		if each.text != "" {
			facts = append(facts, page.Fact{Name: each.name, Text: each.text})
		}
	}
	if m.Is.Prepares != "" {
		facts = append(facts, page.Fact{Name: "Prepares", Text: string(m.Is.Prepares), Link: address("meetings", string(m.Is.Prepares))})
	}
	return page.Facts{Facts: append(facts, page.Fact{Name: "According to", Text: by(m.Said)})}
}

func hour(at when.Instant) string {
	if at == 0 {
		return ""
	}
	return api.Clock(at, when.Zone{})
}

func attendanceList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{
		ID: "attendance", Title: "Delegations", Lead: "Each stage stands only if somebody said so; none follows from another.", Empty: "No delegation is named on record. Delegations are entered as rows of the kind delegation in the table of meetings.",
		Columns: columns("Who", "Of a|whose", "On record as|stages", "Mode", "Rank of its head|rank", "According to"),
	}
	for _, x := range g.Attendances(id, v) {
		var stages []string
		for _, s := range x.Stages {
			stages = append(stages, words(s.Is.Stage))
		}
		last := x.Stages[len(x.Stages)-1]
		add(&l, false, string(x.Who), words(x.Whose), strings.Join(stages, ", "), words(last.Is.Mode), words(last.Is.Rank), by(last.Said))
	}
	return l
}

func personList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{ID: "named", Title: "Named in public office", Empty: "Nobody is named on record.", Columns: columns("Name", "Of", "Office", "Rank", "On record as|stage", "Mode", "According to")}
	for _, x := range g.Persons(id, v) {
		add(&l, false, x.Is.Name, string(x.Is.Who), x.Is.Office, words(x.Is.Rank), words(x.Is.Stage), words(x.Is.Mode), by(x.Said))
	}
	return l
}

func tallyList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{
		ID: "tallies", Title: "Counted from those who are named", Lead: "Each stage by itself; they are never added.", Empty: "Nobody is named at any stage.",
		Columns: columns("Stage", "States#", "Organisations#", "Persons#", "Of them by video#|by_video", "Of them not said how#|mode_unknown"),
	}
	for _, t := range g.Tallies(id, v) {
		if t.States+t.Organisations+t.Persons > 0 {
			add(&l, false, words(t.Stage), fmt.Sprint(t.States), fmt.Sprint(t.Organisations), fmt.Sprint(t.Persons), fmt.Sprint(t.ByVideo), fmt.Sprint(t.ModeUnknown))
		}
	}
	return l
}

func statedList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{
		ID: "stated", Title: "Numbers as quoted, beside those who are named", Lead: "A number is consistent with the named or not, and is never confirmed.", Empty: "Nobody stated a number on record.",
		Columns: columns("Number#", "Of what|what", "Stage", "In the words of the source|words", "According to", "Beside the record|verdict", "Named#", "Reason", "Flagged"),
	}
	for _, b := range g.Compare(id, v) {
		c := b.Count.Is
		add(&l, false, fmt.Sprint(c.Number), words(c.What), words(c.Stage), c.Words, by(b.Count.Said), words(b.Verdict), fmt.Sprint(b.Named), b.Reason, strings.Join(b.Flags, "; "))
	}
	return l
}

func readoutList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{ID: "readouts", Title: "Readouts, each side's apart", Empty: "No side's readout is on record.", Columns: columns("Side", "In our words|words", "According to")}
	for _, x := range g.Readouts(id, v) {
		add(&l, false, string(x.Is.Side), x.Is.Words, by(x.Said))
	}
	return l
}

func decisionList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{ID: "decisions", Title: "Decisions", Empty: "No decision is on record.", Columns: columns("Decision", "What", "Stands as|choice", "About", "Due", "According to")}
	for _, x := range g.Decisions(id, v) {
		add(&l, false, string(x.Is.ID), x.Is.What, words(x.Is.Choice), x.Is.On, day(x.Is.Due), by(x.Said))
	}
	return l
}

// actionList are the action items of a meeting, or of all where it is empty.
func actionList(g *meeting.Register, id sourced.Name, v sourced.View) page.List {
	l := page.List{
		ID: "actions", Title: "Action items", Empty: "No action item is on record. Who owes what by when is entered as rows of the kind action in the table of meetings.",
		Columns: columns("Item", "What", "Owner", "Due", "Stands as|progress", "Carries out", "Meeting", "According to"),
	}
	for _, x := range g.Actions(id, v) {
		i := x.Line.Is
		m, _ := g.Meeting(i.Meeting, v)
		due := day(i.Due)
		if x.Overdue {
			due += " (overdue)"
		}
		row := add(&l, m.Is.Exercise, string(i.ID), i.What, string(i.Owner), due, words(i.Progress), string(i.Decision), string(i.Meeting), by(x.Line.Said))
		row.Cells[6].Link = address("meetings", string(i.Meeting))
		if x.Overdue {
			row.Mark = cmp.Or(row.Mark, "late")
			row.Cells[3].Status = "overdue"
		}
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
