// SPDX-License-Identifier: Apache-2.0

package crash

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"truce/internal/sim/load"
	"truce/internal/sim/tally"
	"truce/internal/sim/trace"
)

// fileCalls are the system calls that fail, one at a time. SQLite opens by open, the Go runtime and library by openat.
const fileCalls = "open,openat,pread64,pwrite64,write,read,fsync,fdatasync,ftruncate,unlink,unlinkat,link,linkat,rename,renameat,mkdirat," +
	"fcntl,fstat,newfstatat,lstat,stat,lseek,mmap,munmap,close,fchmod,fchown,access,faccessat,faccessat2,getdents64"

// faults are how a call fails: with an error and not done, or with the end of the process.
func faults() []string {
	return []string{"error=EIO", "error=ENOSPC", "error=EMFILE", "error=EINTR", "signal=SIGKILL"}
}

// instance is the n-th call of a name in the thread that works.
type instance struct {
	name string
	n    int
}

// Syscalls lets every file call of a short run fail once, in each way, and asks what is left for what was acknowledged.
func Syscalls(ctx context.Context, job tally.Job) error {
	if err := trace.Check(ctx); err != nil {
		job.Out.Skip("syscalls: %v", err)
		return nil
	}
	s := &failing{job: job}
	calls, err := s.calls(ctx)
	if err != nil {
		return err
	}
	job.Out.Add("file calls of the run", int64(len(calls)))
	type trial struct {
		call  instance
		fault string
	}
	var trials []trial
	for _, c := range calls {
		for _, f := range faults() {
			trials = append(trials, trial{c, f})
		}
	}
	random := rand.New(rand.NewPCG(job.Seed, 8))
	if job.Tier == tally.PR {
		random.Shuffle(len(trials), func(i, j int) { trials[i], trials[j] = trials[j], trials[i] })
		job.Out.Skip("syscalls: %d of %d failing calls are left to the ci tier", len(trials)-min(len(trials), 60), len(trials))
		trials = trials[:min(len(trials), 60)]
	}
	next := make(chan trial)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for t := range next {
				if err := s.fail(ctx, t.call, t.fault, w); err != nil {
					job.Out.Fail("%s number %d, %s: %v", t.call.name, t.call.n, t.fault, err)
				}
			}
		})
	}
	for _, t := range trials {
		next <- t
	}
	close(next)
	all.Wait()
	return nil
}

// failing runs one short run after the other.
type failing struct{ job tally.Job }

// run lets a short run go under strace with further options, and returns what strace wrote. What the run said goes into the
// ledger.
func (s *failing) run(ctx context.Context, dir string, ledger *load.Ledger, options ...string) (out []byte, killed bool, err error) {
	c, err := load.Command(ctx, s.job.Self, load.Task{Program: load.Short, Dir: dir, Seed: 3, Name: "f"})
	if err != nil {
		return nil, false, err
	}
	file := dir + ".trace"
	defer os.Remove(file)
	args := append([]string{"-f", "-s", "8", "-e", "trace=" + fileCalls, "-e", "signal=none", "-o", file}, options...)
	traced := exec.CommandContext(ctx, "strace", append(append(args, "--"), c.Args...)...)
	var says bytes.Buffer
	traced.Env, traced.Stdout = c.Env, &says
	err = traced.Run() // that it fails is the point
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, false, err
	}
	killed = err != nil && !exit.Exited() // strace ends as what it traces did
	ledger.Read(&says, func() {})
	out, err = os.ReadFile(file)
	return out, killed, err
}

// calls returns the calls of a run that does not fail, from its first act on, but those by which it says what it does.
func (s *failing) calls(ctx context.Context) ([]instance, error) {
	dir := filepath.Join(s.job.Dir, "calls")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ledger := load.NewLedger()
	out, _, err := s.run(ctx, dir, ledger)
	if err != nil {
		return nil, err
	}
	if err := ledger.Check(ctx, dir, load.Enter); err != nil || len(ledger.Failed()) > 0 {
		return nil, fmt.Errorf("a run without faults: %w, %v", err, ledger.Failed())
	}
	counts := map[instance]int{} // by thread
	worker, begun := "", false
	var calls []instance
	for line := range strings.Lines(string(out)) {
		thread, call, _ := strings.Cut(line, " ")
		name, args, ok := strings.Cut(strings.TrimSpace(call), "(")
		if !ok || strings.HasPrefix(name, "<") {
			continue
		}
		key := instance{thread + " " + name, 0}
		counts[key]++
		says := name == "write" && strings.HasPrefix(args, "1, ")
		if says && !begun {
			worker, begun = thread, true
		}
		if begun && thread == worker && !says {
			calls = append(calls, instance{name, counts[key]})
		}
	}
	return calls, nil
}

// fail lets one call fail in one way.
func (s *failing) fail(ctx context.Context, call instance, fault string, worker int) error {
	dir := filepath.Join(s.job.Dir, fmt.Sprint("failing-", worker))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ledger := load.NewLedger()
	out, killed, err := s.run(ctx, dir, ledger, "-e", fmt.Sprintf("inject=%s:%s:when=%d", call.name, fault, call.n))
	if err != nil {
		return err
	}
	s.job.Out.Add("runs", 1)
	if bytes.Contains(out, []byte("(INJECTED)")) || killed {
		s.job.Out.Add("calls failed, "+strings.TrimPrefix(strings.TrimPrefix(fault, "error="), "signal="), 1)
	} else {
		s.job.Out.Add("runs that did not come to the call", 1)
	}
	for _, o := range []load.Outcome{load.NotDone, load.Unsure} {
		n := len(slices.DeleteFunc(ledger.Failed(), func(e load.Event) bool { return e.Outcome != o }))
		s.job.Out.Add("acts answered "+string(o), int64(n))
	}
	return ledger.Check(ctx, dir, load.Enter)
}
