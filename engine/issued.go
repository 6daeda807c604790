// SPDX-License-Identifier: Apache-2.0

package engine

import "truce/engine/issue"

// Issued returns the reports of days that were issued, each version with its digest. Nobody but the fold changes it.
func (s *State) Issued() *issue.Shelf { return &s.shelf }

// issue prepares the issue of a report. Whether its digest is that of the report is for whoever makes it again: the fold
// makes none.
func (s *State) issue(e *Entry) (deed, error) {
	if _, err := s.docket(e.Issue.Agreement); err != nil {
		return nil, err
	}
	put, err := s.shelf.Prepare(e.Issue, e.Seq, e.Time)
	if err != nil {
		return nil, err
	}
	return func() []Effect { put(); return nil }, nil
}
