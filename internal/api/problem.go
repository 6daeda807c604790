// SPDX-License-Identifier: Apache-2.0

package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"truce/internal/api/page"
)

// ErrNotFound says that there is no such thing, or that the viewer may not learn whether there is. The two look alike.
var ErrNotFound = errors.New("there is no such page for you")

// ErrBusy says that somebody asks more often than a person does.
var ErrBusy = errors.New("too often")

// Refused is an act that was not taken because of what was sent. Nothing of it is on record.
type Refused struct {
	// Reason says what is wrong and what to do.
	Reason string
	// Fields says what is wrong with each field, by its name.
	Fields map[string]string
}

// Error is the reason.
func (r *Refused) Error() string { return r.Reason }

// Refuse returns a refusal of one field.
func Refuse(field, reason string, args ...any) *Refused {
	text := fmt.Sprintf(reason, args...)
	return &Refused{Reason: text, Fields: map[string]string{field: text}}
}

// NothingFollows is what a list says where it was asked for behind one of its rows and has no more.
const NothingFollows = "Nothing follows here any more. The first page has what there is."

// NoSuchPage refuses a page of a list that begins where nothing is, as a field of the address says.
func NoSuchPage(field string) *Refused {
	return Refuse(field, "This page of the list is not known any more. Begin at its first page.")
}

// Unread answers for a page with a list that cannot be told as it was asked, since what was asked for cannot be read or is not
// there. Where the list alone is asked for, as a file or a fragment, that is the refusal; else it is the page, which the caller gives
// without the list: one without rows says that there is nothing.
func (a *Ask) Unread(p page.Page, why *Refused) (page.Page, error) {
	if alone(a.Request) {
		return p, why
	}
	note := page.Note{Kind: page.Warning, Text: why.Reason, Link: page.Link{Text: "The first page", To: a.URL.Path}}
	p.Blocks = slices.Insert(p.Blocks, 0, page.Block(note))
	return p, nil
}

// alone reports whether a list of a page is asked for without the page.
func alone(r *http.Request) bool {
	q := r.URL.Query()
	return r.Method != http.MethodPost && (q.Get("format") != "" || q.Get("fragment") != "")
}

// Problem is a problem document (RFC 9457).
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	// Fields says what is wrong with each field of what was sent.
	Fields map[string]string `json:"fields,omitempty"`
}

// problemOf is what an error is to who asked. What went wrong inside is not told.
func problemOf(err error) Problem {
	var refused *Refused
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &refused):
		return Problem{"/help/problems#refused", "Not taken", http.StatusUnprocessableEntity, refused.Reason, refused.Fields}
	case errors.Is(err, ErrNotFound):
		return Problem{"/help/problems#not-found", "Not found", http.StatusNotFound, "There is no such page, or it is not for your role. The start page lists what is.", nil}
	case errors.Is(err, ErrBusy):
		return Problem{"/help/problems#busy", "Too often", http.StatusTooManyRequests, "This was asked too often from where you are. Wait a minute, then try again.", nil}
	case errors.Is(err, errStreaming):
		return streaming()
	case errors.As(err, &large):
		return Problem{"/help/problems#too-large", "Too large", http.StatusRequestEntityTooLarge, fmt.Sprintf("At most %d bytes are taken at once. Send less, or in parts.", large.Limit), nil}
	case errors.Is(err, errMethod):
		return Problem{"/help/problems#method", "Not a way to ask this", http.StatusMethodNotAllowed, "This address takes another method.", nil}
	case errors.Is(err, errLong):
		return Problem{"/help/problems#malformed", "Too long", http.StatusBadRequest, fmt.Sprintf("A field of the form is longer than it takes, which is never more than %d characters, or holds what is no text. Nothing of it was taken: shorten it, and send it from the page.", maxField), nil}
	case errors.Is(err, errMalformed):
		return Problem{"/help/problems#malformed", "Not understood", http.StatusBadRequest, "What was sent is no form, or too long. Send it from the page.", nil}
	default:
		return Problem{"/help/problems#inside", "Something went wrong here", http.StatusInternalServerError, "Nothing that you sent is lost if a page said that it was entered. Try again; if it stays, tell who runs the server.", nil}
	}
}

var (
	errMethod    = errors.New("another method")
	errMalformed = errors.New("malformed")
	errLong      = errors.New("a field too long")
)

// elsewhere is the answer to a form that another site's page sent.
func elsewhere() Problem {
	return Problem{"/help/problems#elsewhere", "From elsewhere", http.StatusForbidden, "A form of this server came from the page of another, so nothing of it was taken.", nil}
}

// Kind is a kind of problem: what it is, and what whoever meets it does.
type Kind struct {
	Problem
	Do string
}

// Problems are all kinds of problem that a server answers with, in the order of their status.
func Problems() []Kind {
	return []Kind{
		{problemOf(errMalformed), "A form is sent from its page, and a program sends what the description at /api/openapi.json asks for. An address has at most 4096 bytes and a field of a form 4096 characters, all of it text."},
		{elsewhere(), "Open this server's own page under the address that its operator gave you, and send the form from there. An operator behind a proxy says that address with --origin."},
		{problemOf(ErrNotFound), "Look whether the address is whole, and whether you are signed in under the role for which the page is: what a role may not see looks like what is not there. The table of addresses and roles is at /routes."},
		{problemOf(errMethod), "A page is asked with GET, and takes with POST what its form sends. Go to the page and use its form."},
		{problemOf(&http.MaxBytesError{Limit: maxForm}), "A form takes at most 256 KiB and a file at most 10 MiB. Split a long list of reports into files, which are sent one after the other."},
		{misdirected(), "Open the server under the address that its operator gave you. The operator starts it with --origin and that address; a proxy in front of it passes the Host that it was asked for on, or an address of this machine."},
		{problemOf(&Refused{Reason: "What was sent is at fault, and the answer says which field and why. Nothing of it is on record."}), "Mend the field that is marked and send the form again; it keeps what you wrote."},
		{problemOf(ErrBusy), "Wait for a minute. People behind one address are counted together, so others may have asked for you."},
		{streaming(), "Close pages of this server that you do not need: each that is open hears of changes by one stream. A page that hears of none still shows what is on record when it is loaded again, and tries again by itself."},
		{problemOf(errors.New("inside")), "What a page said was entered is on record. Look at the page of the thing before you send it again, so that it is not there twice."},
	}
}

func writeProblem(w http.ResponseWriter, p Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}
