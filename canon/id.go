// SPDX-License-Identifier: Apache-2.0

package canon

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"strings"
)

// Digest is a SHA-256 over a domain name and canonical bytes. Its text is 64 hexadecimal digits.
type Digest [sha256.Size]byte

// Sum returns the digest of v in a domain: SHA-256(domain, newline, Encode(v)). The domain, such as
// "truce/extract/1", keeps values of two formats from ever sharing a digest; it holds no newline. Its error is Encode's.
func Sum(domain string, v any) (Digest, error) {
	data, err := Encode(v)
	if err != nil {
		return Digest{}, err
	}
	return SumBytes(domain, data), nil
}

// SumBytes returns the digest of bytes that are already canonical, or of a foreign original.
func SumBytes(domain string, data []byte) Digest {
	var short [256]byte
	if len(domain)+1+len(data) <= len(short) {
		return sha256.Sum256(append(append(append(short[:0], domain...), '\n'), data...))
	}
	h := sha256.New()
	h.Write([]byte(domain))
	h.Write([]byte{'\n'})
	h.Write(data)
	return Digest(h.Sum(short[:0]))
}

// String returns the 64 hexadecimal digits.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// IsZero tells whether the digest is unset.
func (d Digest) IsZero() bool { return d == Digest{} }

// MarshalText writes the digest as String does.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// AppendText appends what MarshalText writes.
func (d Digest) AppendText(b []byte) ([]byte, error) { return hex.AppendEncode(b, d[:]), nil }

// UnmarshalText reads 64 lower-case hexadecimal digits.
func (d *Digest) UnmarshalText(text []byte) error {
	raw, err := hex.DecodeString(string(text))
	if err != nil || len(raw) != len(d) || hex.EncodeToString(raw) != string(text) {
		return fmt.Errorf("digest %.80q: want %d lower-case hexadecimal digits", text, 2*len(d))
	}
	copy(d[:], raw)
	return nil
}

// idBytes is the part of a digest that an ID keeps: 160 bits, 32 letters.
const idBytes = 20

var idText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// kind names a family of IDs by the word before the colon.
type kind interface{ word() string }

// ID is a comparable identity of one kind, cut from a digest. Its text is "kind:letters". IDs of two kinds do
// not mix: the compiler refuses it, and so does UnmarshalText. An ID names a thing; nothing is ever decided by
// comparing IDs.
type ID[K kind] struct{ sum [idBytes]byte }

type (
	reportKind      struct{}
	observationKind struct{}
	incidentKind    struct{}
	findingKind     struct{}
	entryKind       struct{}
	layerKind       struct{}
)

func (reportKind) word() string      { return "report" }
func (observationKind) word() string { return "observation" }
func (incidentKind) word() string    { return "incident" }
func (findingKind) word() string     { return "finding" }
func (entryKind) word() string       { return "entry" }
func (layerKind) word() string       { return "layer" }

// The kinds of IDs.
type (
	// ReportID names what a source sent.
	ReportID = ID[reportKind]
	// ObservationID names one thing that a report says was seen.
	ObservationID = ID[observationKind]
	// IncidentID names one physical event.
	IncidentID = ID[incidentKind]
	// FindingID names one version of an incident judged against a term.
	FindingID = ID[findingKind]
	// EntryID names one entry of the record.
	EntryID = ID[entryKind]
	// LayerID names one dated control layer.
	LayerID = ID[layerKind]
)

// NewReportID cuts a report's ID from its digest.
func NewReportID(d Digest) ReportID { return cut[reportKind](d) }

// NewObservationID cuts an observation's ID from its digest.
func NewObservationID(d Digest) ObservationID { return cut[observationKind](d) }

// NewIncidentID cuts an incident's ID from its digest.
func NewIncidentID(d Digest) IncidentID { return cut[incidentKind](d) }

// NewFindingID cuts a finding's ID from its digest.
func NewFindingID(d Digest) FindingID { return cut[findingKind](d) }

// NewEntryID cuts an entry's ID from its digest.
func NewEntryID(d Digest) EntryID { return cut[entryKind](d) }

// NewLayerID cuts a layer's ID from its digest.
func NewLayerID(d Digest) LayerID { return cut[layerKind](d) }

func cut[K kind](d Digest) ID[K] { return ID[K]{sum: [idBytes]byte(d[:idBytes])} }

// IsZero tells whether the ID is unset.
func (id ID[K]) IsZero() bool { return id == ID[K]{} }

// String returns "kind:letters", or the empty string for the zero ID.
func (id ID[K]) String() string {
	if id.IsZero() {
		return ""
	}
	var k K
	return k.word() + ":" + idText.EncodeToString(id.sum[:])
}

// Short returns "kind:" and the first eight letters, for people to read; it need not be unique.
func (id ID[K]) Short() string {
	s := id.String()
	if i := strings.IndexByte(s, ':'); i >= 0 && len(s) > i+9 {
		return s[:i+9]
	}
	return s
}

// MarshalText writes the ID as String does.
func (id ID[K]) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// AppendText appends what MarshalText writes.
func (id ID[K]) AppendText(b []byte) ([]byte, error) {
	if id.IsZero() {
		return b, nil
	}
	var k K
	return idText.AppendEncode(append(append(b, k.word()...), ':'), id.sum[:]), nil
}

// UnmarshalText reads what MarshalText writes, of the same kind only.
func (id *ID[K]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = ID[K]{}
		return nil
	}
	var k K
	word, letters, _ := strings.Cut(string(text), ":")
	raw, err := idText.DecodeString(letters)
	if err != nil || word != k.word() || len(raw) != idBytes || idText.EncodeToString(raw) != letters ||
		[idBytes]byte(raw) == [idBytes]byte{} { // the zero ID is written as the empty text only
		return fmt.Errorf("ID %.60q: want %q and 32 letters a-z, 2-7", text, k.word()+":")
	}
	id.sum = [idBytes]byte(raw)
	return nil
}
