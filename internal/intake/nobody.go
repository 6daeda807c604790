// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"slices"

	"truce/report"
)

// withoutNobody returns the report without the names that mean nobody (IsNotKnown), so that no rule takes "unknown" for
// somebody whom the text does not know, nor "unknown" and "N/K" for two independent holders of evidence. More than one actor means one of them: where one of them is nobody, the
// account does not say who, and the others that it says or saw go too; claims stay. So it is with the sides of a
// clash. What it was given stays as it was.
func withoutNobody(r report.Report) report.Report {
	r.Extract.Roots = slices.DeleteFunc(slices.Clone(r.Extract.Roots), IsNotKnown)
	if len(r.Extract.Roots) == 0 {
		r.Extract.Roots = nil
	}
	r.Extract.Sightings = slices.Clone(r.Extract.Sightings)
	for i := range r.Extract.Sightings {
		s := &r.Extract.Sightings[i]
		s.Actors = withoutNobodys(s.Actors)
		if slices.ContainsFunc(s.Between, IsNotKnown) {
			s.Between = nil
		}
		s.Casualties = slices.Clone(s.Casualties)
		for j := range s.Casualties {
			s.Casualties[j].Side = somebody(s.Casualties[j].Side)
		}
	}
	if c := r.Extract.Complaint; c != nil {
		own := *c
		own.Respondent = somebody(own.Respondent)
		r.Extract.Complaint = &own
	}
	return r
}

func withoutNobodys(claims []report.Claim) []report.Claim {
	open := slices.ContainsFunc(claims, func(c report.Claim) bool { return c.Basis != "claimed" && IsNotKnown(c.Actor) })
	var rest []report.Claim
	for _, c := range claims {
		if !IsNotKnown(c.Actor) && (c.Basis == "claimed" || !open) {
			rest = append(rest, c)
		}
	}
	return rest
}

// somebody returns a name, or nothing where it means nobody.
func somebody(name string) string {
	if IsNotKnown(name) {
		return ""
	}
	return name
}
