// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"fmt"
	"strings"

	"truce/coalition/sourced"
	"truce/internal/icalendar"
)

// Calendar writes the meetings and action items that a view sees as iCalendar (RFC 5545): an event for each meeting, with its
// delegations as attendees, and a to-do for each item. The same view gives the same bytes.
func (g *Register) Calendar(v sourced.View) string {
	c := &icalendar.Lines{}
	c.Line("BEGIN", "VCALENDAR")
	c.Line("VERSION", "2.0")
	c.Line("PRODID", "-//Truce//coalition meetings//EN")
	c.Line("CALSCALE", "GREGORIAN")
	for _, id := range g.meetings.Keys() {
		g.event(c, id, v)
	}
	for _, i := range g.Actions("", v) {
		m, _ := g.meetings.Last(i.Line.Is.Meeting, v)
		g.todo(c, i.Line, m.Is.Exercise, v)
	}
	c.Line("END", "VCALENDAR")
	return c.String()
}

// event writes a meeting. One that was entered and then taken back is cancelled: whoever has it in a calendar must see it go.
func (g *Register) event(c *icalendar.Lines, id sourced.Name, v sourced.View) {
	history := g.meetings.Of(id)
	revision, changed := history.Revision(v)
	if revision == 0 {
		return
	}
	l, ok := history.Last(v)
	switch {
	case !ok && !v.Day.IsZero():
		return // what was said of it is left out
	case !ok:
		l = history[0]
	}
	m := l.Is
	c.Line("BEGIN", "VEVENT")
	c.Line("UID", "meeting-"+string(m.ID)+"@truce.invalid")
	c.Line("DTSTAMP", icalendar.Stamp(changed))
	c.Line("SEQUENCE", fmt.Sprint(revision-1))
	switch {
	case m.Opens != 0:
		c.Line("DTSTART", icalendar.Stamp(m.Opens))
		if m.Closes > m.Opens {
			c.Line("DTEND", icalendar.Stamp(m.Closes))
		}
	default:
		c.Line("DTSTART;VALUE=DATE", icalendar.Day(m.First))
		c.Line("DTEND;VALUE=DATE", icalendar.Day(m.lastDay().Add(1)))
	}
	c.Text("SUMMARY", exercise(m.Exercise)+m.Title)
	c.Text("LOCATION", m.Where)
	c.Text("DESCRIPTION", described(m, l.Said))
	if m.Cancelled || !ok {
		c.Line("STATUS", "CANCELLED")
	}
	for _, a := range g.Attendances(m.ID, v) {
		last := a.Last()
		c.Line(fmt.Sprintf("ATTENDEE;CN=%s;CUTYPE=GROUP;PARTSTAT=%s", a.Who, partstat(last.Stage)), "urn:x-truce:"+string(a.Who))
	}
	c.Line("END", "VEVENT")
}

func described(m Meeting, said sourced.Said) string {
	parts := []string{}
	if m.Purpose != "" {
		parts = append(parts, m.Purpose)
	}
	parts = append(parts, fmt.Sprintf("According to %s, %s (%s).", said.By, said.On, said.Grade))
	return strings.Join(parts, "\n")
}

func (g *Register) todo(c *icalendar.Lines, l sourced.Line[Action], invented bool, v sourced.View) {
	a := l.Is
	revision, changed := g.actions.Of(a.ID).Revision(v)
	c.Line("BEGIN", "VTODO")
	c.Line("UID", "action-"+string(a.ID)+"@truce.invalid")
	c.Line("DTSTAMP", icalendar.Stamp(changed))
	c.Line("SEQUENCE", fmt.Sprint(revision-1))
	if !a.Due.IsZero() {
		c.Line("DUE;VALUE=DATE", icalendar.Day(a.Due))
	}
	c.Text("SUMMARY", exercise(invented)+string(a.Owner)+": "+a.What)
	c.Line("STATUS", map[Progress]string{ToDo: "NEEDS-ACTION", UnderWay: "IN-PROCESS", Done: "COMPLETED", GivenUp: "CANCELLED"}[a.Progress])
	c.Line("END", "VTODO")
}

// exercise marks what is invented.
func exercise(invented bool) string {
	if invented {
		return "EXERCISE "
	}
	return ""
}

// partstat is a stage in the words of RFC 5545 section 3.2.12.
func partstat(s Stage) string {
	switch s {
	case Expected:
		return "TENTATIVE"
	case Confirmed, Present:
		return "ACCEPTED"
	case Declined, Absent:
		return "DECLINED"
	}
	return "NEEDS-ACTION"
}
