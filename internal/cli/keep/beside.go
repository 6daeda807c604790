// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/people"
	"truce/journal/bundle"
)

// copyBeside is a file or folder beside a journal that may hold what the journal holds.
type copyBeside struct {
	Path string `json:"path"`
	What string `json:"what"`
}

// brokenOff are the names under which files are written before they take their place. One that is there while nothing is
// being written was left by a program that was killed.
var brokenOff = regexp.MustCompile(`\.new-[0-9]+$|^\.restore-[0-9]+$|^\.entries-next-`)

// leftIn returns what writes that broke off, or are still going on, have in a folder.
func leftIn(dir string) ([]copyBeside, error) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []copyBeside
	for _, e := range list {
		if brokenOff.MatchString(e.Name()) {
			out = append(out, copyBeside{filepath.Join(dir, e.Name()), "left by a write that broke off, if none is going on"})
		}
	}
	return out, nil
}

// warnOfLeft says what writes that broke off left in the folder of a path. It removes nothing: one may still be going on.
func warnOfLeft(cmd *cobra.Command, path string) error {
	left, err := leftIn(filepath.Dir(path))
	for _, each := range left {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s; it may hold what the journal holds: remove it then\n", each.Path, each.What)
	}
	return err
}

// besideJournal returns what stands in the folder of a journal, and one folder below, that may hold the same content: other
// journals, bundles for the mission, bundles that show something of entry seq of a log, folders of entries and what broke off. Copies
// elsewhere are not looked for.
func besideJournal(journal, origin string, seq int64) ([]copyBeside, error) {
	dir := filepath.Dir(journal)
	out, err := leftIn(dir)
	if err != nil {
		return nil, err
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	own := filepath.Base(journal)
	for _, e := range list {
		path := filepath.Join(dir, e.Name())
		switch {
		case brokenOff.MatchString(e.Name()), slices.Contains([]string{own, own + "-wal", own + "-shm", people.Beside(own)}, e.Name()):
		case e.IsDir():
			info, err := os.Lstat(filepath.Join(path, "entries.ndjson"))
			if err == nil && info.Mode().IsRegular() {
				out = append(out, copyBeside{path, "a folder of entries"})
			}
		case e.Type().IsRegular():
			what, err := contentOf(path, origin, seq)
			if err != nil {
				return nil, err
			}
			if what != "" {
				out = append(out, copyBeside{path, what})
			}
		}
	}
	return out, nil
}

// contentOf tells whether a file is a journal or a bundle for the mission, by its first bytes, or a bundle for others that shows
// something of entry seq; empty for neither.
func contentOf(path, origin string, seq int64) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, 64)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return "another journal, or a copy of this", nil
	case bytes.HasPrefix(head, []byte(`{"bundle":{"audience":"mission"`)):
		return "a bundle for the mission", nil
	case bytes.HasPrefix(head, []byte(`{"bundle":{`)):
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return "", err
		}
		return disclosedIn(f, origin, seq)
	case bytes.HasPrefix(head, []byte(`{"chain":"`)):
		return "entries of a folder", nil
	}
	return "", nil
}

// errEnough ends the reading of a bundle.
var errEnough = errors.New("nothing more is asked")

// disclosedIn says whether a bundle of a log shows something of an entry; empty if not.
func disclosedIn(r io.Reader, origin string, seq int64) (what string, err error) {
	err = bundle.Read(r, bundle.Visitor{
		Head: func(h bundle.Head) error {
			if h.Origin != origin || h.Size < seq {
				return errEnough
			}
			return nil
		},
		Checkpoint: func(string) error { return nil },
		Entry: func(n int64, e bundle.Entry) error {
			switch {
			case n < seq:
				return nil
			case e.Commitment == nil:
				what = fmt.Sprintf("a bundle that discloses something of entry %d", seq)
			}
			return errEnough
		},
	})
	switch {
	case errors.Is(err, errEnough):
		return what, nil
	case errors.Is(err, bundle.ErrForm):
		return "a bundle that cannot be read", nil
	}
	return "", err
}

// nameBeside says what was found beside a journal that destroy cannot reach.
func nameBeside(cmd *cobra.Command, found []copyBeside) {
	for _, each := range found {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s; it may still hold what was destroyed\n", each.Path, each.What)
	}
	if len(found) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "see to %s: nothing here reaches them\n", say.Counted(int64(len(found)), "place"))
	}
}
