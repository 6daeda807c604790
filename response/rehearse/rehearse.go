// SPDX-License-Identifier: Apache-2.0

// Package rehearse turns a text that nobody has lived under yet into what would come of its procedure: invented findings
// and the behaviours of its members are played through the fold of package response, and what stops, comes late or is
// nobody's is named with the article and who has to mend it. It asks the fold and models nothing of it.
package rehearse

import (
	"cmp"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/response"
	"truce/when"
)

// Options are what a rehearsal is asked for.
type Options struct {
	// Seed draws the runs that are sampled.
	Seed uint64
	// Limit is about how many runs are played: all that have few enough failures are, and a tenth is drawn from the others.
	// Zero means DefaultLimit.
	Limit int
	// Tolerate is how many failures a text may be stopped by without a finding. Negative means none, zero DefaultTolerate.
	Tolerate int
	// Watch, where it is set, is told how many of how many runs are played; its error ends the rehearsal.
	Watch func(done, of int64) error
}

// The limits where nothing else is asked for, and the most that may be.
const (
	DefaultLimit    = 20_000
	DefaultTolerate = 1
	MaxLimit        = 10_000_000
	// MaxActors bounds the text: with more, the work of one run alone is more than anybody waits for.
	MaxActors = 200
	// MaxRungs bounds the ladder in the same way.
	MaxRungs = 200
)

// rehearsal is the state of one.
type rehearsal struct {
	text        *agreement.Compiled
	doc         *agreement.Agreement
	options     Options
	cast        cast
	matters     []matter
	starts      []when.Instant // the first is on a working day
	respondents []string
	decisions   []decision
	scores      []score
	seen        []bool // which matters were played
	climbed     []bool // which of them came to a rung
	clean       []cleanRun
	reasons     map[string]string // why a decision was stopped, by its name and the failures
	population  Population
	done, of    int64
}

// decision is a step or a rung of the text.
type decision struct {
	name    string
	article agreement.ArticleID
	by      string
	within  agreement.Duration
	after   string
	rung    bool
	waits   bool // for a determination
}

// cleanRun is a run in which nobody fails.
type cleanRun struct {
	play  play
	marks []mark
}

// Rehearse plays a text. It errors where the text is too large or the fold does not take it, and where Watch does.
func Rehearse(text *agreement.Compiled, o Options) (*Report, error) {
	o.Limit = min(cmp.Or(max(o.Limit, 0), DefaultLimit), MaxLimit)
	o.Tolerate = cmp.Or(o.Tolerate, DefaultTolerate)
	r, err := prepare(text)
	if err != nil {
		return nil, err
	}
	r.options = o
	if err := r.playAll(); err != nil {
		return nil, err
	}
	return &Report{
		Agreement: text.Ref(), Exercise: r.doc.Exercise, Findings: r.findings(), Decisions: r.table(), Stops: r.stops(), Population: r.population,
	}, nil
}

func prepare(text *agreement.Compiled) (*rehearsal, error) {
	doc := text.Agreement()
	if n := len(doc.Ladder); n > MaxRungs {
		return nil, fmt.Errorf("%s has %d rungs; a rehearsal takes at most %d", text.Ref(), n, MaxRungs)
	}
	r := &rehearsal{text: text, doc: doc, cast: casting(doc), matters: matters(doc), reasons: map[string]string{}}
	if n := len(r.cast.actors); n > MaxActors {
		return nil, fmt.Errorf("%s has %d people and bodies that act; a rehearsal takes at most %d", text.Ref(), n, MaxActors)
	}
	r.starts = startsOf(text)
	if _, err := response.New(text, response.Options{}, r.starts[0]); err != nil {
		return nil, err
	}
	for i := range doc.Parties {
		r.respondents = append(r.respondents, string(doc.Parties[i].ID))
	}
	r.respondents = r.respondents[:min(len(r.respondents), 2)]
	r.decisions = decisionsOf(doc)
	r.scores = make([]score, len(r.decisions))
	r.seen, r.climbed = make([]bool, len(r.matters)), make([]bool, len(r.matters))
	return r, nil
}

// Took is when a decision was taken in one run.
type Took struct {
	Decision string `json:"decision"`
	// After is the time from the breach; Taken is false where it was owed and never taken.
	After when.Duration `json:"after_ms,omitempty"`
	Taken bool          `json:"taken"`
	Late  bool          `json:"late,omitempty"`
}

// Replay plays one run again, as a report shows it, and returns the decisions that it owed. It errors where the run names
// somebody whom the text does not.
func Replay(text *agreement.Compiled, run Run) ([]Took, error) {
	r, err := prepare(text)
	if err != nil {
		return nil, err
	}
	r.matters, r.starts, r.respondents = []matter{{cells: []Cell{run.Cell}}}, []when.Instant{run.Breach}, []string{run.Respondent}
	p := play{base: run.Base}
	for _, f := range run.Failures {
		i := slices.IndexFunc(r.cast.actors, func(a actor) bool { return a.name == f.Actor })
		if i < 0 {
			return nil, fmt.Errorf("nobody who acts under %s is called %q", text.Ref(), f.Actor)
		}
		p.fails = append(p.fails, failure{i, f.How})
	}
	var out []Took
	for i, m := range r.perform(p).marks {
		if m.owed {
			out = append(out, Took{Decision: r.decisions[i].name, After: m.took, Taken: m.taken, Late: m.late})
		}
	}
	return out, nil
}

// decisionsOf lists the steps and then the rungs of a text. A step that stands twice is one decision. An appeal is a
// right and no obligation, and none is played.
func decisionsOf(doc *agreement.Agreement) []decision {
	var out []decision
	if doc.Procedure != nil {
		for i := range doc.Procedure.Steps {
			s := &doc.Procedure.Steps[i]
			if s.Does == "appeal" || slices.ContainsFunc(out, func(d decision) bool { return d.name == s.Does }) {
				continue
			}
			out = append(out, decision{name: s.Does, article: s.Article, by: s.By, within: s.Within, after: s.After, waits: afterDetermination(s.After)})
		}
	}
	for i := range doc.Ladder {
		l := &doc.Ladder[i]
		out = append(out, decision{
			name: rungName(l.ID), article: l.Article, by: string(l.By), within: l.Within, after: l.After, rung: true, waits: l.On == "determination",
		})
	}
	return out
}

func rungName(id string) string { return "rung " + id }

func afterDetermination(event string) bool { return event == "determination" || event == "determine" }

// startsOf are the moments at which the invented breach happens. The first is a Tuesday at 10:00 in the zone of the
// text's civil days, some weeks into its force, or in March 2026 where that is not known or before 1970; where the text has a window of working time, every six hours of a week
// follow.
func startsOf(text *agreement.Compiled) []when.Instant {
	doc := text.Agreement()
	zone, err := when.LoadZone(doc.Counting.Day)
	if err != nil {
		zone, _ = when.LoadZone("UTC")
	}
	day := when.Date{Year: 2026, Month: 3, Day: 3}
	if i, err := text.Resolve(doc.Force.From); err == nil && i.From > 0 {
		day = zone.DateOf(i.From).Add(21)
	}
	for day.Weekday() != 2 {
		day = day.Add(1)
	}
	hours := []int{10}
	if hasWorkingTime(doc) {
		for h := 0; h < 7*24; h += 6 {
			hours = append(hours, h+2)
		}
	}
	var out []when.Instant
	for _, h := range hours {
		if i, err := zone.At(day.Add(h/24), h%24, 0, 0); err == nil {
			out = append(out, i.From)
		}
	}
	if len(out) == 0 {
		out = append(out, 1_772_532_000_000)
	}
	return out
}

// hasWorkingTime tells whether a clock or a body of the text keeps to a window.
func hasWorkingTime(doc *agreement.Agreement) bool {
	in := slices.ContainsFunc(doc.Bodies, func(b agreement.Body) bool { return b.Sits != "" })
	in = in || slices.ContainsFunc(doc.Ladder, func(l agreement.Rung) bool { return l.In != "" })
	return in || doc.Procedure != nil && slices.ContainsFunc(doc.Procedure.Steps, func(s agreement.Step) bool { return s.In != "" })
}

func (r *rehearsal) body(id string) *agreement.Body {
	for i := range r.doc.Bodies {
		if string(r.doc.Bodies[i].ID) == id {
			return &r.doc.Bodies[i]
		}
	}
	return nil
}

// named is the position of a decision.
func (r *rehearsal) named(name string) int {
	return slices.IndexFunc(r.decisions, func(d decision) bool { return d.name == name })
}

// run writes a play so that people can read it and play it again.
func (r *rehearsal) run(p play) *Run {
	out := &Run{Cell: r.matters[p.matter].cells[0], Breach: r.starts[p.start], Respondent: r.respondents[p.respondent], Base: p.base}
	for _, f := range p.fails {
		out.Failures = append(out.Failures, Failure{r.cast.actors[f.actor].name, f.how})
	}
	return out
}

// day writes an instant on the clock of the text, with its weekday.
func (r *rehearsal) day(at when.Instant) string {
	zone, err := when.LoadZone(r.doc.Counting.Day)
	if err != nil {
		return at.String()
	}
	days := [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	date := zone.DateOf(at)
	return fmt.Sprintf("%s %s %s", days[date.Weekday()-1], date, zone.ClockOf(at))
}

// table is what is known of the time of each decision.
func (r *rehearsal) table() []Decision {
	var out []Decision
	for i, d := range r.decisions {
		s := &r.scores[i]
		row := Decision{Name: d.name, Article: d.article, By: d.by, Within: d.within, After: d.after, Owed: s.owed, Taken: s.taken()}
		row.Typical, _ = s.typical()
		if s.worst.seen {
			row.Worst, row.Shown = s.worst.took, r.run(r.plain(s.worst, i))
		}
		out = append(out, row)
	}
	return out
}

// plain leaves out of the run that took longest every failure without which it takes as long.
func (r *rehearsal) plain(w worstRun, decision int) play {
	return r.fewer(w.play, func(o outcome) bool { return o.marks[decision].taken && o.marks[decision].took == w.took })
}
