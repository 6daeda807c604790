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
	return slices.Concat(onHistory(), onCosigners(), onStates(), onMirrors(), onReceipts(), onPlaces(), onLevels(), onPromises(), onReaders(), onFiles(), onBundles(), onFindings(), onLists(), onStore(), onFaults())
}

// Limit is within how many seconds of the virtual clock an attack is noticed by whoever is online, but for those that
// consist in waiting: a receipt is due after ten minutes.
const Limit = 300

// Proven is the figure of attacks of which evidence remains that is proof against the operator to anyone, and that nobody can
// make without the log's key. The others are refused by whoever is shown them, which a stranger has to believe him.
const Proven = "attacks proven against the operator"

// Evil runs every attack on worlds of several seeds, and has its evidence judged.
func Evil(ctx context.Context, job tally.Job, o Options) error {
	seeds := job.Tier.Pick(3, 100)
	for _, a := range Attacks() {
		job.Out.Add("attacks", 1)
		shows := Kind("")
		for n := range seeds {
			dir := filepath.Join(job.Dir, "attack")
			if err := os.MkdirAll(dir, 0o700); err != nil {
				return err
			}
			kind, err := a.on(ctx, job.Seed*1000+uint64(n), dir, o)
			if err = errors.Join(err, os.RemoveAll(dir)); err != nil {
				job.Out.Fail("%s (seed %d, %s): %v", a.Name, n, a.By, err)
				break
			}
			shows = kind
			job.Out.Add("runs that were noticed", 1)
		}
		switch {
		case shows.Proves():
			job.Out.Add("attacks proven against the operator: "+string(shows), 1)
			job.Out.Add(Proven, 1)
		case shows != "":
			job.Out.Add("attacks refused by the reader", 1)
		}
	}
	return nil
}

// on runs an attack on one world, and returns what kind its evidence is of.
func (a Attack) on(ctx context.Context, seed uint64, dir string, o Options) (Kind, error) {
	w, err := newWorld(ctx, seed, dir, o)
	if err != nil {
		return "", fmt.Errorf("before the attack: %w", err)
	}
	began := w.now
	file, err := a.run(w)
	if err != nil {
		return "", err
	}
	if took := w.now - began; took > Limit && !w.waits {
		return "", fmt.Errorf("noticed after %d s of the virtual clock, want %d", took, Limit)
	}
	kind, outcome, err := Judge(ctx, file)
	if err != nil || outcome != journal.No {
		return "", fmt.Errorf("the evidence proves nothing: %q, %w: %.300s", outcome, err, file)
	}
	return kind, nil
}
