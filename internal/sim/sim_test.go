// SPDX-License-Identifier: Apache-2.0

package sim_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"truce/internal/sim"
	"truce/internal/sim/tally"
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
	for _, tested := range append(sim.Tested(), "docs") {
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

func TestASuiteHeldOnlyIfItDidSomethingAtTheCITier(t *testing.T) {
	late := func(tier tally.Tier, orders int64, failures ...string) sim.Evidence {
		return sim.Evidence{Version: 1, Tier: tier, Digest: "now", Suites: []sim.Result{
			{Name: "late", Counts: []tally.Count{{Name: "orders", N: orders}, {Name: "worlds", N: 7}}, Failures: failures},
		}}
	}
	for _, c := range []struct {
		name     string
		open     string
		evidence sim.Evidence
		now      string
		want     string
	}{
		{"held, and nothing is open", "", late(tally.CI, 5), "now", "| late: held | kept |"},
		{"held in a night", "", late(tally.Night, 5), "now", "| late: held | kept |"},
		{"held, and something is open", "nodes", late(tally.CI, 5), "now", "| late: held | in part |"},
		{"not run", "", sim.Evidence{}, "now", "| late: not run | in part |"},
		{"everything was skipped", "", late(tally.CI, 0), "now", "| late: left out | in part |"},
		{"run with a change alone", "", late(tally.PR, 5), "now", "| late: not run at the ci tier | in part |"},
		{"broken", "", late(tally.CI, 5, "order 3"), "now", "| late: **broken** | in part |"},
		{"of other sources", "", late(tally.CI, 5), "later", "| late: of other sources | stale |"},
	} {
		if got := sim.Row(c.open, "late", c.evidence, c.now); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s has no %s", c.name, got, c.want)
		}
	}
}

func TestEvidenceIsOfAllThatIsLinkedIntoVerify(t *testing.T) {
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "./cmd/verify")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(out)) {
		dir, ours := strings.CutPrefix(strings.TrimSpace(line), "truce/")
		if !ours || dir == "cmd/verify" {
			continue
		}
		n++
		if !slices.ContainsFunc(sim.Tested(), func(in string) bool { return dir == in || strings.HasPrefix(dir, in+"/") }) {
			t.Errorf("%s is linked into verify, and its sources are not in the digest of evidence", dir)
		}
	}
	if n < len(sim.Tested()) {
		t.Errorf("%d packages, want one at least of each of %v", n, sim.Tested())
	}
}
