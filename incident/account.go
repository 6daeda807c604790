// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"cmp"
	"strings"

	"truce/act"
	"truce/canon"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// held is an observation on record.
type held struct {
	index int // in order of recording
	obs   *observation.Observation
	node  *node
}

// node is one account: an observation and its copies, which say the same of the same, with its scored neighbours and
// the incident it is in. However many copies there are, they are compared, counted and joined as one.
type node struct {
	number   int     // in order of making
	copies   []*held // in order of recording, never empty
	twin     tally   // what joins a copy to the first
	says     *prepared
	links    []link  // those that may be the same event
	joined   []*node // those that analysts have joined to it
	split    []*node // those that analysts have split from it
	groups   []*group
	incident *Incident

	// tried is one more than the number of the last node it was compared with; spot is its place in the list
	// that was numbered last.
	tried, spot int
}

// link is a scored neighbour.
type link struct {
	to    *node
	score tally
}

// obs is the observation that stands for the account.
func (n *node) obs() *observation.Observation { return n.copies[0].obs }

func byIndex(a, b *node) int { return cmp.Compare(a.copies[0].index, b.copies[0].index) }

// copyKey is the same for the copies of one account and for nothing else. Everything that compare looks at is in it.
type copyKey struct {
	report canon.ReportID // zero where copies may be in several reports
	says   string
}

// keyOf returns what the copies of an observation share and why they are one, or false where it can have none. They
// are of one report, or of the same roots and such that two sources of the same words would be joined: volume of
// one root is not evidence. Coded events of two reports are two events, whatever they say.
func keyOf(p *prepared) (key copyKey, why tally, ok bool) {
	o := p.obs
	if o.When().IsUnknown() || o.Where().IsUnknown() {
		return copyKey{}, tally{}, false
	}
	if o.Level == report.Plain {
		why.explains = true
		why.weigh(p, p)
	}
	if o.Level != report.Plain || why.veto || why.score < joinAt {
		if !oneAccount(p, p) {
			return copyKey{}, tally{}, false
		}
		key.report, why = o.Report, explain(p, p)
	}
	s := &o.Sighting
	says, err := canon.Encode(struct {
		Roots      string              `json:"roots"`
		Exercise   bool                `json:"exercise"`
		When       when.Interval       `json:"when"`
		Where      place.Region        `json:"where"`
		Act        act.Act             `json:"act"`
		Weapon     act.Weapon          `json:"weapon"`
		Count      report.Count        `json:"count"`
		Casualties []report.Casualties `json:"casualties"`
		Words      string              `json:"words"`
	}{strings.Join(o.Roots, "\n"), o.Exercise, o.When(), o.Where(), s.Act, weaponOf(o), s.Count, s.Casualties, s.Words})
	if err != nil {
		panic("incident: an admitted observation has no canonical form: " + err.Error())
	}
	key.says = string(says)
	return key, why, true
}

// hold puts an observation on record, as a copy of an account or as one of its own. fresh tells which.
func (j *Joiner) hold(o *observation.Observation) (n *node, fresh bool) {
	h := &held{index: len(j.held), obs: o}
	j.held = append(j.held, h)
	j.byID[o.ID] = h
	p := prepare(o)
	key, why, ok := keyOf(p)
	if ok && j.copies[key] != nil {
		h.node = j.copies[key]
		h.node.copies = append(h.node.copies, h)
		return h.node, false
	}
	n = j.account(h, p)
	n.twin = why
	if ok {
		j.copies[key] = n
	}
	return n, true
}

// account makes an account of an observation and links it to the others.
func (j *Joiner) account(h *held, p *prepared) *node {
	n := &node{number: j.made, copies: []*held{h}, says: p}
	j.made++
	h.node = n
	j.connect(n)
	return n
}

// alone makes an observation, on which an analyst decides, an account of its own for good: a decision is on what it
// names, not on copies of it. It returns the nodes of the groups that this touches.
func (j *Joiner) alone(h *held) []*node {
	n := h.node
	nodes := n.groups[0].nodes
	p := prepare(h.obs)
	key, _, ok := keyOf(p)
	if !ok {
		return nodes
	}
	if len(n.copies) == 1 {
		if j.copies[key] == n {
			delete(j.copies, key)
		}
		return nodes
	}
	n.copies = without(n.copies, h)
	m := j.account(h, p)
	m.incident = n.incident
	return append(nodes, m)
}
