// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"errors"
	"fmt"

	"truce/journal"
)

// Destroyed asks whether every part that is shown as destroyed was destroyed on record, and nothing else is said to be.
const Destroyed Question = "destroyed"

// place is a part of an entry: the number of the entry, and the place of the part from 0.
type place struct {
	seq int64
	at  int
}

// What a bundle shows of a part of a submission.
const (
	isWithheld = iota
	isDisclosed
	isDestroyed
)

// gone holds what is destroyed against what the entries say of it.
type gone struct {
	shapes  [][]byte // of each entry: what is shown of each part; nil where no part is, empty where it is no submission
	record  map[place]bool
	problem string // the first destruction that is none, or of what is still there
	hidden  int64  // the last entry that may be a destruction that is not shown
	unseen  int64  // the first entry that is withheld, or a submission that shows none of its parts
	closed  bool   // the last entry ends the log
}

// entry takes in entry n of a log, of which nothing is shown if it is withheld.
func (g *gone) entry(origin string, n int64, d Disclosed, withheld bool) {
	var shape []byte
	g.closed = false
	if d.Header != nil {
		g.closed = d.Header.Kind == journal.Closing
		if d.Parts != nil {
			shape = []byte{}
		}
		for _, p := range d.Parts {
			if d.Header.Kind != journal.Submission {
				break
			}
			state := byte(isWithheld)
			if _, ok := p.Disclosed(); ok {
				state = isDisclosed
			} else if p.IsDestroyed() {
				state = isDestroyed
			}
			shape = append(shape, state)
		}
	}
	g.shapes = append(g.shapes, shape)
	if g.unseen == 0 && (withheld || d.Header != nil && d.Header.Kind == journal.Submission && d.Parts == nil) {
		g.unseen = n
	}
	switch {
	case d.Header == nil:
		g.hidden = n
	case d.Header.Kind == journal.Destruction:
		g.destruction(origin, n, d.Parts)
	}
}

// destruction takes in what an entry says of parts of entries before it. What it says of another log is not looked at.
func (g *gone) destruction(origin string, n int64, parts []journal.Part) {
	err := journal.ErrWithheld
	var said journal.DestroyedParts
	if len(parts) > 0 {
		said, err = journal.ReadDestroyed(parts[0])
	}
	if errors.Is(err, journal.ErrWithheld) {
		g.hidden = n
		return
	}
	if err == nil && said.Origin == origin {
		err = g.take(n, said)
	}
	if err != nil && g.problem == "" {
		g.problem = fmt.Sprintf("entry %d: %v", n, err)
	}
}

func (g *gone) take(n int64, said journal.DestroyedParts) error {
	if said.Seq >= n {
		return fmt.Errorf("it destroys parts of entry %d, which is not before it", said.Seq)
	}
	shape := g.shapes[said.Seq-1]
	if shape == nil {
		return nil
	}
	kind := journal.Submission
	if len(shape) == 0 {
		kind = ""
	}
	places, err := said.Places(kind, len(shape))
	if err != nil {
		return err
	}
	for _, at := range places {
		if shape[at] == isDisclosed {
			return fmt.Errorf("it says that part %d of entry %d is destroyed, and the bundle shows it", at+1, said.Seq)
		}
		g.record[place{said.Seq, at}] = true
	}
	return nil
}

// answer tells it for an audience. The mission is shown everything, so what is withheld there may be gone without a word.
func (g *gone) answer(audience Audience) Answer {
	a := Answer{Question: Destroyed, Outcome: journal.Yes}
	if g.problem != "" {
		a.Outcome, a.Says = journal.No, g.problem
		return a
	}
	open := func(format string, args ...any) {
		if a.Outcome == journal.Yes {
			a.Outcome, a.Says = journal.CouldNotTell, fmt.Sprintf(format, args...)
		}
	}
	for n, shape := range g.shapes {
		seq := int64(n) + 1
		for at, state := range shape {
			switch {
			case state == isDisclosed || g.record[place{seq, at}]:
			case state == isWithheld && audience == ForMission:
				open("part %d of entry %d is withheld from the mission: it may be destroyed, and no entry says so", at+1, seq)
			case state == isWithheld:
			case g.closed:
				open("part %d of entry %d is destroyed: an entry of the successor may say so", at+1, seq)
			case seq > g.hidden:
				a.Outcome, a.Says = journal.No, fmt.Sprintf("part %d of entry %d is destroyed, and no entry says so", at+1, seq)
				return a
			default:
				open("part %d of entry %d is destroyed: entry %d may say so, which is not shown", at+1, seq, g.hidden)
			}
		}
	}
	if g.unseen > 0 && audience == ForMission {
		open("entry %d does not show its parts to the mission: they may be destroyed", g.unseen)
	}
	return a
}
