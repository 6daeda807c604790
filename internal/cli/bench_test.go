// SPDX-License-Identifier: Apache-2.0

package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"truce/internal/cli"
)

func TestBenchMeasuresTheStagesThatAreAskedFor(t *testing.T) {
	out := run(t, 0, "bench", "--stage", "seal", "--stage", "decode", "--seconds", "1", "--dir", t.TempDir(), "--json")
	var got struct {
		Machine struct {
			Cores int    `json:"cores"`
			Go    string `json:"go"`
		} `json:"machine"`
		Stages []struct {
			Stage     string  `json:"stage"`
			PerSecond float64 `json:"reports_per_second"`
			Memory    int64   `json:"memory_bytes"`
		} `json:"stages"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if len(got.Stages) != 2 || got.Stages[0].Stage != "decode" || got.Stages[1].PerSecond <= 0 || got.Stages[1].Memory <= 0 || got.Machine.Cores < 1 || got.Machine.Go == "" {
		t.Errorf("got %s", out)
	}
}

func TestBenchRefusesAndIsInterrupted(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if got := cli.Execute(t.Context(), []string{"bench", "--stage", "joins"}, &stdout, &stderr); got != 1 || !strings.Contains(stderr.String(), "decode") {
		t.Errorf("code %d, %s", got, &stderr)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	stdout.Reset()
	if got := cli.Execute(ctx, []string{"bench", "--stage", "decode", "--json"}, &stdout, &stderr); got != 2 || !strings.Contains(stdout.String(), `"stages":[]`) {
		t.Errorf("code %d, %s%s", got, &stdout, &stderr)
	}
}
