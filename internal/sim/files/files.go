// SPDX-License-Identifier: Apache-2.0

// Package files turns the writing of tiles, checkpoints and cosigners' states into every disk that a power cut or a failing
// operation may leave of it, and asks each for what was acknowledged.
package files

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"truce/internal/durable"
	"truce/internal/durable/faulty"
	"truce/internal/sim/tally"
)

// Wrap plants a bug between the code and the disk.
type Wrap func(durable.FS) durable.FS

// work is something that is written step by step, and what must be found of it.
type work struct {
	name string
	// begin makes the state before the step, without faults.
	begin func(disk durable.FS) error
	// step is done under faults. What it returns is what it acknowledged: later it must be found.
	step func(disk durable.FS) acknowledged
	// look asks a disk that was found for what was acknowledged.
	look func(disk *faulty.Disk, a acknowledged) error
}

// acknowledged is what the steps until the fault said.
type acknowledged struct {
	// size is the last that was said to be done.
	size int64
	// err is the first error.
	err error
}

// fault is one kind of fault at one operation.
type fault int

const (
	power fault = iota
	failed
	failedDone
	faults
)

func (f fault) set(d *faulty.Disk, n int) string {
	switch f {
	case power:
		d.CrashAt(n)
		return fmt.Sprintf("power gone at operation %d", n)
	case failed:
		d.FailAt(n, false)
		return fmt.Sprintf("operation %d fails, not done", n)
	default:
		d.FailAt(n, true)
		return fmt.Sprintf("operation %d fails, done", n)
	}
}

// Files lets the power go at, and lets fail, every operation of every work, and looks at every disk that may be found, up
// to so many for each fault. wrap is nil but to plant a bug.
func Files(ctx context.Context, job tally.Job, wrap Wrap) error {
	if wrap == nil {
		wrap = func(f durable.FS) durable.FS { return f }
	}
	all, err := works(ctx)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(job.Seed, 5))
	for _, w := range all {
		s := &search{job: job, wrap: wrap, random: random, most: job.Tier.Pick(25, 450)}
		if err := s.all(w); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
	}
	return nil
}

// search is the search through the faults of one work.
type search struct {
	job    tally.Job
	wrap   Wrap
	random *rand.Rand
	most   int // disks that are looked at after one fault
}

func (s *search) all(w work) error {
	for f := range faults {
		for n := 1; ; n++ {
			disk := faulty.New()
			if err := w.begin(disk); err != nil {
				return err
			}
			before := disk.Operations()
			what := fmt.Sprintf("%s: %s", w.name, f.set(disk, n))
			a := w.step(s.wrap(disk))
			if disk.Operations()-before < n {
				break // there are no more operations
			}
			s.job.Out.Add("faults", 1)
			s.job.Out.Add("faults in "+w.name, 1)
			if f == power && a.err == nil {
				s.job.Out.Fail("%s: the power went and nobody was told", what)
			}
			s.look(disk, w, a, what)
			if s.job.Out.Failed() > 0 {
				return nil
			}
		}
	}
	return nil
}

// look looks at the disks that may be found. Of more than it may look at, it takes those in which all or nothing survived
// and others by chance.
func (s *search) look(disk *faulty.Disk, w work, a acknowledged, what string) {
	n := disk.Ways()
	i, left := 0, s.most
	for found := range disk.Survivors() {
		i++
		if n > s.most && i > 2 && s.random.IntN(n) >= s.most {
			continue
		}
		s.job.Out.Add("crash points", 1)
		if err := w.look(found, a); err != nil {
			s.job.Out.Fail("%s, disk %d of %d: %v", what, i, n, err)
			return
		}
		if left--; left == 0 {
			break
		}
	}
}

// errTwo says that two contradicting things were signed.
var errTwo = errors.New("two trees were signed")
