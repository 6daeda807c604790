// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"slices"

	"truce/engine"
	"truce/internal/api/page"
	"truce/response/ballot"
)

// Speakers are those for whom somebody can speak under the texts on record, by their IDs: the parties, and the members of bodies, or
// a body as a whole where the text lists none.
func Speakers(s *engine.State) (out []page.Option) {
	add := func(id, says string) {
		if !slices.ContainsFunc(out, func(o page.Option) bool { return o.Value == id }) {
			out = append(out, page.Option{Value: id, Text: says})
		}
	}
	for _, d := range s.Dockets() {
		for _, p := range d.Text().Agreement().Parties {
			add(string(p.ID), p.Name+", a party")
		}
	}
	for _, d := range s.Dockets() {
		bodies := d.Text().Agreement().Bodies
		for i := range bodies {
			for _, voter := range ballot.Voters(&bodies[i]) {
				says := voter + ", of the " + bodies[i].Name
				if voter == string(bodies[i].ID) {
					says = "the " + bodies[i].Name
				}
				add(voter, says)
			}
		}
	}
	return out
}
