// SPDX-License-Identifier: Apache-2.0

// Package canary turns planted bugs into the question whether the suites would find them. Nothing is planted in the shipped
// code: recorded traces are edited, disks and cosigners are wrapped, and files are left as a store with the bug would
// leave them.
package canary

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"truce/internal/sim/crash"
	"truce/internal/sim/evil"
	"truce/internal/sim/files"
	"truce/internal/sim/late"
	"truce/internal/sim/load"
	"truce/internal/sim/rot"
	"truce/internal/sim/tally"
	"truce/internal/sim/trace"
)

// Ledger stands for a suite where a bug is planted in a file that a session left: the questions of the ledger, which crash-db,
// kill, syscalls and full ask, must find it. Those suites themselves are not run on it.
const Ledger = "the ledger's questions"

// Canary is a planted bug.
type Canary struct {
	Name string
	// Suite must find it; Ledger is none, but a part of several.
	Suite string
	// Traced tells that it needs strace.
	Traced bool
	run    func(context.Context, tally.Job) error
}

// All returns the table of planted bugs.
func All() []Canary {
	return slices.Concat(inTraces(), onDisks(), inCosigners(), inStores(), inMerges())
}

// Canaries plants all bugs.
func Canaries(ctx context.Context, job tally.Job) error { return Plant(ctx, job, All()) }

// Plant plants one bug after the other and counts those that their suite finds. One that is not found is a failure.
func Plant(ctx context.Context, job tally.Job, bugs []Canary) error {
	noTrace := trace.Check(ctx)
	for n, c := range bugs {
		job.Out.Add("planted bugs", 1)
		if c.Traced && noTrace != nil {
			job.Out.Skip("canaries: %s: %v", c.Name, noTrace)
			continue
		}
		dir := filepath.Join(job.Dir, fmt.Sprint("canary-", n))
		if err := os.Mkdir(dir, 0o700); err != nil {
			return err
		}
		var counted tally.Tally
		err := c.run(ctx, tally.Job{Tier: tally.PR, Seed: job.Seed, Dir: dir, Self: job.Self, Out: &counted})
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
		if counted.Failed() == 0 {
			job.Out.Fail("%s: not found by %s", c.Name, c.Suite)
			continue
		}
		job.Out.Add("found by "+c.Suite, 1)
	}
	return nil
}

// edited is a bug that shows in the calls that a store makes.
func edited(name string, edit crash.Edit) Canary {
	return Canary{Name: name, Suite: "crash-db", Traced: true, run: func(ctx context.Context, job tally.Job) error {
		return crash.Database(ctx, job, edit)
	}}
}

// without drops the operations of a trace for which drop says so; it is given the one before as well.
func without(drop func(before, op trace.Op) bool) crash.Edit {
	return func(ops []trace.Op) []trace.Op {
		var out []trace.Op
		var before trace.Op
		for _, op := range ops {
			if !drop(before, op) {
				out = append(out, op)
			}
			before = op
		}
		return out
	}
}

func syncOf(op trace.Op, ending string) bool {
	return op.Kind == trace.Sync && strings.HasSuffix(op.Path, ending)
}

func isWAL(path string) bool { return strings.HasSuffix(path, load.File+"-wal") }

func inTraces() []Canary {
	return []Canary{
		edited("the WAL is not synced", without(func(_, op trace.Op) bool { return syncOf(op, load.File+"-wal") })),
		edited("the database is not synced before the WAL is emptied", without(func(_, op trace.Op) bool { return syncOf(op, load.File) })),
		edited("folders are not synced", without(func(_, op trace.Op) bool {
			return op.Kind == trace.Sync && !strings.Contains(filepath.Base(op.Path), ".")
		})),
		edited("nothing is synced", without(func(_, op trace.Op) bool { return op.Kind == trace.Sync })),
		edited("it is acknowledged before it is synced", func(ops []trace.Op) []trace.Op {
			out := slices.Clone(ops)
			for i := range out {
				if i > 0 && out[i].Kind == trace.Says && out[i-1].Kind == trace.Sync {
					out[i], out[i-1] = out[i-1], out[i]
				}
			}
			return out
		}),
		edited("the WAL that a destroyed part was in is emptied and not synced", without(func(before, op trace.Op) bool {
			return syncOf(op, "-wal") && before.Kind == trace.Truncate
		})),
		edited("the WAL that a destroyed part was in is not emptied", without(func(_, op trace.Op) bool {
			return op.Kind == trace.Truncate && isWAL(op.Path)
		})),
		edited("a backup is named before it is synced", without(func(_, op trace.Op) bool {
			return op.Kind == trace.Sync && strings.Contains(op.Path, ".new-") && strings.Contains(op.Path, "backup")
		})),
		edited("the name of a backup is not synced", without(func(before, op trace.Op) bool {
			return op.Kind == trace.Sync && before.Kind == trace.Link && strings.Contains(before.Path, "backup")
		})),
	}
}

func inStores() []Canary {
	left := func(name, statements string) Canary {
		return Canary{Name: name, Suite: Ledger, run: func(ctx context.Context, job tally.Job) error {
			return crash.Tampered(ctx, job, statements)
		}}
	}
	return []Canary{
		left("the hashes of odd leaves are wrong", `UPDATE hash SET hash = (SELECT hash FROM hash WHERE idx = 0) WHERE idx IN (1, 4, 8, 11)`),
		left("half a batch is committed", `DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)`),
		left("the last write wins", `UPDATE entry SET (root, header, salt, parts) = (SELECT root, header, salt, parts FROM entry WHERE seq = 3) WHERE seq = 2`),
		left("the kept checkpoint is lost", `DELETE FROM head`),
		left("an older checkpoint is kept over a newer one", `UPDATE head SET size = 1`),
		{Name: "nothing is read back before it is signed", Suite: "evil", run: func(ctx context.Context, job tally.Job) error {
			return evil.Evil(ctx, job, evil.Options{NoRecheck: true})
		}},
		{Name: "nobody vouches for the findings of a bundle", Suite: "evil", run: func(ctx context.Context, job tally.Job) error {
			return evil.Evil(ctx, job, evil.Options{NoVouch: true})
		}},
		{Name: "a journal is read and not checked", Suite: "rot", run: func(ctx context.Context, job tally.Job) error {
			return rot.Rot(ctx, job, rot.Options{NoRecheck: true})
		}},
	}
}

func onDisks() []Canary {
	wrapped := func(name string, wrap files.Wrap) Canary {
		return Canary{Name: name, Suite: "crash-files", run: func(ctx context.Context, job tally.Job) error {
			return files.Files(ctx, job, wrap)
		}}
	}
	return []Canary{
		wrapped("files are not synced", unsyncedFiles),
		wrapped("names are not synced", unsyncedNames),
		wrapped("a file is written in place", inPlace),
		wrapped("the error of a sync is swallowed", deaf),
		wrapped("half of a file is written", short),
		wrapped("it is persisted after the answer", afterwards),
	}
}

func inMerges() []Canary {
	merging := func(name string, step func() late.Step) Canary {
		return Canary{Name: name, Suite: "late", run: func(ctx context.Context, job tally.Job) error { return late.Late(ctx, job, step()) }}
	}
	return []Canary{
		merging("what comes late is dropped", dropLate),
		merging("a repeat is taken for new", takeRepeats),
		merging("the order of a map decides what is entered", mapOrder),
	}
}
