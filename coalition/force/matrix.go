// SPDX-License-Identifier: Apache-2.0

package force

import (
	"fmt"
	"strings"

	"truce/coalition/sourced"
)

// Cover is how much of a requirement is covered, in its own unit. Quantities of different units are never added.
type Cover struct {
	// Least counts what nothing on record speaks against; Most also what is pledged twice or committed elsewhere.
	Least int64 `json:"least"`
	Most  int64 `json:"most"`
	// Unstated is the number of pledges whose quantity nobody stated: they are in neither figure, and not nought.
	Unstated int `json:"unstated"`
}

// Cell is the coverage of a line by pledges that are at least as firm.
type Cell struct {
	Firmness Firmness `json:"firmness"`
	Cover    Cover    `json:"cover"`
	// GapLeast and GapMost bound what is missing of the requirement, nought or above. Where pledges are unstated the least is
	// not known to be that large: it is then an upper bound of the smallest gap.
	GapLeast int64 `json:"gap_least"`
	GapMost  int64 `json:"gap_most"`
}

// Row is a requirement line with what covers it at each firmness, the least firm first.
type Row struct {
	Line    Line    `json:"line"`
	Consent Consent `json:"host_consent"`
	Cells   []Cell  `json:"cells"`
	// Aside are pledges to this line that are not counted, or not surely, each with its reason.
	Aside []Aside `json:"aside,omitempty"`
}

// Aside is a pledge that does not count, or not surely.
type Aside struct {
	Pledge sourced.Name `json:"pledge"`
	State  sourced.Name `json:"state"`
	// Counts says whether it is in the most, though not in the least.
	Counts bool   `json:"counts"`
	Reason string `json:"reason"`
}

// weight is what one pledge adds to its line.
type weight struct {
	pledge Pledge
	// sure says that nothing on record speaks against it; none that it does not count at all.
	sure, none bool
	reasons    []string
}

// Matrix sets every requirement line against the pledges, to those who may read it, in the order of first entry.
func (g *Register) Matrix(v sourced.View) []Row {
	if !g.MayRead(v) {
		return nil
	}
	weights := g.weigh(v)
	var out []Row
	for _, l := range g.lines.All(v) {
		row := Row{Line: l.Is, Consent: g.consent(l.Is.ID, v)}
		for _, firmness := range Ladder() {
			row.Cells = append(row.Cells, cell(l.Is, firmness, weights))
		}
		for _, w := range weights {
			if w.pledge.Line == l.Is.ID && len(w.reasons) > 0 {
				row.Aside = append(row.Aside, Aside{w.pledge.ID, w.pledge.State, !w.none, strings.Join(w.reasons, "; ")})
			}
		}
		out = append(out, row)
	}
	return out
}

func cell(l Line, firmness Firmness, weights []weight) Cell {
	out := Cell{Firmness: firmness}
	for _, w := range weights {
		p := w.pledge
		switch {
		case p.Line != l.ID || w.none || !p.Firmness.AtLeast(firmness):
		case p.Quantity == 0:
			out.Cover.Unstated++
		default:
			out.Cover.Most += p.Quantity
			if w.sure {
				out.Cover.Least += p.Quantity
			}
		}
	}
	out.GapLeast = max(0, l.Quantity-out.Cover.Most)
	out.GapMost = max(0, l.Quantity-out.Cover.Least)
	return out
}

// weigh decides of every pledge whether it counts.
func (g *Register) weigh(v sourced.View) []weight {
	twice := map[sourced.Name]Double{}
	for _, d := range g.doubles(v) {
		for _, id := range d.Pledges {
			twice[id] = d
		}
	}
	var out []weight
	for _, each := range g.pledges.All(v) {
		p := each.Is
		w := weight{pledge: p, sure: true}
		line, ok := g.lines.Last(p.Line, v)
		if !ok || p.Firmness == PledgeWithdrawn {
			w.none, w.reasons = true, append(w.reasons, "withdrawn")
		}
		for _, c := range p.Caveats {
			if ok && c.Excludes(line.Is) {
				w.none, w.reasons = true, append(w.reasons, fmt.Sprintf("its caveat %s excludes the line", c))
			}
		}
		if p.Firmness != InTheatre && g.consent(p.Line, v) == Denied {
			w.none, w.reasons = true, append(w.reasons, "the host refuses the line")
		}
		if d, ok := twice[p.ID]; ok {
			w.sure, w.reasons = false, append(w.reasons, "pledged more than once: "+strings.Join(sourced.Words(d.Pledges), ", "))
		}
		if p.Elsewhere != "" {
			w.sure, w.reasons = false, append(w.reasons, "already committed elsewhere: "+p.Elsewhere)
		}
		out = append(out, w)
	}
	return out
}
