// SPDX-License-Identifier: Apache-2.0

package distrust

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/canon"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
)

func newAudit() *cobra.Command {
	var policy, out string
	var maxAge time.Duration
	cmd := &cobra.Command{
		Use:   "audit A B --policy FILE",
		Short: "Compare what two readers were shown of one log",
		Long: `Audit takes two views of a log, each a folder of tiles, an address or a bundle, and proves that one continues the other,
or that the log showed two readers two histories. In the second case it prints both signed checkpoints, and with --evidence
writes a file that convinces anyone who knows the log's key: truce verify --evidence. Two bundles of one size for whose
findings the log vouches must also hold the same list of them, or the log vouched for two; unless it destroyed an extract and
the list ends there. Of two bundles of one engine the list that reaches less far must be the beginning of the other. Where it is
not, there is no file of evidence: the two bundles are the evidence, so keep both.

Of each view it says when a quorum cosigned it last: two views can agree and both be old. With --max-age both have to be younger.

Exit codes: 0 one continues the other; 1 the log signed two trees or two lists of findings; 2 could not tell: one is not reached, not whole, older than
--max-age, or not signed by a log of the policy.`,
		Example: "  truce audit mirror https://log.mission.example/ --policy our.policy\n  truce audit ours.bundle theirs.bundle --policy our.policy --evidence split.json",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if policy == "" {
				return say.Misused(cmd, "missing: --policy FILE, which says whose log it is")
			}
			if err := checkMaxAge(cmd, maxAge, policy); err != nil {
				return err
			}
			p, err := verb.ReadPolicy(policy)
			if err != nil {
				return notNo(err)
			}
			return notNo(auditing{p, out, maxAge}.run(cmd, args))
		}),
	}
	cmd.Flags().StringVar(&policy, "policy", "", "whom you trust, with the log")
	cmd.Flags().StringVar(&out, "evidence", "", "file for the evidence of two trees or lists of findings; it must not be there")
	cmd.Flags().DurationVar(&maxAge, "max-age", 0, maxAgeHelp)
	return cmd
}

// auditing is by what two views are compared.
type auditing struct {
	policy *journal.Policy
	out    string // file for evidence; the empty text is none
	maxAge time.Duration
}

func (o auditing) run(cmd *cobra.Command, where []string) error {
	p, out := o.policy, o.out
	var views [2]app.View
	for i := range views {
		var err error
		if views[i], err = openView(cmd, where[i], p, 0); err != nil {
			return err
		}
	}
	two, err := views[0].Compare(views[1])
	if err != nil {
		return err
	}
	if two != nil {
		if err := writeEvidence(out, two); err != nil {
			return err
		}
		return printTwoTrees(cmd, *two)
	}
	lists, twoLists := views[0].CompareFindings(views[1])
	if lists != nil {
		if err := writeEvidence(out, lists); err != nil {
			return err
		}
		return printTwoListings(cmd, *lists)
	}
	if errors.Is(twoLists, app.ErrRewritten) {
		return printRewritten(cmd, twoLists, where)
	}
	for i, v := range views {
		if v.Findings.Outcome == journal.No {
			return fmt.Errorf("%s: %w: findings: no: %s", where[i], app.ErrNoView, v.Findings.Says)
		}
	}
	if twoLists != nil {
		return fmt.Errorf("%s and %s: %w", where[0], where[1], twoLists)
	}
	var seen [2]fresh
	for i, v := range views {
		seen[i] = freshness(p, v.Checkpoint, o.maxAge)
		if err := seen[i].err(); err != nil {
			return fmt.Errorf("%s: %w", where[i], err)
		}
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), map[string]any{
			"outcome": journal.Yes, "origin": views[0].Checkpoint.Origin, "sizes": []int64{views[0].Checkpoint.Size, views[1].Checkpoint.Size},
			"cosigned": []int64{seen[0].at, seen[1].at},
		})
	}
	for i, v := range views {
		a := p.Judge(v.Checkpoint)
		quorum := "the quorum is met, " + seen[i].words()
		if !a.Quorum {
			quorum = "the quorum is not met"
		}
		say.Row(cmd.OutOrStdout(), fmt.Sprintf("view %d", i+1), "%s: %d leaves, root %s, %s", where[i], v.Checkpoint.Size, canon.Digest(v.Checkpoint.Root), quorum)
	}
	for i, v := range views {
		if v.Findings.Outcome != "" {
			say.Row(cmd.OutOrStdout(), fmt.Sprintf("findings %d", i+1), "%s: %s", v.Findings.Outcome, v.Findings.Says)
		}
	}
	say.Row(cmd.OutOrStdout(), "consistent", "yes: the tree of one continues that of the other")
	return nil
}

// writeEvidence writes evidence to a file, if one is named.
func writeEvidence(out string, e interface{ Bytes() ([]byte, error) }) error {
	if out == "" {
		return nil
	}
	data, err := e.Bytes()
	if err != nil {
		return err
	}
	return verb.NewFile(out, func(w io.Writer) error { _, err := w.Write(data); return err })
}
