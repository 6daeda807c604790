// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"errors"
	"fmt"
	"slices"

	"truce/canon"
	"truce/coverage"
	"truce/place"
	"truce/when"
)

// Patrol is one step of a patrol task.
type Patrol struct {
	ID string `json:"id"`
	// By is who records it.
	By string `json:"by"`
	// At is when it was so, not after the entry; zero, and left out, for the time of the entry.
	At   when.Instant `json:"at,omitzero"`
	Step Step         `json:"step"`
	// Order is what is to be done, with the request and with nothing else.
	Order *Order `json:"order,omitempty"`
	// CheckIn is by when the patrol is to be heard of again; zero for the order's interval.
	CheckIn when.Instant `json:"check_in,omitzero"`
	// Says is the reason of a denial, delay or abortion, by whom it was cleared, or what else is to be said.
	Says string `json:"says,omitempty"`
	// Site is what came of the verification of one site.
	Site *Site `json:"site,omitempty"`
	// Reports are what the patrol reported, as they are on record.
	Reports []canon.ReportID `json:"reports,omitempty"`
}

// Step is what happened to a patrol task.
type Step string

// The closed list of steps. docs/spec/watch.md has which may follow which.
const (
	Requested Step = "requested"
	Cleared   Step = "cleared"
	Notified  Step = "notified"
	Out       Step = "out"
	CheckedIn Step = "check-in"
	AtSite    Step = "at-site"
	Denied    Step = "denied"
	Delayed   Step = "delayed"
	Aborted   Step = "aborted"
	Returned  Step = "returned"
)

// Order is what a patrol is to do.
type Order struct {
	// Source is the name under which its reports and its watching come in.
	Source string       `json:"source"`
	What   string       `json:"what"`
	Where  place.Region `json:"where,omitzero"`
	// About is the incident or finding that it is to verify, if any.
	About Ref `json:"about,omitzero"`
	// Every is how often it checks in while it is out; zero where each step says when.
	Every when.Duration `json:"every,omitzero"`
}

// Site is what came of the verification of one site, such as an impact or a launch site.
type Site struct {
	Name string    `json:"name"`
	Is   SiteState `json:"is"`
	Says string    `json:"says,omitempty"`
}

// SiteState is how far the verification of a site has come.
type SiteState string

// The closed list of states of a site.
const (
	Detected      SiteState = "detected"
	Visited       SiteState = "visited"
	RemnantsFound SiteState = "remnants-found"
	RemnantsNone  SiteState = "remnants-none"
	AccessPending SiteState = "access-pending"
)

// Moved is one step of a task, with who recorded it.
type Moved struct {
	Step Step         `json:"step"`
	By   string       `json:"by"`
	At   when.Instant `json:"at"`
	Says string       `json:"says,omitempty"`
}

// Task is a patrol task and how far it is.
type Task struct {
	ID string `json:"id"`
	Order
	Steps   []Moved          `json:"steps"`
	Sites   []Site           `json:"sites,omitempty"` // each site once, as it stands
	Reports []canon.ReportID `json:"reports,omitempty"`
	// CheckIn is by when it is to be heard of; zero unless it is out.
	CheckIn when.Instant `json:"check_in,omitzero"`

	// Cleared, Out and Ended say how far it is; Out holds from leaving to returning.
	Cleared bool `json:"cleared,omitempty"`
	Out     bool `json:"out,omitempty"`
	Ended   bool `json:"ended,omitempty"`
	aborted bool
	holds   []hold // how it was held up, in order
}

// hold is a time in which a patrol was kept from its work; until is zero while it lasts.
type hold struct {
	cause       coverage.Cause
	from, until when.Instant
}

// State returns the last step that was more than a check-in.
func (t *Task) State() Step {
	for _, m := range slices.Backward(t.Steps) {
		if m.Step != CheckedIn {
			return m.Step
		}
	}
	return Requested
}

// held tells whether the patrol is kept from its work now.
func (t *Task) held() bool { return len(t.holds) > 0 && t.holds[len(t.holds)-1].until == 0 }

// Refs returns what the step names outside the room.
func (p *Patrol) Refs() []Ref {
	var out []Ref
	if p.Order != nil {
		out = append(out, p.Order.About)
	}
	for _, id := range p.Reports {
		out = append(out, Ref{Report: id})
	}
	return out
}

func (p *Patrol) check() error {
	if err := first(checkName("id", p.ID), checkText("says", p.Says), checkInstant("check_in", p.CheckIn)); err != nil {
		return err
	}
	if len(p.Reports) > MaxList {
		return fmt.Errorf("%d reports, at most %d", len(p.Reports), MaxList)
	}
	if (p.Step == Denied || p.Step == Delayed || p.Step == Aborted) && p.Says == "" {
		return fmt.Errorf("%s: say why, and by whom", p.Step)
	}
	if s := p.Site; s != nil {
		if !slices.Contains([]SiteState{Detected, Visited, RemnantsFound, RemnantsNone, AccessPending}, s.Is) {
			return fmt.Errorf("site %.40q: use detected, visited, remnants-found, remnants-none or access-pending", s.Is)
		}
		return first(checkName("site", s.Name), checkText("site", s.Says))
	}
	return nil
}

func (o *Order) check(r *Room) error {
	if o.Every < 0 || o.Every > 7*when.Day {
		return errors.New("every: from nothing to a week")
	}
	if !o.Where.IsUnknown() {
		if err := o.Where.Check(); err != nil {
			return fmt.Errorf("where: %w", err)
		}
	}
	return first(checkName("source", o.Source), checkDue("what", o.What), checkText("where", o.Where.Name), r.about(o.About))
}

// Task returns the task of an ID, or nil.
func (r *Room) Task(id string) *Task {
	for _, t := range r.tasks {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// Patrol finds a step of a patrol task in order, as of its entry, and returns what it does.
func (r *Room) Patrol(p *Patrol, entered when.Instant) (func(), error) {
	who, err := acted(p.By, p.At, entered)
	if err == nil {
		err = p.check()
	}
	if err != nil {
		return nil, err
	}
	if p.Step == Requested {
		return r.request(p, who)
	}
	t := r.Task(p.ID)
	switch {
	case t == nil:
		return nil, fmt.Errorf("there is no patrol task %q: request it first", p.ID)
	case p.Order != nil:
		return nil, errors.New("what is to be done stands in the request alone")
	case who.at < t.Steps[len(t.Steps)-1].At:
		return nil, fmt.Errorf("%s of %s comes before its last step, of %s", p.Step, who.at, t.Steps[len(t.Steps)-1].At)
	}
	if err := t.may(p.Step, r.Mode()); err != nil {
		return nil, err
	}
	next, err := t.checkInAfter(p, who.at)
	if err != nil {
		return nil, err
	}
	return func() { r.move(t, p, step{who, next}) }, nil
}

func (r *Room) request(p *Patrol, who by) (deed, error) {
	if p.Order == nil {
		return nil, errors.New("a request says what is to be done")
	}
	if p.CheckIn != 0 {
		return nil, errors.New("nobody is out yet who could check in")
	}
	if err := first(r.claim(p.ID), p.Order.check(r)); err != nil {
		return nil, err
	}
	return func() {
		r.take(p.ID, APatrol)
		t := &Task{ID: p.ID, Order: *p.Order}
		r.tasks = append(r.tasks, t)
		r.move(t, p, step{who, 0})
	}, nil
}

// may returns an error unless a step may follow where the task stands.
func (t *Task) may(next Step, m ModeItem) error {
	refuse := func(why string) error {
		return fmt.Errorf("%s: %s is %s: %s", next, t.ID, t.State(), why)
	}
	if t.Ended {
		return refuse("it has ended; request another")
	}
	switch next {
	case Cleared:
		if t.Out || t.Cleared {
			return refuse("it is cleared already")
		}
	case Notified:
		if t.Out || !t.Cleared {
			return refuse("the sides are notified between clearance and leaving")
		}
	case Out:
		switch {
		case t.Out && !t.held():
			return refuse("it is out already")
		case !t.Out && !t.Cleared:
			return refuse("it is not cleared")
		case !t.Out && m.State != Normal:
			return refuse("no patrol goes out while the mission is " + string(m.State))
		}
	case CheckedIn, AtSite, Returned:
		if !t.Out {
			return refuse("it is not out")
		}
		if next == AtSite && t.aborted {
			return refuse("it is on its way back")
		}
	case Denied, Delayed:
	case Aborted:
		if t.aborted {
			return refuse("it is on its way back; it ends when it has returned")
		}
	default:
		return fmt.Errorf("step %.40q: use requested, cleared, notified, out, check-in, at-site, denied, delayed, aborted or returned", next)
	}
	return nil
}

// checkInAfter returns by when the patrol is to be heard of after a step, zero where it is not out then.
func (t *Task) checkInAfter(p *Patrol, at when.Instant) (when.Instant, error) {
	out := (t.Out || p.Step == Out) && p.Step != Returned
	switch {
	case !out && p.CheckIn != 0:
		return 0, errors.New("check_in: nobody is out who could check in")
	case !out:
		return 0, nil
	case p.CheckIn != 0 && p.CheckIn <= at:
		return 0, fmt.Errorf("check_in: %s is not after the step", p.CheckIn)
	case p.CheckIn != 0:
		return p.CheckIn, nil
	case t.Every == 0:
		return 0, errors.New("check_in: whoever is out says by when they check in next")
	}
	return min(at+when.Instant(t.Every), when.MaxInstant), nil
}

// step is who took a step, and by when the patrol checks in after it.
type step struct {
	by
	next when.Instant
}

// move takes a step that is in order.
func (r *Room) move(t *Task, p *Patrol, s step) {
	if t.held() && p.Step != CheckedIn {
		t.holds[len(t.holds)-1].until = s.at
	}
	switch p.Step {
	case Cleared:
		t.Cleared = true
	case Out:
		t.Out = true
	case Denied:
		t.holds = append(t.holds, hold{cause: coverage.Denied, from: s.at})
		t.Cleared = t.Out // before it has left, what was cleared no longer is
	case Delayed:
		t.holds = append(t.holds, hold{cause: coverage.Delayed, from: s.at})
	case Aborted:
		t.aborted, t.Ended = true, !t.Out
	case Returned:
		t.Out, t.Ended = false, true
	case Requested, Notified, CheckedIn, AtSite:
	}
	t.Steps = append(t.Steps, Moved{p.Step, s.who, s.at, p.Says})
	t.Reports = append(t.Reports, p.Reports...)
	if p.Site != nil {
		t.Sites = append(slices.DeleteFunc(t.Sites, func(s Site) bool { return s.Name == p.Site.Name }), *p.Site)
	}
	t.CheckIn = s.next
	r.set(Due{ID: t.ID, Kind: APatrol, Due: s.next, Says: "check-in of patrol " + t.ID})
}
