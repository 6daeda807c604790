// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"truce/engine"
	"truce/scenario/outward"
)

func (r *Run) look(s step) error { return r.reads.Look(r.state, r.now, s.words, s.get) }

// countReads enters where the log of reads stood at the end of the day before.
func (r *Run) countReads(s step) error {
	head, err := r.reads.Head(r.now, s.get)
	if err != nil {
		return err
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Reads: &head})
}

// wantOutward compares what a public release would show, or what the log of reads has.
func (r *Run) wantOutward(s step) error {
	of := outward.Of{State: r.state, Entries: r.entries, Zone: r.zone, Now: r.now, Reads: &r.reads}
	if s.get("on") != "" {
		inc, err := r.event(s.get("on"))
		if err != nil {
			return err
		}
		of.Incident = inc.ID
	}
	ask, err := of.Asked(s.verb, s.get)
	if err != nil {
		return err
	}
	for _, p := range s.named {
		if got, ok := ask(p.key); ok {
			r.compare(s, p.key, got, p.value)
		}
	}
	return nil
}
