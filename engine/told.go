// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"cmp"
	"fmt"

	"truce/observation"
	"truce/report"
)

// Told is how many of a thing the accounts of one event give, held to each other.
type Told struct {
	// Accounts is how many of them give bounds.
	Accounts int
	// Agree says that some number lies within the bounds of all, and Number which; where they do not, Number runs from the least
	// to the most that any of them gives, and none of them is preferred.
	Agree  bool
	Number Number
	// Unit is what was counted: explosions, bursts, shots, other.
	Unit string
}

// String writes "4 shots, given by 2", or "4-7 shots, and 2 accounts do not agree"; nothing where nobody gives a number.
func (t Told) String() string {
	switch {
	case t.Accounts == 0:
		return ""
	case t.Agree:
		return fmt.Sprintf("%s %s, given by %d", t.Number, t.Unit, t.Accounts)
	}
	return fmt.Sprintf("%s %s, and %d accounts do not agree", t.Number, t.Unit, t.Accounts)
}

// Numbers holds to each other how many each account of an event gives, of those that count in the same unit as the first that
// gives bounds. Accounts that say "some" or nothing are in no figure.
func Numbers(accounts []*observation.Observation) Told {
	var t Told
	var fit Number
	for _, o := range accounts {
		c := o.Sighting.Count
		if c.Kind != report.Exact && c.Kind != report.About || t.Accounts > 0 && countedAs(cmp.Or(c.Unit, o.Sighting.Act)) != t.Unit {
			continue
		}
		if t.Accounts++; t.Accounts == 1 {
			t.Unit = countedAs(cmp.Or(c.Unit, o.Sighting.Act))
			fit = Number{c.Least, c.Most}
			t.Number = fit
			continue
		}
		fit = Number{max(fit.Least, c.Least), min(fit.Most, c.Most)}
		t.Number = Number{min(t.Number.Least, c.Least), max(t.Number.Most, c.Most)}
	}
	if t.Agree = t.Accounts > 0 && fit.Least <= fit.Most; t.Agree {
		t.Number = fit
	}
	return t
}
