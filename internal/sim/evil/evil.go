// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"truce/internal/sim/tally"
	"truce/journal"
)

// Attack is what an operator does and who notices.
type Attack struct {
	Name string
	// Does says in a sentence what the operator does, and By who notices.
	Does, By string
	// run does it and returns the file that proves it. Its error says that it went through.
	run func(*world) ([]byte, error)
}

// Attacks returns the table of all attacks.
func Attacks() []Attack {
	return slices.Concat(onHistory(), onCosigners(), onStates(), onReceipts(), onPromises(), onReaders(), onFiles(), onBundles(), onFindings(), onStore(), onFaults())
}

// Limit is within how many seconds of the virtual clock an attack is noticed by whoever is online, but for those that
// consist in waiting: a receipt is due after ten minutes.
const Limit = 300

// Evil runs every attack on worlds of several seeds, and has its evidence judged.
func Evil(ctx context.Context, job tally.Job, o Options) error {
	seeds := job.Tier.Pick(3, 100)
	for _, a := range Attacks() {
		job.Out.Add("attacks", 1)
		for n := range seeds {
			dir := filepath.Join(job.Dir, "attack")
			if err := os.MkdirAll(dir, 0o700); err != nil {
				return err
			}
			err := a.on(ctx, job.Seed*1000+uint64(n), dir, o)
			if err = errors.Join(err, os.RemoveAll(dir)); err != nil {
				job.Out.Fail("%s (seed %d, %s): %v", a.Name, n, a.By, err)
				break
			}
			job.Out.Add("attacks noticed and proven", 1)
		}
	}
	return nil
}

// on runs an attack on one world.
func (a Attack) on(ctx context.Context, seed uint64, dir string, o Options) error {
	w, err := newWorld(ctx, seed, dir, o)
	if err != nil {
		return fmt.Errorf("before the attack: %w", err)
	}
	began := w.now
	file, err := a.run(w)
	if err != nil {
		return err
	}
	if took := w.now - began; took > Limit && !w.waits {
		return fmt.Errorf("noticed after %d s of the virtual clock, want %d", took, Limit)
	}
	outcome, err := Judge(ctx, file)
	if err != nil || outcome != journal.No {
		return fmt.Errorf("the evidence proves nothing: %q, %w: %.300s", outcome, err, file)
	}
	return nil
}
