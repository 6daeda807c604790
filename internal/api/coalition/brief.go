// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"cmp"
	"slices"

	"truce/coalition"
	"truce/coalition/brief"
	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
)

func (d *Desk) briefs() []api.Route {
	return []api.Route{{Pattern: "/brief", Title: "the page of one's own state", Needs: access.Registers, Noted: true, Page: d.briefPage}}
}

// briefPage is the page of the viewer's own state: it is for that state and no other.
func (d *Desk) briefPage(a *api.Ask) (page.Page, error) {
	state := sourced.Name(a.Viewer.Member)
	p := page.Page{Title: "Brief", Lead: "One page for one state, as that state reads it. Each line says who said it."}
	if state == "" {
		p.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "A brief is for a state, and your account speaks for none. Sign in for the chancellery of one."}}
		return p, nil
	}
	err := d.read(func(s *coalition.State) error {
		b := brief.Make(s, state, view(a))
		p.Title, p.Lead = "Brief for "+string(state), "For "+string(state)+" alone. What a text asks, what a state has said of it and what was decided stand apart; no line says that an undertaking is live."
		p.Blocks = slices.Concat(briefTexts(b), briefForce(b), briefMeetings(b), briefReadiness(b), briefReleases(b), briefSources(b))
		return nil
	})
	return told(p), err
}

func briefTexts(b brief.Brief) []page.Block {
	invented := map[sourced.Name]bool{}
	for _, t := range b.Texts {
		invented[t.Text.Instrument] = t.Exercise
	}
	bound := page.List{
		ID: "bound", Title: "Bound by", Lead: boundLead, Empty: "Nobody is on record as saying that it is bound by anything. What it signed or endorsed stands above.",
		Columns: columns("By what|to", "According to"),
	}
	for _, x := range b.Bound {
		add(&bound, invented[x.Is.To], string(x.Is.To), by(x.Said))
	}
	stands := page.List{
		ID: "stands", Title: "Where it stands on each text, and what the text asks of it", Empty: "No text is on record that counts. That there is none does not follow.",
		Columns: columns("Text|title", "What of it|component_title", "Position|stance", "Said of|on", "By the word of|said_by", "The text asks|asks", "Binding level|binding", "It excepts|reservation", "|text", "|component"),
	}
	open := page.List{
		ID: "open", Title: "Open in ratification", Empty: "No step is on record. That none is owed does not follow.",
		Columns: columns("Text", "Component", "Who has to act|owner", "How far|progress", "In what words|words", "According to"),
	}
	for _, t := range b.Texts {
		for _, c := range t.Components {
			on, said := "", "nothing on record"
			if c.Whole {
				on = wholeText
			}
			if c.By.By != "" {
				said = by(c.By)
			}
			add(&stands, t.Exercise, t.Title, c.Title, words(c.Stance), on, said, cmp.Or(words(c.What), "nothing on record"), words(c.Binding), c.Reservation, t.Text.String(), string(c.ID))
		}
		for _, x := range t.Owing {
			add(&open, t.Exercise, t.Text.String(), cmp.Or(string(x.Is.Component), wholeText), words(x.Is.Owner), words(x.Is.Progress), x.Is.Words, by(x.Said))
		}
		switch {
		case len(t.Components) == 0 || len(t.Owing) > 0: // a text that is known by report alone asks nothing yet
		case t.Taken == 0:
			add(&open, t.Exercise, t.Text.String(), wholeText, "", "no step on record; that none is owed does not follow", "", "")
		default:
			add(&open, t.Exercise, t.Text.String(), wholeText, "", "every step on record is taken", "", "")
		}
	}
	ties := page.List{ID: "ties", Title: "Represented at, member of; parts that bind it to nothing", Empty: "Nothing is on record.", Columns: columns("As what|as", "To what|to", "According to")}
	for _, x := range b.Relations {
		add(&ties, invented[x.Is.To], words(x.Is.Tie), string(x.Is.To), by(x.Said))
	}
	for _, x := range b.Roles {
		add(&ties, invented[x.Is.Of], words(x.Is.Part)+", which binds it to nothing", string(x.Is.Of), by(x.Said))
	}
	return []page.Block{stands, open, bound, ties}
}

func briefForce(b brief.Brief) []page.Block {
	pledges := page.List{
		ID: "pledges", Title: "Pledged, with its caveats", Empty: "No pledge of it is on record.",
		Columns: columns("Pledge", "Line", "How firm|firmness", "What|contributed", "How many#|quantity", "Days to deploy", "Stays", "Caveats", "Caveats in our words|caveat_words", "Committed elsewhere already|elsewhere", "According to"),
	}
	for _, x := range b.Pledges {
		q := x.Is
		add(&pledges, x.Exercise, string(q.ID), string(q.Line), words(q.Firmness), q.Contributed, quantity(q), days(q), stays(q), words(joined(q.Caveats)), q.CaveatWords, q.Elsewhere, by(x.Said))
	}
	hanging := page.List{ID: "hanging", Title: "Open decisions on which its pledges hang", Empty: "None that it may see is on record.", Columns: columns("Decision", "What", "Who decides|owner", "Stands as|choice", "Due", "According to")}
	for _, x := range b.Hanging {
		add(&hanging, x.Exercise, string(x.Is.ID), x.Is.What, x.Is.Owner, words(x.Is.Choice), day(x.Is.Due), by(x.Said))
	}
	return []page.Block{pledges, hanging}
}

func briefMeetings(b brief.Brief) []page.Block {
	meetings := page.List{ID: "meetings", Title: "Next meetings", Empty: "No meeting to come is on record.", Columns: columns("Meeting", "From", "Until", "Where", "Its part|part")}
	for _, m := range b.Meetings {
		part := "not on record"
		if m.Stage != "" {
			part = words(m.Stage) + ", " + words(m.Mode)
		}
		row := add(&meetings, m.Meeting.Exercise, m.Meeting.Title, day(m.Meeting.First), day(m.Meeting.Last), m.Meeting.Where, part)
		row.Cells[0].Link = address("meetings", string(m.Meeting.ID))
	}
	owed := page.List{ID: "owed", Title: "It owes", Empty: "No action item of it is open on record.", Columns: columns("Item", "What", "Due", "Stands as|progress", "According to")}
	for _, x := range b.Actions {
		due := cmp.Or(day(x.Line.Is.Due), "no day set")
		if x.Overdue {
			due += " (overdue)"
		}
		add(&owed, x.Exercise, string(x.Line.Is.ID), x.Line.Is.What, due, words(x.Line.Is.Progress), by(x.Line.Said))
	}
	return []page.Block{meetings, owed}
}

func briefReadiness(b brief.Brief) []page.Block {
	cells := page.List{ID: "cells", Title: "Where it stands on texts that are being agreed", Empty: "It is a party to no text that is being agreed, as far as is on record.", Columns: columns("Text", "Article", "Title", "Stands as|status", "By whose word|word")}
	for _, c := range b.Cells {
		word := "others'"
		switch {
		case c.Self:
			word = "its own"
		case c.Disputed:
			word = "others', who differ"
		case c.Status == readiness.UnknownStatus:
			word = "no source says"
		}
		row := add(&cells, c.Exercise, c.Text.String(), string(c.Article), c.Title, standing(c.Status, c.Disputed, c.ConditionalOn), word)
		row.Cells[1].Link = address("readiness", c.Text.String(), string(c.Article))
	}
	lines := page.List{ID: "red-lines", Title: "Its red lines", Empty: "No red line of it is on record.", Columns: columns("Text", "Article", "In our words|words", "According to")}
	for _, x := range b.RedLines {
		add(&lines, x.Exercise, cmp.Or(string(x.Is.Text), "the whole"), string(x.Is.Article), x.Is.Words, by(x.Said))
	}
	return []page.Block{cells, lines}
}

func briefReleases(b brief.Brief) []page.Block {
	releases := releaseList()
	releases.Title, releases.Empty = "Releases of a mission for it to read", "No release of a mission is on record."
	standing := standingList()
	standing.Title = "Beside its own undertakings"
	for _, x := range b.Releases {
		addRelease(&releases, x.Released)
		if x.Fault != "" {
			releases.Rows[len(releases.Rows)-1].Cells[7].Text += " could not be set beside its undertakings: " + x.Fault
		}
		for _, st := range x.Standings {
			addStanding(&standing, x.Released, st)
		}
	}
	return []page.Block{releases, standing}
}

func briefSources(b brief.Brief) []page.Block {
	said := page.List{ID: "said", Title: "Said of it or for it, in sources on record", Empty: "No statement about it is on record.", Columns: columns("Fact", "In our words|says", "Nature", "How attributed|grade", "Source", "Flags")}
	for _, x := range b.Said {
		f, flags := x.Fact, ""
		for i, flag := range f.Flags {
			if i > 0 {
				flags += "; "
			}
			flags += words(flag.Word) + ": " + flag.Says
		}
		row := add(&said, x.Exercise, string(f.ID), f.Says, words(f.Nature), words(f.Grade), string(f.Source), flags)
		row.Cells[0].Link = "/statements#row-" + string(f.ID)
	}
	rests := page.List{ID: "sources", Title: "This page rests on", Empty: "It rests on nothing: nothing about the state is on record.", Columns: columns("Source")}
	for _, s := range b.Sources {
		add(&rests, false, s)
	}
	return []page.Block{said, rests}
}
