// SPDX-License-Identifier: Apache-2.0

// Package assertion turns what a browser and a passkey signed together into yes or no: whether it is the signature of that key over
// exactly these bytes. It stands below the keyring and above canonical bytes. The format is docs/spec/passkey.md (ADR 25).
package assertion

import (
	"encoding/asn1"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
)

// Bounds in bytes. What is longer is refused before it is read.
const (
	// MinAuthenticatorData is the size of authenticator data without extensions.
	MinAuthenticatorData = 37
	// MaxAuthenticatorData is enough for the extensions that nobody asks for.
	MaxAuthenticatorData = 128
	// MaxClientData is enough for the longest origin and for what browsers add to teach sites not to compare it whole.
	MaxClientData = 1024
	// MaxSize is the longest assertion.
	MaxSize = 1 + 1 + MaxAuthenticatorData + 2 + MaxClientData + signatureSize
)

const (
	version       = 1
	signatureSize = 64
)

// Assertion is the signature of a passkey: the authenticator signed AuthenticatorData and the digest of ClientData, in which the
// browser wrote what was to be signed and at whose site.
type Assertion struct {
	AuthenticatorData []byte
	ClientData        []byte
	// Signature is r and s, 32 bytes each, s the lower of the two that verify alike.
	Signature [signatureSize]byte
}

// New returns what a browser answered as an assertion. der is the signature as authenticators write it, with whichever s. An
// error says what is no such answer; whether it verifies is another question.
func New(authenticatorData, clientData, der []byte) (Assertion, error) {
	var rs struct{ R, S *big.Int }
	if len(der) > 80 {
		return Assertion{}, errors.New("signature: more than 80 bytes")
	}
	rest, err := asn1.Unmarshal(der, &rs)
	if err != nil || len(rest) > 0 || !inRange(rs.R) || !inRange(rs.S) {
		return Assertion{}, errors.New("signature: it is no pair of numbers below the order of P-256 in DER")
	}
	if s := new(big.Int).Sub(order(), rs.S); s.Cmp(rs.S) < 0 {
		rs.S = s
	}
	a := Assertion{AuthenticatorData: authenticatorData, ClientData: clientData}
	rs.R.FillBytes(a.Signature[:32])
	rs.S.FillBytes(a.Signature[32:])
	return a, a.checkSizes()
}

func (a Assertion) checkSizes() error {
	if n := len(a.AuthenticatorData); n < MinAuthenticatorData || n > MaxAuthenticatorData {
		return fmt.Errorf("authenticator data: %d bytes, want %d to %d", n, MinAuthenticatorData, MaxAuthenticatorData)
	}
	if n := len(a.ClientData); n == 0 || n > MaxClientData {
		return fmt.Errorf("client data: %d bytes, want 1 to %d", n, MaxClientData)
	}
	return nil
}

// Encode returns the one spelling of an assertion, which Decode reads. It panics if the parts are longer than Decode takes: New
// and Decode return none such.
func (a Assertion) Encode() []byte {
	if err := a.checkSizes(); err != nil {
		panic("assertion: " + err.Error())
	}
	out := []byte{version, byte(len(a.AuthenticatorData))}
	out = append(out, a.AuthenticatorData...)
	out = binary.BigEndian.AppendUint16(out, uint16(len(a.ClientData)))
	out = append(out, a.ClientData...)
	return append(out, a.Signature[:]...)
}

// Decode reads an assertion. It refuses any other spelling, and of the two signatures that verify alike the one with the higher s:
// so nobody makes of one signature another that counts.
func Decode(data []byte) (a Assertion, err error) {
	if len(data) > MaxSize {
		return a, fmt.Errorf("an assertion of %d bytes, want at most %d", len(data), MaxSize)
	}
	short := errors.New("the assertion is cut off, or longer than it says")
	if len(data) < 2 {
		return a, short
	}
	if data[0] != version {
		return a, fmt.Errorf("an assertion of version %d, want %d", data[0], version)
	}
	n, rest := int(data[1]), data[2:]
	if len(rest) < n+2 {
		return a, short
	}
	a.AuthenticatorData, rest = rest[:n:n], rest[n:]
	n, rest = int(binary.BigEndian.Uint16(rest)), rest[2:]
	if len(rest) != n+signatureSize {
		return Assertion{}, short
	}
	a.ClientData, a.Signature = rest[:n:n], [signatureSize]byte(rest[n:])
	if err := a.checkSizes(); err != nil {
		return Assertion{}, err
	}
	r, s := a.numbers()
	if !inRange(r) || !inRange(s) || s.Cmp(new(big.Int).Sub(order(), s)) > 0 {
		return Assertion{}, errors.New("signature: r and s are to be below the order of P-256, and s the lower of the two that verify")
	}
	return a, nil
}

func (a Assertion) numbers() (r, s *big.Int) {
	return new(big.Int).SetBytes(a.Signature[:32]), new(big.Int).SetBytes(a.Signature[32:])
}

// Flags returns the flags of the authenticator data of an assertion that New or Decode returned.
func (a Assertion) Flags() byte { return a.AuthenticatorData[32] }

// Counter returns how often the authenticator says that it signed; 0 where it does not count.
func (a Assertion) Counter() uint32 { return binary.BigEndian.Uint32(a.AuthenticatorData[33:]) }

// inRange tells whether a number is one of a signature: from 1 to below the order.
func inRange(n *big.Int) bool { return n.Sign() > 0 && n.Cmp(order()) < 0 }
