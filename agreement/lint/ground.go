// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"cmp"
	"fmt"
	"slices"

	"truce/agreement"
)

// unmappedPlaces finds places that terms and clocks turn on and that cannot be found on the ground, or only by
// the press.
func unmappedPlaces(t *text) []Complaint {
	var bare, reported []*agreement.Place
	var bareAt, reportedAt agreement.ArticleID
	for _, u := range t.placeUses() {
		p := t.places[u.place]
		switch {
		case p == nil:
		case p.Geometry == nil:
			bareAt = cmp.Or(bareAt, u.article)
			bare = append(bare, p)
		case p.Reported:
			reportedAt = cmp.Or(reportedAt, u.article)
			reported = append(reported, p)
		}
	}
	var out []Complaint
	if bare = unique(bare); len(bare) > 0 {
		out = append(out, t.complain("place-without-geometry", bareAt, placeIDs(bare)).says(
			"The text turns on %s, which no coordinates or map of the text fix.", placeNames(bare)))
	}
	if reported = unique(reported); len(reported) > 0 {
		out = append(out, t.complain("reported-geometry", reportedAt, placeIDs(reported)).says(
			"The text turns on %s, drawn from reports and not from a published map of the text.", placeNames(reported)))
	}
	return out
}

func placeIDs(list []*agreement.Place) string {
	ids := make([]agreement.PlaceID, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	return among(ids)
}

// placeNames writes the names of places for people, quoted since a name may be a whole phrase.
func placeNames(list []*agreement.Place) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = fmt.Sprintf("%q", p.Name)
	}
	return among(names)
}

// placeUse is a place that a term, a clock or the force of the text turns on.
type placeUse struct {
	article agreement.ArticleID
	place   agreement.PlaceID
}

func (t *text) placeUses() []placeUse {
	var out []placeUse
	add := func(article agreement.ArticleID, list ...agreement.PlaceID) {
		for _, p := range list {
			if p != "" {
				out = append(out, placeUse{article, p})
			}
		}
	}
	for i := range t.doc.Terms {
		term := &t.doc.Terms[i]
		add(term.Article, term.Where...)
		add(term.Article, term.NotWhere...)
		for _, l := range t.lines(term.KeepBack) {
			add(term.Article, l)
		}
		if term.Beyond != nil {
			add(term.Article, term.Beyond.Line)
		}
	}
	for _, q := range t.doc.Quiet {
		add(q.Article, q.Place)
	}
	add("", t.doc.Force.Area...)
	return out
}

// lines lists the lines of a keep-back, the common one first and then each party's in the order of the parties.
func (t *text) lines(k *agreement.KeepBack) []agreement.PlaceID {
	if k == nil {
		return nil
	}
	out := []agreement.PlaceID{k.From}
	for _, p := range t.doc.Parties {
		out = append(out, k.PerParty[p.ID])
	}
	return slices.DeleteFunc(unique(out), func(p agreement.PlaceID) bool { return p == "" })
}

// keepBackLines finds keep-backs that give a bound party no line, and lines drawn too coarsely for the distance.
func keepBackLines(t *text) []Complaint {
	var out []Complaint
	seen := make(map[*agreement.Term]bool)
	for _, r := range t.rules() {
		term, k := r.Term, r.Term.KeepBack
		if k == nil || seen[term] {
			continue
		}
		seen[term] = true
		if k.From == "" {
			var without []agreement.PartyID
			for _, p := range r.bound() {
				if k.PerParty[p] == "" {
					without = append(without, p)
				}
			}
			if len(without) > 0 {
				out = append(out, t.complain("no-line-for-party", term.Article, string(term.ID)).says(
					"Weapons of %s are to stay %s back, from a line that is not given.", t.partyNames(without), k.AtLeast))
			}
		}
		distance, ok := metres(k.AtLeast)
		for _, l := range t.lines(k) {
			p := t.places[l]
			if p == nil || p.Reported {
				continue // of a reported line unmappedPlaces speaks
			}
			if tol, known := metres(p.Tolerance); ok && known && tol > distance/10 {
				out = append(out, t.complain("line-too-coarse", term.Article, string(term.ID)).says(
					"The line %s is drawn to within %s, more than a tenth of the %s to be kept from it.", l, p.Tolerance, k.AtLeast))
			}
		}
	}
	return out
}

func (t *text) partyNames(list []agreement.PartyID) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = t.PartyName(p)
	}
	return among(names)
}
