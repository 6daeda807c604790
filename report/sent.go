// SPDX-License-Identifier: Apache-2.0

package report

import (
	"errors"
	"fmt"

	"truce/canon"
)

// MaxSent is the largest submission file, in bytes: what fits into one entry of a journal, with its salts in hexadecimal.
const MaxSent = 10 << 20

// Sent is what a device hands over: its reports, the salts that it drew and the header that it signed over both. The
// format of the file is docs/spec/submission.md.
type Sent struct {
	Header  string       `json:"header"`
	Reports []Report     `json:"reports"`
	Salts   []canon.Salt `json:"salts"`
}

// ErrSent says that bytes are no submission. Nothing of it is taken; the device sends it again as it made it.
var ErrSent = errors.New("not a submission")

// ReadSent reads a submission file in its one spelling, and checks its form: not the signature, which the engine does by
// the key on record. Its error wraps ErrSent.
func ReadSent(data []byte) (Sent, error) {
	s, err := readSent(data)
	if err != nil {
		return Sent{}, fmt.Errorf("%w: %w", ErrSent, err)
	}
	return s, nil
}

func readSent(data []byte) (Sent, error) {
	s, parts, err := openSent(data)
	if err != nil {
		return s, err
	}
	root, err := rootOf(parts)
	if err == nil {
		err = s.Rooted(root)
	}
	return s, err
}

// OpenSent reads a submission file as ReadSent does and returns its parts too, which are parts of the data. It does not
// compute their root: whoever seals them does, and asks Rooted.
func OpenSent(data []byte) (Sent, []canon.Part, error) {
	s, parts, err := openSent(data)
	if err != nil {
		return Sent{}, nil, fmt.Errorf("%w: %w", ErrSent, err)
	}
	return s, parts, nil
}

// Rooted returns an error unless a root, which was computed from the parts, is that of the header.
func (s Sent) Rooted(root canon.Digest) error {
	h, err := ReadHeader(s.Header)
	if err == nil && root != h.Root {
		err = fmt.Errorf("%w: it is over the root %s, the parts have %s", ErrSeal, h.Root, root)
	}
	return err
}

func openSent(data []byte) (s Sent, parts []canon.Part, err error) {
	if len(data) > MaxSent {
		return s, nil, fmt.Errorf("%d bytes, stop at %d: send the reports in several", len(data), MaxSent)
	}
	if len(data) == 0 || data[len(data)-1] != '\n' {
		return s, nil, errors.New("want one line of canonical bytes with its line feed")
	}
	whole := data[:len(data)-1]
	s, contents, quick := cutSent(whole)
	if !quick {
		s = Sent{}
		if err := canon.Decode(whole, &s); err != nil {
			return s, nil, err
		}
	}
	if err := s.check(); err != nil {
		return s, nil, err
	}
	if !quick {
		parts, err = Parts(s.Reports, s.Salts)
		return s, parts, err
	}
	labels := [PartsPerReport]string{"identity", "original", "extract"}
	parts = make([]canon.Part, len(contents))
	for i := range parts {
		parts[i] = canon.Part{Label: labels[i%PartsPerReport], Salt: s.Salts[i], Content: contents[i]}
	}
	return s, parts, nil
}

// check tells whether the numbers of reports and salts are those of the header, and the reports are sound.
func (s Sent) check() error {
	h, err := ReadHeader(s.Header)
	if err != nil {
		return err
	}
	if h.Reports != int64(len(s.Reports)) || len(s.Salts) != PartsPerReport*len(s.Reports) {
		return fmt.Errorf("its header is over %d reports, there are %d with %d salts: each has %d", h.Reports, len(s.Reports), len(s.Salts), PartsPerReport)
	}
	for i, salt := range s.Salts {
		if salt == (canon.Salt{}) {
			return fmt.Errorf("salt %d is zeros: a device draws each", i+1)
		}
	}
	for i := range s.Reports {
		if err := s.Reports[i].Check(); err != nil {
			return fmt.Errorf("report %d: %w", i+1, err)
		}
	}
	return nil
}

func rootOf(parts []canon.Part) (canon.Digest, error) {
	hashes := make([]canon.Digest, len(parts))
	for i, p := range parts {
		hashes[i] = p.Hash()
	}
	return canon.PartsRoot(hashes)
}

// Sealed returns the header with the root of the parts, computed.
func (s Sent) Sealed() (Sealed, error) {
	parts, err := Parts(s.Reports, s.Salts)
	if err != nil {
		return Sealed{}, err
	}
	root, err := rootOf(parts)
	return Sealed{Header: s.Header, Root: root}, err
}

// Bytes returns the submission as ReadSent reads it.
func (s Sent) Bytes() ([]byte, error) {
	data, err := canon.Encode(s)
	if err != nil {
		return nil, fmt.Errorf("write a submission: %w", err)
	}
	if data = append(data, '\n'); len(data) > MaxSent {
		return nil, fmt.Errorf("write a submission of %d bytes, stop at %d: send the reports in several", len(data), MaxSent)
	}
	return data, nil
}
