// SPDX-License-Identifier: Apache-2.0

package cli_test

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"truce/internal/cli"
	"truce/internal/cli/desk"
)

// command is a line of a guide: "truce VERB ARGUMENTS [> FILE] [&] [# exits N]", where $(cat FILE) stands for what is in a
// file; or "cat > FILE <<END", which writes the lines up to END.
type command struct {
	args   []string
	want   int
	into   string // the file that gets what is printed, or text
	text   string
	behind bool // it goes on while the others run
}

// commands returns the lines of a document's code blocks that run truce or write a file.
func commands(text string) []command {
	var out []command
	writing := false
	for line := range strings.Lines(text) {
		if writing {
			if writing = line != "END\n"; writing {
				out[len(out)-1].text += line
			}
			continue
		}
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "cat > "); ok {
			if rest, ok = strings.CutSuffix(rest, " <<END"); ok {
				out, writing = append(out, command{into: rest}), true
			}
			continue
		}
		rest, ok := strings.CutPrefix(line, "truce ")
		if !ok {
			continue
		}
		var c command
		if before, code, ok := strings.Cut(rest, " # exits "); ok {
			rest, c.want = before, int(code[0]-'0')
		}
		rest, c.behind = strings.CutSuffix(rest, " &")
		rest, c.into, _ = strings.Cut(rest, " > ")
		c.args = []string{rest} // cut into words once what $(cat FILE) stands for is there
		out = append(out, c)
	}
	return out
}

var (
	// tableRow is a row of judge --table: the first letters of a finding's ID.
	tableRow = regexp.MustCompile(`(?m)^(?:EXERCISE )?([a-z2-7]{8})  `)
	// inserted stands for what is in a file.
	inserted = regexp.MustCompile(`\$\(cat (\S+)\)`)
	// port is one of a guide, in whose place a free one is used.
	port = regexp.MustCompile(`127\.0\.0\.1:77\d\d`)
)

// insert puts what is in files where a text says so.
func insert(t *testing.T, text string) string {
	t.Helper()
	return inserted.ReplaceAllStringFunc(text, func(found string) string {
		data, err := os.ReadFile(inserted.FindStringSubmatch(found)[1])
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(data))
	})
}

// freePorts puts free ports in the place of those of a guide.
func freePorts(t *testing.T, text string) string {
	t.Helper()
	free := map[string]string{}
	for _, found := range port.FindAllString(text, -1) {
		if free[found] != "" {
			continue
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		free[found] = l.Addr().String()
	}
	return port.ReplaceAllStringFunc(text, func(found string) string { return free[found] })
}

// run runs the command, with FINDING standing for the first finding that was printed before.
func (c command) run(t *testing.T, printed string) string {
	if c.args == nil {
		if err := os.WriteFile(c.into, []byte(insert(t, c.text)), 0o600); err != nil {
			t.Fatal(err)
		}
		return ""
	}
	c.args = strings.Fields(insert(t, c.args[0]))
	for i, arg := range c.args {
		if arg == "FINDING" {
			c.args[i] = tableRow.FindStringSubmatch(printed)[1]
		}
	}
	if c.behind {
		listen(t, c.args)
		return ""
	}
	var stdout, stderr bytes.Buffer
	if got := both().Execute(t.Context(), c.args, &stdout, &stderr); got != c.want {
		t.Errorf("truce %s: exit code %d, want %d; it said %s", strings.Join(c.args, " "), got, c.want, &stderr)
	}
	if c.into != "" {
		if err := os.WriteFile(c.into, stdout.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return stdout.String()
}

// both is the other realm, as cmd/truce holds it.
func both() cli.Other {
	return cli.Other{Realm: desk.Realm, Verbs: desk.Verbs, Cases: desk.Cases(), Play: desk.Play, Demo: desk.Demo, After: desk.DemoCase}
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
			all, printed := commands(freePorts(t, text)), ""
			if len(all) == 0 {
				t.Fatal("no commands")
			}
			for _, c := range all {
				if c.args != nil && slow[c.args[0]] {
					continue
				}
				if out := c.run(t, printed); tableRow.MatchString(out) {
					printed = out
				}
			}
		})
	}
}

// The finding that the README explains is the one that its report comes to.
func TestTheExampleOfTheReadmeRuns(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "\ncat > reports")
	example, _, found := strings.Cut("cat > reports"+rest, "./truce manual")
	all := commands(strings.NewReplacer("<<'END'", "<<END", "./truce ", "truce ", "      #", " > said #").Replace(example))
	if !found || len(all) != 3 {
		t.Fatalf("%d commands, want a file, judge and explain", len(all))
	}
	t.Chdir(t.TempDir())
	for _, c := range all {
		c.into, _, _ = strings.Cut(c.into, " #")
		c.run(t, "")
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
	if got := both().Execute(t.Context(), []string{"manual", fresh}, &stdout, &stderr); got != 0 {
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
