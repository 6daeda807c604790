// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"cmp"
	"slices"

	"truce/canon"
	"truce/incident/copies"
	"truce/observation"
	"truce/when"
)

// Rating is one rater's word, on one axis: on a custodial root or on what one report says. The axes are never combined.
type Rating struct {
	// Root and Reliability, "A" to "F", are of one axis; Report and Credibility, "1" to "6", of the other.
	Root        string         `json:"root,omitempty"`
	Reliability string         `json:"reliability,omitempty"`
	Report      canon.ReportID `json:"report,omitzero"`
	Credibility string         `json:"credibility,omitempty"`
	By          string         `json:"by"`
	At          when.Instant   `json:"at"`
}

// Rate takes a rating into account, whose root is written as observation.Root writes it, and returns the changes. The
// last word of each rater counts.
func (d *Docket) Rate(r Rating) []Change {
	name, cause := r.Root, "rating of "+r.Root
	if r.Credibility != "" {
		name, cause = r.Report.String(), "rating of a report"
	}
	rater := observation.Root(r.By)
	list := slices.DeleteFunc(d.ratings[name], func(old Rating) bool { return observation.Root(old.By) == rater })
	list = append(list, r)
	slices.SortFunc(list, func(a, b Rating) int { return cmp.Compare(observation.Root(a.By), observation.Root(b.By)) })
	d.ratings[name] = list
	return d.again(func(h *hearing) bool {
		return slices.ContainsFunc(h.incident.Members, func(o *observation.Observation) bool {
			return slices.Contains(o.Roots, name) || o.Report.String() == name
		}) || slices.ContainsFunc(h.rests.Names, func(names []string) bool { return slices.Contains(names, name) })
	}, Cause{ByRating, cause + " by " + r.By})
}

// RatingsOf lists the last word of each rater on the roots of an incident, then on its reports, in order of names; none of
// an incident that is not on record. Findings do not list them: whoever sees which findings one rating touched knows
// which of them share a source.
func (d *Docket) RatingsOf(id canon.IncidentID) []Rating {
	h := d.cases[id]
	if h == nil {
		return nil
	}
	var roots, reports []string
	for _, m := range h.incident.Members {
		roots, reports = append(roots, m.Roots...), append(reports, m.Report.String())
	}
	for _, names := range h.rests.Names {
		roots = append(roots, names...) // those that are only cited too
	}
	var out []Rating
	for _, names := range [][]string{roots, reports} {
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			out = append(out, d.ratings[name]...)
		}
	}
	return out
}

// reliable tells whether some independent root is rated at least so well. Where raters differ on a root the least favourable
// word counts, so that nobody's word alone lifts a confidence, and so it does among the names of a root of which it cannot be
// told which it is: a good name that copies lends nothing. F means that the rater could not judge, which is no word at
// all, good or bad. Nothing is made of the credibility of reports: it is shown beside.
func (d *Docket) reliable(worst string, rests copies.Independent) bool {
	return slices.ContainsFunc(rests.Names, func(names []string) bool {
		least := ""
		for _, root := range names {
			for _, r := range d.ratings[root] {
				if r.Reliability != "F" {
					least = max(least, r.Reliability)
				}
			}
		}
		return least != "" && least <= worst
	})
}
