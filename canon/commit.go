// SPDX-License-Identifier: Apache-2.0

package canon

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
)

// Salt is the secret of one part: 32 bytes that are disclosed and destroyed together with its content.
type Salt [sha256.Size]byte

// Part is labelled content under a salt: the smallest thing that is disclosed, withheld or destroyed alone. Its
// format is docs/spec/commitment.md.
type Part struct {
	// Label is 1 to 64 of the characters a to z, 0 to 9, "-", "." and "/".
	Label   string
	Salt    Salt
	Content []byte
}

// maxLabel is the longest label, in bytes.
const maxLabel = 64

// CheckLabel returns an error for a label that no part has.
func CheckLabel(label string) error {
	if label == "" || len(label) > maxLabel {
		return fmt.Errorf("label %.80q: want 1 to %d characters", label, maxLabel)
	}
	for i := range len(label) {
		c := label[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '/' {
			return fmt.Errorf("label %q: want a to z, 0 to 9, -, . and /", label)
		}
	}
	return nil
}

// Hash returns the part's commitment. Its label must be one that CheckLabel accepts: the line feed after it tells it
// from the content.
func (p Part) Hash() Digest {
	h := sha256.New()
	h.Write([]byte("truce/part/1\n"))
	h.Write(p.Salt[:])
	h.Write([]byte(p.Label))
	h.Write([]byte{'\n'})
	h.Write(p.Content)
	var sum Digest
	h.Sum(sum[:0])
	return sum
}

// ErrNoParts says that a root was asked of no parts; the caller has nothing to commit to.
var ErrNoParts = errors.New("a tree of parts has at least one part")

// PartsRoot returns the root of the Merkle tree of RFC 6962 over part hashes in order.
func PartsRoot(hashes []Digest) (Digest, error) {
	if len(hashes) == 0 {
		return Digest{}, ErrNoParts
	}
	level := make([]Digest, len(hashes))
	for i, h := range hashes {
		level[i] = merkleLeaf(h)
	}
	return merkleRoot(level), nil
}

// merkleRoot folds a level of the tree pair by pair; a last one without a partner goes up as it is, which gives
// the same tree as splitting at the largest power of two.
func merkleRoot(level []Digest) Digest {
	for len(level) > 1 {
		next := level[:0]
		for i := 0; i < len(level); i += 2 {
			if i+1 == len(level) {
				next = append(next, level[i])
				break
			}
			next = append(next, merkleNode(level[i], level[i+1]))
		}
		level = next
	}
	return level[0]
}

func merkleLeaf(d Digest) Digest {
	var buf [1 + sha256.Size]byte
	copy(buf[1:], d[:])
	return sha256.Sum256(buf[:])
}

func merkleNode(left, right Digest) Digest {
	var buf [1 + 2*sha256.Size]byte
	buf[0] = 1
	copy(buf[1:], left[:])
	copy(buf[1+sha256.Size:], right[:])
	return sha256.Sum256(buf[:])
}

// MarshalText writes 64 hexadecimal digits.
func (s Salt) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(s[:])), nil }

// AppendText appends what MarshalText writes.
func (s Salt) AppendText(b []byte) ([]byte, error) { return hex.AppendEncode(b, s[:]), nil }

// UnmarshalText reads 64 lower-case hexadecimal digits.
func (s *Salt) UnmarshalText(text []byte) error {
	return (*Digest)(s).UnmarshalText(text)
}

// FindingIDOf returns the ID of a version of a finding: it commits to the hashes of the finding's two parts, to the number
// of the version and to the version before, zero where there is none.
func FindingIDOf(version int64, supersedes FindingID, released, internal Digest) FindingID {
	buf := hex.AppendEncode([]byte(`{"internal":"`), internal[:])
	buf = append(hex.AppendEncode(append(buf, `","released":"`...), released[:]), `"}`...)
	content := SumBytes("truce/finding-content/2", buf)
	buf = append(hex.AppendEncode(append(buf[:0], `{"content":"`...), content[:]), '"')
	if !supersedes.IsZero() {
		buf = append(buf, `,"supersedes":"`...)
		buf = append(append(buf, supersedes.String()...), '"')
	}
	buf = strconv.AppendInt(append(buf, `,"version":`...), version, 10)
	return NewFindingID(SumBytes("truce/finding/1", append(buf, '}')))
}
