// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"errors"
	"fmt"

	"truce/canon"
)

// The first and the last millisecond of the years 1 to 9999, since 1970 (docs/spec/entries.md).
const (
	minTime = -62_135_596_800_000
	maxTime = 253_402_300_799_999
)

// HeaderLabel is the label of the part that holds an entry's header.
const HeaderLabel = "header"

// Header says of an entry what is never destroyed. Its canonical bytes are the content of the entry's header part; the
// members are those of docs/spec/journal.md.
type Header struct {
	Version int64  `json:"v"`    // 1
	Seq     int64  `json:"seq"`  // number of the entry, from 1 without holes
	Time    int64  `json:"time"` // journal time, milliseconds since 1970; never before the entry before
	Kind    Kind   `json:"kind"`
	Engine  string `json:"engine"` // version of the engine that took the entry
	Parts   int64  `json:"parts"`  // number of parts, at least 1

	Origin  string       `json:"origin,omitempty"`  // name of the log; in entry 1 only
	Realm   Realm        `json:"realm,omitempty"`   // in entry 1 only
	Follows *Predecessor `json:"follows,omitempty"` // in entry 1 of a successor only

	Device string `json:"device,omitempty"` // the signed header of a device; in a submission only
}

// Predecessor is the last cosigned checkpoint of the log that a log succeeds.
type Predecessor struct {
	Origin string       `json:"origin"`
	Size   int64        `json:"size"`
	Root   canon.Digest `json:"root"`
}

// Check returns the first rule of the table that the header breaks.
func (h Header) Check() error {
	err := h.check()
	if err != nil {
		return fmt.Errorf("header of entry %d: %w", h.Seq, err)
	}
	return nil
}

func (h Header) check() error {
	switch {
	case h.Version != 1:
		return fmt.Errorf("version %d is not known here", h.Version)
	case h.Seq < 1:
		return errors.New("entries are numbered from 1")
	case h.Time < minTime || h.Time > maxTime:
		return fmt.Errorf("time %d lies outside the years 1 to 9999", h.Time)
	case h.Engine == "":
		return errors.New("no engine")
	case (h.Kind == Genesis) != (h.Seq == 1):
		return fmt.Errorf("kind %.80q: entry 1 is %s, and no other is", string(h.Kind), Genesis)
	case h.Device != "" && h.Kind != Submission:
		return fmt.Errorf("kind %.80q has no device", string(h.Kind))
	case h.Seq != 1 && (h.Origin != "" || h.Realm != "" || h.Follows != nil):
		return errors.New("only entry 1 has origin, realm or follows")
	}
	if h.Seq == 1 {
		if err := h.checkFirst(); err != nil {
			return err
		}
	}
	return h.Kind.CheckParts(h.Parts)
}

func (h Header) checkFirst() error {
	if h.Realm != Mission && h.Realm != Coalition {
		return fmt.Errorf("realm %.40q: want %s or %s", string(h.Realm), Mission, Coalition)
	}
	if err := CheckOrigin(h.Origin); err != nil {
		return err
	}
	if h.Follows == nil {
		return nil
	}
	if h.Follows.Size < 1 {
		return fmt.Errorf("follows a log of %d entries, want one at least", h.Follows.Size)
	}
	return CheckOrigin(h.Follows.Origin)
}

// After returns an error if the header cannot stand next to the one before it.
func (h Header) After(before Header) error {
	switch {
	case h.Seq != before.Seq+1:
		return fmt.Errorf("entry %d stands after entry %d", h.Seq, before.Seq)
	case h.Time < before.Time:
		return fmt.Errorf("entry %d: %w: %d is before %d", h.Seq, ErrTime, h.Time, before.Time)
	case before.Kind == Closing:
		return fmt.Errorf("entry %d: %w", h.Seq, ErrEnded)
	}
	return nil
}

// ReadHeader decodes and checks the header in a part. Bytes that are not canonical, members that the table does not
// name and a part of another label are refused.
func ReadHeader(p canon.Part) (Header, error) {
	if p.Label != HeaderLabel {
		return Header{}, fmt.Errorf("a part %.80q is not a header", p.Label)
	}
	var h Header
	if err := canon.Decode(p.Content, &h); err != nil {
		return Header{}, fmt.Errorf("read header: %w", err)
	}
	return h, h.Check()
}
