// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"slices"

	"truce/agreement"
	"truce/agreement/people"
	"truce/finding/casualties"
)

// Confirmation is people's word on how many were harmed in an incident, and Harm a record of harm to people of one kind.
type (
	Confirmation = casualties.Confirmation
	Harm         = casualties.Record
)

// MayConfirm tells whether a confirmation of somebody counts under the instrument: of the mission, or of a body that
// the text itself lets verify or determine.
func (d *Docket) MayConfirm(by string) bool {
	return by == agreement.Mission || people.May(d.text, by, "verify", "determine")
}

// Confirm takes a confirmation into account that was checked, and returns the changes. One that does not count under
// the instrument changes nothing.
func (d *Docket) Confirm(c Confirmation) []Change {
	if !d.MayConfirm(c.By) {
		return nil
	}
	d.confirmed.put(c.Incident, d.turn(), c)
	h := d.cases[c.Incident]
	if h == nil {
		return nil
	}
	return d.lookAgain(h, Cause{ByConfirmation, "casualties confirmed by " + c.By})
}

// confirmedOf returns what is confirmed of a case, each harm, of whom and age once: between those who confirm it the
// bounds are the hull of the last word of each.
func (d *Docket) confirmedOf(h *hearing) []Confirmation {
	last := map[Confirmation]Confirmation{} // by confirmer, harm, of whom and age
	var order []Confirmation
	for _, c := range d.confirmed.of(h.named) {
		key := Confirmation{Harm: c.Harm, Of: c.Of, Age: c.Age, By: d.confirmer(c.By)}
		if _, ok := last[key]; !ok {
			order = append(order, key)
		}
		last[key] = c
	}
	var out []Confirmation
	for _, key := range order {
		c := last[key]
		i := slices.IndexFunc(out, func(o Confirmation) bool { return o.Harm == c.Harm && o.Of == c.Of && o.Age == c.Age })
		if i < 0 {
			out = append(out, c)
			continue
		}
		out[i].Least, out[i].Most = min(out[i].Least, c.Least), max(out[i].Most, c.Most)
	}
	return out
}

// confirmer is one name for each body that confirms, whether by its ID or by its name.
func (d *Docket) confirmer(by string) string {
	for _, b := range d.text.Agreement().Bodies {
		if id := string(b.ID); people.Is(d.text, by, id) {
			return id
		}
	}
	return by
}
