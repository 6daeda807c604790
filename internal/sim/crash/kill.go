// SPDX-License-Identifier: Apache-2.0

package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"truce/internal/sim/load"
	"truce/internal/sim/tally"
)

// eachJournal is how many processes are killed on one journal. All of it is read after each kill, so it must not grow
// for long.
const eachJournal = 25

// Kill lets a process work on a journal by several callers at once, kills it at a moment of chance, opens what is left, and
// goes on with the next process on the same journal. What was acknowledged is kept by this process, which is not killed.
func Kill(ctx context.Context, job tally.Job) error {
	random := rand.New(rand.NewPCG(job.Seed, 4))
	for left := job.Tier.Pick(50, 1_000); left > 0 && job.Out.Failed() == 0; left -= eachJournal {
		k := &killing{
			job: job, dir: filepath.Join(job.Dir, fmt.Sprint("killed-", left)), random: random, ledger: load.NewLedger(),
		}
		if err := os.Mkdir(k.dir, 0o700); err != nil {
			return err
		}
		for round := range min(left, eachJournal) {
			if err := k.kill(ctx, round); err != nil {
				return err
			}
		}
		job.Out.Add("acknowledged appends", k.ledger.Acknowledged(load.Append))
		job.Out.Add("journals", 1)
		if err := os.RemoveAll(k.dir); err != nil {
			return err
		}
	}
	return nil
}

// killing is one journal on which processes are killed.
type killing struct {
	job    tally.Job
	dir    string
	random *rand.Rand
	ledger *load.Ledger
}

// kill starts a process and kills it: some after so many acknowledgements, others after so long, which may be before the
// first one.
func (k *killing) kill(ctx context.Context, round int) error {
	c, err := load.Command(ctx, k.job.Self, load.Task{
		Program: load.Heavy, Dir: k.dir, Seed: k.random.Uint64(), Name: fmt.Sprint("r", round),
	})
	if err != nil {
		return err
	}
	var says strings.Builder
	c.Stderr = &says
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	kill := func() { _ = c.Process.Kill() } // it may have ended, which Wait says
	left := -1
	if k.random.IntN(2) == 0 {
		timer := time.AfterFunc(time.Duration(k.random.IntN(100))*time.Millisecond, kill)
		defer timer.Stop()
	} else {
		left = 1 + k.random.IntN(40)
	}
	k.ledger.Read(out, func() {
		if left--; left == 0 {
			kill()
		}
	})
	kill()
	err = c.Wait()
	if says.Len() > 0 {
		k.job.Out.Fail("round %d: the process failed before it was killed: %v: %.500s", round, err, says.String())
	}
	k.job.Out.Add("kill -9", 1)
	if err := k.ledger.Check(ctx, k.dir, load.Read); err != nil {
		k.job.Out.Fail("after kill %d of this journal: %v", round+1, err)
	}
	return nil
}
