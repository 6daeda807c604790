// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"errors"
	"fmt"
	"slices"

	"truce/canon"
	"truce/when"
)

// Duty is one act of the watch. Exactly one of the members below At is set.
type Duty struct {
	// By is who did it, by function or call sign; no name of a person is needed.
	By string `json:"by"`
	// At is when it was done, not after the entry; zero, and left out, for the time of the entry.
	At when.Instant `json:"at,omitzero"`

	On        *On        `json:"on,omitempty"`
	Off       *Off       `json:"off,omitempty"`
	Ack       *Ack       `json:"ack,omitempty"`
	Call      *Call      `json:"call,omitempty"`
	Close     *Close     `json:"close,omitempty"`
	Assurance *Assurance `json:"assurance,omitempty"`
	Word      *Word      `json:"word,omitempty"`
	Flash     *Flash     `json:"flash,omitempty"`
	Handover  *Handover  `json:"handover,omitempty"`
	Escrow    *Escrow    `json:"escrow,omitempty"`
}

// On says that By comes on duty.
type On struct{}

// Off says that By goes off duty. Reason is due where nobody stays on: a room is handed over, or left for a reason.
type Off struct {
	Reason string `json:"reason,omitempty"`
}

// Ack says that By has seen things: findings, items of the room with their deadlines, reports.
type Ack struct {
	Of []Ref `json:"of"`
}

// CallAgain is by when somebody calls again whom nobody reached, unless they say another time.
const CallAgain = 15 * when.Minute

// Call is one call to a liaison officer or a hotline.
type Call struct {
	ID string `json:"id"`
	// To is who was called, by function, and Side whose officer that is, if any.
	To   string `json:"to"`
	Side string `json:"side,omitempty"`
	// About is what the call is about; a finding in it is what the procedure may read the call as owed for.
	About Ref    `json:"about,omitzero"`
	Asked string `json:"asked"`
	// Reached says whether somebody answered; what was said and promised then is in Said and Promised.
	Reached  Reached `json:"reached"`
	Said     string  `json:"said,omitempty"`
	Promised string  `json:"promised,omitempty"`
	// Back is by when somebody calls again; zero where nobody does. Theirs says that it is for them to call.
	Back   when.Instant `json:"back,omitzero"`
	Theirs bool         `json:"theirs,omitempty"`
	// Follows is the call that this one goes on from, whose clock it stops.
	Follows string `json:"follows,omitempty"`
}

// Reached says whether a call was answered.
type Reached string

// The closed list of how a call ended.
const (
	Answered Reached = "answered"
	NoAnswer Reached = "no-answer"
	Declined Reached = "declined"
	LineDead Reached = "line-dead"
)

// Close says that nothing more is done about a call, and why.
type Close struct {
	Item   string `json:"item"`
	Reason string `json:"reason"`
}

// Assurance is what somebody promised: who, what and until when.
type Assurance struct {
	ID   string `json:"id"`
	From string `json:"from"`
	Side string `json:"side,omitempty"`
	What string `json:"what"`
	// Until is until when it holds; zero where no end was said.
	Until when.Instant `json:"until,omitzero"`
	About Ref          `json:"about,omitzero"`
	// Call is the call in which it was given, if it was.
	Call string `json:"call,omitempty"`
}

// Word is what an officer or a body records of an assurance. It is their word and never computed.
type Word struct {
	Assurance string `json:"assurance"`
	Was       Was    `json:"was"`
	Says      string `json:"says"`
}

// Was says what became of an assurance, by the word of whoever records it.
type Was string

// The closed list of what became of an assurance.
const (
	Kept      Was = "kept"
	Broken    Was = "broken"
	Lapsed    Was = "lapsed"
	Uncertain Was = "undetermined"
)

// Escrow says that a copy of the archive was handed to somebody: Manifest is the digest of the list of what was copied.
type Escrow struct {
	To       string       `json:"to"`
	Entries  int64        `json:"entries"`
	Manifest canon.Digest `json:"manifest"`
	Files    int64        `json:"files"`
}

// CallItem is a call with who made it, when, and what became of it.
type CallItem struct {
	Call
	By      string       `json:"by"`
	At      when.Instant `json:"at"`
	Entered when.Instant `json:"entered"`
	// Next is the call that followed it, Closed who closed it instead, each empty where it did not happen; Ended is when.
	Next   string       `json:"next,omitempty"`
	Closed string       `json:"closed,omitempty"`
	Ended  when.Instant `json:"ended,omitzero"`
}

// Open tells whether something is to be done yet: nobody was reached, or somebody is to call back.
func (c *CallItem) Open() bool {
	return c.Ended == 0 && (c.Reached != Answered || c.Back != 0)
}

// AssuranceItem is an assurance with who recorded it and what became of it.
type AssuranceItem struct {
	Assurance
	By      string       `json:"by"`
	At      when.Instant `json:"at"`
	Entered when.Instant `json:"entered"`
	// Word is the last word on it, nil where nobody gave one, with who gave it and when.
	Word   *Word        `json:"word,omitempty"`
	WordBy string       `json:"word_by,omitempty"`
	WordAt when.Instant `json:"word_at,omitzero"`
}

// Acknowledged is one thing that somebody has seen.
type Acknowledged struct {
	Of Ref          `json:"of"`
	By string       `json:"by"`
	At when.Instant `json:"at"`
}

// EscrowItem is an escrow with who recorded it.
type EscrowItem struct {
	Escrow
	By string       `json:"by"`
	At when.Instant `json:"at"`
}

// Refs returns what the act names outside the room, for whoever can tell whether it is on record.
func (d *Duty) Refs() []Ref {
	switch {
	case d.Ack != nil:
		return d.Ack.Of
	case d.Call != nil:
		return []Ref{d.Call.About}
	case d.Assurance != nil:
		return []Ref{d.Assurance.About}
	case d.Flash != nil:
		return []Ref{d.Flash.About}
	}
	return nil
}

// member returns the name of the one act that is set.
func (d *Duty) member() (string, error) {
	found := ""
	for _, m := range []struct {
		name string
		set  bool
	}{
		{"on", d.On != nil},
		{"off", d.Off != nil},
		{"ack", d.Ack != nil},
		{"call", d.Call != nil},
		{"close", d.Close != nil},
		{"assurance", d.Assurance != nil},
		{"word", d.Word != nil},
		{"flash", d.Flash != nil},
		{"handover", d.Handover != nil},
		{"escrow", d.Escrow != nil},
	} {
		if !m.set {
			continue
		}
		if found != "" {
			return "", fmt.Errorf("one act is both %s and %s", found, m.name)
		}
		found = m.name
	}
	if found == "" {
		return "", errors.New("an act of the watch that is none")
	}
	return found, nil
}

// Duty finds an act of the watch in order, as of its entry, and returns what it does; nothing has changed before that is called.
func (r *Room) Duty(d *Duty, entered when.Instant) (func(), error) {
	member, err := d.member()
	if err != nil {
		return nil, err
	}
	who, err := acted(d.By, d.At, entered)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", member, err)
	}
	var do deed
	switch member {
	case "on":
		do, err = r.comeOn(who)
	case "off":
		do, err = r.goOff(d.Off, who)
	case "ack":
		do, err = r.acknowledge(d.Ack, who)
	case "call":
		do, err = r.call(d.Call, who)
	case "close":
		do, err = r.close(d.Close, who)
	case "assurance":
		do, err = r.assure(d.Assurance, who)
	case "word":
		do, err = r.word(d.Word, who)
	case "flash":
		do, err = r.flash(d.Flash, who)
	case "handover":
		do, err = r.handOver(d.Handover, who)
	default:
		do, err = r.escrow(d.Escrow, who)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", member, err)
	}
	return do, nil
}

func (r *Room) isOn(name string) bool {
	return slices.ContainsFunc(r.on, func(o Officer) bool { return o.Name == name })
}

func (r *Room) comeOn(who by) (deed, error) {
	if r.isOn(who.who) {
		return nil, fmt.Errorf("%s is on already", who.who)
	}
	return func() {
		r.on, r.since, r.staffed = append(r.on, Officer{who.who, who.at}), who.entered, true
	}, nil
}

func (r *Room) leave(name string, at when.Instant) {
	r.on, r.since = slices.DeleteFunc(r.on, func(o Officer) bool { return o.Name == name }), at
}

func (r *Room) goOff(off *Off, who by) (deed, error) {
	switch {
	case !r.isOn(who.who):
		return nil, fmt.Errorf("%s is not on", who.who)
	case len(r.on) == 1 && off.Reason == "":
		return nil, fmt.Errorf("nobody else is on: hand over, or give the reason why the room is left empty")
	}
	if err := checkText("reason", off.Reason); err != nil {
		return nil, err
	}
	return func() { r.leave(who.who, who.entered) }, nil
}

func (r *Room) acknowledge(a *Ack, who by) (deed, error) {
	if len(a.Of) == 0 || len(a.Of) > MaxList {
		return nil, fmt.Errorf("of: %d things, from 1 to %d", len(a.Of), MaxList)
	}
	for _, ref := range a.Of {
		if ref.IsZero() {
			return nil, errors.New("of: nothing is named")
		}
		if err := r.about(ref); err != nil {
			return nil, err
		}
	}
	return func() {
		for _, ref := range a.Of {
			r.acks = append(r.acks, Acknowledged{ref, who.who, who.at})
			if n := r.news[ref]; n != nil {
				n.Acked = true
			}
		}
	}, nil
}

func (r *Room) findCall(id string) *CallItem {
	for _, c := range r.calls {
		if c.ID == id {
			return c
		}
	}
	return nil
}

func (c *Call) check() error {
	err := first(checkName("to", c.To), checkText("side", c.Side), checkDue("asked", c.Asked), checkText("said", c.Said),
		checkText("promised", c.Promised), checkInstant("back", c.Back))
	switch {
	case err != nil:
		return err
	case !slices.Contains([]Reached{Answered, NoAnswer, Declined, LineDead}, c.Reached):
		return fmt.Errorf("reached %.40q: use answered, no-answer, declined or line-dead", c.Reached)
	case c.Reached != Answered && (c.Said != "" || c.Promised != "" || c.Theirs):
		return fmt.Errorf("a call that ended with %s has nothing said, promised or owed by them", c.Reached)
	case c.Theirs && c.Back == 0:
		return errors.New("they call back, and no time is given by when")
	}
	return nil
}

func (r *Room) call(c *Call, who by) (deed, error) {
	if err := first(r.claim(c.ID), c.check(), r.about(c.About)); err != nil {
		return nil, err
	}
	var before *CallItem
	if c.Follows != "" {
		before = r.findCall(c.Follows)
		switch {
		case before == nil:
			return nil, fmt.Errorf("follows %q: there is no such call", c.Follows)
		case before.Ended != 0:
			return nil, fmt.Errorf("follows %q: that call was followed or closed already: follow %q", c.Follows, r.last(before))
		}
	}
	return func() {
		item := &CallItem{Call: *c, By: who.who, At: who.at, Entered: who.entered}
		if before != nil {
			before.Next, before.Ended = c.ID, who.at
			r.stop(before.ID)
			if c.About.IsZero() {
				item.About = before.About
			}
		}
		r.take(c.ID, ACall)
		r.calls = append(r.calls, item)
		r.set(Due{ID: c.ID, Kind: ACall, Due: c.Back, Says: item.says()})
	}, nil
}

// last is the last of the calls that followed one.
func (r *Room) last(c *CallItem) string {
	for c.Next != "" {
		next := r.findCall(c.Next)
		if next == nil {
			break
		}
		c = next
	}
	return c.ID
}

func (r *Room) close(c *Close, who by) (deed, error) {
	item := r.findCall(c.Item)
	switch {
	case item == nil:
		return nil, fmt.Errorf("there is no call %q", c.Item)
	case !item.Open():
		return nil, fmt.Errorf("nothing is open about %s", c.Item)
	}
	if err := checkDue("reason", c.Reason); err != nil {
		return nil, err
	}
	return func() {
		item.Closed, item.Ended = who.who+": "+c.Reason, who.at
		r.stop(c.Item)
	}, nil
}

func (r *Room) assure(a *Assurance, who by) (deed, error) {
	err := first(r.claim(a.ID), checkName("from", a.From), checkText("side", a.Side), checkDue("what", a.What),
		checkInstant("until", a.Until), r.about(a.About))
	if err == nil && a.Call != "" && r.findCall(a.Call) == nil {
		err = fmt.Errorf("call %q: there is no such call", a.Call)
	}
	if err != nil {
		return nil, err
	}
	return func() {
		r.take(a.ID, AnAssurance)
		item := &AssuranceItem{Assurance: *a, By: who.who, At: who.at, Entered: who.entered}
		r.promises = append(r.promises, item)
		r.set(Due{ID: a.ID, Kind: AnAssurance, Due: a.Until, Says: item.says()})
	}, nil
}

func (r *Room) word(w *Word, who by) (deed, error) {
	at := slices.IndexFunc(r.promises, func(p *AssuranceItem) bool { return p.ID == w.Assurance })
	if at < 0 {
		return nil, fmt.Errorf("there is no assurance %q", w.Assurance)
	}
	if !slices.Contains([]Was{Kept, Broken, Lapsed, Uncertain}, w.Was) {
		return nil, fmt.Errorf("was %.40q: use kept, broken, lapsed or undetermined", w.Was)
	}
	if err := checkDue("says", w.Says); err != nil {
		return nil, err
	}
	return func() {
		p := r.promises[at]
		p.Word, p.WordBy, p.WordAt = w, who.who, who.at
		r.stop(w.Assurance)
	}, nil
}

func (r *Room) escrow(e *Escrow, who by) (deed, error) {
	switch {
	case e.Entries < 1 || e.Files < 1 || e.Entries > canon.MaxInt || e.Files > canon.MaxInt:
		return nil, errors.New("an archive of nothing")
	case e.Manifest.IsZero():
		return nil, errors.New("no digest of what was copied")
	}
	if err := checkName("to", e.To); err != nil {
		return nil, err
	}
	return func() { r.escrows = append(r.escrows, EscrowItem{*e, who.who, who.at}) }, nil
}
