// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"slices"

	"truce/agreement"
)

// stoppableBodies finds bodies that one member can stop by refusing or staying away, with nothing to take over.
func stoppableBodies(t *text) []Complaint {
	var out []Complaint
	for i := range t.doc.Bodies {
		b := &t.doc.Bodies[i]
		if b.Decides == "sole" || b.Decides == "chair" && b.Quorum != 0 || fallsBack(b) {
			continue
		}
		how, who := t.stopper(b)
		if how == "" {
			continue
		}
		out = append(out, t.complain("stoppable-body", b.Article, string(b.ID)).says(
			"%s can be stopped by %s: %s, and nothing takes its place.", b.Name, who, how))
	}
	return out
}

// fallsBack tells whether something else acts when the body cannot; a body is no fallback for itself.
func fallsBack(b *agreement.Body) bool { return b.Fallback != "" && b.Fallback != string(b.ID) }

// stopper says how a body can be stopped and by whom, or nothing.
func (t *text) stopper(b *agreement.Body) (how, who string) {
	if len(b.Members) == 0 {
		if b.Decides == "consensus" {
			return "it decides by consensus", "any of its members, whom the text does not list"
		}
		return "", ""
	}
	var vetoes []string
	for _, m := range b.Members {
		if m.Veto {
			vetoes = append(vetoes, m.ID)
		}
	}
	if len(vetoes) > 0 {
		return "a veto is enough", among(vetoes)
	}
	if len(b.Members) == 1 {
		return "", ""
	}
	n := len(b.Members)
	quorum := b.Quorum
	if quorum == 0 {
		quorum = n
	}
	switch {
	case b.Decides == "consensus":
		return "it decides by consensus", "any of its members"
	case quorum >= n:
		return fmt.Sprintf("its quorum is all %d members", n), "any of its members"
	}
	needed := map[string]int{"majority": quorum/2 + 1, "two-thirds": (2*quorum + 2) / 3}[b.Decides]
	for _, p := range parties(b) {
		rest := 0
		for _, m := range b.Members {
			if m.Party != p {
				rest++
			}
		}
		if rest < quorum {
			return fmt.Sprintf("without its members the quorum of %d is not reached", quorum), t.PartyName(p)
		}
		if rest < needed {
			return "without its votes there is no majority", t.PartyName(p)
		}
	}
	return "", ""
}

// parties lists the parties that the members of a body speak for, in order.
func parties(b *agreement.Body) []agreement.PartyID {
	var out []agreement.PartyID
	for _, m := range b.Members {
		if m.Party != "" && !slices.Contains(out, m.Party) {
			out = append(out, m.Party)
		}
	}
	return out
}

// oneSidedBodies finds bodies that may determine a violation and speak for one party only.
func oneSidedBodies(t *text) []Complaint {
	var out []Complaint
	for i := range t.doc.Bodies {
		b := &t.doc.Bodies[i]
		if len(b.Members) == 0 || !slices.Contains(b.Competent, "determine") || b.Members[0].Party == "" {
			continue
		}
		p := b.Members[0].Party
		if slices.ContainsFunc(b.Members, func(m agreement.Member) bool { return m.Party != p }) {
			continue
		}
		out = append(out, t.complain("one-sided-body", b.Article, string(b.ID)).says(
			"%s determines violations, and speaks for %s alone.", b.Name, t.PartyName(p)))
	}
	return out
}

// nobodyDetermines finds a settlement under which no body may ever determine a violation.
func nobodyDetermines(s settlement) []Complaint {
	if s.competent("determine") {
		return nil
	}
	t := s.base()
	return []Complaint{t.complain("nobody-determines", "", "determine").says(
		"No body is competent to determine that a violation took place.")}
}

// differingReadings reports each question to which the text gives more than one answer.
func differingReadings(s settlement) []Complaint {
	var out []Complaint
	for _, t := range s {
		for i := range t.doc.Questions {
			q := &t.doc.Questions[i]
			if len(q.Readings) < 2 {
				continue
			}
			ruler := "nobody is named to rule"
			if b := s.body(string(q.RuledBy)); b != nil {
				ruler = b.Name + " may rule"
				if !slices.Contains(b.Competent, "rule-reading") {
					ruler = b.Name + " is to rule but is not competent to"
				}
			}
			names := make([]string, len(q.Readings))
			for j, r := range q.Readings {
				names[j] = fmt.Sprintf("%q", r.ID)
				if len(r.HeldBy) > 0 {
					names[j] += " (held by " + among(r.HeldBy) + ")"
				}
			}
			out = append(out, t.complain("differing-readings", q.Article, string(q.ID)).says(
				"%s The text bears %d readings, %s; %s.", q.Asks, len(q.Readings), among(names), ruler))
		}
	}
	return out
}
