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

// Record is a record of harm to people of one kind: the highest bounds that any one account gives, or those confirmed.
type Record struct {
	// Harm, Of and Age are the words of report.Casualties.
	Harm  string `json:"harm"`
	Of    string `json:"of"`
	Age   string `json:"age"`
	Least int64  `json:"least"`
	Most  int64  `json:"most"`
	// Known is "reported", "corroborated" by two independent roots, or "confirmed" by people, at their number.
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

// List lists the harm to people by kind, each kind corroborated where two independent roots speak of it, and
// confirmed where people confirmed it, at their number.
func List(members []*observation.Observation, confirmed []Confirmation) []Record {
	var out []Record
	for _, m := range members {
		own := map[Record]Record{}
		for _, c := range m.Sighting.Casualties {
			kind := Record{Harm: c.Harm, Of: c.Of, Age: c.Age}
			sum := own[kind]
			sum.Least, sum.Most = sum.Least+c.Least, sum.Most+c.Most
			own[kind] = sum
		}
		for kind, sum := range own {
			i := slices.IndexFunc(out, func(h Record) bool { return h.Harm == kind.Harm && h.Of == kind.Of && h.Age == kind.Age })
			if i < 0 {
				out = append(out, kind)
				i = len(out) - 1
			}
			out[i].Least, out[i].Most = max(out[i].Least, sum.Least), max(out[i].Most, sum.Most)
		}
	}
	for _, c := range confirmed {
		if !slices.ContainsFunc(out, c.is) {
			out = append(out, Record{Harm: c.Harm, Of: c.Of, Age: c.Age})
		}
	}
	slices.SortFunc(out, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Harm, b.Harm), cmp.Compare(a.Of, b.Of), cmp.Compare(a.Age, b.Age))
	})
	if len(out) == 0 {
		return nil
	}
	custody := copies.Of(members)
	for i, h := range out {
		out[i].Known = "reported"
		tells := func(m *observation.Observation) bool {
			return slices.ContainsFunc(m.Sighting.Casualties, func(c report.Casualties) bool {
				return c.Harm == h.Harm && c.Of == h.Of && c.Age == h.Age
			})
		}
		if len(custody.Independent(tells).Roots) > 1 {
			out[i].Known = "corroborated"
		}
		if at := slices.IndexFunc(confirmed, func(c Confirmation) bool { return c.is(h) }); at >= 0 {
			out[i].Least, out[i].Most, out[i].Known = confirmed[at].Least, confirmed[at].Most, "confirmed"
		}
	}
	return out
}

// is tells whether a confirmation is of a record's kind.
func (c Confirmation) is(h Record) bool { return h.Harm == c.Harm && h.Of == c.Of && h.Age == c.Age }
