// SPDX-License-Identifier: Apache-2.0

package passkey

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"

	"truce/internal/people"
	"truce/keyring"
	"truce/keyring/assertion"
	"truce/when"
)

// The fields of a form in which passkey.js sends what the passkey answered: whichever the form has.
const (
	AnswerField    = "passkey-answer"
	SignatureField = "signature"
)

// inSession is the name in the session under which the ceremonies that are open are kept.
const inSession = "passkey"

// Doors are the ceremonies as two requests each: the first gives the options for the button of a page, the second takes what its form
// sends. Between them the ceremony is in the session, for one try; several may be open in as many pages. No method writes a response, so that pages and problems
// are the server's own. It is safe for concurrent use where its functions are.
type Doors struct {
	Site     *Site
	Accounts *people.Accounts
	// Keep keeps a text in the session of a request and Take takes it out, once: empty for nothing.
	Keep func(r *http.Request, name, text string)
	Take func(r *http.Request, name string) string
	// Now is the time by which ceremonies and invitations run out: a clock's, not the record's.
	Now func() when.Instant
}

func (d *Doors) begin(r *http.Request, options []byte, c Ceremony, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	d.Keep(r, inSession, DecodeOpen(d.Take(r, inSession)).With(c, d.Now()).Encode())
	return options, nil
}

// answer returns what the browser answered and the ceremony that it is of, which is over by that.
func (d *Doors) answer(r *http.Request) (Ceremony, []byte, error) {
	answer := []byte(cmp.Or(r.PostFormValue(AnswerField), r.PostFormValue(SignatureField)))
	if len(answer) == 0 {
		return Ceremony{}, nil, fmt.Errorf("%w: the browser sent none: it needs script and a passkey", ErrRefused)
	}
	c, rest, err := DecodeOpen(d.Take(r, inSession)).Answered(answer)
	d.Keep(r, inSession, rest.Encode())
	return c, answer, err
}

// Enter begins a login: the options for a button data-passkey="get".
func (d *Doors) Enter(r *http.Request) ([]byte, error) {
	options, c, err := d.Site.BeginLogin(d.Now())
	return d.begin(r, options, c, err)
}

// Entered returns who came in by the form of Enter. The caller renews the token of the session before it keeps them there.
func (d *Doors) Entered(r *http.Request) (people.Person, error) {
	c, answer, err := d.answer(r)
	if err != nil {
		return people.Person{}, err
	}
	find := func(id []byte) (people.Credential, people.Person, error) {
		return d.Accounts.Credential(r.Context(), id)
	}
	p, used, err := d.Site.FinishLogin(c, answer, find, d.Now())
	if err == nil {
		err = d.Accounts.Used(r.Context(), used, d.Now())
	}
	if err != nil {
		return people.Person{}, err
	}
	return p, nil
}

// Welcome begins the making of a passkey by whoever has the code of an invitation: what they are invited as, and the options for a
// button data-passkey="create". people.ErrNoInvitation says that the code opens nothing.
func (d *Doors) Welcome(r *http.Request, code string) (people.Invitation, []byte, error) {
	i, err := d.Accounts.Invited(r.Context(), code, d.Now())
	if err != nil {
		return people.Invitation{}, nil, err
	}
	options, c, err := d.Site.BeginRegistration(i.Person, nil, d.Now())
	options, err = d.begin(r, options, c, err)
	return i, options, err
}

// Welcomed makes the account with the passkey that the form of Welcome sent, and returns it. label is what the person calls the
// passkey. Enter what Accounts.Owed returns afterwards.
func (d *Doors) Welcomed(r *http.Request, code, label string) (people.Person, error) {
	c, answer, err := d.answer(r)
	if err != nil {
		return people.Person{}, err
	}
	i, err := d.Accounts.Invited(r.Context(), code, d.Now())
	switch {
	case err != nil:
		return people.Person{}, err
	case i.Person.ID != c.Person.ID:
		return people.Person{}, ErrOver
	}
	made, err := d.Site.FinishRegistration(c, answer, d.Now())
	if err != nil {
		return people.Person{}, err
	}
	made.Label = label
	return d.Accounts.Accept(r.Context(), code, made, d.Now())
}

// Another begins the making of another passkey by somebody who is in: the options for a button data-passkey="create".
func (d *Doors) Another(r *http.Request, p people.Person) ([]byte, error) {
	held, err := d.Accounts.Credentials(r.Context(), p.ID)
	if err != nil {
		return nil, err
	}
	options, c, err := d.Site.BeginRegistration(p, held, d.Now())
	return d.begin(r, options, c, err)
}

// AnotherMade gives the account the passkey that the form of Another sent. Enter what Accounts.Owed returns afterwards.
func (d *Doors) AnotherMade(r *http.Request, p people.Person, label string) error {
	c, answer, err := d.answer(r)
	if err != nil {
		return err
	}
	if c.Person.ID != p.ID {
		return ErrOver
	}
	made, err := d.Site.FinishRegistration(c, answer, d.Now())
	if err != nil {
		return err
	}
	made.Label = label
	return d.Accounts.Add(r.Context(), made, d.Now())
}

// Act is an act to be signed: who signs which exact bytes, by keys of which use, and the keys on record. Person need not be who the session
// is of: at a handover the other officer signs at the same desk, with their own passkey.
type Act struct {
	Person  people.Person
	Message []byte
	Use     keyring.Use
	Keys    []keyring.Enrolment
}

// Asked is what a page asks a passkey to sign. Options is all of it for passkey.js; the others are the same taken apart, for a page
// that has places of its own for them: the exact bytes, their SHA-256 and the IDs of the passkeys in base 64 for URLs.
type Asked struct {
	Options          []byte
	Bytes, Challenge string
	RelyingParty     string
	Credentials      []string
}

// Sign begins the signing of an act, for a button data-passkey="get". ErrNoKey says that no passkey of the person is on record.
func (d *Doors) Sign(r *http.Request, a Act) (out Asked, err error) {
	held, err := d.signing(r.Context(), a)
	if err != nil {
		return out, err
	}
	options, c, err := d.Site.BeginAct(a.Person, a.Message, held, d.Now())
	if out.Options, err = d.begin(r, options, c, err); err != nil {
		return Asked{}, err
	}
	challenge := assertion.Challenge(a.Message)
	out.Bytes, out.Challenge = base64.RawURLEncoding.EncodeToString(a.Message), base64.RawURLEncoding.EncodeToString(challenge[:])
	out.RelyingParty = d.Site.RelyingParty()
	for _, h := range held {
		out.Credentials = append(out.Credentials, base64.RawURLEncoding.EncodeToString(h.ID))
	}
	return out, nil
}

// ErrNoKey says that somebody has no passkey that signs on record: what is owed is not entered yet, or they sign by a key file.
var ErrNoKey = errors.New("no passkey of yours is on record: sign with a key file on the command line, or ask the operator")

func (d *Doors) signing(ctx context.Context, a Act) (held []people.Credential, err error) {
	list, err := d.Accounts.Credentials(ctx, a.Person.ID)
	for _, c := range list {
		if e, ok := people.KeyOf(a.Keys, c, a.Use); ok && e.Ended == "" && c.Ended == 0 && c.RelyingParty == d.Site.RelyingParty() {
			held = append(held, c)
		}
	}
	if err == nil && len(held) == 0 {
		err = ErrNoKey
	}
	return held, err
}

// Signed is a signed act.
type Signed struct {
	Signature
	// Message is what was signed, and Key the key on record that signed it: the key and signature of a vote are Key.Name and Text.
	Message []byte
	Key     keyring.Key
}

// Line returns the signature as a line of a signed note, as a handover has it.
func (s Signed) Line() (string, error) { return s.Key.NoteLine(s.Value) }

// Signed returns the signature that the form of Sign sent. Its message is what Sign was given: where a.Message is not nil and another,
// such as when the list of a handover has changed meanwhile, it is ErrOver. The act is not entered; do that next, and at once.
func (d *Doors) Signed(r *http.Request, a Act) (out Signed, err error) {
	c, answer, err := d.answer(r)
	if err != nil {
		return out, err
	}
	if c.Person.ID != a.Person.ID || a.Message != nil && string(a.Message) != string(c.Message) {
		return out, fmt.Errorf("%w: what you signed is not what is to be signed now", ErrOver)
	}
	held, err := d.signing(r.Context(), a)
	if err != nil {
		return out, err
	}
	if out.Signature, err = d.Site.FinishAct(c, answer, held, d.Now()); err != nil {
		return out, err
	}
	if err := d.Accounts.Used(r.Context(), out.Used, d.Now()); err != nil {
		return Signed{}, err
	}
	e, _ := people.KeyOf(a.Keys, out.Used, a.Use)
	out.Message, out.Key = c.Message, e.Key
	return out, nil
}
