// SPDX-License-Identifier: Apache-2.0

package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"truce/internal/cli"
)

// command is a line of a guide: "truce VERB ARGUMENTS [> FILE] [# exits N]".
type command struct {
	args []string
	want int
}

// commands returns the lines of a document's code blocks that run truce.
func commands(text string) []command {
	var out []command
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "truce ")
		if !ok {
			continue
		}
		rest, no := strings.CutSuffix(rest, " # exits 1")
		rest, _, _ = strings.Cut(rest, " > ")
		c := command{args: strings.Fields(rest)}
		if no {
			c.want = 1
		}
		out = append(out, c)
	}
	return out
}

// tableRow is a row of judge --table: the first letters of a finding's ID.
var tableRow = regexp.MustCompile(`(?m)^(?:EXERCISE )?([a-z2-7]{8})  `)

// run runs the command, with FINDING standing for the first finding that was printed before.
func (c command) run(t *testing.T, printed string) string {
	for i, arg := range c.args {
		if arg == "FINDING" {
			c.args[i] = tableRow.FindStringSubmatch(printed)[1]
		}
	}
	var stdout, stderr bytes.Buffer
	if got := cli.Execute(t.Context(), c.args, &stdout, &stderr); got != c.want {
		t.Errorf("truce %s: exit code %d, want %d; it said %s", strings.Join(c.args, " "), got, c.want, &stderr)
	}
	return stdout.String()
}

func TestEveryCommandOfTheGuidesRuns(t *testing.T) {
	guides, err := filepath.Glob(filepath.Join("..", "..", "docs", "guide", "*.md"))
	if err != nil || len(guides) < 5 {
		t.Fatalf("%d guides, %v", len(guides), err)
	}
	texts := map[string]string{}
	for _, name := range guides {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(name)] = string(data)
	}
	common, err := filepath.Abs(filepath.Join("testdata", "common"))
	if err != nil {
		t.Fatal(err)
	}
	slow := map[string]bool{"test": true, "test --digest": true} // run by the scripts on one case
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(common)); err != nil {
				t.Fatal(err)
			}
			t.Chdir(dir)
			all, printed := commands(text), ""
			if len(all) == 0 {
				t.Fatal("no commands")
			}
			for _, c := range all {
				if slow[strings.Join(c.args, " ")] {
					continue
				}
				if out := c.run(t, printed); tableRow.MatchString(out) {
					printed = out
				}
			}
		})
	}
}

// A block of a guide that shows a file is the file.
func TestTheFilesInTheGuidesAreThoseThatTheCommandsRead(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "guide", "monitor.md"))
	if err != nil {
		t.Fatal(err)
	}
	for name, kind := range map[string]string{"post.csv": "csv", "post.yaml": "yaml"} {
		file, err := os.ReadFile(filepath.Join("testdata", "common", name))
		if err != nil {
			t.Fatal(err)
		}
		if block := "```" + kind + "\n" + string(file) + "```\n"; !strings.Contains(string(page), block) {
			t.Errorf("monitor.md does not show %s as it is", name)
		}
	}
}

func TestTheExampleOfACaseFileRuns(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "spec", "case-file.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "\n```\n#")
	example, _, found := strings.Cut(rest, "\n```\n")
	if !found {
		t.Fatal("the page has no example")
	}
	file := filepath.Join(t.TempDir(), "shots.txtar")
	if err := os.WriteFile(file, []byte("#"+example+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if got := cli.Execute(t.Context(), []string{"test", file}, &stdout, &stderr); got != 0 || !strings.Contains(stdout.String(), "4 met, 1 todo") {
		t.Errorf("exit code %d: %s%s", got, &stdout, &stderr)
	}
}

func TestTheManualIsThatOfTheVerbs(t *testing.T) {
	fresh, kept := t.TempDir(), filepath.Join("..", "..", "docs", "manual")
	var stdout, stderr bytes.Buffer
	if got := cli.Execute(t.Context(), []string{"manual", fresh}, &stdout, &stderr); got != 0 {
		t.Fatalf("exit code %d: %s", got, &stderr)
	}
	pages, err := filepath.Glob(filepath.Join(fresh, "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		want, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(kept, filepath.Base(page)))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not that of the verb (%v): go generate ./internal/cli", filepath.Base(page), err)
		}
	}
}
