// SPDX-License-Identifier: Apache-2.0

// Package signed turns an act of a person in the mission's pages into one with a signature over exact bytes that the fold checks: by
// the person's own passkey or, in a demonstration alone, by a key that the demonstration holds.
package signed

import (
	"errors"
	"net/http"

	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/people"
	"truce/internal/people/passkey"
	"truce/keyring"
)

// Act is who signs which exact bytes, by a key of which use, and the keys on record.
type Act struct {
	// Person is the person's name on record.
	Person  string
	Message []byte
	Use     keyring.Use
	Keys    []keyring.Enrolment
}

// Signature is a signed act as entries have it.
type Signature struct {
	// Key names the key on record, and Text is the signature in base 64.
	Key, Text string
	// Line is the same as a line of a signed note, line feed included.
	Line string
}

// ErrNoKey says that a person has no key on record that they can sign with here.
var ErrNoKey = passkey.ErrNoKey

// Signer has people sign. It is safe for concurrent use.
type Signer interface {
	// Key returns the name of the key on record by which the person would sign an act, for what has the name in its bytes; the act
	// needs no Message. Its error wraps ErrNoKey where the person cannot sign here.
	Key(*http.Request, Act) (string, error)
	// Ask returns what a form asks to be signed. Its error wraps ErrNoKey where the person cannot sign here.
	Ask(*http.Request, Act) (*page.Signing, error)
	// Signed returns the signature that the form of Ask sent, checked, to be entered at once.
	Signed(*http.Request, Act) (Signature, error)
}

// Desk is where acts are signed, with what a signature by two people keeps in the session between them.
type Desk struct {
	Signer
	Keep func(r *http.Request, name, text string)
	Take func(r *http.Request, name string) string
}

// Passkeys signs by the passkeys of accounts.
type Passkeys struct{ Doors *passkey.Doors }

func (p Passkeys) act(r *http.Request, a Act) (passkey.Act, error) {
	person, err := p.Doors.Accounts.Named(r.Context(), a.Person)
	return passkey.Act{Person: person, Message: a.Message, Use: a.Use, Keys: a.Keys}, err
}

// Key finds the last of the person's passkeys that is on record for the use.
func (p Passkeys) Key(r *http.Request, a Act) (name string, err error) {
	act, err := p.act(r, a)
	if err != nil {
		return "", errors.Join(ErrNoKey, err)
	}
	list, err := p.Doors.Accounts.Credentials(r.Context(), act.Person.ID)
	if err != nil {
		return "", err
	}
	for _, c := range list {
		if e, ok := people.KeyOf(a.Keys, c, a.Use); ok && e.Ended == "" && c.Ended == 0 {
			name = e.Key.Name
		}
	}
	if name == "" {
		return "", ErrNoKey
	}
	return name, nil
}

// Ask begins the ceremony.
func (p Passkeys) Ask(r *http.Request, a Act) (*page.Signing, error) {
	act, err := p.act(r, a)
	if err != nil {
		return nil, errors.Join(ErrNoKey, err)
	}
	asked, err := p.Doors.Sign(r, act)
	if err != nil {
		return nil, err
	}
	return &page.Signing{
		Text: string(a.Message), Bytes: asked.Bytes, Challenge: asked.Challenge, RelyingParty: asked.RelyingParty, Credentials: asked.Credentials,
	}, nil
}

// Signed ends the ceremony.
func (p Passkeys) Signed(r *http.Request, a Act) (Signature, error) {
	act, err := p.act(r, a)
	if err != nil {
		return Signature{}, Refusal(err)
	}
	s, err := p.Doors.Signed(r, act)
	if err != nil {
		return Signature{}, Refusal(err)
	}
	line, err := s.Line()
	return Signature{Key: s.Key.Name, Text: s.Text, Line: line}, err
}

// Refusal makes of what a ceremony holds against an answer a refusal with the reason; other errors stay.
func Refusal(err error) error {
	for _, known := range []error{passkey.ErrOver, passkey.ErrRefused, passkey.ErrNoKey} {
		if errors.Is(err, known) {
			return &api.Refused{Reason: "Nothing was signed or changed: " + err.Error() + "."}
		}
	}
	return err
}
