// SPDX-License-Identifier: Apache-2.0

// Package aspect turns findings into the words in which case files ask of them. It imports findings and what is below.
package aspect

import (
	"fmt"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/finding"
)

// Of are what a finding says of itself, in text, by the names that case files ask by.
var Of = map[string]func(*finding.Finding) string{
	"article":     func(f *finding.Finding) string { return string(f.Released.Article) },
	"agreement":   func(f *finding.Finding) string { return f.Released.Agreement },
	"verdict":     func(f *finding.Finding) string { return string(f.Released.Verdict) },
	"status":      func(f *finding.Finding) string { return string(f.Released.Status) },
	"attribution": func(f *finding.Finding) string { return string(f.Released.Attribution.Level) },
	"party":       func(f *finding.Finding) string { return string(f.Released.Attribution.Party) },
	"severity":    func(f *finding.Finding) string { return f.Released.Grade.Severity.String() },
	"confidence":  func(f *finding.Finding) string { return f.Released.Grade.Confidence.String() },
	"recurrence":  func(f *finding.Finding) string { return strconv.Itoa(f.Released.Grade.Recurrence) },
	"provisional": func(f *finding.Finding) string { return YesNo(f.Released.Grade.Provisional) },
	"class":       func(f *finding.Finding) string { return f.Released.Class },
	"exercise":    func(f *finding.Finding) string { return YesNo(f.Released.Exercise) },
	"contested":   func(f *finding.Finding) string { return names(f.Released.Contested) },
	"positions":   func(f *finding.Finding) string { return names(f.Released.Positions) },
	"version":     func(f *finding.Finding) string { return strconv.Itoa(f.Version) },
	"because":     func(f *finding.Finding) string { return f.Released.ByReading[0].Because },
	"cause":       func(f *finding.Finding) string { return f.Internal.Cause },
	"readings":    readings,
	"weapon":      func(f *finding.Finding) string { return sure(f.Released.Grade.Weapon) },
	"origin":      func(f *finding.Finding) string { return sure(f.Released.Grade.Origin) },
	"harm":        func(f *finding.Finding) string { return sure(f.Released.Grade.Casualties) },
	"ruled":       func(f *finding.Finding) string { return strings.Join(f.Released.Ruled, ",") },
	"origins":     func(f *finding.Finding) string { return strconv.Itoa(len(f.Internal.Origins)) },
	"words":       func(f *finding.Finding) string { return f.Released.Attribution.Words },
	"casualties":  casualties,
	"lag":         lag,
	"determined":  determined,
	"ex-parte":    exParte,
	"intent":      intent,
	"asked":       asked,
	"claims": func(f *finding.Finding) string {
		return countAnswers(f, func(a finding.Answered) bool { return a.Claim })
	},
	"late": func(f *finding.Finding) string {
		return countAnswers(f, func(a finding.Answered) bool { return a.Late })
	},
}

// YesNo is a truth in text.
func YesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// sure is a confidence in text; nothing where nobody says anything.
func sure(c agreement.Confidence) string {
	if c == 0 {
		return ""
	}
	return c.String()
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

// ReasonOf writes a condition's first reason as "yes: 509 m to 531 m from line; farther than 50 m".
func ReasonOf(f *finding.Finding, condition string) (string, error) {
	for _, reason := range f.Internal.Reasons {
		if reason.Condition == condition {
			return reason.Holds.String() + ": " + reason.Says, nil
		}
	}
	return "", fmt.Errorf("the finding asked no condition %q", condition)
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
