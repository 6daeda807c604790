// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
)

// Level is how far a submission had come when its receipt was signed. Each level promises what those before it do.
type Level string

// The levels of docs/spec/receipt.md, in order. The zero value is no level.
const (
	// Received says that the submission was read and in order; it may still be lost.
	Received Level = "received"
	// Durable says that it is on disk, synced, together with its leaf.
	Durable Level = "durable"
	// Logged says that its leaf is under a checkpoint that the log signed.
	Logged Level = "logged"
	// Witnessed says that a quorum by the operator's policy cosigned that checkpoint. The reader judges by its own.
	Witnessed Level = "witnessed"
)

// rank orders levels from 1; what is no level has 0.
func (l Level) rank() int {
	switch l {
	case Received:
		return 1
	case Durable:
		return 2
	case Logged:
		return 3
	case Witnessed:
		return 4
	default:
		return 0
	}
}

// Includes tells whether a receipt of level l promises what one of level other does. What is no level promises nothing.
func (l Level) Includes(other Level) bool { return other.rank() > 0 && l.rank() >= other.rank() }

// Receipt is what the operator of a log owes whoever sent something. Members that its level does not have are zero.
type Receipt struct {
	Level  Level
	Origin string
	// Root is the parts root of what was sent.
	Root canon.Digest
	// Received is when it came and Deadline by when it must stand under a cosigned checkpoint, from Received to MaxMerge
	// later; both in milliseconds since 1970, in the years 1 to 9999.
	Received, Deadline int64

	// Seq is the number of its entry, from 1, and Header the header hash; from Durable on.
	Seq    int64
	Header canon.Digest

	// Proof shows leaf Seq-1 under Checkpoint, a signed note; from Logged on.
	Proof      []tlog.Hash
	Checkpoint string
}

// MaxMerge is how long after it came the deadline of what was sent may be at most, in milliseconds: 31 days. A word that is
// due later holds its operator to nothing.
const MaxMerge = 31 * 24 * 60 * 60 * 1000

// receiptHead is the first line of a receipt's text.
const receiptHead = "truce/receipt/1\n"

// ErrReceipt says that bytes are no receipt, or one that contradicts itself. The caller holds no promise in it.
var ErrReceipt = errors.New("not a receipt")

// receiptMembers is a receipt in canonical bytes. A member from a level on is nil before it, and written even if empty.
type receiptMembers struct {
	V          int64           `json:"v"`
	Level      Level           `json:"level"`
	Origin     string          `json:"origin"`
	Root       canon.Digest    `json:"root"`
	Received   int64           `json:"received"`
	Deadline   int64           `json:"deadline"`
	Seq        *int64          `json:"seq,omitempty"`
	Header     *canon.Digest   `json:"header,omitempty"`
	Proof      *[]canon.Digest `json:"proof,omitempty"`
	Checkpoint *string         `json:"checkpoint,omitempty"`
}

// SignReceipt returns the signed note of a receipt, by the key of the log that it names.
func SignReceipt(r Receipt, k SigningKey) ([]byte, error) {
	if k.verifier.name != r.Origin {
		return nil, fmt.Errorf("sign a receipt of %.80q: the key is of %.80q", r.Origin, k.verifier.name)
	}
	m := receiptMembers{V: 1, Level: r.Level, Origin: r.Origin, Root: r.Root, Received: r.Received, Deadline: r.Deadline}
	if r.Level.Includes(Durable) {
		m.Seq, m.Header = &r.Seq, &r.Header
	}
	if r.Level.Includes(Logged) {
		proof := make([]canon.Digest, len(r.Proof))
		for i, h := range r.Proof {
			proof[i] = canon.Digest(h)
		}
		m.Proof, m.Checkpoint = &proof, &r.Checkpoint
	}
	body, err := canon.Encode(m)
	if err != nil {
		return nil, fmt.Errorf("sign a receipt: %w", err)
	}
	text := receiptHead + string(body) + "\n"
	if _, err := parseReceipt(text); err != nil {
		return nil, fmt.Errorf("sign a receipt: %w", err)
	}
	return SignNote(text, k)
}

// OpenReceipt reads a receipt and verifies its signature by the key of a log. An error wraps ErrReceipt, or ErrNotSigned
// if all is in order but the signature. It does not verify what a receipt from Logged on shows; CheckProof does.
func OpenReceipt(data []byte, log VerifierKey) (Receipt, error) {
	n, err := ParseNote(data)
	if err != nil {
		return Receipt{}, fmt.Errorf("%w: %w", ErrReceipt, err)
	}
	r, err := parseReceipt(n.Text)
	if err != nil {
		return Receipt{}, err
	}
	if r.Origin != log.name || log.algorithm != SignsNotes {
		return Receipt{}, fmt.Errorf("receipt of %.80q: %w: it is the key of %.80q", r.Origin, ErrNotSigned, log.name)
	}
	if err := n.SignedBy(log); err != nil {
		return Receipt{}, fmt.Errorf("receipt of %.80q: %w", r.Origin, err)
	}
	return r, nil
}

func parseReceipt(text string) (Receipt, error) {
	body, head := strings.CutPrefix(text, receiptHead)
	body, ended := strings.CutSuffix(body, "\n")
	if !head || !ended {
		return Receipt{}, fmt.Errorf("%w: want %q and one line of canonical bytes", ErrReceipt, receiptHead)
	}
	var m receiptMembers
	if err := canon.Decode([]byte(body), &m); err != nil {
		return Receipt{}, fmt.Errorf("%w: %w", ErrReceipt, err)
	}
	r := Receipt{Level: m.Level, Origin: m.Origin, Root: m.Root, Received: m.Received, Deadline: m.Deadline}
	durable, logged := r.Level.Includes(Durable), r.Level.Includes(Logged)
	switch {
	case m.V != 1 || r.Level.rank() == 0:
		return Receipt{}, fmt.Errorf("%w: version %d, level %.40q: want 1 and a level", ErrReceipt, m.V, r.Level)
	case (m.Seq != nil) != durable || (m.Header != nil) != durable || (m.Proof != nil) != logged || (m.Checkpoint != nil) != logged:
		return Receipt{}, fmt.Errorf("%w: its members are not those of level %s", ErrReceipt, r.Level)
	case r.Received < minTime || r.Deadline > maxTime:
		return Receipt{}, fmt.Errorf("%w: its times lie outside the years 1 to 9999", ErrReceipt)
	case r.Deadline < r.Received:
		return Receipt{}, fmt.Errorf("%w: its deadline is before it was received", ErrReceipt)
	case r.Deadline-r.Received > MaxMerge:
		return Receipt{}, fmt.Errorf("%w: its deadline is more than 31 days after it was received", ErrReceipt)
	}
	if err := CheckOrigin(r.Origin); err != nil {
		return Receipt{}, fmt.Errorf("%w: %w", ErrReceipt, err)
	}
	if durable {
		r.Seq, r.Header = *m.Seq, *m.Header
		if r.Seq < 1 {
			return Receipt{}, fmt.Errorf("%w: seq %d: want at least 1", ErrReceipt, r.Seq)
		}
	}
	if logged {
		r.Checkpoint, r.Proof = *m.Checkpoint, make([]tlog.Hash, 0, len(*m.Proof))
		for _, d := range *m.Proof {
			r.Proof = append(r.Proof, tlog.Hash(d))
		}
		if _, err := ParseSignedCheckpoint([]byte(r.Checkpoint)); err != nil {
			return Receipt{}, fmt.Errorf("%w: %w", ErrReceipt, err)
		}
	}
	return r, nil
}

// CheckProof returns the checkpoint in a receipt from Logged on after it has verified the log's signature on it and that
// the promised leaf stands under it. Its error wraps ErrNotSigned or ErrProof: then the receipt promises no more than Durable.
func (r Receipt) CheckProof(log VerifierKey) (SignedCheckpoint, error) {
	if !r.Level.Includes(Logged) {
		return SignedCheckpoint{}, fmt.Errorf("receipt of level %s: %w: it has none", r.Level, ErrProof)
	}
	s, err := OpenCheckpoint([]byte(r.Checkpoint), log)
	if err != nil {
		return s, err
	}
	return s, CheckInclusion(s.Checkpoint, r.Seq-1, r.Leaf(), r.Proof)
}

// Leaf returns the leaf that a receipt from Durable on promises at index Seq-1, and nil before (docs/spec/journal.md).
func (r Receipt) Leaf() []byte {
	if !r.Level.Includes(Durable) {
		return nil
	}
	return Leaf(Commitment(r.Header, r.Root))
}
