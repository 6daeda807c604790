// SPDX-License-Identifier: Apache-2.0

// Package faulty turns a list of operations into every state in which a disk may be found after a crash among them. It is
// a simulated disk for tests of whatever stands on package durable: it loses, tears and reorders what was not synced,
// names apart from content, and fails any one operation, with or without having done it.
package faulty

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sync"

	"truce/internal/durable"
)

// The errors that a Disk makes up.
var (
	// ErrPower is the error of every operation from the one on at which the power went.
	ErrPower = errors.New("the power is gone")
	// ErrFault is the error of the one operation that was to fail.
	ErrFault = errors.New("an error of the disk")
)

// A disk writes a sector whole or not at all. Here a sector is small, so that short files are torn, and larger in writes
// that would have more than a few of them.
const (
	sector  = 16
	sectors = 8
)

// Disk is a simulated disk, a durable.FS. It is safe for concurrent use.
type Disk struct {
	mu   sync.Mutex
	root *node

	operations      int
	crashAt, failAt int
	done            bool
}

// node is a file or a directory, as the system sees it in its cache and as it is on the platters.
type node struct {
	dir            bool
	cache, platter content
	pending        []*change
}

// content is what a node holds: names if it is a directory, bytes otherwise.
type content struct {
	names map[string]*node
	bytes []byte
}

// change is the smallest thing that reaches the platters or not: a sector or a name.
type change struct {
	name   string
	node   *node
	offset int
	bytes  []byte
	// settled tells that it is on the platters, though one before it may not be.
	settled bool
	// stuck tells that a sync of it failed: no later one brings it to the platters, though the system believes so.
	stuck bool
}

// New returns an empty disk.
func New() *Disk { return &Disk{root: newNode(true)} }

func newNode(dir bool) *node {
	n := &node{dir: dir}
	if dir {
		n.cache.names, n.platter.names = map[string]*node{}, map[string]*node{}
	}
	return n
}

// Operations is how many operations there were so far, failed ones among them.
func (d *Disk) Operations() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.operations
}

// CrashAt lets the power go at the n-th operation from now, counted from 1. That operation may still reach the platters.
func (d *Disk) CrashAt(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.crashAt = d.operations + n
}

// FailAt lets the n-th operation from now fail, counted from 1: after it was done, or without doing it. Of a sync
// without doing it, what it was to sync never is.
func (d *Disk) FailAt(n int, done bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failAt, d.done = d.operations+n, done
}

// step counts an operation and does it, as the faults to come have it. do changes the cache; sync, which only syncs give,
// says what is to reach the platters.
func (d *Disk) step(do func() error, syncs func() (*node, error)) error {
	d.operations++
	crash := d.crashAt > 0 && d.operations >= d.crashAt
	fail := d.failAt > 0 && d.operations == d.failAt
	if crash && d.operations > d.crashAt {
		return ErrPower
	}
	if do != nil && (!fail || d.done) {
		if err := do(); err != nil && !fail {
			return err
		}
	}
	if syncs != nil && !crash {
		n, err := syncs()
		if err != nil {
			return err
		}
		if fail && !d.done {
			for _, c := range n.pending {
				c.stuck = !c.settled
			}
		} else {
			n.settle()
		}
	}
	switch {
	case crash:
		return ErrPower
	case fail:
		return ErrFault
	default:
		return nil
	}
}

// settle brings to the platters what is not stuck. The changes stay in their order, so that one that is stuck and comes
// to the platters late does not undo a later one.
func (n *node) settle() {
	for _, c := range n.pending {
		c.settled = c.settled || !c.stuck
	}
	for len(n.pending) > 0 && n.pending[0].settled {
		n.platter.apply(n.pending[0])
		n.pending = n.pending[1:]
	}
}

func (c *content) apply(ch *change) {
	switch {
	case ch.name != "" && ch.node == nil:
		delete(c.names, ch.name)
	case ch.name != "":
		c.names[ch.name] = ch.node
	default:
		end := ch.offset + len(ch.bytes)
		grown := make([]byte, max(len(c.bytes), end))
		copy(grown, c.bytes)
		copy(grown[ch.offset:end], ch.bytes)
		c.bytes = grown
	}
}

// change applies a change to the cache and leaves it pending.
func (n *node) change(c *change) {
	n.cache.apply(c)
	n.pending = append(n.pending, c)
}

// find returns what stands at a name.
func (d *Disk) find(name string) (*node, error) {
	if name == "." {
		return d.root, nil
	}
	dir, err := d.find(path.Dir(name))
	if err != nil {
		return nil, err
	}
	n := dir.cache.names[path.Base(name)]
	if n == nil {
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return n, nil
}

// Create is that of durable.FS.
func (d *Disk) Create(name string) (durable.File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := &file{disk: d}
	err := d.step(func() error {
		dir, err := d.find(path.Dir(name))
		if err != nil {
			return err
		}
		out.node = newNode(false)
		dir.change(&change{name: path.Base(name), node: out.node})
		return nil
	}, nil)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Rename is that of durable.FS. The new name and the end of the old one reach the platters apart.
func (d *Disk) Rename(from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.step(func() error {
		n, err := d.find(from)
		if err != nil {
			return err
		}
		dir, err := d.find(path.Dir(to))
		if err != nil {
			return err
		}
		dir.change(&change{name: path.Base(to), node: n})
		dir.change(&change{name: path.Base(from)})
		return nil
	}, nil)
}

// Mkdir is that of durable.FS.
func (d *Disk) Mkdir(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.step(func() error {
		dir, err := d.find(path.Dir(name))
		if err != nil {
			return err
		}
		if dir.cache.names[path.Base(name)] != nil {
			return fmt.Errorf("%s: %w", name, fs.ErrExist)
		}
		dir.change(&change{name: path.Base(name), node: newNode(true)})
		return nil
	}, nil)
}

// Sync is that of durable.FS.
func (d *Disk) Sync(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.step(nil, func() (*node, error) { return d.find(name) })
}

// Read is that of durable.FS.
func (d *Disk) Read(name string, limit int64) (data []byte, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	err = d.step(func() error {
		n, err := d.find(name)
		if err != nil {
			return err
		}
		if int64(len(n.cache.bytes)) > limit {
			return durable.ErrTooLarge
		}
		data = append([]byte(nil), n.cache.bytes...)
		return nil
	}, nil)
	if err != nil {
		return nil, err
	}
	return data, nil
}

// file is a file that is being written.
type file struct {
	disk   *Disk
	node   *node
	offset int
}

// Write leaves each sector pending by itself.
func (f *file) Write(data []byte) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	err := f.disk.step(func() error {
		size := max(sector, (len(data)+sectors-1)/sectors)
		for rest := data; len(rest) > 0; {
			n := min(len(rest), size)
			f.node.change(&change{offset: f.offset, bytes: append([]byte(nil), rest[:n]...)})
			f.offset, rest = f.offset+n, rest[n:]
		}
		return nil
	}, nil)
	if err != nil {
		return 0, err
	}
	return len(data), nil
}

// Sync is that of durable.File.
func (f *file) Sync() error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return f.disk.step(nil, func() (*node, error) { return f.node, nil })
}

// Close is that of durable.File.
func (f *file) Close() error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return f.disk.step(nil, nil)
}
