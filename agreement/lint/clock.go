// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/when"
)

// duty is a step or a rung: something owed by somebody within a time from a start.
type duty struct {
	t       *text
	article agreement.ArticleID
	name    string
	by      string
	within  agreement.Duration
	after   string
}

// duties lists the steps and rungs of the settlement, in the order of the texts.
func (s settlement) duties() []duty {
	var out []duty
	for _, t := range s {
		if t.doc.Procedure != nil {
			for _, p := range t.doc.Procedure.Steps {
				out = append(out, duty{t, p.Article, "step " + p.Does, p.By, p.Within, p.After})
			}
		}
		for _, r := range t.doc.Ladder {
			out = append(out, duty{t, r.Article, "rung " + r.ID, string(r.By), r.Within, r.After})
		}
	}
	return out
}

// steps lists the procedure of the settlement, in the order of the texts.
func (s settlement) steps() []agreement.Step {
	var out []agreement.Step
	for _, t := range s {
		if t.doc.Procedure != nil {
			out = append(out, t.doc.Procedure.Steps...)
		}
	}
	return out
}

// clocksWithoutStart finds start events that nobody may set and times allowed that run from nothing.
func clocksWithoutStart(s settlement) []Complaint {
	var out []Complaint
	for _, t := range s {
		for i := range t.doc.Times {
			tm := &t.doc.Times[i]
			if tm.Event != "" || tm.Span != nil || tm.From != "" || tm.Open && s.competent("set-time") {
				continue
			}
			out = append(out, t.complain("clock-without-start", tm.Article, string(tm.ID)).says(
				"The start event %q has no date and no body may set one.", tm.ID))
		}
	}
	for _, d := range s.duties() {
		if d.within == "" {
			continue
		}
		if gap := s.startGap(d.after); gap != "" {
			out = append(out, d.t.complain("clock-without-start", d.article, d.name).says(
				"The %s of the %s %s.", d.within, d.name, gap))
		}
	}
	return out
}

// startGap says why a clock that runs from the event never starts, or nothing if it does.
func (s settlement) startGap(after string) string {
	switch after {
	case "breach", "report", "assessment", "complaint", "revision":
		return ""
	case "admission":
		if !slices.ContainsFunc(s, func(t *text) bool { return t.doc.Procedure != nil && t.doc.Procedure.Admission != nil }) {
			return "run from the admission of a complaint, of which the text has no rule"
		}
		return ""
	case "determination":
		if !s.hasStep("determine") && !s.competent("determine") {
			return "run from a determination, which nobody makes"
		}
		return ""
	case "notice", "call", "invite", "meet", "verify", "reply", "determine", "appeal", "remedy", "publish":
		if !s.hasStep(after) {
			return fmt.Sprintf("run from the step %q, which the text does not have", after)
		}
		return ""
	case "":
		return "run from nothing"
	}
	for _, t := range s {
		if slices.ContainsFunc(t.doc.Times, func(tm agreement.Time) bool { return string(tm.ID) == after }) {
			return ""
		}
	}
	return fmt.Sprintf("run from %q, which is no event of the text", after)
}

func (s settlement) hasStep(does string) bool {
	return slices.ContainsFunc(s.steps(), func(p agreement.Step) bool { return p.Does == does })
}

// clocksFromBreach finds rungs whose time runs from the breach although a body has to determine first, and that
// may take as long or longer.
func clocksFromBreach(s settlement) []Complaint {
	var out []Complaint
	for _, t := range s {
		for i := range t.doc.Ladder {
			r := &t.doc.Ladder[i]
			allowed, ok := length(r.Within)
			if r.On != "determination" || !ok || !early(r.After) {
				continue
			}
			path, bounded := s.pathTo("determination", 0)
			var takes string
			switch {
			case !bounded:
				takes = "the determination that it needs has no time limit"
			case path >= allowed:
				takes = fmt.Sprintf("the determination that it needs may take %s", path)
			default:
				continue
			}
			out = append(out, t.complain("clock-from-breach", r.Article, "rung "+r.ID).says(
				"The %s of rung %q run from the %s, and %s.", allowed, r.ID, r.After, takes))
		}
	}
	return out
}

// early tells whether the event comes before any determination.
func early(after string) bool {
	return slices.Contains([]string{"breach", "report", "assessment", "call", "verify", "notice", "reply"}, after)
}

// pathTo returns the longest time that the procedure allows from a breach to an event; bounded is false where
// some step on the way has no limit. A report and an assessment are taken to come at once, which favours the
// text. Depth stops a procedure that runs in a circle.
func (s settlement) pathTo(event string, depth int) (path when.Duration, bounded bool) {
	steps := s.steps()
	does := event
	switch {
	case event == "breach" || event == "report" || event == "assessment":
		return 0, true
	case event == "determination":
		does = "determine"
	}
	if depth > len(steps) {
		return 0, false
	}
	i := slices.IndexFunc(steps, func(p agreement.Step) bool { return p.Does == does })
	if i < 0 {
		return 0, false
	}
	return s.endOf(steps, i, depth)
}

// endOf returns the longest time from a breach to the end of a step. A determination waits for the reply.
func (s settlement) endOf(steps []agreement.Step, i, depth int) (path when.Duration, bounded bool) {
	step := steps[i]
	start, bounded := when.Duration(0), false
	switch {
	case step.After != "":
		start, bounded = s.pathTo(step.After, depth+1)
	case i > 0:
		start, bounded = s.endOf(steps, i-1, depth)
	}
	within, ok := length(step.Within)
	if b := s.body(step.By); b != nil {
		if convenes, known := length(b.Convenes); known {
			within = max(within, convenes)
		}
	}
	end := start + within
	if step.Does == "determine" {
		if j := slices.IndexFunc(steps[:i], func(p agreement.Step) bool { return p.Does == "reply" }); j >= 0 {
			reply, limited := s.endOf(steps, j, depth+1)
			end, bounded = max(end, reply), bounded && limited
		}
	}
	return end, bounded && ok
}

// unownedDeadlines finds steps and rungs that nobody owes, with a deadline or without.
func unownedDeadlines(s settlement) []Complaint {
	var out []Complaint
	for _, d := range s.duties() {
		if d.by != "" {
			continue
		}
		says := fmt.Sprintf("The %s has a deadline of %s and nobody who owes it.", d.name, d.within)
		if d.within == "" {
			says = fmt.Sprintf("The %s is owed by nobody.", d.name)
		}
		out = append(out, d.t.complain("unowned-deadline", d.article, d.name).says(
			"%s", says))
	}
	return out
}

// stepsWithoutDeadline reports, once for a procedure, the steps that may take for ever.
func stepsWithoutDeadline(s settlement) []Complaint {
	var out []Complaint
	for _, t := range s {
		if t.doc.Procedure == nil {
			continue
		}
		var names []string
		var first agreement.ArticleID
		for _, p := range t.doc.Procedure.Steps {
			if p.Within == "" && p.Does != "appeal" && p.Does != "publish" {
				names = append(names, p.Does)
				if first == "" {
					first = p.Article
				}
			}
		}
		if len(names) == 0 {
			continue
		}
		out = append(out, t.complain("step-without-deadline", first, "procedure").says(
			"No time is set for: %s.", among(unique(names))))
	}
	return out
}
