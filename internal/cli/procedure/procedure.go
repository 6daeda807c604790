// SPDX-License-Identifier: Apache-2.0

// Package procedure turns the command lines of a commission into questions to the registers of the procedure, and into acts and
// votes: what is owed and how late, what was done, and the exact bytes that are voted on. It stands beside the verbs of the record. One file holds
// one verb.
package procedure

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"truce/agreements"
	"truce/app"
	"truce/cases"
	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/entryfile"
	"truce/response"
	"truce/scenario"
)

// Verbs returns the verbs of this package.
func Verbs() []*cobra.Command { return []*cobra.Command{newCase(), newVote()} }

// source names the record that a verb reads: a journal, a folder of entries, or a case that is played to its end.
type source struct{ journal, dir string }

func (s *source) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.journal, "journal", "", "journal of the record")
	cmd.Flags().StringVar(&s.dir, "state", "", "folder that holds the entries, as judge keeps it")
}

// state folds the record that the command line names.
func (s *source) state(cmd *cobra.Command, args []string) (*engine.State, error) {
	switch {
	case (s.journal != "" && s.dir != "") || (s.journal+s.dir != "" && len(args) > 0):
		return nil, errors.New("a case, --state and --journal are different records: name one")
	case s.journal != "":
		r, err := app.OpenReadOnly(cmd.Context(), s.journal, nil)
		if err != nil {
			return nil, err
		}
		return r.State(), r.Close()
	case s.dir != "":
		return folded(cmd, s.dir)
	case len(args) > 0:
		return played(args[0])
	}
	return nil, say.Misused(cmd, "missing: a case, --state DIR or --journal FILE")
}

func folded(cmd *cobra.Command, dir string) (*engine.State, error) {
	state := engine.NewState()
	err := entryfile.Read(dir, func(e engine.Entry) error {
		if err := cmd.Context().Err(); err != nil {
			return err
		}
		_, err := state.Step(e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the record: %w", err)
	}
	if state.Seq() == 0 {
		return nil, fmt.Errorf("%s holds no entries: run judge with --state %s first", dir, dir)
	}
	return state, nil
}

func played(name string) (*engine.State, error) {
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

// registers returns those of one agreement, or of all.
func registers(state *engine.State, of string) ([]*response.Register, error) {
	var out []*response.Register
	var names []string
	for _, r := range state.Registers() {
		id := string(r.Text().Agreement().ID)
		names = append(names, id)
		if of == "" || of == r.Ref() || of == id {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no agreement on record is %q: %s", of, say.OrOneOf(of, names))
	}
	return out, nil
}
