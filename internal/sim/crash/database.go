// SPDX-License-Identifier: Apache-2.0

// Package crash turns real runs of the shipped store into what a power cut, a kill, a failing call or a full disk leaves of
// them, and asks what is left for everything that was acknowledged.
package crash

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"truce/internal/sim/load"
	"truce/internal/sim/platter"
	"truce/internal/sim/tally"
	"truce/internal/sim/trace"
)

// workers is how many images are opened at the same time.
const workers = 2

// Edit changes a recorded trace before it is played: it plants a bug.
type Edit func([]trace.Op) []trace.Op

// Database records sessions of the shipped store, lets the power go at every operation of them, and opens what is found. A
// part of the images is opened under a trace as well, and the power goes once more while they are. edit is nil but to plant
// a bug.
func Database(ctx context.Context, job tally.Job, edit Edit) error {
	if err := trace.Check(ctx); err != nil {
		job.Out.Skip("crash-db: %v", err)
		return nil
	}
	want := int64(job.Tier.Pick(5_000, 100_000))
	for session := uint64(0); job.Out.Of("crash points") < want && job.Out.Failed() == 0; session++ {
		s := &sessions{
			job: job, root: filepath.Join(job.Dir, fmt.Sprint("session-", session)), seed: maphash.MakeSeed(), want: want,
			seen:   map[point]bool{},
			random: rand.New(rand.NewPCG(job.Seed, session)), each: job.Tier.Pick(4, 20), again: job.Tier.Pick(80, 200),
		}
		if err := s.run(ctx, job.Seed+session, edit); err != nil {
			return err
		}
		job.Out.Add("sessions recorded", 1)
	}
	return nil
}

// sessions plays one recorded session.
type sessions struct {
	job    tally.Job
	root   string
	seed   maphash.Seed
	random *rand.Rand
	want   int64
	each   int // choices by chance for each moment
	again  int // of how many images one is opened under a trace
	// seen are the images that were opened before; they are not opened twice for the same acknowledgements.
	seen map[point]bool
}

// point is an image and how much had been said by then.
type point struct {
	sum  uint64
	said int
}

// found is an image with what had been said by the time of it.
type found struct {
	image  platter.Image
	ledger *load.Ledger
	// again tells that the power went during a recovery.
	again bool
	// what says when and how it was made.
	what string
}

func (s *sessions) run(ctx context.Context, seed uint64, edit Edit) error {
	if err := os.Mkdir(s.root, 0o700); err != nil {
		return err
	}
	defer os.RemoveAll(s.root)
	command, err := load.Command(ctx, s.job.Self, load.Task{
		Program: load.Session, Dir: s.root, Seed: seed, Acts: 12, Name: "s",
	})
	if err != nil {
		return err
	}
	ops, err := trace.Record(ctx, s.root, command)
	if err != nil {
		return err
	}
	if edit != nil {
		ops = edit(ops)
	}
	images := make(chan found, 4*workers)
	var all sync.WaitGroup
	for n := range workers {
		all.Go(func() { s.open(ctx, images, n) })
	}
	disk := platter.New(s.root, nil)
	sample, err := s.play(ops, disk, load.NewLedger(), images)
	for len(sample) > 0 && err == nil {
		batch := sample[:min(len(sample), 20)]
		sample = sample[len(batch):]
		err = s.recoveries(ctx, batch, images)
	}
	close(images)
	all.Wait()
	return err
}

// play lets the power go before and after every operation of a trace. It returns a sample of what was found.
func (s *sessions) play(ops []trace.Op, disk *platter.Disk, ledger *load.Ledger, to chan<- found) ([]found, error) {
	var sample []found
	for n, op := range ops {
		if err := disk.Do(op); err != nil {
			return nil, err
		}
		s.job.Out.Add("operations "+string(op.Kind), 1)
		if op.Kind == trace.Says {
			if err := ledger.TakeLine([]byte(strings.TrimSuffix(string(op.Data), "\n"))); err != nil {
				return nil, err
			}
		}
		for _, f := range s.cut(disk, ledger, s.root) {
			f.what = fmt.Sprintf("power gone after operation %d of %d, %s %s, %s", n+1, len(ops), op.Kind, filepath.Base(op.Path), f.what)
			if s.random.IntN(s.again) == 0 {
				sample = append(sample, f)
			}
			to <- f
		}
		if s.job.Out.Failed() > 0 {
			return nil, nil
		}
	}
	return sample, nil
}

// cut returns the images that may be found now, but those that were found before. The files of
// the disk are below a folder.
func (s *sessions) cut(disk *platter.Disk, ledger *load.Ledger, below string) []found {
	n := s.each
	said := ledger.Clone()
	if disk.Pending() == 0 {
		n = 0
	}
	var out []found
	for c := range platter.Choices(s.random, n) {
		image := disk.After(c).Moved(below, s.root)
		at := point{image.Sum(s.seed), ledger.Said()}
		s.job.Out.Add("moments and losses tried", 1)
		if !s.seen[at] {
			s.seen[at] = true
			out = append(out, found{image: image, ledger: said, what: fmt.Sprintf("loss %d, seed %d", c.How, c.Seed)})
		}
		if disk.Pending() == 0 {
			break
		}
	}
	return out
}

// open opens images until there are no more.
func (s *sessions) open(ctx context.Context, images <-chan found, n int) {
	for count := 0; ; count++ {
		f, ok := <-images
		if !ok {
			return
		}
		dir := filepath.Join(s.job.Dir, fmt.Sprintf("image-%d-%d", n, count))
		depth := load.Read
		if count%8 == 0 {
			depth = load.Enter
		}
		err := os.Mkdir(dir, 0o700)
		if err == nil {
			err = errors.Join(f.image.WriteTo(s.root, dir), f.ledger.Check(ctx, dir, depth), os.RemoveAll(dir))
		}
		if err != nil {
			s.job.Out.Fail("%s: %v", f.what, err)
		}
		s.job.Out.Add("crash points", 1)
		if f.again {
			s.job.Out.Add("crash points in a recovery", 1)
		}
		s.job.Out.Add("acknowledged appends asked for", f.ledger.Acknowledged(load.Append))
	}
}

// recoveries opens some images under one trace, and lets the power go at every operation of that.
func (s *sessions) recoveries(ctx context.Context, batch []found, to chan<- found) error {
	base := filepath.Join(s.job.Dir, "recover")
	if err := os.Mkdir(base, 0o700); err != nil {
		return err
	}
	defer os.RemoveAll(base)
	var dirs []string
	before := map[string]found{}
	for i, f := range batch {
		dir := filepath.Join(base, fmt.Sprint(i))
		if err := f.image.WriteTo(s.root, dir); err != nil {
			return err
		}
		if _, there := f.image[filepath.Join(s.root, load.File)]; there {
			dirs = append(dirs, dir)
			before[dir] = f
		}
	}
	command, err := load.Command(ctx, s.job.Self, load.Task{Program: load.Recover, Dirs: dirs})
	if err != nil {
		return err
	}
	start := map[string]platter.Image{}
	for _, dir := range dirs {
		if start[dir], err = platter.Read(dir); err != nil {
			return err
		}
	}
	ops, err := trace.Record(ctx, base, command)
	if err != nil {
		return err
	}
	dir := ""
	var disk *platter.Disk
	for n, op := range ops {
		if op.Kind == trace.Says {
			said := strings.TrimSuffix(string(op.Data), "\n")
			if next, ok := strings.CutPrefix(said, "recover "); ok {
				dir, disk = next, platter.New(next, start[next])
				s.job.Out.Add("recoveries traced", 1)
			} else {
				s.job.Out.Fail("%s: recovery: %s", before[dir].what, said)
			}
			continue
		}
		if err := disk.Do(op); err != nil {
			return err
		}
		for _, f := range s.cut(disk, before[dir].ledger, dir) {
			f.again = true
			f.what = fmt.Sprintf("%s; again after operation %d of the recovery, %s %s, %s", before[dir].what, n+1, op.Kind, filepath.Base(op.Path), f.what)
			to <- f
		}
	}
	return nil
}
