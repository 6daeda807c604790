// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"fmt"
	"slices"
)

// role checks whom a step names: a body, a party, a role of the case, or nobody.
func (c *checker) role(path, who string) {
	if who != Respondent && who != Complainant && who != Mission && !c.ids["actor"][who] {
		c.refer(path, "body", who)
	}
}

// voting checks how a body decides by votes.
func (c *checker) voting(path string, b *Body) {
	c.duration(child(path, "silence"), b.Silence)
	c.civil(path, "", "sits", b.Sits)
	if b.Signatures > len(b.Members) {
		c.Add(child(path, "signatures"), fmt.Sprintf("%d signatures of %d members can never be given", b.Signatures, len(b.Members)),
			"lower it or add members")
	}
	if b.Signatures > 0 && b.Silence != "" {
		c.Add(child(path, "silence"), "what is adopted by silence bears no signatures", "leave one of them out")
	}
	for i, m := range b.Members {
		c.duration(child(item(child(path, "members"), i), "within"), m.Within)
		for j, p := range m.Proxies {
			if p == m.ID || !slices.ContainsFunc(b.Members, func(o Member) bool { return o.ID == p }) {
				c.Add(item(child(item(child(path, "members"), i), "proxies"), j), fmt.Sprintf("%q is no other member of the body", p), "")
			}
		}
	}
}

// civil checks the local clock of a time allowed, and the window that a key names.
func (c *checker) civil(path, zone, key string, in TimeID) {
	c.zone(child(path, "zone"), zone)
	c.refer(child(path, key), "time", string(in))
	if i := slices.IndexFunc(c.a.Times, func(t Time) bool { return t.ID == in }); i >= 0 && !c.a.Times[i].isWindow() {
		c.Add(child(path, key), fmt.Sprintf("time %q is no window that recurs", in), "give it from, to and zone")
	}
}

// paths checks what the procedure says of pauses, appeals and complaints.
func (c *checker) paths(p *Procedure) {
	for i, pause := range p.Pauses {
		path := item("procedure.pauses", i)
		c.refer(child(path, "article"), "article", string(pause.Article))
		c.duration(child(path, "most"), pause.Most)
		for j, who := range pause.By {
			c.role(item(child(path, "by"), j), who)
		}
	}
	if a := p.Appeal; a != nil {
		c.refer("procedure.appeal.article", "article", string(a.Article))
		c.duration("procedure.appeal.within", a.Within)
		for i, who := range a.By {
			c.role(item("procedure.appeal.by", i), who)
		}
	}
	if a := p.Admission; a != nil {
		c.refer("procedure.admission.article", "article", string(a.Article))
		c.refer("procedure.admission.by", "body", string(a.By))
		c.duration("procedure.admission.within", a.Within)
	}
}

func (c *checker) gates() {
	c.note("gate", "gates", each(c.a.Gates, func(v *Gate) string { return v.ID }))
	for i := range c.a.Gates {
		g, path := &c.a.Gates[i], item("gates", i)
		c.refer(child(path, "article"), "article", string(g.Article))
		c.refer(child(path, "by"), "body", string(g.By))
		c.duration(child(path, "window"), g.Window)
		c.unique("indicator", child(path, "indicators"), each(g.Indicators, func(v *Indicator) string { return v.ID }))
		for j, n := range g.Indicators {
			at := item(child(path, "indicators"), j)
			referAll(c, child(at, "terms"), "term", n.Terms)
			c.refer(child(at, "clock"), "quiet clock", n.Clock)
			if (n.Counts == "quiet-days") != (n.Clock != "") {
				c.Add(child(at, "clock"), "days of quiet are counted on a quiet clock, and nothing else is", "")
			}
		}
	}
}
