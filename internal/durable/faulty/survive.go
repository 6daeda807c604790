// SPDX-License-Identifier: Apache-2.0

package faulty

import (
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
)

// exhaustive is up to how many pending changes every subset is tried; above, sampled is how many.
const (
	exhaustive = 11
	sampled    = 1 << exhaustive
)

// Restart returns the disk as a new process finds it when only the old one died: nothing is lost, what was not synced is
// not synced still, and no fault is to come. The old Disk is not used afterwards.
func (d *Disk) Restart() *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	return &Disk{root: d.root}
}

// Survivors yields the disks that may be found when the power returns: each subset of what was pending is on the
// platters. Beyond eleven pending changes it yields those with all, none, one alone, and all but one of them, and a
// sample of the others, the same in each run.
func (d *Disk) Survivors() iter.Seq[*Disk] {
	return func(yield func(*Disk) bool) {
		d.mu.Lock()
		defer d.mu.Unlock()
		index := map[*change]int{}
		count(d.root, map[*node]bool{}, index)
		for survives := range subsets(len(index)) {
			copies := map[*node]*node{}
			out := &Disk{root: survivor(d.root, copies, func(c *change) bool { return survives(index[c]) })}
			if !yield(out) {
				return
			}
		}
	}
}

// Ways is how many disks Survivors yields.
func (d *Disk) Ways() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	index := map[*change]int{}
	count(d.root, map[*node]bool{}, index)
	n := 0
	for range subsets(len(index)) {
		n++
	}
	return n
}

// count numbers the pending changes of everything that the cache or the platters know, in a fixed order.
func count(n *node, seen map[*node]bool, index map[*change]int) {
	if seen[n] {
		return
	}
	seen[n] = true
	for _, c := range n.pending {
		if !c.settled {
			index[c] = len(index)
		}
	}
	for _, names := range []map[string]*node{n.cache.names, n.platter.names} {
		for _, name := range slices.Sorted(maps.Keys(names)) {
			count(names[name], seen, index)
		}
	}
	for _, c := range n.pending {
		if c.node != nil {
			count(c.node, seen, index)
		}
	}
}

// survivor copies what is on the platters together with the pending changes that survive.
func survivor(n *node, copies map[*node]*node, survives func(*change) bool) *node {
	if out := copies[n]; out != nil {
		return out
	}
	out := newNode(n.dir)
	copies[n] = out
	platter := content{names: maps.Clone(n.platter.names), bytes: n.platter.bytes}
	for _, c := range n.pending {
		if c.settled || survives(c) {
			platter.apply(c)
		}
	}
	out.platter.bytes, out.cache.bytes = platter.bytes, platter.bytes
	for name, child := range platter.names {
		below := survivor(child, copies, survives)
		out.platter.names[name], out.cache.names[name] = below, below
	}
	return out
}

// subsets yields sets of the numbers below n.
func subsets(n int) iter.Seq[func(int) bool] {
	return func(yield func(func(int) bool) bool) {
		if n <= exhaustive {
			for set := range 1 << n {
				if !yield(func(i int) bool { return set>>i&1 == 1 }) {
					return
				}
			}
			return
		}
		if !yield(func(int) bool { return true }) || !yield(func(int) bool { return false }) {
			return
		}
		for one := range n {
			if !yield(func(i int) bool { return i == one }) || !yield(func(i int) bool { return i != one }) {
				return
			}
		}
		random := rand.New(rand.NewPCG(uint64(n), 1))
		for range sampled {
			set := make([]bool, n)
			for i := range set {
				set[i] = random.IntN(2) == 1
			}
			if !yield(func(i int) bool { return set[i] }) {
				return
			}
		}
	}
}
