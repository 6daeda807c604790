// SPDX-License-Identifier: Apache-2.0

// Package load turns a seed into work for a journal, and what was acknowledged of that work into questions to whatever is
// found afterwards. The work is done by a process of its own, which can be traced, killed or starved.
package load

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// Act is what is done to a journal.
type Act string

// The acts.
const (
	Create  Act = "create"
	Append  Act = "append"
	SetHead Act = "head"
	Destroy Act = "destroy"
	Backup  Act = "backup"
)

// Outcome is what was said of an act.
type Outcome string

// The outcomes. The zero value is that the act has begun.
const (
	Begun   Outcome = ""
	Done    Outcome = "done"
	NotDone Outcome = "not done"
	Unsure  Outcome = "unsure"
)

// Event is one line of what a process says: that it begins an act, and later what came of it.
type Event struct {
	ID      string  `json:"id"`
	Act     Act     `json:"act"`
	Outcome Outcome `json:"outcome,omitempty"`
	Says    string  `json:"says,omitempty"` // of an act that was not done

	// Drafts is how many an append has, and Leaves what they became, by number.
	Drafts int              `json:"drafts,omitempty"`
	Leaves map[int64]string `json:"leaves,omitempty"`
	// Size and Note are those of a head; Size is also the least that a backup has.
	Size int64  `json:"size,omitempty"`
	Note string `json:"note,omitempty"`
	// Seq and Secrets say what is destroyed, by the places of the parts.
	Seq     int64          `json:"seq,omitempty"`
	Secrets map[int]string `json:"secrets,omitempty"`
	// File is the name of a backup.
	File string `json:"file,omitempty"`
}

// speaker says events, each in one write.
type speaker struct {
	mu  sync.Mutex
	out io.Writer
}

func (s *speaker) say(e Event) {
	line, err := json.Marshal(e)
	if err != nil {
		panic("load: an event has no JSON: " + err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.out.Write(append(line, '\n')) // whoever listened is gone
}

// Ledger is what one process or several, one after the other, said of one journal. It is not safe for concurrent use.
type Ledger struct {
	acts  map[string]Event // the last event of each act
	order []string
	// whole are the digests of backups that were found whole; clones share it.
	whole *sync.Map
}

// NewLedger returns a ledger in which nothing was said.
func NewLedger() *Ledger { return &Ledger{acts: map[string]Event{}, whole: &sync.Map{}} }

// Take takes one event.
func (l *Ledger) Take(e Event) {
	if before, ok := l.acts[e.ID]; !ok {
		l.order = append(l.order, e.ID)
	} else if e.Secrets == nil {
		e.Secrets = before.Secrets
	}
	l.acts[e.ID] = e
}

// TakeLine takes one line. One that was cut off while it was said is an error.
func (l *Ledger) TakeLine(line []byte) error {
	var e Event
	if err := json.Unmarshal(line, &e); err != nil || e.ID == "" {
		return fmt.Errorf("a line of a ledger: %w: %.200s", err, line)
	}
	l.Take(e)
	return nil
}

// Read takes all lines of a process, up to one that was cut off, and calls each after every one.
func (l *Ledger) Read(r io.Reader, each func()) {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil || l.TakeLine(line) != nil {
			return
		}
		each()
	}
}

// Said is how many lines were taken that began or ended an act: what was said until then follows from it.
func (l *Ledger) Said() int {
	n := len(l.order)
	for _, e := range l.acts {
		if e.Outcome != Begun {
			n++
		}
	}
	return n
}

// Acknowledged is how many acts of a kind were said to be done.
func (l *Ledger) Acknowledged(a Act) int64 {
	n := int64(0)
	for _, e := range l.acts {
		if e.Act == a && e.Outcome == Done {
			n++
		}
	}
	return n
}

// Clone returns a ledger of its own.
func (l *Ledger) Clone() *Ledger {
	out := NewLedger()
	out.whole = l.whole
	for _, id := range l.order {
		out.Take(l.acts[id])
	}
	return out
}

// Failed returns what was said of the acts that were not done or unsure.
func (l *Ledger) Failed() []Event {
	var out []Event
	for _, id := range l.order {
		if e := l.acts[id]; e.Outcome == NotDone || e.Outcome == Unsure {
			out = append(out, e)
		}
	}
	return out
}
