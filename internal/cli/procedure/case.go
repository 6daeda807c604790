// SPDX-License-Identifier: Apache-2.0

package procedure

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/engine"
	"truce/finding"
	"truce/internal/cli/say"
	"truce/known"
	"truce/response"
	"truce/response/gate"
	"truce/response/tally"
	"truce/when"
)

type caseOptions struct {
	source
	of     string
	number int
	all    bool
}

func newCase() *cobra.Command {
	var o caseOptions
	cmd := &cobra.Command{
		Use:   "case [CASE]",
		Short: "Say what the procedure owes: by whom, by when, and how late",
		Long: `Case lists the cases of the procedure in which something is owed, overdue or decided: the status of each finding, what is
open, by whom it is owed and by when, how late it is, what ran ex parte, the votes and what they came to, the remedies and what
is known of them, and the gates. With --number it shows one case with everything that was entered in it. The verbs below it enter
acts into a record.

The record is a journal, the folder of --state, or a case file that is played to its end. Lateness is as of the last entry.

An assessment is no determination: the status stands beside every finding. What the press reports of an unpublished ladder is
marked (reported).

Exit codes: 0 nothing that is owed is out of time, 1 something is, 2 it could not be told.`,
		Example: `  truce case paris-exercise-first-week
  truce case --journal mission.journal --number 17
  truce case --state record --json`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			state, err := o.state(cmd, args)
			if err != nil {
				return err
			}
			return o.run(cmd, state)
		},
	}
	cmd.AddCommand(newEnter(), newDone(), newComplain(), newMove())
	o.flags(cmd)
	cmd.Flags().StringVar(&o.of, "of", "", "only under this agreement")
	cmd.Flags().IntVar(&o.number, "number", 0, "show this case with everything in it")
	cmd.Flags().BoolVar(&o.all, "all", false, "list cases in which nothing is open as well")
	return cmd
}

// listed is one case for programs.
type listed struct {
	Exercise bool            `json:"exercise,omitempty"`
	Of       string          `json:"agreement"`
	Status   finding.Status  `json:"status"`
	Verdict  finding.Verdict `json:"verdict,omitempty"`
	Outcome  finding.Verdict `json:"outcome,omitempty"`
	Case     *response.Case  `json:"procedure"`
	Late     []late          `json:"late,omitempty"`
}

// late is one thing that is out of time.
type late struct {
	Name string        `json:"name"`
	By   string        `json:"by,omitempty"`
	Due  when.Instant  `json:"due"`
	Late when.Duration `json:"late_ms"`
}

type page struct {
	As         when.Instant         `json:"as_of"`
	Cases      []listed             `json:"cases"`
	Complaints []*response.Lodged   `json:"complaints,omitempty"`
	Motions    []*response.Motion   `json:"motions,omitempty"`
	Remedies   []*response.Remedy   `json:"remedies,omitempty"`
	Gates      []gate.Gate          `json:"gates,omitempty"`
	Tally      tally.Tally          `json:"tally"`
	registers  []*response.Register // of each of Cases
}

func (o caseOptions) run(cmd *cobra.Command, state *engine.State) error {
	list, err := registers(state, o.of)
	if err != nil {
		return err
	}
	if o.number != 0 && len(list) != 1 {
		return fmt.Errorf("--number %d: several agreements are on record: name one with --of", o.number)
	}
	p := page{As: state.Now()}
	for _, r := range list {
		if o.number != 0 && r.Case(o.number) == nil {
			return fmt.Errorf("there is no case %d of %s: it has %d", o.number, r.Ref(), len(r.Cases()))
		}
		if err := o.gather(&p, state, r); err != nil {
			return err
		}
	}
	if say.WantsJSON(cmd) {
		if err := say.PrintJSON(cmd.OutOrStdout(), p); err != nil {
			return err
		}
	} else if err := p.print(cmd.OutOrStdout(), o.number != 0); err != nil {
		return err
	}
	if slices.ContainsFunc(p.Cases, func(l listed) bool { return len(l.Late) > 0 }) {
		return say.ErrQuiet
	}
	return nil
}

func (o caseOptions) gather(p *page, state *engine.State, r *response.Register) error {
	for _, c := range r.Cases() {
		if o.number != 0 && c.Number != o.number {
			continue
		}
		l, open := listedOf(r, c, p.As), slices.ContainsFunc(c.Obligations, (*response.Obligation).IsOpen)
		if open || o.all || o.number != 0 {
			p.Cases, p.registers = append(p.Cases, l), append(p.registers, r)
		}
	}
	t := tally.Of(r)
	p.Tally = tally.Tally{
		Lodged: p.Tally.Lodged + t.Lodged, Pending: p.Tally.Pending + t.Pending, Admitted: p.Tally.Admitted + t.Admitted, Rejected: p.Tally.Rejected + t.Rejected,
		Joined: p.Tally.Joined + t.Joined, Upheld: p.Tally.Upheld + t.Upheld, NotUpheld: p.Tally.NotUpheld + t.NotUpheld, Divided: p.Tally.Divided + t.Divided,
	}
	of := func(n int) bool { return o.number == 0 || n == o.number }
	for _, m := range r.Motions() {
		if of(m.Content.Case) {
			p.Motions = append(p.Motions, m)
		}
	}
	for _, rem := range r.Remedies() {
		if of(rem.Case) {
			p.Remedies = append(p.Remedies, rem)
		}
	}
	for _, l := range r.Complaints() {
		if of(l.Case) {
			p.Complaints = append(p.Complaints, l)
		}
	}
	if o.number != 0 || len(r.Text().Agreement().Gates) == 0 {
		return nil
	}
	return p.addGates(state, r)
}

func (p *page) addGates(state *engine.State, r *response.Register) error {
	var silences []finding.Silence
	var err error
	for _, d := range state.Dockets() {
		if d.Text().Ref() == r.Ref() {
			if silences, err = d.Silences(state.Coverage(), p.As); err != nil {
				return err
			}
		}
	}
	gates, err := gate.Gates(r, p.As, silences)
	p.Gates = append(p.Gates, gates...)
	return err
}

// print writes the page for people.
func (p page) print(w io.Writer, whole bool) error {
	if len(p.Cases) == 0 {
		fmt.Fprintln(w, "nothing is owed in any case")
	}
	for i, l := range p.Cases {
		p.printCase(w, l, p.registers[i])
		if whole {
			printPapers(w, p.Complaints, l.Case)
		}
		if err := printObligations(w, l.Case, p.As, whole); err != nil {
			return err
		}
	}
	for _, m := range p.Motions {
		fmt.Fprintf(w, "motion %d before %s, case %d: %s %s\n", m.Content.Number, m.Content.Body, m.Content.Case, m.State, say.OneLine(m.Because))
		for _, b := range m.Ballots {
			if b.Void != "" {
				fmt.Fprintf(w, "  void: %s %s: %s\n", b.Member, b.Choice, say.OneLine(b.Void))
			}
		}
	}
	for _, r := range p.Remedies {
		checked := "not verifiable as it stands"
		if r.Verifiable {
			checked = "verifiable"
		}
		fmt.Fprintf(w, "remedy %d, %s of %s, case %d, %s: %s: %s\n", r.Number, r.Order.Force, say.OneLine(r.Order.Respondent), r.Case, checked, say.OneLine(r.Order.Says), remedyState(r))
	}
	if t := p.Tally; t.Lodged > 0 {
		fmt.Fprintf(w, "complaints: %d lodged, %d pending, %d admitted, %d rejected, %d joined; %d upheld, %d not, %d divided\n",
			t.Lodged, t.Pending, t.Admitted, t.Rejected, t.Joined, t.Upheld, t.NotUpheld, t.Divided)
	}
	for _, g := range p.Gates {
		fmt.Fprintf(w, "gate %s (%s decides: %s): open %s\n", g.ID, g.By, g.Consequence, orCouldNotTell(g.Open))
		for _, f := range g.Figures {
			fmt.Fprintf(w, "  %s: %s, within bounds: %s\n", f.ID, f.Says, orCouldNotTell(f.Holds))
		}
	}
	return nil
}

// orCouldNotTell says of an answer that is not known what it means for a gate: nobody may take it as open.
func orCouldNotTell(a known.Answer) string {
	if a == known.Unknown {
		return "could not tell"
	}
	return a.String()
}

// remedyState says what is known of compliance; what the respondent alone says is marked as that.
func remedyState(r *response.Remedy) string {
	if r.State() == response.SaysRespondent {
		return "complied as the respondent says, and nobody else"
	}
	return r.State()
}

func (p page) printCase(w io.Writer, l listed, r *response.Register) {
	mark := ""
	if l.Exercise {
		mark = "EXERCISE "
	}
	what := "complaint without a finding"
	if l.Case.Finding != nil {
		f := l.Case.Finding.Released
		what = fmt.Sprintf("%s, %s under article %s, term %s, %s/%s", f.Verdict, l.Status, f.Article, f.Term, f.Grade.Severity, f.Grade.Confidence)
	}
	fmt.Fprintf(w, "%s%s case %d, opened %s: %s\n", mark, r.Ref(), l.Case.Number, l.Case.Opened, what)
	if l.Case.Papers != nil && len(l.Case.Papers.ExParte) > 0 {
		fmt.Fprintf(w, "  ex parte as to %s\n", say.OneLine(strings.Join(l.Case.Papers.ExParte, ", ")))
	}
	if l.Outcome != "" {
		fmt.Fprintf(w, "  determined: %s\n", l.Outcome)
	}
}

// printObligations writes what is owed in a case; whole, what was as well.
func printObligations(w io.Writer, c *response.Case, as when.Instant, whole bool) error {
	var rows [][]string
	var owes []string // of each row, on a line below it
	for _, d := range c.Obligations {
		if !whole && !d.IsOpen() {
			continue
		}
		by, due, state := d.By, "no time set", string(d.State)
		if by == "" {
			by = "nobody owes it"
		}
		if d.Detail != nil && d.Detail.Fallback != "" {
			by += ", now " + d.Detail.Fallback
		}
		if d.Due != 0 {
			due = "due " + d.Due.String()
		}
		if d.Done != 0 {
			state += " " + d.Done.String()
		}
		if d.Recorded > d.Done {
			state += ", entered " + d.Recorded.String()
		}
		if d.State == response.Dropped && d.Detail != nil && d.Detail.Says != "" {
			state += ": " + say.OneLine(d.Detail.Says)
		}
		if late := d.Late(as); late > 0 {
			state += ", late by " + late.String()
		}
		if d.Reported {
			due += " (reported)"
		}
		rows = append(rows, []string{string(d.Kind) + " " + d.Name, by, due, state})
		owes = append(owes, d.Owes)
	}
	if len(rows) == 0 {
		return nil
	}
	var table strings.Builder
	if err := say.Aligned(&table, "  ", rows); err != nil {
		return err
	}
	i := 0
	for row := range strings.Lines(table.String()) {
		fmt.Fprint(w, row)
		if owes[i] != "" {
			say.Paragraph(w, 6, "      ", owes[i])
		}
		i++
	}
	return nil
}
