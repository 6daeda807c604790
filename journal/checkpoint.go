// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
)

// Checkpoint is what a log says of itself: how many leaves it has and the root of the tree over them.
type Checkpoint struct {
	// Origin is the log's name and that of its key.
	Origin string
	// Size is the number of leaves, from 1, as the empty tree is never signed, to canon.MaxInt.
	Size int64
	// Root is the root of the tree of RFC 6962.
	Root tlog.Hash
}

// CheckOrigin returns an error for what is no name of a log.
func CheckOrigin(origin string) error { return canon.CheckOrigin(origin) }

// check returns an error for a checkpoint that has no text.
func (c Checkpoint) check() error {
	if err := CheckOrigin(c.Origin); err != nil {
		return err
	}
	if c.Size < 1 || c.Size > canon.MaxInt { // tlog does not end on sizes above 2^62
		return fmt.Errorf("size %d: want 1 to %d", c.Size, int64(canon.MaxInt))
	}
	return nil
}

// Text returns the three lines of the checkpoint. It is meant for a checkpoint that was read or signed; nothing reads
// the text of one without an origin or of the empty tree.
func (c Checkpoint) Text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// ParseCheckpoint reads the three lines of a checkpoint and refuses every other spelling and every extension line.
func ParseCheckpoint(text string) (Checkpoint, error) {
	body, ended := strings.CutSuffix(text, "\n")
	lines := strings.Split(body, "\n")
	if !ended || len(lines) != 3 {
		return Checkpoint{}, fmt.Errorf("checkpoint %.80q: want three lines, each with its line feed", text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: size %.40q: want a decimal number", lines[1])
	}
	root, err := parseHash(lines[2])
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: root: %w", err)
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	if err := c.check(); err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	if c.Text() != text {
		return Checkpoint{}, fmt.Errorf("checkpoint: size %.40q: want it without a sign or leading zeros", lines[1])
	}
	return c, nil
}

// parseHash reads a hash in the only spelling of its base 64.
func parseHash(text string) (h tlog.Hash, err error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != len(h) || base64.StdEncoding.EncodeToString(raw) != text {
		return h, fmt.Errorf("hash %.60q: want base 64 of %d bytes", text, len(h))
	}
	return tlog.Hash(raw), nil
}

// SignedCheckpoint is a checkpoint with the note that it came in.
type SignedCheckpoint struct {
	Checkpoint
	Note Note
}

// SignCheckpoint signs a checkpoint with the key of the log that it names. Whoever calls it has read back what the
// checkpoint covers (docs/spec/journal.md); nothing here can check that.
func SignCheckpoint(c Checkpoint, k SigningKey) (SignedCheckpoint, error) {
	if err := c.check(); err != nil {
		return SignedCheckpoint{}, fmt.Errorf("sign a checkpoint: %w", err)
	}
	if k.verifier.name != c.Origin {
		return SignedCheckpoint{}, fmt.Errorf("sign a checkpoint of %.80q: the key is of %.80q", c.Origin, k.verifier.name)
	}
	data, err := SignNote(c.Text(), k)
	if err != nil {
		return SignedCheckpoint{}, err
	}
	return ParseSignedCheckpoint(data)
}

// ParseSignedCheckpoint reads a checkpoint and its signature lines and verifies none of them.
func ParseSignedCheckpoint(data []byte) (SignedCheckpoint, error) {
	n, err := ParseNote(data)
	if err != nil {
		return SignedCheckpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return SignedCheckpoint{}, err
	}
	return SignedCheckpoint{Checkpoint: c, Note: n}, nil
}

// OpenCheckpoint reads a checkpoint and verifies the signature of its log. Cosignatures are not looked at; a Policy is
// for them. An error wraps ErrNotSigned if all is in order but the signature.
func OpenCheckpoint(data []byte, log VerifierKey) (SignedCheckpoint, error) {
	s, err := ParseSignedCheckpoint(data)
	if err != nil {
		return SignedCheckpoint{}, err
	}
	return s, s.verify(log)
}

// verify returns nil if the log that the key is of made and signed the checkpoint.
func (s SignedCheckpoint) verify(log VerifierKey) error {
	if s.Origin != log.name || log.algorithm != SignsNotes {
		return fmt.Errorf("checkpoint of %.80q: %w: it is the key of %.80q", s.Origin, ErrNotSigned, log.name)
	}
	if err := s.Note.SignedBy(log); err != nil {
		return fmt.Errorf("checkpoint of %.80q: %w", s.Origin, err)
	}
	return nil
}
