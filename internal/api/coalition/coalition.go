// SPDX-License-Identifier: Apache-2.0

// Package coalition turns a coalition's record into the pages of its desks: what states undertook, what force they pledged, who
// meets, how far a text is agreed, who said what, and one page for each state. It knows nothing of the mission but what the
// record has of its releases (ADR 22).
package coalition

import (
	"cmp"
	"slices"
	"strings"

	"truce/coalition"
	"truce/coalition/app"
	"truce/coalition/sourced"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/help"
	"truce/internal/api/page"
	"truce/internal/api/proof"
	"truce/internal/live"
	"truce/journal"
	"truce/when"
)

// Desk is a running record of the coalition.
type Desk struct {
	Room  *live.Room[*app.Record]
	Clock func() when.Instant
	// Key is the log's, by which a bundle vouches that there is no finding; the zero key, where the server has none, vouches for nothing.
	Key journal.SigningKey

	packs proof.Packs
}

// Ready returns why the record cannot be read.
func (d *Desk) Ready() error { return d.Room.Read(func(*app.Record) error { return nil }) }

// Sections are the coalition's pages in the navigation.
func Sections() []api.Section {
	return []api.Section{
		{Name: "Undertakings", Path: "/undertakings", Needs: access.Registers},
		{Name: "Force", Path: "/force", Needs: access.Contributors},
		{Name: "Meetings", Path: "/meetings", Needs: access.Registers},
		{Name: "Readiness", Path: "/readiness", Needs: access.Registers},
		{Name: "Statements", Path: "/statements", Needs: access.Registers},
		{Name: "Brief", Path: "/brief", Needs: access.Registers},
		{Name: "Releases", Path: "/releases", Needs: access.Released},
		{Name: "Record", Path: "/record", Needs: access.Open},
		{Name: "Help", Path: "/help", Needs: access.Open},
	}
}

// Routes are the coalition's pages.
func (d *Desk) Routes() []api.Route {
	return slices.Concat(d.start(), d.record(), d.undertakings(), d.force(), d.meetings(), d.readiness(), d.statements(), d.briefs(), d.releases(), help.Routes(help.Coalition()))
}

func (d *Desk) read(f func(*coalition.State) error) error {
	return d.Room.Read(func(r *app.Record) error { return f(r.State()) })
}

// view is who asks, and as of when. The state of a chancellery is its account's member; nobody asks in another's name.
func view(a *api.Ask) sourced.View { return sourced.Known(a.Now).For(sourced.Name(a.Viewer.Member)) }

// Site is what the record is of.
func (d *Desk) Site() (string, bool) { return "Record of a coalition", false }

// Zone is UTC: a coalition has no zone of its own.
func (d *Desk) Zone() when.Zone { return when.Zone{} }

func (d *Desk) start() []api.Route {
	return []api.Route{
		{Pattern: "/{$}", Title: "start: where to go", Needs: access.Open, Page: d.startPage},
		{Pattern: "/help", Title: "what this realm is and what each page answers", Needs: access.Open, Page: helpPage},
	}
}

func (d *Desk) startPage(a *api.Ask) (page.Page, error) {
	p := page.Page{Title: "Coalition", Lead: "A realm of its own: another record, with keys of its own. Nothing of it reaches the mission's, and of the mission's only what was released comes here."}
	links := page.Links{Title: "Where to go"}
	for _, s := range a.Sections {
		links.Links = append(links.Links, page.Link{Text: s.Name, To: s.Path})
	}
	p.Blocks = append(startNotes(a.Viewer), links)
	return p, nil
}

// startNotes say to each role what it can do here, and to whoever has none how one gets one.
func startNotes(v access.Viewer) []page.Block {
	switch {
	case v.May(access.Running):
		return []page.Block{
			page.Note{Kind: page.Help, Text: "You keep this server and read nothing of what the registers hold. Invite a person of each chancellery, and the guarantors' liaison officers, on the page", Link: page.Link{Text: "People", To: "/people"}},
			page.Note{Kind: page.Help, Text: "What the pages show is entered at the command line, where the record is kept: truce undertakings RECORD --import FILE, and likewise force, meetings, readiness and statement. It is on the pages within seconds."},
		}
	case v.May(access.Registers):
		return []page.Block{page.Note{Kind: page.Help, Text: "You read for " + cmp.Or(v.Member, "no state") + ". Begin with the page of your own state:", Link: page.Link{Text: "Brief", To: "/brief"}}}
	case v.Role == access.Liaison:
		return []page.Block{page.Note{Kind: page.Help, Text: "You see what a mission released to parties and guarantors, how each was checked, and the proof of the record. The registers are for the chancelleries of the coalition's states."}}
	default:
		return []page.Block{
			page.Note{Kind: page.Help, Text: "The registers are for the chancelleries of the coalition's states. Everybody sees how the record is signed and by whom, may take a bundle that proves it, and check it in their own browser:", Link: page.Link{Text: "Record", To: "/record"}},
			page.Note{Kind: page.Help, Text: "For a chancellery, or a guarantor's liaison: the operator of this server gives you an address that opens once, at which your browser makes a passkey. With it you sign in at the top of the page. Nobody has a password."},
		}
	}
}

func helpPage(*api.Ask) (page.Page, error) {
	return page.Page{Title: "Help", Lead: "What each page of this realm answers.", Blocks: []page.Block{page.Facts{Facts: []page.Fact{
		{Name: "Undertakings", Text: "Who undertook what, how strongly, on what condition, and what is still missing. Represented at is not member of is not bound by."},
		{Name: "Force", Text: "What is required and what is pledged, how firmly, with which caveats. For contributors. Planned numbers, never positions."},
		{Name: "Meetings", Text: "Who was invited, is expected, confirmed or was present; each side's readout apart; decisions and action items. The calendar is at /meetings/calendar.ics."},
		{Name: "Readiness", Text: "Article by party: agreed, bracketed, open, rejected or silent, who says so and with what authority. A public claim stands beside the count and is never confirmed."},
		{Name: "Statements", Text: "Who said what about which article, how attributed, in which story, at which place of it."},
		{Name: "Brief", Text: "One page for one state, as that state reads it."},
		{Name: "Files", Text: "Under each list stand its rows as CSV and JSON, the same rows that you see."},
		{Name: "Entering", Text: "Importing is for the command line of the secretariat: truce undertakings RECORD --import FILE, and likewise force, meetings, readiness and statement. A table is entered whole or not at all, with the fault of each row.", Link: "/record"},
		{Name: "Releases", Text: "What a mission released, and beside each the conditions of undertakings: apparently met, not met or unknown, on the text."},
	}}, help.List(help.Coalition()), page.Links{Title: "More", Links: []page.Link{{Text: "What a refusal means", To: "/help/problems"}, {Text: "Who sees what", To: "/routes"}}}}}, nil
}

// by is who said something, where, and how it was attributed.
func by(s sourced.Said) string {
	text := s.By + ", " + s.On.String()
	if s.Grade != "" {
		text += " (" + words(s.Grade) + ")"
	}
	return text
}

func day(d when.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func joined[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return strings.Join(out, ", ")
}

func words[T ~string](x T) string { return strings.ReplaceAll(string(x), "-", " ") }
