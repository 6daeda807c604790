// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
)

const (
	severities  = 4
	confidences = 3
)

// emptyCells finds the pairs of severity and confidence for which nothing is owed, and the gravest unverified
// pair without an urgent verification.
func emptyCells(s settlement) []Complaint {
	var rungs []agreement.Rung
	t := s.base()
	for _, each := range s {
		if len(each.doc.Ladder) > 0 && len(rungs) == 0 {
			t = each
		}
		rungs = append(rungs, each.doc.Ladder...)
	}
	if len(rungs) == 0 {
		return []Complaint{t.complain("ladder-cell", "", "ladder").says(
			"The text owes nothing for a violation of any severity: it has no ladder of responses.")}
	}
	var out []Complaint
	var empty []string
	for sev := agreement.Severity(1); sev <= severities; sev++ {
		for con := agreement.Confidence(1); con <= confidences; con++ {
			if !slices.ContainsFunc(rungs, func(r agreement.Rung) bool { return reaches(r, sev, con) }) {
				empty = append(empty, fmt.Sprintf("S%d/C%d", sev, con))
			}
		}
	}
	if len(empty) > 0 {
		out = append(out, t.complain("ladder-cell", rungs[0].Article, "ladder").says(
			"No rung of the ladder is reached by a first finding at %s.", among(empty)))
	}
	if !slices.ContainsFunc(rungs, func(r agreement.Rung) bool {
		return reaches(r, severities, 1) && r.On == "assessment" && looksCloser(r.Owes)
	}) {
		out = append(out, t.complain("no-urgent-verification", rungs[0].Article, "S4/C1").says(
			"A report of mass casualties from a single source (S4/C1) leads to no urgent verification."))
	}
	return out
}

// reaches tells whether a first finding of these levels reaches the rung.
func reaches(r agreement.Rung, sev agreement.Severity, con agreement.Confidence) bool {
	return sev >= r.Severity && con >= r.Confidence && r.Recurrence <= 1
}

// looksCloser tells whether a rung owes, by its words, that somebody verify.
func looksCloser(owes string) bool {
	_, ok := firstMention(owes, []string{"verif", "inspect", "visit", "on the spot", "investigat"})
	return ok
}

// graver are beginnings of words for what may be owed only after a determination: more than to notify, to call
// and to verify.
func graver() []string {
	return []string{
		"suspen", "sanction", "paus", "roll back", "rollback", "rolls back", "withdraw", "penalt", "expel", "remed", "compensat",
		"forces respond", "respond with force", "use of force", "strike", "deploy", "military", "coordinated response",
		"counter", "terminat", "restrict", "impos",
	}
}

// rungsOnAssessment finds rungs that may run on a machine's assessment but owe more than to notify, to call and
// to verify.
func rungsOnAssessment(s settlement) []Complaint {
	var out []Complaint
	for _, t := range s {
		for _, r := range t.doc.Ladder {
			word, ok := firstMention(r.Owes, graver())
			if r.On != "assessment" || !ok {
				continue
			}
			out = append(out, t.complain("rung-on-assessment", r.Article, "rung "+r.ID).says(
				"Rung %q may run on an assessment and owes more than to notify, call or verify (%q).", r.ID, word))
		}
	}
	return out
}

// firstMention returns the first word of the text that begins with one of the beginnings.
func firstMention(words string, beginnings []string) (word string, ok bool) {
	low := strings.ToLower(words)
	for i := range low {
		if i > 0 && isLetter(low[i-1]) {
			continue
		}
		for _, b := range beginnings {
			if strings.HasPrefix(low[i:], b) {
				end := i + len(b)
				for end < len(low) && isLetter(low[end]) {
					end++
				}
				return low[i:end], true
			}
		}
	}
	return "", false
}
