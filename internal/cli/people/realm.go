// SPDX-License-Identifier: Apache-2.0

package people

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/internal/people"
)

// realm is what the verbs are for accounts of one realm.
type realm struct {
	// file is what the verbs call the record, command what is typed before each verb, and serve the verb that serves it.
	file, command, serve string
	roles                []string
	// signs says that passkeys sign on record.
	signs bool
}

func ofMission() realm {
	return realm{file: "JOURNAL", command: "truce people", serve: "truce serve", roles: people.Roles(), signs: true}
}

// Coalition returns the verb for the accounts of a coalition's server, for which roles are given.
func Coalition(roles []string) *cobra.Command {
	r := realm{file: "RECORD", command: "truce coalition people", serve: "truce coalition serve", roles: roles}
	return r.verb()
}

// example are those lines of examples that are of this realm.
func (r realm) example(lines ...string) string {
	var out []string
	for _, line := range lines {
		if strings.HasPrefix(line, r.command+" ") {
			out = append(out, "  "+line)
		}
	}
	return strings.Join(out, "\n")
}

// keys is a sentence about keys on record, for a realm that has any of people.
func (r realm) keys(sentence string) string {
	if !r.signs {
		return ""
	}
	return " " + strings.TrimSpace(sentence)
}

// check refuses a role that the realm does not have.
func (r realm) check(roles []string) error {
	for _, role := range roles {
		if !slices.Contains(r.roles, role) {
			return fmt.Errorf("--role %.40q: no role of this realm: want one of %s", role, strings.Join(r.roles, ", "))
		}
	}
	return nil
}
