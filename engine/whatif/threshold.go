// SPDX-License-Identifier: Apache-2.0

package whatif

import (
	"fmt"
	"strconv"
	"strings"

	"truce/agreement"
)

// Threshold is a parameter of the texts on record with another value. A name that several texts have is set in all of
// them; "agreement@version/name" sets it in one.
type Threshold struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Parameter is something that a text leaves to a number and that a Threshold may set.
type Parameter struct {
	// Agreement is the text's reference.
	Agreement string `json:"agreement"`
	Name      string `json:"name"`
	// Value is what the text has; empty where it gives none.
	Value string `json:"value"`
	Says  string `json:"says"`
}

// Parameters lists what a Threshold may set, in order of adoption and of the texts. What is no parameter of a text, such as
// the weights by which accounts are joined, is part of the engine and cannot be set.
func (r *Record) Parameters() []Parameter {
	var out []Parameter
	for i := range r.entries {
		if adoption := r.entries[i].Adoption; adoption != nil {
			for _, k := range knobs(adoption.Agreement) {
				out = append(out, Parameter{refOf(adoption.Agreement), k.name, k.get(), k.says})
			}
		}
	}
	return out
}

// knob is one parameter of one text.
type knob struct {
	name, says string
	get        func() string
	set        func(string) error
}

// setThresholds changes the texts. What a text does not accept is an error of the fold.
func (r *Record) setThresholds(m *revised, list []Threshold) error {
	for _, t := range list {
		found := false
		for i, e := range r.entries {
			if e = m.entry(i, e); e.Adoption == nil {
				continue
			}
			ref, name, apart := strings.Cut(t.Name, "/")
			if !apart {
				ref, name = refOf(e.Adoption.Agreement), t.Name
			}
			if ref != refOf(e.Adoption.Agreement) {
				continue
			}
			changed, err := copyOf(e.Adoption.Agreement)
			if err != nil {
				return err
			}
			for _, k := range knobs(changed) {
				if k.name != name {
					continue
				}
				found = true
				if err := k.set(t.Value); err != nil {
					return fmt.Errorf("%w: %s: %w", ErrChange, t.Name, err)
				}
				m.edits[i] = withText(e, changed)
			}
		}
		if !found {
			return fmt.Errorf("%w: no text on record has a parameter %q", ErrChange, t.Name)
		}
	}
	return nil
}

// knobs are the parameters of a text. What they set is set in the text itself.
func knobs(a *agreement.Agreement) []knob {
	var out []knob
	for _, level := range []struct {
		name string
		at   *agreement.Threshold
	}{{"c2", &a.Evidence.C2}, {"c3", &a.Evidence.C3}} {
		of := "of the evidence rule, for " + strings.ToUpper(level.name)
		out = append(out,
			number("evidence."+level.name+".roots", "independent custodial roots "+of, &level.at.Roots),
			number("evidence."+level.name+".means", "different means of observation "+of, &level.at.Means),
			word("evidence."+level.name+".reliability", "the worst rating that a root may have, A to E, "+of, &level.at.Reliability))
	}
	out = append(out,
		word("evidence.recurrence", "the window in which earlier violations are counted", &a.Evidence.Recurrence),
		word("evidence.sequence", "how long after an act another is looked at as its answer", &a.Evidence.Sequence),
		word("late_window", "how long after an event a report is in time", &a.LateWindow))
	for i := range a.Severity {
		raise, name := &a.Severity[i], fmt.Sprintf("severity.%d.", i+1)
		of := "that raise the severity to " + raise.To.String()
		for _, each := range []struct {
			name, says string
			at         *int
		}{
			{"civilian_killed", "civilians killed", &raise.CivilianKilled},
			{"civilian_harmed", "civilians harmed", &raise.CivilianHarmed},
			{"killed", "people killed", &raise.Killed},
			{"recurrence", "earlier violations", &raise.Recurrence},
		} {
			if *each.at > 0 {
				out = append(out, number(name+each.name, each.says+" "+of, each.at))
			}
		}
	}
	for i := range a.Terms {
		out = append(out, knobsOfTerm(&a.Terms[i])...)
	}
	for i := range a.Places {
		if p := &a.Places[i]; p.Tolerance != "" {
			out = append(out, word("place."+string(p.ID)+".tolerance", "how exactly the place is drawn", &p.Tolerance))
		}
	}
	return append(out, knobsOfReadings(a)...)
}

func knobsOfTerm(t *agreement.Term) []knob {
	var out []knob
	name := "term." + string(t.ID) + "."
	if t.KeepBack != nil {
		out = append(out, word(name+"keep_back", "the distance that weapons keep from the line", &t.KeepBack.AtLeast))
	}
	if t.Beyond != nil {
		out = append(out, word(name+"beyond", "how far from the line the term begins", &t.Beyond.By))
	}
	for i := range t.Exemptions {
		e := &t.Exemptions[i]
		out = append(out, word(name+"exemption."+e.ID+".within", "the time to answer for the exemption", &e.Within))
		for k := range e.Conditions {
			if c := &e.Conditions[k]; len(c.PrecededBy) > 0 {
				out = append(out, word(name+"exemption."+e.ID+"."+c.ID+".within", "how long before the earlier act may lie", &c.Within))
			}
		}
	}
	return out
}

// knobsOfReadings are the distances that readings set. A change stands in a map of the text, and its distance behind a pointer,
// so that what is set is set in the text.
func knobsOfReadings(a *agreement.Agreement) []knob {
	var out []knob
	for _, q := range a.Questions {
		for _, reading := range q.Readings {
			for _, t := range a.Terms {
				if change, ok := reading.Terms[t.ID]; ok && change.KeepBack != nil {
					name := fmt.Sprintf("reading.%s=%s.%s.keep_back", q.ID, reading.ID, t.ID)
					out = append(out, word(name, "the distance that weapons keep from the line, under this reading", &change.KeepBack.AtLeast))
				}
			}
		}
	}
	return out
}

func number(name, says string, at *int) knob {
	return knob{name, says, func() string { return strconv.Itoa(*at) }, func(value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return fmt.Errorf("%q is no whole number", value)
		}
		*at = n
		return nil
	}}
}

// word is a parameter that the text writes in its own way; whether a value is well written, the fold finds out.
func word[T ~string](name, says string, at *T) knob {
	return knob{name, says, func() string { return string(*at) }, func(value string) error { *at = T(value); return nil }}
}
