// SPDX-License-Identifier: Apache-2.0

package whatif

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/finding"
	"truce/known"
	"truce/report"
)

// Unsettled is one condition that nothing on record settles, and what would.
type Unsettled struct {
	// Reading is the reading, or the readings, under which it is open.
	Reading   string `json:"reading,omitempty"`
	Condition string `json:"condition"`
	// Asks is what the text asks for, or what was found.
	Asks string `json:"asks"`
	// Needs is what would close it, in words.
	Needs string `json:"needs"`
	// Means are the means of observation that can tell such a thing; none where no observation can.
	Means []report.Means `json:"means,omitempty"`
	// By are those whose act would close it: a body, or those who may answer.
	By []string `json:"by,omitempty"`
	// Supposed are accounts that would close it, each folded with what is on record.
	Supposed []Supposed `json:"supposed,omitempty"`
}

// openOf lists what an undetermined finding hangs on: the conditions that are not known under a reading that is
// undetermined, and the questions on which its readings part. Of any other finding it lists nothing.
func openOf(s *engine.State, f *finding.Finding) []Unsettled {
	if f.Released.Verdict != finding.Undetermined {
		return nil
	}
	text := docketOf(s, f.Released.Agreement).Text().Agreement()
	var out []Unsettled
	add := func(o Unsettled) {
		i := slices.IndexFunc(out, func(other Unsettled) bool { return other.Condition == o.Condition && other.Asks == o.Asks })
		switch {
		case i < 0:
			out = append(out, o)
		case !slices.Contains(strings.Split(out[i].Reading, ", "), o.Reading):
			out[i].Reading += ", " + o.Reading
		}
	}
	for _, v := range f.Released.ByReading {
		if v.Verdict != finding.Undetermined {
			continue
		}
		for _, reason := range f.Internal.Reasons {
			if reason.Holds == known.Unknown && reason.Reading == v.Reading && reason.Condition != actor && !strings.HasPrefix(reason.Condition, "exemption ") {
				add(closes(reason))
			}
		}
		if reason, open := actorOf(f, v.Reading); open {
			add(closes(reason))
		}
	}
	for _, reason := range f.Internal.Reasons {
		if id, ok := strings.CutPrefix(reason.Condition, "exemption "); ok && reason.Holds == known.Unknown {
			add(answers(text, f.Released.Term, id, reason))
		}
	}
	for _, o := range rulings(text, f) {
		add(o)
	}
	return out
}

// actor is the condition that has a reason for everybody who may have done it.
const actor = "the actor"

// actorOf puts the reasons of everybody who may have done it into one. It is open where they are not all the same: then it
// hangs on who did it, though of each it is known.
func actorOf(f *finding.Finding, reading string) (finding.Reason, bool) {
	out := finding.Reason{Reading: reading, Condition: actor}
	var says []string
	var holds []known.Answer
	for _, reason := range f.Internal.Reasons {
		if reason.Condition == actor && reason.Reading == reading {
			says, holds = append(says, reason.Says+": "+reason.Holds.String()), append(holds, reason.Holds)
		}
	}
	out.Says = strings.Join(says, "; ")
	return out, len(holds) > 0 && known.All(holds...) == known.Unknown
}

// closes says what would close a condition of a term. A side's own report that rules something out closes nothing, so the
// account is asked of others.
func closes(r finding.Reason) Unsettled {
	o := Unsettled{Reading: r.Reading, Condition: r.Condition, Asks: r.Says}
	onSite := []report.Means{report.Crater, report.Seen, report.Camera, report.UAV, report.Satellite}
	switch r.Condition {
	case "in force":
		o.Needs = "no observation: it is disputed whether the text binds then; the competent body may determine it"
	case "in the area", "beyond the line":
		o.Needs, o.Means = "an account of a place that is narrow enough to lie wholly on one side: inside, or outside", onSite
	case "at the time":
		o.Needs = "an account of a time that is narrow enough to lie wholly inside, or outside"
		o.Means = []report.Means{report.Camera, report.Acoustic, report.Radar, report.Seen, report.Heard}
	case "the act":
		o.Needs = "an account that names what was done closely enough to be surely one of these, or surely none"
		o.Means = []report.Means{report.Seen, report.Camera, report.UAV, report.Crater, report.Radar}
	case "the target":
		o.Needs, o.Means = "an account of what was struck that is surely one of these, or surely none", onSite
	case "the weapon":
		o.Needs = "an account of the weapon by class, calibre or model that is surely covered, or surely not"
		o.Means = []report.Means{report.Crater, report.Seen, report.Camera, report.UAV}
	case actor:
		o.Needs = "accounts of two independent roots that saw who did it, which is more than who held the ground; of a distance from a line, a narrower place"
		o.Means = []report.Means{report.Seen, report.Camera, report.UAV, report.Radar}
	case "permitted":
		o.Needs = "an account of the permitted act as such, from others than whoever did it, or one that rules it out"
		o.Means = []report.Means{report.Seen, report.Camera, report.UAV, report.Document}
	default:
		o.Needs = "an account that gives what this asks for"
	}
	return o
}

// answers says what would close a condition of an exemption.
func answers(text *agreement.Agreement, term agreement.TermID, id string, r finding.Reason) Unsettled {
	o := Unsettled{Reading: r.Reading, Condition: r.Condition, Asks: r.Says, Needs: "an answer of those who may show it"}
	for _, t := range text.Terms {
		for _, e := range t.Exemptions {
			for _, c := range e.Conditions {
				if t.ID != term || e.ID != id || c.Says != r.Says {
					continue
				}
				o.By = append(append(o.By, bodiesThat(text, "determine")...), c.ShownBy...)
				switch {
				case len(c.PrecededBy) > 0:
					o.Needs = "an account of an earlier act of these, surely by another side and not told by whoever may have done this: " + list(c.PrecededBy)
					o.Means = []report.Means{report.Seen, report.Heard, report.Camera, report.Acoustic, report.Radar}
				case len(c.Acts) > 0:
					o.Needs = "an account of one of these: " + list(c.Acts)
					o.Means = []report.Means{report.Seen, report.Camera, report.UAV}
				}
			}
		}
	}
	return o
}

func list[T ~string](words []T) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

func bodiesThat(text *agreement.Agreement, may string) []string {
	var out []string
	for _, b := range text.Bodies {
		if slices.Contains(b.Competent, may) {
			out = append(out, string(b.ID))
		}
	}
	return out
}

// rulings are the questions on which the readings of a finding part.
func rulings(text *agreement.Agreement, f *finding.Finding) []Unsettled {
	parted := slices.ContainsFunc(f.Released.ByReading, func(v finding.ReadingVerdict) bool {
		return v.Verdict != f.Released.ByReading[0].Verdict
	})
	if !parted {
		return nil
	}
	var out []Unsettled
	for _, q := range text.Questions {
		var says []string
		for _, v := range f.Released.ByReading {
			if slices.ContainsFunc(strings.Split(v.Reading, ";"), func(part string) bool { return strings.HasPrefix(part, string(q.ID)+"=") }) {
				says = append(says, fmt.Sprintf("%s: %s", v.Reading, v.Verdict))
			}
		}
		if len(says) == 0 || slices.ContainsFunc(f.Released.Ruled, func(ruled string) bool { return strings.HasPrefix(ruled, string(q.ID)+"=") }) {
			continue
		}
		o := Unsettled{Condition: "question " + string(q.ID), Asks: strings.Join(says, "; ")}
		if q.RuledBy == "" {
			o.Needs = "no observation: the readings part and the text lets nobody rule; the parties may mend it"
		} else {
			o.Needs, o.By = "no observation: the readings part, and a ruling decides", []string{string(q.RuledBy)}
		}
		out = append(out, o)
	}
	return out
}
