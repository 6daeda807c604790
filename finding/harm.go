// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/incident"
	"truce/known"
	"truce/observation"
	"truce/report"
)

// Confirmation is people's word on how many were harmed in an incident. The last one of a harm, of whom and age stands.
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

// Confirm takes a confirmation into account that was checked, and returns the changes.
func (d *Docket) Confirm(c Confirmation) []Change {
	list := d.confirmed[c.Incident]
	list = slices.DeleteFunc(list, func(old Confirmation) bool { return old.Harm == c.Harm && old.Of == c.Of && old.Age == c.Age })
	d.confirmed[c.Incident] = append(list, c)
	h := d.cases[c.Incident]
	if h == nil {
		return nil
	}
	return d.lookAgain(h, Cause{ByConfirmation, "casualties confirmed by " + c.By})
}

// raised tells whether everything that a raise names is reached for certain: the least figures of some one account,
// or what is confirmed, count.
func raised(r agreement.Raise, inc *incident.Incident, confirmed []Confirmation, recurrence int) bool {
	return recurrence >= r.Recurrence &&
		(!rests(r) || harmed(r, nil, confirmed) || slices.ContainsFunc(inc.Members, func(o *observation.Observation) bool {
			return harmed(r, o.Sighting.Casualties, confirmed)
		})) &&
		(len(r.Targets) == 0 || inc.Hit(r.Targets...) == known.Yes) &&
		(len(r.Acts) == 0 || inc.Is(r.Acts...) == known.Yes)
}

// rests tells whether a raise rests on casualties.
func rests(r agreement.Raise) bool { return r.Killed+r.CivilianKilled+r.CivilianHarmed > 0 }

// harmed tells whether the records of one account, with what is confirmed in their place, reach the casualties that a
// raise names.
func harmed(r agreement.Raise, records []report.Casualties, confirmed []Confirmation) bool {
	killed := figure(records, confirmed, "killed", "")
	civilians := figure(records, confirmed, "killed", "civilian")
	injured := figure(records, confirmed, "injured", "civilian")
	return killed >= int64(r.Killed) && civilians >= int64(r.CivilianKilled) && civilians+injured >= int64(r.CivilianHarmed)
}

// figure is the least number of those harmed. What is confirmed of a kind of people stands in place of the account's
// own number of them. The account's number of people of a kind that is not known may be the same people: then the
// greater of the two counts, never their sum.
func figure(records []report.Casualties, confirmed []Confirmation, harm, of string) int64 {
	sure, rest, vague := int64(0), int64(0), false
	for _, c := range confirmed {
		if c.Harm == harm && (of == "" || c.Of == of) {
			sure += c.Least
		}
	}
	for _, c := range records {
		if c.Harm != harm || of != "" && c.Of != of || slices.ContainsFunc(confirmed, func(k Confirmation) bool { return k.Harm == harm && k.Of == c.Of }) {
			continue
		}
		rest, vague = rest+c.Least, vague || c.Of == "unknown"
	}
	if vague {
		return max(sure, rest)
	}
	return sure + rest
}

// casualties lists the harm to people by kind, each kind corroborated where two independent roots speak of it, and
// confirmed where people confirmed it, at their number.
func casualties(members []*observation.Observation, confirmed []Confirmation) []Harm {
	var out []Harm
	tellers := map[Harm][]*observation.Observation{} // by kind: a Harm without numbers
	for _, m := range members {
		own := map[Harm]Harm{}
		for _, c := range m.Sighting.Casualties {
			kind := Harm{Harm: c.Harm, Of: c.Of, Age: c.Age}
			sum := own[kind]
			sum.Least, sum.Most = sum.Least+c.Least, sum.Most+c.Most
			own[kind] = sum
		}
		for kind, sum := range own {
			i := slices.IndexFunc(out, func(h Harm) bool { return h.Harm == kind.Harm && h.Of == kind.Of && h.Age == kind.Age })
			if i < 0 {
				out = append(out, kind)
				i = len(out) - 1
			}
			out[i].Least, out[i].Most = max(out[i].Least, sum.Least), max(out[i].Most, sum.Most)
			tellers[kind] = append(tellers[kind], m)
		}
	}
	for _, c := range confirmed {
		if !slices.ContainsFunc(out, c.is) {
			out = append(out, Harm{Harm: c.Harm, Of: c.Of, Age: c.Age})
		}
	}
	slices.SortFunc(out, func(a, b Harm) int {
		return cmp.Or(cmp.Compare(a.Harm, b.Harm), cmp.Compare(a.Of, b.Of), cmp.Compare(a.Age, b.Age))
	})
	for i, h := range out {
		out[i].Known = "reported"
		if len(incident.Roots(tellers[Harm{Harm: h.Harm, Of: h.Of, Age: h.Age}])) > 1 {
			out[i].Known = "corroborated"
		}
		if at := slices.IndexFunc(confirmed, func(c Confirmation) bool { return c.is(h) }); at >= 0 {
			out[i].Least, out[i].Most, out[i].Known = confirmed[at].Least, confirmed[at].Most, "confirmed"
		}
	}
	return out
}

// is tells whether a confirmation is of a record's kind.
func (c Confirmation) is(h Harm) bool { return h.Harm == c.Harm && h.Of == c.Of && h.Age == c.Age }
