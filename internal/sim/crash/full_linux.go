// SPDX-License-Identifier: Apache-2.0

package crash

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"

	"truce/internal/durable"
	"truce/internal/sim/load"
	"truce/internal/sim/tally"
	"truce/internal/sim/tree"
	"truce/journal"
	"truce/journal/tiles"
)

// block is by how much the disks differ in size, in bytes.
const block = 4096

// Full lets a short run, and a publication, meet a full disk at every boundary of blocks, gives it space again, and asks
// what is left for what was acknowledged.
func Full(ctx context.Context, job tally.Job) error {
	dir := filepath.Join(job.Dir, "full")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		job.Out.Skip("full: a small disk needs the right to mount one: %v", err)
		return nil
	}
	if err := syscall.Unmount(dir, 0); err != nil {
		return err
	}
	f := &full{job: job, dir: dir, random: rand.New(rand.NewPCG(job.Seed, 9))}
	step := job.Tier.Pick(24, 1)
	if step > 1 {
		job.Out.Skip("full: every %d-th boundary of blocks, the others are left to the ci tier", step)
	}
	for blocks, whole := 1, 0; whole < 3; blocks += step {
		done, err := f.at(ctx, blocks)
		if err != nil {
			return err
		}
		if job.Out.Failed() > 0 {
			return nil
		}
		if whole++; !done {
			whole = 0
		}
	}
	return nil
}

// full is one small disk after the other.
type full struct {
	job    tally.Job
	dir    string
	random *rand.Rand
}

// at runs on a disk of so many blocks and tells whether all fitted.
func (f *full) at(ctx context.Context, blocks int) (done bool, err error) {
	if err := syscall.Mount("tmpfs", f.dir, "tmpfs", 0, fmt.Sprint("size=", blocks*block)); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, syscall.Unmount(f.dir, 0)) }()
	f.job.Out.Add("disks", 1)
	home := filepath.Join(f.dir, "journal")
	if err := os.Mkdir(home, 0o700); err != nil {
		return false, err
	}
	c, err := load.Command(ctx, f.job.Self, load.Task{Program: load.Short, Dir: home, Seed: f.random.Uint64(), Name: "f"})
	if err != nil {
		return false, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return false, err
	}
	if err := c.Start(); err != nil {
		return false, err
	}
	ledger := load.NewLedger()
	ledger.Read(out, func() {})
	err = c.Wait()
	done = err == nil && len(ledger.Failed()) == 0
	if !done {
		f.job.Out.Add("runs that met a full disk", 1)
	}
	f.job.Out.Add("acts refused", int64(len(ledger.Failed())))
	published, errPublish := f.publish(ctx)
	if err := syscall.Mount("tmpfs", f.dir, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
		return false, err
	}
	if err := ledger.Check(ctx, home, load.Enter); err != nil {
		f.job.Out.Fail("a disk of %d blocks: %v", blocks, err)
	}
	if !published {
		f.job.Out.Add("publications that met a full disk", 1)
		if again, err := f.publish(ctx); !again {
			f.job.Out.Fail("a disk of %d blocks: publishing failed with %v, and with space again with %v", blocks, errPublish, err)
		}
	}
	return done && published, nil
}

// publish publishes a log beside the journal and reads it back, if it said that it was done.
func (f *full) publish(ctx context.Context) (bool, error) {
	key, err := tree.Key("full.example/1", journal.SignsNotes)
	if err != nil {
		return false, err
	}
	t := tree.New(key)
	if err := t.Grow(300, ""); err != nil {
		return false, err
	}
	c, err := t.Checkpoint(300)
	if err != nil {
		return false, err
	}
	disk, err := durable.Open(filepath.Join(f.dir, "published"))
	if err != nil {
		return false, err
	}
	defer disk.Close()
	if err := tiles.Publish(ctx, durable.NewFolder(disk), t.Source(), c); err != nil {
		return false, err
	}
	_, err = tiles.CheckFolder(ctx, os.DirFS(filepath.Join(f.dir, "published")), key.Verifier())
	if err != nil {
		f.job.Out.Fail("what was published on a small disk: %v", err)
	}
	return true, nil
}
