// SPDX-License-Identifier: Apache-2.0

package territory

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/place/parting"
	"truce/territory"
	"truce/territory/shares"
	"truce/when"
)

func newShares() *cobra.Command {
	var o counting
	cmd := &cobra.Command{
		Use:     "shares [FILE...] --at TIME",
		Aliases: []string{"share"},
		Short:   "Count a list of places, or measure ground, by who held it, with the denominator named",
		Long: `Shares counts the units of a roll by who held them at a time, by one source: the places of the source itself, or a list
given with --roll. A place of the source stands for the unit of its code; else for the only unit of its name in its oblast and near
it; what fits several fits none. Units of which the source says nothing are unmatched, and counted. At least is what a holder is
known to have had, at most the same with all that is not known. Nothing is weighted by people unless --people asks for it.

With --borders and --line it also measures ground: cells on either side of the line belong to the side that the source's places
there are of, and what lies within --tolerance of the line is a band that may be either's. A line that ends inside the borders parts
nothing; --close carries a loose end on, and says so.

Every figure stands with Crimea and Sevastopol in and out, where the roll has them.

Exit codes: 0 done, 1 refused, 2 could not tell.`,
		Example: `  truce territory shares control.csv --roll control.csv --at 2023-03-08
  truce territory shares --status status.csv --roll hromadas.csv --at 2022-09-30
  truce territory shares control.csv --at 2023-03-08 --borders oblasts.geojson --line line.geojson --close "40 km"`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := o.prepare(cmd, args)
			if err != nil {
				return err
			}
			out := sharesAnswer{AsOf: c.asOf, Places: both(c.question)}
			r, err := o.ground(&c)
			spoken := c.account.Speaks(c.question.At)
			switch {
			case errors.Is(err, errNoBorders) && o.borders == "" && len(o.lines) == 0:
				err = nil // ground was not asked for
			case err != nil:
				return err
			case spoken:
				out.Ground, out.Parting = bothAreas(r), r
			}
			if say.WantsJSON(cmd) {
				err = say.PrintJSON(cmd.OutOrStdout(), out)
			} else {
				err = out.print(cmd.OutOrStdout(), &c)
			}
			if err == nil && !spoken {
				return say.CouldNotTell()
			}
			return err
		},
	}
	o.flags(cmd)
	return cmd
}

func (a *sharesAnswer) print(w io.Writer, c *counted) (err error) {
	mark := exercise(c.account.Exercise)
	fmt.Fprintf(w, "%sas known by %s\n\n", mark, say.Moment(a.AsOf, c.zone))
	for i := range a.Places {
		err = errors.Join(err, printShares(w, &a.Places[i], c.zone))
	}
	for i := range a.Ground {
		err = errors.Join(err, printArea(w, &a.Ground[i], &c.account))
	}
	if a.Parting != nil {
		printParting(w, a.Parting, mark)
	}
	return err
}

// sharesAnswer is the verb's output for programs.
type sharesAnswer struct {
	AsOf    when.Instant        `json:"as_of"`
	Places  []shares.Shares     `json:"places"`
	Ground  []shares.AreaShares `json:"ground,omitempty"`
	Parting *parting.Result     `json:"parting,omitempty"`
}

func newChange() *cobra.Command {
	var o counting
	var until string
	var crimea bool
	cmd := &cobra.Command{
		Use:   "change [FILE...] --at TIME --until TIME",
		Short: "Say which places changed hands between two times: from, to, gross and net",
		Long: `Change compares the state of every unit of a roll at two times, by one source. Gross counts units in another state,
net what each holder had more at the end. A unit that changed hands and back in between is not seen.

Exit codes: 0 done, 1 refused, 2 nothing was known.`,
		Example: `  truce territory change control.csv --roll control.csv --at 2022-11-01 --until 2022-12-01`,
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := o.prepare(cmd, args)
			if err != nil {
				return err
			}
			later, err := o.interval(cmd, until, "until")
			if err != nil {
				return err
			}
			c.question.Crimea = crimea
			out := c.question.Until(later)
			if say.WantsJSON(cmd) {
				err = say.PrintJSON(cmd.OutOrStdout(), out)
			} else {
				err = printChange(cmd.OutOrStdout(), &c, &out)
			}
			if err == nil && out.None != "" {
				return say.CouldNotTell()
			}
			return err
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&until, "until", "", "the second time")
	cmd.Flags().BoolVar(&crimea, "crimea", true, "have Crimea and Sevastopol in the denominator")
	return cmd
}

func printChange(w io.Writer, c *counted, out *shares.Change) error {
	mark, zone := exercise(out.Exercise), c.zone
	say.Paragraph(w, 2, mark, fmt.Sprintf("%s, %d, from %s to %s, as known by %s, by %s", out.Denominator, out.Of, say.When(out.From, zone), say.When(out.To, zone), say.Moment(c.asOf, zone), sourceWords(&c.account, zone)))
	if out.None != "" {
		_, err := fmt.Fprintf(w, "%scould not tell: %s, %s\n", mark, out.None, say.When(c.account.Valid, zone))
		return err
	}
	fmt.Fprintf(w, "%s%s\n%s%d alike, %d changed\n", mark, out.Crimea, mark, out.Same, out.Gross)
	rows := [][]string{{"FROM", "TO", "NUMBER"}}
	for _, m := range out.Moves {
		rows = append(rows, []string{m.From, m.To, fmt.Sprint(m.Number)})
	}
	for _, n := range out.Net {
		rows = append(rows, []string{"net", n.Holder, fmt.Sprintf("%+d", n.Number)})
	}
	return say.Fitted(w, mark, rows)
}

func newClaim() *cobra.Command {
	var o counting
	var share, off, holder string
	cmd := &cobra.Command{
		Use:   "claim [FILE...] --at TIME --holder NAME --claim SHARE",
		Short: "Hold a stated share, such as around 20 percent, beside the figures under each denominator",
		Long: `Claim prints the share that a holder had under every denominator that is given, with and without Crimea and Sevastopol,
and beside each whether the claim is consistent with it, not consistent, or whether that could not be told. A figure is a range:
the claim is consistent with it where all of the range lies within the claim's tolerance. No claim is ever confirmed, and no figure
is chosen because it fits.

Exit codes: 0 done, 1 refused, 2 it could not be told under any denominator.`,
		Example: `  truce territory claim control.csv --at 2023-03-08 --holder RU --claim 20% --claim-tolerance 2% \
      --borders oblasts.geojson --line line.geojson --close "40 km"`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			claim, err := parseClaim(share, off)
			if err != nil {
				return err
			}
			if holder == "" {
				return say.Misused(cmd, "missing: --holder, as the source names it")
			}
			c, err := o.prepare(cmd, args)
			if err != nil {
				return err
			}
			if names := c.account.Holders(); !slices.Contains(names, holder) {
				return fmt.Errorf("--holder %.80q: %s names no such holder: %s", holder, c.account.Source, say.OrOneOf(holder, names))
			}
			out, err := o.compare(&c, claim, holder)
			if err != nil {
				return err
			}
			if say.WantsJSON(cmd) {
				a := &c.account
				err = say.PrintJSON(cmd.OutOrStdout(), map[string]any{
					"as_of": c.asOf, "at": c.question.At, "holder": holder, "claim": claim, "compared": out,
					"layer": a.Name, "source": a.Source, "kind": a.Kind, "published": a.Published, "valid": a.Valid, "exercise": a.Exercise,
				})
			} else {
				err = printClaim(cmd, &c, claim, out)
			}
			told := false
			for _, each := range out {
				told = told || each.Verdict != shares.NoVerdict
			}
			if err == nil && !told {
				return say.CouldNotTell()
			}
			return err
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&share, "claim", "", "the share that was stated, such as 20%")
	cmd.Flags().StringVar(&off, "claim-tolerance", "0%", "how far off it may be by its own words")
	cmd.Flags().StringVar(&holder, "holder", "", "whose share it is said to be, as the source names it")
	return cmd
}

// compare holds the claim to every figure. Without borders it says that there is none of ground.
func (o *counting) compare(c *counted, claim shares.Claim, holder string) ([]shares.Compared, error) {
	var out []shares.Compared
	for _, s := range both(c.question) {
		out = append(out, claim.Against(s.FigureOf(holder)))
	}
	r, err := o.ground(c)
	none := shares.Figure{Denominator: "ground", Source: c.account.Source, Kind: c.account.Kind, None: "no border and line is given: --borders and --line"}
	if !c.account.Speaks(c.question.At) {
		none.None = territory.OutsideSpan
	}
	switch {
	case err != nil && !errors.Is(err, errNoBorders):
		return nil, err
	case err != nil || !c.account.Speaks(c.question.At):
		return append(out, claim.Against(none)), nil
	}
	for _, a := range bothAreas(r) {
		out = append(out, claim.Against(a.FigureOf(holder, &c.account)))
	}
	return out, nil
}

func printClaim(cmd *cobra.Command, c *counted, claim shares.Claim, out []shares.Compared) error {
	w := cmd.OutOrStdout()
	mark := exercise(c.account.Exercise)
	say.Paragraph(w, 2, mark, fmt.Sprintf("a claim of %s, give or take %s, at %s, as known by %s", percent(claim.Share), percent(claim.Tolerance), say.When(c.question.At, c.zone), say.Moment(c.asOf, c.zone)))
	say.Paragraph(w, 2, mark, "beside the word of "+sourceWords(&c.account, c.zone))
	rows := [][]string{{"THE CLAIM IS", "AT LEAST", "AT MOST", "KIND", "OF"}}
	var notes []string
	for _, each := range out {
		least, most := percent(each.Least), percent(each.Most)
		if each.None != "" {
			least, most = "-", "-"
		}
		rows = append(rows, []string{string(each.Verdict), least, most, string(each.Kind), each.Denominator})
		notes = append(notes, strings.TrimSuffix(fmt.Sprintf("row %d: %s. %s", len(rows)-1, each.Because, each.Crimea), ". "))
	}
	err := say.Fitted(w, mark, rows)
	for _, n := range notes {
		say.Paragraph(w, 2, mark, n)
	}
	say.Paragraph(w, 0, "", "A share of places is not one of ground or people. No figure here confirms a claim.")
	return err
}

func parseClaim(share, off string) (shares.Claim, error) {
	s, err := parsePercent(share)
	if err != nil {
		return shares.Claim{}, fmt.Errorf("--claim: %w", err)
	}
	t, err := parsePercent(off)
	if err != nil {
		return shares.Claim{}, fmt.Errorf("--claim-tolerance: %w", err)
	}
	return shares.Claim{Share: s, Tolerance: t}, nil
}

// parsePercent reads a percentage with up to four decimals as parts per million.
func parsePercent(text string) (int64, error) {
	number, ok := strings.CutSuffix(strings.TrimSpace(text), "%")
	before, after, dotted := strings.Cut(number, ".")
	n, err := strconv.ParseUint(before+(after + "0000")[:max(4, len(after))], 10, 31)
	if !ok || err != nil || before == "" || dotted && after == "" || len(after) > 4 || n > 1_000_000 {
		return 0, fmt.Errorf("%.20q: write a percentage from 0%% to 100%%, such as 20%% or 18.5%%", text)
	}
	return int64(n), nil
}
