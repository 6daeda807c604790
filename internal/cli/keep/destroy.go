// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/journal"
	"truce/journal/sqlite"
)

// destroying are the flags of destroy.
type destroying struct {
	report      int
	parts       []string
	by, reason  string
	andFindings bool
}

func newDestroy() *cobra.Command {
	var o destroying
	cmd := &cobra.Command{
		Use:   "destroy JOURNAL SEQ --report N --part identity|original|extract --by WHO --reason TEXT",
		Short: "Destroy who sent a report, its original, or what it says",
		Long: `Destroy overwrites a part of report N of entry SEQ with zeros, in the journal and in the files beside it. Its hash stays,
so every proof, receipt and checkpoint stands. Identity and original may go at any time: no finding rests on them.

Once an extract is gone, nobody can compute the findings again from that entry on. This program then folds the journal no
more: it enters nothing and packs no bundle, but publishes and signs receipts, and the record has to go on in a successor. So an
extract needs --and-findings. Pack a bundle for the mission before, if that may be kept.

It cannot reach copies: backups, bundles that were handed on, what the disk keeps of old blocks. The journal has no entry that says
who destroyed what: keep the line that is printed.

Exit codes: 0 destroyed, and in no file of the journal any more; 1 refused, nothing destroyed; 2 could not tell, or destroyed for
every reader while an older copy may still be in the file -wal: end the other readers and run it again.`,
		Example: `  truce destroy mission.journal 17 --report 1 --part identity --by desk --reason "withdrew consent"`,
		Args:    say.AsUsed,
		RunE: does(func(cmd *cobra.Command, args []string) error {
			seq, err := strconv.ParseInt(args[1], 10, 64)
			if err != nil || seq < 1 {
				return say.Misused(cmd, "SEQ %s: want the number of an entry, from 1", args[1])
			}
			return o.run(cmd, args[0], seq)
		}),
	}
	f := cmd.Flags()
	f.IntVar(&o.report, "report", 0, "which report of the entry, from 1")
	f.StringSliceVar(&o.parts, "part", nil, "identity, original or extract; repeat for several")
	f.StringVar(&o.by, "by", "", "who decided it")
	f.StringVar(&o.reason, "reason", "", "why, in words")
	f.BoolVar(&o.andFindings, "and-findings", false, "destroy an extract, and with it the ground of all findings from there on")
	return cmd
}

// places are the places of the parts within the entry, from 0.
func (o destroying) places() ([]int, error) {
	var out []int
	for _, name := range o.parts {
		found := false
		for i := range journal.PartsOfReport {
			if journal.Submission.Label(i) == name {
				out, found = append(out, (o.report-1)*journal.PartsOfReport+i), true
			}
		}
		if !found {
			return nil, fmt.Errorf("--part %.40q: name identity, original or extract", name)
		}
		if name == journal.Submission.Label(journal.PartsOfReport-1) && !o.andFindings {
			return nil, errors.New("findings rest on the extract: from this entry on nobody could compute them again, and the record could not go on here; " +
				"if it must be, say --and-findings (truce destroy --help)")
		}
	}
	return out, nil
}

func (o destroying) run(cmd *cobra.Command, path string, seq int64) error {
	if o.report < 1 || len(o.parts) == 0 || o.by == "" || o.reason == "" {
		return say.Misused(cmd, "missing: --report, --part, --by or --reason")
	}
	places, err := o.places()
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	j, err := openJournal(ctx, path, sqlite.Open)
	if err != nil {
		return err
	}
	defer j.Close()
	e, err := j.Entry(ctx, seq)
	if err != nil {
		return err
	}
	if reports := len(e.Parts) / journal.PartsOfReport; e.Header.Kind == journal.Submission && o.report > reports {
		return fmt.Errorf("entry %d has %s, and no report %d", seq, say.Counted(int64(reports), "report"), o.report)
	}
	if err := j.Destroy(ctx, seq, places); err != nil {
		return err
	}
	err = say.PrintJSON(cmd.OutOrStdout(), map[string]any{"destroyed": map[string]any{
		"origin": j.First().Origin, "seq": seq, "report": o.report, "parts": o.parts, "by": o.by, "reason": o.reason, "at": atMillis(int64(now())),
	}})
	return errors.Join(err, j.Close())
}
