// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"truce/coalition"
	"truce/coalition/brief"
	"truce/coalition/cases"
	"truce/coalition/scenario"
	"truce/coalition/sourced"
	"truce/internal/cli/say"
	mission "truce/scenario"
)

// Realm is the realm of the desk.
const Realm = coalition.Realm

// DemoCase is the case that the demo plays behind the mission's.
const DemoCase = "paris-2026"

// Cases are the case files of the realm that come along.
func Cases() fs.FS { return cases.Files }

// Play runs a case of the realm. Its error is of a case that cannot run.
func Play(name string, data []byte) (mission.Result, error) {
	run, err := played(name, data, nil)
	if err != nil {
		return mission.Result{Name: name}, err
	}
	r := run.Result()
	return mission.Result{Name: r.Name, Title: r.Title, Passed: r.Passed, Failures: r.Failures, Todo: r.Todo, Digest: r.Digest}, nil
}

// Demo plays a case of the realm for a person who watches, or for programs a line for each entry.
func Demo(cmd *cobra.Command, name string, data []byte) error {
	out := cmd.OutOrStdout()
	if say.WantsJSON(cmd) {
		return demoJSON(out, name, data)
	}
	kinds, order := map[string]int{}, []string{}
	run, err := played(name, data, func(e coalition.Entry, effects []coalition.Effect) {
		for _, x := range effects {
			kind := cmp.Or(x.Entered, "release")
			if kinds[kind]++; kinds[kind] == 1 {
				order = append(order, kind)
			}
		}
	})
	if err != nil {
		return err
	}
	say.Paragraph(out, 0, "\n", "=== The coalition's realm: another record, with keys and a fold of its own. Nothing of it reaches the mission's. ===")
	say.Paragraph(out, 0, "", run.Result().Title)
	for _, kind := range order {
		say.Row(out, kind, "%d on record", kinds[kind])
	}
	if err := showRegisters(cmd, run); err != nil {
		return err
	}
	return showEnd(out, run.Result())
}

// demoJSON prints a case for programs: entries as they are taken, each a line of the member entry, and at last the result.
func demoJSON(out io.Writer, name string, data []byte) error {
	var failed error
	run, err := played(name, data, func(e coalition.Entry, _ []coalition.Effect) {
		if failed == nil {
			failed = say.PrintJSON(out, map[string]any{"realm": Realm, "entry": e})
		}
	})
	if err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	return say.PrintJSON(out, map[string]any{"realm": Realm, "result": run.Result()})
}

// showRegisters prints what each register comes to, in short.
func showRegisters(cmd *cobra.Command, run *scenario.Run) error {
	s, out := run.State(), cmd.OutOrStdout()
	v := sourced.Known(s.Now())
	fmt.Fprintln(out)
	if err := listStatements(cmd, s.Statements(), "", s.Now()); err != nil {
		return err
	}
	p := page{&Opened{Undertakings: s.Undertakings(), Force: s.Force(), Meetings: s.Meetings(), Readiness: s.Readiness(), Now: s.Now()}, v, out}
	for _, t := range p.undertakings().Texts {
		if err := p.text(t); err != nil {
			return err
		}
	}
	for _, m := range s.Meetings().Meetings(v) {
		for _, b := range s.Meetings().Compare(m.Is.ID, v) {
			say.Paragraph(out, 2, "", fmt.Sprintf("%s: %d %s as quoted: %s: %s", m.Is.Title, b.Count.Is.Number, b.Count.Is.Words, b.Verdict, b.Reason))
			for _, f := range b.Flags {
				fmt.Fprintln(out, "  flagged: "+f)
			}
		}
	}
	fmt.Fprintln(out)
	printBrief(out, brief.Make(s, "France", v))
	return nil
}

func showEnd(out io.Writer, r scenario.Result) error {
	fmt.Fprintf(out, "\nAsked of this by the case: %d; %d held, %d did not. Still to do: %d.\n", r.Passed+len(r.Failures), r.Passed, len(r.Failures), len(r.Todo))
	for _, f := range r.Failures {
		say.Paragraph(out, 4, "  ", "did not hold: "+f)
	}
	_, err := fmt.Fprintf(out, "Run again, anywhere, it gives the same bytes:\n%s\n", r.Digest)
	return err
}
