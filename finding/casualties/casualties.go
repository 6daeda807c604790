// SPDX-License-Identifier: Apache-2.0

// Package casualties turns what accounts say of harm to people, and what people confirm of it, into the records that a
// finding lists and into whether a severity is reached. It is a part of finding.
package casualties

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/finding/actors"
	"truce/incident"
	"truce/incident/copies"
	"truce/known"
	"truce/observation"
	"truce/report"
)

// Confirmation is people's word on how many were harmed in an incident. Of each of those who confirm, the last one of a
// harm, of whom and age stands.
type Confirmation struct {
	Incident canon.IncidentID `json:"incident"`
	// Harm, Of and Age are the words of report.Casualties, Least and Most the bounds of the number.
	Harm   string `json:"harm"`
	Of     string `json:"of"`
	Age    string `json:"age"`
	Least  int64  `json:"least"`
	Most   int64  `json:"most"`
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Check returns an error unless the confirmation speaks of a harm that a report may speak of, and names who confirms
// and why.
func (c Confirmation) Check() error {
	if c.By == "" || c.Reason == "" {
		return errors.New("a confirmation names who confirms and why")
	}
	record := report.Casualties{Harm: c.Harm, Of: c.Of, Age: c.Age, Least: c.Least, Most: c.Most}
	if c.Least == 0 && c.Most == 0 {
		record.Most = 1 // that there was nobody can be confirmed, though no report records it
	}
	if err := record.Check(); err != nil {
		return fmt.Errorf("confirmation: %w", err)
	}
	return nil
}

// Record is a record of harm to people of one kind: the highest bounds that any one account gives, those within which two
// independent roots speak, or those confirmed.
type Record struct {
	// Harm, Of and Age are the words of report.Casualties.
	Harm  string `json:"harm"`
	Of    string `json:"of"`
	Age   string `json:"age"`
	Least int64  `json:"least"`
	Most  int64  `json:"most"`
	// Known is "reported", "corroborated" by two independent roots of no side that each give at least Least, or "confirmed" by
	// people, at their number.
	Known string `json:"known"`
}

// Raised tells whether everything that a raise names is reached for certain: the least figures of some one account,
// or what is confirmed, count.
func Raised(r agreement.Raise, inc *incident.Incident, confirmed []Confirmation, recurrence int) bool {
	return recurrence >= r.Recurrence &&
		(!Rests(r) || Reached(r, nil, confirmed) || slices.ContainsFunc(inc.Members, func(o *observation.Observation) bool {
			return Reached(r, o.Sighting.Casualties, confirmed)
		})) &&
		(len(r.Targets) == 0 || inc.Hit(r.Targets...) == known.Yes) &&
		(len(r.Acts) == 0 || inc.Is(r.Acts...) == known.Yes)
}

// Rests tells whether a raise rests on casualties.
func Rests(r agreement.Raise) bool { return r.Killed+r.CivilianKilled+r.CivilianHarmed > 0 }

// Reached tells whether the records of one account, with what is confirmed in their place, reach the casualties that a
// raise names.
func Reached(r agreement.Raise, records []report.Casualties, confirmed []Confirmation) bool {
	killed := figure(records, confirmed, "killed", "")
	civilians := figure(records, confirmed, "killed", "civilian")
	injured := figure(records, confirmed, "injured", "civilian")
	return killed >= int64(r.Killed) && civilians >= int64(r.CivilianKilled) && civilians+injured >= int64(r.CivilianHarmed)
}

// figure is the least number of those harmed. What is confirmed stands in place of the account's own number of the
// same kind of people: of the same harm, of whom and age. People of another kind in the account may be those who are
// confirmed unless of whom or age is known of both and differs: then the greater of the two counts, never their sum.
func figure(records []report.Casualties, confirmed []Confirmation, harm, of string) int64 {
	sure, maybe, others := int64(0), int64(0), int64(0)
	counts := func(c *Confirmation) bool { return c.Harm == harm && (of == "" || c.Of == of) }
	for i := range confirmed {
		if counts(&confirmed[i]) {
			sure += confirmed[i].Least
		}
	}
	for _, c := range records {
		kind := Record{Harm: c.Harm, Of: c.Of, Age: c.Age}
		switch {
		case c.Harm != harm || of != "" && c.Of != of || slices.ContainsFunc(confirmed, func(k Confirmation) bool { return k.is(kind) }):
		case slices.ContainsFunc(confirmed, func(k Confirmation) bool { return counts(&k) && mayBe(k.Of, c.Of) && mayBe(k.Age, c.Age) }):
			maybe += c.Least
		default:
			others += c.Least
		}
	}
	return max(sure, maybe) + others
}

// mayBe tells whether two words of a record may be of the same people.
func mayBe(a, b string) bool { return a == b || a == "unknown" || b == "unknown" }

// List lists the harm to people by kind. A kind is corroborated where two independent roots of no side each give a number that is
// within the bounds: the least is then the highest that both give as the least of theirs. It is confirmed where people confirmed
// it, at their number. A side is whoever is a party or other armed actor of one of the texts.
func List(members []*observation.Observation, confirmed []Confirmation, texts ...*agreement.Compiled) []Record {
	var out []Record
	for _, m := range members {
		for _, c := range m.Sighting.Casualties {
			kind := Record{Harm: c.Harm, Of: c.Of, Age: c.Age}
			if !slices.ContainsFunc(out, kind.is) {
				out = append(out, kind)
			}
		}
	}
	for _, c := range confirmed {
		if kind := (Record{Harm: c.Harm, Of: c.Of, Age: c.Age}); !slices.ContainsFunc(out, kind.is) {
			out = append(out, kind)
		}
	}
	if len(out) == 0 {
		return nil
	}
	slices.SortFunc(out, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Harm, b.Harm), cmp.Compare(a.Of, b.Of), cmp.Compare(a.Age, b.Age))
	})
	told := telling{members: members, texts: texts, custody: copies.Of(members)}
	for i, h := range out {
		if at := slices.IndexFunc(confirmed, func(c Confirmation) bool { return c.is(h) }); at >= 0 {
			out[i].Least, out[i].Most, out[i].Known = confirmed[at].Least, confirmed[at].Most, "confirmed"
			continue
		}
		for _, m := range members {
			least, most := h.of(m)
			out[i].Least, out[i].Most = max(out[i].Least, least), max(out[i].Most, most)
		}
		out[i].Known = "reported"
		if least := told.byTwo(h); least > 0 {
			out[i].Least, out[i].Known = least, "corroborated"
		}
	}
	return out
}

// telling is the accounts of one event with what they rest on, and the texts that say who is a side.
type telling struct {
	members []*observation.Observation
	texts   []*agreement.Compiled
	custody *copies.Custody
}

// byTwo returns the highest number that two independent roots of no side each give as the least of a kind; 0 where two do not
// even tell of one.
func (t *telling) byTwo(kind Record) int64 {
	given := map[*observation.Observation]int64{}
	var numbers []int64
	for _, m := range t.members {
		if least, _ := kind.of(m); least > 0 && !t.interested(m) {
			given[m], numbers = least, append(numbers, least)
		}
	}
	slices.Sort(numbers)
	for _, n := range slices.Backward(slices.Compact(numbers)) {
		rests := t.custody.Independent(func(m *observation.Observation) bool { return given[m] >= n })
		if roots := slices.DeleteFunc(rests.Names, t.maybeOfASide); len(roots) > 1 {
			return n
		}
	}
	return 0
}

// interested tells whether a side speaks in an account: its word on how many were harmed is in its own interest, whichever side
// it says did it.
func (t *telling) interested(m *observation.Observation) bool {
	return slices.ContainsFunc(t.texts, func(text *agreement.Compiled) bool { return actors.Interested(text, m) })
}

// maybeOfASide tells whether a root of which it cannot be told which of some names it is may be a side's: what a paper has from a
// side is the side's word.
func (t *telling) maybeOfASide(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return slices.ContainsFunc(t.texts, func(text *agreement.Compiled) bool { _, side := text.Party(name); return side })
	})
}

// of returns the bounds that one account gives of a kind: its records of it add up.
func (h Record) of(m *observation.Observation) (least, most int64) {
	for _, c := range m.Sighting.Casualties {
		if h.is(Record{Harm: c.Harm, Of: c.Of, Age: c.Age}) {
			least, most = least+c.Least, most+c.Most
		}
	}
	return least, most
}

// is tells whether two records are of one kind.
func (h Record) is(o Record) bool { return h.Harm == o.Harm && h.Of == o.Of && h.Age == o.Age }

// is tells whether a confirmation is of a record's kind.
func (c Confirmation) is(h Record) bool { return h.Harm == c.Harm && h.Of == c.Of && h.Age == c.Age }
