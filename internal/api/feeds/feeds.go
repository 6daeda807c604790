// SPDX-License-Identifier: Apache-2.0

// Package feeds turns news and dates into files that other programs follow: Atom (RFC 4287) and iCalendar (RFC 5545). The same
// input gives the same bytes. What a viewer may see is decided before anything comes here.
package feeds

import (
	"encoding/xml"
	"fmt"
	"io"

	"truce/internal/icalendar"
	"truce/spelling/unseen"
	"truce/when"
)

// Feed is what an Atom feed says.
type Feed struct {
	Title string
	// ID names the feed for ever, and Author who says it.
	ID, Author string
	// Self and Page are the addresses of the feed and of the page that it follows.
	Self, Page string
	// Updated is used where there is no entry.
	Updated when.Instant
	Entries []Entry
}

// Entry is one piece of news.
type Entry struct {
	ID, Title, Summary, Link string
	At                       when.Instant
}

type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Title   string    `xml:"title"`
	ID      string    `xml:"id"`
	Updated string    `xml:"updated"`
	Link    *atomLink `xml:"link,omitempty"`
	Summary string    `xml:"summary,omitempty"`
}

// AtomType is the media type of a feed.
const AtomType = "application/atom+xml; charset=utf-8"

// Write writes the feed, its entries in the order given.
func (f Feed) Write(w io.Writer) error {
	last := f.Updated
	out := atom{Title: f.Title, ID: f.ID, Author: f.Author, Links: []atomLink{{"self", f.Self}, {"alternate", f.Page}}}
	for i, e := range f.Entries {
		if i == 0 {
			last = e.At
		}
		last = max(last, e.At)
		entry := atomEntry{Title: e.Title, ID: e.ID, Updated: e.At.Second(), Summary: e.Summary}
		if e.Link != "" {
			entry.Link = &atomLink{"alternate", e.Link}
		}
		out.Entries = append(out.Entries, entry)
	}
	out.Updated = last.Second()
	data, err := xml.MarshalIndent(out, "", " ")
	if err == nil {
		_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, unseen.Marked(string(data)))
	}
	return err
}

// Calendar is what an iCalendar file says.
type Calendar struct {
	Name  string
	Items []Item
}

// Item is a deadline, where Due is set, or something that lasts from Start to End.
type Item struct {
	// UID names it for ever, whatever becomes of it; Changed is when it was last changed.
	UID             string
	Changed         when.Instant
	Due, Start, End when.Instant
	Summary         string
	Description     string
	// Cancelled items stay in the file, so that whoever has one sees it go.
	Cancelled bool
}

// CalendarType is the media type of a calendar.
const CalendarType = "text/calendar; charset=utf-8"

// Write writes the calendar.
func (c Calendar) Write(w io.Writer) error {
	var out icalendar.Lines
	out.Line("BEGIN", "VCALENDAR")
	out.Line("VERSION", "2.0")
	out.Line("PRODID", "-//Truce//mission deadlines//EN")
	out.Line("CALSCALE", "GREGORIAN")
	out.Text("X-WR-CALNAME", c.Name)
	for _, i := range c.Items {
		kind := "VEVENT"
		if i.Due != 0 {
			kind = "VTODO"
		}
		out.Line("BEGIN", kind)
		out.Line("UID", i.UID+"@truce.invalid")
		out.Line("DTSTAMP", icalendar.Stamp(i.Changed))
		if i.Due != 0 {
			out.Line("DUE", icalendar.Stamp(i.Due))
		} else {
			out.Line("DTSTART", icalendar.Stamp(i.Start))
			out.Line("DTEND", icalendar.Stamp(i.End))
		}
		out.Text("SUMMARY", i.Summary)
		out.Text("DESCRIPTION", i.Description)
		switch {
		case i.Cancelled:
			out.Line("STATUS", "CANCELLED")
		case i.Due != 0:
			out.Line("STATUS", "NEEDS-ACTION")
		}
		out.Line("END", kind)
	}
	out.Line("END", "VCALENDAR")
	_, err := io.WriteString(w, out.String())
	return err
}
