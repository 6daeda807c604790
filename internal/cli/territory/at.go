// SPDX-License-Identifier: Apache-2.0

package territory

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/place"
	"truce/territory"
	"truce/when"
)

func newAt() *cobra.Command {
	var o sources
	var point string
	cmd := &cobra.Command{
		Use:   "at [FILE...] --at TIME --point POSITION",
		Short: "Say who held a point at a time, by each layer, and how near a mark or a border is",
		Long: `At asks every layer that was known who held a point, or the ground around it, throughout a time: a holder in the
source's own name, contested where the source says so, or could not tell, with why. A point with few decimals is a wide circle. It prints the layer's kind, source, publication
and span, and how far the nearest populated place and the nearest border of the layer are.

Exit codes: 0 some layer says who held it or that it was contested, 1 refused, 2 could not tell.`,
		Example: `  truce territory at control.csv --at 2023-03-08 --point "47.09514, 37.54131"
  truce territory at yellow-line-markers --at 2026-02-21 --point "45.00500, -29.98000" --as-of 2026-02-22 --json`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := o.interval(cmd, o.at, "at")
			if err != nil {
				return err
			}
			circle, err := place.ParsePoint(point)
			if err != nil {
				return fmt.Errorf("--point: %w", err)
			}
			maps, asOf, err := o.maps(cmd, args)
			if err != nil {
				return err
			}
			out := atAnswer{At: at, AsOf: asOf, Where: circle, Said: make([]territory.Said, 0, len(maps))}
			told := false
			for _, m := range maps {
				s := m.Say(place.Region{Circle: &circle}, at)
				told = told || s.State != territory.Untold
				out.Said = append(out.Said, s)
			}
			if say.WantsJSON(cmd) {
				err = say.PrintJSON(cmd.OutOrStdout(), out)
			} else {
				err = out.print(cmd, o.zoned())
			}
			if err == nil && !told {
				return say.CouldNotTell()
			}
			return err
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&point, "point", "", "the point: degrees, MGRS, or as place names it in docs/spec/position.md")
	return cmd
}

// atAnswer is the verb's output for programs.
type atAnswer struct {
	At    when.Interval    `json:"at"`
	AsOf  when.Instant     `json:"as_of"`
	Where place.Circle     `json:"where"`
	Said  []territory.Said `json:"said"`
}

func (a *atAnswer) print(cmd *cobra.Command, zone when.Zone) error {
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "at %s, as known by %s\n", say.When(a.At, zone), say.Moment(a.AsOf, zone))
	for _, s := range a.Said {
		what, mark := string(s.State), exercise(s.Exercise)
		if s.State == territory.Held {
			what = "held by " + s.Holder
		}
		say.Paragraph(w, 4, mark, fmt.Sprintf("%s (%s, by %s, published %s, speaks of %s)", s.Layer, s.Kind, s.Source, say.Moment(s.Published, zone), say.When(s.Valid, zone)))
		say.Paragraph(w, 4, mark+"  ", fmt.Sprintf("%s: %s", what, s.Why))
		for _, n := range []*territory.Near{s.Mark, s.Border} {
			if n != nil {
				fmt.Fprintf(w, "%s  nearest: %s, %s to %s away\n", mark, n.Name, n.Distance.Least, n.Distance.Most)
			}
		}
	}
	say.Paragraph(w, 0, "", "Names are those of each source and settle no status. Holding ground is not firing from it.")
	return nil
}

func newLayers() *cobra.Command {
	var o sources
	cmd := &cobra.Command{
		Use:   "layers [FILE...]",
		Short: "List the layers with their source, kind and span, and compare them at their places",
		Long: `Layers lists what layers there are. With --at it also lays every two of them side by side at each populated place of
either: how often both name one holder, two, or only one of them any. It merges nothing and calls neither right.

Exit codes: 0 done, 1 refused, 2 no layer was known.`,
		Example: `  truce territory layers control.csv map.ndjson --at 2023-03-08`,
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			maps, asOf, err := o.maps(cmd, args)
			if err != nil {
				return err
			}
			out := layersAnswer{AsOf: asOf}
			for _, m := range maps {
				l := &m.Layer
				out.Layers = append(out.Layers, listed{l.Name, l.Kind, l.Source, l.Published, l.Valid, l.Exercise, len(l.Areas), len(l.Marks), l.Names()})
			}
			if o.at != "" {
				at, err := o.interval(cmd, o.at, "at")
				if err != nil {
					return err
				}
				for i := range maps {
					for k := range maps[:i] {
						out.Compared = append(out.Compared, territory.Compare(maps[k], maps[i], at))
					}
				}
			}
			if say.WantsJSON(cmd) {
				return say.PrintJSON(cmd.OutOrStdout(), out)
			}
			return out.print(cmd, o.zoned())
		},
	}
	o.flags(cmd)
	return cmd
}

// listed is a layer without its ground.
type listed struct {
	Name      string         `json:"name"`
	Kind      territory.Kind `json:"kind"`
	Source    string         `json:"source"`
	Published when.Instant   `json:"published"`
	Valid     when.Interval  `json:"valid"`
	Exercise  bool           `json:"exercise,omitempty"`
	Areas     int            `json:"areas"`
	Marks     int            `json:"marks"`
	Holders   []string       `json:"holders"`
}

type layersAnswer struct {
	AsOf     when.Instant           `json:"as_of"`
	Layers   []listed               `json:"layers"`
	Compared []territory.Comparison `json:"compared,omitempty"`
}

func (a *layersAnswer) print(cmd *cobra.Command, zone when.Zone) error {
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "as known by %s\n", say.Moment(a.AsOf, zone))
	for _, l := range a.Layers {
		say.Paragraph(w, 4, exercise(l.Exercise), fmt.Sprintf("%s (%s, by %s, published %s, speaks of %s): %s, %s, holders %s", l.Name, l.Kind, l.Source, say.Moment(l.Published, zone), say.When(l.Valid, zone),
			say.Counted(int64(l.Areas), "area"), say.Counted(int64(l.Marks), "populated place"), strings.Join(l.Holders, ", ")))
	}
	for _, c := range a.Compared {
		mark := exercise(slices.ContainsFunc(a.Layers, func(l listed) bool { return l.Exercise && (l.Name == c.A || l.Name == c.B) }))
		fmt.Fprintf(w, "%s%s and %s: agree %d, differ %d, only the first %d, only the second %d, neither %d\n", mark, c.A, c.B, c.Agree, c.Differ, c.OnlyA, c.OnlyB, c.Neither)
		for _, d := range c.Differs[:min(10, len(c.Differs))] {
			fmt.Fprintf(w, "%s  %s: %s, %s\n", mark, d.Name, d.A, d.B)
		}
	}
	return nil
}
