// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/agreements"
	"truce/engine"
	"truce/finding"
	"truce/internal/cli/say"
	"truce/internal/cli/serve"
	"truce/scenario"
	"truce/when"
)

// demoCase is the case that the demo plays.
const demoCase = "paris-exercise-first-week"

func newDemo(other Other) *cobra.Command {
	var d serve.Demo
	var text bool
	cmd := &cobra.Command{
		Use:     "demo [CASE]",
		Short:   "Show a case as it comes in: in a browser, or in the terminal with --text",
		Long:    serve.DemoLong,
		Example: "  truce demo\n  truce demo --addr 127.0.0.1:9000 --no-open\n  truce demo --text\n  truce demo --text korea-guard-posts-2020",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			names := args
			if len(args) == 0 {
				names = slices.DeleteFunc([]string{demoCase, other.After}, func(name string) bool { return name == "" })
			}
			if !text && !say.WantsJSON(cmd) {
				return other.each(names[:1], func(f caseFile) error { return d.Run(cmd, f.name, f.data) })
			}
			return other.each(names, func(f caseFile) error { return demo(cmd, other, f) })
		},
	}
	d.Beside = other.Beside
	d.Flags(cmd)
	cmd.Flags().BoolVar(&text, "text", false, "play the case in the terminal")
	return cmd
}

// each reads cases by their names, one after the other.
func (o Other) each(names []string, do func(caseFile) error) error {
	for _, name := range names {
		file, err := o.readCase(name)
		if err == nil {
			err = do(file)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func demo(cmd *cobra.Command, other Other, file caseFile) error {
	if other.has(file) {
		return other.Demo(cmd, file.name, file.data)
	}
	c, err := scenario.Parse(file.name, file.data)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	play := func(watch func(scenario.Step)) (*scenario.Run, error) {
		return scenario.Play(c, agreements.Files, watch)
	}
	if say.WantsJSON(cmd) {
		return demoJSON(out, c, play)
	}
	say.Paragraph(out, 0, "", c.Title)
	fmt.Fprintln(out)
	say.Paragraph(out, 0, "", "A machine assesses; a body determines. Every verdict below stands with its status: what is (assessed) is the word of the engine, what is (determined) that of the competent body.")
	p := newPlayer(out)
	run, err := play(p.step)
	if err != nil {
		return err
	}
	if err := eachSilence(run.State(), p.silence); err != nil {
		return err
	}
	p.end(run)
	return nil
}

// eachSilence visits what each clock of silence stands at, with the name of the one place that it is of.
func eachSilence(s *engine.State, visit func(q finding.Silence, place string)) error {
	for _, d := range s.Dockets() {
		all, err := d.Silences(s.Coverage(), s.Now())
		if err != nil {
			return err
		}
		for i, clock := range d.Text().QuietClocks() { // in the order of the silences
			visit(all[i], placeName(d.Text().Agreement(), clock.Place))
		}
	}
	return nil
}

// placeName is what the text calls a place.
func placeName(a *agreement.Agreement, id agreement.PlaceID) string {
	for _, p := range a.Places {
		if p.ID == id && p.Name != "" {
			return p.Name
		}
	}
	return string(id)
}

// silence prints what a clock stands at, for its place alone.
func (p *player) silence(q finding.Silence, place string) {
	if q.Void || len(q.Days) == 0 {
		return
	}
	reading := ""
	if q.Reading != "" {
		reading = ", read as " + q.Reading
	}
	fmt.Fprintln(p.out)
	p.line(0, fmt.Sprintf("%sThe clock of silence %s of %s, article %s%s, for %s and no other place: reached: %s", mark(q.Exercise), q.Clock, q.Agreement, q.Article, reading, place, q.Count.Reached))
	for i := 0; i < len(q.Days); {
		first, last := q.Days[i], q.Days[i]
		for i++; i < len(q.Days) && q.Days[i].State == first.State; i++ {
			last = q.Days[i]
		}
		span := first.Date.String()
		if last.Date != first.Date {
			span += " to " + last.Date.String()
		}
		p.line(2, fmt.Sprintf("%s: %s", span, silenceWords(first.State, place)))
	}
}

// silenceWords is a day's state, never a silence where nobody was watching.
func silenceWords(s when.DayState, place string) string {
	switch s {
	case when.Quiet:
		return "quiet at " + place + ", and watched there"
	case when.Broken:
		return "broken at " + place
	case when.NotProven:
		return "not proven at " + place + ": what is on record does not say"
	default:
		return s.String()
	}
}

// end prints the four counts and what the case asked.
func (p *player) end(run *scenario.Run) {
	s, r := run.State(), run.Result()
	exercise := len(s.Dockets()) > 0 && s.Dockets()[0].Text().Agreement().Exercise
	fmt.Fprintln(p.out)
	p.line(0, fmt.Sprintf("%sThe four counts of this record, never added, as of %s:", mark(exercise), say.BothAt(s.Now(), p.zone)))
	printCounts(p.out, engine.Count(s, engine.WholePeriod()))
	fmt.Fprintln(p.out)
	p.line(0, fmt.Sprintf("Asked of this by the case: %d; %d held, %d did not. Still to do: %d.", r.Passed+len(r.Failures), r.Passed, len(r.Failures), len(r.Todo)))
	for _, f := range r.Failures {
		p.line(2, "did not hold: "+f)
	}
	for _, t := range r.Todo {
		p.line(2, "to do: "+t)
	}
	fmt.Fprintf(p.out, "Run again, anywhere, it gives the same bytes:\n%s\n", r.Digest)
}
