// SPDX-License-Identifier: Apache-2.0

// Package live turns a state that one thread changes into one that many read between its changes, and that tells them when it
// changed.
package live

import "sync"

// Room holds a state. Its methods are safe for concurrent use.
type Room[S any] struct {
	mu    sync.RWMutex // held for reading by readers of state, for writing by its one writer at a time
	state S

	told    sync.Mutex // held for version and changed, never while waiting for mu
	version uint64
	changed chan struct{} // closed at the next change
}

// New returns a room that holds a state. Nothing else may use the state afterwards.
func New[S any](state S) *Room[S] {
	return &Room[S]{state: state, changed: make(chan struct{})}
}

// Read calls f with the state while nothing changes it. What f takes away must not share memory that a change would write.
func (r *Room[S]) Read(f func(S) error) error {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return f(r.state)
}

// Change calls f with the state while nobody reads it, and wakes who waits unless f returns an error.
func (r *Room[S]) Change(f func(S) error) error {
	r.mu.Lock()
	err := f(r.state)
	r.mu.Unlock()
	if err == nil {
		r.wake()
	}
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
