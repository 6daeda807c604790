// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"fmt"

	"truce/canon"
	"truce/report"
)

// Ahead is what was found out of the reports of a submission before its turn in the record: all that depends on nothing but
// them. It may be made on another core than that of the fold.
type Ahead struct {
	reports  []report.Report
	extracts []canon.Digest
}

// LookAhead checks reports and returns what it found. contents are the canonical bytes of their extracts, which the caller
// read them from, or nil to have them written. Its error names the report.
func LookAhead(reports []report.Report, contents [][]byte) (*Ahead, error) {
	a := &Ahead{reports: reports, extracts: make([]canon.Digest, len(reports))}
	for i := range reports {
		e := &reports[i].Extract
		err := e.Check()
		switch {
		case err != nil:
		case contents != nil:
			a.extracts[i] = report.DigestOf(contents[i])
		default:
			a.extracts[i], err = e.Digest()
		}
		if err != nil {
			return nil, fmt.Errorf("report %d: %w", i+1, err)
		}
	}
	return a, nil
}

// checked returns the digests of the extracts of a submission whose reports are sound.
func (sub *Submission) checked() ([]canon.Digest, error) {
	if a := sub.Ahead; a != nil && len(a.reports) == len(sub.Reports) && &a.reports[0] == &sub.Reports[0] {
		return a.extracts, nil
	}
	a, err := LookAhead(sub.Reports, nil)
	if err != nil {
		return nil, err
	}
	return a.extracts, nil
}
