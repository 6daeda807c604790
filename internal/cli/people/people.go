// SPDX-License-Identifier: Apache-2.0

// Package people turns command lines into changes of the accounts of a server, where it stands or where nobody can come in any
// more: who is there, who is invited, who is let in again, and what the record lacks of it. It stands beside the verbs of the record.
package people

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/people"
	"truce/when"
)

// Verbs returns the verbs of this package.
func Verbs() []*cobra.Command { return []*cobra.Command{ofMission().verb()} }

func (r realm) verb() *cobra.Command {
	short := "Who may come in at the server"
	if r.signs {
		short += ", and by which keys they sign"
	}
	cmd := &cobra.Command{
		Use:   "people",
		Short: short,
		Long: "The accounts of " + r.serve + " stand in a file beside the record, " + r.file + `.people, which only you may read: names on record, roles,
passkeys and contact details. They are in no bundle and no release. The server does all of this on its pages; here it is done
without it, such as when the only operator lost their passkey.`,
		Example: r.example("truce people list mission.journal", "truce people let-in mission.journal anna", "truce coalition people list coalition.journal", "truce coalition people let-in coalition.journal rome-1"),
	}
	cmd.AddCommand(r.newList(), r.newInvite(), r.newLetIn(), r.newChange(), r.newDisable(), r.newEnable(), r.newEnd())
	if r.signs {
		cmd.AddCommand(newEnter())
	}
	return cmd
}

// with opens the accounts of a journal, which are there already unless they may be made, and closes them after do.
func with(cmd *cobra.Command, journal string, mayMake bool, do func(*people.Accounts) error) (err error) {
	path := people.Beside(journal)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && !mayMake {
		return fmt.Errorf("%s has no accounts yet: the server of it makes them, and so does people invite", journal)
	}
	if _, err := os.Stat(journal); err != nil {
		return fmt.Errorf("journal %w", say.FileFault(journal, err, ".journal"))
	}
	a, err := people.Open(cmd.Context(), path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return do(a)
}

// printCode prints the code of an invitation, which is shown this once.
func printCode(cmd *cobra.Command, name, code string, until when.Instant) error {
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"name": name, "code": code, "path": people.Welcome(code), "expires": until})
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s makes a passkey, once, until %s, at the server's address and\n%s\n", name, until, people.Welcome(code))
	return err
}

func (r realm) newList() *cobra.Command {
	return &cobra.Command{
		Use:   "list " + r.file,
		Short: "List the accounts, and the invitations that are open",
		Long: `List prints every account by its name on record, with roles, the member it speaks for, how many passkeys count, until when it
holds and whether it is disabled; then the invitations that are open. Contact details are shown with --json alone.`,
		Example: r.example("truce people list mission.journal", "truce coalition people list coalition.journal"),
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			return with(cmd, args[0], false, func(a *people.Accounts) error { return list(cmd, a) })
		}),
	}
}

func list(cmd *cobra.Command, a *people.Accounts) error {
	all, err := a.People(cmd.Context())
	if err != nil {
		return err
	}
	open, err := a.Invitations(cmd.Context(), verb.Clock(cmd.Context()))
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	rows := [][]string{{"name", "roles", "speaks for", "passkeys", "last day", "state"}}
	for _, p := range all {
		list, err := a.Credentials(cmd.Context(), p.ID)
		if err != nil {
			return err
		}
		count := 0
		for _, c := range list {
			if c.Ended == 0 {
				count++
			}
		}
		if say.WantsJSON(cmd) {
			if err := say.PrintJSON(w, map[string]any{"person": p, "passkeys": count}); err != nil {
				return err
			}
			continue
		}
		state := "may come in"
		switch {
		case p.Ended():
			state = "ended"
		case p.Disabled:
			state = "disabled"
		case p.Shut(verb.Clock(cmd.Context())):
			state = "run out"
		}
		last := ""
		if p.Until != 0 {
			last = people.LastDay(p.Until).String()
		}
		rows = append(rows, []string{p.Name, strings.Join(p.Roles, ", "), orDash(p.Member), fmt.Sprint(count), orDash(last), state})
	}
	for _, i := range open {
		if say.WantsJSON(cmd) {
			if err := say.PrintJSON(w, map[string]any{"invited": i.Person, "by": i.By, "expires": i.Expires, "recovers": i.Recovers}); err != nil {
				return err
			}
			continue
		}
		state := "invited until " + i.Expires.String()
		if i.Recovers {
			state = "let in again until " + i.Expires.String()
		}
		rows = append(rows, []string{i.Person.Name, strings.Join(i.Person.Roles, ", "), orDash(i.Person.Member), "0", "-", state})
	}
	if say.WantsJSON(cmd) {
		return nil
	}
	if len(rows) == 1 {
		_, err := fmt.Fprintln(w, "nobody has an account")
		return err
	}
	return say.Aligned(w, "", rows)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// days is how long an invitation lasts that says nothing else.
const days = 3

func expires(cmd *cobra.Command, n int) when.Instant {
	return verb.Clock(cmd.Context()) + when.Instant(time.Duration(n)*24*time.Hour/time.Millisecond)
}
