// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"

	"github.com/spf13/cobra"

	"truce/canon"
	"truce/coalition"
	"truce/coalition/app"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/when"
)

// maxBundle is the largest bundle that a release is taken from, in bytes.
const maxBundle = 256 << 20

// receiving are the flags of release.
type receiving struct {
	bundle, policy, by string
	findings           []string
}

func newRelease() *cobra.Command {
	var o receiving
	cmd := &cobra.Command{
		Use:   "release RECORD",
		Short: "Take what a mission released in a bundle into a coalition's record",
		Long: `Release checks a bundle that a mission gave to a party or the public, and enters the released half of each finding that it
shows. What came of the check stands in the entry: with a policy, whether the mission's log and its cosigners vouch for it; without
one, that nobody could tell. A bundle of which a question is answered no is refused, and so is one for the mission itself.
A later bundle is taken in the same way: what is on record already is passed over. Nothing goes back to the mission.`,
		Example: "  truce coalition release coalition.journal --bundle mission.bundle --policy mission.policy --by secretariat",
		Args:    say.AsUsed,
		RunE:    verb.Does(func(cmd *cobra.Command, args []string) error { return o.run(cmd, args[0]) }),
	}
	f := cmd.Flags()
	f.StringVar(&o.bundle, "bundle", "", "the mission's bundle")
	f.StringVar(&o.policy, "policy", "", "whom you trust: the mission's log and its cosigners")
	f.StringVar(&o.by, "by", "", "who enters it")
	f.StringSliceVar(&o.findings, "finding", nil, "only this finding, by its whole ID; may stand several times")
	return cmd
}

func (o receiving) run(cmd *cobra.Command, path string) error {
	if o.bundle == "" || o.by == "" {
		return say.Misused(cmd, "missing: --bundle FILE and --by NAME")
	}
	policy, err := verb.ReadPolicy(o.policy)
	if err != nil {
		return err
	}
	data, err := say.ReadLimited(o.bundle, maxBundle)
	if err != nil {
		return fmt.Errorf("bundle %w", say.FileFault(o.bundle, err, ".bundle"))
	}
	var of []canon.FindingID
	for _, text := range o.findings {
		var id canon.FindingID
		if err := id.UnmarshalText([]byte(text)); err != nil {
			return fmt.Errorf("--finding %.80s: %w", text, err)
		}
		of = append(of, id)
	}
	list, err := app.Receive(data, app.Receiving{Policy: policy, By: o.by, Of: of})
	if err != nil {
		return fmt.Errorf("%s: %w", o.bundle, err)
	}
	s, err := stateOf(cmd.Context(), path)
	if err != nil {
		return err
	}
	list = fresh(s, list, now())
	if len(list) > 0 {
		if err := put(cmd.Context(), path, list); err != nil {
			return err
		}
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), map[string]int{"entered": len(list)})
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s entered\n", say.Counted(int64(len(list)), "release"))
	return nil
}

// fresh leaves out what is on record.
func fresh(s *coalition.State, list []coalition.Entry, at when.Instant) []coalition.Entry {
	held := map[canon.FindingID]bool{}
	for _, r := range s.Releases() {
		held[r.Finding] = true
	}
	var out []coalition.Entry
	for _, e := range list {
		if !held[e.Release.Finding] {
			e.Time = at
			out = append(out, e)
		}
	}
	return out
}
