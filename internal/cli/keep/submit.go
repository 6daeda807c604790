// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/report"
)

func newSubmit() *cobra.Command {
	var key string
	var within time.Duration
	cmd := &cobra.Command{
		Use:   "submit JOURNAL FILE --key FILE",
		Short: "Enter what a device sealed and sent, and answer with a receipt",
		Long: `Submit reads a submission file (docs/spec/submission.md), checks the device's signature by its key on record, enters
all of its reports as one entry and prints the receipt that the operator owes, signed with the log's key. What is not whole or
not signed by a key that counts is refused, and nothing is entered.

The very same submission again is entered once and gets its first receipt, whatever --merge-within says then. What the
counters show, missing submissions and clones, is said on standard error and stops nothing.

Exit codes: 0 entered or there already, 1 refused and nothing entered, 2 could not tell: submit it again.`,
		Example: "  truce submit mission.journal submission-1.json --key log.key > submission-1.receipt",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if key == "" || !mayPromise(within) {
				return say.Misused(cmd, "missing: --key FILE, which signs the receipt; and --merge-within is from 0 to %s", maxMerge)
			}
			k, err := readKey(key, journal.SignsNotes)
			if err != nil {
				return err
			}
			data, err := say.ReadLimited(args[1], report.MaxSent)
			if err != nil {
				return fmt.Errorf("submission %w", say.FileFault(args[1], err, ".json"))
			}
			sent, err := report.ReadSent(data)
			if err != nil {
				return fmt.Errorf("%s: %w; nothing was entered", args[1], err)
			}
			return submit(cmd, args[0], sent, owed{key: k, level: journal.Durable, within: within})
		}),
	}
	cmd.Flags().StringVar(&key, "key", "", "file of the log's key")
	cmd.Flags().DurationVar(&within, "merge-within", mergeWithin, "by when after the entry it stands under a cosigned checkpoint")
	return cmd
}

func submit(cmd *cobra.Command, path string, sent report.Sent, o owed) error {
	sealed, err := sent.Sealed()
	if err != nil {
		return err
	}
	r, err := openRecord(cmd, path)
	if err != nil {
		return err
	}
	defer r.Close()
	o.journal = r.Journal()
	if name := o.key.Verifier().Name(); name != o.journal.First().Origin {
		return fmt.Errorf("journal %s of the log %s: %w, %s", path, o.journal.First().Origin, errOtherKey, name)
	}
	e := engine.Entry{Time: max(now(), r.State().Now()), Submission: &engine.Submission{Reports: sent.Reports, Device: &sealed}}
	got, err := r.Enter(cmd.Context(), []app.Incoming{{Entry: e, Salts: sent.Salts}})
	var again *engine.RepeatError
	var seq int64
	switch {
	case errors.As(err, &again): // the same header under another signature
		seq = again.Seq
	case err != nil:
		return fmt.Errorf("nothing was entered: %w", err)
	case got[0].Placed.Again:
		seq = got[0].Placed.Seq
	default:
		fmt.Fprintf(cmd.ErrOrStderr(), "entry %d: %s\n", got[0].Placed.Seq, say.Counted(int64(len(sent.Reports)), "report"))
		irregularities(cmd.ErrOrStderr(), got[0].Effects)
		return keepReceipt(cmd, o, got[0].Placed.Seq)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "entry %d has it already: nothing was entered\n", seq)
	return keepReceipt(cmd, o, seq)
}

// keepReceipt keeps the first receipt of an entry before anybody has it, so that a retry gets the same.
func keepReceipt(cmd *cobra.Command, o owed, seq int64) error {
	data, err := o.receipt(cmd.Context(), seq)
	if err == nil {
		err = o.journal.KeepReceipt(cmd.Context(), seq, data)
	}
	if err != nil {
		return err
	}
	_, err = say.Exact(cmd.OutOrStdout()).Write(data)
	return err
}

// irregularities says what a submission showed of its device.
func irregularities(w io.Writer, effects []engine.Effect) {
	for _, e := range effects {
		switch i := e.Irregular; {
		case i == nil:
		case i.Clone != nil:
			fmt.Fprintf(w, "device %s: two submissions that one device cannot both have made, entries %d and %d, counter %d\n", i.Device, i.Clone.Against, i.Clone.Entry, i.Clone.Counter)
		case i.Hole.Closed > 0:
			fmt.Fprintf(w, "device %s: %s came after all\n", i.Device, spanWords(i.Hole.Span))
		default:
			fmt.Fprintf(w, "device %s: %s did not come yet\n", i.Device, spanWords(i.Hole.Span))
		}
	}
}
