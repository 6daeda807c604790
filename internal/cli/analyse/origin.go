// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/canon"
	"truce/engine"
	"truce/incident"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
)

func newOrigin() *cobra.Command {
	var dir, geojson string
	cmd := &cobra.Command{
		Use:   "origin FINDING|INCIDENT --state DIR",
		Short: "Show what an attribution rests on: the field of where it came from",
		Long: `Origin prints, for each weapon of an incident, what the independent observations of its origin say together:
who says it and by what means, how much each weighs, whether they agree, how far the weapon fires, how much ground
holds half and nine tenths of the likelihood, and who held that ground then, by all layers together and by each, with
the share that cannot be attributed. The same is printed of where it struck. Copies of one custodial root are one
observation. A weapon with fewer than two independent observations has no field: its accounts stand alone, and
truce explain prints them.

The first argument is the ID of a finding or an incident as judge prints it, or its first letters. --geojson writes the
regions of 50, 90 and 95 percent to a file.

What it prints and writes is internal to the mission: it tells where observers stood and how sure they were.`,
		Example: "  truce origin finding:rngbeiyu --state record\n  truce origin incident:4kq2 --state record --geojson field.geojson",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			if dir == "" {
				return say.Misused(cmd, "missing: --state DIR, the folder that holds the entries")
			}
			s, err := foldedRecord(cmd, dir)
			if err != nil {
				return err
			}
			inc, err := incidentOf(s, args[0])
			if err != nil {
				return err
			}
			r := originOf(s, inc)
			if geojson != "" {
				if err := verb.ReplaceFile(geojson, r.writeGeoJSON); err != nil {
					return fmt.Errorf("write %s: %w", geojson, err)
				}
			}
			if say.WantsJSON(cmd) {
				return say.PrintJSON(cmd.OutOrStdout(), r)
			}
			r.print(cmd.OutOrStdout())
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "state", "", "folder that holds the entries")
	cmd.Flags().StringVar(&geojson, "geojson", "", "file to write the regions to")
	return cmd
}

// incidentOf finds the one incident that an ID names, or that a finding of the ID is about.
func incidentOf(s *engine.State, id string) (*incident.Incident, error) {
	id = strings.ToLower(strings.TrimSpace(id))
	if id == "" {
		return nil, errors.New("nothing is named: give the first letters of the ID of a finding or an incident, as judge lists it")
	}
	kind, letters, ok := strings.Cut(id, ":")
	if !ok {
		kind, letters = "", id
	}
	found := map[canon.IncidentID]bool{}
	if kind != "finding" {
		for _, inc := range s.Incidents() {
			if strings.HasPrefix(inc.ID.String(), "incident:"+letters) {
				found[inc.ID] = true
			}
		}
	}
	if kind != "incident" {
		for _, d := range s.Dockets() {
			for _, versions := range d.All() {
				for _, f := range versions {
					if strings.HasPrefix(f.ID.String(), "finding:"+letters) {
						found[f.Released.Incident] = true
					}
				}
			}
		}
	}
	for of := range found {
		if len(found) > 1 {
			return nil, fmt.Errorf("%d incidents go by %s: give more letters", len(found), id)
		}
		if inc := s.Incident(of); inc != nil {
			return inc, nil
		}
		return nil, fmt.Errorf("%s is of an incident that is part of others now: truce explain says which", id)
	}
	return nil, fmt.Errorf("no finding and no incident on record begins with %s: judge --table lists them", id)
}

// print writes the report for people.
func (r *originReport) print(w io.Writer) {
	fmt.Fprintf(w, "%s%s: where it came from\n", r.mark(), r.Incident)
	fmt.Fprintln(w, "Internal to the mission: not for release.")
	for i := range r.Agreements {
		a := &r.Agreements[i]
		fmt.Fprintf(w, "\nUnder %s: %s\n", a.Agreement, a.Attribution.Level)
		item(w, "%s", a.Attribution.Words)
		for k := range a.Origins {
			a.Origins[k].print(w)
		}
		if len(a.Origins) == 0 {
			item(w, "no weapon has two independent observations of its origin: each account stands alone")
		}
	}
	if r.Impact != nil {
		r.Impact.print(w)
	}
}

func item(w io.Writer, format string, args ...any) {
	say.Paragraph(w, 4, "  ", fmt.Sprintf(format, args...))
}

func (e *estimate) print(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n", e.Of)
	item(w, "%s; %d of them hold at the best place, %s", say.Counted(int64(len(e.Observations)), "independent observation"), e.Hold, e.Best)
	if !e.Agree {
		item(w, "they do not agree with each other: nothing follows from them together")
	}
	for _, o := range e.Observations {
		holds := "holds there"
		if !o.Holds {
			holds = "does not hold there"
		}
		item(w, "%s, %s, %s: %s; weight %s bits", o.Root, strings.Join(o.Means, " and "), say.Counted(int64(o.Accounts), "account"), holds, hundredths(o.Weight))
	}
	if e.Range != "" {
		item(w, "the weapon fires %s from what was hit%s", e.Range, map[bool]string{true: "", false: ": the best place is out of its range"}[e.InRange])
	}
	item(w, "half of the likelihood lies within %s, nine tenths within %s", squares(e.Area50), squares(e.Area90))
	for _, layer := range e.Held {
		say.Paragraph(w, 4, "  ", fmt.Sprintf("Of the region of 95 %%, by %s:", layer.By))
		for _, s := range layer.Shares {
			name := s.Holder
			if name == "" {
				name = "cannot be attributed, " + s.Open
			}
			say.Paragraph(w, 6, "    ", fmt.Sprintf("%s: %s", percent(s.PPM), name))
		}
	}
}

func hundredths(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

func percent(ppm int64) string { return fmt.Sprintf("%d.%d %%", ppm/10_000, ppm%10_000/1000) }

// squares writes an area of square metres.
func squares(m2 int64) string {
	if m2 < 1_000_000 {
		return fmt.Sprintf("%d ha", (m2+9999)/10_000)
	}
	return fmt.Sprintf("%d.%d square kilometres", m2/1_000_000, m2%1_000_000/100_000)
}
