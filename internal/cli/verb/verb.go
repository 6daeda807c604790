// SPDX-License-Identifier: Apache-2.0

// Package verb turns what the verbs of the record do into how they end, and names of files into what is in them: all that
// those who keep the record and those who distrust them do alike.
package verb

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
	"truce/internal/durable"
	"truce/journal"
	"truce/journal/sqlite"
)

// Does makes the run of a verb of what it does, and marks the errors after which nobody knows, or should try again.
func Does(run func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := run(cmd, args)
		for _, open := range []error{
			journal.ErrUnsure, journal.ErrStopped, journal.ErrOutgrown, journal.ErrLingers, app.ErrReopen, app.ErrUnsigned, app.ErrNotYet, app.ErrNotDestroyed,
			durable.ErrLocked, durable.ErrUnknown, durable.ErrNotDone, sqlite.ErrBusy,
		} {
			if errors.Is(err, open) && !errors.Is(err, say.ErrUnknown) {
				return fmt.Errorf("%w: %w", say.ErrUnknown, err)
			}
		}
		return err
	}
}
