// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"truce/canon"
)

// signPlain asks crypto/ed25519 for Ed25519 over the bytes themselves.
const signPlain = crypto.Hash(0)

// maxSeconds is the last time of a cosignature, in seconds since 1970: its milliseconds are an integer of canonical bytes.
const maxSeconds = canon.MaxInt / 1000

// ClockTolerance is how many seconds a cosignature may be ahead of the clock of whoever is given it. One that is further ahead
// counts as none: nobody has signed in the future, and its time would speak for what was not seen yet.
const ClockTolerance = 300

// latest returns the last second of a cosignature that a clock in milliseconds since 1970 lets count. 0 is no clock, by which
// every time counts.
func latest(now int64) int64 {
	if now == 0 {
		return maxSeconds
	}
	return min(floorSeconds(now)+ClockTolerance, maxSeconds)
}

// Cosign returns a cosigner's signature line for a checkpoint at a time in seconds since 1970, from 1 on. It says that
// the checkpoint was then the largest tree of its log that the cosigner had seen and found consistent; whoever calls it
// has made sure of that and stored it first.
func Cosign(c Checkpoint, k SigningKey, seconds int64) (note.Signature, error) {
	switch {
	case k.verifier.algorithm != Cosigns:
		return note.Signature{}, fmt.Errorf("cosign as %.80q: the key is not a cosigner's", k.verifier.name)
	case seconds < 1 || seconds > maxSeconds:
		return note.Signature{}, fmt.Errorf("cosign as %.80q: time %d: want 1 to %d", k.verifier.name, seconds, int64(maxSeconds))
	}
	if err := c.check(); err != nil {
		return note.Signature{}, fmt.Errorf("cosign: %w", err)
	}
	raw := binary.BigEndian.AppendUint32(nil, k.verifier.KeyHash())
	raw = binary.BigEndian.AppendUint64(raw, uint64(seconds))
	raw = append(raw, ed25519.Sign(k.private(), cosigned(c.Text(), seconds))...)
	return note.Signature{Name: k.verifier.name, Hash: k.verifier.KeyHash(), Base64: base64.StdEncoding.EncodeToString(raw)}, nil
}

// cosigned is what a cosigner signs.
func cosigned(text string, seconds int64) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", seconds, text)
}

// cosignedAt returns the time in a cosignature of the text of a checkpoint, in seconds since 1970.
func (k VerifierKey) cosignedAt(text, sig []byte) (int64, error) {
	if k.algorithm != Cosigns || len(sig) != 8+ed25519.SignatureSize {
		return 0, fmt.Errorf("%w %s", ErrNotSigned, k)
	}
	t := binary.BigEndian.Uint64(sig)
	if t < 1 || t > maxSeconds || !ed25519.Verify(k.public[:], cosigned(string(text), int64(t)), sig[8:]) {
		return 0, fmt.Errorf("%w %s", ErrNotSigned, k)
	}
	return int64(t), nil
}

// CosignedBy returns the first and the last time, in seconds since 1970, at which a cosigner cosigned the checkpoint, of
// those cosignatures that stand on it and verify. Its error wraps ErrNotSigned if there is none.
func (s SignedCheckpoint) CosignedBy(k VerifierKey) (first, last int64, err error) {
	return s.CosignedUntil(k, 0)
}

// CosignedUntil is CosignedBy without the cosignatures that are more than ClockTolerance ahead of a clock, in milliseconds
// since 1970; 0 is no clock.
func (s SignedCheckpoint) CosignedUntil(k VerifierKey, now int64) (first, last int64, err error) {
	for _, raw := range s.Note.of(k) {
		t, err := k.cosignedAt([]byte(s.Note.Text), raw)
		if err != nil || t > latest(now) {
			continue
		}
		if first == 0 || t < first {
			first = t
		}
		last = max(last, t)
	}
	if first == 0 {
		return 0, 0, fmt.Errorf("%w %s", ErrNotSigned, k)
	}
	return first, last, nil
}

// ParseSignatureLines reads signature lines, each with its line feed, such as a cosigner answers. It verifies none.
func ParseSignatureLines(data []byte) ([]note.Signature, error) {
	if len(data) == 0 {
		return nil, errors.New("signature lines: there are none")
	}
	// A note of any text holds the lines to the same rules as those of a checkpoint.
	n, err := ParseNote(append([]byte("lines\n\n"), data...))
	if err != nil {
		return nil, fmt.Errorf("signature lines: %w", err)
	}
	if n.Text != "lines\n" || strings.Count(string(data), "\n") < len(n.Signatures) {
		return nil, errors.New("signature lines: an empty line among them")
	}
	return n.Signatures, nil
}
