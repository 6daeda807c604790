// SPDX-License-Identifier: Apache-2.0

// Package desk turns a running record into what the pages of one topic share: a way to read it between two entries, a way to
// enter something, and the words in which times, places and verdicts are told.
package desk

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/signed"
	"truce/internal/live"
	"truce/internal/store"
	"truce/internal/store/sqlite"
	"truce/when"
)

// Desk is the record as the pages of a topic have it. Every exported member but Signing and Accounts is required; a Desk is not copied once it is in use.
type Desk struct {
	Room *live.Room[*app.Record]
	// Enter enters one entry at the journal time.
	Enter func(context.Context, engine.Entry) (app.Entered, error)
	// EnterMade enters one that is made of the record at the journal time.
	EnterMade func(context.Context, func(*engine.State) (engine.Entry, error)) (app.Entered, error)
	// Tick lets journal time pass up to now, and fires what is due.
	Tick func() error
	// Zone is that of the agreement in force.
	Zone func() when.Zone
	// Site is what the record is of, and whether that is invented.
	Site func() (name string, exercise bool)
	// Rows are the projections at the end of the record, nil where there are none and lists are read from the state.
	Rows func() *sqlite.Store
	// Signing is where acts are signed in the browser, nil where nothing can be.
	Signing *signed.Desk
	// Accounts says that people sign in with accounts of their own, whose names are on record.
	Accounts bool
	// Late are the cases with steps whose time is over; whoever changes the room tells it.
	Late *Overdue

	order order
}

// Further is how often a page of the projections that ended short is gone on with before the reader is asked to, and Rare what the
// reader is told then.
const (
	Further = 8
	Rare    = "What is asked for is rare: the list was looked through only so far. Go on with what follows."
)

// Fault is why a list cannot be told as it was asked, nil where the error is none of that.
func Fault(err error) *api.Refused {
	var refused *api.Refused
	switch {
	case errors.Is(err, store.ErrCursor):
		return api.NoSuchPage("after")
	case errors.As(err, &refused):
		return refused
	}
	return nil
}

// Read calls f with the state between two entries. What f takes away must not share memory that an entry would write.
func (d *Desk) Read(f func(*engine.State) error) error {
	return d.Room.Read(func(r *app.Record) error { return f(r.State()) })
}

// Take enters what somebody did. An entry that does not fit the record comes back as a refusal, with the reason.
func (d *Desk) Take(ctx context.Context, e engine.Entry) error {
	_, err := d.Enter(ctx, e)
	return d.Wording().Refusal(err)
}

// Wording is that of the record as it stands.
func (d *Desk) Wording() (w Wording) {
	d.Read(func(s *engine.State) error {
		w = WordingOf(s)
		return nil
	})
	return w
}

// By is the function in whose name a viewer acts, or the call sign that was sent under "as". No name of a person is needed.
func By(a *api.Ask) string {
	if as := strings.TrimSpace(a.Value("as", a.URL.Query().Get("as"))); as != "" {
		return Cut(as, 120)
	}
	return words(a.Viewer.Role)
}

func words(r access.Role) string { return strings.ReplaceAll(string(r), "-", " ") }

// IncidentID reads the ID of an incident from an address, with its kind or without.
func IncidentID(text string) (canon.IncidentID, error) {
	var id canon.IncidentID
	if !strings.HasPrefix(text, "incident:") {
		text = "incident:" + text
	}
	if id.UnmarshalText([]byte(text)) != nil {
		return id, api.ErrNotFound
	}
	return id, nil
}

// IncidentPath is the address of an incident's page.
func IncidentPath(id canon.IncidentID) string {
	return "/incidents/" + strings.TrimPrefix(id.String(), "incident:")
}

// CasePath is the address of a case, by the text that it is under and its number there.
func CasePath(ref string, number int) string {
	return "/cases/" + url.PathEscape(ref) + "/" + strconv.Itoa(number)
}

// MotionPath is the address of a motion.
func MotionPath(ref string, number int) string {
	return "/motions/" + url.PathEscape(ref) + "/" + strconv.Itoa(number)
}

// FindingPath is the address of a finding's page.
func FindingPath(r *finding.Released) string {
	return "/findings/" + strings.TrimPrefix(r.Incident.String(), "incident:") + "/" + string(r.Term)
}

// Findings returns the current versions of the findings on an incident that stand, in order of the texts and of their terms.
func Findings(s *engine.State, id canon.IncidentID) []*finding.Finding {
	var out []*finding.Finding
	for _, d := range s.Dockets() {
		out = append(out, d.On(id)...)
	}
	return out
}

// Cut cuts a text to a number of characters.
func Cut(text string, most int) string {
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	return string(r[:most-1]) + "…"
}
