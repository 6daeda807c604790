// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"cmp"
	"slices"

	"truce/incident/copies"
	"truce/observation"
	"truce/place"
	"truce/report"
)

// held is an observation on record.
type held struct {
	obs     *observation.Observation
	account int32 // the number of its node
	beside  int32 // one more than the place of the one before it of the same report; zero where there is none
}

// node is one account: an observation and its copies, which say the same of the same, with its scored neighbours and
// the incident it is in. However many copies there are, they are compared, counted and joined as one.
type node struct {
	prepared         // of the first
	number   int32   // in order of making
	first    int32   // the place of the first in order of recording
	more     []int32 // of the copies, in order of recording
	links    []link  // those that may be the same event
	ruled    *ruling // what analysts decided on it
	groups   []*group
	incident *Incident

	// tried is the last look-up that found it; spot is its place in the list
	// that was numbered last.
	tried, spot int32
	settled     int32 // the last round in which it was clustered or described
	isDrawn     bool  // its ground is in the joiner's list of those that are drawn
}

// ruling is the nodes that analysts have joined to a node and split from it. A node with a ruling is of one observation and
// takes no copies.
type ruling struct{ joined, split []*node }

// link is a scored neighbour, with the share of their ground; below zero where that is not known.
type link struct{ to, score, share int32 }

// slab is how many nodes are made at once.
const slab = 64

func (j *Joiner) node(number int32) *node { return &j.slabs[number/slab][number%slab] }

// joined returns the nodes that analysts have joined to n.
func (n *node) joined() []*node {
	if n.ruled == nil {
		return nil
	}
	return n.ruled.joined
}

// split returns the nodes that analysts have split from n.
func (n *node) split() []*node {
	if n.ruled == nil {
		return nil
	}
	return n.ruled.split
}

func byFirst(a, b *node) int { return cmp.Compare(a.first, b.first) }

// isCopy tells whether two accounts say the same, in all that compare looks at but the report.
func isCopy(a, b *prepared) bool {
	x, y := a.obs, b.obs
	s, t := &x.Sighting, &y.Sighting
	if (a.tidings == nil) != (b.tidings == nil) || a.tidings != nil && a.day != b.day {
		return false
	}
	return a.extent == b.extent && x.Item == y.Item && x.Level == y.Level && x.Exercise == y.Exercise && s.Act == t.Act && s.Words == t.Words &&
		weaponOf(x) == weaponOf(y) && s.Count == t.Count && slices.Equal(s.Casualties, t.Casualties) &&
		s.Where.IsDrawnAs(&t.Where)
}

// isOne tells whether two accounts that say the same are one: of the same roots, or in words that two sources do not come to
// each by itself; copies.Custody counts the roots of those. Where ofOneReport, they have to be of one report, too.
func isOne(a, b *observation.Observation, ofOneReport bool) bool {
	if ofOneReport {
		return a.Report == b.Report && slices.Equal(a.Roots, b.Roots)
	}
	return slices.Equal(a.Roots, b.Roots) || copies.IsTelling(a.Sighting.Words)
}

// twins compares an account with itself: what joins its copies to each other. A plain report's copies may be of several
// reports, if two sources of the same words would be joined: volume of one root is not evidence. Coded events of two
// reports are two events, whatever they say; copies of one, and those of which too little is said, are of one report.
func (j *Joiner) twins(p *prepared, explains bool) (t tally, ofOneReport bool) {
	t = tally{explains: explains, table: j.weights(p.obs, p.obs)}
	if p.obs.Level == report.Plain {
		if t.weigh(p, p); !t.veto && t.score >= joinAt {
			return t, false
		}
	}
	t = tally{explains: explains, table: t.table}
	t.compare(p, p)
	return t, true
}

// hold puts an observation on record, as a copy of an account or as one of its own. fresh tells which.
func (j *Joiner) hold(o *observation.Observation) (n *node, fresh bool) {
	at := int32(len(j.held))
	j.held = append(j.held, held{obs: o, beside: j.reports[o.Report]})
	j.byID[o.ID] = at
	j.reports[o.Report] = at + 1
	p := prepare(o)
	candidates := j.candidates(&p)
	for _, c := range candidates {
		if c.ruled != nil || !isCopy(&p, &c.prepared) {
			continue
		}
		if _, ofOneReport := j.twins(&p, false); isOne(o, c.obs, ofOneReport) {
			j.held[at].account = c.number
			c.more = append(c.more, at)
			return c, false
		}
	}
	return j.account(at, p, candidates), true
}

// candidates returns the nodes whose extents meet that of an account, each once, until the next call.
func (j *Joiner) candidates(p *prepared) []*node {
	j.found = j.index.gather(&p.extent, j.found[:0])
	j.near = j.near[:0]
	j.looks++
	for _, number := range j.found {
		c := j.node(number)
		if c.tried != j.looks && p.extent.meets(&c.extent) {
			c.tried = j.looks
			j.near = append(j.near, c)
		}
	}
	return j.near
}

// account makes an account of an observation and links it to those of the candidates that may be the same event.
func (j *Joiner) account(at int32, p prepared, candidates []*node) *node {
	number := j.made
	if number%slab == 0 {
		j.slabs = append(j.slabs, make([]node, slab))
	}
	j.made++
	n := j.node(number)
	n.prepared, n.number, n.first = p, number, at
	j.held[at].account = number
	for _, c := range candidates {
		j.link(n, c)
	}
	j.crowd(n)
	j.index.enter(&n.extent, number)
	return n
}

// link scores two nodes and links them if they may be the same event.
func (j *Joiner) link(n, c *node) {
	a, b := j.views(n, c)
	if a.obs.Level == report.Coded && b.obs.Level == report.Coded && a.obs.Report != b.obs.Report {
		return
	}
	if t := compare(a, b, j.weights(a.obs, b.obs)); !t.veto && t.score >= possibleAt {
		share, ok := place.Met(&a.ground, &b.ground)
		if !ok {
			share = -1
		}
		n.links = append(n.links, link{c.number, int32(t.score), share})
		c.links = append(c.links, link{n.number, int32(t.score), share})
	}
	j.drawn(n)
	j.drawn(c)
}

// maxDrawn is how many regions are kept drawn for the next comparison.
const maxDrawn = 1 << 12

// drawn notes a node whose ground was drawn, and lets go of the drawing that is kept longest.
func (j *Joiner) drawn(n *node) {
	if n.isDrawn || !n.ground.IsDrawn() {
		return
	}
	n.isDrawn = true
	if len(j.drawings) < maxDrawn {
		j.drawings = append(j.drawings, n)
		return
	}
	old := &j.drawings[j.oldest]
	(*old).ground.Forget()
	(*old).isDrawn = false
	*old = n
	j.oldest = (j.oldest + 1) % maxDrawn
}

// views returns what two nodes say, as copies of one report say it where both have one of it: two sightings of one report
// are told apart or are one account, whichever copies came first.
func (j *Joiner) views(n, c *node) (a, b *prepared) {
	if len(n.more) == 0 && len(c.more) == 0 {
		return &n.prepared, &c.prepared
	}
	x, y := n, c
	if len(x.more) > len(y.more) {
		x, y = y, x // the scores are the same either way round
	}
	for i := -1; i < len(x.more); i++ {
		at := x.first
		if i >= 0 {
			at = x.more[i]
		}
		for k := j.reports[j.held[at].obs.Report]; k != 0; k = j.held[k-1].beside {
			if j.held[k-1].account == y.number {
				v, w := x.prepared, y.prepared
				v.obs, w.obs = j.held[at].obs, j.held[k-1].obs
				return &v, &w
			}
		}
	}
	return &x.prepared, &y.prepared
}

// linkAgain scores a node anew with those that share a report with it through an observation, which has just come to it or
// gone. It tells whether anything is linked otherwise than before.
func (j *Joiner) linkAgain(n *node, at int32) bool {
	report := j.held[at].obs.Report
	for k := j.reports[report]; k != 0; k = j.held[k-1].beside {
		if k-1 != at && j.held[k-1].account == n.number {
			return false // they share it through another copy
		}
	}
	changed := false
	for k := j.reports[report]; k != 0; k = j.held[k-1].beside {
		c := j.node(j.held[k-1].account)
		if c == n || !n.extent.meets(&c.extent) {
			continue
		}
		was := n.scoreWith(c)
		n.links, c.links = without(n.links, c.number), without(c.links, n.number)
		j.link(n, c)
		j.anew[pairOf(n, c)] = true
		changed = changed || was != n.scoreWith(c)
	}
	return changed
}

// scoreWith returns the score of a link; 0 where there is none.
func (n *node) scoreWith(c *node) int32 {
	for _, l := range n.links {
		if l.to == c.number {
			return l.score
		}
	}
	return 0
}

func without(links []link, to int32) []link {
	return slices.DeleteFunc(links, func(l link) bool { return l.to == to })
}

// alone makes an observation, on which an analyst decides, an account of its own for good: a decision is on what it
// names, not on copies of it. It returns the nodes of the groups that this touches.
func (j *Joiner) alone(at int32) []*node {
	n := j.node(j.held[at].account)
	nodes := slices.Clone(n.groupAt(0).nodes)
	if len(n.more) == 0 {
		if n.ruled == nil {
			n.ruled = &ruling{}
		}
		return nodes
	}
	if n.first == at {
		n.first, n.more = n.more[0], n.more[1:]
		counted := n.tidings // its copy says the same of the same
		n.prepared = prepare(j.held[n.first].obs)
		n.tidings = counted
		n.isDrawn = false
	} else {
		n.more = slices.DeleteFunc(n.more, func(other int32) bool { return other == at })
	}
	p := prepare(j.held[at].obs)
	m := j.account(at, p, j.candidates(&p))
	m.ruled = &ruling{}
	m.incident = n.incident
	j.linkAgain(n, at)
	return append(j.groupsAround(nodes, n, m), m)
}

// groupsAround adds the nodes of the groups to which two nodes are linked by enough for a join.
func (j *Joiner) groupsAround(nodes []*node, n, m *node) []*node {
	for _, l := range slices.Concat(n.links, m.links) {
		if c := j.node(l.to); l.score >= joinAt && c != n && c != m {
			nodes = append(nodes, c.groupAt(0).nodes...)
		}
	}
	return nodes
}
