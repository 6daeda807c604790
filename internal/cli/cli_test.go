// SPDX-License-Identifier: Apache-2.0

package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"truce/internal/cli"
	"truce/internal/cli/verb"
	"truce/when"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"truce": func() { os.Exit(cli.Mission(os.Args[1:])) },
	})
}

// Each script is one behaviour of a verb, with a copy of the files of testdata/common at hand.
func TestScripts(t *testing.T) {
	data, err := filepath.Abs("testdata") // the working folder changes
	if err != nil {
		t.Fatal(err)
	}
	common := os.DirFS(filepath.Join(data, "common"))
	r := &runner{ctx: t.Context()}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(data, "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Values[cosignersKey{}] = cosigners{}
			return os.CopyFS(e.WorkDir, common)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": r.code, "swap": swap, "remember": remember, "flip": flip, "relist": relist, "sparse": sparse, "lines": lines,
			"keep": r.keep, "keys": r.keys, "cosigner": r.cosigner, "liar": r.liar, "due": r.due, "down": r.down, "up": r.up, "policy": r.policy, "readkey": readkey,
		},
	})
}

// runner runs the command line within the process: most of what a short command costs is to begin one. The working
// folder is that of the process, so one command runs at a time.
type runner struct {
	ctx  context.Context
	here sync.Mutex
}

func (r *runner) truce(ts *testscript.TestScript, args []string) (code int, printed string) {
	r.here.Lock()
	defer r.here.Unlock()
	before, err := os.Getwd()
	ts.Check(err)
	ts.Check(os.Chdir(ts.MkAbs(".")))
	defer func() { ts.Check(os.Chdir(before)) }()
	var stdout strings.Builder
	ctx := r.ctx
	if at := ts.Getenv("CLOCK"); at != "" {
		t, err := when.ParseInstant(at)
		ts.Check(err)
		ctx = verb.WithClock(ctx, t)
	}
	code = cli.Execute(ctx, args, io.MultiWriter(ts.Stdout(), &stdout), ts.Stderr())
	return code, stdout.String()
}

// code runs a command that must exit with a code: code N COMMAND... What reads standard input, or is begun by another
// program, is a process of its own.
func (r *runner) code(ts *testscript.TestScript, _ bool, args []string) {
	got := 0
	if args[1] == "truce" && args[len(args)-1] != "-" {
		got, _ = r.truce(ts, args[2:])
	} else if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
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
