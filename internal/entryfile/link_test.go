// SPDX-License-Identifier: Apache-2.0

//go:build unix

package entryfile_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"truce/internal/entryfile"
)

// filled is a new folder with a record of so many entries.
func filled(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	if err := entryfile.Append(dir, entries(n)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAWriteFollowsNoLinkAndWaitsAtNoPipe(t *testing.T) {
	secret := []byte("what somebody else keeps\n")
	for _, each := range []struct {
		name string
		put  func(victim, at string) error
		// stays tells whether what was put there is not ours and is still there afterwards.
		stays bool
	}{
		{"a link to a file of somebody else", os.Symlink, true},
		{"a link to nowhere", func(_, at string) error { return os.Symlink("nowhere", at) }, true},
		{"a pipe", func(_, at string) error { return syscall.Mkfifo(at, 0o600) }, true},
		{"a folder", func(_, at string) error { return os.Mkdir(at, 0o700) }, true},
		{"a second name of a file of somebody else", os.Link, false},
		{"what a write left behind", func(_, at string) error { return os.WriteFile(at, []byte("half"), 0o600) }, false},
	} {
		for _, name := range []string{".entries-next", ".entries-next-1"} {
			t.Run(each.name+" at "+name, func(t *testing.T) {
				dir := filled(t, 2)
				victim, at := filepath.Join(t.TempDir(), "victim"), filepath.Join(dir, name)
				if err := os.WriteFile(victim, secret, 0o600); err != nil {
					t.Fatal(err)
				}
				if err := each.put(victim, at); err != nil {
					t.Fatal(err)
				}
				if err := entryfile.Append(dir, entries(5)[3:]); err != nil {
					t.Fatal(err)
				}
				if got, err := read(dir); err != nil || len(got) != 6 {
					t.Errorf("%d entries, %v, want 6", len(got), err)
				}
				if got, err := os.ReadFile(victim); err != nil || !bytes.Equal(got, secret) {
					t.Errorf("the victim holds %q, %v", got, err)
				}
				if info, err := os.Lstat(filepath.Join(dir, entryfile.Name)); err != nil || !info.Mode().IsRegular() {
					t.Errorf("the record is %v, %v, want a regular file", info, err)
				}
				_, err := os.Lstat(at)
				if stays := each.stays || !strings.HasSuffix(name, "-1"); (err == nil) != stays {
					t.Errorf("what was there: %v, want it to stay: %t", err, stays)
				}
			})
		}
	}
}

func TestARecordThatIsNoRegularFileIsRefused(t *testing.T) {
	elsewhere := filepath.Join(filled(t, 2), entryfile.Name)
	before, err := os.ReadFile(elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range []struct {
		name, want string
		put        func(at string) error
	}{
		{"a link to a record", "a link", func(at string) error { return os.Symlink(elsewhere, at) }},
		{"a link to nowhere", "a link", func(at string) error { return os.Symlink("nowhere", at) }},
		{"a pipe", "not a regular file", func(at string) error { return syscall.Mkfifo(at, 0o600) }},
		{"a folder", "not a regular file", func(at string) error { return os.Mkdir(at, 0o700) }},
	} {
		t.Run(each.name, func(t *testing.T) {
			dir := t.TempDir()
			at := filepath.Join(dir, entryfile.Name)
			if err := each.put(at); err != nil {
				t.Fatal(err)
			}
			if _, err := read(dir); err == nil || !strings.Contains(err.Error(), each.want) {
				t.Errorf("read: got %v, want %q", err, each.want)
			}
			if err := entryfile.Append(dir, entries(4)[3:]); err == nil || !strings.Contains(err.Error(), each.want) {
				t.Errorf("append: got %v, want %q", err, each.want)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
				t.Errorf("the folder holds %v, %v, want what was put there alone", left, err)
			}
			if after, err := os.ReadFile(elsewhere); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the record elsewhere changed, %v", err)
			}
		})
	}
}
