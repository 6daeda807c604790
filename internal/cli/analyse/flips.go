// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/engine/whatif"
	"truce/internal/cli/say"
	"truce/report"
)

// head and foot stand around everything that people read of it.
func head(w io.Writer, what string) {
	fmt.Fprintf(w, "%s: %s\n", whatif.Mark, what)
}

func foot(w io.Writer) {
	fmt.Fprintf(w, "%s: not for release; it is part of no finding.\n", whatif.Mark)
}

func exercise(on bool) string {
	if on {
		return "EXERCISE "
	}
	return ""
}

func printResult(cmd *cobra.Command, r whatif.Result) error {
	w := cmd.OutOrStdout()
	if say.WantsJSON(cmd) {
		return say.PrintJSON(w, r)
	}
	head(w, "what would be found "+changeWords(r.Change))
	for _, f := range r.Flips {
		fmt.Fprintf(w, "\n%s%s %s: %s, article %s, term %s, %s\n", exercise(f.Exercise), f.Kind, f.Finding.Short(), f.Agreement, f.Article, f.Term, f.When)
		printAspects(w, f.Kind, f.Aspects)
		for _, because := range f.Because {
			say.Paragraph(w, 6, "    ", because)
		}
	}
	for _, l := range r.Lapsed {
		say.Paragraph(w, 4, "\n", fmt.Sprintf("lapses: entry %d of %s: %s", l.Seq, l.Time, l.Why))
	}
	fmt.Fprintf(w, "\n%s, and %s as they are; incidents %d -> %d, findings %d -> %d, outside %d -> %d\n",
		say.Counted(int64(len(r.Flips)), "flip"), say.Counted(int64(r.Unchanged), "finding"), r.Before.Incidents, r.After.Incidents,
		r.Before.Findings, r.After.Findings, r.Before.Outside, r.After.Outside)
	foot(w)
	return nil
}

// printAspects prints what differs: of what appears or vanishes the verdict alone.
func printAspects(w io.Writer, kind whatif.Kind, aspects []whatif.Aspect) {
	for i, a := range aspects {
		if i > 0 && kind != whatif.Changes {
			return
		}
		say.Paragraph(w, 6, "  ", fmt.Sprintf("%s: %s -> %s", a.Name, orNothing(a.Before), orNothing(a.After)))
	}
}

func orNothing(says string) string {
	if says == "" {
		return "nothing"
	}
	return says
}

func changeWords(c whatif.Change) string {
	var out []string
	for _, name := range c.Sources {
		out = append(out, "without "+name)
	}
	for _, id := range c.Reports {
		out = append(out, "without "+id.Short())
	}
	for _, r := range c.Ratings {
		out = append(out, fmt.Sprintf("with %s rated %s%s by %s", r.Root, r.Reliability, r.Credibility, r.By))
	}
	for _, t := range c.Thresholds {
		out = append(out, fmt.Sprintf("with %s at %s", t.Name, t.Value))
	}
	for _, reading := range c.Readings {
		out = append(out, "under "+reading)
	}
	return strings.Join(out, ", ")
}

func printParameters(cmd *cobra.Command, r *whatif.Record) error {
	w := cmd.OutOrStdout()
	parameters, readings := r.Parameters(), r.Readings()
	if say.WantsJSON(cmd) {
		return say.PrintJSON(w, map[string]any{"mark": whatif.Mark, "thresholds": parameters, "readings": readings})
	}
	head(w, "what can be otherwise")
	rows := [][]string{{"TEXT", "THRESHOLD", "NOW", "WHAT IT IS"}}
	for _, p := range parameters {
		rows = append(rows, []string{p.Agreement, p.Name, orNothing(p.Value), p.Says})
	}
	if err := say.Aligned(w, "", rows); err != nil {
		return err
	}
	for _, reading := range readings {
		fmt.Fprintf(w, "reading %s\n", reading)
	}
	foot(w)
	return nil
}

func printMinimum(cmd *cobra.Command, m whatif.Minimum) error {
	w := cmd.OutOrStdout()
	if say.WantsJSON(cmd) {
		return say.PrintJSON(w, m)
	}
	head(w, "the least that would change a finding")
	fmt.Fprintf(w, "%s%s: %s (%s), %s, article %s, term %s\n", exercise(m.Exercise), m.Finding.Short(), m.Verdict, m.Status, m.Agreement, m.Article, m.Term)
	fmt.Fprintf(w, "\nWhat it rests on\n")
	for _, in := range m.Inputs {
		say.Paragraph(w, 6, "  ", fmt.Sprintf("%s: %s", strings.Join(in.Names, " = "), inputWords(in)))
	}
	fmt.Fprintf(w, "\nWithout these it would be another; every set of up to %d was tried\n", m.UpTo)
	for _, set := range m.Sets {
		say.Paragraph(w, 6, "  ", fmt.Sprintf("without %s it %s", strings.Join(set.Without, " and "), set.Kind))
		for _, a := range set.Aspects {
			say.Paragraph(w, 8, "    ", fmt.Sprintf("%s: %s -> %s", a.Name, orNothing(a.Before), orNothing(a.After)))
		}
		for _, because := range set.Because {
			say.Paragraph(w, 8, "    ", because)
		}
	}
	for _, name := range m.Firm {
		fmt.Fprintf(w, "  %s: none up to size %d while the finding stands\n", name, m.UpTo)
	}
	fmt.Fprintf(w, "\nRatings one step better or worse: %d on record\n", m.Rated)
	for _, step := range m.Ratings {
		for _, a := range step.Aspects {
			say.Paragraph(w, 6, "  ", fmt.Sprintf("%s by %s from %s to %s: %s: %s -> %s", step.Of, step.By, step.From, step.To, a.Name, orNothing(a.Before), orNothing(a.After)))
		}
	}
	if len(m.Ratings) == 0 {
		fmt.Fprintln(w, "  none changes anything")
	}
	printUnsettled(w, m)
	fmt.Fprintf(w, "\n%s of %d of %d reports\n", say.Counted(int64(m.Folds), "fold"), m.Reports, m.Total)
	foot(w)
	return nil
}

func printUnsettled(w io.Writer, m whatif.Minimum) {
	if len(m.Open) == 0 {
		return
	}
	fmt.Fprintf(w, "\nWhat would settle it\n")
	for _, o := range m.Open {
		reading := ""
		if o.Reading != "" {
			reading = " [" + o.Reading + "]"
		}
		say.Paragraph(w, 6, "  ", fmt.Sprintf("%s%s is open (%s): %s%s%s", o.Condition, reading, o.Asks, o.Needs, meansWords(o.Means), byWords(o.By)))
		printSupposed(w, o.Supposed)
	}
	printSupposed(w, m.Together)
}

func printSupposed(w io.Writer, list []whatif.Supposed) {
	for _, each := range list {
		of := "an account that"
		if each.Sources > 1 {
			of = fmt.Sprintf("%d independent sources, each of which", each.Sources)
		}
		say.Paragraph(w, 6, "    ", fmt.Sprintf("with %s %s: %s", of, each.Account, each.Then))
	}
}

func inputWords(in whatif.Input) string {
	var out []string
	for _, each := range []struct {
		n           int
		noun, after string
	}{{in.Reports, "report", ""}, {in.Struck, "report", " with other roots too"}, {in.Layers, "layer", ""}} {
		if each.n > 0 {
			out = append(out, say.Counted(int64(each.n), each.noun)+each.after)
		}
	}
	return strings.Join(out, ", ")
}

func meansWords(means []report.Means) string {
	if len(means) == 0 {
		return ""
	}
	words := make([]string, len(means))
	for i, m := range means {
		words[i] = string(m)
	}
	return "; by " + strings.Join(words, ", ")
}

func byWords(by []string) string {
	if len(by) == 0 {
		return ""
	}
	return "; of " + strings.Join(by, ", ")
}
