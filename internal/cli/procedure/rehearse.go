// SPDX-License-Identifier: Apache-2.0

package procedure

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/internal/cli/say"
	"truce/response/rehearse"
	"truce/when"
)

// rehearsing are the flags of rehearse.
type rehearsing struct {
	seed            uint64
	limit, tolerate int
	worst           bool
	read            func(name string) (*agreement.Compiled, error)
}

// NewRehearse returns the verb rehearse. read reads an agreement by its file, or a worked example by its name.
func NewRehearse(read func(name string) (*agreement.Compiled, error)) *cobra.Command {
	o := rehearsing{read: read}
	cmd := &cobra.Command{
		Use:   "rehearse AGREEMENT",
		Short: "Play the procedure of a text before anybody lives under it, and name what stops, comes late or is nobody's",
		Long: `Rehearse plays invented findings of every severity, confidence and recurrence through the procedure and the ladder of a
text, by the same fold that a mission runs, while members, bodies and the respondent are prompt, late, absent, against or recused.
It names every deadlock with the smallest set of failures that causes it, every deadline that nobody owes, a body that cannot meet in
time, a clock that is over before the determination that it needs, cells of the ladder without a rung, working days that do not fit
the clocks, and ratifications that are open; each with the article and who has to mend it. Then it prints how long each decision took.

Every run with few failures is played; of those with more, some are drawn by --seed. The same text and flags print the same.
The median is of the runs played and is no forecast. Not played are complaints and their admission, appeals and what they suspend,
proxies, pauses, revisions and gates: what they stop or hold up is not found. A run is ended after 5,000 happenings or 400 days, and the
report says how many were.

An agreement is a YAML file, or the name of a worked example such as paris-exercise.

Exit codes: 0 nothing found, 1 something found or the file is refused, 2 interrupted.`,
		Example: "  truce rehearse paris-exercise\n  truce rehearse draft.yaml --worst --exhaustive-limit 200000 --json",
		Args:    say.AsUsed,
		RunE:    func(cmd *cobra.Command, args []string) error { return o.run(cmd, args[0]) },
	}
	f := cmd.Flags()
	f.Uint64Var(&o.seed, "seed", 1, "draw the sampled runs by this number")
	f.IntVar(&o.limit, "exhaustive-limit", rehearse.DefaultLimit, "play every run up to so many failures that about this number of runs suffices")
	f.IntVar(&o.tolerate, "tolerate", rehearse.DefaultTolerate, "find a deadlock where this many failures, or fewer, cause it; -1 for none")
	f.BoolVar(&o.worst, "worst", false, "print the run that took longest for each decision")
	return cmd
}

func (o rehearsing) run(cmd *cobra.Command, name string) error {
	switch {
	case o.limit < 1 || o.limit > rehearse.MaxLimit:
		return say.Misused(cmd, "--exhaustive-limit %d: from 1 to %d", o.limit, rehearse.MaxLimit)
	case o.tolerate < -1:
		return say.Misused(cmd, "--tolerate %d: a number of failures, or -1", o.tolerate)
	}
	text, err := o.read(name)
	if err != nil {
		return err
	}
	tolerate := o.tolerate
	if tolerate == 0 {
		tolerate = -1 // of the package, for which zero is "not said"
	}
	bar := say.NewProgress(cmd, "runs played")
	report, err := rehearse.Rehearse(text, rehearse.Options{
		Seed: o.seed, Limit: o.limit, Tolerate: tolerate,
		Watch: func(done, of int64) error {
			bar.Set(done, of)
			return cmd.Context().Err()
		},
	})
	bar.Finish()
	if err != nil {
		return fmt.Errorf("rehearse %s: %w", name, err)
	}
	if say.WantsJSON(cmd) {
		err = say.PrintJSON(cmd.OutOrStdout(), report)
	} else {
		err = o.print(cmd.OutOrStdout(), text, report)
	}
	if err != nil {
		return err
	}
	if len(report.Findings) > 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), say.Counted(int64(len(report.Findings)), "finding"))
		return say.ErrQuiet
	}
	return nil
}

// print writes a report for people.
func (o rehearsing) print(w io.Writer, text *agreement.Compiled, r *rehearse.Report) error {
	mark := ""
	if r.Exercise {
		mark = "EXERCISE "
	}
	p := r.Population
	say.Paragraph(w, 2, "", fmt.Sprintf("%s%s: %d runs played of %d who act, for %d that differ; %s.", mark, r.Agreement, p.Played, p.Actors, p.Stands, extent(p)))
	if p.Cut > 0 {
		say.Paragraph(w, 2, "", fmt.Sprintf("%s%d of the runs were ended after %d happenings or %s: what came after was not played, and counts as not taken.", mark, p.Cut, rehearse.MostHappenings, rehearse.Horizon))
	}
	for _, f := range r.Findings {
		where := "the text as a whole"
		if f.Article != "" {
			where = "article " + string(f.Article)
		}
		say.Paragraph(w, 2, "", fmt.Sprintf("%s%s, %s: %s", mark, where, f.Kind, f.Says))
		say.Paragraph(w, 8, "  mend: ", f.Mend)
		if f.Shown != nil {
			say.Paragraph(w, 8, "  run:  ", runWords(text, f.Shown))
		}
	}
	if len(r.Findings) == 0 {
		fmt.Fprintln(w, mark+"nothing found")
	}
	if err := say.Aligned(w, mark, times(r)); err != nil {
		return err
	}
	for _, s := range r.Stops {
		if len(s.Failures) > p.Tolerated {
			say.Paragraph(w, 2, "", fmt.Sprintf("%sto stop %s it takes %d failures: %s%s", mark, s.Decision, len(s.Failures), failureWords(s.Shown.Failures), alike(s.Alike)))
		}
	}
	for _, d := range r.Decisions {
		if o.worst && d.Shown != nil {
			say.Paragraph(w, 2, "", fmt.Sprintf("%s%s took longest, %s, in this run: %s", mark, d.Name, d.Worst, runWords(text, d.Shown)))
		}
	}
	return nil
}

func extent(p rehearse.Population) string {
	switch {
	case p.Whole:
		return "there are no others"
	case p.Complete < 0:
		return fmt.Sprintf("too many to play all: %d drawn by seed %d, every two choices together first", p.Sampled, p.Seed)
	case p.Complete < 2:
		return fmt.Sprintf("all with up to %s, and %d drawn by seed %d, every two choices together first", say.Counted(int64(p.Complete), "failure"), p.Sampled, p.Seed)
	default:
		return fmt.Sprintf("all with up to %s, and %d with more drawn by seed %d", say.Counted(int64(p.Complete), "failure"), p.Sampled, p.Seed)
	}
}

func alike(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (and %d like it)", n)
}

// times is the table of how long decisions took.
func times(r *rehearse.Report) [][]string {
	rows := [][]string{{"decision", "article", "by", "time of the text", "typical", "worst", "taken"}}
	for _, d := range r.Decisions {
		by, within, typical, worst := d.By, "none", "never", "never"
		if by == "" {
			by = "nobody"
		}
		if d.Within != "" {
			within = fmt.Sprintf("%s from %s", d.Within, d.After)
		}
		if d.Taken > 0 {
			typical, worst = d.Typical.String(), d.Worst.String()
		}
		rows = append(rows, []string{d.Name, string(d.Article), by, within, typical, worst, fmt.Sprintf("%d of %d", d.Taken, d.Owed)})
	}
	return rows
}

// runWords writes a run so that it can be played again by hand.
func runWords(text *agreement.Compiled, r *rehearse.Run) string {
	at := r.Breach.String()
	if zone, err := when.LoadZone(text.Agreement().Counting.Day); err == nil {
		at = fmt.Sprintf("%s %s %s", zone.DateOf(r.Breach), zone.ClockOf(r.Breach), zone)
	}
	words := fmt.Sprintf("%s by %s at %s, everybody %s", r.Cell, r.Respondent, at, r.Base)
	if len(r.Failures) > 0 {
		words += ", but " + failureWords(r.Failures)
	}
	return words
}

func failureWords(list []rehearse.Failure) string {
	words := make([]string, len(list))
	for i, f := range list {
		words[i] = f.Actor + " " + string(f.How)
	}
	return strings.Join(words, ", ")
}
