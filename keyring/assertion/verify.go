// SPDX-License-Identifier: Apache-2.0

package assertion

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Flags of authenticator data (WebAuthn, section 6.1).
const (
	userPresent        = 0x01
	userVerified       = 0x04
	attestedCredential = 0x40
	hasExtensions      = 0x80
)

func order() *big.Int { return elliptic.P256().Params().N }

// Challenge returns what a browser is asked to have signed for a message: its SHA-256. The message carries its own domain, as for
// any other key.
func Challenge(message []byte) [sha256.Size]byte { return sha256.Sum256(message) }

// Verify returns nil if an assertion, as Encode spells it, is the key's signature over exactly a message, and an error that
// says why it is not. It is a function of its arguments: the counter of the authenticator is not looked at, since nobody
// could tell from the record what it was before.
func (k Key) Verify(message, signature []byte) error {
	a, err := Decode(signature)
	if err != nil {
		return err
	}
	if err := k.checkAuthenticator(a.AuthenticatorData); err != nil {
		return err
	}
	if err := k.checkClient(a.ClientData, message); err != nil {
		return err
	}
	public, err := k.public()
	if err != nil {
		return err
	}
	client := sha256.Sum256(a.ClientData)
	digest := sha256.Sum256(append(bytes.Clone(a.AuthenticatorData), client[:]...))
	if r, s := a.numbers(); !ecdsa.Verify(public, digest[:], r, s) {
		return errors.New("the signature does not verify by the passkey")
	}
	return nil
}

func (k Key) checkAuthenticator(data []byte) error {
	site := sha256.Sum256([]byte(k.RelyingParty))
	flags := data[32]
	switch {
	case !bytes.Equal(data[:32], site[:]):
		return fmt.Errorf("it was signed for another site than %s", k.RelyingParty)
	case flags&userPresent == 0:
		return errors.New("the authenticator did not see that anybody was present")
	case k.VerifiesPerson && flags&userVerified == 0:
		return errors.New("the authenticator did not verify the person, and the key on record asks for it")
	case flags&attestedCredential != 0:
		return errors.New("it is the answer of a passkey that was made, not of one that signed")
	case (flags&hasExtensions != 0) != (len(data) > MinAuthenticatorData):
		return errors.New("authenticator data: extensions are there and not named, or named and not there")
	}
	return nil
}

// checkClient reads what the browser wrote by the order in which WebAuthn has browsers write it (section 5.8.1.1), so that no two
// readers of JSON read it differently. Browsers that leave out crossOrigin mean false.
func (k Key) checkClient(data, message []byte) error {
	challenge := Challenge(message)
	text := string(data)
	rest, ok := strings.CutPrefix(text, `{"type":"webauthn.get","challenge":"`)
	if !ok {
		return errors.New("client data: it does not begin as the client data of a signature")
	}
	rest, ok = strings.CutPrefix(rest, base64.RawURLEncoding.EncodeToString(challenge[:])+`","origin":"`)
	if !ok {
		return errors.New("the signature is over other bytes")
	}
	origin, rest, _ := strings.Cut(rest, `"`)
	if err := CheckOrigin(origin, k.RelyingParty); err != nil {
		return err
	}
	rest = strings.TrimPrefix(rest, `,"crossOrigin":false`)
	more := strings.HasPrefix(rest, ",") && strings.HasSuffix(rest, "}")
	switch {
	case rest != "}" && !more:
		return errors.New("client data: it does not end as the client data of a signature")
	case strings.Contains(rest, `"crossOrigin"`) || strings.Contains(rest, `"topOrigin"`):
		return errors.New("it was signed in a page that stood inside another site's page")
	}
	return nil
}

// CheckOrigin returns an error unless an origin is of a relying party: over TLS, or on this machine, at its host or one below it.
func CheckOrigin(origin, relyingParty string) error {
	host, ok := strings.CutPrefix(origin, "https://")
	if !ok && relyingParty == "localhost" {
		host, ok = strings.CutPrefix(origin, "http://")
	}
	host, port, ported := strings.Cut(host, ":")
	if ported && (port == "" || len(port) > 5 || strings.Trim(port, "0123456789") != "") {
		ok = false
	}
	if !ok || CheckRelyingParty(host) != nil || host != relyingParty && !strings.HasSuffix(host, "."+relyingParty) {
		return fmt.Errorf("origin %.80q is not of the site %s", origin, relyingParty)
	}
	return nil
}
