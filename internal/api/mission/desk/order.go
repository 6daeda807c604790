// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"slices"
	"sync"

	"truce/engine"
	"truce/incident"
)

// order is the incidents of one state of the record, newest first, made once for each state.
type order struct {
	mu   sync.Mutex // held for what follows
	of   *engine.State
	seq  int64
	list []*incident.Incident
}

// Newest returns the incidents of a state, newest first by the first instant of their time; those of no known time come last. It is
// called while the state is read, and the list may not be changed.
func (d *Desk) Newest(s *engine.State) []*incident.Incident {
	o := &d.order
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.list == nil || o.of != s || o.seq != s.Seq() {
		list := s.Incidents()
		slices.Reverse(list)
		slices.SortStableFunc(list, newestFirst)
		o.of, o.seq, o.list = s, s.Seq(), list
	}
	return o.list
}

func newestFirst(a, b *incident.Incident) int {
	switch {
	case a.When.IsUnknown() || b.When.IsUnknown():
		return unknownLast(a) - unknownLast(b)
	case a.When.From > b.When.From:
		return -1
	case a.When.From < b.When.From:
		return 1
	}
	return 0
}

func unknownLast(inc *incident.Incident) int {
	if inc.When.IsUnknown() {
		return 1
	}
	return 0
}
