// SPDX-License-Identifier: Apache-2.0

package report

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"truce/canon"
	"truce/when"
)

// PartsPerReport is how many parts a report has in a submission: identity, original, extract, in this order.
const PartsPerReport = 3

// Sealed is what a device signed over reports that it sent together, and the root of their parts as they came. The
// format is docs/spec/submission.md.
type Sealed struct {
	// Header is the signed note, as text.
	Header string `json:"header"`
	// Root is computed from the parts, never taken from the header.
	Root canon.Digest `json:"root"`
}

// Header is what a device says of one submission, and signs.
type Header struct {
	// Version is 1.
	Version int64 `json:"v"`
	// Origin names the log that the device sends to. No other takes the submission.
	Origin string `json:"origin"`
	// Device is the name of the device's key.
	Device string `json:"device"`
	// Counter numbers the submissions of a device, from 1 without holes.
	Counter int64 `json:"counter"`
	// Previous is the parts root of the submission before; zero in the first alone.
	Previous canon.Digest `json:"previous,omitzero"`
	// Root is the parts root of this submission.
	Root canon.Digest `json:"root"`
	// Reports is how many there are, at least 1.
	Reports int64 `json:"reports"`
	// Made is a claim: the time by the device's clock.
	Made when.Instant `json:"made"`
	// Seen is the text of the last cosigned checkpoint of that log that the device saw, its three lines; it may be empty.
	// The header was made after it.
	Seen string `json:"seen,omitempty"`
}

// headerLine is the first line of a header.
const headerLine = "truce/submission/1\n"

// Parts returns the parts of reports, three each, under as many salts. Each salt is drawn at random by whoever seals.
// It errors where the number of salts is another, or a report has no canonical form.
func Parts(reports []Report, salts []canon.Salt) ([]canon.Part, error) {
	if len(salts) != PartsPerReport*len(reports) {
		return nil, fmt.Errorf("%d salts for %d reports: each has %d parts", len(salts), len(reports), PartsPerReport)
	}
	parts := make([]canon.Part, 0, len(salts))
	for i, r := range reports {
		for _, each := range []struct {
			label string
			value any
		}{{"identity", r.Identity}, {"original", r.Original}, {"extract", r.Extract}} {
			content, err := canon.Encode(each.value)
			if err != nil {
				return nil, fmt.Errorf("report %d, %s: %w", i+1, each.label, err)
			}
			parts = append(parts, canon.Part{Label: each.label, Salt: salts[len(parts)], Content: content})
		}
	}
	return parts, nil
}

// Seal signs a header over the parts of reports. Origin, Counter, Previous, Made and Seen are the caller's; the rest is set
// from the parts and the signer. It errors where the header would not be one that ReadHeader reads.
func Seal(h Header, parts []canon.Part, signer note.Signer) (Sealed, error) {
	root, err := rootOf(parts)
	if err != nil {
		return Sealed{}, err
	}
	if len(parts)%PartsPerReport != 0 {
		return Sealed{}, fmt.Errorf("%d parts: each report has %d", len(parts), PartsPerReport)
	}
	h.Version, h.Device, h.Root, h.Reports = 1, signer.Name(), root, int64(len(parts)/PartsPerReport)
	if err := h.check(); err != nil {
		return Sealed{}, err
	}
	body, err := canon.Encode(h)
	if err != nil {
		return Sealed{}, err
	}
	text, err := note.Sign(&note.Note{Text: headerLine + string(body) + "\n"}, signer)
	return Sealed{Header: string(text), Root: root}, err
}

// ReadHeader reads a header and verifies nothing. It refuses whatever has another spelling: bytes that are not
// canonical, a second signature, a signature of another name than the header's.
func ReadHeader(text string) (Header, error) {
	h, err := readHeader(text)
	if err != nil {
		return Header{}, fmt.Errorf("header of a submission: %w", err)
	}
	return h, nil
}

func readHeader(text string) (h Header, err error) {
	signed, err := opened(text)
	if err != nil {
		return h, err
	}
	body, ok := strings.CutPrefix(signed.Text, headerLine)
	if !ok {
		return h, fmt.Errorf("it begins with %.40q, want %q", signed.Text, headerLine)
	}
	body, ok = strings.CutSuffix(body, "\n")
	if !ok {
		return h, errors.New("its last line has no end")
	}
	if err := canon.Decode([]byte(body), &h); err != nil {
		return h, err
	}
	if err := h.check(); err != nil {
		return h, err
	}
	s := signed.UnverifiedSigs[0]
	if s.Name != h.Device {
		return h, fmt.Errorf("it is of the device %.80q and signed by %.80q", h.Device, s.Name)
	}
	return h, nil
}

// opened parses a note of exactly one signature, in the one spelling that note.Sign gives it.
func opened(text string) (*note.Note, error) {
	_, err := note.Open([]byte(text), nil)
	var unverified *note.UnverifiedNoteError
	if !errors.As(err, &unverified) {
		return nil, errors.New("not a signed note")
	}
	n := unverified.Note
	if len(n.UnverifiedSigs) != 1 {
		return nil, fmt.Errorf("%d signatures, want the device's alone", len(n.UnverifiedSigs))
	}
	s := n.UnverifiedSigs[0]
	raw, err := base64.StdEncoding.Strict().DecodeString(s.Base64)
	if err != nil || base64.StdEncoding.EncodeToString(raw) != s.Base64 || text != n.Text+"\n— "+s.Name+" "+s.Base64+"\n" {
		return nil, errors.New("the signature line has another spelling than its own")
	}
	return n, nil
}

func (h *Header) check() error {
	switch {
	case h.Version != 1:
		return fmt.Errorf("version %d, want 1", h.Version)
	case h.Counter < 1 || h.Counter > canon.MaxInt:
		return fmt.Errorf("counter %d: it counts from 1", h.Counter)
	case (h.Counter == 1) != h.Previous.IsZero():
		return errors.New("previous: the first submission has none, every other has one")
	case h.Root.IsZero():
		return errors.New("no root")
	case h.Reports < 1 || h.Reports > canon.MaxInt:
		return fmt.Errorf("%d reports, want at least 1", h.Reports)
	case h.Made < when.MinInstant || h.Made > when.MaxInstant:
		return errors.New("made lies outside the years 1 to 9999")
	}
	if err := canon.CheckOrigin(h.Origin); err != nil {
		return err
	}
	_, _, err := h.Saw()
	return err
}

// Saw returns the size and the root of the checkpoint that the device saw, zeros where it says none. It errors where the text
// is no checkpoint of the log that the header names.
func (h *Header) Saw() (size int64, root canon.Digest, err error) {
	if h.Seen == "" {
		return 0, root, nil
	}
	lines := strings.Split(h.Seen, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return 0, root, errors.New("seen: a checkpoint has three lines: origin, size and root")
	}
	if lines[0] != h.Origin {
		return 0, root, fmt.Errorf("seen: a checkpoint of the log %.80q in a header for %.80q", lines[0], h.Origin)
	}
	size, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 1 || size > canon.MaxInt || strconv.FormatInt(size, 10) != lines[1] {
		return 0, root, fmt.Errorf("seen: size %.40q, want a number from 1", lines[1])
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(raw) != len(root) || base64.StdEncoding.EncodeToString(raw) != lines[2] {
		return 0, root, fmt.Errorf("seen: root %.60q, want 32 bytes in base 64", lines[2])
	}
	return size, canon.Digest(raw), nil
}

// ErrSeal says that a header does not hold: the signature, the root or the number of reports is another. The caller
// takes nothing of the submission.
var ErrSeal = errors.New("the device's seal does not hold")

// Verify reads the header and returns it if the verifier key signed it, its root is that of the parts and it counts
// that many reports. It errors with ErrSeal where one of these is not so.
func (s Sealed) Verify(verifier string, reports int64) (Header, error) {
	h, err := ReadHeader(s.Header)
	if err != nil {
		return Header{}, err
	}
	if err := s.Holds(h, verifier, reports); err != nil {
		return Header{}, err
	}
	return h, nil
}

// Holds is Verify for whoever has read the header.
func (s Sealed) Holds(h Header, verifier string, reports int64) error {
	if _, err := canon.ParseVerifierKey(verifier); err != nil {
		return err
	}
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return fmt.Errorf("verifier key %.120q: %w", verifier, err)
	}
	if _, err := note.Open([]byte(s.Header), note.VerifierList(v)); err != nil {
		return fmt.Errorf("%w: it is not signed by %s", ErrSeal, verifier)
	}
	switch {
	case h.Root != s.Root:
		return fmt.Errorf("%w: it is over the root %s, the parts have %s", ErrSeal, h.Root, s.Root)
	case h.Reports != reports:
		return fmt.Errorf("%w: it is over %d reports, there are %d", ErrSeal, h.Reports, reports)
	}
	return nil
}
