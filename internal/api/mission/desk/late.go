// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"cmp"
	"container/heap"
	"sync"

	"truce/engine"
	"truce/response"
	"truce/when"
)

// Overdue are the cases with open steps whose time is over, of one state of the record: looked through once, and from then on only where
// something changed. The zero Overdue is ready.
type Overdue struct {
	mu      sync.Mutex // held for what follows
	of      *engine.State
	seq     int64        // the last entry that is in it
	now     when.Instant // as of which
	touched map[caseKey]struct{}

	registers    []*response.Register
	cases        [][]lateness // of each register, by the number of the case less one
	late         caseQueue    // by since when; what is not so any more is passed over
	waiting      caseQueue    // by when the next step of each runs out
	count, steps int
}

// caseKey names a case by its register's place and its number.
type caseKey struct{ register, number int }

// lateness is what is late in one case.
type lateness struct {
	steps int
	since when.Instant // of the step that waits longest
}

// LateCase is a case with steps whose time is over.
type LateCase struct {
	Register *response.Register
	Case     *response.Case
}

// mostTouched is how many cases are remembered to be looked at again; beyond it, all are.
const mostTouched = 20_000

// Took is told, while nobody reads the state, what a change of it brought about, and the number of its last entry before and of how many
// entries the effects are. Whatever it was not told of makes it look through everything anew.
func (x *Overdue) Took(s *engine.State, before int64, entries int, effects []engine.Effect) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.of != s || x.seq != before || s.Seq() != before+int64(entries) || len(x.touched)+len(effects) > mostTouched {
		x.of, x.touched = nil, nil
		return
	}
	x.seq = s.Seq()
	for _, e := range effects {
		if e.Procedure == nil || e.Procedure.Case == 0 {
			continue
		}
		for i, r := range x.registers {
			if r.Ref() == e.Procedure.Agreement {
				x.touched[caseKey{i, e.Procedure.Case}] = struct{}{}
			}
		}
	}
}

// Longest returns the cases that have waited longest, at most so many, and how many cases and steps are late in all. It is called while the
// state is read. What ran out by a later instant for which it was asked before counts already.
func (x *Overdue) Longest(s *engine.State, now when.Instant, most int) (list []LateCase, cases, steps int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.of != s || x.seq != s.Seq() || len(x.registers) != len(s.Registers()) {
		x.fill(s, now)
	}
	x.now = max(x.now, now)
	for key := range x.touched {
		x.look(key)
	}
	clear(x.touched)
	for len(x.waiting) > 0 && x.waiting[0].at < x.now {
		x.look(heap.Pop(&x.waiting).(queued).caseKey)
	}
	var shown []queued
	for len(x.late) > 0 && len(shown) < most {
		q := heap.Pop(&x.late).(queued)
		is := x.cases[q.register][q.number-1]
		if is.steps == 0 || is.since != q.at || len(shown) > 0 && shown[len(shown)-1] == q {
			continue
		}
		shown = append(shown, q)
		r := x.registers[q.register]
		list = append(list, LateCase{r, r.Case(q.number)})
	}
	for _, q := range shown {
		heap.Push(&x.late, q)
	}
	return list, x.count, x.steps
}

// fill looks through every case.
func (x *Overdue) fill(s *engine.State, now when.Instant) {
	x.of, x.seq, x.now, x.touched = s, s.Seq(), now, map[caseKey]struct{}{}
	x.registers, x.cases, x.late, x.waiting, x.count, x.steps = s.Registers(), nil, nil, nil, 0, 0
	for i, r := range x.registers {
		x.cases = append(x.cases, make([]lateness, len(r.Cases())))
		for n := range r.Cases() {
			x.look(caseKey{i, n + 1})
		}
	}
}

// look looks at one case anew.
func (x *Overdue) look(key caseKey) {
	c := x.registers[key.register].Case(key.number)
	for len(x.cases[key.register]) < key.number {
		x.cases[key.register] = append(x.cases[key.register], lateness{})
	}
	was := x.cases[key.register][key.number-1]
	is, next := lateness{since: when.MaxInstant}, when.MaxInstant
	for _, o := range c.Obligations {
		switch {
		case !o.IsOpen() || o.Due == 0:
		case o.Late(x.now) > 0:
			is.steps, is.since = is.steps+1, min(is.since, o.Due)
		case o.Due >= x.now:
			next = min(next, o.Due)
		}
	}
	x.cases[key.register][key.number-1] = is
	x.steps += is.steps - was.steps
	if was.steps > 0 {
		x.count--
	}
	if is.steps > 0 {
		x.count++
	}
	if is.steps > 0 && (was.steps == 0 || was.since != is.since) {
		heap.Push(&x.late, queued{is.since, key})
	}
	if next < when.MaxInstant {
		heap.Push(&x.waiting, queued{next, key})
	}
}

// queued is a case that waits for an instant, or since one.
type queued struct {
	at when.Instant
	caseKey
}

// caseQueue is a heap by time, and then in order of the registers and of opening.
type caseQueue []queued

func (q caseQueue) Len() int { return len(q) }

func (q caseQueue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].at, q[j].at), cmp.Compare(q[i].register, q[j].register), cmp.Compare(q[i].number, q[j].number)) < 0
}

func (q caseQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push puts one in, for package heap.
func (q *caseQueue) Push(x any) { *q = append(*q, x.(queued)) }

// Pop takes the last out, for package heap.
func (q *caseQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
