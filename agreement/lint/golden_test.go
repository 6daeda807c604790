// SPDX-License-Identifier: Apache-2.0

package lint_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/agreement"
	"truce/agreement/lint"
)

var update = flag.Bool("update", false, "write the golden files again; say in the commit why the complaints changed")

const folder = "../../agreements/"

// examples are the worked examples of the repository.
var examples = []string{
	"easter-2025-r", "easter-2025-u", "energy-truce-2025-r", "energy-truce-2025-u", "framework-decision-2016",
	"korea-armistice-guard-posts", "measures-2020", "minsk-addendum-2015", "minsk-memorandum-2014", "minsk-package-2015",
	"minsk-protocol-2014", "paris-exercise", "paris-exercise-mended",
}

// settlements are examples that are read together.
var settlements = map[string][]string{
	"set-minsk":      {"minsk-protocol-2014", "minsk-memorandum-2014", "minsk-package-2015", "minsk-addendum-2015", "framework-decision-2016", "measures-2020"},
	"set-energy":     {"energy-truce-2025-r", "energy-truce-2025-u"},
	"set-easter":     {"easter-2025-r", "easter-2025-u"},
	"set-withdrawal": {"minsk-package-2015", "minsk-addendum-2015"},
}

// compiled are all examples, read once: most of the time of these tests is reading.
var compiled = sync.OnceValues(func() (map[string]*agreement.Compiled, error) {
	out := map[string]*agreement.Compiled{}
	for _, name := range examples {
		data, err := os.ReadFile(folder + name + ".yaml")
		if err != nil {
			return nil, err
		}
		a, err := agreement.Parse(name, data, os.DirFS(folder))
		if err != nil {
			return nil, err
		}
		if out[name], err = agreement.Compile(a, nil); err != nil {
			return nil, err
		}
	}
	return out, nil
})

func compileAll(t testing.TB, names []string) []*agreement.Compiled {
	t.Helper()
	all, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	var out []*agreement.Compiled
	for _, name := range names {
		out = append(out, all[name])
	}
	return out
}

// write puts complaints on a page as the golden files hold them.
func write(list []lint.Complaint) string {
	var b strings.Builder
	for _, c := range list {
		article := "the whole"
		if c.Article != "" {
			article = "article " + string(c.Article)
		}
		fmt.Fprintf(&b, "%s, %s: %s: %s\n    %s\n", c.Agreement, article, c.Check, c.Subject, c.Says)
	}
	return b.String()
}

func TestTheComplaintsAboutTheExamplesAreAsReviewed(t *testing.T) {
	pages := map[string][]string{}
	for _, name := range examples {
		pages[name] = []string{name}
	}
	for name, texts := range settlements {
		pages[name] = texts
	}
	for name, texts := range pages {
		t.Run(name, func(t *testing.T) {
			got := write(lint.Check(compileAll(t, texts)...))
			file := "testdata/" + name + ".golden"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, string(want)); diff != "" {
				t.Errorf("%s (-got +want):\n%s", file, diff)
			}
		})
	}
}

func TestEveryExampleHasItsPage(t *testing.T) {
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".yaml")
		if ok && !slices.Contains(examples, name) {
			t.Errorf("agreements/%s has no golden page", f.Name())
		}
	}
}

// TestTheLinterFindsWhatTheFieldFound holds the linter against disputes that took place.
func TestTheLinterFindsWhatTheFieldFound(t *testing.T) {
	for _, each := range []struct {
		name  string
		texts []string
		want  []string // parts of one complaint each, joined by "..."
	}{
		{"120 mm mortars under 100 mm and more, and under the addendum", settlements["set-withdrawal"], []string{
			"weapon-overlap: minsk-addendum-2015/back-mortars and minsk-package-2015/withdraw-100-mortars...mortar of 100 mm to 120 mm: 15 km",
		}},
		{"width or distance, with nobody to rule", []string{"minsk-package-2015"}, []string{
			"minsk-package-2015, article 2: differing-readings: zone...nobody is named to rule",
			"minsk-package-2015, article 2: differing-readings: mortars",
		}},
		{"two lists of one energy truce", settlements["set-energy"], []string{
			"texts-apart: energy-truce-2025-r and energy-truce-2025-u...begins 2025-03-18 00:00 Europe/Moscow, energy-truce-2025-u 2025-03-25 00:00 Europe/Kyiv",
			"texts-differ: energy-truce-2025-r and energy-truce-2025-u...Only energy-truce-2025-u prohibits strike against gas-production",
			"no-mutual-undertaking...towards United States of America...no text is agreed between Russian Federation and Ukraine",
		}},
		{"a response that runs from the breach and needs a determination", []string{"paris-exercise"}, []string{
			"clock-from-breach: rung l4...The 72 h of rung \"l4\" run from the breach",
			"stoppable-body: special-commission",
			"undefined-word: expanded attack",
			"undefined-word: persists",
			"unowned-deadline: step publish",
			"weapon-gap: artillery",
			"weapon-overlap: back-50 and back-15-mortars",
			"ladder-cell: ladder...S1/C1, S2/C1 and S3/C1",
		}},
		{"a consensus that any member can withhold", []string{"minsk-package-2015"}, []string{"stoppable-body: contact-group"}},
	} {
		t.Run(each.name, func(t *testing.T) {
			var got []string
			for _, c := range lint.Check(compileAll(t, each.texts)...) {
				got = append(got, write([]lint.Complaint{c}))
			}
			for _, want := range each.want {
				if !slices.ContainsFunc(got, func(page string) bool { return holdsAll(page, strings.Split(want, "...")) }) {
					t.Errorf("no complaint holds %q; got\n%s", want, strings.Join(got, ""))
				}
			}
		})
	}
}

func holdsAll(page string, parts []string) bool {
	for _, p := range parts {
		i := strings.Index(page, p)
		if i < 0 {
			return false
		}
		page = page[i+len(p):]
	}
	return true
}

func TestTheMendedTwinIsClean(t *testing.T) {
	if got := write(lint.Check(compileAll(t, []string{"paris-exercise-mended"})...)); got != "" {
		t.Errorf("got complaints, want none:\n%s", got)
	}
}
