// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/canon"
	"truce/when"
)

// Open is something in the room that is not done. It says what is on record, and never that somebody is at fault.
type Open struct {
	ID   string `json:"id"`
	Kind Kind   `json:"kind"`
	Says string `json:"says"`
	// Due is when its clock runs out; zero where it has none.
	Due when.Instant `json:"due,omitzero"`
	// Waits says why it cannot go on, such as that the mission is suspended; empty where it can.
	Waits string `json:"waits,omitempty"`
}

// Overdue tells whether the clock of the item has run out at a time.
func (o Open) Overdue(at when.Instant) bool { return o.Due != 0 && o.Due <= at }

// Open returns what is not done at a time, in order of its clock; what has none comes last, and what is equal in the order
// of kinds and of recording.
func (r *Room) Open(at when.Instant) []Open {
	var out []Open
	for _, c := range r.calls {
		if c.Open() {
			out = append(out, Open{ID: c.ID, Kind: ACall, Says: c.says(), Due: c.Back})
		}
	}
	for _, a := range r.promises {
		if a.Word == nil {
			out = append(out, Open{ID: a.ID, Kind: AnAssurance, Says: a.says(), Due: a.Until})
		}
	}
	for _, t := range r.tasks {
		if !t.Ended {
			out = append(out, Open{ID: t.ID, Kind: APatrol, Says: t.says(), Due: t.CheckIn, Waits: r.waits(t)})
		}
	}
	for _, n := range r.notices {
		if n.Ended == "" && !n.IsPast(at) {
			o := Open{ID: n.ID, Kind: ANotice, Says: n.says()}
			if len(n.Lacking()) > 0 {
				o.Due = n.Time.From
			}
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b Open) int {
		return cmp.Or(cmp.Compare(lastIfZero(a.Due), lastIfZero(b.Due)))
	})
	return out
}

func lastIfZero(at when.Instant) when.Instant {
	if at == 0 {
		return when.MaxInstant
	}
	return at
}

func (r *Room) waits(t *Task) string {
	if m := r.Mode(); m.State != Normal && !t.Out {
		return fmt.Sprintf("the mission is %s since %s: no patrol goes out", m.State, m.At)
	}
	return ""
}

func (c *CallItem) says() string {
	switch {
	case c.Theirs:
		return c.To + " calls back: " + c.Asked
	case c.Reached != Answered:
		return fmt.Sprintf("%s not reached (%s): %s", c.To, c.Reached, c.Asked)
	}
	return "call " + c.To + " back: " + c.Asked
}

func (a *AssuranceItem) says() string {
	return fmt.Sprintf("%s gave an assurance: %s; nobody has said whether it was kept", a.From, a.What)
}

func (t *Task) says() string {
	return fmt.Sprintf("%s: %s, for %s", t.State(), t.What, t.Source)
}

func (n *NoticeItem) says() string {
	text := fmt.Sprintf("%s from %s to %s: %s", n.Kind, n.Time.From, n.Time.To, n.What)
	if lacking := n.Lacking(); len(lacking) > 0 {
		text += "; no assurance of " + strings.Join(lacking, ", ")
	}
	return text
}

// News is what came of one finding or incident since somebody first came on duty, and nobody has acknowledged since: repeats are
// one.
type News struct {
	Of          Ref          `json:"of"`
	First, Last when.Instant `json:"-"`
	Times       int          `json:"times"`
	Acked       bool         `json:"-"`
}

// Hear tells the room that something of a finding or an incident was recorded at a time. A room in which nobody was ever on
// keeps none of it.
func (r *Room) Hear(ref Ref, at when.Instant) {
	if !r.staffed {
		return
	}
	if r.news == nil {
		r.news = map[Ref]*News{}
	}
	n := r.news[ref]
	if n == nil {
		n = &News{Of: ref, First: at}
		r.news[ref] = n
		r.heard = append(r.heard, n)
	}
	if n.Acked {
		n.Acked, n.Times, n.First = false, 0, at
	}
	n.Last = at
	n.Times++
}

// Heard tells whether something is or was news: it may be acknowledged though it no longer stands.
func (r *Room) Heard(ref Ref) bool { return r.news[ref] != nil }

// News returns what nobody has acknowledged, in order of first hearing. What came before the present watch has its Last
// before Since.
func (r *Room) News() []News {
	var out []News
	for _, n := range r.heard {
		if !n.Acked {
			out = append(out, *n)
		}
	}
	return out
}

// OnDuty returns who is on, in the order in which they came.
func (r *Room) OnDuty() []Officer { return slices.Clone(r.on) }

// Since returns when who is on last changed: what is new since then is new to whoever came on.
func (r *Room) Since() when.Instant { return r.since }

// Calls returns every call on record, in order.
func (r *Room) Calls() []*CallItem { return slices.Clone(r.calls) }

// Assurances returns every assurance on record, in order.
func (r *Room) Assurances() []*AssuranceItem { return slices.Clone(r.promises) }

// Tasks returns every patrol task on record, in order.
func (r *Room) Tasks() []*Task { return slices.Clone(r.tasks) }

// Notices returns every notice on record, in order, for those who may know of all of them: see NoticeItem.MayKnow.
func (r *Room) Notices() []*NoticeItem { return slices.Clone(r.notices) }

// Flashes returns every flash report, in order.
func (r *Room) Flashes() []FlashItem { return slices.Clone(r.flashes) }

// Acks returns every acknowledgement, in order.
func (r *Room) Acks() []Acknowledged { return slices.Clone(r.acks) }

// Handovers returns every handover, in order.
func (r *Room) Handovers() []HandedOver { return slices.Clone(r.handed) }

// Escrows returns every escrow of the archive, in order.
func (r *Room) Escrows() []EscrowItem { return slices.Clone(r.escrows) }

// Verified is what patrols found at the sites of one incident.
type Verified struct {
	Of    Ref      `json:"of"`
	Tasks []string `json:"tasks"`
	Sites []Site   `json:"sites"`
}

// Verification returns what patrols found about an incident: each site once, by the last word on it.
func (r *Room) Verification(id canon.IncidentID) Verified {
	out := Verified{Of: Ref{Incident: id}}
	for _, t := range r.tasks {
		if t.About.Incident != id {
			continue
		}
		out.Tasks = append(out.Tasks, t.ID)
		for _, s := range t.Sites {
			out.Sites = append(slices.DeleteFunc(out.Sites, func(o Site) bool { return o.Name == s.Name }), s)
		}
	}
	return out
}
