// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"truce/internal/store"
	"truce/internal/store/sqlite"
)

func TestNobodyElseOnTheMachineReadsAStore(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such mode there")
	}
	path := filepath.Join(t.TempDir(), "some.store")
	for _, before := range []string{"that is new", "that was open to all"} {
		s, err := sqlite.Open(t.Context(), path, store.Record{Origin: "mission.example/1", Engine: "e"})
		if err != nil {
			t.Fatal(err)
		}
		for _, ending := range []string{"", "-wal", "-shm"} {
			info, err := os.Stat(path + ending)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm()&0o077 != 0 {
				t.Errorf("a store %s: %s has mode %v", before, ending, info.Mode())
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
