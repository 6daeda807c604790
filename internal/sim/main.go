// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"truce/internal/sim/load"
	"truce/internal/sim/tally"
)

// Main is the program verify. It returns the exit code: 0 if every promise held, 1 if one was broken, 2 if something could
// not be run.
func Main(args []string) int {
	if code, ok := load.Child(); ok {
		return code
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, args, os.Stdout)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errBroken):
		fmt.Fprintln(os.Stderr, err)
		return 1
	case errors.Is(err, flag.ErrHelp):
		return 2
	default:
		fmt.Fprintln(os.Stderr, "verify:", err)
		return 2
	}
}

// errBroken says that a promise was broken.
var errBroken = errors.New("verify: a promise is broken")

// options are those of the command line.
type options struct {
	root string
	tier tally.Tier
	seed uint64
	only string
	out  string
}

const usage = `verify tries to break the record and says what came of it.

  go run ./cmd/verify --tier=pr|ci|night [--seed N] [--suite NAME] [--out FILE]
  go run ./cmd/verify promises [--check]   write docs/PROMISES.md from docs/evidence.json, or compare it

A run that was cut off goes on with the suites that are not in FILE yet. A night is resumed the same way.
`

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 && args[0] == "promises" {
		return promises(".", len(args) > 1 && args[1] == "--check")
	}
	o := options{root: "."}
	set := flag.NewFlagSet("verify", flag.ContinueOnError)
	set.Usage = func() { fmt.Fprint(out, usage); set.SetOutput(out); set.PrintDefaults() }
	tier := set.String("tier", string(tally.PR), "how much is tried: pr, ci or night")
	set.Uint64Var(&o.seed, "seed", 1, "what is left to chance follows from it")
	set.StringVar(&o.only, "suite", "", "run this suite alone")
	set.StringVar(&o.out, "out", "", "write what came of it to this file, as JSON")
	if err := set.Parse(args); err != nil {
		return err
	}
	if o.tier = tally.Tier(*tier); o.tier != tally.PR && o.tier != tally.CI && o.tier != tally.Night {
		return fmt.Errorf("tier %q: want %s, %s or %s", *tier, tally.PR, tally.CI, tally.Night)
	}
	return o.run(ctx, out)
}

func (o options) run(ctx context.Context, out io.Writer) error {
	chosen := suites()
	if o.only != "" {
		chosen = slices.DeleteFunc(chosen, func(s suite) bool { return s.name != o.only })
	}
	if len(chosen) == 0 {
		return fmt.Errorf("no suite is called %q", o.only)
	}
	evidence, err := earlier(o.root, o.out, o.tier)
	if err != nil {
		return err
	}
	var broken []string
	for _, s := range chosen {
		if before, ok := evidence.of(s.name); ok && before.Seed == o.seed && o.only == "" {
			fmt.Fprintf(out, "%s: run before, %d s\n", s.name, before.Seconds)
			if len(before.Failures) > 0 {
				broken = append(broken, s.name)
			}
			continue
		}
		result, err := o.suite(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		result.print(out)
		if len(result.Failures) > 0 {
			broken = append(broken, s.name)
		}
		if evidence = evidence.with(result); o.out != "" {
			if err := evidence.write(o.out); err != nil {
				return err
			}
		}
	}
	if len(broken) > 0 {
		return fmt.Errorf("%w: see %s", errBroken, strings.Join(broken, ", "))
	}
	return nil
}

// suite runs one suite in a folder of its own, which is in memory where the machine has such a one.
func (o options) suite(ctx context.Context, s suite) (Result, error) {
	self, err := os.Executable()
	if err != nil {
		return Result{}, err
	}
	where := "/dev/shm"
	if info, err := os.Stat(where); err != nil || !info.IsDir() {
		where = ""
	}
	dir, err := os.MkdirTemp(where, "truce-verify-")
	if err != nil {
		return Result{}, err
	}
	defer os.RemoveAll(dir)
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return Result{}, err
	}
	var counted tally.Tally
	began := time.Now()
	if err := s.run(ctx, tally.Job{Tier: o.tier, Seed: o.seed, Dir: dir, Self: self, Out: &counted}); err != nil {
		return Result{}, err
	}
	return Result{
		Name: s.name, Seed: o.seed, Seconds: int64(time.Since(began).Seconds()), Counts: counted.Counts(), Skips: counted.Skips(), Failures: counted.Failures(),
	}, nil
}

func (r Result) print(out io.Writer) {
	fmt.Fprintf(out, "%s: %d s, seed %d\n", r.Name, r.Seconds, r.Seed)
	for _, c := range r.Counts {
		fmt.Fprintf(out, "  %9d %s\n", c.N, c.Name)
	}
	for _, s := range r.Skips {
		fmt.Fprintln(out, "  skipped:", s)
	}
	for _, f := range r.Failures {
		fmt.Fprintln(out, "  BROKEN:", f)
	}
}
