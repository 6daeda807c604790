// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrProof says that a proof does not hold: what it was to show is not shown. It says nothing of who is at fault.
var ErrProof = errors.New("the proof does not hold")

// maxProof is the largest number of hashes in a proof; a tree has no more levels.
const maxProof = 63

// CheckInclusion returns nil if the proof shows that a leaf stands at an index, counted from 0, under a checkpoint. It does
// not look at signatures. Its error wraps ErrProof.
func CheckInclusion(c Checkpoint, index int64, leaf []byte, proof []tlog.Hash) error {
	if err := c.check(); err != nil {
		return fmt.Errorf("inclusion: %w: %w", ErrProof, err)
	}
	if err := tlog.CheckRecord(proof, c.Size, c.Root, index, tlog.RecordHash(leaf)); err != nil {
		return fmt.Errorf("inclusion of leaf %d in %d leaves of %.80q: %w: %w", index, c.Size, c.Origin, ErrProof, err)
	}
	return nil
}

// CheckConsistency returns nil if the proof shows that the log only appended from an older checkpoint to a newer one. The
// zero Checkpoint stands for the empty tree, from which every tree grows without a proof. Its error wraps ErrProof.
func CheckConsistency(older, newer Checkpoint, proof []tlog.Hash) error {
	if err := newer.check(); err != nil {
		return fmt.Errorf("consistency: %w: %w", ErrProof, err)
	}
	var err error
	switch {
	case older == (Checkpoint{}):
		if len(proof) > 0 {
			err = errors.New("a proof from the empty tree has no hashes")
		}
	case older.Origin != newer.Origin:
		err = fmt.Errorf("the older one is of %.80q", older.Origin)
	default:
		err = tlog.CheckTree(proof, newer.Size, newer.Root, older.Size, older.Root)
	}
	if err != nil {
		return fmt.Errorf("consistency of %d and %d leaves of %.80q: %w: %w", older.Size, newer.Size, newer.Origin, ErrProof, err)
	}
	return nil
}

// ProofLines returns the hashes of a proof as lines of base 64, each with its line feed.
func ProofLines(proof []tlog.Hash) string {
	var b strings.Builder
	for _, h := range proof {
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]))
		b.WriteByte('\n')
	}
	return b.String()
}

// ParseProofLines reads what ProofLines writes, up to 63 hashes.
func ParseProofLines(text string) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for line := range strings.Lines(text) {
		body, ended := strings.CutSuffix(line, "\n")
		h, err := parseHash(body)
		if err != nil || !ended || len(out) == maxProof {
			return nil, fmt.Errorf("proof line %d: %.60q: want at most %d lines, each base 64 of 32 bytes", len(out)+1, body, maxProof)
		}
		out = append(out, h)
	}
	return out, nil
}
