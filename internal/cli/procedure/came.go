// SPDX-License-Identifier: Apache-2.0

package procedure

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/cli/say"
	"truce/response"
	"truce/when"
)

// outcome is what came of an act.
type outcome struct {
	Entry     int64            `json:"entry"`
	Dry       bool             `json:"dry_run,omitempty"`
	Exercise  bool             `json:"exercise,omitempty"`
	Agreement string           `json:"agreement"`
	As        when.Instant     `json:"as_of"`
	Events    []response.Event `json:"events"`
	Findings  []standing       `json:"findings,omitempty"`
	Case      *listed          `json:"case,omitempty"`
	Motion    *response.Motion `json:"motion,omitempty"`
	register  *response.Register
}

// standing is how a finding stands after an act: its status goes with its verdict.
type standing struct {
	Finding canon.FindingID `json:"finding"`
	Verdict finding.Verdict `json:"verdict"`
	Status  finding.Status  `json:"status"`
}

// gather takes what came of an act that was entered at a time.
func (o *outcome) gather(effects []engine.Effect, act *response.Act, now when.Instant) {
	o.As, o.Events = now, []response.Event{}
	number := 0
	for _, e := range effects {
		switch {
		case e.Finding != nil:
			o.Findings = append(o.Findings, standing{e.Finding.ID, e.Finding.Released.Verdict, e.Finding.Released.Status})
		case e.Procedure != nil:
			o.Events = append(o.Events, *e.Procedure)
			if e.Procedure.Case != 0 && e.Procedure.Agreement == o.Agreement && e.Procedure.At >= now { // not of what ran out before
				number = e.Procedure.Case
			}
		}
	}
	if act.Motion != nil {
		motions := o.register.Motions()
		o.Motion = motions[len(motions)-1]
		number = o.Motion.Content.Case
	}
	if c := o.register.Case(number); c != nil {
		l := listedOf(o.register, c, now)
		o.Case = &l
	}
}

// listedOf is a case for programs, as of an instant.
func listedOf(r *response.Register, c *response.Case, as when.Instant) listed {
	l := listed{Exercise: r.Text().Agreement().Exercise, Of: r.Ref(), Status: c.Status(), Outcome: c.Outcome(), Case: c}
	if c.Finding != nil {
		l.Verdict = c.Finding.Released.Verdict
	}
	for _, d := range c.Obligations {
		if d.IsOpen() && d.RanOut != 0 {
			l.Late = append(l.Late, late{d.Name, d.By, d.Due, d.Late(as)})
		}
	}
	return l
}

func (o *outcome) print(cmd *cobra.Command) error {
	w := cmd.OutOrStdout()
	if say.WantsJSON(cmd) {
		return say.PrintJSON(w, o)
	}
	if o.Exercise {
		fmt.Fprintln(w, "EXERCISE")
	}
	if o.Dry {
		fmt.Fprintf(w, "nothing was entered; as entry %d, now, this would follow:\n", o.Entry)
	} else {
		fmt.Fprintf(w, "entry %d under %s\n", o.Entry, o.Agreement)
	}
	for i := range o.Events {
		o.printEvent(w, &o.Events[i])
	}
	for _, f := range o.Findings {
		fmt.Fprintf(w, "  finding %s: %s, %s\n", f.Finding, f.Verdict, f.Status)
	}
	if o.Case != nil {
		p := page{As: o.As}
		p.printCase(w, *o.Case, o.register)
		if err := printObligations(w, o.Case.Case, o.As, false); err != nil {
			return err
		}
	}
	o.printMotion(w)
	return nil
}

// printMotion writes what the members sign. Before it is entered nobody knows it: the time of the entry is in it.
func (o *outcome) printMotion(w io.Writer) {
	m := o.Motion
	switch {
	case m == nil:
	case o.Dry:
		fmt.Fprintf(w, "motion %d before %s. Let nobody sign this yet, since its number and its time are given when it is entered:\n%s\n", m.Content.Number, m.Content.Body, m.Bytes)
	default:
		fmt.Fprintf(w, "motion %d before %s: proposed, and decided by nobody yet. Exactly this is voted on and signed:\n", m.Content.Number, m.Content.Body)
		fmt.Fprintf(w, "digest %s\n%s\n", m.Digest, m.Bytes)
		fmt.Fprintf(w, "each member votes with: truce vote --journal JOURNAL --motion %d --by MEMBER --choice yes|no|abstain --key FILE\n", m.Content.Number)
	}
}

// printEvent writes one thing that came about, with the instant where that was before the entry.
func (o *outcome) printEvent(w io.Writer, e *response.Event) {
	words := Words(e)
	if d := e.Obligation; e.What == response.Owed && d != nil {
		words = fmt.Sprintf("case %d: owed: %s %s", e.Case, d.Kind, d.Name)
		if d.By != "" {
			words += " by " + d.By
		}
		if d.Due != 0 {
			words += ", due " + d.Due.String()
		}
	}
	if words == "" {
		return
	}
	if e.At < o.As {
		words = e.At.String() + " " + words
	}
	fmt.Fprintf(w, "  %s\n", words)
}
