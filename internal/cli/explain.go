// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/incident/copies"
	"truce/internal/cli/say"
	"truce/observation"
	"truce/when"
)

func newExplain() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "explain FINDING --state DIR",
		Short: "Say why a finding is what it is",
		Long: `Explain prints the reasons a person would ask for: which article, what came in, all that each account says and
what it does not, why the accounts were held to be one event, which other events may be the same, which condition of
the term holds, what each reading makes of it, what the attribution and the grade rest on, what people have said of it,
and how it changed. FINDING is its ID as judge prints it, of any version, or the first letters of it that no other
finding has.

What it prints is internal to the mission.`,
		Example: "  truce explain --state record finding:rngbeiyu",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			if dir == "" {
				return say.Misused(cmd, "missing: --state DIR, the folder that holds the entries")
			}
			r, err := openRecord(cmd.Context(), dir)
			if err != nil {
				return err
			}
			if r.state.Seq() == 0 {
				return fmt.Errorf("%s holds no entries: run judge with --state %s first", dir, dir)
			}
			a, err := lookup(r.state, args[0])
			if err != nil {
				return err
			}
			if say.WantsJSON(cmd) {
				return say.PrintJSON(cmd.OutOrStdout(), a)
			}
			a.explain(cmd.OutOrStdout())
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "state", "", "folder that holds the entries")
	return cmd
}

// account is a finding in all its versions, with what it rests on.
type account struct {
	Versions []*finding.Finding         `json:"versions"`
	Incident *incident.Incident         `json:"incident"`
	Members  []*observation.Observation `json:"observations"`
	Copies   []copies.Copy              `json:"copies,omitempty"`
	Possible []possible                 `json:"possible_sames,omitempty"`
	Ratings  []finding.Rating           `json:"ratings,omitempty"`

	text *agreement.Compiled
	zone when.Zone
}

// lookup finds the one finding whose ID, of any version, begins with the letters given, in capitals or not.
func lookup(s *engine.State, id string) (account, error) {
	letters := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(id)), "finding:")
	if letters == "" {
		return account{}, errors.New("no finding is named: give the first letters of its ID, as judge --table lists it")
	}
	id = "finding:" + letters
	var found []account
	for _, d := range s.Dockets() {
		for _, versions := range d.All() {
			if slices.ContainsFunc(versions, func(f *finding.Finding) bool { return strings.HasPrefix(f.ID.String(), id) }) {
				found = append(found, account{
					Versions: versions, Ratings: d.RatingsOf(versions[0].Released.Incident), text: d.Text(), zone: zoneOf(d.Text().Agreement()),
				})
			}
		}
	}
	switch len(found) {
	case 0:
		return account{}, fmt.Errorf("no finding on record begins with %s: judge --table lists them", id)
	case 1:
		a := found[0]
		of := a.last().Released.Incident
		a.Incident = s.Incident(of)
		if a.Incident == nil {
			return a, nil
		}
		a.Members, a.Copies = a.Incident.Members, copies.Of(a.Incident.Members).Copies()
		for _, id := range s.PossibleSames(of) {
			a.Possible = append(a.Possible, possibleSame(a.Incident, s.Incident(id)))
		}
		return a, nil
	default:
		return account{}, fmt.Errorf("%d findings begin with %s, such as %s and %s: give more letters", len(found), id,
			found[0].last().ID, found[1].last().ID)
	}
}

func (a account) last() *finding.Finding { return a.Versions[len(a.Versions)-1] }

// section begins a part of the account.
func section(w io.Writer, format string, args ...any) { fmt.Fprintf(w, "\n"+format+"\n", args...) }

// item prints one entry of a part, wrapped.
func item(w io.Writer, format string, args ...any) {
	say.Paragraph(w, 4, "  ", fmt.Sprintf(format, args...))
}

func (a account) explain(w io.Writer) {
	f := a.last()
	r := f.Released
	fmt.Fprintf(w, "%s%s, version %d: %s\n", mark(r.Exercise), f.ID, f.Version, verdictWords(r))
	item(w, "%s", say.Both(r.When, a.zone))
	a.article(w)
	a.cameIn(w)
	a.conditions(w)
	a.asked(w)
	section(w, "Attribution: %s", r.Attribution.Level)
	item(w, "%s", r.Attribution.Words)
	for _, o := range f.Internal.Origins {
		item(w, "%s: %s: %s", o.Weapon, o.Attribution.Level, o.Attribution.Words)
	}
	a.grade(w)
	a.people(w)
	section(w, "Versions")
	for _, v := range a.Versions {
		cause := v.Internal.Cause
		if cause == "" {
			cause = "first judged"
		}
		item(w, "%d %s %s%s: %s", v.Version, v.ID.Short(), mark(v.Released.Exercise), verdictWords(v.Released), cause)
	}
	section(w, "Internal to the mission: not for release.")
}

func (a account) article(w io.Writer) {
	r := a.last().Released
	for _, article := range a.text.Agreement().Articles {
		if article.ID == r.Article {
			section(w, "The article")
			item(w, "%s, article %s, %s", r.Agreement, article.ID, article.Title)
			item(w, "%s", article.Says)
			item(w, "%s", article.Cite)
		}
	}
}

func (a account) cameIn(w io.Writer) {
	inc := a.Incident
	if inc == nil {
		return
	}
	section(w, "What came in: %s, version %d", inc.ID.Short(), inc.Version)
	number := map[canon.ObservationID]int{}
	for i, m := range inc.Members {
		number[m.ID] = i + 1
		printAccount(w, i+1, m, a.zone)
	}
	if told := engine.Numbers(inc.Members); told.Accounts > 1 {
		item(w, "how many, of the accounts that give a number: %s", told)
	}
	if len(inc.Members) > 1 {
		section(w, "Why these are one event")
	}
	for _, j := range inc.Joins {
		item(w, "%d and %d: %s", number[j.A], number[j.B], joinWords(j))
	}
	if len(a.Copies) > 0 {
		section(w, "Who has it from whom, and so adds no root")
	}
	for _, c := range a.Copies {
		if c.Cites == nil {
			item(w, "%d is a near copy of %d: it %s", number[c.Copy], number[c.Of], c.Says())
			continue
		}
		item(w, "%d %s", number[c.Copy], c.Says())
	}
	if len(a.Possible) == 0 {
		return
	}
	section(w, "Possibly the same event, kept apart: nothing on record decides it")
	for _, p := range a.Possible {
		first := p.of.Members[0]
		why := ""
		if p.Best != nil {
			why = fmt.Sprintf("; %d and its account %d: %s", number[p.Best.A], 1+slices.Index(p.of.MemberIDs, p.Best.B), joinWords(*p.Best))
		}
		item(w, "%s, first told by %s, %s, %s%s", p.Incident.Short(), first.Source, say.Both(p.of.When, a.zone),
			placeWords(first.Sighting.Where.Name), why)
	}
}

// placeWords is the name of a place; a place without one is not spelled out in numbers.
func placeWords(name string) string {
	if name == "" {
		return "a place without a name"
	}
	return name
}

func (a account) conditions(w io.Writer) {
	f := a.last()
	section(w, "The term %s, condition by condition", f.Released.Term)
	for _, reason := range f.Internal.Reasons {
		reading := ""
		if reason.Reading != "" {
			reading = " [" + reason.Reading + "]"
		}
		say.Paragraph(w, 10, fmt.Sprintf("  %-8s", reason.Holds), fmt.Sprintf("%s%s: %s", reason.Condition, reading, reason.Says))
	}
	section(w, "So, by reading")
	for _, v := range f.Released.ByReading {
		name := v.Reading
		if name == "" {
			name = "the text"
		}
		item(w, "%s: %s (%s): %s", name, v.Verdict, f.Released.Status, v.Because)
	}
	for _, ruled := range f.Released.Ruled {
		item(w, "ruled by the competent body: %s", ruled)
	}
	if f.Released.Class != "" {
		item(w, "class: %s", f.Released.Class)
	}
}

func (a account) grade(w io.Writer) {
	r := a.last().Released
	section(w, "Grade %s: severity, confidence, recurrence", gradeWords(r.Grade))
	for _, h := range r.Casualties {
		item(w, "%s", harmWords(h))
	}
	if r.Grade.Provisional {
		item(w, "the severity is provisional: nobody has confirmed the casualties")
	}
	rule := a.text.Agreement().Evidence
	if a.Incident != nil {
		rests := copies.Of(a.Incident.Members).Independent(nil)
		item(w, "on record: %s, %d means; C2 needs %d and %d, C3 needs %d and %d",
			say.Counted(int64(len(rests.Roots)), "independent root"), rests.Means,
			rule.C2.Roots, rule.C2.Means, rule.C3.Roots, rule.C3.Means)
	}
	a.ratings(w)
	item(w, "confidence apart, of weapon: %s, of origin: %s, of casualties: %s", r.Grade.Weapon, r.Grade.Origin, r.Grade.Casualties)
	if s := r.Sequence; s != nil {
		item(w, "it came %s after %s, in the opposite direction; that is an order of events, not a motive", s, s.After.Short())
	}
}

// ratings prints each axis for itself.
func (a account) ratings(w io.Writer) {
	for _, rating := range a.Ratings {
		if rating.Credibility != "" {
			item(w, "credibility of %s: %s by %s, %s", rating.Report.Short(), rating.Credibility, rating.By, say.BothAt(rating.At, a.zone))
			continue
		}
		item(w, "reliability of %s: %s by %s, %s", rating.Root, rating.Reliability, rating.By, say.BothAt(rating.At, a.zone))
	}
}

// asked prints the questions that claimed exemptions raise, and how they were answered.
func (a account) asked(w io.Writer) {
	for _, q := range a.last().Internal.Asked {
		section(w, "The exemption %s, claimed %s", q.Exemption, say.BothAt(q.Since, a.zone))
		if q.Due != 0 {
			item(w, "an answer is due %s%s", say.BothAt(q.Due, a.zone), map[bool]string{true: ": overdue"}[q.Overdue])
		}
		if len(q.Open) > 0 {
			item(w, "not known: %s", strings.Join(q.Open, ", "))
		}
		for _, answer := range q.Answers {
			note := map[bool]string{true: "; a claim, which settles nothing"}[answer.Claim] + map[bool]string{true: "; late"}[answer.Late]
			item(w, "%s: %s, by %s, %s%s: %s", answer.Condition, answer.Met, answer.By, say.BothAt(answer.At, a.zone), note, answer.Says)
		}
	}
}

func (a account) people(w io.Writer) {
	r := a.last().Released
	for _, o := range r.Contested {
		section(w, "Contested by %s since %s", o.By, say.BothAt(o.At, a.zone))
		item(w, "%s", o.Holds)
	}
	for _, o := range r.Positions {
		section(w, "Position of %s, %s", o.By, say.BothAt(o.At, a.zone))
		item(w, "%s", o.Holds)
	}
	d := r.Determination
	if d == nil {
		section(w, "No competent body has determined anything: this is an assessment.")
		return
	}
	outcome := string(d.Outcome)
	if d.None {
		outcome = "no determination: the body divided without a majority"
	}
	section(w, "Determination by %s, %s: %s", d.By, say.BothAt(d.At, a.zone), outcome)
	if d.Reasons != "" {
		item(w, "%s", d.Reasons)
	}
	if d.Intent != "" {
		item(w, "intent, in the body's word: %s", d.Intent)
	}
	if len(d.ExParte) > 0 {
		item(w, "ex parte as to %s", strings.Join(d.ExParte, ", "))
	}
	for _, m := range d.Members {
		item(w, "%s: %s", m.By, m.Holds)
	}
}
