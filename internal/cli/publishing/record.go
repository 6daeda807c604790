// SPDX-License-Identifier: Apache-2.0

package publishing

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"truce/agreements"
	"truce/app"
	"truce/cases"
	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/entryfile"
	"truce/scenario"
)

// source is a record that a command line names: a journal, a folder of entries, or a case.
type source struct {
	cmd    *cobra.Command
	path   string
	folder bool
}

// sourceOf reads which record is meant.
func sourceOf(cmd *cobra.Command, folder string, args []string) (source, error) {
	switch {
	case folder != "" && len(args) > 0:
		return source{}, errors.New("a journal or case and --state DIR are two records: name one")
	case folder != "":
		return source{cmd, folder, true}, nil
	case len(args) > 0:
		return source{cmd, args[0], false}, nil
	}
	return source{}, say.Misused(cmd, "missing: a journal, a case, or --state DIR, the folder that holds the entries")
}

// magic is how a journal's file begins.
const magic = "SQLite format 3\x00"

// isJournal tells whether a file is a journal.
func isJournal(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(magic))
	_, err = io.ReadFull(f, head)
	return err == nil && bytes.Equal(head, []byte(magic))
}

// state folds the record as it stands.
func (s source) state() (*engine.State, error) {
	switch {
	case s.folder:
		return s.folded(func(int64, *engine.State) error { return nil })
	case isJournal(s.path):
		r, err := verb.ReadRecord(s.cmd, s.path)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		if gone := r.Gone(); gone > 0 {
			return nil, fmt.Errorf("%w: extracts of entry %d were destroyed, and nothing after it is judged", say.ErrUnknown, gone)
		}
		return r.State(), nil
	}
	return s.played()
}

// replay folds the record once more and shows the state before each entry.
func (s source) replay(before func(int64, *engine.State) error) error {
	if s.folder {
		_, err := s.folded(before)
		return err
	}
	return verb.JournalFault(s.path, app.Replay(s.cmd.Context(), s.path, before))
}

func (s source) folded(before func(int64, *engine.State) error) (*engine.State, error) {
	state := engine.NewState()
	err := entryfile.Read(s.path, func(e engine.Entry) error {
		if err := errors.Join(s.cmd.Context().Err(), before(e.Seq, state)); err != nil {
			return err
		}
		_, err := state.Step(e)
		return err
	})
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		return nil, fmt.Errorf("read the record: %w: %w", say.ErrUnknown, err)
	case err != nil:
		return nil, fmt.Errorf("read the record: %w", err)
	case state.Seq() == 0:
		return nil, fmt.Errorf("%s holds no entries: run judge with --state %s first", s.path, s.path)
	}
	return state, nil
}

// played plays a case to its end.
func (s source) played() (*engine.State, error) {
	const ending = ".txtar"
	data, err := say.ReadLimited(s.path, scenario.MaxFile)
	if err != nil {
		inside, missing := fs.ReadFile(cases.Files, s.path+ending)
		if missing != nil {
			return nil, say.CaseFault(cases.Files, s.path, ending, err)
		}
		data = inside
	}
	c, err := scenario.Parse(s.path, data)
	if err != nil {
		return nil, err
	}
	run, err := scenario.Play(c, agreements.Files, nil)
	if err != nil {
		return nil, err
	}
	return run.State(), nil
}
