// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// MaxNote is the largest signed note that is read, in bytes: a hundred signatures and a long text fit.
const MaxNote = 64 << 10

// ErrNotSigned says that a note has no valid signature of the key. The caller treats its text as if it were not there.
var ErrNotSigned = errors.New("no valid signature of the key")

// Note is a signed note of https://C2SP.org/signed-note: a text and signature lines. Nothing in it is verified until
// SignedBy says so.
type Note struct {
	// Text ends with a line feed.
	Text string
	// Signatures stand in the order of the note; identical lines are kept once.
	Signatures []note.Signature
}

// ParseNote reads a signed note and verifies no signature.
func ParseNote(data []byte) (Note, error) {
	if len(data) > MaxNote {
		return Note{}, fmt.Errorf("signed note of %d bytes: want at most %d", len(data), MaxNote)
	}
	var unverified *note.UnverifiedNoteError
	if _, err := note.Open(data, nil); !errors.As(err, &unverified) {
		return Note{}, fmt.Errorf("signed note: %w", err)
	}
	for _, s := range unverified.Note.UnverifiedSigs {
		raw, err := base64.StdEncoding.Strict().DecodeString(s.Base64)
		if err != nil || base64.StdEncoding.EncodeToString(raw) != s.Base64 {
			return Note{}, fmt.Errorf("signed note: the signature of %.80q is not in the one spelling of its bytes", s.Name)
		}
	}
	return Note{Text: unverified.Note.Text, Signatures: unverified.Note.UnverifiedSigs}, nil
}

// SignNote returns the signed note of a text that ends with a line feed. A cosigner's key does not sign notes.
func SignNote(text string, keys ...SigningKey) ([]byte, error) {
	signers := make([]note.Signer, 0, len(keys))
	for _, k := range keys {
		if k.verifier.algorithm != SignsNotes {
			return nil, fmt.Errorf("sign a note as %.80q: the key is a cosigner's or not given", k.verifier.name)
		}
		signers = append(signers, noteSigner{k})
	}
	if len(signers) == 0 {
		return nil, errors.New("sign a note: no key")
	}
	data, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		return nil, fmt.Errorf("sign a note: %w", err)
	}
	again, err := ParseNote(data)
	if err != nil {
		return nil, fmt.Errorf("sign a note: %w", err)
	}
	if again.Text != text {
		return nil, errors.New("sign a note: its text would read back otherwise")
	}
	return data, nil
}

// NoteSigner returns the key as package note takes it; nil if it is a cosigner's, which signs no notes.
func (k SigningKey) NoteSigner() note.Signer {
	if k.verifier.algorithm != SignsNotes {
		return nil
	}
	return noteSigner{k}
}

// noteSigner signs texts of notes with a key whose algorithm is SignsNotes.
type noteSigner struct{ SigningKey }

func (s noteSigner) Name() string    { return s.verifier.name }
func (s noteSigner) KeyHash() uint32 { return s.verifier.KeyHash() }

func (s noteSigner) Sign(text []byte) ([]byte, error) {
	return s.private().Sign(nil, text, signPlain)
}

// SignedBy returns nil if a signature of the note is one of the key, and an error that wraps ErrNotSigned otherwise. Lines
// of other keys, and further lines of this one that do not verify, change nothing.
func (n Note) SignedBy(k VerifierKey) error {
	for _, raw := range n.of(k) {
		if k.Verify([]byte(n.Text), raw) {
			return nil
		}
	}
	return fmt.Errorf("%w %s", ErrNotSigned, k)
}

// of returns what stands after the hash in each line that names the key.
func (n Note) of(k VerifierKey) [][]byte {
	var out [][]byte
	hash := k.KeyHash()
	for _, s := range n.Signatures {
		if s.Name != k.name || s.Hash != hash {
			continue
		}
		if raw, err := base64.StdEncoding.Strict().DecodeString(s.Base64); err == nil && len(raw) > 4 {
			out = append(out, raw[4:])
		}
	}
	return out
}

// With returns the note with more signature lines after its own; a line that it has is not added again.
func (n Note) With(lines ...note.Signature) Note {
	out := Note{Text: n.Text, Signatures: append([]note.Signature(nil), n.Signatures...)}
	for _, l := range lines {
		if !slices.Contains(out.Signatures, l) {
			out.Signatures = append(out.Signatures, l)
		}
	}
	return out
}

// Bytes returns the note as ParseNote reads it.
func (n Note) Bytes() []byte {
	var b strings.Builder
	b.WriteString(n.Text)
	b.WriteByte('\n')
	for _, s := range n.Signatures {
		b.WriteString(SignatureLine(s))
	}
	return []byte(b.String())
}

// SignatureLine returns a signature as a line of a note, with its line feed.
func SignatureLine(s note.Signature) string { return "— " + s.Name + " " + s.Base64 + "\n" }
