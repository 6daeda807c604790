// SPDX-License-Identifier: Apache-2.0

package whatif

import (
	"truce/canon"
	"truce/engine"
	"truce/response"
)

// threads returns what an act of the procedure is on, and a copy of the act with something else in its place; ok is false for an
// act that names no case or finding. A motion is left out: its exact bytes say what it is on, and people voted on those.
func threads(a response.Act) (on response.Thread, with func(response.Thread) response.Act, ok bool) {
	switch {
	case a.Done != nil:
		return a.Done.Thread, func(t response.Thread) response.Act { c := *a.Done; c.Thread = t; a.Done = &c; return a }, true
	case a.Verification != nil:
		return a.Verification.Thread, func(t response.Thread) response.Act {
			c := *a.Verification
			c.Thread = t
			a.Verification = &c
			return a
		}, true
	case a.Pause != nil:
		return a.Pause.Thread, func(t response.Thread) response.Act { c := *a.Pause; c.Thread = t; a.Pause = &c; return a }, true
	case a.Resume != nil:
		return a.Resume.Thread, func(t response.Thread) response.Act { c := *a.Resume; c.Thread = t; a.Resume = &c; return a }, true
	case a.Appeal != nil:
		return a.Appeal.Thread, func(t response.Thread) response.Act { c := *a.Appeal; c.Thread = t; a.Appeal = &c; return a }, true
	case a.Appealed != nil:
		return a.Appealed.Thread, func(t response.Thread) response.Act { c := *a.Appealed; c.Thread = t; a.Appealed = &c; return a }, true
	case a.Revision != nil:
		return a.Revision.Thread, func(t response.Thread) response.Act { c := *a.Revision; c.Thread = t; a.Revision = &c; return a }, true
	case a.Remedy != nil:
		return a.Remedy.Thread, func(t response.Thread) response.Act { c := *a.Remedy; c.Thread = t; a.Remedy = &c; return a }, true
	case a.Correction != nil:
		return a.Correction.Thread, func(t response.Thread) response.Act {
			c := *a.Correction
			c.Thread = t
			a.Correction = &c
			return a
		}, true
	case a.Declaration != nil:
		return a.Declaration.Thread, func(t response.Thread) response.Act {
			c := *a.Declaration
			c.Thread = t
			a.Declaration = &c
			return a
		}, true
	case a.Claim != nil:
		return a.Claim.Thread, func(t response.Thread) response.Act { c := *a.Claim; c.Thread = t; a.Claim = &c; return a }, true
	}
	return on, nil, false
}

// byFinding returns an act of the procedure that names its case by number with the finding of the case in its place: in a changed
// record cases are numbered otherwise. Every other entry is returned as it is, and so is an act on a complaint without a finding.
func byFinding(s *engine.State, e engine.Entry) engine.Entry {
	if e.Procedure == nil {
		return e
	}
	on, with, ok := threads(e.Procedure.Act)
	r := s.Register(e.Procedure.Agreement)
	if !ok || on.Case == 0 || r == nil {
		return e
	}
	c := r.Case(on.Case)
	if c == nil || c.Incident.IsZero() {
		return e
	}
	e.Procedure = &engine.Procedure{Agreement: e.Procedure.Agreement, Act: with(response.Thread{Incident: c.Incident, Term: c.Term})}
	return e
}

// moved returns an act of the procedure on another incident.
func moved(p *engine.Procedure, id canon.IncidentID) *engine.Procedure {
	on, with, ok := threads(p.Act)
	if !ok {
		return p
	}
	on.Incident = id
	return &engine.Procedure{Agreement: p.Agreement, Act: with(on)}
}
