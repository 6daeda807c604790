// SPDX-License-Identifier: Apache-2.0

// Package people turns invitations and passkeys into accounts: who may come in, in which roles, for which member, and by which keys
// they sign. It stands beside the journal and above the keyring. The record holds what a person's key is called and who answers
// for it; names, contact details and invitations are in the file of accounts alone, which nobody publishes (ADR 26).
package people

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"truce/canon"
	"truce/keyring/assertion"
	"truce/when"
)

// Operator is the role that invites others.
const Operator = "operator"

// Roles returns the roles that an account may have: the closed list of the field, in order of how much each sees.
func Roles() []string {
	return []string{"public", "monitor", "duty-officer", "analyst", "commissioner", "liaison", "chancellery", Operator}
}

// Errors that a caller tells apart.
var (
	// ErrNoInvitation says that a code opens nothing: it was never given, was used, withdrawn or is over. It does not say which.
	ErrNoInvitation = errors.New("this invitation opens nothing: it was used, has run out, or was never given")
	// ErrNotFound says that there is no such account or passkey.
	ErrNotFound = errors.New("there is no such account or passkey")
	// ErrDisabled says that an account or a passkey is shut.
	ErrDisabled = errors.New("this account or passkey is disabled: ask the operator")
	// ErrCloned says that the counter of an authenticator did not go up: two have the key. The passkey is shut by then; its key on
	// record is to be revoked (Accounts.Owed).
	ErrCloned = errors.New("the counter of this passkey did not go up, so somebody may have a copy: it is disabled")
	// ErrOperatorApart says that an operator would read what the mission knows, or sign for a member, under the same account.
	ErrOperatorApart = errors.New("an operator's account has no other role, and none with another becomes an operator's: who keeps the server reads and decides nothing there; invite the person under another name")
	// ErrLastOperator says that a change would leave nobody who can invite others.
	ErrLastOperator = errors.New("nobody would be left who can invite others without an end: make another operator first")
	// ErrEnded says that an account has ended for good.
	ErrEnded = errors.New("this account has ended for good: invite the person under another name")
	// ErrTaken says that a name is an account's already.
	ErrTaken = errors.New("the name is taken")
)

// Person is an account.
type Person struct {
	// ID is drawn by chance and stays; authenticators keep it as the handle of the user. It is in no entry.
	ID string `json:"id"`
	// Name is what the record calls the person: the officer's name on the watch, the name of the key. It is no person's name.
	Name string `json:"name"`
	// Called and Contact stay in this file: what colleagues call the person, and how to reach them.
	Called  string `json:"called,omitempty"`
	Contact string `json:"contact,omitempty"`
	// Roles are of Roles, at least one.
	Roles []string `json:"roles"`
	// Member is the party, guarantor or member of a body that the person speaks for, by its ID in the agreement.
	Member   string       `json:"member,omitempty"`
	Disabled bool         `json:"disabled,omitempty"`
	Made     when.Instant `json:"made"`
	// Until is when the account runs out, 0 for never: from then on it is shut, and Lapse writes that down.
	Until when.Instant `json:"until,omitempty"`
	// EndedAt is when it was ended for good, 0 while it was not.
	EndedAt when.Instant `json:"ended,omitempty"`
	// Round goes up when every session of the account ends: as it is disabled, is let in again with a new passkey, or has one shut.
	Round int64 `json:"-"`
}

// Session is what a session keeps of the account that it is of. It is another one from the next round on, so that no session goes on.
func (p Person) Session() string { return fmt.Sprintf("%s.%d", p.ID, p.Round) }

// AccountOf returns the ID of the account of a Session, empty for what is none.
func AccountOf(session string) string {
	id, _, _ := strings.Cut(session, ".")
	return id
}

// Ended tells whether an account has ended for good.
func (p Person) Ended() bool { return p.EndedAt != 0 }

// Shut tells whether an account lets nobody in at a time.
func (p Person) Shut(now when.Instant) bool {
	return p.Disabled || p.Ended() || p.Until != 0 && now >= p.Until
}

// Stamp is drawn from what an operator writes of an account, so that a form can say of which state it was made.
func (p Person) Stamp() string {
	sum := canon.SumBytes("truce/account/1", fmt.Appendf(nil, "%q %q %q %q %d", p.Called, p.Contact, p.Roles, p.Member, p.Until))
	return sum.String()
}

// Is tells whether a person has a role.
func (p Person) Is(role string) bool { return slices.Contains(p.Roles, role) }

// speaks tells whether a person signs for a member of a body, and not for the mission.
func (p Person) speaks() bool {
	return p.Is("commissioner") || p.Is("liaison") || p.Is("chancellery")
}

// Check returns an error for an account that is not in order.
func (p Person) Check() error {
	if err := canon.CheckKeyName(p.Name); err != nil {
		return err
	}
	if len(p.Name) > 64 || len(p.Roles) == 0 {
		return errors.New("an account has a name of at most 64 bytes and at least one role")
	}
	for i, role := range p.Roles {
		if !slices.Contains(Roles(), role) || slices.Contains(p.Roles[:i], role) {
			return fmt.Errorf("role %.40q: name each once, of %s", role, strings.Join(Roles(), ", "))
		}
	}
	if p.Is(Operator) && len(p.Roles) > 1 {
		return ErrOperatorApart
	}
	if p.speaks() && p.Is("duty-officer") {
		return errors.New("whoever is on the mission's watch speaks for no member: give two accounts")
	}
	if p.speaks() != (p.Member != "") {
		return errors.New("a commissioner, a liaison officer and a chancellery speak for a member, and nobody else does")
	}
	if p.Until < 0 || p.Until > when.MaxInstant {
		return errors.New("an account runs out in the years 1970 to 9999, or never")
	}
	for name, text := range map[string]string{"called": p.Called, "contact": p.Contact, "member": p.Member} {
		if len(text) > 200 || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			return fmt.Errorf("%s: want at most 200 bytes of one line", name)
		}
	}
	return nil
}

// Credential is a passkey of an account.
type Credential struct {
	ID     []byte
	Person string // ID of whose it is
	// COSE is the public key as the authenticator wrote it, and Point the same as an uncompressed point.
	COSE         []byte
	Point        [65]byte
	RelyingParty string
	// Flags and Counter are those of its last ceremony.
	Flags   byte
	Counter uint32
	// Label is what the person calls it.
	Label      string
	Made, Used when.Instant
	// Ended is when it was shut, 0 while it counts; Cloned says that its counter was why.
	Ended  when.Instant
	Cloned bool
}

// Key returns the verifier key of a passkey under a name. An act always needs that the authenticator verified the person.
func (c Credential) Key(name string) assertion.Key {
	return assertion.Key{Name: name, RelyingParty: c.RelyingParty, VerifiesPerson: true, Point: c.Point}
}

func (c Credential) check() error {
	switch {
	case len(c.ID) == 0 || len(c.ID) > 1023:
		return errors.New("a passkey has an ID of 1 to 1023 bytes")
	case len(c.Label) > 80 || strings.ContainsFunc(c.Label, unicode.IsControl):
		return errors.New("a passkey is called something of at most 80 bytes of one line")
	}
	return c.Key("passkey").Check()
}
