// SPDX-License-Identifier: Apache-2.0

// Package authenticator turns the options that a site sends into what a browser with a passkey in software answers. It is for
// tests and exercises: its keys follow from a seed, nobody is asked for a finger, and whoever knows the seed signs as well.
package authenticator

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// Flags of authenticator data.
const (
	Present  = 0x01
	Verified = 0x04
	attested = 0x40
)

// Authenticator holds passkeys. New makes one. It is not safe for concurrent use.
type Authenticator struct {
	seed string
	held []*Passkey
	// Flags are what it says of who was there: Present and Verified, unless somebody changes them.
	Flags byte
	// Origin is the page that the browser says it stands in.
	Origin string
}

// Passkey is one key that an authenticator holds.
type Passkey struct {
	ID           []byte
	RelyingParty string
	User         []byte // the handle of whose it is
	Counter      uint32
	secret       *ecdsa.PrivateKey
}

// New returns an authenticator without passkeys in a browser at a page of an origin. Those of one seed make the same keys.
func New(seed, origin string) *Authenticator {
	return &Authenticator{seed: seed, Flags: Present | Verified, Origin: origin}
}

// Clone returns another authenticator with the same passkeys, as whoever copied its memory has.
func (a *Authenticator) Clone() *Authenticator {
	c := *a
	c.held = nil
	for _, p := range a.held {
		q := *p
		c.held = append(c.held, &q)
	}
	return &c
}

// Make makes a passkey for a relying party and a user.
func (a *Authenticator) Make(relyingParty string, user []byte) (*Passkey, error) {
	n := len(a.held) + 1
	material := sha256.Sum256([]byte("truce/authenticator/" + strconv.Itoa(n) + "\n" + a.seed))
	material[0] &= 0x7f // below the order of the curve
	secret, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), material[:])
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(append([]byte("id\n"), material[:]...))
	p := &Passkey{ID: id[:16], RelyingParty: relyingParty, User: user, secret: secret}
	a.held = append(a.held, p)
	return p, nil
}

// Point returns the public key of a passkey, an uncompressed point of P-256.
func (p *Passkey) Point() [65]byte {
	point, err := p.secret.PublicKey.Bytes()
	if err != nil {
		panic("authenticator: " + err.Error())
	}
	return [65]byte(point)
}

// data returns the authenticator data of an answer, without what comes of a passkey that is made.
func (p *Passkey) data(flags byte) []byte {
	site := sha256.Sum256([]byte(p.RelyingParty))
	return binary.BigEndian.AppendUint32(append(site[:], flags), p.Counter)
}

// Sign answers a challenge: authenticator data, client data and the signature in DER. The counter goes up by one.
func (a *Authenticator) Sign(p *Passkey, challenge []byte) (authenticatorData, clientData, der []byte, err error) {
	p.Counter++
	data, client := p.data(a.Flags), a.client("webauthn.get", challenge)
	der, err = p.SignRaw(data, client)
	return data, client, der, err
}

// SignRaw signs any authenticator data and client data, also such as no honest authenticator would.
func (p *Passkey) SignRaw(authenticatorData, clientData []byte) (der []byte, err error) {
	client := sha256.Sum256(clientData)
	digest := sha256.Sum256(append(append([]byte(nil), authenticatorData...), client[:]...))
	return p.secret.Sign(nil, digest[:], crypto.SHA256) // without chance, the same each time (RFC 6979)
}

func (a *Authenticator) client(what string, challenge []byte) []byte {
	return []byte(`{"type":"` + what + `","challenge":"` + base64.RawURLEncoding.EncodeToString(challenge) + `","origin":"` + a.Origin + `","crossOrigin":false}`)
}

// options is what of the options of a site an authenticator looks at.
type options struct {
	PublicKey struct {
		Challenge string                `json:"challenge"`
		RP        struct{ ID string }   `json:"rp"`
		RPID      string                `json:"rpId"`
		User      struct{ ID string }   `json:"user"`
		Allow     []struct{ ID string } `json:"allowCredentials"`
		Exclude   []struct{ ID string } `json:"excludeCredentials"`
	} `json:"publicKey"`
}

// Create answers navigator.credentials.create: options as a site sends them to the JSON of a new credential.
func (a *Authenticator) Create(site []byte) ([]byte, error) {
	var o options
	if err := json.Unmarshal(site, &o); err != nil {
		return nil, err
	}
	for _, e := range o.PublicKey.Exclude {
		if a.find(o.PublicKey.RP.ID, e.ID) != nil {
			return nil, errors.New("InvalidStateError: it holds a passkey of this user already")
		}
	}
	user, err := base64.RawURLEncoding.DecodeString(o.PublicKey.User.ID)
	if err != nil {
		return nil, err
	}
	challenge, err := base64.RawURLEncoding.DecodeString(o.PublicKey.Challenge)
	if err != nil {
		return nil, err
	}
	p, err := a.Make(o.PublicKey.RP.ID, user)
	if err != nil {
		return nil, err
	}
	return answer(p.ID, map[string]string{
		"clientDataJSON":    encode(a.client("webauthn.create", challenge)),
		"attestationObject": encode(p.attestation(a.Flags)),
	})
}

// Get answers navigator.credentials.get: options as a site sends them to the JSON of an assertion.
func (a *Authenticator) Get(site []byte) ([]byte, error) {
	var o options
	if err := json.Unmarshal(site, &o); err != nil {
		return nil, err
	}
	challenge, err := base64.RawURLEncoding.DecodeString(o.PublicKey.Challenge)
	if err != nil {
		return nil, err
	}
	p := a.choose(&o)
	if p == nil {
		return nil, errors.New("NotAllowedError: it holds no such passkey")
	}
	data, client, der, err := a.Sign(p, challenge)
	if err != nil {
		return nil, err
	}
	return answer(p.ID, map[string]string{
		"authenticatorData": encode(data), "clientDataJSON": encode(client), "signature": encode(der), "userHandle": encode(p.User),
	})
}

// choose returns a passkey that the site allows, the last made where it allows any; nil where it holds none.
func (a *Authenticator) choose(o *options) (chosen *Passkey) {
	for _, p := range a.held {
		if len(o.PublicKey.Allow) == 0 && p.RelyingParty == o.PublicKey.RPID {
			chosen = p
		}
	}
	for _, allowed := range o.PublicKey.Allow {
		if p := a.find(o.PublicKey.RPID, allowed.ID); p != nil {
			return p
		}
	}
	return chosen
}

func (a *Authenticator) find(relyingParty, id string) *Passkey {
	for _, p := range a.held {
		if p.RelyingParty == relyingParty && encode(p.ID) == id {
			return p
		}
	}
	return nil
}

// attestation is the object of CBOR that says what was made, and attests to nothing.
func (p *Passkey) attestation(flags byte) []byte {
	data := append(p.data(flags|attested), make([]byte, 16)...) // no model is named
	data = binary.BigEndian.AppendUint16(data, uint16(len(p.ID)))
	data = append(data, p.ID...)
	point := p.Point()
	data = append(data, 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32) // a map: EC2, ES256, P-256, and x of 32 bytes
	data = append(data, point[1:33]...)
	data = append(data, 0x22, 0x58, 32) // y of 32 bytes
	data = append(data, point[33:]...)

	out := []byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58")
	return append(append(out, byte(len(data))), data...)
}

func answer(id []byte, response map[string]string) ([]byte, error) {
	data, err := json.Marshal(map[string]any{
		"id": encode(id), "rawId": encode(id), "type": "public-key", "authenticatorAttachment": "platform", "response": response,
		"clientExtensionResults": map[string]any{},
	})
	if err != nil {
		return nil, fmt.Errorf("authenticator: %w", err)
	}
	return data, nil
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
