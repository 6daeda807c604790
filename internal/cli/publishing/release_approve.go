// SPDX-License-Identifier: Apache-2.0

package publishing

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/journal"
)

func newApprove() *cobra.Command {
	var key, manifest, folder string
	cmd := &cobra.Command{
		Use:   "approve JOURNAL --key FILE",
		Short: "Approve a public release that somebody else proposed",
		Long: `Approve makes the release again from the record by the rule of the proposal, and enters your approval only if it has the same manifest, to
the byte. Look at it first: --look writes it to a folder. What the proposal shows although the check would hold it back is listed.
Nobody approves what they proposed themselves.`,
		Example: "  truce release approve mission.journal --key ben.key --look again",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if key == "" {
				return say.Misused(cmd, "missing: --key FILE, your key for releases")
			}
			r, err := verb.OpenRecord(cmd, args[0])
			if err != nil {
				return err
			}
			defer r.Close()
			p, err := chosen(r, manifest, func(r *approval.Release) bool { return !r.MayLeave() }, "that waits for an approval: propose one with truce release propose")
			if err != nil {
				return err
			}
			d, err := again(cmd, r, p)
			if err != nil {
				return err
			}
			if err := look(folder, d); err != nil {
				return err
			}
			k, err := verb.ReadKey(key, journal.SignsNotes)
			if err != nil {
				return err
			}
			act := &approval.Publication{By: k.Verifier().Name(), Approve: &approval.Approval{Manifest: d.Manifest}}
			if act.Approve.Note, err = sign(act, k); err != nil {
				return err
			}
			says := said{Manifest: d.Manifest, From: d.Release.From, To: d.Release.To, Findings: len(d.Release.Items), Held: d.Held, Kept: d.Kept, Notes: d.Notes, Exercise: p.Proposal.Rule.Exercise}
			if says.Entry, err = enter(cmd, r, act); err != nil {
				return err
			}
			return errors.Join(says.print(cmd), r.Close())
		}),
	}
	cmd.Flags().StringVar(&key, "key", "", "file of your key, which is on record for releases")
	cmd.Flags().StringVar(&manifest, "manifest", "", "first digits of the manifest's digest; left out, the last that waits")
	cmd.Flags().StringVar(&folder, "look", "", "folder, made anew, for the files to be looked at; it is not the release")
	return cmd
}

// chosen is the release that is meant: by the first digits of its digest, or the last that fits.
func chosen(r *app.Record, manifest string, fits func(*approval.Release) bool, advice string) (*approval.Release, error) {
	var found []*approval.Release
	for _, p := range r.State().Releases().Releases() {
		if strings.HasPrefix(p.Proposal.Manifest.String(), manifest) && (manifest != "" || fits(p)) {
			found = append(found, p)
		}
	}
	switch {
	case len(found) == 0 && manifest != "":
		return nil, fmt.Errorf("no release with the manifest %.64s was proposed", manifest)
	case len(found) == 0:
		return nil, fmt.Errorf("there is no release %s", advice)
	case len(found) > 1 && manifest != "":
		return nil, fmt.Errorf("--manifest %s begins the digests of %d releases: give more digits", manifest, len(found))
	}
	return found[len(found)-1], nil
}

// again makes a proposed release anew and refuses another than was proposed.
func again(cmd *cobra.Command, r *app.Record, p *approval.Release) (*release.Draft, error) {
	d, err := release.Make(app.Source(cmd.Context(), r.Journal()), p.Proposal.Rule)
	if err != nil {
		return nil, advised(err)
	}
	if d.Manifest != p.Proposal.Manifest {
		return nil, fmt.Errorf("the record gives another release now, %s, than was proposed in entry %d, %s: an identity was destroyed since, or another version of Truce made it; propose it anew", d.Manifest, p.Seq, p.Proposal.Manifest)
	}
	return d, nil
}
