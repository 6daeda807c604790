// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/journal/sqlite"
)

// destroying are the flags of destroy.
type destroying struct {
	what        journal.DestroyedParts
	record      string
	andFindings bool
}

func newDestroy() *cobra.Command {
	var o destroying
	cmd := &cobra.Command{
		Use:   "destroy JOURNAL SEQ --report N --part identity|original|extract --by WHO --reason TEXT",
		Short: "Destroy who sent a report, its original, or what it says",
		Long: `Destroy overwrites a part of report N of entry SEQ with zeros, in the journal and in the files beside it. Its hash stays,
so every proof, receipt and checkpoint stands. Identity and original may go at any time: no finding rests on them.

First an entry is put on record that says which parts are destroyed, by whom and why, and not what they held: verify tells what
was destroyed on record from what is gone without a word. After an interrupt run it again: what is on record is not entered twice,
and is destroyed. A bundle is packed once that entry is published. A log that is closed takes no entry: --record names the journal
of a successor, which takes it.

Once an extract is gone, nobody can compute the findings again from that entry on. The journal then takes keys and nothing else, a
bundle of it holds the findings before that entry, and the record has to go on in a successor: truce seal --destroyed-in. So an
extract needs --and-findings. Pack a bundle for the mission before, if that may be kept.

It cannot reach copies, and says where they are: the folder that judge --state keeps, from which the journal was sealed, with
identity, original and extract in clear; the files that were judged; submission files; backups; bundles for the mission, and those that disclose the report; what
the disk keeps of old blocks. Those that stand in the journal's folder are named one by one, among them what a program that was
killed left there; see to each.

A server that has the record open sees it within a second and shows nothing of it from then on; while it folds anew, where an extract
went, everybody waits. It takes its projections (JOURNAL.store), which hold rows of reports, away then, and makes them anew when it
starts again. Where no server runs they are named with the copies: delete them.

Exit codes: 0 on record and destroyed, in no file of the journal any more; 1 refused, nothing destroyed; 2 could not tell; or on record and not destroyed; or destroyed for
every reader while an older copy may still be in the file -wal: end the other readers and run it again.`,
		Example: `  truce destroy mission.journal 17 --report 1 --part identity --by desk --reason "withdrew consent"`,
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			seq, err := strconv.ParseInt(args[1], 10, 64)
			if err != nil || seq < 1 {
				return say.Misused(cmd, "SEQ %s: want the number of an entry, from 1", args[1])
			}
			return o.run(cmd, args[0], seq)
		}),
	}
	f := cmd.Flags()
	f.Int64Var(&o.what.Report, "report", 0, "which report of the entry, from 1")
	f.StringSliceVar(&o.what.Parts, "part", nil, "identity, original or extract; repeat for several")
	f.StringVar(&o.what.By, "by", "", "who decided it")
	f.StringVar(&o.what.Reason, "reason", "", "why, in words; no name, since it stays on record")
	f.StringVar(&o.record, "record", "", "journal of a successor that takes the entry, where this log is closed")
	f.BoolVar(&o.andFindings, "and-findings", false, "destroy an extract, and with it the ground of all findings from there on")
	return cmd
}

// inOrder puts the parts in the order of a report, each once.
func (o *destroying) inOrder() error {
	var out []string
	for i := range journal.PartsOfReport {
		if name := journal.Submission.Label(i); slices.Contains(o.what.Parts, name) {
			out = append(out, name)
			o.what.Parts = slices.DeleteFunc(o.what.Parts, func(each string) bool { return each == name })
		}
	}
	if len(o.what.Parts) > 0 {
		return fmt.Errorf("--part %.40q: name identity, original or extract", o.what.Parts[0])
	}
	if o.what.Parts = out; slices.Contains(out, journal.Submission.Label(journal.PartsOfReport-1)) && !o.andFindings {
		return errors.New("findings rest on the extract: from this entry on nobody could compute them again, and the record could not go on here; " +
			"if it must be, say --and-findings (truce destroy --help)")
	}
	return nil
}

func (o destroying) run(cmd *cobra.Command, path string, seq int64) error {
	if o.what.Report < 1 || len(o.what.Parts) == 0 || o.what.By == "" || o.what.Reason == "" {
		return say.Misused(cmd, "missing: --report, --part, --by or --reason")
	}
	if err := o.inOrder(); err != nil {
		return err
	}
	ctx := cmd.Context()
	j, err := openJournal(ctx, path, sqlite.Open)
	if err != nil {
		return err
	}
	defer j.Close()
	record := j
	if o.record != "" {
		if record, err = openJournal(ctx, o.record, sqlite.Open); err != nil {
			return err
		}
		defer record.Close()
	}
	o.what.Origin, o.what.Seq = j.First().Origin, seq
	entry, err := app.Destroy(ctx, j, app.Destroying{What: o.what, At: now(), Record: record})
	if errors.Is(err, journal.ErrEnded) {
		return fmt.Errorf("nothing is destroyed: %w; name the journal of its successor with --record", err)
	}
	if err != nil {
		return err
	}
	beside, err := besideJournal(path, o.what.Origin, seq)
	if err != nil {
		err = fmt.Errorf("%w: it is destroyed in the journal, and what lies beside it could not be looked through: %w", say.ErrUnknown, err)
	}
	nameBeside(cmd, beside)
	err = errors.Join(err, say.PrintJSON(cmd.OutOrStdout(), map[string]any{"destroyed": map[string]any{
		"origin": o.what.Origin, "seq": seq, "report": o.what.Report, "parts": o.what.Parts, "by": o.what.By, "reason": o.what.Reason,
		"at": say.AtMillis(int64(now())), "record": map[string]any{"origin": record.First().Origin, "seq": entry},
		"beside": append([]copyBeside{}, beside...),
	}}))
	fmt.Fprintln(cmd.ErrOrStderr(), copies)
	return errors.Join(err, j.Close(), record.Close())
}

// copies says where the content may still be.
const copies = "destroyed in the journal and in no copy. Look for it in the folder of entries (judge --state), in the files that were judged, in " +
	"submission files, in the projections of a server (JOURNAL.store) that does not run, in backups and in bundles for the mission, or that disclose the report"
