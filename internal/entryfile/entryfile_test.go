// SPDX-License-Identifier: Apache-2.0

package entryfile_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/canon"
	"truce/engine"
	"truce/internal/entryfile"
)

// entries are so many ratings after a genesis.
func entries(n int) []engine.Entry {
	list := []engine.Entry{engine.NewGenesis(1000)}
	for len(list) <= n {
		list = append(list, engine.Entry{Seq: int64(len(list) + 1), Time: 2000, Rating: &engine.Rating{Root: "agency", Reliability: "B", By: "desk"}})
	}
	return list
}

func read(dir string) ([]engine.Entry, error) {
	var out []engine.Entry
	err := entryfile.Read(dir, func(e engine.Entry) error {
		out = append(out, e)
		return nil
	})
	return out, err
}

func TestWhatIsAppendedIsReadBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if got, err := read(dir); err != nil || len(got) != 0 {
		t.Fatalf("no folder: %d entries, %v", len(got), err)
	}
	all := entries(5)
	for _, part := range [][]engine.Entry{all[:2], nil, all[2:]} {
		if err := entryfile.Append(dir, part); err != nil {
			t.Fatal(err)
		}
	}
	got, err := read(dir)
	if err != nil || !canon.Equal(got, all) {
		t.Errorf("read back %d entries, %v", len(got), err)
	}
	names, err := os.ReadDir(dir)
	if err != nil || len(names) != 1 || names[0].Name() != entryfile.Name {
		t.Errorf("the folder holds %v, %v, want the file alone", names, err)
	}
}

func TestAWriteThatFailsLeavesTheFileAsItWas(t *testing.T) {
	dir := t.TempDir()
	if err := entryfile.Append(dir, entries(2)); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, entryfile.Name)
	before, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	same := func(t *testing.T) {
		t.Helper()
		after, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("the file changed: %v", err)
		}
	}
	t.Run("an entry without a canonical form", func(t *testing.T) {
		bad := engine.Entry{Seq: 5, Rating: &engine.Rating{Root: "\xff"}}
		if err := entryfile.Append(dir, []engine.Entry{entries(3)[3], bad}); err == nil || !strings.Contains(err.Error(), "entry 5: encode") {
			t.Errorf("got %v", err)
		}
		same(t)
	})
	t.Run("an entry that does not follow", func(t *testing.T) {
		if err := entryfile.Append(dir, entries(5)[4:]); err == nil || !strings.Contains(err.Error(), "entry 5 follows 3") {
			t.Errorf("got %v", err)
		}
		same(t)
	})
	t.Run("a folder that may not be written", func(t *testing.T) {
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
		if f, err := os.CreateTemp(dir, "probe-*"); err == nil {
			_ = errors.Join(f.Close(), os.Remove(f.Name()))
			t.Skip("skipped: this user may write everywhere")
		}
		if err := entryfile.Append(dir, entries(3)[3:]); err == nil {
			t.Error("the write did not fail")
		}
		same(t)
	})
	t.Run("something in the file's way", func(t *testing.T) {
		// Renaming a file over a folder fails after the new file was written whole.
		blocked := t.TempDir()
		if err := os.MkdirAll(filepath.Join(blocked, entryfile.Name, "x"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := entryfile.Append(blocked, entries(1)); err == nil {
			t.Error("the write did not fail")
		}
		left, err := os.ReadDir(blocked)
		if err != nil || len(left) != 1 {
			t.Errorf("it leaves %v behind, %v", left, err)
		}
	})
}

func TestADamagedFileNamesItsLine(t *testing.T) {
	dir := t.TempDir()
	if err := entryfile.Append(dir, entries(3)); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, entryfile.Name)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(whole, []byte("\n"))
	flipped := bytes.Clone(whole)
	flipped[len(lines[0])+5] ^= 0x10
	// A letter exchanged within a text leaves canonical bytes, and another entry.
	exchanged := bytes.Replace(whole, []byte(`"root":"agency"`), []byte(`"root":"agenda"`), 1)
	swapped := bytes.Join([][]byte{lines[0], lines[2], lines[1], lines[3]}, nil)
	for _, each := range []struct {
		name string
		data []byte
		want string
		n    int
	}{
		{"cut off within a line", whole[:len(whole)-5], ":4: the last line has no end", 3},
		{"cut off before the last end", whole[:len(whole)-1], ":4: the last line has no end", 3},
		{"cut off between lines", bytes.Join(lines[:3], nil), "", 3},
		{"a bit flipped", flipped, ":2: ", 1},
		{"a letter exchanged in a text", exchanged, ":2: the line is not as it was written", 1},
		{"lines exchanged", swapped, ":2: the line is not as it was written", 1},
		{"a line left out", bytes.Join([][]byte{lines[0], lines[2]}, nil), ":2: ", 1},
		{"an empty line", append(bytes.Clone(lines[0]), '\n'), ":2: ", 1},
		{"not canonical", append(bytes.Clone(lines[0]), bytes.Replace(lines[1], []byte(`:`), []byte(`: `), 1)...), ":2: ", 1},
		{"a field that nobody knows", append(bytes.Clone(lines[0]), []byte("{\"seq\":2,\"time\":5,\"veto\":{}}\n")...), ":2: ", 1},
	} {
		t.Run(each.name, func(t *testing.T) {
			if err := os.WriteFile(name, each.data, 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := read(dir)
			if len(got) != each.n || (err == nil) != (each.want == "") || err != nil && !strings.Contains(err.Error(), each.want) {
				t.Errorf("%d entries, %v, want %d and %q", len(got), err, each.n, each.want)
			}
			if after, _ := os.ReadFile(name); !bytes.Equal(after, each.data) {
				t.Error("reading changed the file")
			}
		})
	}
}

func TestWhatTheReaderRefusesStopsTheFile(t *testing.T) {
	dir := t.TempDir()
	if err := entryfile.Append(dir, entries(3)); err != nil {
		t.Fatal(err)
	}
	full := errors.New("enough")
	err := entryfile.Read(dir, func(e engine.Entry) error {
		if e.Seq == 2 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || !strings.Contains(err.Error(), ":2: ") {
		t.Errorf("got %v", err)
	}
}
