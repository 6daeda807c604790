// SPDX-License-Identifier: Apache-2.0

package territory_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/internal/cli/say"
	"truce/internal/cli/territory"
)

// layer is an invented layer of two places of which one side demands one, and changes its mind about nothing.
const layer = `{"layer":{"name":"valley","kind":"demanded","source":"Party South","published":"2031-03-07 08:00","valid":"2031-03-01/2031-03-31","exercise":true,"marks":[{"name":"Mill","code":"list:x","at":"48.50000, 37.50000","radius":"3 km","holds":[{"from":"2031-03-01","holder":"South"}]},{"name":"Ford","code":"list:y","at":"48.60000, 37.60000","radius":"3 km","holds":[{"from":"2031-03-01","holder":"North"}]}]}}
`

// asked runs a verb on the layer and returns what it printed, in one line.
func asked(t *testing.T, args ...string) (string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "layer.ndjson")
	if err := os.WriteFile(file, []byte(layer), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	cmd := territory.Verbs()[0]
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	cmd.PersistentFlags().Bool("json", false, "")
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetArgs(append([]string{args[0], file, "--zone", "UTC"}, args[1:]...))
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

func TestADemandNeverReadsAsAnObservation(t *testing.T) {
	for _, args := range [][]string{
		{"claim", "--at", "2031-03-05", "--holder", "South", "--claim", "50%"},
		{"claim", "--at", "2031-03-05", "--holder", "South", "--claim", "50%", "--json"},
		{"shares", "--at", "2031-03-05"},
		{"shares", "--at", "2031-03-05", "--json"},
		{"change", "--at", "2031-03-05", "--until", "2031-03-09"},
		{"change", "--at", "2031-03-05", "--until", "2031-03-09", "--json"},
		{"at", "--at", "2031-03-05", "--point", "48.50000, 37.50000"},
		{"layers"},
	} {
		out, err := asked(t, args...)
		if err != nil || !strings.Contains(out, "demanded") || !strings.Contains(out, "Party South") {
			t.Errorf("%v: %v, want the kind and the source in %s", args, err, out)
		}
	}
}

func TestATimeOutsideOfTheSpanOfASourceIsNotItsLastHolders(t *testing.T) {
	for _, args := range [][]string{
		{"claim", "--at", "2031-06-05", "--holder", "South", "--claim", "40%"},
		{"claim", "--at", "2031-02-01", "--holder", "South", "--claim", "0%", "--json"},
		{"shares", "--at", "2031-06-05"},
		{"shares", "--at", "2031-06-05", "--json"},
		{"change", "--at", "2031-03-05", "--until", "2031-06-05"},
		{"change", "--at", "2031-02-05", "--until", "2031-03-05", "--json"},
		{"at", "--at", "2031-06-05", "--point", "48.50000, 37.50000"},
	} {
		out, err := asked(t, args...)
		if !errors.Is(err, say.ErrUnknown) || !strings.Contains(out, "outside the source's span") {
			t.Errorf("%v: got %v, want an answer that could not be told, with why: %s", args, err, out)
		}
		if strings.Contains(out, "100.00%") || strings.Contains(out, "50.00%") {
			t.Errorf("%v prints a share: %s", args, out)
		}
		if args[len(args)-1] != "--json" && !strings.Contains(out, "2031-03-01 to 2031-03-31 UTC") {
			t.Errorf("%v does not print the span: %s", args, out)
		}
	}
}

func TestAnInventedLayerIsMarkedOnEveryRow(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{
		"borders.geojson": `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Valley"},"geometry":{"type":"Polygon","coordinates":[[[37.3,48.3],[37.8,48.3],[37.8,48.8],[37.3,48.8],[37.3,48.3]]]}}]}`,
		"line.geojson":    `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[37.3,48.7],[37.8,48.4]]}}]}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ground := []string{"--borders", filepath.Join(dir, "borders.geojson"), "--line", filepath.Join(dir, "line.geojson"), "--close", "5 km"}
	for _, args := range [][]string{
		append([]string{"claim", "--at", "2031-03-05", "--holder", "South", "--claim", "50%"}, ground...),
		append([]string{"shares", "--at", "2031-03-05"}, ground...),
		{"change", "--at", "2031-03-05", "--until", "2031-03-09"},
	} {
		out, err := asked(t, args...)
		if err != nil {
			t.Errorf("%v: %v", args, err)
		}
		for line := range strings.Lines(out) {
			own := strings.HasPrefix(line, "EXERCISE ") || strings.HasPrefix(line, "  ") || strings.TrimSpace(line) == ""
			if len(line) > 101 || !own && !strings.HasPrefix(line, "A share of places is not") {
				t.Errorf("%s: not marked, or too wide: %s", args[0], line)
			}
		}
	}
}

func TestANameOrNumberThatIsMistakenIsNoShare(t *testing.T) {
	for name, c := range map[string]struct {
		holder, claim, off, want string
	}{
		"a name with a slip":       {"Sauth", "20%", "2%", "did you mean South?"},
		"a name of nobody":         {"East of the river", "20%", "2%", "they are North, South"},
		"a sign alone":             {"South", "%", "2%", "write a percentage"},
		"decimals alone":           {"South", ".5%", "2%", "write a percentage"},
		"a point and nothing":      {"South", "20.%", "2%", "write a percentage"},
		"no sign":                  {"South", "20", "2%", "write a percentage"},
		"a tolerance of the same":  {"South", "20%", "%", "--claim-tolerance"},
		"more than there is of it": {"South", "101%", "2%", "write a percentage"},
	} {
		out, err := asked(t, "claim", "--at", "2031-03-05", "--holder", c.holder, "--claim", c.claim, "--claim-tolerance", c.off)
		if err == nil || !strings.Contains(err.Error(), c.want) || out != "" {
			t.Errorf("%s: got %v, want %q; it printed %s", name, err, c.want, out)
		}
	}
}
