// SPDX-License-Identifier: Apache-2.0

// Package keep turns command lines into a record that others can hold its operator to: keys, the journal, checkpoints
// and cosigners, receipts, bundles, mirrors. One file holds one verb.
package keep

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"truce/app"
	"truce/internal/cli/say"
	"truce/internal/durable"
	"truce/journal"
	"truce/journal/cosigner"
	"truce/journal/sqlite"
	"truce/when"
)

// Verbs returns the verbs of the record.
func Verbs() []*cobra.Command {
	return []*cobra.Command{
		newKeys(), newPublish(), newCosign(), newBundle(), newReceipt(), newVerify(), newSeal(), newSealReports(), newSubmit(),
		newBackup(), newRestore(), newMirror(), newAudit(), newDestroy(), newClose(), newCheck(),
	}
}

// does makes the run of a verb of what it does, and marks the errors after which nobody knows, or should try again.
func does(run func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := run(cmd, args)
		for _, open := range []error{
			journal.ErrUnsure, journal.ErrStopped, journal.ErrLingers, app.ErrReopen, app.ErrUnsigned, app.ErrNotYet, app.ErrNotDestroyed,
			durable.ErrLocked, durable.ErrUnknown, durable.ErrNotDone, sqlite.ErrBusy,
		} {
			if errors.Is(err, open) && !errors.Is(err, say.ErrUnknown) {
				return fmt.Errorf("%w: %w", say.ErrUnknown, err)
			}
		}
		return err
	}
}

// couldNotTell is the end of a verb that has printed why it could not tell.
func couldNotTell() error { return errors.Join(say.ErrQuiet, say.ErrUnknown) }

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
	p := newProgress(cmd, "fold the entries")
	defer p.finish()
	r, err := by(cmd.Context(), path, p.set)
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

// progress shows on a terminal how far something is, and nothing where nobody would see it.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(cmd *cobra.Command, what string) *progress {
	w := say.Exact(cmd.ErrOrStderr())
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return &progress{progressbar.DefaultSilent(-1)}
	}
	return &progress{progressbar.NewOptions64(-1, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))}
}

func (p *progress) set(done, of int64) {
	if p.bar.GetMax64() != of {
		p.bar.ChangeMax64(of)
	}
	_ = p.bar.Set64(done)
}

func (p *progress) finish() { _ = p.bar.Finish() }

// now is the time of the clock.
func now() when.Instant { return when.Instant(time.Now().UnixMilli()) }

// row prints a name and what is said of it, in columns.
func row(w io.Writer, name, format string, args ...any) {
	fmt.Fprintf(w, "%-12s%s\n", name, fmt.Sprintf(format, args...))
}

// atSeconds is a time of a cosignature, which is in seconds since 1970.
func atSeconds(seconds int64) string { return time.Unix(seconds, 0).UTC().Format(time.RFC3339) }

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
