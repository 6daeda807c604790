// SPDX-License-Identifier: Apache-2.0

// Package lookout turns the state of the engine into what an officer on duty has to see: who is on, what is late, what is open,
// what is new, and who is dark. It follows the package engine.
package lookout

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/engine"
	"truce/finding"
	"truce/watch"
	"truce/when"
)

// silent is how long after its last hour of watching a source is called dark, and forgotten how long after.
const (
	silent    = when.Instant(24 * when.Hour)
	forgotten = when.Instant(30 * when.Day)
)

// Screen is what the room shows at a time.
type Screen struct {
	Now  when.Instant    `json:"now"`
	On   []watch.Officer `json:"on"`
	Mode watch.ModeItem  `json:"mode"`
	Late []watch.Open    `json:"late,omitempty"`
	Open []watch.Open    `json:"open,omitempty"`
	New  []Group         `json:"new,omitempty"`
	Dark []string        `json:"dark,omitempty"`
	Owed []string        `json:"gaps_owed,omitempty"`
}

// Group is what is new of one term with one verdict and status: repeats are one line.
type Group struct {
	Agreement string       `json:"agreement"`
	Term      string       `json:"term"`
	Verdict   string       `json:"verdict"`
	Status    string       `json:"status"`
	Findings  int          `json:"findings"`
	Versions  int          `json:"versions"`
	Gravest   string       `json:"gravest"`
	Exercise  bool         `json:"exercise,omitempty"`
	First     when.Instant `json:"first"`
	Last      when.Instant `json:"last"`
	// Before says that all of it came before the present watch.
	Before bool `json:"before,omitempty"`
	// Worst is the severity of the gravest, as it is printed.
	Worst string `json:"-"`
	// Refs are what it gathers.
	Refs []watch.Ref `json:"-"`
}

// Look returns what an officer has to see at a time.
func Look(state *engine.State, now when.Instant) Screen {
	room := state.Room()
	s := Screen{Now: now, On: room.OnDuty(), Mode: room.Mode(), New: Groups(state)}
	for _, o := range room.Open(now) {
		if o.Overdue(now) {
			s.Late = append(s.Late, o)
		} else {
			s.Open = append(s.Open, o)
		}
	}
	lasting := map[string]bool{}
	for _, o := range state.OwedGaps() {
		if o.Lasting {
			s.Dark, lasting[o.Gap.Source] = append(s.Dark, o.String()), true
		} else {
			s.Owed = append(s.Owed, o.String())
		}
	}
	ledger := state.Coverage()
	for _, source := range ledger.Sources() {
		last := ledger.Last(source)
		if !lasting[source] && last < now-silent && last > now-forgotten {
			s.Dark = append(s.Dark, fmt.Sprintf("%s: no hour watched on record since %s", source, last))
		}
	}
	return s
}

// Groups gathers what nobody has acknowledged, in order of first hearing.
func Groups(state *engine.State) []Group {
	var out []Group
	for _, n := range state.Room().News() {
		for _, d := range state.Dockets() {
			if d.Text().Ref() != n.Of.Agreement {
				continue
			}
			g := groupOf(d, n)
			g.Before = n.Last < state.Room().Since()
			at := slices.IndexFunc(out, func(o Group) bool {
				return o.Agreement == g.Agreement && o.Term == g.Term && o.Verdict == g.Verdict && o.Status == g.Status && o.Before == g.Before
			})
			if at < 0 {
				out, at = append(out, g), len(out)
			}
			o := &out[at]
			o.Findings, o.Versions = o.Findings+1, o.Versions+n.Times
			o.Refs = append(o.Refs, n.Of)
			o.First, o.Last = min(o.First, g.First), max(o.Last, g.Last)
			if g.Worst > o.Worst {
				o.Worst, o.Gravest = g.Worst, g.Gravest
			}
		}
	}
	return out
}

// groupOf is the group of one thing that is new. What no longer stands has no verdict.
func groupOf(d *finding.Docket, n watch.News) Group {
	g := Group{Agreement: n.Of.Agreement, Term: n.Of.Term, Status: string(finding.Withdrawn), First: n.First, Last: n.Last, Gravest: n.Of.Incident.Short()}
	if f := d.Current(n.Of.Incident, agreement.TermID(n.Of.Term)); f != nil {
		r := f.Released
		g.Verdict, g.Status, g.Exercise = string(r.Verdict), string(r.Status), r.Exercise
		g.Worst, g.Gravest = r.Grade.Severity.String(), f.ID.Short()
	}
	return g
}
