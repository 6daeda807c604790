// SPDX-License-Identifier: Apache-2.0

// Package passkey turns what a browser answers in a ceremony of WebAuthn into an account's passkey, a person who came in, or the
// signature of an act. It stands above the accounts. Making a passkey and coming in are go-webauthn's; an act is checked by the
// very code by which the fold checks it (docs/spec/passkey.md, ADR 25).
package passkey

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"truce/internal/people"
	"truce/keyring/assertion"
	"truce/when"
)

// Term is how long a person may take over a ceremony.
const Term = 5 * time.Minute

// MaxAnswer is the longest answer of a browser that is read, in bytes.
const MaxAnswer = 16 << 10

// Errors that a caller tells apart.
var (
	// ErrOver says that a ceremony took too long, was of another kind, or was never begun: begin anew.
	ErrOver = errors.New("this took too long, or was not begun here: begin again")
	// ErrRefused says that an answer does not hold; what is wrapped around it says why. Nothing is changed.
	ErrRefused = errors.New("the passkey's answer does not hold")
)

// Options say which site the passkeys are for.
type Options struct {
	// RelyingParty is the name of the site: a name of the DNS, or localhost. Passkeys are made for it for good: under another they are
	// of no use.
	RelyingParty string
	// Origins are where its pages are, such as https://room.mission.example; each at the relying party or below it.
	Origins []string
	// Name is what the browser calls the site.
	Name string
}

// Site runs the ceremonies of a site. It keeps nothing between two steps and is safe for concurrent use.
type Site struct {
	party string
	lib   *webauthn.WebAuthn
}

// New returns the site. Its error says which option is wrong.
func New(o Options) (*Site, error) {
	if err := assertion.CheckRelyingParty(o.RelyingParty); err != nil {
		return nil, err
	}
	for _, origin := range o.Origins {
		if err := assertion.CheckOrigin(origin, o.RelyingParty); err != nil {
			return nil, err
		}
	}
	must := true
	lib, err := webauthn.New(&webauthn.Config{
		RPID: o.RelyingParty, RPDisplayName: o.Name, RPOrigins: o.Origins, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: &must, UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{
			Login:        webauthn.TimeoutConfig{Timeout: Term, TimeoutUVD: Term},
			Registration: webauthn.TimeoutConfig{Timeout: Term, TimeoutUVD: Term},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("site of passkeys: %w", err)
	}
	return &Site{o.RelyingParty, lib}, nil
}

// RelyingParty returns the name of the site.
func (s *Site) RelyingParty() string { return s.party }

// kind is what a ceremony is for.
type kind string

const (
	making   kind = "make"
	entering kind = "enter"
	acting   kind = "act"
)

// Ceremony is what the server has to remember between the two steps of one: in the session, where the browser cannot change it, and
// for one try.
type Ceremony struct {
	Kind    kind         `json:"kind"`
	Expires when.Instant `json:"expires"`
	// Challenge is what the passkey signs, in base 64 for URLs: an answer names it.
	Challenge string `json:"challenge"`
	// Person is whose ceremony it is, as it was when it began; empty for whoever comes in.
	Person people.Person `json:"person"`
	// Message is the exact bytes of an act.
	Message []byte                `json:"message,omitempty"`
	Session *webauthn.SessionData `json:"session,omitempty"`
}

// MaxOpen is how many ceremonies of one session may be open: as many as pages with a button. The oldest is forgotten for one more.
const MaxOpen = 8

// Open are the ceremonies of a session that are open. Encode makes a text of them for the session and DecodeOpen reads it.
type Open []Ceremony

// With returns the ceremonies with one more. Those that are over are left out, and so is one of the same challenge, whose place it takes.
func (o Open) With(c Ceremony, now when.Instant) Open {
	out := slices.DeleteFunc(slices.Clone(o), func(each Ceremony) bool { return now > each.Expires || each.Challenge == c.Challenge })
	if len(out) >= MaxOpen {
		out = out[len(out)-MaxOpen+1:]
	}
	return append(out, c)
}

// Answered returns the ceremony that an answer is of, and the others. It is ErrOver where there is none.
func (o Open) Answered(answer []byte) (Ceremony, Open, error) {
	var said struct {
		Response struct {
			ClientDataJSON protocol.URLEncodedBase64 `json:"clientDataJSON"`
		} `json:"response"`
	}
	var client struct {
		Challenge string `json:"challenge"`
	}
	if len(answer) > MaxAnswer || json.Unmarshal(answer, &said) != nil || json.Unmarshal(said.Response.ClientDataJSON, &client) != nil {
		return Ceremony{}, o, fmt.Errorf("%w: it is no answer of a passkey", ErrRefused)
	}
	i := slices.IndexFunc(o, func(c Ceremony) bool { return c.Challenge == client.Challenge })
	if i < 0 {
		return Ceremony{}, o, ErrOver
	}
	return o[i], slices.Delete(slices.Clone(o), i, i+1), nil
}

// Encode returns the text of the ceremonies.
func (o Open) Encode() string {
	data, err := json.Marshal(o)
	if err != nil {
		panic("passkey: a ceremony has no text: " + err.Error())
	}
	return string(data)
}

// DecodeOpen reads what Encode returned. Anything else, such as the nothing of a session without any, is none.
func DecodeOpen(text string) (o Open) {
	if json.Unmarshal([]byte(text), &o) != nil {
		return nil
	}
	return o
}

func (c Ceremony) check(of kind, now when.Instant) error {
	if c.Kind != of || now > c.Expires || of != acting && c.Session == nil || of == acting && c.Message == nil {
		return ErrOver
	}
	return nil
}

func until(now when.Instant) when.Instant { return now + when.Instant(Term.Milliseconds()) }

// user is an account as go-webauthn sees one.
type user struct {
	person people.Person
	list   []people.Credential
}

func (u user) WebAuthnID() []byte          { return []byte(u.person.ID) }
func (u user) WebAuthnName() string        { return u.person.Name }
func (u user) WebAuthnDisplayName() string { return u.person.Name }

func (u user) WebAuthnCredentials() []webauthn.Credential {
	out := make([]webauthn.Credential, len(u.list))
	for i, c := range u.list {
		out[i] = webauthn.Credential{
			ID: c.ID, PublicKey: c.COSE, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(c.Flags)),
			Authenticator: webauthn.Authenticator{SignCount: c.Counter},
		}
	}
	return out
}

// refused says that an answer does not hold, and why.
func refused(err error) error {
	var e *protocol.Error
	if errors.As(err, &e) {
		return fmt.Errorf("%w: %s: %.200s", ErrRefused, e.Details, e.DevInfo)
	}
	return fmt.Errorf("%w: %w", ErrRefused, err)
}

func bounded(answer []byte) error {
	if len(answer) > MaxAnswer {
		return fmt.Errorf("%w: %d bytes, want at most %d", ErrRefused, len(answer), MaxAnswer)
	}
	return nil
}
