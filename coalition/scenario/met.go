// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"fmt"
	"strings"

	"truce/coalition/force"
	"truce/coalition/meeting"
	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/internal/casefile"
	"truce/when"
)

func contains(text, part string) bool { return strings.Contains(text, part) }

func day(d when.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (r *Run) meeting(s casefile.Step, v sourced.View) (map[string]string, error) {
	l, ok := r.state.Meetings().Meeting(sourced.Name(s.Words[1]), v)
	if !ok {
		return nil, missing("meeting", s.Words[1])
	}
	return map[string]string{
		"chairs": strings.Join(l.Is.Chairs, ","), "prepares": string(l.Is.Prepares), "mode": string(l.Is.Mode), "first": day(l.Is.First), "last": day(l.Is.Last),
	}, nil
}

// attendance tells every stage of a delegation that is on record, one after the other: none follows from another.
func (r *Run) attendance(s casefile.Step, v sourced.View) (map[string]string, error) {
	for _, a := range r.state.Meetings().Attendances(sourced.Name(s.Words[1]), v) {
		if string(a.Who) != s.Words[2] {
			continue
		}
		var stages []meeting.Stage
		for _, l := range a.Stages {
			stages = append(stages, l.Is.Stage)
		}
		last := a.Last()
		return map[string]string{"stages": joined(stages), "mode": string(last.Mode), "rank": string(last.Rank), "whose": string(a.Whose)}, nil
	}
	return map[string]string{}, nil
}

func (r *Run) tally(s casefile.Step, v sourced.View) (map[string]string, error) {
	for _, t := range r.state.Meetings().Tallies(sourced.Name(s.Words[1]), v) {
		if string(t.Stage) == s.Words[2] {
			return map[string]string{
				"states": number(t.States), "organisations": number(t.Organisations), "persons": number(t.Persons), "by-video": number(t.ByVideo),
			}, nil
		}
	}
	return nil, unknown("stage", s.Words[2], sourced.Words(meeting.Stages()))
}

// quoted sets a quoted number beside the named.
func (r *Run) quoted(s casefile.Step, v sourced.View) (map[string]string, error) {
	for _, b := range r.state.Meetings().Compare(sourced.Name(s.Words[1]), v) {
		if string(b.Count.Is.ID) == s.Words[2] {
			return map[string]string{
				"number": number(b.Count.Is.Number), "named": number(b.Named), "verdict": string(b.Verdict), "flags": strings.Join(b.Flags, "; "),
			}, nil
		}
	}
	return nil, missing("count", s.Words[1]+" "+s.Words[2])
}

// decision tells of a decision of a meeting, or of the force: want decision meeting|force ID.
func (r *Run) decision(s casefile.Step, v sourced.View) (map[string]string, error) {
	switch s.Words[1] {
	case "meeting":
		for _, l := range r.state.Meetings().Decisions("", v) {
			if string(l.Is.ID) == s.Words[2] {
				return map[string]string{"is": string(l.Is.Choice), "due": day(l.Is.Due)}, nil
			}
		}
	case "force":
		for _, l := range r.state.Force().Decisions(v) {
			if string(l.Is.ID) == s.Words[2] {
				return map[string]string{"is": string(l.Is.Choice), "owner": l.Is.Owner, "due": day(l.Is.Due)}, nil
			}
		}
	default:
		return nil, unknown("register", s.Words[1], []string{"meeting", "force"})
	}
	return nil, missing("decision", s.Words[2])
}

func (r *Run) action(s casefile.Step, v sourced.View) (map[string]string, error) {
	for _, a := range r.state.Meetings().Actions(sourced.Name(s.Words[1]), v) {
		if x := a.Line.Is; string(x.ID) == s.Words[2] {
			return map[string]string{"owner": string(x.Owner), "due": day(x.Due), "progress": string(x.Progress), "overdue": yesNo(a.Overdue)}, nil
		}
	}
	return nil, missing("action", s.Words[2])
}

// line tells how a requirement is covered at a firmness, by default the least.
func (r *Run) line(s casefile.Step, v sourced.View) (map[string]string, error) {
	for _, row := range r.state.Force().Matrix(v) {
		if string(row.Line.ID) != s.Words[1] {
			continue
		}
		var aside []string
		for _, a := range row.Aside {
			aside = append(aside, fmt.Sprintf("%s: %s", a.State, a.Reason))
		}
		for _, c := range row.Cells {
			if is(s, "firmness", c.Firmness) {
				return map[string]string{
					"least": number(c.Cover.Least), "most": number(c.Cover.Most), "unstated": number(c.Cover.Unstated),
					"gap": fmt.Sprintf("%d-%d", c.GapLeast, c.GapMost), "aside": strings.Join(aside, "; "), "consent": string(row.Consent),
				}, nil
			}
		}
		return nil, unknown("firmness", s.Get("firmness"), sourced.Words(force.Ladder()))
	}
	return nil, missing("line that the reader sees", s.Words[1])
}

// pledges counts the pledges that a reader sees.
func (r *Run) pledges(s casefile.Step, v sourced.View) (map[string]string, error) {
	n := 0
	for _, l := range r.state.Force().Pledges(v) {
		caveat := s.Get("caveat") == ""
		for _, c := range l.Is.Caveats {
			caveat = caveat || string(c) == s.Get("caveat")
		}
		if is(s, "firmness", l.Is.Firmness) && is(s, "state", l.Is.State) && caveat {
			n++
		}
	}
	return map[string]string{"number": number(n), "seen": yesNo(r.state.Force().MayRead(v))}, nil
}

func (r *Run) pledge(s casefile.Step, v sourced.View) (map[string]string, error) {
	for _, l := range r.state.Force().Pledges(v) {
		if p := l.Is; string(p.ID) == s.Words[1] {
			quantity := "unknown"
			if p.Quantity > 0 {
				quantity = number(p.Quantity)
			}
			return map[string]string{
				"state": string(p.State), "firmness": string(p.Firmness), "caveats": joined(p.Caveats), "quantity": quantity, "command": p.Command,
				"grade": string(l.Said.Grade), "elsewhere": p.Elsewhere,
			}, nil
		}
	}
	return nil, missing("pledge that the reader sees", s.Words[1])
}

// cell tells where a party stands on an article: want cell TEXT@VERSION ARTICLE PARTY.
func (r *Run) cell(s casefile.Step, v sourced.View) (map[string]string, error) {
	id, version, err := cut(s.Words[1])
	if err != nil {
		return nil, err
	}
	for _, row := range r.state.Readiness().Grid(readiness.Version{Text: id, Version: version}, false, v) {
		for _, x := range row.Stands {
			if string(row.Article.ID) == s.Words[2] && string(x.Party) == s.Words[3] {
				out := map[string]string{"is": string(x.Status), "self": yesNo(x.Self), "disputed": yesNo(x.Disputed)}
				if len(x.Words) > 0 {
					out["authority"] = string(x.Words[0].Is.Authority)
				}
				return out, nil
			}
		}
	}
	return nil, missing("cell", strings.Join(s.Words[1:], " "))
}

// way reads how a line counts: parties= all by default, counting= agreed by default, self= and whole= no by default.
func way(s casefile.Step) readiness.Way {
	w := readiness.Way{Counts: []readiness.Status{readiness.Agreed}, SelfOnly: s.Get("self") == "yes", Whole: s.Get("whole") == "yes"}
	if text := s.Get("parties"); text != "" {
		for each := range strings.SplitSeq(text, ",") {
			w.Parties = append(w.Parties, sourced.Name(each))
		}
	}
	if text := s.Get("counting"); text != "" {
		w.Counts = nil
		for each := range strings.SplitSeq(text, ",") {
			w.Counts = append(w.Counts, readiness.Status(each))
		}
	}
	return w
}

func (r *Run) agreed(s casefile.Step, v sourced.View) (map[string]string, error) {
	id, version, err := cut(s.Words[1])
	if err != nil {
		return nil, err
	}
	c, err := r.state.Readiness().Count(readiness.Version{Text: id, Version: version}, way(s), v)
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"of": number(c.Of), "yes": number(c.Yes), "no": number(c.No), "unknown": number(c.Unknown), "open": joined(c.Open), "untold": joined(c.Untold),
	}, nil
}

// claim sets a claim beside the count in the one way of the line, and tells how many of all ways it is consistent with.
func (r *Run) claim(s casefile.Step, v sourced.View) (map[string]string, error) {
	id, version, err := cut(s.Words[1])
	if err != nil {
		return nil, err
	}
	for _, l := range r.state.Readiness().Claims(readiness.Version{Text: id, Version: version}, v) {
		if string(l.Is.ID) != s.Words[2] {
			continue
		}
		all, err := r.state.Readiness().Compare(l.Is, v)
		if err != nil {
			return nil, err
		}
		asked, out, tally := way(s), map[string]string{}, map[readiness.Verdict]int{}
		for _, b := range all {
			tally[b.Verdict]++
			if b.Count.Way.String() == asked.String() {
				out["verdict"], out["reason"] = string(b.Verdict), b.Reason
			}
		}
		out["consistent"], out["not-consistent"] = number(tally[readiness.Consistent]), number(tally[readiness.NotConsistent])
		out["could-not-tell"] = number(tally[readiness.CannotTell])
		return out, nil
	}
	return nil, missing("claim", s.Words[2])
}

func (r *Run) redLines(s casefile.Step, v sourced.View) (map[string]string, error) {
	var words []string
	for _, l := range r.state.Readiness().RedLines(sourced.Name(s.Words[1]), v) {
		if is(s, "party", l.Is.Party) {
			words = append(words, l.Is.Words)
		}
	}
	return map[string]string{"number": number(len(words)), "words": strings.Join(words, "; ")}, nil
}
