// SPDX-License-Identifier: Apache-2.0

package publishing

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/internal/publish/release/proof"
	"truce/journal"
)

func newWrite() *cobra.Command {
	var key, manifest string
	cmd := &cobra.Command{
		Use:   "write JOURNAL FOLDER --key FILE",
		Short: "Write a public release that two people let go",
		Long: `Write makes the release again, holds it to the manifest that two people signed, and writes it to a new folder with its proof: the last
checkpoint of the log with its cosignatures, hashes that lead from the two acts to it, and the log's word on them. Publish the
record first, so that their acts stand under a checkpoint. Nothing in the folder says who they are.`,
		Example: "  truce release write mission.journal public-release --key log.key",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if key == "" {
				return say.Misused(cmd, "missing: --key FILE, the key of the log")
			}
			k, err := verb.ReadKey(key, journal.SignsNotes)
			if err != nil {
				return err
			}
			r, err := verb.ReadRecord(cmd, args[0])
			if err != nil {
				return err
			}
			defer r.Close()
			p, err := chosen(r, manifest, (*approval.Release).MayLeave, "that two people let go: it takes truce release propose, and truce release approve by somebody else")
			if err != nil {
				return err
			}
			written, err := app.ProveRelease(cmd.Context(), r.Journal(), p, k)
			switch {
			case errors.Is(err, app.ErrNotApproved):
				return fmt.Errorf("%w: %s proposed it, and somebody else approves it with truce release approve", err, p.By)
			case errors.Is(err, app.ErrUnsigned), errors.Is(err, app.ErrNotYet):
				return fmt.Errorf("%w: sign and publish the record with truce publish, then write", err)
			case err != nil:
				return err
			}
			d, err := again(cmd, r, p)
			if err != nil {
				return err
			}
			if err := writeFolder(args[1], append(d.Files, release.File{Name: release.ProofName, Data: written})); err != nil {
				return err
			}
			if say.WantsJSON(cmd) {
				return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"folder": args[1], "manifest": d.Manifest, "files": len(d.Files) + 1, "exercise": p.Proposal.Rule.Exercise})
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, manifest %s\nopen %s/index.html, or put the folder on any web server\n", args[1], say.Counted(int64(len(d.Files)+1), "file"), d.Manifest, args[1])
			return err
		}),
	}
	cmd.Flags().StringVar(&key, "key", "", "file of the log's key")
	cmd.Flags().StringVar(&manifest, "manifest", "", "first digits of the manifest's digest; left out, the last that two people let go")
	return cmd
}

func newCheck() *cobra.Command {
	var policy string
	cmd := &cobra.Command{
		Use:   "check FOLDER",
		Short: "Check the folder of a public release",
		Long: `Check holds every file to the manifest, and the manifest to the word of the log that two people let it go, under a checkpoint that your
policy accepts. The page verify.html in the folder answers the same in a browser.

Exit codes: 0 everything holds; 1 something does not, and it is said what; 2 it could not be told, as without a policy.`,
		Example: "  truce release check public-release --policy my.policy",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			p, err := verb.ReadPolicy(policy)
			if err != nil {
				return err
			}
			folder, err := readFolder(args[0])
			if err != nil {
				return err
			}
			answers := proof.Check(folder, p, release.DigestOf)
			whole := proof.Whole(answers)
			if say.WantsJSON(cmd) {
				err = say.PrintJSON(cmd.OutOrStdout(), map[string]any{"whole": whole, "answers": answers})
			} else {
				for _, a := range answers {
					say.Row(cmd.OutOrStdout(), string(a.Question), "%s", says(a.Outcome, a.Says))
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s\n", whole)
			}
			switch whole {
			case journal.No:
				return errors.Join(err, say.ErrQuiet)
			case journal.CouldNotTell:
				return errors.Join(err, say.ErrQuiet, say.ErrUnknown)
			}
			return err
		}),
	}
	cmd.Flags().StringVar(&policy, "policy", "", "whom you trust; without it who signed cannot be told")
	return cmd
}

func says(o journal.Outcome, why string) string {
	if why == "" {
		return string(o)
	}
	return string(o) + ": " + why
}

// maxFolder is how much of a folder is read, in bytes and in files.
const (
	maxFolder = 1 << 30
	maxFiles  = 100_000
)

// readFolder reads every regular file below a folder; a link, or anything else that is none, is an error.
func readFolder(path string) (proof.Folder, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("folder %w", say.FileFault(path, err))
	}
	defer root.Close()
	out := proof.Folder{}
	total := int64(0)
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			return fmt.Errorf("%s is no regular file", name)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if total += info.Size(); total > maxFolder || len(out) == maxFiles {
			return fmt.Errorf("more than %d bytes or %d files: it is no public release", maxFolder, maxFiles)
		}
		out[name], err = fs.ReadFile(root.FS(), name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the folder %s: %w", path, err)
	}
	return out, nil
}
