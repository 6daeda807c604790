// SPDX-License-Identifier: Apache-2.0

// Package page turns what a handler says, a title and blocks, into a page that reads without script, and its lists into files
// for other programs: CSV, JSON and GeoJSON. Nothing here knows a ceasefire; a handler decides what its viewer may see before
// it makes a block of it.
package page

import (
	"encoding/json"
	"html/template"
	"slices"
	"strings"
)

// Page is one page, before it is laid out for a viewer.
type Page struct {
	// Title stands in the heading and in the window's.
	Title string
	// Lead is one sentence under the title: what the page answers, or what it withholds.
	Lead string
	// Exercise marks a page of an invented instrument; the mark is repeated on every row of its lists and in every file.
	Exercise bool
	Blocks   []Block
}

// Block is one part of a page.
type Block interface {
	template() string
}

// List is a table. It can be had as CSV, JSON and, where a row says where, GeoJSON.
type List struct {
	// ID names the list in the address, lower-case words joined by hyphens; it is unique on its page.
	ID      string
	Title   string
	Lead    string
	Columns []Column
	Rows    []Row
	// Empty says, where there are no rows, what that means and what to do. It is required.
	Empty string
	// Next is the address of the rows that follow, empty for none.
	Next string
	// Live says that the list is fetched again when the record changes.
	Live bool
	// Inside says that the list is for the mission alone; its files carry the mark too.
	Inside bool
	// Lang is the language of its words, as BCP 47 has it, empty for that of the page.
	Lang string

	query string // with which the page was asked
}

// Column is a column of a list.
type Column struct {
	// Key names it in files: lower-case words joined by underscores. A unit is part of it.
	Key  string
	Name string
	// Number sets the figures of the column under each other.
	Number bool
	// FileOnly columns stand in files and not on the page: what a program wants and nobody reads.
	FileOnly bool
}

// Row is a row of a list, with as many cells as there are columns.
type Row struct {
	ID    string
	Cells []Cell
	// Where is a GeoJSON geometry, nil for none.
	Where json.RawMessage
	// Forms are what can be done with the row.
	Forms []Form
	// Mark says in one word why the row stands out, empty for no reason: new, late, dark, exercise.
	Mark string
}

// Cell is one cell: a text that may lead somewhere. Status, where it is set, is the state that the cell tells, by which it is
// styled; the text says it too.
type Cell struct {
	Text   string
	Link   string
	Status string
}

// Facts is a list of names and what stands behind each.
type Facts struct {
	Title string
	Facts []Fact
	// Inside says that they are for the mission alone.
	Inside bool
}

// Fact is a name and what stands behind it.
type Fact struct {
	Name   string
	Text   string
	Link   string
	Status string
}

// Prose is paragraphs of plain text under a heading. Quoted marks the words of a text, with where they stand.
type Prose struct {
	// ID, where it is not empty, lets an address lead to it.
	ID         string
	Title      string
	Paragraphs []string
	Quoted     string
	// Lang is the language of the words, as BCP 47 has it, empty for that of the page.
	Lang string
	// Exact says that they are shown letter by letter, as they are signed or printed.
	Exact bool
}

// Note is a call-out. Its kind is closed.
type Note struct {
	Kind NoteKind
	Text string
	Link Link
}

// NoteKind says what a note is.
type NoteKind string

// The kinds of note.
const (
	Info    NoteKind = "info"
	Warning NoteKind = "warning"
	Inside  NoteKind = "inside" // for the mission alone
	Help    NoteKind = "help"   // what to do next
)

// Link leads somewhere.
type Link struct {
	Text string
	To   string
}

// Links is a row of links: ways into the rest of a thing.
type Links struct {
	Title string
	Links []Link
}

// Count is one of the counts that stand beside each other and are never added.
type Count struct {
	Name   string
	Number string
	// Unit, period and cut-off of the figure, in words.
	Says string
	Link string
}

// Worded reports whether the figure is told in words, as where it has several units: it is written smaller then, and gets more room.
func (c Count) Worded() bool { return strings.Contains(c.Number, " ") }

// Counts is figures beside each other.
type Counts struct {
	Title  string
	Counts []Count
}

// Event is one step of a time line.
type Event struct {
	// At is a time as RFC 3339 in UTC, and When the same in words.
	At, When string
	Text     string
	Link     string
	Status   string
}

// Timeline is steps in order.
type Timeline struct {
	Title  string
	Events []Event
	Empty  string
}

// Map is a map over GeoJSON of the server, with a text beside it for who sees no map.
type Map struct {
	ID    string
	Title string
	// Layers are the sources that it draws, in order.
	Layers []Layer
	// West, South, East and North are the window that it opens at, in units of 1e-7 degrees.
	West, South, East, North int32
	// First and Last are the times between which the time line moves, milliseconds since 1970, both 0 for none.
	First, Last int64
	// Text says what the map shows, for who cannot see it.
	Text string
	// Zone is the zone in which times are shown, as the database names it, and Select the incident that is shown first.
	Zone, Select string
}

// Layer is a source of a map.
type Layer struct {
	// Kind is one of incidents, zones, belts, lines, places, layers, coverage, origin.
	Kind string
	Name string
	// Source says who drew it and as of when; a line without one is not drawn.
	Source string
	// From is the address of its GeoJSON.
	From string
}

// Form sends something in. It works without script, unless it is signed.
type Form struct {
	ID     string
	Title  string
	Lead   string
	Action string
	Fields []Field
	// More are further fields, which few need: each group is folded up until somebody asks for it or has written into it. They are sent
	// like the others, and fold without script.
	More []Group
	// Submit is the word on the button: the act itself.
	Submit string
	// Sector lets the map draw the fields bearing, width, near and far.
	Sector bool
	// Window is where that map opens, as west,south,east,north in degrees; empty for all of Europe.
	Window string
	// Signing is set where the act is signed by the person's own key over exact bytes.
	Signing *Signing
	// Passkey is set where a passkey is made or lets somebody in.
	Passkey *Passkey
	// Quiet forms stand in a row and have no heading.
	Quiet bool
	// Filter forms send nothing in: they ask for the page again, by its address.
	Filter bool
}

// Group is fields of a form that fold up under one heading.
type Group struct {
	Title  string
	Lead   string
	Fields []Field
	// Open says that it is shown unfolded: something was written into it, or is wrong with it.
	Open bool
}

// Signing is what a signed act asks the browser to sign.
type Signing struct {
	// Text is the act in words, as it will stand on record.
	Text string
	// Bytes are the exact bytes, in base64url without padding, and Challenge their SHA-256 in the same.
	Bytes, Challenge string
	// RelyingParty is the host that the passkey is for, and Credentials the passkeys that may sign, in base64url.
	RelyingParty string
	Credentials  []string
	// Held says who holds the key instead of the person, in a demonstration: no passkey is asked then.
	Held string
}

// Passkey is what a form asks a passkey for that is no act on record.
type Passkey struct {
	// Kind is create, to make one, or get, to come in.
	Kind string
	// Options are what the browser is asked, as the ceremony gave them.
	Options string
}

// Field is one field of a form.
type Field struct {
	Name  string
	Label string
	Help  string
	// Kind is one of text, area, number, time, choice, tick, hidden, file.
	Kind     string
	Value    string
	Options  []Option // of a choice; of a text what it offers
	Required bool
	// Max is the most characters that are taken, 0 for 200.
	Max int
	// Error says what is wrong with the value, empty for nothing.
	Error string
}

// Option is one choice of a field.
type Option struct {
	Value, Text string
}

// Guide is a text of ours with headings, lists and pictures, made into HTML by the package help. Nothing that came from outside
// is ever put into it.
type Guide struct {
	HTML template.HTML
}

func (Guide) template() string    { return "guide" }
func (List) template() string     { return "list" }
func (Facts) template() string    { return "facts" }
func (Prose) template() string    { return "prose" }
func (Note) template() string     { return "note" }
func (Links) template() string    { return "links" }
func (Counts) template() string   { return "counts" }
func (Timeline) template() string { return "timeline" }
func (Map) template() string      { return "map" }
func (Form) template() string     { return "form" }

// Frame is what surrounds a page: whose it is, where one is, and what else there is to see.
type Frame struct {
	// Realm is "mission" or "coalition".
	Realm string
	// Site is what the record is of.
	Site string
	// Demo says that everything here is a demonstration and roles change at a click.
	Demo bool
	// Role is the viewer's in words, Member for whom they speak.
	Role, Member string
	// Signed says that the viewer is a person who signed in, rather than the public.
	Signed bool
	// Accounts says that the server has accounts to sign in to, and Record that it has a page of the record itself.
	Accounts, Record bool
	// Roles are the roles that a demo offers.
	Roles []Option
	// Path is the address of the page.
	Path string
	// Nav are the sections that the viewer sees.
	Nav []Section
	// Now is the journal time, in words, and At the same as RFC 3339.
	Now, At string
	// Zone is the agreement's zone by its name in the time zone database, empty for UTC.
	Zone string
	// Message says what came of the last act, empty for nothing. Refused says that nothing came of it.
	Message string
	Refused bool
	// Style and Script are the addresses of the style sheet and of the modules.
	Style  string
	Script []string
	// Live is the address of the stream of changes, empty for none, and Version the version that the record had before the page
	// was made.
	Live    string
	Version uint64
	// Other is the address of the other realm's server, empty for none.
	Other string
}

// Section is an entry of the navigation.
type Section struct {
	Name, To string
	Here     bool
}

// laid is what the layout is given.
type laid struct {
	Frame
	Page
	Body template.HTML
}

// shownCell is a cell with what the page says of its column.
type shownCell struct {
	Cell
	Name   string
	Number bool
}

// Shown are the cells of a row that stand on the page. A list has a thousand of them: what its template asks of each is its cost.
func (l List) Shown(r Row) []shownCell {
	out := make([]shownCell, 0, len(r.Cells))
	for i, c := range l.Columns {
		if !c.FileOnly && i < len(r.Cells) {
			out = append(out, shownCell{r.Cells[i], c.Name, c.Number})
		}
	}
	return out
}

// LeaveOut leaves the columns in which nothing stands to the files.
func (l List) LeaveOut() {
	for i := range l.Columns {
		l.Columns[i].FileOnly = l.Columns[i].FileOnly || !slices.ContainsFunc(l.Rows, func(r Row) bool { return r.Cells[i].Text != "" })
	}
}

// HasForms reports whether something can be done with a row.
func (l List) HasForms() bool {
	for _, r := range l.Rows {
		if len(r.Forms) > 0 {
			return true
		}
	}
	return false
}
