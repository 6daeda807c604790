// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/coalition/sourced"
	"truce/when"
)

// Meetings returns every meeting, by its first day.
func (g *Register) Meetings(v sourced.View) []sourced.Line[Meeting] {
	out := g.meetings.All(v)
	slices.SortStableFunc(out, func(a, b sourced.Line[Meeting]) int { return a.Is.First.Compare(b.Is.First) })
	return out
}

// Meeting returns one meeting.
func (g *Register) Meeting(id sourced.Name, v sourced.View) (sourced.Line[Meeting], bool) {
	return g.meetings.Last(id, v)
}

// Attendance is what is on record of one delegation's part in a meeting.
type Attendance struct {
	Who   sourced.Name `json:"who"`
	Whose Whose        `json:"whose"`
	// Stages are all that is on record, the one said last at the end. That one stage is there says nothing of another.
	Stages []sourced.Line[Delegation] `json:"stages"`
}

// Last is the stage that was said last.
func (a Attendance) Last() Delegation { return a.Stages[len(a.Stages)-1].Is }

// Has tells whether a stage is on record.
func (a Attendance) Has(s Stage) bool {
	return slices.ContainsFunc(a.Stages, func(l sourced.Line[Delegation]) bool { return l.Is.Stage == s })
}

// Attendances returns the delegations of a meeting, states first, then organisations and persons, each by its name.
func (g *Register) Attendances(meeting sourced.Name, v sourced.View) []Attendance {
	var out []Attendance
	place := map[sourced.Name]int{}
	for _, l := range g.delegations.All(v) {
		if l.Is.Meeting != meeting {
			continue
		}
		i, ok := place[l.Is.Who]
		if !ok {
			i = len(out)
			place[l.Is.Who] = i
			out = append(out, Attendance{Who: l.Is.Who})
		}
		out[i].Stages = append(out[i].Stages, l)
	}
	for i := range out {
		slices.SortStableFunc(out[i].Stages, func(a, b sourced.Line[Delegation]) int {
			return cmp.Or(a.Said.On.Compare(b.Said.On), cmp.Compare(a.Seq, b.Seq))
		})
		out[i].Whose = out[i].Last().Whose
	}
	slices.SortStableFunc(out, func(a, b Attendance) int {
		return cmp.Or(cmp.Compare(slices.Index(Whoses(), a.Whose), slices.Index(Whoses(), b.Whose)), cmp.Compare(a.Who, b.Who))
	})
	return out
}

// Persons returns who is named, by delegation and name; of each the stage that was said last.
func (g *Register) Persons(meeting sourced.Name, v sourced.View) []sourced.Line[Person] {
	var out []sourced.Line[Person]
	place := map[personKey]int{}
	for _, l := range g.persons.All(v) {
		if l.Is.Meeting != meeting {
			continue
		}
		who := personKey{who: l.Is.Who, name: l.Is.Name}
		i, ok := place[who]
		switch {
		case !ok:
			place[who] = len(out)
			out = append(out, l)
		case cmp.Or(l.Said.On.Compare(out[i].Said.On), cmp.Compare(l.Seq, out[i].Seq)) >= 0:
			out[i] = l
		}
	}
	slices.SortStableFunc(out, func(a, b sourced.Line[Person]) int {
		return cmp.Or(cmp.Compare(a.Is.Who, b.Is.Who), cmp.Compare(a.Is.Name, b.Is.Name))
	})
	return out
}

// Tally counts the delegations of a meeting at one stage, as named on record.
type Tally struct {
	Stage         Stage `json:"stage"`
	States        int   `json:"states"`
	Organisations int   `json:"organisations"`
	Persons       int   `json:"persons"`
	// ByVideo and ModeUnknown are of all of them together; the rest take part in person.
	ByVideo     int `json:"by_video"`
	ModeUnknown int `json:"mode_unknown"`
}

// Tallies counts every stage of a meeting, each by itself: they are never added.
func (g *Register) Tallies(meeting sourced.Name, v sourced.View) []Tally {
	all := g.Attendances(meeting, v)
	var out []Tally
	for _, stage := range Stages() {
		t := Tally{Stage: stage}
		for _, a := range all {
			for _, l := range a.Stages {
				if l.Is.Stage == stage {
					t.add(l.Is)
				}
			}
		}
		out = append(out, t)
	}
	return out
}

func (t *Tally) add(d Delegation) {
	switch d.Whose {
	case OfState:
		t.States++
	case OfOrganisation:
		t.Organisations++
	case OfPerson:
		t.Persons++
	}
	switch d.Mode {
	case ByVideo:
		t.ByVideo++
	case UnknownMode:
		t.ModeUnknown++
	}
}

// Counts returns the numbers that were stated of a meeting.
func (g *Register) Counts(meeting sourced.Name, v sourced.View) []sourced.Line[Count] {
	return only(g.counts.All(v), func(c Count) bool { return c.Meeting == meeting })
}

// Readouts returns what each side says of a meeting, apart.
func (g *Register) Readouts(meeting sourced.Name, v sourced.View) []sourced.Line[Readout] {
	return only(g.readouts.All(v), func(r Readout) bool { return r.Meeting == meeting })
}

// Conclusions returns the texts of one kind that came out of a meeting.
func (g *Register) Conclusions(meeting sourced.Name, accord Accord, v sourced.View) []sourced.Line[Conclusion] {
	return only(g.conclusions.All(v), func(c Conclusion) bool { return c.Meeting == meeting && c.Accord == accord })
}

// Decisions returns the decisions of a meeting, of all where it is empty.
func (g *Register) Decisions(meeting sourced.Name, v sourced.View) []sourced.Line[Decision] {
	return only(g.decisions.All(v), func(d Decision) bool { return meeting == "" || d.Meeting == meeting })
}

// Item is an action item and whether its day has passed.
type Item struct {
	Line sourced.Line[Action] `json:"item"`
	// Overdue says that it is due before the day of the view and neither done nor dropped.
	Overdue bool `json:"overdue"`
}

// Actions returns the action items of a meeting, of all where it is empty, the first due first and those without a day at the
// end.
func (g *Register) Actions(meeting sourced.Name, v sourced.View) []Item {
	today := v.Day
	if today.IsZero() {
		today = sourced.DayOf(v.AsOf)
	}
	var out []Item
	for _, l := range only(g.actions.All(v), func(a Action) bool { return meeting == "" || a.Meeting == meeting }) {
		open := l.Is.Progress == ToDo || l.Is.Progress == UnderWay
		out = append(out, Item{l, open && !l.Is.Due.IsZero() && l.Is.Due.Compare(today) < 0})
	}
	slices.SortStableFunc(out, func(a, b Item) int { return compareDue(a.Line.Is.Due, b.Line.Is.Due) })
	return out
}

func compareDue(a, b when.Date) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

// Beside is a quoted number beside what the record names.
type Beside struct {
	Count sourced.Line[Count] `json:"count"`
	// Named is how many the record names of what is counted, at that stage or a further one.
	Named   int     `json:"named"`
	Verdict Verdict `json:"verdict"`
	Reason  string  `json:"reason"`
	// Flags are the named whose office is another than the one that is counted.
	Flags []string `json:"flags,omitempty"`
}

// Compare sets every number that was stated of a meeting beside the named.
func (g *Register) Compare(meeting sourced.Name, v sourced.View) []Beside {
	var out []Beside
	for _, c := range g.Counts(meeting, v) {
		b := Beside{Count: c}
		switch c.Is.What {
		case Heads, Governments, HeadsOfEither:
			g.heads(&b, v)
		default:
			g.parts(&b, v)
		}
		out = append(out, b)
	}
	return out
}

// heads counts the named by their offices, and flags those that another office is held by.
func (g *Register) heads(b *Beside, v sourced.View) {
	c := b.Count.Is
	for _, p := range g.Persons(c.Meeting, v) {
		if !p.Is.Stage.reaches(c.Stage) {
			continue
		}
		switch {
		case c.What.counts(p.Is.Rank):
			b.Named++
		case HeadsOfEither.counts(p.Is.Rank):
			b.Flags = append(b.Flags, fmt.Sprintf("%s of %s is %s", p.Is.Name, p.Is.Who, words(p.Is.Rank)))
		}
	}
	b.judge(b.Named, c.Number)
}

func words(r Rank) string { return strings.ReplaceAll(string(r), "-", " ") }

// parts counts the delegations. States and organisations may be quoted with or without those on video, so both ways count.
func (g *Register) parts(b *Beside, v sourced.View) {
	c := b.Count.Is
	video := 0
	for _, a := range g.Attendances(c.Meeting, v) {
		last := a.Last()
		if !last.Stage.reaches(c.Stage) {
			continue
		}
		if last.Mode == ByVideo && c.What == OnVideo {
			b.Named++
		}
		if c.What == What(plural(a.Whose)) {
			b.Named++
			if last.Mode == ByVideo {
				video++
			}
		}
	}
	if c.What == Persons {
		for _, p := range g.Persons(c.Meeting, v) {
			if p.Is.Stage.reaches(c.Stage) {
				b.Named++
			}
		}
	}
	if video > 0 && int64(b.Named-video) == c.Number {
		b.Verdict, b.Reason = Consistent, fmt.Sprintf("%d are named, %d of them by video, who are then not counted", b.Named, video)
		return
	}
	b.judge(b.Named, c.Number)
}

func plural(w Whose) string { return string(w) + "s" }

// judge compares a number with how many are named. The record may not name everybody, so fewer refute nothing.
func (b *Beside) judge(named int, number int64) {
	switch n := int64(named); {
	case n == number:
		b.Verdict, b.Reason = Consistent, fmt.Sprintf("%d are named", named)
	case n > number:
		b.Verdict, b.Reason = NotConsistent, fmt.Sprintf("%d are named", named)
	default:
		b.Verdict, b.Reason = CannotTell, fmt.Sprintf("%d of %d are named on record", named, number)
	}
}

// reaches tells whether a stage is as far as another; who declined or was absent reaches none but that.
func (s Stage) reaches(t Stage) bool {
	order := []Stage{Invited, Expected, Confirmed, Present}
	i, j := slices.Index(order, s), slices.Index(order, t)
	return s == t || i >= 0 && j >= 0 && i >= j
}

func only[T any](all []sourced.Line[T], want func(T) bool) []sourced.Line[T] {
	var out []sourced.Line[T]
	for _, l := range all {
		if want(l.Is) {
			out = append(out, l)
		}
	}
	return out
}
