// SPDX-License-Identifier: Apache-2.0

package room

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/engine"
	"truce/finding"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/watch"
	"truce/when"
)

// silent is how long after its last hour of watching a source is called dark, and forgotten how long after.
const (
	silent    = when.Instant(24 * when.Hour)
	forgotten = when.Instant(30 * when.Day)
)

// screen is what the room shows at a time.
type screen struct {
	Now  when.Instant    `json:"now"`
	On   []watch.Officer `json:"on"`
	Mode watch.ModeItem  `json:"mode"`
	Late []watch.Open    `json:"late,omitempty"`
	Open []watch.Open    `json:"open,omitempty"`
	New  []group         `json:"new,omitempty"`
	Dark []string        `json:"dark,omitempty"`
	Owed []string        `json:"gaps_owed,omitempty"`

	zone when.Zone
}

// group is what is new of one term with one verdict and status: repeats are one line.
type group struct {
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
	worst  string
}

func showRoom(cmd *cobra.Command, path, zone string) error {
	r, err := verb.ReadRecord(cmd, path)
	if err != nil {
		return err
	}
	defer r.Close()
	now := max(verb.Clock(cmd.Context()), r.State().Now())
	r.State().Tick(now) // of this reading alone: nothing is entered
	s := look(r.State(), now)
	if s.zone, err = zoneOf(r.State(), zone); err != nil {
		return err
	}
	if say.WantsJSON(cmd) {
		err = say.PrintJSON(cmd.OutOrStdout(), map[string]any{"internal": internal, "room": s})
	} else {
		err = s.print(cmd.OutOrStdout())
	}
	if err == nil && len(s.Late) > 0 {
		err = say.ErrQuiet
	}
	return err
}

func look(state *engine.State, now when.Instant) screen {
	room := state.Room()
	s := screen{Now: now, On: room.OnDuty(), Mode: room.Mode(), New: groups(state)}
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

// groups gathers what nobody has acknowledged, in order of first hearing.
func groups(state *engine.State) []group {
	var out []group
	for _, n := range state.Room().News() {
		for _, d := range state.Dockets() {
			if d.Text().Ref() != n.Of.Agreement {
				continue
			}
			g := groupOf(d, n)
			g.Before = n.Last < state.Room().Since()
			at := slices.IndexFunc(out, func(o group) bool {
				return o.Agreement == g.Agreement && o.Term == g.Term && o.Verdict == g.Verdict && o.Status == g.Status && o.Before == g.Before
			})
			if at < 0 {
				out, at = append(out, g), len(out)
			}
			o := &out[at]
			o.Findings, o.Versions = o.Findings+1, o.Versions+n.Times
			o.First, o.Last = min(o.First, g.First), max(o.Last, g.Last)
			if g.worst > o.worst {
				o.worst, o.Gravest = g.worst, g.Gravest
			}
		}
	}
	return out
}

// groupOf is the group of one thing that is new. What no longer stands has no verdict.
func groupOf(d *finding.Docket, n watch.News) group {
	g := group{Agreement: n.Of.Agreement, Term: n.Of.Term, Status: string(finding.Withdrawn), First: n.First, Last: n.Last, Gravest: n.Of.Incident.Short()}
	if f := d.Current(n.Of.Incident, agreement.TermID(n.Of.Term)); f != nil {
		r := f.Released
		g.Verdict, g.Status, g.Exercise = string(r.Verdict), string(r.Status), r.Exercise
		g.worst, g.Gravest = r.Grade.Severity.String(), f.ID.Short()
	}
	return g
}

func (s screen) print(w io.Writer) error {
	fmt.Fprintln(w, internal)
	at := func(t when.Instant) string { return clockWords(t, s.Now, s.zone) }
	say.Row(w, "now", "%s %s", clockWords(s.Now, 0, s.zone), s.zone)
	var on []string
	for _, o := range s.On {
		on = append(on, o.Name+" since "+at(o.Since))
	}
	if on == nil {
		on = []string{"NOBODY"}
	}
	say.Row(w, "on duty", "%s", strings.Join(on, ", "))
	if s.Mode.State == watch.Normal {
		say.Row(w, "mode", "normal")
	} else {
		say.Row(w, "mode", "%s since %s: %s", strings.ToUpper(string(s.Mode.State)), at(s.Mode.At), s.Mode.Reason)
	}
	for _, o := range s.Late {
		say.Paragraph(w, 12, fmt.Sprintf("%-12s", "LATE"), fmt.Sprintf("%s, by %s: %s%s", o.ID, since(o.Due, s.Now), o.Says, waits(o)))
	}
	for _, o := range s.Open {
		due := ""
		if o.Due != 0 {
			due = ", at " + at(o.Due)
		}
		say.Paragraph(w, 12, fmt.Sprintf("%-12s", "open"), o.ID+due+": "+o.Says+waits(o))
	}
	for _, g := range s.New {
		what := "new"
		if g.Before {
			what = "from before"
		}
		mark := ""
		if g.Exercise {
			mark = "EXERCISE "
		}
		say.Paragraph(w, 12, fmt.Sprintf("%-12s", what), fmt.Sprintf("%s%s of %s: %s %s (%s), %s to %s; gravest %s, %s",
			mark, g.Term, g.Agreement, say.Counted(int64(g.Findings), "finding"), g.Verdict, g.Status, at(g.First), at(g.Last), g.worst, g.Gravest))
	}
	for _, d := range s.Dark {
		say.Row(w, "dark", "%s", d)
	}
	for _, o := range s.Owed {
		say.Row(w, "gap owed", "%s", o)
	}
	if len(s.Late)+len(s.Open)+len(s.New) == 0 {
		say.Row(w, "open", "nothing")
	}
	return nil
}

func waits(o watch.Open) string {
	if o.Waits == "" {
		return ""
	}
	return " (waits: " + o.Waits + ")"
}

// errNotOn is the end of a verb that shows what its reader may not know yet.
var errNotOn = errors.New("say who asks with --as NAME, or come on duty: what is not past is for those who may know")
