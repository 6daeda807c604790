// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"errors"
	"fmt"
	"slices"

	"truce/place"
	"truce/when"
)

// Notice is one act on a notice: something is announced so that nobody fires at it, and assurances are sought and given.
type Notice struct {
	ID string `json:"id"`
	// By is who records it.
	By string `json:"by"`
	// At is when it was so, not after the entry; zero, and left out, for the time of the entry.
	At  when.Instant `json:"at,omitzero"`
	Act NoticeAct    `json:"act"`
	// Plan is what is announced, where Act is given and nowhere else.
	Plan *Plan `json:"plan,omitempty"`
	// Side is whose assurance is sought, or who gives or refuses it.
	Side string `json:"side,omitempty"`
	Says string `json:"says,omitempty"`
}

// NoticeAct is what was done about a notice.
type NoticeAct string

// The closed list of acts on a notice.
const (
	Given     NoticeAct = "given"
	Sought    NoticeAct = "sought"
	Assured   NoticeAct = "assured"
	Refused   NoticeAct = "refused"
	Taken     NoticeAct = "withdrawn"
	Performed NoticeAct = "done"
)

// NoticeKind is what a notice announces.
type NoticeKind string

// The closed list of what is announced.
const (
	Repair     NoticeKind = "repair"
	Corridor   NoticeKind = "corridor"
	Evacuation NoticeKind = "evacuation"
	Exchange   NoticeKind = "exchange"
	Demining   NoticeKind = "demining"
	Flight     NoticeKind = "flight"
)

// Plan is what a notice announces: what, where and when, whose assurance it needs, and who may know of it until it is past.
type Plan struct {
	Kind  NoticeKind    `json:"kind"`
	What  string        `json:"what"`
	Where place.Region  `json:"where"`
	Time  when.Interval `json:"time"`
	// Sides are those whose assurance is needed.
	Sides []string `json:"sides,omitempty"`
	// Know are those who may know until the time is past, by function, besides whoever is on duty and the sides.
	Know []string `json:"know,omitempty"`
}

// SideState is where one side stands on a notice: zero where it was not asked, else the last act.
type SideState struct {
	Side string       `json:"side"`
	Is   NoticeAct    `json:"is,omitempty"`
	At   when.Instant `json:"at,omitzero"`
	Says string       `json:"says,omitempty"`
}

// NoticeItem is a notice as it stands.
type NoticeItem struct {
	ID string `json:"id"`
	Plan
	By      string       `json:"by"`
	At      when.Instant `json:"at"`
	Entered when.Instant `json:"entered"`
	// Answers are where each side stands, in the order of the plan.
	Answers []SideState `json:"answers,omitempty"`
	// Ended is withdrawn or done, empty while neither was said, with the words and when.
	Ended   NoticeAct    `json:"ended,omitempty"`
	Because string       `json:"because,omitempty"`
	EndedAt when.Instant `json:"ended_at,omitzero"`
}

// IsPast tells whether the time of a notice is over, so that it opens to all of the room.
func (n *NoticeItem) IsPast(at when.Instant) bool { return at > n.Time.To }

// MayKnow tells whether somebody may know of the notice at a time: those it names, its sides, whoever gave it, and all of
// the room once it is past. That it was withdrawn opens it no sooner: the place may be used again.
func (n *NoticeItem) MayKnow(name string, at when.Instant) bool {
	return n.IsPast(at) || name == n.By || slices.Contains(n.Know, name) || slices.Contains(n.Sides, name)
}

// Lacking returns the sides that have not given their assurance, in the order of the plan.
func (n *NoticeItem) Lacking() []string {
	var out []string
	for _, a := range n.Answers {
		if a.Is != Assured {
			out = append(out, a.Side)
		}
	}
	return out
}

func (p *Plan) check(entered when.Instant) error {
	if !slices.Contains([]NoticeKind{Repair, Corridor, Evacuation, Exchange, Demining, Flight}, p.Kind) {
		return fmt.Errorf("kind %.40q: use repair, corridor, evacuation, exchange, demining or flight", p.Kind)
	}
	err := first(checkDue("what", p.What), checkNames("sides", p.Sides), checkNames("know", p.Know), p.Time.Check(), p.Where.Check(),
		checkText("where", p.Where.Name), checkInstant("time", p.Time.From), checkInstant("time", p.Time.To))
	switch {
	case err != nil:
		return err
	case p.Time.IsUnknown():
		return errors.New("time: from when to when")
	case p.Where.IsUnknown():
		return errors.New("where: a notice names the place")
	case p.Time.To <= entered:
		return fmt.Errorf("time: it is over since %s: what is past is a report, not a notice", p.Time.To)
	}
	return nil
}

// Notice returns the notice of an ID, or nil.
func (r *Room) notice(id string) *NoticeItem {
	for _, n := range r.notices {
		if n.ID == id {
			return n
		}
	}
	return nil
}

// Notice finds an act on a notice in order, as of its entry, and returns what it does.
func (r *Room) Notice(n *Notice, entered when.Instant) (func(), error) {
	who, err := acted(n.By, n.At, entered)
	if err == nil {
		err = first(checkName("id", n.ID), checkText("side", n.Side), checkText("says", n.Says))
	}
	if err != nil {
		return nil, err
	}
	if n.Act == Given {
		return r.give(n, who)
	}
	item := r.notice(n.ID)
	switch {
	case item == nil:
		return nil, fmt.Errorf("there is no notice %q: give it first", n.ID)
	case n.Plan != nil:
		return nil, errors.New("what is announced stands where the notice is given, and nowhere else: withdraw it and give another")
	case item.Ended != "":
		return nil, fmt.Errorf("%s is %s already", n.ID, item.Ended)
	}
	switch n.Act {
	case Sought, Assured, Refused:
		return r.answered(item, n, who)
	case Taken, Performed:
		switch {
		case n.Side != "":
			return nil, fmt.Errorf("%s: it is of the notice, and of no side", n.Act)
		case n.Act == Taken && n.Says == "":
			return nil, errors.New("withdrawn: say why")
		}
		return func() {
			item.Ended, item.Because, item.EndedAt = n.Act, n.Says, who.at
			r.stop(n.ID)
		}, nil
	case Given:
	}
	return nil, fmt.Errorf("act %.40q: use given, sought, assured, refused, withdrawn or done", n.Act)
}

func (r *Room) give(n *Notice, who by) (deed, error) {
	switch {
	case n.Plan == nil:
		return nil, errors.New("a notice says what, where and when")
	case n.Side != "" || n.Says != "":
		return nil, errors.New("what the sides say comes after the notice is given")
	}
	if err := first(r.claim(n.ID), n.Plan.check(who.entered)); err != nil {
		return nil, err
	}
	return func() {
		item := &NoticeItem{ID: n.ID, Plan: *n.Plan, By: who.who, At: who.at, Entered: who.entered}
		for _, side := range n.Plan.Sides {
			item.Answers = append(item.Answers, SideState{Side: side})
		}
		r.take(n.ID, ANotice)
		r.notices = append(r.notices, item)
		r.clock(item)
	}, nil
}

func (r *Room) answered(item *NoticeItem, n *Notice, who by) (deed, error) {
	at := slices.IndexFunc(item.Answers, func(a SideState) bool { return a.Side == n.Side })
	if at < 0 {
		return nil, fmt.Errorf("%s: %s needs no assurance of %q", n.Act, n.ID, n.Side)
	}
	return func() {
		item.Answers[at] = SideState{n.Side, n.Act, who.at, n.Says}
		r.clock(item)
	}, nil
}

// clock lets a notice run out when it begins while some side has not given its assurance.
func (r *Room) clock(n *NoticeItem) {
	if lacking := n.Lacking(); len(lacking) > 0 {
		r.set(Due{ID: n.ID, Kind: ANotice, Due: n.Time.From, Says: "assurances for notice " + n.ID})
		return
	}
	r.stop(n.ID)
}
