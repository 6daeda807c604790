// SPDX-License-Identifier: Apache-2.0

// Package tally turns what a suite does into figures that can be published: how often it did what, what it had to leave
// out, and what went wrong.
package tally

import (
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Tier says how much is tried.
type Tier string

// The tiers, each with more than the one before.
const (
	Taste Tier = "taste" // as little as shows that a suite runs; for tests
	PR    Tier = "pr"    // with every change, minutes
	CI    Tier = "ci"    // before a release, up to an hour
	Night Tier = "night" // hours
)

// Pick returns the figure of the tier. That of a night is ten times that of ci, and of a taste a hundredth of that of pr.
func (t Tier) Pick(pr, ci int) int {
	switch t {
	case Taste:
		return max(1, pr/100)
	case PR:
		return pr
	case CI:
		return ci
	default:
		return 10 * ci
	}
}

// Job is what a suite is asked for.
type Job struct {
	Tier Tier
	// Seed decides everything that is left to chance but the salts that a journal draws and the moments of kills.
	Seed uint64
	// Dir is an empty folder that is removed afterwards; it is in memory where the machine has such a one.
	Dir string
	// Self is this program, which starts itself as the process that is killed, traced or starved.
	Self string
	// Out takes what the suite did.
	Out *Tally
}

// maxFailures is how many failures are kept word for word. All are counted.
const maxFailures = 20

// Tally is safe for concurrent use. The zero value is empty.
type Tally struct {
	mu       sync.Mutex
	counts   map[string]int64
	skips    []string
	failures []string
	failed   int64
}

// Add counts something by its name.
func (t *Tally) Add(name string, n int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[string]int64{}
	}
	t.counts[name] += n
}

// Skip says what was left out and why.
func (t *Tally) Skip(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.skips = append(t.skips, fmt.Sprintf(format, args...))
}

// Fail says what went wrong.
func (t *Tally) Fail(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed++; len(t.failures) < maxFailures {
		t.failures = append(t.failures, fmt.Sprintf(format, args...))
	}
}

// Failed is how often something went wrong so far.
func (t *Tally) Failed() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

// Count is a figure with its name.
type Count struct {
	Name string `json:"name"`
	N    int64  `json:"n"`
}

// Counts returns the figures, sorted by their names.
func (t *Tally) Counts() []Count {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []Count
	for _, name := range slices.Sorted(maps.Keys(t.counts)) {
		out = append(out, Count{name, t.counts[name]})
	}
	return out
}

// Of returns one figure.
func (t *Tally) Of(name string) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts[name]
}

// Skips returns what was left out.
func (t *Tally) Skips() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.skips)
}

// Failures returns the first of what went wrong.
func (t *Tally) Failures() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.failures)
}
