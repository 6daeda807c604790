// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"truce/coalition"
	"truce/coalition/sourced"
	"truce/coalition/undertaking"
	"truce/internal/cli/say"
	"truce/internal/intake/registers"
	"truce/when"
)

// undertakingOptions are the flags of undertakings.
type undertakingOptions struct {
	asking
	from, to, on string
}

func newUndertakings(s Source) *cobra.Command {
	var o undertakingOptions
	d := desk[undertaking.Record]{
		source: s, sheet: registers.Undertakings,
		prepare: func(p *Opened) func(when.Instant, int64, *undertaking.Record) (func(), error) {
			return p.Undertakings.Clone().Prepare
		},
		log:   func(p *Opened, v sourced.View) []sourced.Line[undertaking.Record] { return p.Undertakings.Log(v) },
		batch: func(r []undertaking.Record) Batch { return Batch{Undertakings: r} },
	}
	cmd := &cobra.Command{
		Use:   "undertakings [RECORD]",
		Short: "Show who has undertaken what, how strongly, on what condition, and what is missing",
		Long: `Undertakings prints every text on record with its components, what each asks of whom, where each state stands and by
whose word, which steps are still owed, and the periods of its ladder. Represented at, member of and bound by are three
lists: none follows from another, and a broker, founder or co-chair is bound to nothing.

--from and --to compare two versions of a text: what changed in effect, clause by clause, and for whom.

--on sets a released determination beside the undertakings of --reader, and of states that share theirs with it: whether
the conditions are apparently met, not met or unknown, on the text, with the reason for each, beside the state's own stated
reading. Whether an undertaking is called on is for the authority that the state's law names; its act is printed if it is on
record. Without --reader nothing is shown, and nobody is alerted.

--import enters a table, all of it or nothing; --template prints one to fill in.

Exit codes: 0 done; 1 refused, or a table has faults; 2 interrupted.`,
		Example: `  truce undertakings coalition.journal --as-of 2026-01-06
  truce undertakings coalition.journal --from paris@draft --to paris@final
  truce undertakings coalition.journal --on finding:abcdefgh --reader france
  truce undertakings --template > undertakings.csv
  truce undertakings coalition.journal --import undertakings.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.run(cmd, args, o.asking, func(p page) error { return o.show(cmd, p) })
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.from, "from", "", "compare this version of a text, ID@VERSION")
	cmd.Flags().StringVar(&o.to, "to", "", "with this one")
	cmd.Flags().StringVar(&o.on, "on", "", "set this released determination beside the undertakings that --reader may see")
	return cmd
}

func (o undertakingOptions) show(cmd *cobra.Command, p page) error {
	switch {
	case (o.from == "") != (o.to == ""):
		return say.Misused(cmd, "--from and --to go together")
	case o.from != "":
		return o.compare(cmd, p)
	case o.on != "":
		return o.stand(cmd, p)
	case say.WantsJSON(cmd):
		return say.PrintJSON(p.w, p.undertakings())
	}
	p.head("undertakings")
	for _, t := range p.undertakings().Texts {
		if err := p.text(t); err != nil {
			return err
		}
	}
	return p.ties()
}

// textPage is one version of a text, whole.
type textPage struct {
	Text       sourced.Line[undertaking.Instrument] `json:"text"`
	Components []componentPage                      `json:"components"`
	Positions  []sourced.Line[undertaking.Position] `json:"positions"`
	Owing      []sourced.Line[undertaking.Step]     `json:"owing"`
	Figures    []sourced.Line[undertaking.Figure]   `json:"figures"`
}

// componentPage is a component with what it asks and on what it depends.
type componentPage struct {
	Component    sourced.Line[undertaking.Component]     `json:"component"`
	Stipulations []sourced.Line[undertaking.Stipulation] `json:"stipulations"`
	Conditions   []sourced.Line[undertaking.Condition]   `json:"conditions"`
}

// undertakingsPage is the verb's output for programs.
type undertakingsPage struct {
	AsOf      when.Instant                         `json:"as_of"`
	Texts     []textPage                           `json:"texts"`
	Relations []sourced.Line[undertaking.Relation] `json:"relations"`
	Roles     []sourced.Line[undertaking.Role]     `json:"roles"`
}

func (p page) undertakings() undertakingsPage {
	g := p.Undertakings
	out := undertakingsPage{AsOf: p.view.AsOf, Relations: g.Relations("", p.view), Roles: g.Roles("", p.view)}
	for _, i := range g.Instruments(p.view) {
		t := undertaking.Text{Instrument: i.Is.ID, Version: i.Is.Version}
		one := textPage{Text: i, Positions: g.Positions(t, p.view)}
		if counts, ok := g.InForce(i.Is.ID, p.view); ok && counts == t {
			one.Owing, one.Figures = g.Owing(i.Is.ID, p.view), g.Figures(i.Is.ID, p.view)
		}
		for _, c := range g.Components(t, p.view) {
			one.Components = append(one.Components, componentPage{c, g.Stipulations(t, c.Is.ID, p.view), g.Conditions(t, c.Is.ID, p.view)})
		}
		out.Texts = append(out.Texts, one)
	}
	return out
}

func (p page) text(t textPage) error {
	i := t.Text.Is
	mark := exerciseMark(i.Exercise)
	draft := ""
	if i.Draft {
		draft = ", a draft"
	}
	fmt.Fprintln(p.w)
	say.Paragraph(p.w, 2, mark, fmt.Sprintf("%s@%s: %s (%s%s; %s)", i.ID, i.Version, i.Title, i.Kind, draft, origin(t.Text.Said)))
	if len(i.Parties) > 0 {
		say.Paragraph(p.w, 4, mark+"  parties by the text itself: ", list(i.Parties))
	}
	var rows, clauses [][]string
	for _, c := range t.Components {
		rows = append(rows, []string{string(c.Component.Is.ID), c.Component.Is.Title, string(c.Component.Is.Binding), orDash(string(c.Component.Is.Addressee)), dayOrDash(c.Component.Is.Expires)})
		for _, d := range c.Stipulations {
			who := string(d.Is.State)
			if who == "" {
				who = "each that signs"
			}
			clauses = append(clauses, []string{string(c.Component.Is.ID), who, string(d.Is.What), orDash(d.Is.Words)})
		}
		for _, q := range c.Conditions {
			clauses = append(clauses, []string{string(c.Component.Is.ID), "condition " + string(q.Is.ID), string(q.Is.Needs), q.Is.Words})
		}
	}
	var positions, owing, figures [][]string
	for _, q := range t.Positions {
		where := string(q.Is.Component)
		if where == "" {
			where = "the whole"
		}
		positions = append(positions, []string{string(q.Is.State), where, string(q.Is.Stance), orDash(q.Is.Reservation), origin(q.Said)})
	}
	for _, s := range t.Owing {
		owing = append(owing, []string{string(s.Is.State), string(s.Is.Owner), string(s.Is.Progress), orDash(s.Is.Words), origin(s.Said)})
	}
	for _, f := range t.Figures {
		figures = append(figures, []string{string(f.Is.ID), fmt.Sprintf("%d h", f.Is.Hours), string(f.Is.Basis), f.Is.Start, f.Is.Owed})
	}
	for _, part := range []struct {
		heading string
		columns []string
		rows    [][]string
	}{
		{"components", []string{"component", "title", "binding", "addressee", "expires"}, rows},
		{"what each asks of whom, on what condition", []string{"component", "of", "what", "in our words"}, clauses},
		{"where each state stands", []string{"state", "on", "stance", "reservation", "according to"}, positions},
		{"steps that are missing", []string{"state", "owed by", "progress", "what", "according to"}, owing},
		{"periods", []string{"period", "hours", "basis", "from", "owed within it"}, figures},
	} {
		if err := p.table(mark, part.heading, part.columns, part.rows); err != nil {
			return err
		}
	}
	return nil
}

// ties prints the three relations apart, and the parts that bind nobody.
func (p page) ties() error {
	all := p.undertakings()
	for _, tie := range undertaking.Ties() {
		var rows [][]string
		for _, r := range all.Relations {
			if r.Is.Tie == tie {
				rows = append(rows, []string{string(r.Is.State), string(r.Is.To), origin(r.Said)})
			}
		}
		if err := p.table("", string(tie)+" (says nothing of the other relations)", []string{"state", "what", "according to"}, rows); err != nil {
			return err
		}
	}
	var rows [][]string
	for _, r := range all.Roles {
		rows = append(rows, []string{string(r.Is.Part), string(r.Is.Who), string(r.Is.Of), origin(r.Said)})
	}
	return p.table("", "parts that bind nobody", []string{"part", "who", "of", "according to"}, rows)
}

func (o undertakingOptions) compare(cmd *cobra.Command, p page) error {
	var sides [2]undertaking.Text
	for i, side := range []struct{ flag, text string }{{"--from", o.from}, {"--to", o.to}} {
		id, version, err := splitText(side.flag, side.text)
		if err != nil {
			return err
		}
		sides[i] = undertaking.Text{Instrument: id, Version: version}
	}
	changes, err := p.Undertakings.Compare(sides[0], sides[1], p.view)
	if err != nil {
		return err
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(p.w, map[string]any{"from": sides[0], "to": sides[1], "as_of": p.view.AsOf, "changes": changes})
	}
	p.head(fmt.Sprintf("what changed in effect from %s to %s", sides[0], sides[1]))
	if len(changes) == 0 {
		fmt.Fprintln(p.w, "nothing")
	}
	mark := p.markOf(sides[0], sides[1])
	for _, c := range changes {
		fmt.Fprintf(p.w, "\n%s%s %s\n", mark, orDash(string(c.Component)), c.What)
		say.Paragraph(p.w, 8, mark+"  was: ", c.Was)
		say.Paragraph(p.w, 8, mark+"  is: ", c.Is)
		for _, e := range c.Effects {
			state := string(e.State)
			if state == "" {
				state = "each that signs"
			}
			say.Paragraph(p.w, 8, fmt.Sprintf("%s    %s: %s; ", mark, state, e.Direction), fmt.Sprintf("was %s; is %s", e.Was, e.Is))
		}
	}
	return nil
}

func (p page) markOf(texts ...undertaking.Text) string {
	return exerciseMark(slices.ContainsFunc(texts, func(t undertaking.Text) bool {
		l, ok := p.Undertakings.Instrument(t, p.view)
		return ok && l.Is.Exercise
	}))
}

func (o undertakingOptions) stand(cmd *cobra.Command, p page) error {
	if p.view.Reader == "" {
		return say.Misused(cmd, "--on shows nothing without --reader: only a state and those it shares with may see it")
	}
	var list []coalition.Released
	if p.Released != nil {
		list = p.Released(p.view.AsOf)
	}
	i := slices.IndexFunc(list, func(r coalition.Released) bool { return r.Finding.String() == o.on })
	if i < 0 {
		var ids []string
		for _, r := range list {
			ids = append(ids, r.Finding.String())
		}
		return fmt.Errorf("no released record %.80q as of then: %s", o.on, say.OrOneOf(o.on, ids))
	}
	r := list[i]
	d := r.ForRegister()
	var all []undertaking.Standing
	if r.Doubt.IsZero() { // nothing hangs on what may be superseded
		var err error
		if all, err = p.Undertakings.Stand(d, p.view); err != nil {
			return err
		}
	}
	for i := range all {
		all[i].Exercise = all[i].Exercise || r.Exercise
	}
	if say.WantsJSON(cmd) {
		err := say.PrintJSON(p.w, map[string]any{"determination": d, "released": r, "reader": p.view.Reader, "as_of": p.view.AsOf, "undertakings": all})
		if err == nil && !r.Doubt.IsZero() {
			return say.CouldNotTell()
		}
		return err
	}
	p.head(fmt.Sprintf("%s%s, article %s, %s (%s), held %s, as %s may see it", exerciseMark(r.Exercise), d.ID, orDash(d.Article), d.Outcome, d.Status, r.Hold, p.view.Reader))
	if !r.SupersededBy.IsZero() {
		fmt.Fprintf(p.w, "%ssuperseded by %s: it stands no more\n", exerciseMark(r.Exercise), r.SupersededBy)
	}
	if gap := r.Gap(); gap != "" {
		say.Paragraph(p.w, 2, exerciseMark(r.Exercise), gap)
	}
	if !r.Doubt.IsZero() {
		return say.CouldNotTell()
	}
	if len(all) == 0 {
		fmt.Fprintln(p.w, "no undertaking that this reader may see")
	}
	for _, s := range all {
		p.standing(s)
	}
	return nil
}

// standing prints one undertaking of one state: on the text, as the state reads it, and the act of its authority.
func (p page) standing(s undertaking.Standing) {
	mark := exerciseMark(s.Exercise)
	fmt.Fprintln(p.w)
	say.Paragraph(p.w, 2, mark, fmt.Sprintf("%s, %s %s, %s: to %s (%s)", s.State, s.Text, s.Component, s.Title, s.What, s.Binding))
	fmt.Fprintf(p.w, "%s  on the text, conditions apparently %s\n", mark, undertakingWords(s.Conditions))
	for _, c := range s.Clauses {
		say.Paragraph(p.w, 6, fmt.Sprintf("%s    %s: ", mark, undertakingWords(c.Answer)), fmt.Sprintf("%s (%s)", c.Words, c.Reason))
	}
	if s.Reservation != "" {
		say.Paragraph(p.w, 6, mark+"    reservation: ", s.Reservation)
	}
	for _, step := range s.Owing {
		fmt.Fprintf(p.w, "%s    missing: %s, %s\n", mark, step.Owner, step.Progress)
	}
	reading := "none stated"
	if s.Reading != nil {
		reading = fmt.Sprintf("%s; %s (%s)", undertakingWords(s.Reading.Is.Holds), orDash(s.Reading.Is.Words), origin(s.Reading.Said))
	}
	say.Paragraph(p.w, 4, mark+"  its own reading: ", reading)
	if s.Act != nil {
		say.Paragraph(p.w, 4, mark+"  act on record: ", fmt.Sprintf("%s decided: %s (%s)", s.Act.Is.Authority, s.Act.Is.Decided, origin(s.Act.Said)))
	}
}

func undertakingWords(a undertaking.Answer) string {
	if a == undertaking.NotMet {
		return "not met"
	}
	return string(a)
}
