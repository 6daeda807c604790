// SPDX-License-Identifier: Apache-2.0

// Package keep turns command lines into a record that others can hold its operator to: keys, the journal, checkpoints
// and cosigners, receipts, bundles. One file holds one verb. What a reader does with them is package distrust.
package keep

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
	"truce/journal"
	"truce/journal/cosigner"
	"truce/journal/sqlite"
	"truce/when"
)

// Verbs returns the verbs of those who keep the record.
func Verbs() []*cobra.Command {
	return []*cobra.Command{
		newKeys(), newPublish(), newCosign(), newBundle(), newReceipt(), newSeal(), newSealReports(), newSubmit(),
		newBackup(), newRestore(), newDestroy(), newClose(), newCheck(),
	}
}

// openRecord opens a record to enter something, and says on a terminal how far its entries are folded.
func openRecord(cmd *cobra.Command, path string) (*app.Record, error) {
	return opened(cmd, path, app.Open)
}

// readRecord opens a record to look at it, while another program may write to it.
func readRecord(cmd *cobra.Command, path string) (*app.Record, error) {
	return opened(cmd, path, app.OpenReadOnly)
}

type openRecordBy func(context.Context, string, func(done, of int64)) (*app.Record, error)

func opened(cmd *cobra.Command, path string, by openRecordBy) (*app.Record, error) {
	p := say.NewProgress(cmd, "fold the entries")
	defer p.Finish()
	r, err := by(cmd.Context(), path, p.Set)
	return r, journalFault(path, err)
}

// openJournal opens a journal without folding it.
func openJournal(ctx context.Context, path string, by func(context.Context, string, journal.Realm) (*sqlite.Journal, error)) (*sqlite.Journal, error) {
	j, err := by(ctx, path, journal.Mission)
	return j, journalFault(path, err)
}

// journalFault says of a journal that is not there which file may have been meant.
func journalFault(path string, err error) error {
	if err == nil {
		return nil
	}
	if _, failed := os.Stat(path); failed != nil {
		return fmt.Errorf("journal %w", say.FileFault(path, failed, ".journal"))
	}
	return err
}

// now is the time of the clock.
func now() when.Instant { return when.Instant(time.Now().UnixMilli()) }

// absent is a cosigner without a cosignature, and why.
type absent struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

// absences says of each cosigner that did not cosign why, as far as the asking told.
func absences(a journal.Acceptance, asked []cosigner.Missing) []absent {
	why := map[string]string{}
	for _, m := range asked {
		why[m.Name] = fmt.Sprintf("%s: %v", m.Reason, m.Err)
	}
	var out []absent
	for _, m := range a.Missing {
		said := why[m.Name]
		switch {
		case said != "":
		case m.Invalid:
			said = "its signature does not hold"
		case m.URL == "":
			said = "the policy gives no address"
		}
		out = append(out, absent{m.Name, said})
	}
	return out
}
