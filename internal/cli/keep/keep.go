// SPDX-License-Identifier: Apache-2.0

// Package keep turns command lines into a record that others can hold its operator to: keys, the journal, checkpoints
// and cosigners, receipts, bundles. One file holds one verb. What a reader does with them is package distrust.
package keep

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/journal/cosigner"
	"truce/journal/sqlite"
	"truce/when"
)

// Verbs returns the verbs of those who keep the record.
func Verbs() []*cobra.Command {
	return []*cobra.Command{
		newKeys(), NewPublish(journal.Mission), NewCosign(), newBundle(), newReceipt(), newSeal(), newSealReports(), newSubmit(),
		NewBackup(journal.Mission), NewRestore(journal.Mission), newDestroy(), newClose(), newCheck(),
	}
}

func openRecord(cmd *cobra.Command, path string) (*app.Record, error) {
	return verb.OpenRecord(cmd, path)
}

func readRecord(cmd *cobra.Command, path string) (*app.Record, error) {
	return verb.ReadRecord(cmd, path)
}

// openJournal opens a journal of the mission's realm without folding it.
func openJournal(ctx context.Context, path string, by opener) (*sqlite.Journal, error) {
	return openOf(ctx, journal.Mission, path, by)
}

// opener is a way to open a journal of a realm.
type opener func(context.Context, string, journal.Realm) (*sqlite.Journal, error)

// openOf opens a journal of a realm without folding it.
func openOf(ctx context.Context, of journal.Realm, path string, by opener) (*sqlite.Journal, error) {
	j, err := by(ctx, path, of)
	return j, journalFault(path, err)
}

func journalFault(path string, err error) error { return verb.JournalFault(path, err) }

func now() when.Instant { return verb.Now() }

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
