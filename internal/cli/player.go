// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"io"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/cli/procedure"
	"truce/internal/cli/room"
	"truce/internal/cli/say"
	"truce/observation"
	"truce/report"
	"truce/scenario"
	"truce/when"
)

// player prints what each entry brought, for a person who watches. It says a thing once: an article when it is first
// touched, and of a new version of a finding only what is new.
type player struct {
	out      io.Writer
	zone     when.Zone // of the agreement that was adopted first
	exercise bool
	articles map[string]agreement.Article
	said     map[string]bool
	before   map[canon.FindingID]finding.Released
	names    map[canon.IncidentID]string
	at       when.Instant
}

func newPlayer(out io.Writer) *player {
	return &player{
		out: out, articles: map[string]agreement.Article{}, said: map[string]bool{},
		before: map[canon.FindingID]finding.Released{}, names: map[canon.IncidentID]string{},
	}
}

// line prints one thing, wrapped, its first line at the indent and the others four columns further in.
func (p *player) line(indent int, text string) {
	say.Paragraph(p.out, indent+4, strings.Repeat(" ", indent), text)
}

// member prints one named part of a finding.
func (p *player) member(name, text string) {
	say.Paragraph(p.out, 19, fmt.Sprintf("      %-13s", name), text)
}

func (p *player) step(s scenario.Step) {
	if s.Entry != nil {
		p.entry(s.Entry)
	} else {
		p.line(0, "A deadline passed:")
	}
	for _, effect := range s.Effects {
		switch {
		case effect.Observed != nil:
			p.observed(effect.Observed)
		case effect.Incident != nil && effect.Incident.Incident != nil:
			p.names[effect.Incident.Incident.ID] = effect.Incident.Incident.Members[0].Source
		case effect.Finding != nil:
			p.finding(effect.Finding)
		case effect.Outside != nil:
			p.line(2, fmt.Sprintf("%soutside %s, no finding: %s", mark(effect.Outside.Exercise), effect.Outside.Agreement, effect.Outside.Nearest))
		case effect.Due != nil:
			p.line(2, "late: "+effect.Due.Says)
		case effect.Procedure != nil && procedure.Words(effect.Procedure) != "":
			p.line(2, procedure.Words(effect.Procedure))
		}
	}
}

// head prints the time, where it is a new one, and what happens.
func (p *player) head(e *engine.Entry, format string, args ...any) {
	if e.Time != p.at {
		p.at = e.Time
		fmt.Fprintf(p.out, "\n-- %s%s\n", mark(p.exercise), say.BothAt(e.Time, p.zone))
	}
	p.line(0, fmt.Sprintf(format, args...))
}

func (p *player) entry(e *engine.Entry) {
	switch {
	case e.Adoption != nil:
		p.adoption(e)
	case e.Submission != nil:
		p.head(e, "Came in:")
	case e.Layer != nil:
		p.head(e, "A control layer: %s, according to %s.", e.Layer.Name, e.Layer.Source)
	case e.Watch != nil:
		p.head(e, "On record of who was watching: %s (%s), %s.", e.Watch.Source, e.Watch.Means, say.Both(e.Watch.Time, p.zone))
	case e.Gap != nil:
		p.head(e, "On record of who could not watch: %s: %s, %s.", e.Gap.Source, e.Gap.Reason, say.Both(e.Gap.Time, p.zone))
	case e.Rating != nil:
		p.head(e, "%s rates %s: %s.", e.Rating.By, rated(*e.Rating), ratingWords(*e.Rating))
	case e.Link != nil:
		p.head(e, "%s decides that two observations are %s event: %s.", e.Link.By, map[bool]string{true: "of one", false: "not of one"}[e.Link.Same], e.Link.Reason)
	case e.Answer != nil:
		a := e.Answer.Answer
		p.head(e, "%s answers on the condition %s of the exemption %s: %s. %s", a.By, a.Condition, a.Exemption, a.Met, a.Says)
	default:
		p.act(e)
	}
}

// act prints what a body or a member did.
func (p *player) act(e *engine.Entry) {
	switch {
	case e.Procedure != nil:
		p.head(e, "An act of the procedure under %s:", e.Procedure.Agreement)
	case e.Determination != nil:
		p.determination(e)
	case e.Opinion != nil:
		o := e.Opinion.Opinion
		p.head(e, "%s files a position: %s", o.By, o.Holds)
	case e.Ruling != nil:
		p.head(e, "%s rules: %s means %s.", e.Ruling.By, e.Ruling.Question, e.Ruling.Reading)
	case e.Confirmation != nil:
		c := e.Confirmation
		p.head(e, "%s confirms casualties: %s. %s", c.By, harmWords(finding.Harm{Harm: c.Harm, Of: c.Of, Age: c.Age, Least: c.Least, Most: c.Most, Known: "confirmed"}), c.Reason)
	case e.Advance != nil:
		p.head(e, "%s moves a finding to %s.", e.Advance.By, e.Advance.To)
	default:
		p.head(e, "%s", room.Words(e))
	}
}

// rated is what a rating is of: a root, or what one report says.
func rated(r engine.Rating) string {
	if r.Root == "" {
		return "what " + r.Report.Short() + " says"
	}
	return r.Root
}

// ratingWords names the axes that were rated; they are never combined.
func ratingWords(r engine.Rating) string {
	var axes []string
	if r.Reliability != "" {
		axes = append(axes, "reliability "+r.Reliability)
	}
	if r.Credibility != "" {
		axes = append(axes, "credibility "+r.Credibility)
	}
	return strings.Join(axes, ", ")
}

func (p *player) adoption(e *engine.Entry) {
	a := e.Adoption.Agreement
	if p.zone.IsZero() {
		p.zone = zoneOf(a)
	}
	p.exercise = p.exercise || a.Exercise
	p.head(e, "On record: %s (%s@%d)", markTitle(a), a.ID, a.Version)
	for _, article := range a.Articles {
		p.articles[fmt.Sprintf("%s@%d/%s", a.ID, a.Version, article.ID)] = article
	}
}

func (p *player) determination(e *engine.Entry) {
	d := e.Determination.Act
	outcome := string(d.Outcome)
	if d.None {
		outcome = "no determination, the body divided without a majority"
	}
	reasons := ""
	if d.Reasons != "" {
		reasons = ": " + d.Reasons
	}
	p.head(e, "%s determines %s%s.", d.By, outcome, reasons)
	for _, m := range d.Members {
		p.line(2, fmt.Sprintf("%s: %s", m.By, m.Holds))
	}
	if len(d.ExParte) > 0 {
		p.line(2, "ex parte as to "+strings.Join(d.ExParte, ", "))
	}
}

func (p *player) observed(o *observation.Observation) {
	s := o.Sighting
	what := s.Words
	if what == "" {
		what = string(s.Act)
	}
	context := ""
	if o.Level == report.Aggregate {
		context = " (an aggregate: context, it opens nothing)"
	}
	p.line(2, fmt.Sprintf("%s%s: %s; %s; at %s%s", mark(o.Exercise), o.Source, what, say.Both(o.When(), p.zone), placeWords(s.Where.Name), context))
}

func (p *player) finding(f *finding.Finding) {
	r := f.Released
	old, again := p.before[f.Supersedes]
	p.before[f.ID] = r
	again = again && f.Version > 1
	why := ""
	if again {
		why = ", now: " + f.Internal.Cause
	}
	of := ""
	if name := p.names[r.Incident]; name != "" {
		of = ", on the event first told by " + name
	}
	p.line(4, fmt.Sprintf("%s%s: %s, article %s (%s)%s%s", mark(r.Exercise), verdictWords(r), r.Agreement, r.Article, r.Term, of, why))
	p.article(r)
	if !again || fmt.Sprint(old.ByReading) != fmt.Sprint(r.ByReading) {
		p.readings(r)
	}
	if !again || old.Attribution != r.Attribution {
		p.member("attribution", r.Attribution.Words)
	}
	if !again || old.Grade != r.Grade {
		p.member("grade", gradeWords(r.Grade))
	}
	if !again || fmt.Sprint(old.Casualties) != fmt.Sprint(r.Casualties) {
		for _, h := range r.Casualties {
			p.member("harm", harmWords(h))
		}
	}
	if s := r.Sequence; s != nil && (!again || old.Sequence == nil || fmt.Sprint(*old.Sequence) != fmt.Sprint(*s)) {
		p.member("order", fmt.Sprintf("%s after %s, in the opposite direction; why, the engine never says", s, p.eventName(s.After)))
	}
	for _, o := range r.Contested {
		p.member("contested", "by "+o.By)
	}
}

// eventName is how a person would call an event: by who told it first.
func (p *player) eventName(id canon.IncidentID) string {
	if name := p.names[id]; name != "" {
		return "the event first told by " + name
	}
	return id.Short()
}

// article prints the article of a finding when it is touched for the first time.
func (p *player) article(r finding.Released) {
	key := r.Agreement + "/" + string(r.Article)
	if a, ok := p.articles[key]; ok && !p.said[key] {
		p.said[key] = true
		p.member("the article", fmt.Sprintf("%s (%s)", a.Says, a.Cite))
	}
}

func (p *player) readings(r finding.Released) {
	for _, v := range r.ByReading {
		reading := ""
		if v.Reading != "" {
			reading = fmt.Sprintf("read as %s: %s: ", v.Reading, v.Verdict)
		}
		p.member("why", reading+v.Because)
	}
}
