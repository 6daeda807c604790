// SPDX-License-Identifier: Apache-2.0

package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
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
	case errors.As(err, &large):
		return Problem{"/help/problems#too-large", "Too large", http.StatusRequestEntityTooLarge, fmt.Sprintf("At most %d bytes are taken at once. Send less, or in parts.", large.Limit), nil}
	case errors.Is(err, errMethod):
		return Problem{"/help/problems#method", "Not a way to ask this", http.StatusMethodNotAllowed, "This address takes another method.", nil}
	case errors.Is(err, errMalformed):
		return Problem{"/help/problems#malformed", "Not understood", http.StatusBadRequest, "What was sent is no form, or too long. Send it from the page.", nil}
	default:
		return Problem{"/help/problems#inside", "Something went wrong here", http.StatusInternalServerError, "Nothing that you sent is lost if a page said that it was entered. Try again; if it stays, tell who runs the server.", nil}
	}
}

var (
	errMethod    = errors.New("another method")
	errMalformed = errors.New("malformed")
)

func writeProblem(w http.ResponseWriter, p Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}
