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

func readSent(data []byte) (s Sent, err error) {
	if len(data) > MaxSent {
		return s, fmt.Errorf("%d bytes, stop at %d: send the reports in several", len(data), MaxSent)
	}
	if len(data) == 0 || data[len(data)-1] != '\n' {
		return s, errors.New("want one line of canonical bytes with its line feed")
	}
	if err := canon.Decode(data[:len(data)-1], &s); err != nil {
		return s, err
	}
	h, err := ReadHeader(s.Header)
	if err != nil {
		return s, err
	}
	if h.Reports != int64(len(s.Reports)) || len(s.Salts) != PartsPerReport*len(s.Reports) {
		return s, fmt.Errorf("its header is over %d reports, there are %d with %d salts: each has %d", h.Reports, len(s.Reports), len(s.Salts), PartsPerReport)
	}
	for i, salt := range s.Salts {
		if salt == (canon.Salt{}) {
			return s, fmt.Errorf("salt %d is zeros: a device draws each", i+1)
		}
	}
	for i, r := range s.Reports {
		if err := r.Check(); err != nil {
			return s, fmt.Errorf("report %d: %w", i+1, err)
		}
	}
	sealed, err := s.Sealed()
	if err == nil && sealed.Root != h.Root {
		err = fmt.Errorf("%w: it is over the root %s, the parts have %s", ErrSeal, h.Root, sealed.Root)
	}
	return s, err
}

// Sealed returns the header with the root of the parts, computed.
func (s Sent) Sealed() (Sealed, error) {
	parts, err := Parts(s.Reports, s.Salts)
	if err != nil {
		return Sealed{}, err
	}
	hashes := make([]canon.Digest, len(parts))
	for i, p := range parts {
		hashes[i] = p.Hash()
	}
	root, err := canon.PartsRoot(hashes)
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
