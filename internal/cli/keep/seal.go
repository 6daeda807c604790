// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/canon"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
)

func newSeal() *cobra.Command {
	var origin, follows, before string
	cmd := &cobra.Command{
		Use:   "seal DIR JOURNAL --origin NAME",
		Short: "Seal a folder of entries into a journal",
		Long: `Seal enters what judge --state keeps in DIR into a journal: each part under a salt, each entry as a leaf of the log.
It makes the journal where there is none, under the name that the log then has for ever, such as mission.example/2026. A later
run goes on where the journal stands, and passes over keys, what devices sent and what the operations room did in between. It refuses a journal that holds
something else. The IDs of reports, incidents and findings
are others than those of the folder: they follow from a secret that the journal's first entry holds.

An interrupt ends it between two entries; what was entered stays, and the next run goes on.

A log whose key or newest copy is lost is succeeded: --follows names a file with the last checkpoint of it that was cosigned, and
--origin a new name (docs/spec/journal.md). If something was destroyed in it, name its journal with --destroyed-in, then and
whenever the folder is sealed again: DIR still holds what was destroyed. Reports without their extract are then left out; of
others an identity is left with nothing but the format, and an original without a byte.

Exit codes: 0 all of the folder is sealed, 1 refused, 2 interrupted or could not tell.`,
		Example: "  truce seal record mission.journal --origin mission.example/2026\n  truce seal record mission.journal",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			s := app.Sealing{Dir: args[0], Journal: args[1], Founder: app.Founder{Origin: origin}, Before: before}
			var err error
			if s.Founder.Follows, err = Predecessor(follows); err != nil {
				return err
			}
			return seal(cmd, s)
		}),
	}
	cmd.Flags().StringVar(&origin, "origin", "", "name of the log; due when the journal is made")
	cmd.Flags().StringVar(&follows, "follows", "", "file with the last cosigned checkpoint of the log that this one succeeds")
	cmd.Flags().StringVar(&before, "destroyed-in", "", "journal of the log that this one succeeds: what was destroyed there is not sealed again")
	return cmd
}

// Predecessor reads the checkpoint of the log that a new one succeeds, nil where none is named.
func Predecessor(path string) (*journal.Predecessor, error) {
	if path == "" {
		return nil, nil
	}
	data, err := say.ReadLimited(path, journal.MaxNote)
	if err != nil {
		return nil, fmt.Errorf("checkpoint %w", say.FileFault(path, err))
	}
	c, err := journal.ParseSignedCheckpoint(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &journal.Predecessor{Origin: c.Origin, Size: c.Size, Root: canon.Digest(c.Root)}, nil
}

func seal(cmd *cobra.Command, s app.Sealing) error {
	if exists, err := there(s.Journal); err != nil {
		return err
	} else if !exists && s.Founder.Origin == "" {
		return say.Misused(cmd, "there is no journal %s yet: name the log with --origin to make it", s.Journal)
	} else if exists && s.Founder.Follows != nil {
		return say.Misused(cmd, "--follows is for a new journal, and %s is there", s.Journal)
	}
	if s.Founder.Follows != nil && s.Before == "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "what was destroyed in the log before is sealed again if %s still holds it: name its journal with --destroyed-in\n", s.Dir)
	}
	p := say.NewProgress(cmd, "seal the entries")
	s.Progress = func(done int64) { p.Set(done, -1) }
	got, err := app.Seal(cmd.Context(), s)
	p.Finish()
	if err != nil {
		entered := "nothing was entered"
		if got.Entered > 0 {
			entered = entries(got.Entered) + " entered, and they stay: the same command goes on from there"
		}
		if errors.Is(err, app.ErrReopen) {
			entered = entries(got.Entered) + " entered, and perhaps more: the same command finds out"
		}
		return say.Told{Err: err, Entered: entered}
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"sealed": map[string]any{
			"journal": s.Journal, "held": got.Held, "entered": got.Entered, "beyond": got.Rest,
			"lost_reports": got.Lost.Reports, "lost_parts": got.Lost.Parts,
		}})
	}
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s: %s entered, %d were there\n", s.Journal, entries(got.Entered), got.Held)
	if got.Rest > 0 {
		fmt.Fprintf(w, "of those that were there the folder does not have %d\n", got.Rest)
	}
	if got.Lost != (app.Lost{}) {
		fmt.Fprintf(w, "destroyed before and not sealed again: %s, and %s of others\n", say.Counted(got.Lost.Reports, "report"), say.Counted(got.Lost.Parts, "part"))
	}
	return nil
}
