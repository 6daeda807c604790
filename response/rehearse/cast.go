// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"cmp"
	"slices"

	"truce/agreement"
	"truce/response/ballot"
	"truce/when"
)

// Behaviour is how somebody acts, or does not, in a run.
type Behaviour string

// The behaviours. The first two keep to the text; who behaves otherwise fails in the run.
const (
	// Prompt acts as soon as it is asked.
	Prompt Behaviour = "prompt"
	// Latest acts at the last minute of its time, and promptly where it has no time set.
	Latest Behaviour = "at the last minute"
	// Slow acts so much later than promptly as SlowBy says.
	Slow Behaviour = "slow"
	// Absent does nothing and takes part in nothing.
	Absent Behaviour = "absent"
	// Refuses takes part and votes against, with its veto where it has one.
	Refuses Behaviour = "refuses"
	// Recused takes no part since the matter is its own.
	Recused Behaviour = "recused"
)

// What the behaviours come to in time. They are ours, and no text's.
const (
	promptly = 15 * when.Minute
	lastly   = when.Minute // before a time is over
	// SlowBy is how much later than promptly somebody slow acts.
	SlowBy = 36 * when.Hour
)

// role is what an actor is in the text.
type role int

const (
	member role = iota // of one body or more
	office             // a body whose members the text does not list, as one
	side               // the respondent, whoever it is
)

// actor is somebody who acts in a run.
type actor struct {
	role   role
	name   string
	bodies []int // positions of the bodies that a member sits in, or of the office's own
	voice  []int // of these, those where its vote alone decides
	party  agreement.PartyID
	veto   bool
	needs  string // what its act needs outside the body
	within agreement.Duration
}

// fails are the ways in which an actor can depart from the text.
func (a *actor) fails() []Behaviour {
	switch a.role {
	case member:
		return []Behaviour{Absent, Refuses, Slow, Recused}
	default:
		return []Behaviour{Absent, Slow}
	}
}

// like tells whether the text does not tell two actors apart: a run with the one in the place of the other is the same.
func (a *actor) like(b *actor) bool {
	return a.role == b.role && slices.Equal(a.bodies, b.bodies) && slices.Equal(a.voice, b.voice) && a.party == b.party && a.veto == b.veto &&
		a.needs == b.needs && a.within == b.within
}

// class is a set of actors whom the text does not tell apart.
type class struct {
	actors []int // positions in the cast
	fails  []Behaviour
}

// cast is who acts under a text.
type cast struct {
	actors  []actor
	classes []class
	office  []int // of each body of the text: its actor, or -1 where it has members
}

// casting finds who acts: the bodies that owe something, may determine or stand in for one that does, each by its members
// where the text lists them, and the respondent where it owes a step.
func casting(text *agreement.Agreement) cast {
	c := cast{office: make([]int, len(text.Bodies))}
	for i := range text.Bodies {
		c.office[i] = -1
		if b := &text.Bodies[i]; !plays(text, b) {
			continue
		} else if len(b.Members) == 0 {
			c.office[i] = len(c.actors)
			c.actors = append(c.actors, actor{role: office, name: string(b.ID), bodies: []int{i}})
			continue
		}
		for j := range text.Bodies[i].Members {
			c.seat(i, &text.Bodies[i], &text.Bodies[i].Members[j])
		}
	}
	c.actors = append(c.actors, actor{role: side, name: agreement.Respondent})
	for i := range c.actors {
		a := &c.actors[i]
		at := slices.IndexFunc(c.classes, func(each class) bool { return c.actors[each.actors[0]].like(a) })
		if at < 0 {
			at = len(c.classes)
			c.classes = append(c.classes, class{fails: a.fails()})
		}
		c.classes[at].actors = append(c.classes[at].actors, i)
	}
	return c
}

// seat adds a member, or a further body to one that sits in another already.
func (c *cast) seat(body int, of *agreement.Body, m *agreement.Member) {
	i := slices.IndexFunc(c.actors, func(a actor) bool { return a.role == member && a.name == m.ID })
	if i < 0 {
		i = len(c.actors)
		c.actors = append(c.actors, actor{role: member, name: m.ID})
	}
	a := &c.actors[i]
	a.bodies = append(a.bodies, body)
	if (of.Decides == "chair" || of.Decides == "sole") && ballot.Voice(of) == m.ID {
		a.voice = append(a.voice, body)
	}
	a.party, a.veto = cmp.Or(a.party, m.Party), a.veto || m.Veto
	a.needs, a.within = cmp.Or(a.needs, m.Needs), cmp.Or(a.within, m.Within)
}

// plays tells whether a body has anything to do in a procedure or on a ladder.
func plays(text *agreement.Agreement, b *agreement.Body) bool {
	if slices.Contains(b.Competent, "determine") || slices.Contains(b.Competent, "appeal") {
		return true
	}
	if text.Procedure != nil && slices.ContainsFunc(text.Procedure.Steps, func(s agreement.Step) bool { return s.By == string(b.ID) }) {
		return true
	}
	return slices.ContainsFunc(text.Ladder, func(r agreement.Rung) bool { return r.By == b.ID }) ||
		slices.ContainsFunc(text.Bodies, func(other agreement.Body) bool { return other.Fallback == string(b.ID) })
}
