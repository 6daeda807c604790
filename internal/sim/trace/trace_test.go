// SPDX-License-Identifier: Apache-2.0

package trace_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"truce/internal/sim/trace"
)

// TestMain lets this program be the one that is traced.
func TestMain(m *testing.M) {
	if dir := os.Getenv("TRUCE_TEST_TRACED"); dir != "" {
		if err := traced(dir); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func traced(dir string) error {
	old := filepath.Join(dir, "old")
	f, err := os.Create(filepath.Join(dir, "new"))
	if err != nil {
		return err
	}
	_, errWrite := f.WriteAt([]byte("two"), 4)
	_, errMore := f.Write([]byte("one"))
	_, errSaid := os.Stdout.WriteString("said\n")
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(errWrite, errMore, errSaid, f.Sync(), f.Truncate(2), d.Sync(), os.Link(f.Name(), old+"-2"), os.Rename(f.Name(), old), os.Remove(old))
}

func TestWhatAProgramDoesToItsFilesIsRecorded(t *testing.T) {
	if err := trace.Check(t.Context()); err != nil {
		t.Skip(err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if dir = filepath.Join(dir, "home"); os.Mkdir(dir, 0o700) != nil {
		t.Fatal("no folder")
	}
	if err := os.WriteFile(filepath.Join(dir, "old"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ops := recorded(t.Context(), t, dir)
	at := func(name string) string { return filepath.Join(dir, name) }
	want := []trace.Op{
		{Kind: trace.Create, Path: at("new")},
		{Kind: trace.Write, Path: at("new"), Offset: 4, Data: []byte("two")},
		{Kind: trace.Write, Path: at("new"), Data: []byte("one")},
		{Kind: trace.Says, Path: "1", Data: []byte("said\n")},
		{Kind: trace.Sync, Path: at("new")},
		{Kind: trace.Truncate, Path: at("new"), Offset: 2},
		{Kind: trace.Sync, Path: dir},
		{Kind: trace.Link, Path: at("old-2"), From: at("new")},
		{Kind: trace.Rename, Path: at("old"), From: at("new")},
		{Kind: trace.Unlink, Path: at("old")},
	}
	if len(ops) != len(want) {
		t.Fatalf("got %d operations, want %d: %v", len(ops), len(want), ops)
	}
	for i, w := range want {
		g := ops[i]
		if g.Kind != w.Kind || g.Path != w.Path || g.From != w.From || g.Offset != w.Offset || string(g.Data) != string(w.Data) {
			t.Errorf("operation %d: got %+v, want %+v", i, g, w)
		}
	}
}

func recorded(ctx context.Context, t *testing.T, dir string) []trace.Op {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(ctx, self)
	c.Env = append(os.Environ(), "TRUCE_TEST_TRACED="+dir)
	ops, err := trace.Record(ctx, dir, c)
	if err != nil {
		t.Fatal(err)
	}
	return ops
}
