// SPDX-License-Identifier: Apache-2.0

package release

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/observation"
)

// few is how many independent sources have to tell something of a cell for one of them not to stand out in it, and how many
// people of one kind have to be harmed for one of them not to.
const few = 3

// spot is a cell at a level, by which those who tell something of it are counted.
type spot struct {
	level int
	cell  Cell
}

// tellers are the custodial roots that tell something of each cell, at every level. A party is none of them: everybody knows who
// it is, nobody is hidden among its reports, and it can make as many as it likes.
type tellers map[spot]map[string]bool

func (m *maker) tellers(events map[canon.IncidentID]*event) tellers {
	out := tellers{}
	for _, inc := range m.state.Incidents() {
		e := events[inc.ID]
		if e == nil || !e.placed {
			continue
		}
		middle, _ := inc.Where.Centre()
		for level := e.level; level < levels; level++ {
			s := spot{level, m.grid.at(middle, level)}
			if out[s] == nil {
				out[s] = map[string]bool{}
			}
			for _, root := range e.roots {
				out[s][root] = true
			}
		}
	}
	return out
}

// alone says why whoever tells of an event stands alone with it; nothing where nobody does. Where both parties tell of it nobody
// else is pointed at, and neither can write it by itself.
func (t tellers) alone(e *event) string {
	switch {
	case len(e.roots) == 0 && len(e.parties) < 2:
		return "a party alone tells of it: it would be the party's word in the mission's figures"
	case len(e.roots) == 1 && (!e.placed || len(t[spot{e.level, e.cell}]) < few):
		return fmt.Sprintf("one source alone tells of it, in a cell of which fewer than %d tell anything: who was there would be known", few)
	}
	return ""
}

// pointsAt says why an item could point at somebody, or be the word of one side; nothing where it is neither. What is shown
// without a cell points at no one source.
func (m *maker) pointsAt(item Item, f *finding.Finding, e *event, told tellers) []string {
	var why []string
	if alone := told.alone(e); alone != "" && (item.Cell != nil || len(e.roots) == 0) {
		why = append(why, alone)
	}
	if m.fewHarmed(f, e) {
		why = append(why, fmt.Sprintf("fewer than %d people were harmed: who they are would be known", few))
	}
	return why
}

// ofLiaison begins the name under which the officer of a party reports.
const ofLiaison = "liaison of "

// partyOf is the party that a custodial root is, under any text of the release.
func (m *maker) partyOf(root string) (agreement.PartyID, bool) {
	party, asked := m.sides[root]
	if !asked {
		party = m.findParty(root)
		m.sides[root] = party
	}
	return party, party != ""
}

func (m *maker) findParty(root string) agreement.PartyID {
	own := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(root)), ofLiaison)
	for _, d := range m.state.Dockets() {
		if d.Text().Agreement().Exercise != m.rule.Exercise {
			continue
		}
		for _, name := range []string{root, own} {
			if party, ok := d.Text().Party(name); ok {
				return party
			}
		}
	}
	return ""
}

// addRoots adds the roots of an observation to those who tell of an event.
func (m *maker) addRoots(e *event, o *observation.Observation) {
	for _, root := range o.Roots {
		if party, ok := m.partyOf(root); ok {
			e.parties = append(e.parties, party)
		} else {
			e.roots = append(e.roots, root)
		}
	}
}

// isOfParties tells whether an observation is the word of parties alone: it is in no figure of what was observed.
func (m *maker) isOfParties(o *observation.Observation) bool {
	return !slices.ContainsFunc(o.Roots, func(root string) bool { _, party := m.partyOf(root); return !party })
}
