// SPDX-License-Identifier: Apache-2.0

package people

import (
	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/people"
	"truce/when"
)

func (r realm) newChange() *cobra.Command {
	var by, member, until, called, contact string
	var roles []string
	cmd := &cobra.Command{
		Use:   "change " + r.file + " NAME --by WHO",
		Short: "Change the roles, the member, the last day or the contact of an account",
		Long: `Change gives an account what you name, and leaves the rest as it is. --until is its last day in UTC, or "never" for
no end; when the day is over the account is disabled by itself. A server that runs asks the accounts at each request, so that it holds at once. The last
operator whose account has no end stays one.` + r.keys("Afterwards keys are put right on record by truce people enter, which the server does by itself."),
		Example: r.example("truce people change mission.journal watch-3 --role analyst --by operator", "truce people change mission.journal jade-1 --until 2031-12-31 --by operator",
			"truce coalition people change coalition.journal rome-1 --member Italy --until 2031-12-31 --by operator"),
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if by == "" {
				return say.Misused(cmd, "missing: --by WHO")
			}
			if err := r.check(roles); err != nil {
				return err
			}
			return with(cmd, args[0], false, func(a *people.Accounts) error {
				p, err := a.Named(cmd.Context(), args[1])
				if err != nil {
					return err
				}
				var end when.Instant
				if cmd.Flags().Changed("until") {
					if end, err = lastDay(cmd, until); err != nil {
						return err
					}
				}
				return a.Change(cmd.Context(), people.By{Who: by, At: verb.Clock(cmd.Context())}, p.ID, func(p *people.Person) error {
					for flag, set := range map[string]func(){
						"role": func() { p.Roles = roles }, "member": func() { p.Member = member }, "called": func() { p.Called = called }, "contact": func() { p.Contact = contact },
						"until": func() { p.Until = end },
					} {
						if cmd.Flags().Changed(flag) {
							set()
						}
					}
					return nil
				})
			})
		}),
	}
	f := cmd.Flags()
	f.StringSliceVar(&roles, "role", nil, "role in place of those that it has; give it again for another")
	f.StringVar(&member, "member", "", "whom they speak for; empty for nobody")
	f.StringVar(&until, "until", "", "last day, YYYY-MM-DD in UTC, or never")
	f.StringVar(&called, "called", "", "what colleagues call them; stays in the file of accounts")
	f.StringVar(&contact, "contact", "", "how to reach them; stays in the file of accounts")
	f.StringVar(&by, "by", "", "who changes it")
	return cmd
}

// lastDay reads --until.
func lastDay(cmd *cobra.Command, text string) (when.Instant, error) {
	if text == "never" {
		return 0, nil
	}
	at, err := people.UntilOf(text)
	switch {
	case err != nil || at == 0:
		return 0, say.Misused(cmd, "--until %s: want YYYY-MM-DD or never", text)
	case at <= verb.Clock(cmd.Context()):
		return 0, say.Misused(cmd, "--until %s: this day is over; to shut the account now, disable or end it", text)
	}
	return at, nil
}

// byName makes a verb that does something with one account.
func (r realm) byName(cmd *cobra.Command, who string, do func(cmd *cobra.Command, a *people.Accounts, p people.Person, by string) error) *cobra.Command {
	var by string
	cmd.Args = say.AsUsed
	cmd.RunE = verb.Does(func(cmd *cobra.Command, args []string) error {
		if by == "" {
			return say.Misused(cmd, "missing: --by WHO")
		}
		return with(cmd, args[0], false, func(a *people.Accounts) error {
			p, err := a.Named(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			return do(cmd, a, p, by)
		})
	})
	cmd.Flags().StringVar(&by, "by", "", who)
	return cmd
}

func (r realm) newDisable() *cobra.Command {
	return r.byName(&cobra.Command{
		Use:   "disable " + r.file + " NAME --by WHO",
		Short: "Shut an account",
		Long: "Disable shuts an account and its invitations, until " + r.command + " enable opens it again." +
			r.keys(" What it signed stands; its keys are revoked on record by truce people enter."),
		Example: r.example("truce people disable mission.journal anna --by operator", "truce coalition people disable coalition.journal rome-1 --by operator"),
	}, "who shuts it", func(cmd *cobra.Command, a *people.Accounts, p people.Person, by string) error {
		return a.Change(cmd.Context(), people.By{Who: by, At: verb.Clock(cmd.Context())}, p.ID, func(p *people.Person) error {
			p.Disabled = true
			return nil
		})
	})
}

func (r realm) newEnable() *cobra.Command {
	return r.byName(&cobra.Command{
		Use:   "enable " + r.file + " NAME --by WHO",
		Short: "Open an account again that was shut",
		Long: "Enable opens an account again that was disabled. One that has run out needs another last day first (" + r.command + " change)." +
			r.keys(" A key that was revoked signs no more: the person makes another passkey to sign."),
		Example: r.example("truce people enable mission.journal anna --by operator", "truce coalition people enable coalition.journal rome-1 --by operator"),
	}, "who opens it", func(cmd *cobra.Command, a *people.Accounts, p people.Person, by string) error {
		now := verb.Clock(cmd.Context())
		return a.Change(cmd.Context(), people.By{Who: by, At: now}, p.ID, func(p *people.Person) error {
			if p.Until != 0 && p.Until <= now {
				return say.Misused(cmd, "%s has run out: give it another last day first, with change --until", p.Name)
			}
			p.Disabled = false
			return nil
		})
	})
}

func (r realm) newEnd() *cobra.Command {
	return r.byName(&cobra.Command{
		Use:   "end " + r.file + " NAME --by WHO",
		Short: "End an account for good",
		Long: `End shuts the passkeys of an account, forgets its contact details, and never opens it again. Its name stays taken. The last operator
whose account has no end cannot be ended.` + r.keys(" What it signed stands; its keys are revoked on record by truce people enter."),
		Example: r.example("truce people end mission.journal anna --by operator", "truce coalition people end coalition.journal rome-1 --by operator"),
	}, "who ends it", func(cmd *cobra.Command, a *people.Accounts, p people.Person, by string) error {
		return a.Leave(cmd.Context(), by, p.ID, verb.Clock(cmd.Context()))
	})
}
