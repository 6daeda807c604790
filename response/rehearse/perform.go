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

// Bounds of one run: how many things may happen in it, and how long after the breach it goes on. It is ended there, and the report
// says so.
const (
	MostHappenings = 5000
	Horizon        = 400 * when.Day
)

// How long things take in a run.
const (
	inSession = 2 * when.Hour // how long a body that has met can take up what follows from its decision
	voting    = when.Hour     // how long a vote is open for those who meet
)

// outcome is what became of every decision of the text in one run.
type outcome struct {
	marks   []mark
	climbed bool // a rung was owed
	cut     bool // it was ended before all of it was played
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
	play       play
	register   *response.Register
	finding    finding.Finding
	breach     when.Instant
	now        when.Instant
	cues       []cue // in order of time
	order      int
	out        outcome
	session    map[agreement.BodyID]when.Instant // until when a body sits
	asked      map[asking]when.Instant           // since when a body has taken up a matter
	tables     map[*response.Motion]matterOf     // what open motions are about
	waiting    []func()                          // what waits for the reply
	replied    bool
	determined when.Instant
}

// asking is a matter that a body takes up.
type asking struct {
	body agreement.BodyID
	name string
}

// matterOf is what a body is asked to decide.
type matterOf struct {
	obligation *response.Obligation
	body       *agreement.Body
	// cleared says that a motion to find a violation was refused, and the body records that there is none.
	cleared bool
}

// perform plays one run.
func (r *rehearsal) perform(p play) outcome {
	breach := r.starts[p.start]
	register, err := response.New(r.text, response.Options{Verify: trusting}, breach)
	if err != nil {
		panic("rehearse: the fold refuses a compiled text: " + err.Error())
	}
	f := &performance{
		rehearsal: r, play: p, register: register, breach: breach, now: breach, session: map[agreement.BodyID]when.Instant{},
		asked: map[asking]when.Instant{}, tables: map[*response.Motion]matterOf{}, replied: true,
	}
	f.out.marks = make([]mark, len(r.decisions))
	f.assess()
	f.run()
	f.close()
	return f.out
}

// trusting takes every signature: a rehearsal asks who signs and when, not whether a key is right. Each signs with a key of its own.
func trusting(s response.Signature) (holder string, err error) { return s.Member, nil }

// assess invents the finding: somebody of the respondent is seen at the breach, and the assessment comes at once, which
// favours the text.
func (f *performance) assess() {
	cell := f.matters[f.play.matter].cells[0]
	f.finding = finding.Finding{Version: 1, Released: finding.Released{
		Incident: canon.NewIncidentID(canon.SumBytes("truce/rehearsal/1", nil)), Agreement: f.text.Ref(), Verdict: finding.Violation, Status: finding.Assessed,
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
	f.take("")
	var words []string
	for i := range f.doc.Ladder {
		if word := f.doc.Ladder[i].Declared; word != "" && cell.Declared && !slices.Contains(words, word) {
			words = append(words, word)
			f.declare(word)
		}
	}
}

// declare lets a body that may determine enter a word: at once, or by a vote where its members have to sign.
func (f *performance) declare(word string) {
	by := f.body(f.determiner(""))
	if by == nil || f.act(&response.Act{Declaration: &response.Declaration{Thread: first, By: string(by.ID), Word: word, Reason: "rehearsed"}}) {
		return
	}
	f.takeUp(&response.Obligation{Rule: &response.Rule{Kind: declaring, Name: word}, State: response.Open}, by)
}

// declaring is the kind of what a body takes up that nothing of the text owes: to declare a word.
const declaring response.Kind = "declaration"

// first is the only case of a run.
var first = response.Thread{Case: 1}

// take gives the current version of the finding to the fold.
func (f *performance) take(by string) {
	version := f.finding
	f.react(f.register.Take(&version, by))
}

// determiner is a body that may determine: one of another name than that given, if there is one.
func (f *performance) determiner(not agreement.BodyID) string {
	for i := range f.doc.Bodies {
		if b := &f.doc.Bodies[i]; b.ID != not && slices.Contains(b.Competent, "determine") {
			return string(b.ID)
		}
	}
	return ""
}

// run lets deadlines and people act in order of time until nothing is left to happen.
func (f *performance) run() {
	end := f.breach + when.Instant(Horizon)
	for range MostHappenings {
		due, ok := f.register.NextDue()
		switch {
		case ok && due <= end && (len(f.cues) == 0 || due <= f.cues[0].at):
			f.now = max(f.now, due)
			f.react(f.register.Fire(f.now))
		case len(f.cues) > 0 && f.cues[0].at <= end:
			next := f.cues[0]
			f.cues = f.cues[1:]
			f.now = max(f.now, next.at)
			f.react(f.register.Fire(f.now))
			next.do()
		default:
			f.now, f.out.cut = end, len(f.cues) > 0
			return
		}
	}
	f.out.cut = true
}

// at puts something that somebody does in its place.
func (f *performance) at(t when.Instant, do func()) {
	f.order++
	c := cue{max(t, f.now), f.order, do}
	i, _ := slices.BinarySearchFunc(f.cues, c, func(a, b cue) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.order, b.order)) })
	f.cues = slices.Insert(f.cues, i, c)
}

// act enters an act of somebody, if the fold takes it, and carries out on the finding what follows from it.
func (f *performance) act(a *response.Act) bool {
	_, to, by := f.register.Advances(a)
	do, err := f.register.Prepare(a, f.now)
	if err != nil {
		return false
	}
	f.react(do())
	if to != "" {
		f.finding.Version++
		f.finding.Released.Status = to
		f.take(by)
	}
	return true
}

// close reads off the fold what became of everything that was owed.
func (f *performance) close() {
	if !f.replied && len(f.waiting) > 0 {
		f.out.why = "it waits for a reply, for which no time is set"
	}
	for _, c := range f.register.Cases() {
		for _, d := range c.Obligations {
			i := f.decisionOf(d)
			if i < 0 || d.State == response.Dropped || d.Name == "remedy" && c.Outcome() != finding.Violation {
				continue // nothing is remedied before a violation is determined, or where there is none
			}
			m := &f.out.marks[i]
			m.owed = true
			m.due = cmp.Or(m.due, d.Due)
			m.late = m.late || d.RanOut != 0 || d.Late(f.now) > 0
			done := d.Done
			if d.Name == "determine" {
				done = f.determined
			}
			if done != 0 && !m.taken {
				m.taken, m.took = true, when.Duration(done-f.breach)
			}
		}
	}
}

// decisionOf is the position of the decision that an obligation is, or -1.
func (f *performance) decisionOf(d *response.Obligation) int {
	switch d.Kind {
	case response.StepObligation:
		return f.named(d.Name)
	case response.RungObligation:
		return f.named(rungName(d.Name))
	default:
		return -1
	}
}
