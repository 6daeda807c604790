// SPDX-License-Identifier: Apache-2.0

package people

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/people"
)

func newEnter() *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use:   "enter JOURNAL --by WHO",
		Short: "Put on record what the accounts say of keys",
		Long: `Enter puts on record the passkeys of those who sign, and revokes the keys of passkeys and accounts that were shut. The server does it
after each change; run it where the server was stopped in between. What is on record already is not entered again.`,
		Example: "  truce people enter mission.journal --by desk",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if by == "" {
				return say.Misused(cmd, "missing: --by WHO")
			}
			return with(cmd, args[0], false, func(a *people.Accounts) error { return enter(cmd, a, args[0], by) })
		}),
	}
	cmd.Flags().StringVar(&by, "by", "", "who puts them on record")
	return cmd
}

func enter(cmd *cobra.Command, a *people.Accounts, journal, by string) error {
	r, err := verb.OpenRecord(cmd, journal)
	if err != nil {
		return err
	}
	defer r.Close()
	owed, fault := a.Owed(cmd.Context(), by, r.State().Keys())
	for _, k := range owed {
		e := engine.Entry{Time: max(verb.Clock(cmd.Context()), r.State().Now()), Key: &k}
		got, err := r.Enter(cmd.Context(), []app.Incoming{{Entry: e}})
		if err != nil {
			return errors.Join(fmt.Errorf("enter the key %s: %w", k.Name, err), fault)
		}
		if say.WantsJSON(cmd) {
			err = say.PrintJSON(cmd.OutOrStdout(), map[string]any{"seq": got[0].Placed.Seq, "key": k})
		} else {
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "entry %d: the key %s is %s\n", got[0].Placed.Seq, k.Name, k.Act)
		}
		if err != nil {
			return err
		}
	}
	if len(owed) == 0 && fault == nil && !say.WantsJSON(cmd) {
		fmt.Fprintln(cmd.OutOrStdout(), "nothing is owed: the record agrees with the accounts")
	}
	return errors.Join(fault, r.Close())
}
