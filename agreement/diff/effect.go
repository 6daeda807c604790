// SPDX-License-Identifier: Apache-2.0

package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/act"
	"truce/agreement"
	"truce/known"
	"truce/when"
)

// clausesOf takes the rules of a text apart: one clause for each bound party and each act.
func clausesOf(c *agreement.Compiled) []clause {
	var out []clause
	for _, r := range c.Rules() {
		if r.Void {
			continue
		}
		s := scopeOf(c, r)
		for _, p := range c.Agreement().Parties {
			if r.Binds(p.ID, when.Interval{}) == known.No {
				continue
			}
			s[keepBack] = keepBackValue(r.KeepBack, p.ID)
			for _, a := range leavesOf(r.Acts) {
				out = append(out, clause{party: p.ID, sense: r.Term.Sense, act: a, article: r.Term.Article, scope: s})
			}
		}
	}
	return out
}

// scopeOf is the conditions of a rule that are the same for every party.
func scopeOf(c *agreement.Compiled, r *agreement.Rule) scope {
	from, until := points(c, r)
	return scope{
		targets:    targetValue(r.Targets),
		weapons:    weaponValue(r.Weapons),
		where:      setOf(r.Where),
		notWhere:   setOf(r.NotWhere),
		beyond:     beyondValue(r.Beyond),
		windows:    windowValue(c, r.When),
		span:       value{text: spanText(c, from, until)},
		severity:   value{text: r.Term.Severity.String()},
		exemptions: exemptionValue(r.Exemptions),
		narrow:     value{text: r.Term.Narrow},
		reading:    value{text: r.Reading},
	}
}

// points returns the time points of a rule as its readings have them: the compiled span does not tell two counts
// from an open start event apart.
func points(c *agreement.Compiled, r *agreement.Rule) (from, until agreement.TimePoint) {
	from, until = r.Term.From, r.Term.Until
	for _, q := range c.Agreement().Questions {
		for _, reading := range q.Readings {
			if taken, ok := r.Takes(q.ID); ok && taken == reading.ID {
				from = cmp.Or(reading.Terms[r.Term.ID].From, from)
				until = cmp.Or(reading.Terms[r.Term.ID].Until, until)
			}
		}
	}
	return from, until
}

// leavesOf returns the leaves that the words stand for, in list order, each once.
func leavesOf(words []act.Act) []act.Act {
	var out []act.Act
	for _, leaf := range act.Leaves() {
		if leaf.Is(words...) > 0 {
			out = append(out, leaf)
		}
	}
	return out
}

func targetValue(words []act.Target) value {
	var leaves []act.Target
	for _, t := range words {
		leaves = append(leaves, t.Leaves()...)
	}
	v := setOf(leaves)
	v.text = targetWords(v.set)
	return v
}

// weaponValue writes a rule on weapons; classes and models are sets, so their order is of no effect.
func weaponValue(r act.WeaponRule) value {
	r.Classes = slices.Compact(slices.Sorted(slices.Values(r.Classes)))
	v := calibreValue(r)
	words := among(r.Classes)
	if words == "" && v.text != "" {
		words = "weapons"
	}
	text := strings.TrimSpace(words + " " + v.text)
	if models := fold(r.Models); len(models) > 0 {
		text = among(append(slices.DeleteFunc([]string{text}, func(s string) bool { return s == "" }), models...))
	}
	return value{text: text, rule: r}
}

// calibreValue writes what a rule says of its classes: bounds and exceptions.
func calibreValue(r act.WeaponRule) value {
	text := ""
	switch {
	case r.AtLeast != 0 && r.AtMost != 0:
		text = fmt.Sprintf("of %s to %s", r.AtLeast, r.AtMost)
	case r.AtLeast != 0:
		text = fmt.Sprintf("of %s and more", r.AtLeast)
	case r.AtMost != 0:
		text = fmt.Sprintf("up to %s", r.AtMost)
	}
	if except := fold(r.ExceptModels); len(except) > 0 {
		text = strings.TrimSpace(text + " except " + among(except))
	}
	return value{text: text, rule: act.WeaponRule{AtLeast: r.AtLeast, AtMost: r.AtMost, ExceptModels: r.ExceptModels}}
}

// fold returns models sorted in lower case, as rules compare them.
func fold(models []string) []string {
	out := make([]string, len(models))
	for i, m := range models {
		out[i] = strings.ToLower(m)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// keepBackValue writes the distance that a party has to keep and from which line.
func keepBackValue(k *agreement.Distance, p agreement.PartyID) value {
	if k == nil {
		return value{}
	}
	line, ok := k.PerParty[p]
	if !ok {
		line = k.From
	}
	measure := string(line)
	if len(k.Storage) > 0 {
		measure += ", stored in " + among(sorted(k.Storage))
	}
	return value{text: fmt.Sprintf("%s to %s", k.AtLeast, measure), measure: measure, reach: int64(k.AtLeast)}
}

// beyondValue writes how far from which line a term begins.
func beyondValue(b *agreement.Off) value {
	if b == nil {
		return value{}
	}
	return value{text: fmt.Sprintf("%s from %s", b.By, b.Line), measure: string(b.Line), reach: int64(b.By)}
}

// windowValue writes windows by what they say, so that their names are of no effect.
func windowValue(c *agreement.Compiled, ids []agreement.TimeID) value {
	var texts []string
	for _, id := range ids {
		i := slices.IndexFunc(c.Agreement().Times, func(t agreement.Time) bool { return t.ID == id })
		if i < 0 {
			continue
		}
		t := c.Agreement().Times[i]
		text := fmt.Sprintf("%s to %s %s", t.From, t.To, t.Zone)
		if t.Span != nil {
			text = fmt.Sprintf("%s until %s", beginText(c, t.Span.From), endText(c, t.Span.Until))
		}
		if len(t.Days) > 0 {
			text += " on " + weekdays(t.Days)
		}
		texts = append(texts, text)
	}
	return setOf(texts)
}

// spanText writes the dates of a rule where they narrow those of the instrument.
func spanText(c *agreement.Compiled, from, until agreement.TimePoint) string {
	force := c.Agreement().Force
	var parts []string
	if begin := beginText(c, from); begin != "" && begin != beginText(c, force.From) {
		parts = append(parts, "from "+begin)
	}
	if end := endText(c, until); end != "" && end != endText(c, force.Until) {
		parts = append(parts, "until "+end)
	}
	return strings.Join(parts, " ")
}

// exemptionValue writes exemptions by their conditions: a condition that is answered by people is known by its
// ID and by what it says, on which their answer rests; any other by what it asks.
func exemptionValue(list []agreement.CompiledExemption) value {
	texts := make([]string, 0, len(list))
	for _, e := range list {
		var conditions []string
		for _, compiled := range e.Conditions {
			d := compiled.Condition
			text := fmt.Sprintf("%s (%s)", d.ID, said(d.Says))
			switch {
			case len(d.Acts) > 0:
				text = ActWords(leavesOf(d.Acts))
			case len(d.PrecededBy) > 0:
				text = fmt.Sprintf("within %s after %s", compiled.Within, ActWords(leavesOf(d.PrecededBy)))
			case d.Exclusive:
				text += " on the exclusive record"
			}
			if len(d.ShownBy) > 0 {
				text += " shown by " + among(slices.Sorted(slices.Values(d.ShownBy)))
			}
			conditions = append(conditions, text)
		}
		slices.Sort(conditions)
		text := among(conditions)
		if e.Within != 0 {
			text += ", answered within " + e.Within.String()
		}
		texts = append(texts, text)
	}
	v := setOf(texts)
	v.text = strings.Join(v.set, "; or ")
	return v
}

// weekdays are days of the week by their names; 1 is Monday.
func weekdays(list []int) string {
	names := []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	var out []string
	for _, n := range list {
		if n >= 1 && n <= len(names) {
			out = append(out, names[n-1])
		}
	}
	return strings.Join(out, ", ")
}
