// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net/http"
	"net/url"

	"truce/internal/access"
	"truce/internal/api/page"
	"truce/when"
)

// Route is one door of a server: what it is, who may go through, and what is behind. Exactly one of Page, Raw and a lone Act
// answers; a route with both Page and Act shows the page and takes what its form sends.
type Route struct {
	// Pattern is the path, as http.ServeMux has it, without a method: "/incidents/{id}".
	Pattern string
	// Title says in a few words what is behind it, for the table of routes.
	Title string
	Needs access.Compartment
	// Noted puts each asking into the log of reads. Every route that needs more than access.Open is noted, whether it says so or
	// not; one that is open says so where it shows some viewers more than the public, who are not noted there.
	Noted bool
	// Withheld tells whether what an address of the route names is withheld from whoever asks, who is told that there is no such thing
	// though they may go through the route; nil where it never is. It is asked before the address was taken apart.
	Withheld func(*Ask) bool
	// Alike says that the lists of the page are the same for everybody of a role and member, whoever they are.
	Alike bool
	// Page answers GET with a page.
	Page func(*Ask) (page.Page, error)
	// Act answers POST. Its error wraps a *Refused where what was sent is at fault; the page is then shown again with it.
	Act func(*Ask) (Done, error)
	// Raw answers GET by itself: files, streams, features.
	Raw func(*Ask, http.ResponseWriter) error
}

// Done says what came of an act, and where the person goes from there.
type Done struct {
	To, Message string
	// Again says that nothing is entered yet: the page is shown with what was sent, so that a person reads the exact bytes that it makes
	// before they sign them.
	Again bool
}

// Section is an entry of the navigation, shown to who may see its page.
type Section struct {
	Name, Path string
	Needs      access.Compartment
}

// Ask is one request of one viewer.
type Ask struct {
	*http.Request
	Viewer access.Viewer
	// Now is the journal time.
	Now when.Instant
	// Sent is what a form sent, nil for a GET.
	Sent url.Values
	// Sections are the entries of the navigation that the viewer may see and that this server has.
	Sections []Section
	// Refused says what was at fault when a page is shown again, nil otherwise.
	Refused *Refused

	version uint64 // of the record, before anything was read of it
	shown   uint64 // what the viewer is told of it, as the stream of changes has it
}

// Value is what the viewer sent under a name before, so that a form that was refused keeps it, or else a value to begin with.
func (a *Ask) Value(name, otherwise string) string {
	if a.Sent == nil {
		return otherwise
	}
	return a.Sent.Get(name)
}

// Fault is what was wrong with a field, empty for nothing.
func (a *Ask) Fault(name string) string {
	if a.Refused == nil {
		return ""
	}
	return a.Refused.Fields[name]
}
