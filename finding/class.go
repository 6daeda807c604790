// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"slices"

	"truce/agreement"
	"truce/incident"
	"truce/known"
)

// The classes of a weapon under a withdrawal term, in the words of monitoring missions. Where the class is not
// sure it is empty. Beyond and outside the storage sites is told only where the text lists any.
const (
	InViolation    = "in violation of the withdrawal line"
	AtStorage      = "at a storage site"
	OutsideStorage = "beyond the withdrawal line, outside storage sites"
	BeyondLines    = "beyond the withdrawal line"
)

// classify gives the class of a weapon under a withdrawal term. near is whether it stood nearer to the line than
// every possible actor may place it. It is asked only where every other condition of the term holds.
func (b *bench) classify(r *agreement.Rule, out *ruled, near known.Answer) {
	if !r.HasKeepBack() {
		return
	}
	stored := known.No
	for _, site := range r.KeepBack.Storage {
		stored = known.Or(stored, b.text.Holds(site, b.incident.Where))
	}
	switch {
	case near == known.Yes:
		out.class = InViolation
	case stored == known.Yes:
		out.class = AtStorage
	case near == known.No && len(r.KeepBack.Storage) == 0:
		out.class = BeyondLines
	case near == known.No && stored == known.No:
		out.class = OutsideStorage
	}
}

// carry lets a class that a source's own procedure gave stand over ours.
func carry(inc *incident.Incident, r *agreement.Rule, out *ruled) {
	if given := givenClass(inc); given != "" && r.HasKeepBack() {
		out.class = given
		out.reasons = append(out.reasons, Reason{r.Reading, "class", known.Unknown, given + ": as the source gave it, not recomputed"})
	}
}

// givenClass is the class that sources gave, where those that gave one agree.
func givenClass(inc *incident.Incident) string {
	class := ""
	for _, m := range inc.Members {
		given := m.Sighting.Class
		if given == "" {
			continue
		}
		if class != "" && class != given {
			return ""
		}
		class = given
	}
	return class
}

// class is the withdrawal class, where every reading under which the term applies gives the same.
func (d *Docket) class(h *hearing, t term) string {
	var classes []string
	for _, i := range t.rules {
		if h.rules.of(i).stage == applies && !d.excluded(d.rules[i].Reading) {
			classes = append(classes, h.rules.of(i).class)
		}
	}
	if slices.Sort(classes); len(slices.Compact(classes)) != 1 {
		return ""
	}
	return classes[0]
}
