// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"errors"
	"fmt"

	"truce/canon"
)

// DestroyedParts is what an entry of a destruction says: which parts of a report are destroyed, by whose act and why.
type DestroyedParts struct {
	// By is who decided it and Reason why, in words.
	By string `json:"by"`
	// Origin is the log of the entry: this one, or one that it succeeds.
	Origin string `json:"origin"`
	// Parts are the labels of the parts, each once, in the order that they have in a report.
	Parts  []string `json:"parts"`
	Reason string   `json:"reason"`
	// Report is the place of the report in the entry, from 1, and Seq the number of the entry.
	Report int64 `json:"report"`
	Seq    int64 `json:"seq"`
}

// Check returns an error if a member is not what it may be. Whether there are such parts is for Places to say.
func (d DestroyedParts) Check() error {
	switch {
	case d.By == "" || d.Reason == "":
		return errors.New("a destruction says who decided it, and why")
	case d.Report < 1 || d.Seq < 1 || d.Report > canon.MaxInt || d.Seq > canon.MaxInt:
		return fmt.Errorf("a destruction of report %d of entry %d: both count from 1", d.Report, d.Seq)
	case len(d.Parts) == 0:
		return errors.New("a destruction names no part")
	}
	next := 0
	for _, name := range d.Parts {
		for next < PartsOfReport && Submission.Label(next) != name {
			next++
		}
		if next++; next > PartsOfReport {
			return fmt.Errorf("a destruction of a part %.40q: name identity, original and extract, in this order and each once", name)
		}
	}
	return CheckOrigin(d.Origin)
}

// Places returns the places of the parts, from 0, in an entry of a kind with so many parts. Its error is that the entry has no
// such report, or none at all.
func (d DestroyedParts) Places(kind Kind, parts int) ([]int, error) {
	switch reports := parts / PartsOfReport; {
	case !kind.MayDestroy():
		return nil, fmt.Errorf("destroy parts of entry %d: a %s is never destroyed", d.Seq, kind)
	case d.Report > int64(reports):
		return nil, fmt.Errorf("entry %d has %d reports, and no report %d", d.Seq, reports, d.Report)
	}
	var out []int
	for i := range PartsOfReport {
		for _, name := range d.Parts {
			if name == Submission.Label(i) {
				out = append(out, (int(d.Report)-1)*PartsOfReport+i)
			}
		}
	}
	return out, nil
}

// Part returns what the entry holds.
func (d DestroyedParts) Part() (canon.Part, error) {
	if err := d.Check(); err != nil {
		return canon.Part{}, err
	}
	content, err := canon.Encode(d)
	return canon.Part{Label: Destruction.Label(0), Content: content}, err
}

// ReadDestroyed reads what a destruction says. The error is ErrWithheld where the part does not show it; any other says
// that it is none.
func ReadDestroyed(p Part) (DestroyedParts, error) {
	shown, ok := p.Disclosed()
	if !ok {
		return DestroyedParts{}, ErrWithheld
	}
	var d DestroyedParts
	if shown.Label != Destruction.Label(0) {
		return d, fmt.Errorf("read a destruction: the part is labelled %.80q", shown.Label)
	}
	if err := canon.Decode(shown.Content, &d); err != nil {
		return d, fmt.Errorf("read a destruction: %w", err)
	}
	return d, d.Check()
}
