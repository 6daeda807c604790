// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/agreements"
	"truce/cases"
	"truce/engine"
	"truce/finding"
	"truce/observation"
	"truce/scenario"
)

// demoCase is the case that the demo plays.
const demoCase = "korea-guard-posts-2020.txtar"

func newDemo() *cobra.Command {
	return &cobra.Command{
		Use:   "demo [CASE]",
		Short: "Play a case on its clock: what came in, what was assessed, which article, why",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file := caseFile{name: demoCase}
			var err error
			if len(args) == 1 {
				file.name = args[0]
				file.data, err = readLimited(args[0], scenario.MaxFile)
			} else {
				file.data, err = fs.ReadFile(cases.Files, demoCase)
			}
			if err != nil {
				return err
			}
			return demo(cmd, file)
		},
	}
}

func demo(cmd *cobra.Command, file caseFile) error {
	c, err := scenario.Parse(file.name, file.data)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if wantsJSON(cmd) {
		run, err := scenario.Play(c, agreements.Files, nil)
		if err != nil {
			return err
		}
		return printJSON(out, run.Result())
	}
	fmt.Fprintf(out, "%s\n\nA machine assesses; a body determines. Every verdict below stands with its status.\n", c.Title)
	p := player{out: out, articles: map[string]agreement.Article{}, parts: map[string]bool{}}
	run, err := scenario.Play(c, agreements.Files, p.step)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nThe four counts of this record, as of %s\n%s\n", run.State().Now(), indent(engine.Count(run.State(), engine.WholePeriod()).String()))
	r := run.Result()
	fmt.Fprintf(out, "\nThe case asked %d things of this: %d held, %d did not; %d are still to do.\n", r.Passed+len(r.Failures), r.Passed, len(r.Failures), len(r.Todo))
	for _, t := range r.Todo {
		fmt.Fprintf(out, "  to do: %s\n", t)
	}
	fmt.Fprintf(out, "Run again, anywhere, it gives the same bytes: %s\n", r.Digest)
	return nil
}

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }

// player prints what each entry brought, for a person who watches.
type player struct {
	out      io.Writer
	articles map[string]agreement.Article
	parts    map[string]bool
}

func (p *player) step(s scenario.Step) {
	if e := s.Entry; e != nil {
		p.entry(e)
	}
	for _, effect := range s.Effects {
		switch {
		case effect.Observed != nil:
			p.observed(effect.Observed)
		case effect.Finding != nil:
			p.finding(effect.Finding)
		case effect.Outside != nil:
			fmt.Fprintf(p.out, "  outside %s: %s\n", effect.Outside.Agreement, effect.Outside.Nearest)
		}
	}
}

func (p *player) entry(e *engine.Entry) {
	switch {
	case e.Adoption != nil:
		a := e.Adoption.Agreement
		mark := ""
		if a.Exercise {
			mark = "EXERCISE: "
		}
		fmt.Fprintf(p.out, "\nIn force: %s%s (%s@%d)\n", mark, a.Title, a.ID, a.Version)
		for _, article := range a.Articles {
			p.articles[fmt.Sprintf("%s@%d/%s", a.ID, a.Version, article.ID)] = article
		}
	case e.Submission != nil:
		fmt.Fprintf(p.out, "\n%s  came in\n", e.Time)
	case e.Determination != nil:
		d := e.Determination.Act
		fmt.Fprintf(p.out, "\n%s  %s determines: %s %s\n", e.Time, d.By, d.Outcome, d.Reasons)
	case e.Opinion != nil:
		fmt.Fprintf(p.out, "\n%s  %s files a position: %s\n", e.Time, e.Opinion.Opinion.By, e.Opinion.Opinion.Holds)
	case e.Ruling != nil:
		fmt.Fprintf(p.out, "\n%s  %s rules: %s means %s\n", e.Time, e.Ruling.By, e.Ruling.Question, e.Ruling.Reading)
	case e.Layer != nil:
		fmt.Fprintf(p.out, "\n%s  control layer %q, according to %s\n", e.Time, e.Layer.Name, e.Layer.Source)
	}
}

func (p *player) observed(o *observation.Observation) {
	s := o.Sighting
	what := s.Words
	if what == "" {
		what = string(s.Act)
	}
	where := s.Where.Name
	if where == "" {
		where = "a place given as a region"
	}
	fmt.Fprintf(p.out, "  %s: %s; %s; at %s\n", o.Source, what, whenWords(o.When()), where)
}

func (p *player) finding(f *finding.Finding) {
	r := f.Released
	mark := ""
	if r.Exercise {
		mark = "EXERCISE "
	}
	again := ""
	if f.Version > 1 {
		again = fmt.Sprintf(" (version %d, because of: %s)", f.Version, f.Cause)
	}
	fmt.Fprintf(p.out, "  %s%s, %s: %s article %s%s\n", mark, r.Status, r.Verdict, r.Agreement, r.Article, again)
	if a, ok := p.articles[r.Agreement+"/"+string(r.Article)]; ok && !p.parts[r.Agreement+string(r.Article)] {
		p.parts[r.Agreement+string(r.Article)] = true
		fmt.Fprintf(p.out, "    the article: %s (%s)\n", a.Says, a.Cite)
	}
	for _, v := range r.ByReading {
		reading := ""
		if v.Reading != "" {
			reading = v.Reading + ": " + string(v.Verdict) + ": "
		}
		fmt.Fprintf(p.out, "    why: %s%s\n", reading, v.Because)
	}
	fmt.Fprintf(p.out, "    attribution: %s\n", r.Attribution.Words)
	fmt.Fprintf(p.out, "    grade: %s\n", gradeWords(r.Grade))
	if s := r.Sequence; s != nil {
		fmt.Fprintf(p.out, "    it came %s after %s, in the opposite direction; why, the engine never says\n", s, s.After.Short())
	}
}
