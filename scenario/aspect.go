// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/finding"
	"truce/observation"
)

// aspects are what a want finding line may ask of a finding, in text.
var aspects = map[string]func(*Run, *finding.Finding) string{
	"article":     func(_ *Run, f *finding.Finding) string { return string(f.Released.Article) },
	"agreement":   func(_ *Run, f *finding.Finding) string { return f.Released.Agreement },
	"verdict":     func(_ *Run, f *finding.Finding) string { return string(f.Released.Verdict) },
	"status":      func(_ *Run, f *finding.Finding) string { return string(f.Released.Status) },
	"attribution": func(_ *Run, f *finding.Finding) string { return string(f.Released.Attribution.Level) },
	"party":       func(_ *Run, f *finding.Finding) string { return string(f.Released.Attribution.Party) },
	"severity":    func(_ *Run, f *finding.Finding) string { return f.Released.Grade.Severity.String() },
	"confidence":  func(_ *Run, f *finding.Finding) string { return f.Released.Grade.Confidence.String() },
	"recurrence":  func(_ *Run, f *finding.Finding) string { return strconv.Itoa(f.Released.Grade.Recurrence) },
	"provisional": func(_ *Run, f *finding.Finding) string { return yesNo(f.Released.Grade.Provisional) },
	"class":       func(_ *Run, f *finding.Finding) string { return f.Released.Class },
	"exercise":    func(_ *Run, f *finding.Finding) string { return yesNo(f.Released.Exercise) },
	"contested":   func(_ *Run, f *finding.Finding) string { return names(f.Released.Contested) },
	"positions":   func(_ *Run, f *finding.Finding) string { return names(f.Released.Positions) },
	"version":     func(_ *Run, f *finding.Finding) string { return strconv.Itoa(f.Version) },
	"because":     func(_ *Run, f *finding.Finding) string { return f.Released.ByReading[0].Because },
	"cause":       func(_ *Run, f *finding.Finding) string { return f.Internal.Cause },
	"readings":    func(_ *Run, f *finding.Finding) string { return readings(f) },
	"weapon":      func(_ *Run, f *finding.Finding) string { return sure(f.Released.Grade.Weapon) },
	"origin":      func(_ *Run, f *finding.Finding) string { return sure(f.Released.Grade.Origin) },
	"harm":        func(_ *Run, f *finding.Finding) string { return sure(f.Released.Grade.Casualties) },
	"ruled":       func(_ *Run, f *finding.Finding) string { return strings.Join(f.Released.Ruled, ",") },
	"origins":     func(_ *Run, f *finding.Finding) string { return strconv.Itoa(len(f.Internal.Origins)) },
	"words":       func(_ *Run, f *finding.Finding) string { return f.Released.Attribution.Words },
	"casualties":  func(_ *Run, f *finding.Finding) string { return casualties(f) },
	"lag":         func(_ *Run, f *finding.Finding) string { return lag(f) },
	"after":       (*Run).after,
	"determined":  func(_ *Run, f *finding.Finding) string { return determined(f) },
	"ex-parte":    func(_ *Run, f *finding.Finding) string { return exParte(f) },
	"intent":      func(_ *Run, f *finding.Finding) string { return intent(f) },
	"ratings":     (*Run).ratings,
	"initial":     (*Run).initial,
	"asked":       func(_ *Run, f *finding.Finding) string { return asked(f) },
	"claims": func(_ *Run, f *finding.Finding) string {
		return countAnswers(f, func(a finding.Answered) bool { return a.Claim })
	},
	"late": func(_ *Run, f *finding.Finding) string {
		return countAnswers(f, func(a finding.Answered) bool { return a.Late })
	},
}

// sure is a confidence in text; nothing where nobody says anything.
func sure(c agreement.Confidence) string {
	if c == 0 {
		return ""
	}
	return c.String()
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// casualties writes each record as "killed civilian 29-31 reported", with the age where it is known.
func casualties(f *finding.Finding) string {
	var out []string
	for _, h := range f.Released.Casualties {
		words := []string{h.Harm, h.Of}
		if h.Age != "" && h.Age != "unknown" {
			words = append(words, h.Age)
		}
		out = append(out, strings.Join(append(words, engine.Number{Least: h.Least, Most: h.Most}.String(), h.Known), " "))
	}
	return strings.Join(out, "; ")
}

// reasonOf writes a condition's first reason as "yes: 509 m to 531 m from line; farther than 50 m".
func reasonOf(f *finding.Finding, condition string) (string, error) {
	for _, reason := range f.Internal.Reasons {
		if reason.Condition == condition {
			return reason.Holds.String() + ": " + reason.Says, nil
		}
	}
	return "", fmt.Errorf("the finding asked no condition %q", condition)
}

// initial names the sources that call their account an initial assessment, each once.
func (r *Run) initial(f *finding.Finding) string {
	var out []string
	for _, o := range r.state.Observations() {
		if slices.Contains(f.Internal.Initial, o.ID) && !slices.Contains(out, o.Source) {
			out = append(out, o.Source)
		}
	}
	return strings.Join(out, ",")
}

// ratings writes the words of raters, axis by axis: "patrol of umber: B by mission", then "report of a camera: 2 by desk".
func (r *Run) ratings(f *finding.Finding) string {
	var out []string
	for _, rating := range r.ratingsOf(f) {
		words := rating.Root + ": " + rating.Reliability
		if rating.Credibility != "" {
			of := slices.IndexFunc(r.state.Observations(), func(o *observation.Observation) bool { return o.Report == rating.Report })
			words = "report of " + r.state.Observations()[of].Source + ": " + rating.Credibility
		}
		out = append(out, words+" by "+rating.By)
	}
	return strings.Join(out, "; ")
}

// ratingsOf asks the docket of a finding's text what raters say.
func (r *Run) ratingsOf(f *finding.Finding) []finding.Rating {
	for _, d := range r.state.Dockets() {
		if d.Text().Ref() == f.Released.Agreement {
			return d.RatingsOf(f.Released.Incident)
		}
	}
	return nil
}

func names(opinions []finding.Opinion) string {
	var out []string
	for _, o := range opinions {
		out = append(out, o.By)
	}
	return strings.Join(out, ",")
}

func readings(f *finding.Finding) string {
	var out []string
	for _, v := range f.Released.ByReading {
		out = append(out, v.Reading+":"+string(v.Verdict))
	}
	return strings.Join(out, ",")
}

func lag(f *finding.Finding) string {
	if f.Released.Sequence == nil {
		return ""
	}
	return f.Released.Sequence.String()
}

func (r *Run) after(f *finding.Finding) string {
	if f.Released.Sequence == nil {
		return ""
	}
	before := r.state.Incident(f.Released.Sequence.After)
	if before == nil {
		return ""
	}
	return before.Members[0].Source
}

func determined(f *finding.Finding) string {
	switch d := f.Released.Determination; {
	case d == nil:
		return ""
	case d.None:
		return "none by " + string(d.By)
	default:
		return string(d.Outcome) + " by " + string(d.By)
	}
}

func exParte(f *finding.Finding) string {
	if f.Released.Determination == nil {
		return ""
	}
	return strings.Join(f.Released.Determination.ExParte, ",")
}

func intent(f *finding.Finding) string {
	if f.Released.Determination == nil {
		return ""
	}
	return f.Released.Determination.Intent
}

// asked writes each question as "return-fire: order not known, due 2020-08-13T17:00:00Z", or that it is settled.
func asked(f *finding.Finding) string {
	var out []string
	for _, q := range f.Internal.Asked {
		words := q.Exemption + ": settled"
		if len(q.Open) > 0 {
			words = q.Exemption + ": " + strings.Join(q.Open, ", ") + " not known"
		}
		switch {
		case q.Overdue:
			words += ", overdue since " + q.Due.String()
		case q.Due != 0 && len(q.Open) > 0:
			words += ", due " + q.Due.String()
		}
		out = append(out, words)
	}
	return strings.Join(out, "; ")
}

// countAnswers counts the answers to a finding's questions that are of a kind.
func countAnswers(f *finding.Finding, is func(finding.Answered) bool) string {
	n := 0
	for _, q := range f.Internal.Asked {
		for _, a := range q.Answers {
			if is(a) {
				n++
			}
		}
	}
	return strconv.Itoa(n)
}
