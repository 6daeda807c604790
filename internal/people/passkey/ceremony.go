// SPDX-License-Identifier: Apache-2.0

package passkey

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"truce/internal/people"
	"truce/keyring/assertion"
	"truce/when"
)

// BeginRegistration begins the making of a passkey for an account, which may be one that an invitation is about to make. options go to
// the browser as they are; held are the passkeys that count already, which the same authenticator does not make again.
func (s *Site) BeginRegistration(p people.Person, held []people.Credential, now when.Instant) (options []byte, c Ceremony, err error) {
	u := user{p, held}
	creation, session, err := s.lib.BeginRegistration(u,
		webauthn.WithExclusions(webauthn.Credentials(u.WebAuthnCredentials()).CredentialDescriptors()),
		webauthn.WithCredentialParameters([]protocol.CredentialParameter{{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgES256}}))
	if err != nil {
		return nil, c, fmt.Errorf("make a passkey: %w", err)
	}
	options, err = json.Marshal(creation)
	return options, Ceremony{Kind: making, Expires: until(now), Challenge: session.Challenge, Person: p, Session: session}, err
}

// FinishRegistration returns the passkey that a browser made, to be given to Accounts.Accept or Accounts.Add.
func (s *Site) FinishRegistration(c Ceremony, answer []byte, now when.Instant) (people.Credential, error) {
	if err := errors.Join(c.check(making, now), bounded(answer)); err != nil {
		return people.Credential{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return people.Credential{}, refused(err)
	}
	made, err := s.lib.CreateCredential(user{person: c.Person}, *c.Session, parsed)
	if err != nil {
		return people.Credential{}, refused(err)
	}
	out := people.Credential{
		ID: made.ID, Person: c.Person.ID, COSE: made.PublicKey, RelyingParty: s.party, Flags: byte(made.Flags.ProtocolValue()),
		Counter: made.Authenticator.SignCount, Made: now,
	}
	if out.Point, err = pointOf(made.PublicKey); err != nil {
		return people.Credential{}, err
	}
	return out, nil
}

// pointOf returns the point of a COSE key.
func pointOf(cose []byte) (point [65]byte, err error) {
	key, err := webauthncose.ParsePublicKey(cose)
	ec, ok := key.(webauthncose.EC2PublicKeyData)
	if err != nil || !ok || webauthncose.COSEAlgorithmIdentifier(ec.Algorithm) != webauthncose.AlgES256 || len(ec.XCoord) != 32 || len(ec.YCoord) != 32 {
		return point, fmt.Errorf("%w: its key is not one of ES256", ErrRefused)
	}
	point[0] = 4
	copy(point[1:33], ec.XCoord)
	copy(point[33:], ec.YCoord)
	return point, nil
}

// BeginLogin begins the coming in of whoever has a passkey for the site: nobody has to say who they are. The challenge is SHA-256 of bytes
// that begin with a domain of their own, so that an honest server never has an act signed by it.
func (s *Site) BeginLogin(now when.Instant) (options []byte, c Ceremony, err error) {
	message := append([]byte("truce/login/1\n"), make([]byte, 32)...)
	rand.Read(message[len(message)-32:]) // it never fails: the program ends first
	challenge := assertion.Challenge(message)
	wanted, session, err := s.lib.BeginDiscoverableLogin(webauthn.WithChallenge(challenge[:]))
	if err != nil {
		return nil, c, fmt.Errorf("come in: %w", err)
	}
	options, err = json.Marshal(wanted)
	return options, Ceremony{Kind: entering, Expires: until(now), Challenge: session.Challenge, Session: session}, err
}

// Find returns a passkey by its ID with whose it is, as Accounts.Credential does.
type Find func(id []byte) (people.Credential, people.Person, error)

// FinishLogin returns who came in, and the passkey with the flags and counter of now, to be given to Accounts.Used before anybody is let in.
func (s *Site) FinishLogin(c Ceremony, answer []byte, find Find, now when.Instant) (p people.Person, used people.Credential, err error) {
	if err := errors.Join(c.check(entering, now), bounded(answer)); err != nil {
		return p, used, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return p, used, refused(err)
	}
	var lost error
	_, seen, err := s.lib.ValidatePasskeyLogin(func(id, _ []byte) (webauthn.User, error) {
		used, p, lost = find(id)
		return user{p, []people.Credential{used}}, lost
	}, *c.Session, parsed)
	switch {
	case lost != nil:
		return people.Person{}, people.Credential{}, lost
	case err != nil:
		return people.Person{}, people.Credential{}, refused(err)
	}
	used.Flags, used.Counter = byte(seen.Flags.ProtocolValue()), parsed.Response.AuthenticatorData.Counter
	return p, used, nil
}

// request is what the browser is asked to sign an act with.
type request struct {
	PublicKey struct {
		Challenge        string    `json:"challenge"`
		Timeout          int64     `json:"timeout"`
		RPID             string    `json:"rpId"`
		Allow            []allowed `json:"allowCredentials"`
		UserVerification string    `json:"userVerification"`
	} `json:"publicKey"`
}

type allowed struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

// BeginAct begins the signing of an act: message is the exact bytes that a key file would sign, domain and all. held are the passkeys
// of the person that are on record and count; one of them has to sign.
func (s *Site) BeginAct(p people.Person, message []byte, held []people.Credential, now when.Instant) (options []byte, c Ceremony, err error) {
	if len(message) == 0 || len(held) == 0 {
		return nil, c, errors.New("sign an act: there is nothing to sign, or no passkey of yours is on record to sign with")
	}
	challenge := assertion.Challenge(message)
	var r request
	r.PublicKey.Challenge = base64.RawURLEncoding.EncodeToString(challenge[:])
	r.PublicKey.Timeout, r.PublicKey.RPID, r.PublicKey.UserVerification = Term.Milliseconds(), s.party, "required"
	for _, h := range held {
		r.PublicKey.Allow = append(r.PublicKey.Allow, allowed{"public-key", base64.RawURLEncoding.EncodeToString(h.ID)})
	}
	options, err = json.Marshal(r)
	return options, Ceremony{Kind: acting, Expires: until(now), Challenge: r.PublicKey.Challenge, Person: p, Message: message}, err
}

// Signature is a signed act: what an entry needs, and the passkey to be given to Accounts.Used before anything is entered.
type Signature struct {
	// Value is the assertion in its one spelling; Text is the same in base 64, as a vote has it.
	Value []byte
	Text  string
	Used  people.Credential
}

// FinishAct returns the signature of an act by one of the passkeys that BeginAct was given, checked as the fold checks it.
func (s *Site) FinishAct(c Ceremony, answer []byte, held []people.Credential, now when.Instant) (out Signature, err error) {
	if err := errors.Join(c.check(acting, now), bounded(answer)); err != nil {
		return out, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return out, refused(err)
	}
	raw := parsed.Raw.AssertionResponse
	if h := parsed.Response.UserHandle; len(h) > 0 && string(h) != c.Person.ID {
		return out, fmt.Errorf("%w: it is a passkey of somebody else", ErrRefused)
	}
	if origin := parsed.Response.CollectedClientData.Origin; !slices.Contains(s.lib.Config.RPOrigins, origin) {
		return out, fmt.Errorf("%w: it was signed at %.80q, which is no page of this site", ErrRefused, origin)
	}
	for _, h := range held {
		if h.Person != c.Person.ID || string(h.ID) != string(parsed.RawID) || h.Ended != 0 {
			continue
		}
		a, err := assertion.New(raw.AuthenticatorData, raw.ClientDataJSON, raw.Signature)
		if err != nil {
			return out, refused(err)
		}
		value := a.Encode()
		if err := h.Key("passkey").Verify(c.Message, value); err != nil {
			return out, refused(err)
		}
		h.Flags, h.Counter = a.Flags(), a.Counter()
		return Signature{value, base64.StdEncoding.EncodeToString(value), h}, nil
	}
	return out, fmt.Errorf("%w: it is none of the passkeys that may sign this", ErrRefused)
}
