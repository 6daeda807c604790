// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/journal/sqlite"
)

// there tells whether a file is there.
func there(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// NewBackup is the verb that copies a journal of a realm.
func NewBackup(of journal.Realm) *cobra.Command {
	return &cobra.Command{
		Use:   "backup JOURNAL FILE",
		Short: "Copy a journal while others go on with it",
		Long: `Backup writes a consistent copy of the journal, whole or not at all, which only you can read, and reads every entry of
the copy back. It holds all that the journal holds, so keep it like the journal; content that is destroyed later has to be destroyed
in every copy too. The key is not in it: keep a copy of that apart.

A copy goes out of date with the next checkpoint. See truce restore before you use one.`,
		Example: "  truce backup mission.journal mission-2026-03-04.journal",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			j, err := openOf(cmd.Context(), of, args[0], sqlite.OpenReadOnly)
			if err != nil {
				return err
			}
			defer j.Close()
			if err := errors.Join(warnOfLeft(cmd, args[1]), j.Backup(cmd.Context(), args[1])); err != nil {
				return err
			}
			size, err := recheck(cmd.Context(), of, args[1])
			if err != nil {
				return fmt.Errorf("the copy %s is not good, do not use it: %w", args[1], err)
			}
			if say.WantsJSON(cmd) {
				return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"backup": args[1], "entries": size})
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, read back\n", args[1], entries(size))
			return nil
		}),
	}
}

// recheck reads every entry of a journal back and computes the tree anew.
func recheck(ctx context.Context, of journal.Realm, path string) (size int64, err error) {
	j, err := openOf(ctx, of, path, sqlite.OpenReadOnly)
	if err != nil {
		return 0, err
	}
	defer j.Close()
	if size, err = j.Size(ctx); err != nil {
		return 0, err
	}
	return size, j.Recheck(ctx, 1, size)
}

// NewRestore is the verb that puts a copy of a journal of a realm in its place.
func NewRestore(of journal.Realm) *cobra.Command {
	var key, policy string
	var disbelieved []string
	var unchecked bool
	cmd := &cobra.Command{
		Use:   "restore FILE JOURNAL --key FILE --policy FILE",
		Short: "Put a copy in the place of a lost journal, if nothing newer was cosigned",
		Long: `Restore reads every entry of the copy back, shows its last signed checkpoint to the cosigners, and puts the copy in place
only if none of them has seen a larger tree, whether the quorum needs it or not, and enough of them answered: every way to meet the
quorum must need one that did. A log that goes on from an older state than was cosigned would sign a second tree, and that is proof
against its operator.

That a cosigner has a larger tree is its word alone: its answer is not signed, so a cosigner that lies can stop a restore. Look into
it, ask the others, and look at what is published. --disbelieve NAME leaves out what that cosigner says, as if it had not answered: if
it is right, you sign a second tree, and what it has proves that. With a quorum of none nobody's answer shows that nothing newer was
published; --unchecked restores even so, on your own word. If what is newer is lost for good, the log has come to its end. It is succeeded by
one with a name and a key of its own, which names the last cosigned checkpoint: truce seal --follows, docs/spec/journal.md.

Exit codes: 0 restored; 1 refused: a cosigner has more, or the copy is damaged; 2 too few cosigners answered, the quorum needs
none, or the copy was never signed, so that nobody can be asked.`,
		Example: "  truce restore mission-2026-03-04.journal mission.journal --key log.key --policy operator.policy",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if key == "" || policy == "" {
				return say.Misused(cmd, "missing: --key or --policy")
			}
			signer, err := ReadSigner(key, policy, disbelieved...)
			if err != nil {
				return err
			}
			if exists, err := there(args[1]); err != nil || exists {
				return errors.Join(err, fmt.Errorf("%s is there: nothing takes its place", args[1]))
			}
			return restore(cmd, args[0], args[1], restoring{of, signer, unchecked})
		}),
	}
	cmd.Flags().StringVar(&key, "key", "", "file of the log's key")
	cmd.Flags().StringVar(&policy, "policy", "", "policy with the cosigners and their addresses")
	cmd.Flags().StringArrayVar(&disbelieved, "disbelieve", nil, disbelieveHelp)
	cmd.Flags().BoolVar(&unchecked, "unchecked", false, "with a quorum of none: restore although nobody can say that the copy is the newest")
	return cmd
}

// restoring is by whom a copy is checked. unchecked lets a quorum that needs nobody pass.
type restoring struct {
	of        journal.Realm
	signer    app.Signer
	unchecked bool
}

// restore works on a copy beside the place, which takes it only at the end.
func restore(cmd *cobra.Command, from, to string, by restoring) (err error) {
	ctx := cmd.Context()
	if err := warnOfLeft(cmd, to); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(filepath.Dir(to), ".restore-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	copied := filepath.Join(dir, "copy.journal")
	if err := copyJournal(ctx, by.of, from, copied); err != nil {
		return err
	}
	size, err := recheck(ctx, by.of, copied)
	if err != nil {
		return fmt.Errorf("nothing is restored: %w", err)
	}
	j, err := openAsLog(cmd, by.of, copied, by.signer.Key)
	if err != nil {
		return err
	}
	said, err := by.signer.CheckCopy(ctx, j)
	if errors.Is(err, app.ErrNobodyNeeded) && by.unchecked {
		err = nil
	}
	if err = errors.Join(err, j.Close()); err != nil {
		return fmt.Errorf("nothing is restored: %w", notRestoredWords(err))
	}
	if err := copyJournal(ctx, by.of, copied, to); err != nil {
		return err
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), map[string]any{
			"restored": to, "entries": size, "cosigners": said.Known, "disbelieved": by.signer.Disbelieved, "unchecked": by.unchecked,
		})
	}
	w := cmd.OutOrStdout()
	if len(said.Known) > 0 {
		fmt.Fprintf(w, "%s: %s, and none of the %d cosigners that answered and are believed has more\n", to, entries(size), len(said.Known))
	} else {
		fmt.Fprintf(w, "%s: %s, and no cosigner says whether there was more\n", to, entries(size))
	}
	for _, name := range said.Silent {
		if slices.Contains(by.signer.Disbelieved, name) {
			say.Row(w, "disbelieved", "%s, by you", name)
		} else {
			say.Row(w, "no answer", "%s", name)
		}
	}
	return nil
}

// notRestoredWords says what is to be done about a copy that is not used, and marks what is no answer.
func notRestoredWords(err error) error {
	switch {
	case errors.Is(err, app.ErrTooFewAnswered):
		return fmt.Errorf("%w: %w", say.ErrUnknown, err)
	case errors.Is(err, app.ErrNobodyNeeded):
		return fmt.Errorf("%w: %w; --unchecked restores on your word alone", say.ErrUnknown, err)
	default:
		return olderWords(err)
	}
}

func copyJournal(ctx context.Context, of journal.Realm, from, to string) error {
	j, err := openOf(ctx, of, from, sqlite.OpenReadOnly)
	if err != nil {
		return err
	}
	return errors.Join(j.Backup(ctx, to), j.Close())
}
