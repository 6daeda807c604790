// SPDX-License-Identifier: Apache-2.0

package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/agreement"
)

// Conditions are those under which a term holds, in words with the text's own names, each list empty where it has none of the kind.
type Conditions struct {
	// Weapons are with which weapons and against what, Places where and how far from which line, Times the dates and windows.
	Weapons, Places, Times []string
	// Exemptions are what excuses an act, and what narrows the term; Readings under which reading of which question it stands, whether
	// it exists under that, and whether a figure is only reported.
	Exemptions, Readings []string
}

// ConditionsOf says every condition under which a rule holds; none for a rule that holds always and everywhere in force. What it
// prohibits, permits or requires of whom, and its severity, are not conditions.
func ConditionsOf(c *agreement.Compiled, r *agreement.Rule) Conditions {
	var out Conditions
	add := func(to *[]string, lead, text string) {
		if text != "" {
			*to = append(*to, lead+text)
		}
	}
	n := titles{c.Agreement()}
	add(&out.Weapons, "with ", weaponWords(r))
	add(&out.Weapons, "against ", targetValue(r.Targets).text)
	add(&out.Places, "in ", among(n.places(r.Where)))
	add(&out.Places, "not in ", among(n.places(r.NotWhere)))
	if r.KeepBack != nil {
		add(&out.Places, "closer than ", n.distance(r.KeepBack))
	}
	if r.Beyond != nil {
		add(&out.Places, "farther than ", r.Beyond.By.String()+" from "+n.place(r.Beyond.Line))
	}
	from, until := points(c, r)
	add(&out.Times, "from ", dated(from, beginText(c, from)))
	add(&out.Times, "until ", dated(until, endText(c, until)))
	add(&out.Times, "", among(windowValue(c, r.When).set))
	for _, e := range r.Exemptions {
		add(&out.Exemptions, "unless ", n.exemption(e))
	}
	add(&out.Exemptions, "only where ", r.Term.Narrow)
	add(&out.Readings, "", n.reading(r))
	if r.Void {
		add(&out.Readings, "", "under this reading the term does not exist")
	}
	if r.Term.Reported {
		add(&out.Readings, "", "a figure of it is only reported by the press or a secondary source")
	}
	return out
}

// weaponWords writes a rule on weapons, with its models as the text writes them.
func weaponWords(r *agreement.Rule) string {
	models := slices.Concat(r.Weapons.Models, r.Weapons.ExceptModels)
	text := weaponValue(r.Weapons).text
	for _, m := range models {
		text = strings.Replace(text, strings.ToLower(m), m, 1)
	}
	return text
}

// dated writes a time point as the text has it, with the instant that it comes to.
func dated(as agreement.TimePoint, instant string) string {
	if as == "" || string(as) == instant {
		return string(as)
	}
	return fmt.Sprintf("%s (%s)", as, instant)
}

// titles are the names by which a text calls its places and parties.
type titles struct{ text *agreement.Agreement }

func (n titles) place(id agreement.PlaceID) string {
	i := slices.IndexFunc(n.text.Places, func(p agreement.Place) bool { return p.ID == id })
	if i < 0 || n.text.Places[i].Name == "" {
		return string(id)
	}
	return n.text.Places[i].Name
}

func (n titles) places(list []agreement.PlaceID) []string {
	out := make([]string, len(list))
	for i, id := range list {
		out[i] = n.place(id)
	}
	return out
}

func (n titles) party(id agreement.PartyID) string {
	i := slices.IndexFunc(n.text.Parties, func(p agreement.Party) bool { return p.ID == id })
	if i < 0 || n.text.Parties[i].Name == "" {
		return string(id)
	}
	return n.text.Parties[i].Name
}

func (n titles) distance(k *agreement.Distance) string {
	var lines []string
	if k.From != "" {
		lines = append(lines, n.place(k.From))
	}
	for _, p := range slices.Sorted(maps.Keys(k.PerParty)) {
		lines = append(lines, n.place(k.PerParty[p])+" for "+n.party(p))
	}
	text := k.AtLeast.String() + " to " + among(lines)
	if len(k.Storage) > 0 {
		text += "; they go to " + strings.Join(n.places(k.Storage), " or ") + ", and are of the missions' second class where they are beyond that distance and in no such place"
	}
	return text
}

// exemption writes an exemption with how each of its conditions is known and by when it must be shown.
func (n titles) exemption(e agreement.CompiledExemption) string {
	var all []string
	for _, each := range e.Conditions {
		d := each.Condition
		var how []string
		if len(d.Acts) > 0 {
			how = append(how, "met by an observed "+ActWords(leavesOf(d.Acts)))
		}
		if len(d.PrecededBy) > 0 {
			how = append(how, fmt.Sprintf("met by %s at most %s earlier", ActWords(leavesOf(d.PrecededBy)), each.Within))
		}
		if d.Answered {
			how = append(how, "answered on record")
		}
		if d.Exclusive {
			how = append(how, "no record of it means not met")
		}
		if len(d.ShownBy) > 0 {
			how = append(how, "shown by "+strings.Join(d.ShownBy, " or "))
		}
		all = append(all, fmt.Sprintf("%s (%s)", d.Says, strings.Join(how, "; ")))
	}
	text := fmt.Sprintf("exempt as %s by article %s: %s", e.Exemption.ID, e.Exemption.Article, strings.Join(all, ", and "))
	if e.Within != 0 {
		text += fmt.Sprintf("; whoever claims it has %s to answer", e.Within)
	}
	if e.Exemption.Reported {
		text += " (reported)"
	}
	return text
}

// reading writes under which reading of which question a rule stands.
func (n titles) reading(r *agreement.Rule) string {
	var out []string
	for _, q := range n.text.Questions {
		taken, ok := r.Takes(q.ID)
		if !ok {
			continue
		}
		for _, each := range q.Readings {
			if each.ID == taken {
				out = append(out, fmt.Sprintf("where %q is read as %s: %s", q.Asks, each.ID, each.Means))
			}
		}
	}
	return strings.Join(out, ", and ")
}

// Matter is something that a text sets beside its terms, in words: a body, a step with its clock, a rung, an exemption, a rule.
type Matter struct {
	// Article is empty for what holds for the whole text.
	Article agreement.ArticleID
	Kind    Kind
	Name    string
	Says    string
}

// Matters says everything that a text sets beside its terms and what it draws, in the order of the document.
func Matters(c *agreement.Compiled) []Matter {
	list := facetsOf(c)
	under := map[string][]facet{}
	for _, f := range list {
		under[f.under] = append(under[f.under], f)
	}
	var out []Matter
	for _, f := range under[""] {
		if f.kind != Geometry {
			out = append(out, Matter{f.article, f.kind, strings.TrimPrefix(f.subject, "the "), partsOf(f.key, under)})
		}
	}
	for _, t := range c.Agreement().Times {
		if t.Event == "" && !t.Open {
			out = append(out, Matter{t.Article, Clock, "window " + string(t.ID), windowValue(c, []agreement.TimeID{t.ID}).text})
		}
	}
	seen := map[string]bool{}
	for _, r := range c.Rules() {
		for _, e := range r.Exemptions {
			name := fmt.Sprintf("exemption %s from the term %s", e.Exemption.ID, r.Term.ID)
			if !seen[name] {
				seen[name] = true
				out = append(out, Matter{e.Exemption.Article, Exemption, name, titles{c.Agreement()}.exemption(e)})
			}
		}
	}
	return out
}

// partsOf writes the parts of a whole, each with its own.
func partsOf(key string, under map[string][]facet) string {
	var out []string
	for _, f := range under[key] {
		text := strings.Replace(strings.TrimPrefix(f.key, key+"/"), "/", " ", 1)
		if !f.head && f.value != "given" {
			text += ": " + f.value
		}
		if own := partsOf(f.key, under); own != "" {
			text += " (" + own + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}
