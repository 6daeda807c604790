// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"truce/coalition"
	"truce/coalition/app"
	"truce/coalition/cases"
	"truce/coalition/scenario"
	"truce/internal/cli/keep"
	"truce/internal/cli/say"
	"truce/internal/cli/serve"
	"truce/when"
)

// caseEnding is what the names of case files end in.
const caseEnding = ".txtar"

// Verbs returns the verbs of the desk.
func Verbs() []*cobra.Command {
	return append(RegisterVerbs(records()), newBrief(), newCoalition())
}

// records are those of the files that verbs name.
func records() Source {
	return Source{Open: open, Enter: enter, Clock: now}
}

// now is the time of the clock.
func now() when.Instant { return when.Instant(time.Now().UnixMilli()) }

// stateOf folds the record in a file. A name that is no file, and that of a case that comes along, is the record to which that case
// comes.
func stateOf(ctx context.Context, path string) (*coalition.State, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if data, err := fs.ReadFile(cases.Files, path+caseEnding); err == nil {
			run, err := played(path+caseEnding, data, nil)
			if err != nil {
				return nil, err
			}
			return run.State(), nil
		}
		return nil, fmt.Errorf("record %w", say.FileFault(path, err, ".journal"))
	}
	r, err := app.OpenReadOnly(ctx, path, nil)
	if err != nil {
		return nil, err
	}
	return r.State(), r.Close()
}

func open(ctx context.Context, path string) (*Opened, error) {
	s, err := stateOf(ctx, path)
	if err != nil {
		return nil, err
	}
	return &Opened{
		Undertakings: s.Undertakings(), Force: s.Force(), Meetings: s.Meetings(), Readiness: s.Readiness(),
		Statements: s.Statements(), Seq: s.Seq(), Now: s.Now(), Released: s.ReleasesAsOf,
	}, nil
}

func enter(ctx context.Context, path string, at when.Instant, b Batch) error {
	var list []coalition.Entry
	for i := range b.Undertakings {
		list = append(list, coalition.Entry{Undertaking: &b.Undertakings[i]})
	}
	for i := range b.Force {
		list = append(list, coalition.Entry{Force: &b.Force[i]})
	}
	for i := range b.Meetings {
		list = append(list, coalition.Entry{Meeting: &b.Meetings[i]})
	}
	for i := range b.Readiness {
		list = append(list, coalition.Entry{Readiness: &b.Readiness[i]})
	}
	for i := range b.Statements {
		list = append(list, coalition.Entry{Statement: &b.Statements[i]})
	}
	for i := range list {
		list[i].Time = at
	}
	return put(ctx, path, list)
}

// put enters entries into the record in a file, all or none.
func put(ctx context.Context, path string, list []coalition.Entry) error {
	r, err := app.Open(ctx, path, nil)
	if err != nil {
		return recordFault(path, err)
	}
	_, err = r.Enter(ctx, list)
	if errors.Is(err, app.ErrReopen) {
		err = fmt.Errorf("%w: %w", say.ErrUnknown, err)
	}
	return errors.Join(err, r.Close())
}

// recordFault is why a record could not be opened: that there is no such file, or what the file is instead.
func recordFault(path string, err error) error {
	if _, failed := os.Stat(path); failed != nil {
		return fmt.Errorf("record %w", say.FileFault(path, failed, ".journal"))
	}
	return err
}

// played runs a case.
func played(name string, data []byte, watch func(coalition.Entry, []coalition.Effect)) (*scenario.Run, error) {
	c, err := scenario.Parse(name, data)
	if err != nil {
		return nil, err
	}
	return scenario.Play(c, watch)
}

func newCoalition() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "coalition",
		Short: "Begin a coalition's record, take releases of a mission into it, publish it, and verify it",
		Long: `Coalition holds the verbs of a coalition's record as a whole: begin makes the file, release takes what a mission released,
and check reads every entry back. Keys puts keys on record; publish signs the record's log, gathers cosignatures and writes its tiles;
cosign runs a cosigner; bundle packs what a reader may see, and verify checks such a file alone. Serve shows the record in a browser, and people keeps the accounts of those who come in. The record is of a realm of its own: no program of the mission opens it, and of the mission's
records nothing comes here but what a mission released in a bundle.`,
		Example: `  truce coalition begin coalition.journal --log secretariat.example/2026
  truce coalition release coalition.journal --bundle mission.bundle --policy mission.policy --by secretariat
  truce coalition check coalition.journal
  truce coalition publish coalition.journal --key log.key --policy operator.policy --to public
  truce coalition verify --policy our.policy 2026-03.bundle`,
		Args: say.AsUsed,
	}
	cmd.AddCommand(newBegin(), newRelease(), newReadBack(), newServe(), newPeople())
	cmd.AddCommand(logVerbs()...)
	return cmd
}

func newBegin() *cobra.Command {
	var origin, follows string
	cmd := &cobra.Command{
		Use:   "begin RECORD",
		Short: "Make the file of a coalition's record",
		Long: `Begin makes the file of a new record of the coalition's realm. It never takes the place of a file. Where the log of a record
was lost, --follows names a file with the last checkpoint of it that was cosigned, and the new log has a name and a key of its own. Where
RECORD is not there, and what a server puts beside a record is, nothing is begun: the newest record is to be put back.`,
		Example: "  truce coalition begin coalition.journal --log secretariat.example/2026",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			if origin == "" {
				return say.Misused(cmd, "missing: --log NAME, the name of the record's log")
			}
			if err := serve.Begins(args[0]); err != nil {
				return err
			}
			before, err := keep.Predecessor(follows)
			if err != nil {
				return err
			}
			r, err := app.Found(cmd.Context(), args[0], app.Founder{Origin: origin, At: now(), Follows: before})
			if err != nil {
				return err
			}
			return r.Close()
		},
	}
	cmd.Flags().StringVar(&origin, "log", "", "the name of the record's log")
	cmd.Flags().StringVar(&follows, "follows", "", "file with the last cosigned checkpoint of the log that this one succeeds")
	return cmd
}

func newReadBack() *cobra.Command {
	return &cobra.Command{
		Use:   "check RECORD",
		Short: "Read every entry of a record back and compute its tree anew",
		Long: `Check folds every entry of a record, reads each back from the file, and computes its commitment and the tree above it anew.

Exit codes: 0 what is there is what was entered, 1 it is not, 2 interrupted.`,
		Example: "  truce coalition check coalition.journal",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := app.OpenReadOnly(cmd.Context(), args[0], nil)
			if err != nil {
				return err
			}
			err = errors.Join(r.Verify(cmd.Context()), r.Close())
			if err == nil {
				say.Row(cmd.OutOrStdout(), "entries", "%d, each as it was entered", r.State().Seq())
			}
			return err
		},
	}
}
