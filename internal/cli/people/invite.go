// SPDX-License-Identifier: Apache-2.0

package people

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/people"
)

func (r realm) newInvite() *cobra.Command {
	var i people.Invitation
	var last int
	cmd := &cobra.Command{
		Use:   "invite " + r.file + " --name NAME --role ROLE --by WHO",
		Short: "Invite somebody to make an account",
		Long: `Invite prints the address at which one person makes a passkey, once. Hand it over by a way on which nobody else reads it: whoever
opens it first is let in under that name. --name is what the record or the log of reads will call them: use no person's name. A
commissioner, a liaison officer and a chancellery speak for a --member, written as on record.

Roles: ` + strings.Join(r.roles, ", ") + `.`,
		Example: r.example("truce people invite mission.journal --name watch-3 --role duty-officer --by operator", "truce people invite mission.journal --name jade-1 --role commissioner --member guarantor-jade --by operator",
			"truce coalition people invite coalition.journal --name rome-1 --role chancellery --member Italy --by operator"),
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if err := r.check(i.Person.Roles); err != nil {
				return err
			}
			return with(cmd, args[0], true, func(a *people.Accounts) error {
				i.Expires = expires(cmd, last)
				code, err := a.Invite(cmd.Context(), i, verb.Clock(cmd.Context()))
				if err != nil {
					return err
				}
				return printCode(cmd, i.Person.Name, code, i.Expires)
			})
		}),
	}
	f := cmd.Flags()
	f.StringVar(&i.Person.Name, "name", "", "what the record calls them; no person's name")
	f.StringSliceVar(&i.Person.Roles, "role", nil, "role; give it again for another")
	f.StringVar(&i.Person.Member, "member", "", "party, guarantor or member of a body that they speak for")
	f.StringVar(&i.Person.Called, "called", "", "what colleagues call them; stays in the file of accounts")
	f.StringVar(&i.Person.Contact, "contact", "", "how to reach them; stays in the file of accounts")
	f.StringVar(&i.By, "by", "", "who invites")
	f.IntVar(&last, "days", days, "days until it runs out, at most 30")
	return cmd
}

func (r realm) newLetIn() *cobra.Command {
	var by string
	var last int
	cmd := &cobra.Command{
		Use:   "let-in " + r.file + " [NAME]",
		Short: "Let somebody make a passkey again, or set up the first operator",
		Long: `Let-in prints the address at which the person of an account makes a new passkey; when they do, those of before are shut.` + r.keys("Their keys are revoked on record by truce people enter, which the server does by itself.") + ` Without a name it prints the address at which the first operator
makes a passkey, good for an hour, where no operator can come in. Each such address, and the one that serve prints when it starts, puts
those before it out of use.`,
		Example: r.example("truce people let-in mission.journal anna --by desk", "truce people let-in mission.journal",
			"truce coalition people let-in coalition.journal rome-1 --by desk", "truce coalition people let-in coalition.journal"),
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			return with(cmd, args[0], len(args) == 1, func(a *people.Accounts) error {
				now := verb.Clock(cmd.Context())
				if len(args) == 1 {
					open, err := a.SetupOpen(cmd.Context(), now)
					if err != nil {
						return err
					}
					code, err := a.Setup(cmd.Context(), now)
					if err == nil && code == "" {
						err = errors.New("an operator can come in already: name whom to let in")
					}
					if err != nil {
						return err
					}
					if open != 0 {
						fmt.Fprintln(cmd.ErrOrStderr(), "the address that was printed before for the first operator opens no more: this one takes its place")
					}
					return printCode(cmd, "the operator", code, people.SetupUntil(now))
				}
				p, err := a.Named(cmd.Context(), args[1])
				if err != nil {
					return err
				}
				i := people.Invitation{By: by, Expires: expires(cmd, last)}
				code, err := a.Recover(cmd.Context(), p.ID, i, now)
				if err != nil {
					return err
				}
				return printCode(cmd, p.Name, code, i.Expires)
			})
		}),
	}
	cmd.Flags().StringVar(&by, "by", "console", "who lets them in")
	cmd.Flags().IntVar(&last, "days", days, "days until it runs out, at most 30")
	return cmd
}
