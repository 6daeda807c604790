// SPDX-License-Identifier: Apache-2.0

// Package gate turns the cases of the procedure into the state of each gate of the text at an instant: open or held, with the
// figures that say why. A gate decides nothing; the body that the text names does.
package gate

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/finding"
	"truce/known"
	"truce/response"
	"truce/when"
)

// Gate is the state of one gate.
type Gate struct {
	ID          string              `json:"gate"`
	Name        string              `json:"name"`
	Article     agreement.ArticleID `json:"article"`
	By          agreement.BodyID    `json:"by"`
	Consequence string              `json:"consequence"`
	Reported    bool                `json:"reported,omitempty"`
	// From and Until bound the window, both included.
	From  when.Instant `json:"from"`
	Until when.Instant `json:"until"`
	// Open is Yes where every indicator is within its bound, No where one is not, and Unknown where one is not known: could not
	// tell, and so not open.
	Open    known.Answer `json:"open"`
	Figures []Figure     `json:"figures"`
}

// Figure is one indicator with its figure.
type Figure struct {
	ID    string `json:"indicator"`
	Says  string `json:"says"`
	Count int    `json:"count"`
	// MayBe is how many more may count and are not known to: violations whose time is not known and may lie within the window.
	MayBe int          `json:"may_be,omitempty"`
	Bound int          `json:"bound"`
	Least bool         `json:"at_least,omitempty"` // the bound is the least, otherwise the most
	Holds known.Answer `json:"holds"`
}

// Gates returns every gate of a register's text as of an instant, in order of the text. silences are the clocks of silence as of
// then; nobody counts days without them.
func Gates(r *response.Register, at when.Instant, silences []finding.Silence) ([]Gate, error) {
	var out []Gate
	for _, g := range r.Text().Agreement().Gates {
		window, err := g.Window.Parse()
		if err != nil {
			return nil, fmt.Errorf("gate %s: %w", g.ID, err)
		}
		state := Gate{
			ID: g.ID, Name: g.Name, Article: g.Article, By: g.By, Consequence: g.Consequence, Reported: g.Reported,
			From: at - when.Instant(window) + 1, Until: at,
		}
		var all []known.Answer
		for _, n := range g.Indicators {
			f := figure(r, state, n, silences)
			state.Figures = append(state.Figures, f)
			all = append(all, f.Holds)
		}
		state.Open = known.And(all...)
		out = append(out, state)
	}
	return out, nil
}

func figure(r *response.Register, g Gate, n agreement.Indicator, silences []finding.Silence) Figure {
	f := Figure{ID: n.ID, Bound: n.AtMost}
	if f.Least = n.AtLeast > 0; f.Least {
		f.Bound = n.AtLeast
	}
	switch n.Counts {
	case "quiet-days":
		return quiet(f, n, silences)
	case "overdue":
		f.Count = overdue(r, g)
		f.Says = fmt.Sprintf("%d whose time ran out", f.Count)
	default:
		f.Count, f.MayBe = violations(r, g, n)
		status := n.On
		if status == "" {
			status = "assessment"
		}
		f.Says = fmt.Sprintf("%d violations on %s, of at least %s and %s", f.Count, status, max(n.Severity, 1), max(n.Confidence, 1))
		if f.MayBe > 0 {
			f.Says += fmt.Sprintf("; %d more may be, of a time that is not known", f.MayBe)
		}
	}
	f.hold()
	return f
}

// hold says whether the figure is within its bound: neither yes nor no where it turns on what is not known.
func (f *Figure) hold() {
	within := func(count int) bool { return f.Least && count >= f.Bound || !f.Least && count <= f.Bound }
	switch least, most := within(f.Count), within(f.Count+f.MayBe); {
	case least && most:
		f.Holds = known.Yes
	case least || most:
		f.Holds = known.Unknown
	default:
		f.Holds = known.No
	}
}

// violations counts those of cases whose event may have been within the window by its time, and apart from them those of which no
// time is known: of these all that are not known to be of before the window, since their case was opened before it began.
func violations(r *response.Register, g Gate, n agreement.Indicator) (count, mayBe int) {
	for _, c := range r.Cases() {
		timed, is := counts(c, n)
		switch {
		case !is:
		case !timed:
			if c.Opened >= g.From {
				mayBe++
			}
		case c.Finding.Released.When.From <= g.Until && c.Finding.Released.When.To >= g.From:
			count++
		}
	}
	return count, mayBe
}

// counts tells whether a case is of a violation that an indicator counts, and whether its time is known. A complaint without
// a finding on which a body determined a violation has no time, no grade and no term on record: it may be any.
func counts(c *response.Case, n agreement.Indicator) (timed, is bool) {
	if c.Finding == nil {
		return false, n.On == "determination" && c.Outcome() == finding.Violation
	}
	f := c.Finding.Released
	verdict := f.Verdict
	if n.On == "determination" {
		verdict = c.Outcome()
	}
	return !f.When.IsUnknown(), verdict == finding.Violation && f.Status != finding.Withdrawn && f.Grade.Severity >= n.Severity &&
		f.Grade.Confidence >= n.Confidence && (len(n.Terms) == 0 || slices.Contains(n.Terms, f.Term))
}

func overdue(r *response.Register, g Gate) int {
	count := 0
	for _, c := range r.Cases() {
		for _, d := range c.Obligations {
			if d.RanOut >= g.From && d.RanOut <= g.Until {
				count++
			}
		}
	}
	return count
}

// quiet takes the days in a row up to now under every reading, the fewest of them: a reading that nobody ruled for might be the
// right one.
func quiet(f Figure, n agreement.Indicator, silences []finding.Silence) Figure {
	f.Holds, f.Count = known.Unknown, -1
	for _, s := range silences {
		if s.Clock == n.Clock && !s.Void && (f.Count < 0 || s.Count.Run < f.Count) {
			f.Count = s.Count.Run
		}
	}
	if f.Count < 0 {
		f.Count, f.Says = 0, "no clock of silence was counted"
		return f
	}
	f.Says = fmt.Sprintf("%d proven days in a row", f.Count)
	f.hold()
	return f
}
