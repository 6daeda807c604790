// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"cmp"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/response"
	"truce/when"
)

// Bounds of one run: how long after the breach it goes on, and how many things may happen in it.
const (
	horizon   = 400 * when.Day
	mostCues  = 5000
	inSession = 2 * when.Hour // how long a body that has met can take up what follows from its decision
)

// outcome is what became of every decision of the text in one run.
type outcome struct {
	marks   []mark
	climbed bool // a rung was owed
	why     string
}

// cue is something that somebody is going to do.
type cue struct {
	at    when.Instant
	order int
	do    func()
}

// performance is one run in progress.
type performance struct {
	*rehearsal
	play     play
	register *response.Register
	finding  finding.Finding
	breach   when.Instant
	now      when.Instant
	cues     []cue // in order of time
	order    int
	out      outcome
	session  map[agreement.BodyID]when.Instant // until when a body sits
	asked    map[string]bool                   // what a body has taken up, by body and matter
	tables   map[canon.Digest]*table           // open motions
	waiting  []func()                          // what waits for the reply
	replied  bool
}

// table is a motion before a body, and what it is about.
type table struct {
	body   *agreement.Body
	matter matterOf
}

// matterOf is what a body is asked to decide: a step or a rung.
type matterOf struct {
	duty *response.Duty
	name string // of the decision
}

// perform plays one run.
func (r *rehearsal) perform(p play) outcome {
	breach := r.starts[p.start]
	register, err := response.New(r.text, response.Options{Verify: trusting}, breach)
	if err != nil {
		panic("rehearse: the fold refuses a compiled text: " + err.Error())
	}
	f := &performance{
		rehearsal: r, play: p, register: register, breach: breach, now: breach,
		session: map[agreement.BodyID]when.Instant{}, asked: map[string]bool{}, tables: map[canon.Digest]*table{},
	}
	f.out.marks = make([]mark, len(r.decisions))
	f.replied = !f.hasStep("reply")
	f.assess()
	f.run()
	f.close()
	return f.out
}

// trusting takes every signature: what a rehearsal asks is who signs and when, not whether a key is right.
func trusting(_, _ string, _, _ []byte) error { return nil }

func (f *performance) hasStep(does string) bool {
	return f.doc.Procedure != nil && slices.ContainsFunc(f.doc.Procedure.Steps, func(s agreement.Step) bool { return s.Does == does })
}

// assess invents the finding: somebody of the respondent is seen at the breach, and the assessment comes at once, which
// favours the text.
func (f *performance) assess() {
	cell := f.matters[f.play.matter].cells[0]
	f.finding = finding.Finding{Version: 1, Released: finding.Released{
		Incident: canon.IncidentID{1}, Agreement: f.text.Ref(), Verdict: finding.Violation, Status: finding.Assessed,
		Grade:       finding.Grade{Severity: cell.Severity, Confidence: cell.Confidence, Recurrence: cell.Recurrence},
		Attribution: finding.Attribution{Level: finding.Party, Party: agreement.PartyID(f.respondents[f.play.respondent])},
		When:        when.Interval{From: f.breach, To: f.breach},
	}}
	for i := range f.doc.Terms {
		if t := &f.doc.Terms[i]; t.Sense != agreement.Permits {
			f.finding.Released.Term, f.finding.Released.Article = t.ID, t.Article
			break
		}
	}
	first := f.finding
	f.react(f.register.Take(&first, ""))
}

// run lets deadlines and people act in order of time until nothing is left to happen.
func (f *performance) run() {
	end := f.breach + when.Instant(horizon)
	for range mostCues {
		due, ok := f.register.NextDue()
		switch {
		case ok && due <= end && (len(f.cues) == 0 || due <= f.cues[0].at):
			f.now = max(f.now, due)
			f.react(f.register.Fire(f.now))
		case len(f.cues) > 0 && f.cues[0].at <= end:
			next := f.cues[0]
			f.cues = f.cues[1:]
			f.now = max(f.now, next.at)
			next.do()
		default:
			f.now = end
			return
		}
	}
}

// at puts something that somebody does in its place.
func (f *performance) at(t when.Instant, do func()) {
	f.order++
	c := cue{max(t, f.now), f.order, do}
	i, _ := slices.BinarySearchFunc(f.cues, c, func(a, b cue) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.order, b.order)) })
	f.cues = slices.Insert(f.cues, i, c)
}

// act enters an act of somebody, if the fold takes it.
func (f *performance) act(a *response.Act) bool {
	f.react(f.register.Fire(f.now))
	do, err := f.register.Prepare(a, f.now)
	if err != nil {
		return false
	}
	f.react(do())
	return true
}
