// SPDX-License-Identifier: Apache-2.0

package publishing

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/engine"
	"truce/internal/access/reads"
	"truce/internal/access/reads/trail"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/when"
)

func newReads() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reads",
		Short: "Look into the log of who looked at what, and bind it to the record",
		Long: `The log of reads says who looked at what in the mission's pages, as whom, and what they got to see. It stands in a folder of its own beside the
journal and enters nothing that leaves the mission: it is about people. Once a day its head is put on record, so that from then on nobody
can take a line out, or put one in, unnoticed.`,
		Example: `  truce reads list reads --object notice-1
  truce reads enter mission.journal reads --by desk
  truce reads check mission.journal reads`,
	}
	cmd.AddCommand(newReadsList(), newReadsEnter(), newReadsCheck())
	return cmd
}

// readsInternal stands above every line of the log.
const readsInternal = "MISSION-INTERNAL: who looked at what. It is about people, and goes to no party and to no public."

func newReadsList() *cobra.Command {
	var f reads.Filter
	var answer string
	cmd := &cobra.Command{
		Use:     "list FOLDER",
		Short:   "List who looked at what",
		Long:    "List prints the lines of a log of reads, all or those of somebody or something. The program that writes the log must not be running.",
		Example: "  truce reads list reads\n  truce reads list reads --object notice-1 --answer refused",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			l, err := openReads(args[0])
			if err != nil {
				return err
			}
			defer l.Close()
			f.Answer = trail.Answer(answer)
			list, err := l.List(f)
			if err != nil {
				return err
			}
			w := cmd.OutOrStdout()
			if say.WantsJSON(cmd) {
				for _, r := range list {
					err = errors.Join(err, say.PrintJSON(w, struct {
						Internal string     `json:"mission_internal"`
						Read     trail.Read `json:"read"`
					}{readsInternal, r}))
				}
				return errors.Join(err, l.Close())
			}
			fmt.Fprintln(w, readsInternal)
			for _, r := range list {
				of := ""
				if r.Member != "" {
					of = " of " + r.Member
				}
				say.Paragraph(w, 4, "", fmt.Sprintf("%d %s %s%s, as %s: %s %s %s: %s", r.Seq, r.At, r.Who, of, r.Role, r.Kind, r.Object, r.Query, r.Answer))
			}
			fmt.Fprintf(w, "%s of %d\n", say.Counted(int64(len(list)), "line"), l.Count())
			return l.Close()
		}),
	}
	cmd.Flags().StringVar(&f.Who, "who", "", "lines of this person")
	cmd.Flags().StringVar(&f.Role, "role", "", "lines of those who acted as this")
	cmd.Flags().StringVar(&f.Object, "object", "", "lines on this thing")
	cmd.Flags().StringVar(&answer, "answer", "", "lines with this answer: shown, refused or absent")
	return cmd
}

// openReads opens the log in a folder that is there.
func openReads(folder string) (*reads.Log, error) {
	if _, err := os.Stat(filepath.Join(folder, reads.Name)); err != nil {
		return nil, fmt.Errorf("log of reads %w", say.FileFault(folder, err))
	}
	return reads.Open(folder)
}

func newReadsEnter() *cobra.Command {
	var by, day string
	cmd := &cobra.Command{
		Use:     "enter JOURNAL FOLDER --by WHO",
		Short:   "Put the head of the log of a day on record",
		Long:    "Enter puts on record where the log of reads stood at the end of a day in UTC: how many lines, and their digest. Left out, the day is yesterday.",
		Example: "  truce reads enter mission.journal reads --by desk\n  truce reads enter mission.journal reads --by desk --day 2031-03-04",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if by == "" {
				return say.Misused(cmd, "missing: --by WHO, who enters it")
			}
			r, err := verb.OpenRecord(cmd, args[0])
			if err != nil {
				return err
			}
			defer r.Close()
			now := max(verb.Clock(cmd.Context()), r.State().Now())
			date, err := dayBefore(now, day)
			if err != nil {
				return err
			}
			l, err := openReads(args[1])
			if err != nil {
				return err
			}
			defer l.Close()
			if err := l.Verify(r.State().Reads().All()); err != nil {
				return err
			}
			head, err := l.Head(by, date)
			if err != nil {
				return err
			}
			got, err := r.Enter(cmd.Context(), []app.Incoming{{Entry: engine.Entry{Time: now, Reads: &head}}})
			if err != nil {
				return fmt.Errorf("nothing was entered: %w", err)
			}
			if say.WantsJSON(cmd) {
				err = say.PrintJSON(cmd.OutOrStdout(), map[string]any{"entry": got[0].Placed.Seq, "head": head})
			} else {
				fmt.Fprintf(cmd.OutOrStdout(), "entry %d: %s on %s, %s\n", got[0].Placed.Seq, say.Counted(head.Count, "line"), head.Day, head.Digest)
			}
			return errors.Join(err, l.Close(), r.Close())
		}),
	}
	cmd.Flags().StringVar(&by, "by", "", "who enters it")
	cmd.Flags().StringVar(&day, "day", "", "day in UTC, such as 2031-03-04; left out, yesterday")
	return cmd
}

func dayBefore(now when.Instant, day string) (when.Date, error) {
	if day != "" {
		date, err := when.ParseDate(day)
		if err != nil {
			return date, fmt.Errorf("--day: %w", err)
		}
		return date, nil
	}
	utc, err := when.LoadZone("UTC")
	return utc.DateOf(now).Add(-1), err
}

func newReadsCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check JOURNAL FOLDER",
		Short: "Hold the log of reads to the heads on record",
		Long: `Check reads the whole log, and holds it to every head that the record has of it.

Exit codes: 0 nothing was changed up to the last head; 1 something was, or the log is damaged: keep both, they are evidence; 2 no head is on
record, so nothing binds it.`,
		Example: "  truce reads check mission.journal reads",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			r, err := verb.ReadRecord(cmd, args[0])
			if err != nil {
				return err
			}
			defer r.Close()
			l, err := openReads(args[1])
			if err != nil {
				return err
			}
			defer l.Close()
			heads := r.State().Reads().All()
			if err := l.Verify(heads); err != nil {
				return err
			}
			if len(heads) == 0 {
				return fmt.Errorf("%w: no head of the log of reads is on record: enter one with truce reads enter", say.ErrUnknown)
			}
			last := heads[len(heads)-1]
			if say.WantsJSON(cmd) {
				return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"lines": l.Count(), "heads": len(heads), "last": last})
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s, the first %d bound by %s, the last of %s\n", say.Counted(l.Count(), "line"), last.Count, say.Counted(int64(len(heads)), "head"), last.Day)
			return err
		}),
	}
}
