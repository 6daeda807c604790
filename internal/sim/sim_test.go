// SPDX-License-Identifier: Apache-2.0

package sim_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/internal/sim"
)

const root = "../.."

func TestThePageOfPromisesIsWhatTheEvidenceGives(t *testing.T) {
	want, err := sim.Page(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, "docs/PROMISES.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("run go run ./cmd/verify promises")
	}
}

// copied is a checkout in which evidence is of these sources, with a change.
func copied(t *testing.T, evidence string) string {
	t.Helper()
	dir := t.TempDir()
	for _, tested := range []string{"canon", "engine", "finding", "incident", "internal/durable", "journal", "observation", "report", "docs"} {
		if err := os.MkdirAll(filepath.Join(dir, tested), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum", "docs/evidence.json"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(evidence), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestEvidenceOfOtherSourcesIsStale(t *testing.T) {
	dir := copied(t, `{"v":1,"tier":"ci","go":"go1","digest":"00","suites":[{"name":"crash-db","seed":1,"seconds":1,"counts":[]}]}`)
	page, err := sim.Page(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"of **other sources**", "crash-db: of other sources; kill: not run", "| stale |"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if _, err := sim.Page(copied(t, `{"v":2}`)); err == nil {
		t.Error("evidence of another version is read")
	}
}
