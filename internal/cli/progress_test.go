// SPDX-License-Identifier: Apache-2.0

package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"truce/internal/cli"
)

// ticking is a clock that moves on by the same time whenever it is asked.
func ticking(by time.Duration) func() time.Time {
	now := time.Date(2031, 3, 4, 0, 0, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(by)
		return now
	}
}

// shots writes so many reports, three hours apart.
func shots(t *testing.T, n int) string {
	t.Helper()
	var text strings.Builder
	for i := range n {
		at := time.Date(2031, 3, 4, 3*i, 0, 0, 0, time.UTC).Format(time.RFC3339)
		fmt.Fprintf(&text, "{\"source\":\"patrol\",\"act\":\"shot\",\"time\":%q,\"where\":\"47.5, 37.5\"}\n", at)
	}
	name := filepath.Join(t.TempDir(), "shots.ndjson")
	if err := os.WriteFile(name, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestALongRunSaysHowFarItHasCome(t *testing.T) {
	file, many, record := shots(t, 300), shots(t, 1_200), filepath.Join(t.TempDir(), "record")
	judge := func(by time.Duration, args ...string) []string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		args = append([]string{"judge", "-a", filepath.Join("testdata", "common", "draft.yaml")}, args...)
		if code := cli.ExecuteAt(t.Context(), ticking(by), args, &stdout, &stderr); code != 0 {
			t.Fatalf("exit code %d: %s", code, &stderr)
		}
		var lines []string
		for line := range strings.Lines(stderr.String()) {
			if strings.Contains(line, "rows read") || strings.Contains(line, "folded") {
				lines = append(lines, strings.TrimSpace(strings.Replace(line, many, "FILE", 1)))
			}
		}
		return lines
	}
	for _, each := range []struct {
		name string
		by   time.Duration
		args []string
		want []string
	}{
		{"what is quickly done is not mentioned", time.Microsecond, []string{file}, nil},
		{"reading", 5 * time.Second, []string{many}, []string{"FILE: rows read: 1200", "new entries folded: 0 of 1200"}},
		{"folding", 5 * time.Second / 100, []string{"--state", record, file}, []string{
			"new entries folded: 99 of 300", "new entries folded: 199 of 300", "new entries folded: 299 of 300",
		}},
		{"folding the record again", 5 * time.Second / 125, []string{"--state", record}, []string{
			"entries of the record folded: 126", "entries of the record folded: 251",
		}},
		{"for programs", 5 * time.Second / 125, []string{"--json", "--state", record}, []string{
			`{"progress":{"what":"entries of the record folded","done":126}}`, `{"progress":{"what":"entries of the record folded","done":251}}`,
		}},
	} {
		t.Run(each.name, func(t *testing.T) {
			got := judge(each.by, each.args...)
			if each.by > time.Second { // the rest is more of the same
				got = got[:min(len(got), len(each.want))]
			}
			if diff := cmp.Diff(got, each.want); diff != "" {
				t.Errorf("(-got +want):\n%s", diff)
			}
		})
	}
}
