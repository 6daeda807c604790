// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/agreements"
	"truce/cases"
	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/entryfile"
	"truce/scenario"
	"truce/when"
)

// missionInternal stands on every output that tells where nobody looked.
const missionInternal = "MISSION-INTERNAL: this tells where nobody looked. It goes to no party and to no public."

// watchedState folds the record of a folder, or plays a case to its end: whichever the command line names.
func watchedState(cmd *cobra.Command, dir string, args []string) (*engine.State, error) {
	switch {
	case dir != "" && len(args) > 0:
		return nil, errors.New("a case and --state DIR are two records: name one")
	case dir != "":
		return foldedRecord(cmd, dir)
	case len(args) > 0:
		return playedWatch(args[0])
	}
	return nil, say.Misused(cmd, "missing: --state DIR, the folder that holds the entries, or a case")
}

// foldedRecord folds the entries that a folder holds.
func foldedRecord(cmd *cobra.Command, dir string) (*engine.State, error) {
	state := engine.NewState()
	err := readRecord(cmd, dir, func(e engine.Entry) error {
		_, err := state.Step(e)
		return err
	})
	if err != nil {
		return nil, err
	}
	return state, nil
}

// readRecord hands over the entries that a folder holds, in order, until one is refused or the command is interrupted. A
// folder without entries is refused, and one that cannot be read says nothing.
func readRecord(cmd *cobra.Command, dir string, take func(engine.Entry) error) error {
	some := false
	err := entryfile.Read(dir, func(e engine.Entry) error {
		some = true
		if err := cmd.Context().Err(); err != nil {
			return err
		}
		return take(e)
	})
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		return fmt.Errorf("read the record: %w: %w", say.ErrUnknown, err)
	case err != nil:
		return fmt.Errorf("read the record: %w", err)
	case !some:
		return fmt.Errorf("%s holds no entries: run judge with --state %s first", dir, dir)
	}
	return nil
}

func playedWatch(name string) (*engine.State, error) {
	const ending = ".txtar"
	data, err := say.ReadLimited(name, scenario.MaxFile)
	if err != nil {
		inside, missing := fs.ReadFile(cases.Files, name+ending)
		if missing != nil {
			return nil, say.CaseFault(cases.Files, name, ending, err)
		}
		data = inside
	}
	c, err := scenario.Parse(name, data)
	if err != nil {
		return nil, err
	}
	run, err := scenario.Play(c, agreements.Files, nil)
	if err != nil {
		return nil, err
	}
	return run.State(), nil
}

// exerciseWord stands before every row of an invented instrument.
func exerciseWord(exercise bool) string {
	if exercise {
		return "EXERCISE "
	}
	return ""
}

// namedPlace is what a text calls a place.
func namedPlace(a *agreement.Agreement, id agreement.PlaceID) string {
	for _, p := range a.Places {
		if p.ID == id && p.Name != "" {
			return p.Name
		}
	}
	return string(id)
}

// clockIn is a time of day in a zone, 24:00 for the end of a day.
func clockIn(t when.Instant, zone when.Zone, end bool) string {
	c := zone.ClockOf(t)
	if end {
		if c = zone.ClockOf(t + 1); c == (when.Clock{}) {
			return "24:00"
		}
	}
	return strings.TrimSuffix(c.String(), ":00:00")
}

// hoursWords is a length of time in hours with one decimal, rounded down.
func hoursWords(d when.Duration) string {
	tenths := int64(d) / int64(when.Hour/10)
	if tenths%10 == 0 {
		return fmt.Sprintf("%d h", tenths/10)
	}
	return fmt.Sprintf("%d.%d h", tenths/10, tenths%10)
}
