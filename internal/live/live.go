// SPDX-License-Identifier: Apache-2.0

// Package live turns a state that one thread changes into one that many read between its changes, and that tells them when it
// changed.
package live

import (
	"errors"
	"sync"
)

// Room holds a state. Its methods are safe for concurrent use.
type Room[S any] struct {
	mu     sync.RWMutex // held for reading by readers of state, for writing by its one writer at a time
	state  S
	broken bool // a change is at work, or ended in the midst

	told    sync.Mutex // held for version and changed, never while waiting for mu
	version uint64
	changed chan struct{} // closed at the next change
}

// New returns a room that holds a state. Nothing else may use the state afterwards.
func New[S any](state S) *Room[S] {
	return &Room[S]{state: state, changed: make(chan struct{})}
}

// ErrBroken means that a change of the state ended in the midst of itself, so that nobody knows what the state is.
var ErrBroken = errors.New("a change of the record was cut off in this program: start it again, which reads the record anew")

// Read calls f with the state while nothing changes it. What f takes away must not share memory that a change would write, and f
// may not read or change the room: where somebody waits to change it in between, both wait for good.
func (r *Room[S]) Read(f func(S) error) error {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.broken {
		return ErrBroken
	}
	return f(r.state)
}

// Change calls f with the state while nobody reads it, and wakes who waits unless f returns an error. Where f panics, nobody reads or
// changes the state any more.
func (r *Room[S]) Change(f func(S) error) error {
	err := r.change(f)
	if err == nil {
		r.wake()
	}
	return err
}

func (r *Room[S]) change(f func(S) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken {
		return ErrBroken
	}
	r.broken = true
	err := f(r.state)
	r.broken = false
	return err
}

func (r *Room[S]) wake() {
	r.told.Lock()
	defer r.told.Unlock()
	r.version++
	close(r.changed)
	r.changed = make(chan struct{})
}

// Version returns how many changes there were, and a channel that is closed at the next one.
func (r *Room[S]) Version() (uint64, <-chan struct{}) {
	r.told.Lock()
	defer r.told.Unlock()
	return r.version, r.changed
}
