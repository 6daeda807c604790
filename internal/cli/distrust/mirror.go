// SPDX-License-Identifier: Apache-2.0

package distrust

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/canon"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/durable"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/tiles"
)

// mirroring are the flags of mirror.
type mirroring struct {
	from, to, policy, content string
	logs                      []string
	maxAge                    time.Duration
}

func newMirror() *cobra.Command {
	var o mirroring
	cmd := &cobra.Command{
		Use:   "mirror --from DIR|URL --to DIR --log KEY|--policy FILE",
		Short: "Copy a published log and verify all of it",
		Long: `Mirror copies what a log published since the last time, each leaf and hash verified before it is written, and then
reads the whole copy back. Serve DIR with any web server: whoever compares it with the log (truce audit) sees whether the log shows
everybody the same. With --policy a checkpoint that does not meet the quorum is not taken, and it is said when a quorum cosigned it last: a log that shows
you an old checkpoint leaves out what came after. With --max-age one that is older than that is not taken.

A checkpoint that does not continue what the mirror holds is never taken: both are kept in a file beside, DIR.evidence-..., which
proves to anyone that the log signed two trees (truce verify --evidence). With --content a bundle is verified and kept as DIR.bundle:
content, and not for everybody. One that is older than what is kept there is not taken, and one for which the log vouched for another list of findings is evidence. It can be interrupted and goes on where it was.

Exit codes: 0 the copy is the log as it is shown; 1 two trees, or two lists of findings, or the bundle is refused; 2 could not tell: not reached, damaged on the
way, older than the copy or than --max-age, without the quorum, or a bundle that is older than what is kept or cannot be compared with it. The copy is then as it was,
but for such a bundle, which is looked at last.`,
		Example: `  truce mirror --from https://log.mission.example/ --to mirror --policy our.policy
  truce mirror --from public --to mirror --policy our.policy --content 2026-03.bundle`,
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, _ []string) error { return notNo(o.run(cmd)) }),
	}
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "folder or address of the published log")
	f.StringVar(&o.to, "to", "", "folder of the copy; made if it is not there")
	f.StringArrayVar(&o.logs, "log", nil, "verifier key of the log")
	f.StringVar(&o.policy, "policy", "", "whom you trust, with the log")
	f.DurationVar(&o.maxAge, "max-age", 0, maxAgeHelp)
	f.StringVar(&o.content, "content", "", "bundle to verify and keep beside the copy")
	return cmd
}

func (o mirroring) run(cmd *cobra.Command) error {
	if o.from == "" || o.to == "" || (o.policy == "") == (len(o.logs) == 0) {
		return say.Misused(cmd, "missing: --from, --to, and one of --log and --policy")
	}
	if err := checkMaxAge(cmd, o.maxAge, o.policy); err != nil {
		return err
	}
	if o.content != "" && o.policy == "" {
		return say.Misused(cmd, "--content is verified by a --policy")
	}
	p, err := verb.ReadPolicy(o.policy)
	if err != nil {
		return err
	}
	var keys []journal.VerifierKey
	if p != nil {
		keys = keysOf(p)
	}
	for _, text := range o.logs {
		k, err := journal.ParseVerifierKey(text)
		if err != nil {
			return fmt.Errorf("--log: %w", err)
		}
		keys = append(keys, k)
	}
	v, err := o.copy(cmd, p, keys)
	if err != nil {
		return err
	}
	if o.content != "" {
		if err := o.keepContent(cmd, p, v); err != nil {
			return err
		}
	}
	seen := freshness(p, v.Checkpoint, o.maxAge)
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"mirrored": map[string]any{
			"origin": v.Checkpoint.Origin, "size": v.Checkpoint.Size, "root": canon.Digest(v.Checkpoint.Root), "to": o.to, "cosigned": seen.at,
		}})
	}
	w := cmd.OutOrStdout()
	say.Row(w, "origin", "%s", v.Checkpoint.Origin)
	say.Row(w, "size", "%d", v.Checkpoint.Size)
	say.Row(w, "root", "%s", canon.Digest(v.Checkpoint.Root))
	say.Row(w, "cosigned", "%s", seen.words())
	say.Row(w, "mirrored", "yes: %s is the log as it is shown, read back", o.to)
	return nil
}

// copy brings the mirror up to what the log publishes.
func (o mirroring) copy(cmd *cobra.Command, p *journal.Policy, keys []journal.VerifierKey) (app.View, error) {
	ctx := cmd.Context()
	fetch, err := fetchFrom(o.from)
	if err != nil {
		return app.View{}, err
	}
	v, err := viewOf(ctx, o.from, fetch, keys)
	if err != nil {
		return v, err
	}
	if p != nil {
		if a := p.Judge(v.Checkpoint); !a.Accepted {
			return v, fmt.Errorf("%s: the quorum of the policy is not met: %d of its %d cosigners signed", o.from, len(a.Cosigned), len(a.Cosigned)+len(a.Missing))
		}
	}
	if err := freshness(p, v.Checkpoint, o.maxAge).err(); err != nil {
		return v, fmt.Errorf("%s: %w", o.from, err)
	}
	disk, err := durable.Open(o.to)
	if err != nil {
		return v, err
	}
	defer disk.Close()
	if err := o.compare(cmd, v, keys); err != nil {
		return v, err
	}
	source := tiles.Source{Hashes: v.Hashes, Leaves: v.Log.Leaves}
	if err := tiles.Publish(ctx, durable.NewFolder(disk), source, v.Checkpoint); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%s does not show all of the %d leaves that its checkpoint names: %w", o.from, v.Checkpoint.Size, err)
		}
		return v, err
	}
	for _, k := range keys {
		if v.Checkpoint.Note.SignedBy(k) == nil {
			_, err = tiles.CheckFolder(ctx, os.DirFS(o.to), k)
			return v, err
		}
	}
	return v, nil
}

// compare holds what the log publishes against what the mirror has.
func (o mirroring) compare(cmd *cobra.Command, v app.View, keys []journal.VerifierKey) error {
	if _, err := os.Stat(filepath.Join(o.to, "checkpoint")); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	held, err := viewOf(cmd.Context(), o.to, tiles.FromFolder(os.DirFS(o.to)), keys)
	if err != nil {
		return err
	}
	if err := o.twoTrees(cmd, held, v); err != nil {
		return err
	}
	if v.Checkpoint.Size < held.Checkpoint.Size {
		return fmt.Errorf("%s has %d leaves and the copy %d: it is older than the copy, and agrees with it", o.from, v.Checkpoint.Size, held.Checkpoint.Size)
	}
	return nil
}

// keepEvidence writes evidence beside a folder, once.
func keepEvidence(cmd *cobra.Command, beside string, t interface{ Bytes() ([]byte, error) }) error {
	data, err := t.Bytes()
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s.evidence-%.8s.json", filepath.Clean(beside), canon.SumBytes("truce/two-trees/1", data))
	err = verb.NewFile(name, func(w io.Writer) error { _, err := w.Write(data); return err })
	if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	if err == nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "the evidence is in %s\n", name)
	}
	return err
}

// keepContent verifies a bundle of the log and keeps it beside the mirror, unless it contradicts what is kept there or is older.
func (o mirroring) keepContent(cmd *cobra.Command, p *journal.Policy, v app.View) error {
	f, err := verb.OpenFile(cmd, o.content)
	if err != nil {
		return err
	}
	defer f.Close()
	got, err := app.Verify(f, p)
	f.Finish()
	if err != nil {
		return err
	}
	kept := filepath.Clean(o.to) + ".bundle"
	// What contradicts is evidence, whatever else is wrong with the bundle.
	if got.Is(bundle.Form).Outcome == journal.Yes && got.Is(bundle.Log).Outcome == journal.Yes && got.Is(bundle.Tree).Outcome == journal.Yes {
		if err := o.contradicts(cmd, p, v, kept); err != nil {
			return err
		}
	}
	for _, a := range got.Answers {
		must := a.Question == bundle.Form || a.Question == bundle.Log || a.Question == bundle.Quorum || a.Question == bundle.Tree ||
			a.Question == bundle.Findings
		if a.Outcome == journal.No || must && a.Outcome != journal.Yes {
			fmt.Fprintf(cmd.ErrOrStderr(), "truce: %s is not kept: %s: %s: %s\n", o.content, a.Question, a.Outcome, a.Says)
			return say.ErrQuiet
		}
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return verb.ReplaceFile(kept, func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

// contradicts returns an error if the bundle is not to take the place of the one that is kept: after evidence was written that they,
// or the bundle and the mirror, are of two trees or two lists of findings; where it is older; and where the two cannot be compared.
func (o mirroring) contradicts(cmd *cobra.Command, p *journal.Policy, v app.View, kept string) error {
	offered, err := openView(cmd, o.content, p, 0)
	if err != nil {
		return err
	}
	if err := o.twoTrees(cmd, v, offered); err != nil {
		return err
	}
	if _, err := os.Lstat(kept); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	held, err := openView(cmd, kept, p, 0)
	if err != nil {
		return fmt.Errorf("%s is not kept: it cannot be compared with what is; move that away if it is of no use: %w", o.content, err)
	}
	if err := o.twoTrees(cmd, held, offered); err != nil {
		return err
	}
	lists, err := held.CompareFindings(offered)
	switch {
	case lists != nil:
		if err := keepEvidence(cmd, o.to, lists); err != nil {
			return err
		}
		return printTwoListings(cmd, *lists)
	case err != nil:
		return fmt.Errorf("%s is not kept: %s holds %w", o.content, kept, err)
	case offered.Checkpoint.Size < held.Checkpoint.Size:
		return fmt.Errorf("%s is not kept: it has %d entries and %s has %d: it is older", o.content, offered.Checkpoint.Size, kept, held.Checkpoint.Size)
	}
	return nil
}

// twoTrees keeps evidence that two views are of two trees, and then ends with no.
func (o mirroring) twoTrees(cmd *cobra.Command, a, b app.View) error {
	two, err := a.Compare(b)
	if two == nil || err != nil {
		return err
	}
	if err := keepEvidence(cmd, o.to, two); err != nil {
		return err
	}
	return printTwoTrees(cmd, *two)
}
