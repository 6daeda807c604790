// SPDX-License-Identifier: Apache-2.0

package force

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"truce/coalition/sourced"
	"truce/likeness"
	"truce/when"
)

// hostKey is what one history of consent is about.
type hostKey struct{ line, host sourced.Name }

// Register is what has been said of the force. It only grows, and every question to it is asked as of a time.
type Register struct {
	log sourced.Ledger[Record]

	lines      sourced.Book[sourced.Name, Line]
	pledges    sourced.Book[sourced.Name, Pledge]
	decisions  sourced.Book[sourced.Name, Decision]
	hosts      sourced.Book[hostKey, Host]
	admissions sourced.Book[sourced.Name, Admission]
}

// New returns an empty register.
func New() *Register { return &Register{} }

// Prepare looks at a record whole, by itself and against the register, and returns what enters it. It changes nothing. apply
// is called once, before anything else is prepared, or never. Each fault of a field is a *sourced.Fault; ErrOrder of package
// sourced says that the entry is older than the last.
func (g *Register) Prepare(at when.Instant, seq int64, r *Record) (apply func(), err error) {
	return g.log.Prepare(sourced.Stamp{At: at, Seq: seq}, r, sourced.Rules[Record]{
		Check: (*Record).Check, Said: (*Record).Said, Refers: g.refers, Enter: g.enter,
	})
}

func (g *Register) enter(r *Record, o sourced.Origin) (func(), error) {
	switch {
	case r.Line != nil:
		return g.lines.Prepare(r.Line.ID, sourced.Entered(o, r.Line))
	case r.Pledge != nil:
		return g.pledges.Prepare(r.Pledge.ID, sourced.Entered(o, r.Pledge))
	case r.Decision != nil:
		return g.decisions.Prepare(r.Decision.ID, sourced.Entered(o, r.Decision))
	case r.Host != nil:
		return g.hosts.Prepare(hostKey{r.Host.Line, r.Host.Host}, sourced.Entered(o, r.Host))
	default:
		return g.admissions.Prepare(r.Admission.Reader, sourced.Entered(o, r.Admission))
	}
}

// refers adds a fault for everything that the record speaks of and the register does not hold.
func (g *Register) refers(f *sourced.Faults, r *Record, v sourced.View) {
	needLine := func(field string, id sourced.Name) {
		if _, ok := g.lines.Last(id, v); !ok {
			f.Add(field, fmt.Errorf("no requirement line %s is on record; enter it first", id))
		}
	}
	switch {
	case r.Pledge != nil:
		p := r.Pledge
		needLine("line", p.Line)
		for _, id := range p.Needs {
			needLine("needs", id)
			if l, ok := g.lines.Last(id, v); ok && !l.Is.Enabler {
				f.Add("needs", fmt.Errorf("line %s is no enabler; mark it as one first", id))
			}
		}
		if was, ok := g.pledges.Last(p.ID, v); ok && was.Is.State != p.State && p.Said.Corrects == 0 {
			f.Add("pledge", fmt.Errorf("%s is a pledge of %s; give this one a name of its own", p.ID, was.Is.State))
		}
	case r.Decision != nil:
		for _, id := range r.Decision.Lines {
			needLine("lines", id)
		}
		for _, id := range r.Decision.Pledges {
			if _, ok := g.pledges.Last(id, v); !ok {
				f.Add("pledges", fmt.Errorf("no pledge %s is on record; enter it first", id))
			}
		}
	case r.Host != nil:
		needLine("line", r.Host.Line)
	}
}

// Log returns every record that a view sees, in the order of entry, corrected ones included: what an export holds. A reader
// who may not read the register sees none.
func (g *Register) Log(v sourced.View) []sourced.Line[Record] {
	if !g.MayRead(v) {
		return nil
	}
	return g.log.Seen(v)
}

// MayRead tells whether the reader of a view may read the register: a state with a pledge that stands and is at least
// announced, or whoever is admitted. A signal contributes nothing yet, and a reader without a name never may.
func (g *Register) MayRead(v sourced.View) bool {
	if v.Reader == "" {
		return false
	}
	v.Day = when.Date{} // what was said of the right to read counts, whatever is left out of the answer
	if g.admitted(v) {
		return true
	}
	return slices.ContainsFunc(g.pledges.All(v), func(l sourced.Line[Pledge]) bool {
		return l.Is.State == v.Reader && l.Is.Firmness.AtLeast(Announced)
	})
}

// admitted tells whether the reader of a view is let in by somebody else. By its own word it can leave, and not come in, nor take back
// what others said.
func (g *Register) admitted(v sourced.View) bool {
	others := slices.DeleteFunc(slices.Clone(g.admissions.Of(v.Reader)), func(l sourced.Line[Admission]) bool {
		return names(l.Said.By, v.Reader) && (!l.Is.Ended || l.Said.Corrects != 0)
	})
	l, ok := others.Last(v)
	return ok && !l.Is.Ended
}

// names tells whether words name somebody, spelled alike and as whole words: "Government of Spain" names Spain.
func names(words string, who sourced.Name) bool {
	plain := func(s string) string {
		letters := strings.FieldsFunc(likeness.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		return " " + strings.Join(letters, " ") + " "
	}
	return strings.Contains(plain(words), plain(string(who)))
}

// Lines returns the requirement lines, to those who may read them.
func (g *Register) Lines(v sourced.View) []sourced.Line[Line] {
	if !g.MayRead(v) {
		return nil
	}
	return g.lines.All(v)
}

// Pledges returns the pledges, withdrawn ones included, to those who may read them.
func (g *Register) Pledges(v sourced.View) []sourced.Line[Pledge] {
	if !g.MayRead(v) {
		return nil
	}
	return g.pledges.All(v)
}

// Own is a pledge of the reader itself, and whether the requirement to which it is made is invented.
type Own struct {
	Pledge   sourced.Line[Pledge]
	Exercise bool
}

// OwnPledges returns the pledges of the reader itself, withdrawn and merely signalled ones included: what a state said is its own to
// read, though it gives no right to read what others said.
func (g *Register) OwnPledges(v sourced.View) []Own {
	var out []Own
	for _, l := range g.pledges.All(v) {
		if v.Reader != "" && l.Is.State == v.Reader {
			line, _ := g.lines.Last(l.Is.Line, v)
			out = append(out, Own{l, line.Is.Exercise})
		}
	}
	return out
}

// Decisions returns what has to be decided, to those who may read it.
func (g *Register) Decisions(v sourced.View) []sourced.Line[Decision] {
	if !g.MayRead(v) {
		return nil
	}
	return g.decisions.All(v)
}

// Consents returns what hosts agree to, to those who may read it.
func (g *Register) Consents(v sourced.View) []sourced.Line[Host] {
	if !g.MayRead(v) {
		return nil
	}
	return g.hosts.All(v)
}

// consent is the least favourable consent to a line; unknown where none is on record.
func (g *Register) consent(id sourced.Name, v sourced.View) Consent {
	out := UnknownConsent
	order := []Consent{Given, Asked, UnknownConsent, Denied}
	first := true
	for _, l := range g.hosts.All(v) {
		if l.Is.Line == id && (first || slices.Index(order, l.Is.Consent) > slices.Index(order, out)) {
			out, first = l.Is.Consent, false
		}
	}
	return out
}

// Double is one thing that is pledged to more than one line.
type Double struct {
	State       sourced.Name   `json:"state"`
	Contributed string         `json:"contributed"`
	Pledges     []sourced.Name `json:"pledges"`
	Lines       []sourced.Name `json:"lines"`
}

// Doubles returns what one state pledges more than once under one name, to those who may read it.
func (g *Register) Doubles(v sourced.View) []Double {
	if !g.MayRead(v) {
		return nil
	}
	return g.doubles(v)
}

func (g *Register) doubles(v sourced.View) []Double {
	type thing struct {
		state sourced.Name
		named string
	}
	var out []Double
	place := map[thing]int{}
	for _, l := range g.pledges.All(v) {
		p := l.Is
		if p.Contributed == "" || p.Firmness == PledgeWithdrawn {
			continue
		}
		key := thing{p.State, likeness.Fold(p.Contributed)}
		i, ok := place[key]
		if !ok {
			i = len(out)
			place[key] = i
			out = append(out, Double{State: p.State, Contributed: p.Contributed})
		}
		out[i].Pledges = append(out[i].Pledges, p.ID)
		if !slices.Contains(out[i].Lines, p.Line) {
			out[i].Lines = append(out[i].Lines, p.Line)
		}
	}
	return slices.DeleteFunc(out, func(d Double) bool { return len(d.Pledges) < 2 })
}

// Clone returns a register that holds the same, on which records can be tried before any of them is entered.
func (g *Register) Clone() *Register {
	out := New()
	g.log.Replay(out.Prepare)
	return out
}
