// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"truce/coalition/sourced"
	"truce/when"
)

// maxOctets is the longest line of a calendar, without its end: RFC 5545 section 3.1.
const maxOctets = 75

// Calendar writes the meetings and action items that a view sees as iCalendar (RFC 5545): an event for each meeting, with its
// delegations as attendees, and a to-do for each item. The same view gives the same bytes.
func (g *Register) Calendar(v sourced.View) string {
	c := &calendar{}
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Truce//coalition meetings//EN")
	c.line("CALSCALE", "GREGORIAN")
	for _, id := range g.meetings.Keys() {
		g.event(c, id, v)
	}
	for _, i := range g.Actions("", v) {
		m, _ := g.meetings.Last(i.Line.Is.Meeting, v)
		g.todo(c, i.Line, m.Is.Exercise, v)
	}
	c.line("END", "VCALENDAR")
	return c.out.String()
}

// event writes a meeting. One that was entered and then taken back is cancelled: whoever has it in a calendar must see it go.
func (g *Register) event(c *calendar, id sourced.Name, v sourced.View) {
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
	c.line("BEGIN", "VEVENT")
	c.line("UID", "meeting-"+string(m.ID)+"@truce.invalid")
	c.line("DTSTAMP", stamp(changed))
	c.line("SEQUENCE", fmt.Sprint(revision-1))
	switch {
	case m.Opens != 0:
		c.line("DTSTART", stamp(m.Opens))
		if m.Closes > m.Opens {
			c.line("DTEND", stamp(m.Closes))
		}
	default:
		c.line("DTSTART;VALUE=DATE", day(m.First))
		c.line("DTEND;VALUE=DATE", day(m.lastDay().Add(1)))
	}
	c.text("SUMMARY", exercise(m.Exercise)+m.Title)
	c.text("LOCATION", m.Where)
	c.text("DESCRIPTION", described(m, l.Said))
	if m.Cancelled || !ok {
		c.line("STATUS", "CANCELLED")
	}
	for _, a := range g.Attendances(m.ID, v) {
		last := a.Last()
		c.line(fmt.Sprintf("ATTENDEE;CN=%s;CUTYPE=GROUP;PARTSTAT=%s", a.Who, partstat(last.Stage)), "urn:x-truce:"+string(a.Who))
	}
	c.line("END", "VEVENT")
}

func described(m Meeting, said sourced.Said) string {
	parts := []string{}
	if m.Purpose != "" {
		parts = append(parts, m.Purpose)
	}
	parts = append(parts, fmt.Sprintf("According to %s, %s (%s).", said.By, said.On, said.Grade))
	return strings.Join(parts, "\n")
}

func (g *Register) todo(c *calendar, l sourced.Line[Action], invented bool, v sourced.View) {
	a := l.Is
	revision, changed := g.actions.Of(a.ID).Revision(v)
	c.line("BEGIN", "VTODO")
	c.line("UID", "action-"+string(a.ID)+"@truce.invalid")
	c.line("DTSTAMP", stamp(changed))
	c.line("SEQUENCE", fmt.Sprint(revision-1))
	if !a.Due.IsZero() {
		c.line("DUE;VALUE=DATE", day(a.Due))
	}
	c.text("SUMMARY", exercise(invented)+string(a.Owner)+": "+a.What)
	c.line("STATUS", map[Progress]string{ToDo: "NEEDS-ACTION", UnderWay: "IN-PROCESS", Done: "COMPLETED", GivenUp: "CANCELLED"}[a.Progress])
	c.line("END", "VTODO")
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

func stamp(t when.Instant) string {
	text := t.String()
	if dot := strings.IndexByte(text, '.'); dot >= 0 {
		text = text[:dot] + "Z"
	}
	return strings.NewReplacer("-", "", ":", "").Replace(text)
}

func day(d when.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// calendar gathers the lines of an iCalendar object.
type calendar struct{ out strings.Builder }

// text writes a property whose value is a text, escaped; nothing where it is empty.
func (c *calendar) text(name, value string) {
	if value != "" {
		c.line(name, strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\r\n", "\\n", "\n", "\\n", "\t", " ").Replace(value))
	}
}

// line writes one content line, folded before its 76th octet and never within a character.
func (c *calendar) line(name, value string) {
	rest, room := name+":"+value, maxOctets
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		c.out.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], maxOctets-1
	}
	c.out.WriteString(rest + "\r\n")
}
