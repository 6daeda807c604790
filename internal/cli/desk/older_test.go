// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	projected "truce/internal/store/kept" // a helper here is called kept
)

// servedTwice is a coalition's record that was served, entered into and served again, and a copy of its journal from between.
func servedTwice(t *testing.T) (record, copied string) {
	t.Helper()
	dir := t.TempDir()
	record, copied = filepath.Join(dir, "c.journal"), filepath.Join(dir, "copies", "c.journal")
	if err := os.Mkdir(filepath.Dir(copied), 0o700); err != nil {
		t.Fatal(err)
	}
	done(t, "", "coalition", "begin", record, "--log", "secretariat.test/2026")
	_, stop := served(t, record)
	stop()
	done(t, "", "coalition", "backup", record, copied)
	member(t, record, "Freedonia")
	_, stop = served(t, record)
	stop()
	return record, copied
}

// member enters that a state is a member.
func member(t *testing.T, record, state string) {
	t.Helper()
	done(t, "1 row", "undertakings", record, "--import", table(t, "record,relation,state,to,said_by,said_on,grade\nrelation,member-of,"+state+",coalition,Secretariat,2026-01-06,official\n"))
}

// bytesIn are the bytes of every file in a folder and those below, by their paths.
func bytesIn(t *testing.T, dir string) string {
	t.Helper()
	var out strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		out.WriteString(path + "\n" + string(data) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestARecordOfACoalitionOlderThanWhatStandsBesideItIsNeitherServedNorBegunAgain(t *testing.T) {
	for _, each := range []struct {
		name    string
		change  func(t *testing.T, record, copied string)
		verbs   [][]string
		because string
	}{
		{"the log of reads knows more", rolledBack, [][]string{{"serve"}}, "has 1 entries, and c.journal.reads was written when it had 2"},
		{"the older record went on by other ways", func(t *testing.T, record, copied string) {
			member(t, copied, "Sylvania")
			rolledBack(t, record, copied)
		}, [][]string{{"serve"}}, "entry 2 of c.journal is not the one that c.journal.reads knows under that number"},
		{"the record is gone", func(t *testing.T, record, _ string) {
			if err := os.Remove(record); err != nil {
				t.Fatal(err)
			}
		}, [][]string{{"serve"}, {"begin", "--log", "secretariat.test/2027"}}, "there is no c.journal, and c.journal.reads is there"},
	} {
		t.Run(each.name, func(t *testing.T) {
			record, copied := servedTwice(t)
			each.change(t, record, copied)
			before := bytesIn(t, filepath.Dir(record))
			for range 2 { // and again, since nothing was changed
				for _, v := range each.verbs {
					args := append([]string{"coalition", v[0], record}, v[1:]...)
					if v[0] == "serve" {
						args = append(args, "--addr", "127.0.0.1:0")
					}
					_, err := truce(t, args...)
					if !errors.Is(err, projected.ErrOlder) {
						t.Fatalf("%s is done, or refused for another reason: %v", v[0], err)
					}
					says := strings.ReplaceAll(err.Error(), filepath.Dir(record)+"/", "")
					for _, want := range []string{each.because, "Put the newest journal back", "truce coalition restore COPY"} {
						if !strings.Contains(says, want) {
							t.Errorf("%s says %q, want %q", v[0], says, want)
						}
					}
				}
			}
			if after := bytesIn(t, filepath.Dir(record)); after != before {
				t.Error("something was changed")
			}
		})
	}
}

// rolledBack puts a copy in the place of a record.
func rolledBack(t *testing.T, record, copied string) {
	t.Helper()
	if err := os.Rename(copied, record); err != nil {
		t.Fatal(err)
	}
}

func TestACopyOfACoalitionsRecordElsewhereAndOneThatWentOnBetweenAreServed(t *testing.T) {
	record, copied := servedTwice(t)
	_, stop := served(t, copied)
	stop()
	member(t, record, "Sylvania")
	_, stop = served(t, record)
	stop()
}
