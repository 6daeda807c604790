// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"slices"
	"strings"

	"truce/act"
	"truce/agreement"
	"truce/agreement/diff"
	"truce/known"
)

// termsWithoutPlace reports, once, the terms that name no place in an instrument that has no area.
func termsWithoutPlace(t *text) []Complaint {
	if len(t.doc.Force.Area) > 0 {
		return nil
	}
	var articles []agreement.ArticleID
	for i := range t.doc.Terms {
		term := &t.doc.Terms[i]
		if len(term.Where) == 0 && term.KeepBack == nil && term.Beyond == nil {
			articles = append(articles, term.Article)
		}
	}
	if articles = unique(articles); len(articles) == 0 {
		return nil
	}
	return []Complaint{t.complain("term-without-place", articles[0], "area").says(
		"The duties of %s %s name no place, and the instrument has no area.", plural(len(articles), "article"), among(articles))}
}

// termsWithoutTime finds terms that never begin or end at a known time, and withdrawals without a day.
func termsWithoutTime(t *text) []Complaint {
	var out []Complaint
	for i := range t.doc.Terms {
		term := &t.doc.Terms[i]
		switch {
		case t.doc.Force.From == "" && term.From == "" && len(term.When) == 0:
			out = append(out, t.complain("term-without-time", term.Article, string(term.ID)).says(
				"The term begins at no time: neither it nor the instrument gives one."))
		case term.KeepBack != nil && term.From == "" && len(term.When) == 0 && t.doc.Force.From != "":
			out = append(out, t.complain("term-without-time", term.Article, string(term.ID)).says(
				"Weapons are to be %s back, and no day is given by which.", term.KeepBack.AtLeast))
		}
	}
	return out
}

// declarationsBindOthers finds steps that a declaration lays on a party that did not declare. Its terms cannot:
// the format refuses them.
func declarationsBindOthers(t *text) []Complaint {
	if t.doc.Declarant == "" || t.doc.Procedure == nil {
		return nil
	}
	var out []Complaint
	for _, s := range t.doc.Procedure.Steps {
		other := slices.ContainsFunc(slices.Concat(t.doc.Parties, t.doc.Others), func(p agreement.Party) bool {
			return string(p.ID) == s.By && p.ID != t.doc.Declarant
		})
		if other {
			out = append(out, t.complain("declaration-binds-others", s.Article, "step "+s.Does).says(
				"The text is declared by %s and lays the step %q on %s.", t.doc.Declarant, s.Does, s.By))
		}
	}
	return out
}

// unanswerableExemptions finds exemptions that turn on an answer which nobody has to give by any time, or which the
// text lets nobody settle.
func unanswerableExemptions(t *text) []Complaint {
	var out []Complaint
	settled := slices.ContainsFunc(t.doc.Bodies, func(b agreement.Body) bool { return slices.Contains(b.Competent, "determine") })
	for i := range t.doc.Terms {
		term := &t.doc.Terms[i]
		for _, e := range term.Exemptions {
			var asked, missing []string
			if e.Within == "" {
				missing = append(missing, "no time is set to give them")
			}
			unheard := false
			for _, c := range e.Conditions {
				alone := c.Answered && !settled && len(c.ShownBy) == 0
				unheard = unheard || alone
				if alone || c.Answered && e.Within == "" {
					asked = append(asked, fmt.Sprintf("%q", c.ID))
				}
			}
			if unheard {
				missing = append(missing, "nobody is named whose answer settles them")
			}
			if len(asked) > 0 {
				out = append(out, t.complain("unanswerable-exemption", e.Article, string(term.ID)+"/"+e.ID).says(
					"The exemption %q turns on answers (%s), and %s.", e.ID, among(asked), strings.Join(missing, ", and ")))
			}
		}
	}
	return out
}

// reportedFigures reports, once, everything that rests on press reports and not on a published text.
func reportedFigures(t *text) []Complaint {
	var all tally
	doc := t.doc
	for _, x := range doc.Terms {
		all.add(x.Reported, "term", string(x.ID))
	}
	for _, x := range doc.Terms {
		for _, e := range x.Exemptions {
			all.add(e.Reported, "exemption", e.ID)
		}
	}
	for _, x := range doc.Times {
		all.add(x.Reported, "time", string(x.ID))
	}
	for _, x := range doc.Quiet {
		all.add(x.Reported, "clock", x.ID)
	}
	for _, x := range doc.Bodies {
		all.add(x.Reported, "body", string(x.ID))
	}
	if doc.Procedure != nil {
		for _, x := range doc.Procedure.Steps {
			all.add(x.Reported, "step", x.Does)
		}
	}
	for _, x := range doc.Ladder {
		all.add(x.Reported, "rung", x.ID)
	}
	all.add(doc.Evidence.Reported, "rules of", "evidence")
	all.add(doc.Publication != nil && doc.Publication.Reported, "rules of", "publication")
	if len(all) == 0 {
		return nil
	}
	return []Complaint{t.complain("reported-figures", "", "reported").says(
		"Not taken from a published text: %s.", all)}
}

// tally is names by the noun before them, each noun once.
type tally []struct {
	noun  string
	names []string
}

func (t *tally) add(counts bool, noun, name string) {
	if !counts {
		return
	}
	if n := len(*t); n == 0 || (*t)[n-1].noun != noun {
		*t = append(*t, struct {
			noun  string
			names []string
		}{noun: noun})
	}
	last := &(*t)[len(*t)-1]
	last.names = append(last.names, name)
}

// String writes "terms a and b; rule c".
func (t tally) String() string {
	parts := make([]string, len(t))
	for i, each := range t {
		noun := each.noun
		switch {
		case len(each.names) == 1 || noun == "rules of":
		case noun == "body":
			noun = "bodies"
		default:
			noun += "s"
		}
		parts[i] = noun + " " + among(each.names)
	}
	return strings.Join(parts, "; ")
}

// languages finds a text in several languages of which none decides.
func languages(t *text) []Complaint {
	var tags []string
	for _, l := range t.doc.Languages {
		if l.Authoritative {
			return nil
		}
		tags = append(tags, l.Tag)
	}
	if len(tags) < 2 {
		return nil
	}
	return []Complaint{t.complain("no-authoritative-language", "", "languages").says(
		"The text is in %s and none of them decides.", among(tags))}
}

// notConduct tells whether a leaf is no conduct of a party that a text could prohibit or permit.
func notConduct(a act.Act) bool {
	return slices.Contains([]act.Act{"air-alert", "thermal-anomaly", "unrelated-event", "weapon-absence"}, a)
}

// silentActs reports, once for a settlement, the acts that none of its texts prohibits, permits or requires.
func silentActs(s settlement) []Complaint {
	var covered []act.Act
	for _, t := range s {
		for _, r := range t.rules() {
			covered = append(covered, r.Acts...)
		}
	}
	var silent []act.Act
	for _, leaf := range act.Leaves() {
		if !notConduct(leaf) && leaf.Is(covered...) != known.Yes {
			silent = append(silent, leaf)
		}
	}
	if len(silent) == 0 {
		return nil
	}
	t := s.base()
	return []Complaint{t.complain("silent-act", "", "acts").says(
		"Neither prohibited nor permitted: %s.", diff.ActWords(silent))}
}
