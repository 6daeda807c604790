// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
)

func newExplain() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "explain FINDING --state DIR",
		Short: "Say why a finding is what it is",
		Long: `Explain prints the reasons a person would ask for: which article, what came in, why it was held to be one
event, which condition of the term holds, what each reading makes of it, what the attribution and the grade rest
on, and how the finding changed. FINDING is its ID, or the first letters of it.

What it prints is internal to the mission.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			state, n, err := fold(dir)
			if err != nil {
				return err
			}
			if n == 0 {
				return fmt.Errorf("%s holds no entries: judge with --state %s first", dir, dir)
			}
			text, versions, err := lookup(state, args[0])
			if err != nil {
				return err
			}
			last := versions[len(versions)-1]
			inc, possible := state.Incident(last.Released.Incident), state.PossibleSames(last.Released.Incident)
			if wantsJSON(cmd) {
				return printJSON(cmd.OutOrStdout(), struct {
					Versions []*finding.Finding `json:"versions"`
					Incident *incident.Incident `json:"incident"`
					Possible []canon.IncidentID `json:"possible_sames,omitempty"`
				}{versions, inc, possible})
			}
			explain(cmd.OutOrStdout(), text, versions, inc)
			for _, p := range possible {
				fmt.Fprintf(cmd.OutOrStdout(), "  possibly the same as %s: nothing on record decides it\n", p.Short())
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "state", "", "folder that holds the entries")
	_ = cmd.MarkFlagRequired("state")
	return cmd
}

// lookup finds the one finding whose ID, of any version, begins with the letters given.
func lookup(s *engine.State, id string) (*agreement.Compiled, []*finding.Finding, error) {
	if !strings.HasPrefix(id, "finding:") {
		id = "finding:" + id
	}
	var text *agreement.Compiled
	var found [][]*finding.Finding
	for _, d := range s.Dockets() {
		for _, versions := range d.All() {
			for _, f := range versions {
				if strings.HasPrefix(f.ID.String(), id) {
					text = d.Text()
					found = append(found, versions)
					break
				}
			}
		}
	}
	switch len(found) {
	case 0:
		return nil, nil, fmt.Errorf("no finding %s on record", id)
	case 1:
		return text, found[0], nil
	default:
		return nil, nil, fmt.Errorf("%d findings begin with %s: give more letters", len(found), id)
	}
}

func explain(w io.Writer, text *agreement.Compiled, versions []*finding.Finding, inc *incident.Incident) {
	f := versions[len(versions)-1]
	r := f.Released
	if r.Exercise {
		fmt.Fprintln(w, "EXERCISE")
	}
	fmt.Fprintf(w, "%s, version %d: %s (%s)\n", f.ID, f.Version, r.Verdict, r.Status)
	for _, a := range text.Agreement().Articles {
		if a.ID == r.Article {
			fmt.Fprintf(w, "\nThe article\n  %s, article %s, %s\n  %s\n  %s\n", r.Agreement, a.ID, a.Title, a.Says, a.Cite)
		}
	}
	if inc != nil {
		explainIncident(w, inc)
	}
	fmt.Fprintf(w, "\nThe term %s, condition by condition\n", r.Term)
	for _, reason := range f.Internal.Reasons {
		reading := ""
		if reason.Reading != "" {
			reading = " [" + reason.Reading + "]"
		}
		fmt.Fprintf(w, "  %-7s %s%s: %s\n", reason.Holds, reason.Condition, reading, reason.Says)
	}
	fmt.Fprintf(w, "\nSo, by reading\n")
	for _, v := range r.ByReading {
		name := v.Reading
		if name == "" {
			name = "the text"
		}
		fmt.Fprintf(w, "  %s: %s: %s\n", name, v.Verdict, v.Because)
	}
	fmt.Fprintf(w, "\nAttribution: %s\n  %s\n", r.Attribution.Level, r.Attribution.Words)
	for _, o := range f.Internal.Origins {
		fmt.Fprintf(w, "  %s: %s: %s\n", o.Weapon, o.Attribution.Level, o.Attribution.Words)
	}
	explainGrade(w, text, f, inc)
	explainPeople(w, r)
	fmt.Fprintf(w, "\nVersions\n")
	for _, v := range versions {
		cause := v.Cause
		if cause == "" {
			cause = "first judged"
		}
		fmt.Fprintf(w, "  %d %s %s (%s): %s\n", v.Version, v.ID.Short(), v.Released.Verdict, v.Released.Status, cause)
	}
}

func explainIncident(w io.Writer, inc *incident.Incident) {
	fmt.Fprintf(w, "\nWhat came in: %s, version %d, %s\n", inc.ID.Short(), inc.Version, whenWords(inc.When))
	for _, m := range inc.Members {
		s := m.Sighting
		fmt.Fprintf(w, "  %s (%s, roots: %s): %s %s %s; %s; %s\n", m.Source, m.Level, strings.Join(m.Roots, ", "),
			orDash(string(s.Means)), orDash(string(s.Act)), s.Words, whenWords(m.When()), orDash(s.Where.Name))
	}
	for _, j := range inc.Joins {
		var parts []string
		for _, reason := range j.Reasons {
			parts = append(parts, fmt.Sprintf("%s %+.2f", reason.Name, float64(reason.Bits)/100))
		}
		fmt.Fprintf(w, "  one event, %s and %s: %s bits: %s\n", j.A.Short(), j.B.Short(), centibits(j.Score), strings.Join(parts, ", "))
	}
}

func centibits(n int64) string { return fmt.Sprintf("%.2f", float64(n)/100) }

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func explainGrade(w io.Writer, text *agreement.Compiled, f *finding.Finding, inc *incident.Incident) {
	g := f.Released.Grade
	fmt.Fprintf(w, "\nGrade %s\n", gradeWords(g))
	if g.Provisional {
		fmt.Fprintf(w, "  the severity is provisional: the casualties are not corroborated\n")
	}
	rule := text.Agreement().Evidence
	if inc != nil {
		fmt.Fprintf(w, "  %d independent roots, %d means; C2 needs %d and %d, C3 needs %d and %d\n",
			len(incident.Roots(inc.Members)), len(incident.MeansOf(inc.Members)),
			rule.C2.Roots, rule.C2.Means, rule.C3.Roots, rule.C3.Means)
	}
	fmt.Fprintf(w, "  weapon %s, origin %s, casualties %s\n", g.Weapon, g.Origin, g.Casualties)
	if s := f.Released.Sequence; s != nil {
		fmt.Fprintf(w, "  it came %s after %s, in the opposite direction; that is an order of events, not a motive\n", s, s.After.Short())
	}
}

func explainPeople(w io.Writer, r finding.Released) {
	for _, o := range r.Contested {
		fmt.Fprintf(w, "\nContested by %s since %s: %s\n", o.By, o.At, o.Holds)
	}
	for _, o := range r.Positions {
		fmt.Fprintf(w, "\nPosition of %s, %s: %s\n", o.By, o.At, o.Holds)
	}
	if d := r.Determination; d != nil {
		fmt.Fprintf(w, "\nDetermination by %s, %s: %s %s\n", d.By, d.At, d.Outcome, d.Reasons)
		if len(d.ExParte) > 0 {
			fmt.Fprintf(w, "  ex parte as to %s\n", strings.Join(d.ExParte, ", "))
		}
	}
}
