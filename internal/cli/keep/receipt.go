// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/journal/sqlite"
)

// mergeWithin is the promise of a receipt if nothing else is said: how long after an entry it stands under a cosigned
// checkpoint.
const mergeWithin = 60 * time.Second

// maxMerge is the longest promise of a receipt.
const maxMerge = journal.MaxMerge * time.Millisecond

// mayPromise tells whether a receipt can promise so much.
func mayPromise(within time.Duration) bool { return within >= 0 && within <= maxMerge }

func newReceipt() *cobra.Command {
	var key, level string
	var within time.Duration
	cmd := &cobra.Command{
		Use:   "receipt JOURNAL SEQ --key FILE",
		Short: "Sign what the operator owes for an entry",
		Long: `Receipt prints a signed note: that entry SEQ is on disk (durable), under a checkpoint that the log signed (logged) or
under one that the quorum cosigned (witnessed), and by when it will stand under a cosigned one. Whoever holds it can show later,
to anyone, that the word was broken: truce verify --receipt.

The time is that of the entry and the deadline --merge-within later, at most 31 days. What a device submitted has the deadline of
its first receipt, whatever --merge-within says.

Exit codes: 0 done, 1 refused, 2 the entry is not under such a checkpoint yet: publish, and ask again.`,
		Example: "  truce receipt mission.journal 17 --key log.key > 17.receipt\n  truce receipt mission.journal 17 --key log.key --level witnessed > 17.receipt",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			seq, err := strconv.ParseInt(args[1], 10, 64)
			if err != nil || seq < 1 {
				return say.Misused(cmd, "SEQ %s: want the number of an entry, from 1", args[1])
			}
			l := journal.Level(level)
			if l != journal.Durable && l != journal.Logged && l != journal.Witnessed {
				return fmt.Errorf("--level %.40q: name durable, logged or witnessed", level)
			}
			if key == "" || !mayPromise(within) {
				return say.Misused(cmd, "missing: --key FILE; and --merge-within is from 0 to %s", maxMerge)
			}
			k, err := readKey(key, journal.SignsNotes)
			if err != nil {
				return err
			}
			j, err := openJournal(cmd.Context(), args[0], sqlite.OpenReadOnly)
			if err != nil {
				return err
			}
			defer j.Close()
			return printReceipt(cmd, owed{journal: j, key: k, level: l, within: within}, seq)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&key, "key", "", "file of the log's key")
	f.StringVar(&level, "level", string(journal.Durable), "durable, logged or witnessed")
	f.DurationVar(&within, "merge-within", mergeWithin, "by when after the entry it stands under a cosigned checkpoint")
	return cmd
}

// owed is what a receipt is signed with.
type owed struct {
	journal *sqlite.Journal
	key     journal.SigningKey
	level   journal.Level
	within  time.Duration
}

// receipt signs the receipt of an entry.
func (o owed) receipt(ctx context.Context, seq int64) ([]byte, error) {
	e, err := o.journal.Entry(ctx, seq)
	if err != nil {
		return nil, err
	}
	root, err := e.PartsRoot()
	if err != nil {
		return nil, err
	}
	deadline := e.Header.Time + o.within.Milliseconds()
	signer := app.Signer{Key: o.key}
	first, promised, err := signer.Promised(ctx, o.journal, seq)
	if err != nil {
		return nil, err
	}
	if promised {
		deadline = first.Deadline
	}
	if e.Header.Device == "" && e.Header.Time+journal.MaxMerge < int64(now()) {
		return nil, fmt.Errorf("entry %d is of %s and no device sent it: a receipt promises at most 31 days from there, which have passed", seq, say.AtMillis(e.Header.Time))
	}
	if e.Header.Device == "" && deadline < int64(now()) {
		return nil, fmt.Errorf("entry %d is of %s and no device sent it: a receipt would promise %s, which has passed; say what you promise with --merge-within", seq, say.AtMillis(e.Header.Time), say.AtMillis(deadline))
	}
	placed := journal.Placed{Seq: seq, Time: e.Header.Time, Header: e.Head.Hash(), PartsRoot: root}
	promise := app.Promise{Level: o.level, Received: placed.Time, Deadline: deadline}
	return signer.Receipt(ctx, o.journal, placed, promise)
}

func printReceipt(cmd *cobra.Command, o owed, seq int64) error {
	data, err := o.receipt(cmd.Context(), seq)
	if err != nil {
		return err
	}
	_, err = say.Exact(cmd.OutOrStdout()).Write(data)
	return err
}
