// SPDX-License-Identifier: Apache-2.0

package cli_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"truce/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"truce": func() { os.Exit(cli.Mission(os.Args[1:])) },
	})
}

// Each script is one behaviour of a verb, with a copy of the files of testdata/common at hand.
func TestScripts(t *testing.T) {
	common := os.DirFS(filepath.Join("testdata", "common"))
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               func(e *testscript.Env) error { return os.CopyFS(e.WorkDir, common) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": code, "swap": swap, "remember": remember, "flip": flip, "sparse": sparse, "lines": lines,
		},
	})
}

// code runs a command that must exit with a code: code N COMMAND...
func code(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// swap writes a file in which one text stands in the place of another: swap OLD NEW FILE INTO. \xHH is a byte.
func swap(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[2])
	if n := strings.Count(text, args[0]); n != 1 {
		ts.Fatalf("%q stands %d times in %s", args[0], n, args[2])
	}
	put, err := strconv.Unquote(`"` + strings.ReplaceAll(args[1], `"`, `\"`) + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), []byte(strings.Replace(text, args[0], put, 1)), 0o644))
}

// remember sets a variable to the first match of a pattern in the last standard output: remember NAME PATTERN.
func remember(ts *testscript.TestScript, _ bool, args []string) {
	found := regexp.MustCompile(args[1]).FindString(ts.ReadFile("stdout"))
	if found == "" {
		ts.Fatalf("nothing on standard output matches %s", args[1])
	}
	ts.Setenv(args[0], found)
}

// flip flips one bit of the first byte of a line: flip FILE LINE.
func flip(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	split := bytes.Split(data, []byte("\n"))
	split[n-1][0] ^= 1
	ts.Check(os.WriteFile(name, bytes.Join(split, []byte("\n")), 0o600))
}

// sparse makes a file larger with zero bytes that take no room: sparse FILE BYTES.
func sparse(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_CREATE|os.O_WRONLY, 0o600)
	ts.Check(err)
	size, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(f.Truncate(size))
	ts.Check(f.Close())
}

// lines counts the lines of stdout or stderr, of those that match a pattern where there is one: lines STREAM N [PATTERN].
func lines(ts *testscript.TestScript, _ bool, args []string) {
	pattern := regexp.MustCompile(strings.Join(args[2:], " "))
	n := 0
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		if pattern.MatchString(line) {
			n++
		}
	}
	if strconv.Itoa(n) != args[1] {
		ts.Fatalf("%d lines of %s match %s, want %s", n, args[0], pattern, args[1])
	}
}
