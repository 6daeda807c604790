// SPDX-License-Identifier: Apache-2.0

// Package watch turns the acts of the operations room, one after the other, into who is on duty, what is open and what
// is overdue: calls and call-backs, assurances, patrol tasks, notices, and whether the mission works at all. It judges nothing and
// names nobody guilty. Everything in it is mission-internal: it says where patrols go and who was told.
// The format is docs/spec/watch.md.
package watch

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"truce/canon"
	"truce/when"
)

// The limits of what one act holds.
const (
	// MaxName is the longest name of a person's function, an item, a side or a site, in bytes.
	MaxName = 120
	// MaxText is the longest free text, in bytes.
	MaxText = 2000
	// MaxList is the longest list of names, references or files.
	MaxList = 500
)

// Ref names what an act is about: an item of the room, a report, an incident, or a finding by what it is about, whatever its
// version. The zero Ref names nothing.
type Ref struct {
	// Item is the ID of a call, an assurance, a patrol task or a notice.
	Item   string         `json:"item,omitempty"`
	Report canon.ReportID `json:"report,omitzero"`
	// Incident alone is an incident; with Agreement ("id@version") and Term it is the finding on it under that term.
	Incident  canon.IncidentID `json:"incident,omitzero"`
	Agreement string           `json:"agreement,omitempty"`
	Term      string           `json:"term,omitempty"`
}

// IsZero tells whether nothing is named.
func (r Ref) IsZero() bool { return r == Ref{} }

// IsFinding tells whether a finding is named.
func (r Ref) IsFinding() bool { return r.Term != "" }

// String names what is meant in words, a finding by term and the first letters of its incident.
func (r Ref) String() string {
	switch {
	case r.Item != "":
		return r.Item
	case !r.Report.IsZero():
		return "report " + r.Report.Short()
	case r.IsFinding():
		return fmt.Sprintf("finding on %s under %s of %s", r.Incident.Short(), r.Term, r.Agreement)
	case !r.Incident.IsZero():
		return "incident " + r.Incident.Short()
	}
	return "nothing"
}

func (r Ref) check() error {
	named := 0
	for _, set := range []bool{r.Item != "", !r.Report.IsZero(), !r.Incident.IsZero()} {
		if set {
			named++
		}
	}
	switch {
	case named > 1:
		return errors.New("it names an item, a report or an incident, and one of them")
	case (r.Agreement == "") != (r.Term == "") || r.Term != "" && r.Incident.IsZero():
		return errors.New("a finding is named by agreement, incident and term together")
	case len(r.Item) > MaxName || len(r.Agreement) > MaxName || len(r.Term) > MaxName:
		return fmt.Errorf("a name of more than %d bytes", MaxName)
	}
	return nil
}

// Kind is what an open item or a deadline of the room is.
type Kind string

// The closed list of kinds.
const (
	ACall       Kind = "call"
	AnAssurance Kind = "assurance"
	APatrol     Kind = "patrol"
	ANotice     Kind = "notice"
	AGap        Kind = "gap"
)

// Due is a clock of the room that ran out: a call back, a check-in, the end of an assurance, a notice that no side answered in
// time. It is known to everybody in the room, and accuses nobody.
type Due struct {
	ID   string       `json:"id"`
	Kind Kind         `json:"kind"`
	Due  when.Instant `json:"due"`
	Says string       `json:"says"`
}

// Room is everything that the acts of the room come to. Its zero value is a room in which nobody was ever on.
type Room struct {
	on       []Officer
	since    when.Instant // the last change of who is on
	staffed  bool         // whether anybody ever was on
	ids      map[string]Kind
	calls    []*CallItem
	promises []*AssuranceItem
	tasks    []*Task
	notices  []*NoticeItem
	flashes  []FlashItem
	acks     []Acknowledged
	handed   []HandedOver
	escrows  []EscrowItem
	modes    []ModeItem
	entered  []record // gaps on record, as far as something here owed them
	agenda   []deadline
	news     map[Ref]*News
	heard    []*News // in order of first hearing
	count    int     // acts so far, which number the deadlines
}

// Officer is somebody on duty.
type Officer struct {
	Name  string       `json:"name"`
	Since when.Instant `json:"since"`
}

// deadline is when a clock runs out. Those of one instant run out in the order in which they were set.
type deadline struct {
	due   when.Instant
	order int
	what  Due
}

// NextDue returns when the next clock runs out; ok is false where none is running.
func (r *Room) NextDue() (due when.Instant, ok bool) {
	if len(r.agenda) == 0 {
		return 0, false
	}
	return r.agenda[0].due, true
}

// Fire lets every clock up to an instant run out, in order of their instants and of setting, and returns them.
func (r *Room) Fire(now when.Instant) []Due {
	n := 0
	for n < len(r.agenda) && r.agenda[n].due <= now {
		n++
	}
	var out []Due
	for _, d := range r.agenda[:n] {
		out = append(out, d.what)
	}
	r.agenda = slices.Delete(r.agenda, 0, n)
	return out
}

// set starts the clock of an item, in the place of the one that it had; none where due is zero.
func (r *Room) set(d Due) {
	r.stop(d.ID)
	if d.Due == 0 {
		return
	}
	r.count++
	next := deadline{due: d.Due, order: r.count, what: d}
	at, _ := slices.BinarySearchFunc(r.agenda, next, func(a, b deadline) int {
		return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.order, b.order))
	})
	r.agenda = slices.Insert(r.agenda, at, next)
}

// stop stops the clock of an item.
func (r *Room) stop(id string) {
	r.agenda = slices.DeleteFunc(r.agenda, func(d deadline) bool { return d.what.ID == id })
}

// deed is what an act does, once it was found in order.
type deed = func()

// by is who did an act and when.
type by struct {
	who         string
	at, entered when.Instant
}

// acted checks who did something and when; zero stands for the time of the entry.
func acted(who string, at, entered when.Instant) (by, error) {
	if err := checkName("by", who); err != nil {
		return by{}, err
	}
	if at == 0 {
		at = entered
	}
	if at < when.MinInstant || at > entered {
		return by{}, fmt.Errorf("an act of %s is recorded before it was done", at)
	}
	return by{who, at, entered}, nil
}

// claim checks that an ID is free: one is given once in a record, whatever for.
func (r *Room) claim(id string) error {
	if err := checkName("id", id); err != nil {
		return err
	}
	if kind, taken := r.ids[id]; taken {
		return fmt.Errorf("the ID %q is that of another %s: take one that is free, such as %q", id, kind, r.Free(kind))
	}
	return nil
}

func (r *Room) take(id string, kind Kind) {
	if r.ids == nil {
		r.ids = map[string]Kind{}
	}
	r.ids[id] = kind
}

// Free returns an ID that is free for a new item of a kind: call-1, call-2 and so on.
func (r *Room) Free(kind Kind) string {
	for n := r.number(kind) + 1; ; n++ {
		id := fmt.Sprintf("%s-%d", kind, n)
		if _, taken := r.ids[id]; !taken {
			return id
		}
	}
}

func (r *Room) number(kind Kind) int {
	switch kind {
	case ACall:
		return len(r.calls)
	case AnAssurance:
		return len(r.promises)
	case APatrol:
		return len(r.tasks)
	case ANotice:
		return len(r.notices)
	case AGap:
	}
	return 0
}

// Has tells whether the room has an item of this ID, and of what kind.
func (r *Room) Has(id string) (Kind, bool) {
	kind, ok := r.ids[id]
	return kind, ok
}

// about checks a reference as far as the room can tell: an item is one of its own.
func (r *Room) about(ref Ref) error {
	if err := ref.check(); err != nil {
		return err
	}
	if _, ok := r.ids[ref.Item]; ref.Item != "" && !ok {
		return fmt.Errorf("there is no item %q in the room", ref.Item)
	}
	return nil
}

// checkName checks a short text on one line that is due.
func checkName(what, text string) error {
	switch {
	case text == "":
		return fmt.Errorf("%s: nobody and nothing is named", what)
	case len(text) > MaxName:
		return fmt.Errorf("%s: %d bytes, at most %d", what, len(text), MaxName)
	case strings.TrimSpace(text) != text:
		return fmt.Errorf("%s %q: white space around it", what, text)
	}
	return checkLine(what, text)
}

// checkText checks a free text on one line, which may be empty.
func checkText(what, text string) error {
	if len(text) > MaxText {
		return fmt.Errorf("%s: %d bytes, at most %d", what, len(text), MaxText)
	}
	return checkLine(what, text)
}

func checkDue(what, text string) error {
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("%s: say it", what)
	}
	return checkText(what, text)
}

func checkLine(what, text string) error {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return fmt.Errorf("%s: one line of text without control characters", what)
	}
	return nil
}

func checkNames(what string, list []string) error {
	if len(list) > MaxList {
		return fmt.Errorf("%s: %d names, at most %d", what, len(list), MaxList)
	}
	for i, name := range list {
		if err := checkName(what, name); err != nil {
			return err
		}
		if slices.Contains(list[:i], name) {
			return fmt.Errorf("%s: %q stands twice", what, name)
		}
	}
	return nil
}

func checkInstant(what string, at when.Instant) error {
	if at < when.MinInstant || at > when.MaxInstant {
		return fmt.Errorf("%s lies outside the years 1 to 9999", what)
	}
	return nil
}

// first returns the first error of a list, so that what is wrong first is said alone.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
