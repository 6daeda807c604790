// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"errors"
	"fmt"
	"strings"

	"truce/canon"
	"truce/journal"
)

// listingHead is the first line of what a log signs of findings. No origin begins like it, so no checkpoint can be taken
// for it.
const listingHead = "truce/findings/1\n"

// ErrListing says that bytes are no signed list of findings, or that two of them do not contradict each other. The caller
// holds nothing against anybody by them.
var ErrListing = errors.New("not a list of findings that a log vouches for")

// Listing is what a log vouches for with its signature: which findings an engine made of the entries under a checkpoint,
// all of them and in which order.
type Listing struct {
	Version int    `json:"v"`
	Origin  string `json:"origin"`
	// Size and Root are those of the checkpoint.
	Size int64        `json:"size"`
	Root canon.Digest `json:"root"`
	// Engine is the version of the engine that made them.
	Engine string `json:"engine"`
	// Findings is the digest of their IDs in order (DigestOf), and Count how many they are.
	Findings canon.Digest `json:"findings"`
	Count    int64        `json:"count"`
	// Exercises is how many of them say that they are of an invented or moved event.
	Exercises int64 `json:"exercises"`
	// Until is the first entry of which findings could not be computed any more, since an extract was destroyed: those of it
	// and of later entries are not in the list. It is 0 where they are all there.
	Until int64 `json:"until,omitempty"`
}

// text is what is signed.
func (l Listing) text() (string, error) {
	body, err := canon.Encode(l)
	if err != nil {
		return "", fmt.Errorf("list of findings: %w", err)
	}
	return listingHead + string(body) + "\n", nil
}

// differs names the first member in which two listings differ.
func (l Listing) differs(other Listing) string {
	for _, m := range []struct {
		name string
		same bool
	}{
		{"origin", l.Origin == other.Origin},
		{"size", l.Size == other.Size},
		{"root", l.Root == other.Root},
		{"engine", l.Engine == other.Engine},
		{"count", l.Count == other.Count},
		{"findings", l.Findings == other.Findings},
		{"number of exercises", l.Exercises == other.Exercises},
		{"end", l.Until == other.Until},
	} {
		if !m.same {
			return m.name
		}
	}
	return "version"
}

// SignedListing is a listing with its signatures, of which nothing is verified until SignedBy says so.
type SignedListing struct {
	Listing
	Note journal.Note
}

// SignListing returns the signed note of a listing, by the key of the log that it names.
func SignListing(l Listing, k journal.SigningKey) ([]byte, error) {
	if k.Verifier().Name() != l.Origin {
		return nil, fmt.Errorf("vouch for findings of %.80q: the key is of %.80q", l.Origin, k.Verifier().Name())
	}
	l.Version = 1
	text, err := l.text()
	if err != nil {
		return nil, err
	}
	return journal.SignNote(text, k)
}

// ParseListing reads a signed listing and verifies no signature. An error wraps ErrListing.
func ParseListing(data []byte) (SignedListing, error) {
	n, err := journal.ParseNote(data)
	if err != nil {
		return SignedListing{}, fmt.Errorf("%w: %w", ErrListing, err)
	}
	s := SignedListing{Note: n}
	body, is := strings.CutPrefix(n.Text, listingHead)
	if !is {
		return SignedListing{}, fmt.Errorf("%w: it does not begin with %q", ErrListing, listingHead)
	}
	if err := canon.Decode([]byte(strings.TrimSuffix(body, "\n")), &s.Listing); err != nil {
		return SignedListing{}, fmt.Errorf("%w: %w", ErrListing, err)
	}
	// A member that is missing reads like one that is zero, so the text is held against the one spelling of what was read.
	if text, err := s.text(); err != nil || text != n.Text || s.Version != 1 || s.Until < 0 || s.Until > s.Size {
		return SignedListing{}, fmt.Errorf("%w: its second line is not that of version 1", ErrListing)
	}
	return s, nil
}

// SignedBy returns nil if one of the keys is that of the log that the listing names and signed it; else its error wraps
// journal.ErrNotSigned.
func (s SignedListing) SignedBy(keys ...journal.VerifierKey) error {
	for _, k := range keys {
		if k.Name() == s.Origin && k.Algorithm() == journal.SignsNotes && s.Note.SignedBy(k) == nil {
			return nil
		}
	}
	return fmt.Errorf("findings of %.80q: %w any log that is trusted", s.Origin, journal.ErrNotSigned)
}

// TwoListings is evidence that a log vouched for two lists of findings at one size, and for both as far as the same entry, of
// which one at least is not what the engine makes: the entries fix the engine. It convinces whoever trusts the log's key to be the log's. The format is docs/spec/bundle.md.
type TwoListings struct {
	First, Second SignedListing
}

// twoListings is how the evidence is written.
type twoListings struct {
	V        int      `json:"v"`
	Findings []string `json:"findings"`
}

// Bytes returns the evidence as ParseTwoListings reads it: one line of canonical bytes with its line feed.
func (t TwoListings) Bytes() ([]byte, error) {
	data, err := canon.Encode(twoListings{V: 1, Findings: []string{string(t.First.Note.Bytes()), string(t.Second.Note.Bytes())}})
	if err != nil {
		return nil, fmt.Errorf("evidence of two lists of findings: %w", err)
	}
	return append(data, '\n'), nil
}

// ParseTwoListings reads evidence and verifies nothing in it. An error wraps ErrListing.
func ParseTwoListings(data []byte) (t TwoListings, err error) {
	var w twoListings
	line, ended := strings.CutSuffix(string(data), "\n")
	if err := canon.Decode([]byte(line), &w); err != nil || !ended || w.V != 1 || len(w.Findings) != 2 {
		return t, fmt.Errorf("evidence of two lists of findings: %w: want one line of version 1 with two of them", ErrListing)
	}
	if t.First, err = ParseListing([]byte(w.Findings[0])); err != nil {
		return t, err
	}
	t.Second, err = ParseListing([]byte(w.Findings[1]))
	return t, err
}

// Check returns nil if the evidence proves that the log of some of the keys vouched for two lists. Its error wraps
// journal.ErrNotSigned where that log did not sign one of them, and ErrListing where they do not contradict each other.
func (t TwoListings) Check(log ...journal.VerifierKey) error {
	if err := errors.Join(t.First.SignedBy(log...), t.Second.SignedBy(log...)); err != nil {
		return err
	}
	if !t.Contradict() {
		return fmt.Errorf("%w twice: they are one list, or of two logs or sizes, or one ends where an extract was destroyed", ErrListing)
	}
	return nil
}

// Contradict tells whether the two are of one log and size, end at the same entry, and are not alike. An honest log vouches
// for a shorter list once it destroyed an extract, so lists that end at two entries do not contradict. It looks at no signature.
func (t TwoListings) Contradict() bool {
	a, b := t.First.Listing, t.Second.Listing
	return a != b && a.Origin == b.Origin && a.Size == b.Size && a.Until == b.Until
}

// vouch asks who vouches for the list of findings, once the last line was read.
func (c *checker) vouch(e End, digest canon.Digest) error {
	if e.Note == nil {
		c.unvouched = "no key vouches for the list of findings"
		return nil
	}
	s, err := ParseListing([]byte(*e.Note))
	if err != nil {
		c.no(Findings, "%v", err)
		return nil
	}
	h := c.result.Head
	here := Listing{
		1, h.Origin, h.Size, canon.Digest(c.result.Checkpoint.Root), h.Engine, digest, int64(len(c.ids)), c.result.Exercises + c.hidden, s.Until,
	}
	// The public is shown all but exercises. Of what others are not shown it is not known what it is.
	if h.Audience != ForPublic && s.Exercises >= c.result.Exercises && s.Exercises < here.Exercises {
		here.Exercises = s.Exercises
	}
	if s.Listing != here {
		c.no(Findings, "the list of findings that is vouched for has another %s", s.differs(here))
	}
	if s.Until > 0 {
		c.open(Findings, "an extract was destroyed: the list ends before what came of entry %d", s.Until)
	}
	if c.policy == nil {
		c.unvouched = "no policy says whom to trust"
		return nil
	}
	var keys []journal.VerifierKey
	for _, l := range c.policy.Logs() {
		keys = append(keys, l.Key)
	}
	if err := s.SignedBy(keys...); err != nil {
		c.no(Findings, "who vouches: %v", err)
		return nil
	}
	c.result.Listing = &s
	if s.Listing == here {
		c.result.Exercises = s.Exercises
	}
	return nil
}
