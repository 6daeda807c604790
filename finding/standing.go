// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/agreement/people"
	"truce/finding/actors"
	"truce/known"
	"truce/when"
)

// Question is what whoever claims an exemption of a term has to answer, and what came of it.
type Question struct {
	Exemption string `json:"exemption"`
	// Of are the parties that are asked: those that may have done it.
	Of []agreement.PartyID `json:"of,omitempty"`
	// Since is when the exemption was first claimed, Due when the answer is due; none where the text sets no time.
	Since when.Instant `json:"since"`
	Due   when.Instant `json:"due,omitzero"`
	// Open are the conditions that nothing on record settles; Overdue says that the time to settle them is over.
	Open    []string `json:"open,omitempty"`
	Overdue bool     `json:"overdue,omitempty"`
	// Answers are all that were given, in order of recording.
	Answers []Answered `json:"answers,omitempty"`
}

// Answered is one answer to a question.
type Answered struct {
	Condition string       `json:"condition"`
	Met       known.Answer `json:"met"`
	By        string       `json:"by"`
	At        when.Instant `json:"at"`
	Says      string       `json:"says,omitempty"`
	// Claim says that the text does not let whoever answers settle the condition; Late that it was entered when it was due
	// or later.
	Claim bool `json:"claim,omitempty"`
	Late  bool `json:"late,omitempty"`
}

// weight is how much an answer counts for a condition: nothing for a claim, more for whom the text lets show it,
// most for a body that may determine.
func (d *Docket) weight(h *hearing, a Answer, c *agreement.Condition) int {
	if people.May(d.text, a.By, "determine") {
		return 2
	}
	for _, word := range c.ShownBy {
		if word == agreement.Claimant && d.claims(h, a) || people.Is(d.text, a.By, word) {
			return 1
		}
	}
	return 0
}

// claims tells whether an answer is of a claimant: a party that may have done it speaks for itself.
func (d *Docket) claims(h *hearing, a Answer) bool {
	by, ok := d.text.Party(a.By)
	return ok && slices.Contains(d.mayHaveDone(h), by)
}

// mayHaveDone returns the parties and others of the text that may have done it.
func (d *Docket) mayHaveDone(h *hearing) []agreement.PartyID {
	var out []agreement.PartyID
	for _, a := range actors.Possible(d.text, h.incident) {
		if a.ID != "" {
			out = append(out, a.ID)
		}
	}
	return out
}

// answered is what answers settle of a condition: the last word of a body that determines, if it says yes or no. Else it
// is asked of each actor who may have done it, whose own word counts as the claimant's: what holds whoever did it.
func (d *Docket) answered(h *hearing, t agreement.TermID, e agreement.CompiledExemption, c *agreement.Condition) known.Answer {
	body := known.Unknown
	doers := actors.Possible(d.text, h.incident)
	words := make([]known.Answer, len(doers))
	for i := range words {
		words[i] = known.Unknown
	}
	for _, a := range h.answers {
		if a.Term != t || a.Exemption != e.Exemption.ID || a.Condition != c.ID {
			continue
		}
		if people.May(d.text, a.By, "determine") {
			body = a.Met
			continue
		}
		for i, may := range doers {
			if d.shows(a.By, may, c) {
				words[i] = a.Met
			}
		}
	}
	if body != known.Unknown || len(words) == 0 {
		return body
	}
	return known.All(words...)
}

// shows tells whether somebody may show a condition if a given actor did it.
func (d *Docket) shows(by string, did actors.Actor, c *agreement.Condition) bool {
	party, ok := d.text.Party(by)
	return slices.ContainsFunc(c.ShownBy, func(word string) bool {
		return word == agreement.Claimant && ok && party == did.ID || people.Is(d.text, by, word)
	})
}

// asked lists the questions that claimed exemptions of a term raise.
func (d *Docket) asked(h *hearing, t term) []Question {
	var out []Question
	for _, i := range t.rules {
		for _, e := range h.rules.of(i).pending {
			first, claimed := d.claimed(h, t.ID, e)
			if !claimed || slices.ContainsFunc(out, func(q Question) bool { return q.Exemption == e.Exemption.ID }) {
				continue
			}
			out = append(out, d.question(h, t.ID, e, first))
		}
	}
	return out
}

func (d *Docket) question(h *hearing, t agreement.TermID, e agreement.CompiledExemption, since when.Instant) Question {
	q := Question{Exemption: e.Exemption.ID, Of: d.mayHaveDone(h), Since: since}
	if e.Within > 0 {
		q.Due = since + when.Instant(e.Within)
	}
	conditions := map[string]*agreement.Condition{}
	for _, c := range e.Conditions {
		conditions[c.Condition.ID] = c.Condition
		if d.condition(h, t, e, c) == known.Unknown {
			q.Open = append(q.Open, c.Condition.ID)
		}
	}
	q.Overdue = q.Due != 0 && d.now >= q.Due && len(q.Open) > 0
	for _, a := range h.answers {
		if a.Term == t && a.Exemption == e.Exemption.ID {
			q.Answers = append(q.Answers, Answered{
				Condition: a.Condition, Met: a.Met, By: a.By, At: a.At, Says: a.Says,
				Claim: d.weight(h, a, conditions[a.Condition]) == 0, Late: q.Due != 0 && a.Entered >= q.Due,
			})
		}
	}
	return q
}

// mayAdvance returns an error unless the text lets somebody take a step: the body that determines, whoever owes
// the step in its procedure, and of an appeal and what follows it the body that hears appeals. Only a body that
// determines may withdraw, and only the respondent replies: nobody does in its name.
func (d *Docket) mayAdvance(h *hearing, to Status, by string) error {
	does := map[Status]string{Notified: "notice", Replied: "reply", UnderAppeal: "appeal", Final: "determine"}[to]
	competent := []string{"determine"}
	if to == UnderAppeal || to == Final {
		competent = append(competent, "appeal")
	}
	if to == Replied && d.owes(h, agreement.Respondent, by) || to != Replied && people.May(d.text, by, competent...) {
		return nil
	}
	if p := d.text.Agreement().Procedure; p != nil && does != "" {
		for _, s := range p.Steps {
			if s.Does == does && d.owes(h, s.By, by) {
				return nil
			}
		}
	}
	if to == Replied {
		return fmt.Errorf("%s: a reply is the respondent's unless the text names who owes the step, and %s is neither", d.text.Ref(), by)
	}
	return fmt.Errorf("%s: the text lets a body determine it or names who owes the step, and %s is neither", d.text.Ref(), by)
}

// owes tells whether somebody is whom a step names: the respondent is a party that may have done it, the
// complainant one that is not alone in that.
func (d *Docket) owes(h *hearing, word, by string) bool {
	party, ok := d.text.Party(by)
	may := d.mayHaveDone(h)
	switch word {
	case agreement.Respondent:
		return ok && slices.Contains(may, party)
	case agreement.Complainant:
		return ok && !slices.Equal(may, []agreement.PartyID{party})
	default:
		return people.Is(d.text, by, word)
	}
}
