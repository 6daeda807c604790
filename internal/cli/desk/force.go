// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/coalition/force"
	"truce/coalition/sourced"
	"truce/internal/cli/say"
	"truce/internal/intake/registers"
	"truce/when"
)

// restricted stands on every output of the register of the force.
const restricted = "RESTRICTED to contributors: planned numbers, no positions"

// forceOptions are the flags of force.
type forceOptions struct {
	asking
	line, firmness string
	days           int
}

func newForce(s Source) *cobra.Command {
	var o forceOptions
	d := desk[force.Record]{
		source: s, sheet: registers.Force,
		prepare: func(p *Opened) func(when.Instant, int64, *force.Record) (func(), error) {
			return p.Force.Clone().Prepare
		},
		log:   func(p *Opened, v sourced.View) []sourced.Line[force.Record] { return p.Force.Log(v) },
		batch: func(r []force.Record) Batch { return Batch{Force: r} },
		may: func(p page) error {
			if p.Force.MayRead(p.view) {
				return nil
			}
			return fmt.Errorf("%w: the register of the force is restricted to contributors and to those they admit; say who reads with --reader", say.ErrUnknown)
		},
	}
	cmd := &cobra.Command{
		Use:   "force [RECORD]",
		Short: "Set pledges against the statement of requirement, and reckon how a line builds up",
		Long: `Force prints, for every requirement line, how much of it is covered by pledges that are at least signalled, announced, offered
in writing and so on, and what is missing. Of two figures the least counts what nothing on record speaks against, the most also
what is pledged twice or committed elsewhere; pledges whose quantity nobody stated are counted apart, and are not nought.
Caveats that exclude a line take a pledge out of it, and each such pledge is named with the reason.

--line reckons what could be there on each day after the order: the least by the latest day and with no decision open, the
most by the earliest day if every decision falls at once. Days that nobody stated are unknown, never nought.

The register is restricted to contributors: a state with a pledge that is at least announced, and whom they admit. Say who
reads with --reader; without it, or for anybody else, nothing is shown.

Exit codes: 0 done; 1 refused, or a table has faults; 2 interrupted, or this reader may not see it.`,
		Example: `  truce force coalition.journal --reader france
  truce force coalition.journal --reader france --line land-1 --days 120 --firmness offered-in-writing
  truce force --template > force.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.run(cmd, args, o.asking, func(p page) error { return o.show(cmd, p) })
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.line, "line", "", "reckon how this requirement line builds up")
	cmd.Flags().StringVar(&o.firmness, "firmness", string(force.Announced), "the least firm pledge that counts for --line")
	cmd.Flags().IntVar(&o.days, "days", 90, "how many days after the order")
	return cmd
}

// forcePage is the verb's output for programs.
type forcePage struct {
	Restricted string                         `json:"restricted"`
	AsOf       when.Instant                   `json:"as_of"`
	Reader     sourced.Name                   `json:"reader"`
	Rows       []force.Row                    `json:"rows"`
	Pledges    []sourced.Line[force.Pledge]   `json:"pledges"`
	Doubles    []force.Double                 `json:"doubles"`
	Decisions  []sourced.Line[force.Decision] `json:"decisions"`
}

func (o forceOptions) show(cmd *cobra.Command, p page) error {
	if o.line != "" {
		return o.buildUp(cmd, p)
	}
	out := forcePage{
		restricted, p.view.AsOf, p.view.Reader, p.Force.Matrix(p.view), p.Force.Pledges(p.view), p.Force.Doubles(p.view), p.Force.Decisions(p.view),
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(p.w, out)
	}
	fmt.Fprintln(p.w, restricted)
	p.head("requirement against pledges, for " + string(p.view.Reader))
	return p.force(out)
}

func (p page) force(out forcePage) error {
	marks, common := map[sourced.Name]string{}, ""
	for _, r := range out.Rows {
		l := r.Line
		mark := exerciseMark(l.Exercise)
		marks[l.ID], common = mark, cmp.Or(common, mark)
		where := ""
		if l.Where != "" {
			where = " (" + l.Where + ")"
		}
		fmt.Fprintln(p.w)
		say.Paragraph(p.w, 2, mark, fmt.Sprintf("%s: %s, %d %s, by %s, %s%s; host consent %s", l.ID, l.Capability, l.Quantity, l.Unit, dayOrDash(l.By), l.Soil, where, r.Consent))
		rows := [][]string{{"at least", "covered", "missing", "pledges without a number"}}
		for _, c := range r.Cells {
			rows = append(rows, []string{string(c.Firmness), span(c.Cover.Least, c.Cover.Most), span(c.GapLeast, c.GapMost), fmt.Sprint(c.Cover.Unstated)})
		}
		if err := say.Fitted(p.w, mark+"  ", rows); err != nil {
			return err
		}
		for _, a := range r.Aside {
			counts := "not counted"
			if a.Counts {
				counts = "in the most only"
			}
			say.Paragraph(p.w, 4, fmt.Sprintf("%s  %s of %s, %s: ", mark, a.Pledge, a.State, counts), a.Reason)
		}
	}
	pledges := map[string][][]string{}
	var doubles, decisions [][]string
	for _, l := range out.Pledges {
		q := l.Is
		mark := marks[q.Line]
		pledges[mark] = append(pledges[mark], []string{string(q.ID), string(q.State), string(q.Line), quantity(q), string(q.Firmness), days(q), list(q.Caveats), notes(q), origin(l.Said)})
	}
	for _, d := range out.Doubles {
		doubles = append(doubles, []string{string(d.State), d.Contributed, list(d.Pledges), list(d.Lines)})
	}
	for _, l := range out.Decisions {
		decisions = append(decisions, []string{string(l.Is.ID), l.Is.What, l.Is.Owner, string(l.Is.Choice), dayOrDash(l.Is.Due), origin(l.Said)})
	}
	for _, mark := range slices.Sorted(maps.Keys(pledges)) {
		if err := p.table(mark, "pledges", []string{"pledge", "state", "line", "quantity", "firmness", "days", "caveats", "notes", "according to"}, pledges[mark]); err != nil {
			return err
		}
	}
	if err := p.table(common, "pledged more than once", []string{"state", "what", "pledges", "lines"}, doubles); err != nil {
		return err
	}
	return p.table(common, "decisions", []string{"decision", "what", "owner", "stands", "due", "according to"}, decisions)
}

func span(least, most int64) string {
	if least == most {
		return fmt.Sprint(least)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

func quantity(p force.Pledge) string {
	if p.Quantity == 0 {
		return "unknown"
	}
	return fmt.Sprint(p.Quantity)
}

func days(p force.Pledge) string {
	if !p.DaysKnown {
		return "unknown"
	}
	return span(p.Earliest, p.Latest)
}

// notes are what else a contributor said of its pledge.
func notes(p force.Pledge) string {
	var out []string
	for _, each := range []struct{ lead, words string }{{"", p.Contributed}, {"", p.CaveatWords}, {"under ", p.Command}, {"needs ", strings.Join(sourced.Words(p.Needs), ", ")}} {
		if each.words != "" {
			out = append(out, each.lead+each.words)
		}
	}
	if p.Tour != 0 {
		tours := "no end stated"
		if p.Tours != 0 {
			tours = say.Counted(p.Tours, "tour")
		}
		out = append(out, fmt.Sprintf("stays %d days, %s", p.Tour, tours))
	}
	return orDash(strings.Join(out, "; "))
}

func (o forceOptions) buildUp(cmd *cobra.Command, p page) error {
	c, _, err := p.Force.BuildUp(force.Plan{Line: sourced.Name(o.line), Firmness: force.Firmness(o.firmness), Days: o.days}, p.view)
	if err != nil {
		return err
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(p.w, map[string]any{"restricted": restricted, "as_of": p.view.AsOf, "reader": p.view.Reader, "curve": c})
	}
	fmt.Fprintln(p.w, restricted)
	mark := exerciseMark(c.Line.Exercise)
	p.head(fmt.Sprintf("%sbuild-up of %s (%d %s), pledges at least %s", mark, c.Line.ID, c.Line.Quantity, c.Line.Unit, c.Firmness))
	rows := [][]string{{"days after the order", "there"}}
	for i, q := range c.Points {
		if i == 0 || q.Least != c.Points[i-1].Least || q.Most != c.Points[i-1].Most || i == len(c.Points)-1 {
			rows = append(rows, []string{fmt.Sprintf("D+%d", q.Day), span(q.Least, q.Most)})
		}
	}
	if err := say.Fitted(p.w, mark+"  ", rows); err != nil {
		return err
	}
	if c.Timeless > 0 {
		fmt.Fprintf(p.w, "%s%d %s more, with no days to deploy stated: in no row\n", mark, c.Timeless, c.Line.Unit)
	}
	if c.Unstated > 0 {
		fmt.Fprintf(p.w, "%s%s without a number: in no row\n", mark, say.Counted(int64(c.Unstated), "pledge"))
	}
	if len(c.Open) > 0 {
		fmt.Fprintf(p.w, "%sopen decisions: %s\n", mark, strings.Join(sourced.Words(c.Open), ", "))
	}
	if len(c.Missing) > 0 {
		fmt.Fprintf(p.w, "%senablers not covered: %s\n", mark, strings.Join(sourced.Words(c.Missing), ", "))
	}
	return nil
}
