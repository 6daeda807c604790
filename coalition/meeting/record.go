// SPDX-License-Identifier: Apache-2.0

// Package meeting turns what is said of meetings into who was invited, expected, confirmed and present, what each side says came of
// them, what was decided and who owes what by when. It sets quoted numbers beside the named, and writes calendars.
package meeting

import (
	"errors"
	"strings"

	"truce/coalition/sourced"
	"truce/when"
)

// Record is one dated statement for the register. Exactly one member is set.
type Record struct {
	Meeting    *Meeting    `json:"meeting,omitempty"`
	Delegation *Delegation `json:"delegation,omitempty"`
	Person     *Person     `json:"person,omitempty"`
	Count      *Count      `json:"count,omitempty"`
	Readout    *Readout    `json:"readout,omitempty"`
	Conclusion *Conclusion `json:"conclusion,omitempty"`
	Decision   *Decision   `json:"decision,omitempty"`
	Action     *Action     `json:"action,omitempty"`
}

// Meeting is one meeting: a summit, a call, a preparation for another.
type Meeting struct {
	ID    sourced.Name `json:"meeting"`
	Title string       `json:"title"`
	// First and Last are the days on which it is held, both included; Last is zero for a meeting of one day.
	First when.Date `json:"first"`
	Last  when.Date `json:"last,omitzero"`
	// Opens and Closes are its hours in UTC, zero where they are not on record.
	Opens  when.Instant `json:"opens,omitzero"`
	Closes when.Instant `json:"closes,omitzero"`
	Where  string       `json:"where,omitempty"`
	Mode   Mode         `json:"mode"`
	Chairs []string     `json:"chairs,omitempty"`
	// Prepares is the meeting that this one prepares.
	Prepares  sourced.Name `json:"prepares,omitempty"`
	Purpose   string       `json:"purpose,omitempty"`
	Cancelled bool         `json:"cancelled,omitempty"`
	// Exercise marks an invented meeting.
	Exercise bool         `json:"exercise,omitempty"`
	Said     sourced.Said `json:"said"`
}

// Delegation is how far the part of a state, an organisation or a person without one in a meeting is on record.
type Delegation struct {
	Meeting sourced.Name `json:"meeting"`
	Who     sourced.Name `json:"who"`
	Whose   Whose        `json:"whose"`
	Stage   Stage        `json:"stage"`
	Mode    Mode         `json:"mode"`
	// Rank is that of its head, unknown where nobody says.
	Rank Rank         `json:"rank"`
	Said sourced.Said `json:"said"`
}

// Person is somebody who is named as part of a delegation, with the office.
type Person struct {
	Meeting sourced.Name `json:"meeting"`
	// Who is the state or organisation.
	Who sourced.Name `json:"who"`
	// Name is the name in public office; nobody else is named.
	Name   string       `json:"name"`
	Office string       `json:"office,omitempty"`
	Rank   Rank         `json:"rank"`
	Stage  Stage        `json:"stage"`
	Mode   Mode         `json:"mode"`
	Said   sourced.Said `json:"said"`
}

// Count is a number that somebody stated of a meeting, as quoted.
type Count struct {
	Meeting sourced.Name `json:"meeting"`
	ID      sourced.Name `json:"count"`
	What    What         `json:"what"`
	Stage   Stage        `json:"stage"`
	Number  int64        `json:"number"`
	// Words are the words of the source for what it counts, in short.
	Words string       `json:"words,omitempty"`
	Said  sourced.Said `json:"said"`
}

// Readout is what one side says of a meeting.
type Readout struct {
	Meeting sourced.Name `json:"meeting"`
	Side    sourced.Name `json:"side"`
	Words   string       `json:"words"`
	Said    sourced.Said `json:"said"`
}

// Conclusion is a text that came out of a meeting.
type Conclusion struct {
	Meeting sourced.Name `json:"meeting"`
	ID      sourced.Name `json:"conclusion"`
	Accord  Accord       `json:"accord"`
	Words   string       `json:"words"`
	// AgreedBy are those who are on record as having agreed; only agreed conclusions name any.
	AgreedBy []sourced.Name `json:"agreed_by,omitempty"`
	Said     sourced.Said   `json:"said"`
}

// Decision is something that a meeting is to decide, and how it stands.
type Decision struct {
	ID      sourced.Name `json:"decision"`
	Meeting sourced.Name `json:"meeting"`
	What    string       `json:"what"`
	Choice  Choice       `json:"choice"`
	// On names what it is about: an article, a component, a requirement line.
	On   string       `json:"about,omitempty"`
	Due  when.Date    `json:"due,omitzero"`
	Said sourced.Said `json:"said"`
}

// Action is something that somebody is to do.
type Action struct {
	ID       sourced.Name `json:"action"`
	Meeting  sourced.Name `json:"meeting"`
	What     string       `json:"what"`
	Owner    sourced.Name `json:"owner"`
	Due      when.Date    `json:"due,omitzero"`
	Progress Progress     `json:"progress"`
	// Decision is the decision that it carries out, if any.
	Decision sourced.Name `json:"decision,omitempty"`
	Said     sourced.Said `json:"said"`
}

// Check returns what is wrong with the record by itself, each fault a *sourced.Fault; nil where nothing is.
func (r *Record) Check() error {
	var f sourced.Faults
	switch f.Union([]sourced.One{
		{Kind: "meeting", Set: r.Meeting != nil},
		{Kind: "delegation", Set: r.Delegation != nil},
		{Kind: "person", Set: r.Person != nil},
		{Kind: "count", Set: r.Count != nil},
		{Kind: "readout", Set: r.Readout != nil},
		{Kind: "conclusion", Set: r.Conclusion != nil},
		{Kind: "decision", Set: r.Decision != nil},
		{Kind: "action", Set: r.Action != nil},
	}) {
	case "meeting":
		r.Meeting.check(&f)
	case "delegation":
		r.Delegation.check(&f)
	case "person":
		r.Person.check(&f)
	case "count":
		r.Count.check(&f)
	case "readout":
		f.Name("meeting", r.Readout.Meeting)
		f.Name("side", r.Readout.Side)
		needWords(&f, r.Readout.Words)
		r.Readout.Said.Check(&f)
	case "conclusion":
		r.Conclusion.check(&f)
	case "decision":
		r.Decision.check(&f)
	case "action":
		r.Action.check(&f)
	}
	return f.Err()
}

// Said returns the source of the record, the zero Said where nothing is set.
func (r *Record) Said() sourced.Said {
	switch {
	case r.Meeting != nil:
		return r.Meeting.Said
	case r.Delegation != nil:
		return r.Delegation.Said
	case r.Person != nil:
		return r.Person.Said
	case r.Count != nil:
		return r.Count.Said
	case r.Readout != nil:
		return r.Readout.Said
	case r.Conclusion != nil:
		return r.Conclusion.Said
	case r.Decision != nil:
		return r.Decision.Said
	case r.Action != nil:
		return r.Action.Said
	}
	return sourced.Said{}
}

func needWords(f *sourced.Faults, words string) {
	if words == "" {
		f.Add("words", errors.New("is missing; say in our words what it says"))
	}
	f.Words("words", words)
}

func (m *Meeting) check(f *sourced.Faults) {
	f.Name("meeting", m.ID)
	f.Title("title", m.Title)
	f.Day("first", m.First)
	f.MaybeDay("last", m.Last)
	if !m.Last.IsZero() && m.Last.Compare(m.First) < 0 {
		f.Add("last", errors.New("is before the first day"))
	}
	if m.Closes != 0 && (m.Opens == 0 || m.Closes < m.Opens) {
		f.Add("closes", errors.New("is before the meeting opens, or when it opens is not given"))
	}
	for _, t := range []struct {
		field string
		at    when.Instant
	}{{"opens", m.Opens}, {"closes", m.Closes}} {
		if t.at != 0 && (sourced.DayOf(t.at).Compare(m.First.Add(-1)) < 0 || sourced.DayOf(t.at).Compare(m.lastDay().Add(1)) > 0) {
			f.Add(t.field, errors.New("is on none of the days of the meeting"))
		}
	}
	f.Note("where", m.Where)
	sourced.Pick(f, "mode", m.Mode, Modes())
	if len(m.Chairs) > 20 {
		f.Add("chairs", errors.New("has more than 20 names"))
	}
	for _, c := range m.Chairs {
		f.Title("chairs", c)
		if strings.Contains(c, ";") {
			f.Add("chairs", errors.New("a name holds a semicolon; it stands between names in tables"))
		}
	}
	f.Maybe("prepares", m.Prepares)
	f.Words("purpose", m.Purpose)
	m.Said.Check(f)
}

// lastDay is the last day of the meeting.
func (m *Meeting) lastDay() when.Date {
	if m.Last.IsZero() {
		return m.First
	}
	return m.Last
}

func (d *Delegation) check(f *sourced.Faults) {
	f.Name("meeting", d.Meeting)
	f.Name("who", d.Who)
	sourced.Pick(f, "whose", d.Whose, Whoses())
	sourced.Pick(f, "stage", d.Stage, Stages())
	sourced.Pick(f, "mode", d.Mode, Modes())
	sourced.Pick(f, "rank", d.Rank, Ranks())
	d.Said.Check(f)
}

func (p *Person) check(f *sourced.Faults) {
	f.Name("meeting", p.Meeting)
	f.Name("who", p.Who)
	f.Title("name", p.Name)
	f.Note("office", p.Office)
	sourced.Pick(f, "rank", p.Rank, Ranks())
	sourced.Pick(f, "stage", p.Stage, Stages())
	sourced.Pick(f, "mode", p.Mode, Modes())
	p.Said.Check(f)
}

func (c *Count) check(f *sourced.Faults) {
	f.Name("meeting", c.Meeting)
	f.Name("count", c.ID)
	sourced.Pick(f, "what", c.What, Whats())
	sourced.Pick(f, "stage", c.Stage, Stages())
	f.Within("number", c.Number, sourced.MaxNumber)
	f.Note("words", c.Words)
	c.Said.Check(f)
}

func (c *Conclusion) check(f *sourced.Faults) {
	f.Name("meeting", c.Meeting)
	f.Name("conclusion", c.ID)
	sourced.Pick(f, "accord", c.Accord, Accords())
	needWords(f, c.Words)
	f.Names("agreed_by", c.AgreedBy)
	if c.Accord != Agreed && len(c.AgreedBy) > 0 {
		f.Add("agreed_by", errors.New("names who agreed, and a summary or a draft is agreed by nobody"))
	}
	c.Said.Check(f)
}

func (d *Decision) check(f *sourced.Faults) {
	f.Name("decision", d.ID)
	f.Name("meeting", d.Meeting)
	f.Title("what", d.What)
	sourced.Pick(f, "choice", d.Choice, Choices())
	f.Note("about", d.On)
	f.MaybeDay("due", d.Due)
	d.Said.Check(f)
}

func (a *Action) check(f *sourced.Faults) {
	f.Name("action", a.ID)
	f.Name("meeting", a.Meeting)
	f.Title("what", a.What)
	f.Name("owner", a.Owner)
	f.MaybeDay("due", a.Due)
	sourced.Pick(f, "progress", a.Progress, Progresses())
	f.Maybe("decision", a.Decision)
	a.Said.Check(f)
}
