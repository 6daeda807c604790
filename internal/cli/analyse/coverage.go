// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/act"
	"truce/agreement"
	"truce/coverage"
	"truce/engine"
	"truce/finding"
	"truce/internal/cli/say"
	"truce/place"
	"truce/when"
)

// coverageOptions are the flags of coverage.
type coverageOptions struct {
	dir      string
	acts     []string
	from, to string
	cell     string
	areas    []string
	cells    bool
	public   bool
}

func newCoverage() *cobra.Command {
	var o coverageOptions
	cmd := &cobra.Command{
		Use:   "coverage [CASE]",
		Short: "Say who was watching where and when, and how much was seen an hour of it",
		Long: `Coverage counts the hours in which somebody watched each place of the agreements on record, by cells of the
ground and by means, less the gaps, with the cause of each. A watch counts where its means perceives what is asked for
(--act, use-of-force unless given), by day or by night, at the distance from its post; the watch of a side does not. Beside the
hours stand the incidents that were seen by somebody who watched, those that perhaps were, and those that were seen outside
of anybody's watch; the rate in a thousand hours of watching a cell, with its 95 percent interval, is of the first. Where
nobody watched there is no data, which is not a rate of zero, and never quiet. Each day is graded.

The record is the folder of --state, as judge keeps it, or a case that is played to its end. The period is that of all
watches and gaps on record unless --from and --to say otherwise.

What it prints tells where nobody looked, and is internal to the mission. With --public it prints what the agreement's rule
on publication lets the public see: totals of whole areas over whole months, once the delay has passed, and nothing of
gaps, means, days or cells. Where a figure would tell that nobody looked, nothing is printed.

Exit codes: 0 done, 1 refused, 2 nobody is on record as having watched, or nothing may be published.`,
		Example: `  truce coverage --state record --from "2026-02-01 00:00 Europe/Kyiv" --to "2026-02-28 23:59 Europe/Kyiv"
  truce coverage seven-days-of-silence-zolote-2019 --area zolote --cells
  truce coverage --state record --public --json`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.public && (o.from != "" || o.to != "" || o.cell != "" || o.cells || len(o.areas)+len(o.acts) > 0) {
				return errors.New("--public goes with no other choice: two cuts of one record would tell what lies between them")
			}
			state, err := watchedState(cmd, o.dir, args)
			if err != nil {
				return err
			}
			if o.public {
				return publish(cmd, state)
			}
			return o.run(cmd, state)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.dir, "state", "", "folder that holds the entries")
	f.StringSliceVar(&o.acts, "act", nil, "act that a watch must perceive, and that is counted; repeat for several (default use-of-force)")
	f.StringVar(&o.from, "from", "", "begin of the period, with a zone or an offset")
	f.StringVar(&o.to, "to", "", "end of the period, with a zone or an offset")
	f.StringVar(&o.cell, "cell", "", "side of a cell in degrees (default 0.02)")
	f.StringSliceVar(&o.areas, "area", nil, "only the place of this ID; repeat for several")
	f.BoolVar(&o.cells, "cells", false, "print every cell that somebody watched")
	f.BoolVar(&o.public, "public", false, "print only what the public may see")
	return cmd
}

// coverageAnswer is what is known under one agreement.
type coverageAnswer struct {
	Internal  string        `json:"internal"`
	Exercise  bool          `json:"exercise,omitempty"`
	Agreement string        `json:"agreement"`
	Acts      []act.Act     `json:"acts"`
	Period    when.Interval `json:"period"`
	Zone      when.Zone     `json:"zone"`
	Side      int64         `json:"cell_side_e7"`
	// Areas have the cells of which anything is on record; Blank is how many others each has, by its place in the list.
	Areas []coverage.AreaCount `json:"areas"`
	Blank []int                `json:"cells_of_no_data"`
	// Large are areas that are too large to be counted by these cells.
	Large   []string         `json:"too_large,omitempty"`
	Gaps    []coverage.Gap   `json:"gaps"`
	Reaches []coverage.Reach `json:"reaches"`
}

func (o coverageOptions) run(cmd *cobra.Command, state *engine.State) error {
	request, err := o.request(state)
	if err != nil {
		return err
	}
	found := false
	for _, d := range state.Dockets() {
		var large []string
		areas := areasOf(d.Text(), o.areas)
		if o.cell == "" && len(o.areas) == 0 {
			areas, large = ofThisSide(areas, request.Side)
		}
		if len(areas)+len(large) == 0 {
			continue
		}
		found = true
		a, err := countUnder(state, d, request, areas)
		if err != nil {
			return err
		}
		a.Large = large
		a.leaveOutBlank()
		if say.WantsJSON(cmd) {
			err = say.PrintJSON(cmd.OutOrStdout(), a)
		} else {
			coveragePage{cmd.OutOrStdout(), a, o.cells}.print()
		}
		if err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("no agreement on record has a place on the ground%s", map[bool]string{true: " of the ID " + strings.Join(o.areas, ", ")}[len(o.areas) > 0])
	}
	return nil
}

// request reads the flags. Without a period it is that of what is on record.
func (o coverageOptions) request(state *engine.State) (coverage.Request, error) {
	r := coverage.Request{Period: state.Coverage().Period(), Acts: []act.Act{"use-of-force"}, Side: coverage.CellSide}
	if r.Period.IsUnknown() {
		return r, fmt.Errorf("%w: no watch is on record: of nothing that nobody watched is anything known", say.ErrUnknown)
	}
	if len(o.acts) > 0 {
		r.Acts = nil
	}
	for _, word := range o.acts {
		a := act.Act(word)
		if err := a.Check(); err != nil {
			return r, fmt.Errorf("--act: %w", err)
		}
		r.Acts = append(r.Acts, a)
	}
	if o.cell != "" {
		side, err := place.ParseDegrees(o.cell)
		if err != nil {
			return r, fmt.Errorf("--cell: %w", err)
		}
		r.Side = int64(side)
	}
	for _, end := range []struct {
		flag, text string
		set        func(when.Interval)
	}{
		{"--from", o.from, func(i when.Interval) { r.Period.From = i.From }},
		{"--to", o.to, func(i when.Interval) { r.Period.To = i.To }},
	} {
		if end.text == "" {
			continue
		}
		span, err := when.Parse(end.text, when.Zone{})
		if err != nil {
			return r, fmt.Errorf("%s: %w", end.flag, err)
		}
		end.set(span.Interval)
	}
	if r.Period.Check() != nil {
		return r, fmt.Errorf("the period begins %s and ends %s: give --from and --to", r.Period.From, r.Period.To)
	}
	return r, nil
}

// areasOf returns the places of a text that have an extent on the ground, in its order.
func areasOf(text *agreement.Compiled, only []string) []coverage.Area {
	var out []coverage.Area
	for _, p := range text.Agreement().Places {
		where := text.Locate(place.Region{Name: string(p.ID)})
		if where.Area() == 0 || len(only) > 0 && !slices.Contains(only, string(p.ID)) {
			continue
		}
		out = append(out, coverage.Area{Name: string(p.ID), Where: where})
	}
	return out
}

// ofThisSide parts the areas that can be counted by cells of a side from those that are too large for it.
func ofThisSide(areas []coverage.Area, side int64) (fit []coverage.Area, large []string) {
	for _, a := range areas {
		if a.Cells(side) > coverage.MaxCells {
			large = append(large, a.Name)
			continue
		}
		fit = append(fit, a)
	}
	return fit, large
}

func countUnder(state *engine.State, d *finding.Docket, r coverage.Request, areas []coverage.Area) (coverageAnswer, error) {
	text := d.Text()
	a := coverageAnswer{
		Internal: missionInternal, Exercise: text.Agreement().Exercise, Agreement: text.Ref(), Acts: r.Acts, Period: r.Period,
		Side: r.Side, Gaps: state.Coverage().Gaps(r.Period), Reaches: coverage.Reaches(),
	}
	zone, err := when.LoadZone(cmp.Or(text.Agreement().Counting.Day, "UTC"))
	if err != nil {
		return a, err
	}
	a.Zone, r.Zone, r.Areas = zone, zone, areas
	for _, inc := range state.Incidents() {
		if inc.Exercise == a.Exercise {
			r.Events = append(r.Events, coverage.Event{Is: inc.Is(r.Acts...), Where: inc.Where, When: inc.When})
		}
	}
	watched := state.Coverage().Without(func(source string) bool { _, side := text.Party(source); return side })
	a.Areas, err = watched.Count(r)
	return a, err
}

// leaveOutBlank leaves out the cells of which nothing is on record, and keeps their number.
func (a *coverageAnswer) leaveOutBlank() {
	for i := range a.Areas {
		area := &a.Areas[i]
		all := len(area.Cells)
		area.Cells = slices.DeleteFunc(area.Cells, func(c coverage.CellCount) bool {
			return c.Watched == 0 && len(c.Lost) == 0 && c.Seen == coverage.Seen{}
		})
		a.Blank = append(a.Blank, all-len(area.Cells))
	}
}

// coveragePage prints what is known under one agreement.
type coveragePage struct {
	w     io.Writer
	a     coverageAnswer
	cells bool
}

func (p coveragePage) print() {
	a := p.a
	mark := exerciseWord(a.Exercise)
	fmt.Fprintln(p.w, missionInternal)
	words := make([]string, len(a.Acts))
	for i, each := range a.Acts {
		words[i] = string(each)
	}
	say.Paragraph(p.w, 2, mark, fmt.Sprintf("coverage under %s, %s, of %s, by cells of %s degrees",
		a.Agreement, say.When(a.Period, a.Zone), strings.Join(words, ", "), sideWords(a.Side)))
	for i, area := range a.Areas {
		fmt.Fprintln(p.w)
		say.Paragraph(p.w, 2, mark, fmt.Sprintf("%s, %s: %s", area.Name, say.Counted(int64(len(area.Cells)+a.Blank[i]), "cell"), countWords(area.Count)))
		for _, c := range area.Cells {
			if p.cells && c.Watched > 0 {
				say.Paragraph(p.w, 6, mark+"  ", fmt.Sprintf("cell %d/%d: %s", c.Row, c.Column, countWords(c.Count)))
			}
		}
		for i := 0; i < len(area.Days); {
			first := i
			for i++; i < len(area.Days) && sameGrade(area.Days[i], area.Days[first]); i++ {
			}
			say.Paragraph(p.w, 6, mark+"  ", dayWords(area.Days[first], area.Days[i-1]))
		}
	}
	for _, name := range a.Large {
		say.Paragraph(p.w, 2, mark, fmt.Sprintf("%s: too large for cells of this side: name it with --area, and larger cells with --cell", name))
	}
	if len(a.Gaps) > 0 {
		fmt.Fprintf(p.w, "\n%sgaps on record\n", mark)
	}
	for _, g := range a.Gaps {
		means := string(g.Means)
		if means == "" {
			means = "all means"
		}
		say.Paragraph(p.w, 4, mark+"  ", fmt.Sprintf("%s, %s, %s: %s", g.Source, means, say.When(g.Time, a.Zone), g.Reason))
	}
}

func sideWords(e7 int64) string {
	text := fmt.Sprintf("%d.%07d", e7/10_000_000, e7%10_000_000)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// countWords is a count in words; hours are those of cells, added up.
func countWords(c coverage.Count) string {
	if c.Watched == 0 {
		return fmt.Sprintf("no data: nobody watched in %s of cells%s; seen outside of anybody's watch %d", hoursWords(c.Wall), lostWords(c.Lost), c.Seen.Unwatched)
	}
	var by []string
	for _, b := range c.By {
		by = append(by, fmt.Sprintf("%s %s (observers %s)", cmp.Or(string(b.Means), "means not known"), hoursWords(b.Watched), hoursWords(b.Observers)))
	}
	return fmt.Sprintf("watched %s of %s of cells: %s%s; no data %s; seen by who watched %d, perhaps %d, outside of anybody's watch %d; rate in 1,000 h of a cell %s (%s to %s)",
		hoursWords(c.Watched), hoursWords(c.Wall), strings.Join(by, ", "), lostWords(c.Lost), hoursWords(c.NoData),
		c.Seen.Watched, c.Seen.Perhaps, c.Seen.Unwatched, microWords(c.Rate.Per1000Hours), microWords(c.Rate.Low), microWords(c.Rate.High))
}

func lostWords(lost []coverage.Lost) string {
	var out strings.Builder
	for _, l := range lost {
		fmt.Fprintf(&out, "; %s %s", l.Why, hoursWords(l.Time))
	}
	return out.String()
}

// microWords is a number of millionths with three decimals, to the nearest.
func microWords(micro int64) string {
	milli := (micro + 500) / 1000
	return fmt.Sprintf("%d.%03d", milli/1000, milli%1000)
}

func sameGrade(a, b coverage.Day) bool { a.Date = b.Date; return a == b }

func dayWords(first, last coverage.Day) string {
	span := first.Date.String()
	if last.Date != first.Date {
		span += " to " + last.Date.String()
	}
	words := fmt.Sprintf("%s: %s", span, first.Grade)
	switch {
	case first.Share > 0 && first.Share < 1000:
		words += ", watched less than 0.1 %"
	case first.Share > 0 && first.Share < 1_000_000:
		words += fmt.Sprintf(", watched %d.%d %%", first.Share/10_000, first.Share/1000%10)
	}
	if first.Events+first.Perhaps > 0 {
		words += fmt.Sprintf(", incidents a day %d, perhaps %d", first.Events, first.Perhaps)
	}
	return words
}
