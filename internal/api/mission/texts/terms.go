// SPDX-License-Identifier: Apache-2.0

package texts

import (
	"cmp"
	"slices"
	"strings"

	"truce/agreement"
	"truce/internal/api/mission/desk"
)

// wording words the terms of a text with the names that the text gives.
type wording struct{ t *agreement.Agreement }

func (w wording) place(id agreement.PlaceID) string {
	for _, p := range w.t.Places {
		if p.ID == id {
			return cmp.Or(p.Name, string(id))
		}
	}
	return string(id)
}

func (w wording) places(list []agreement.PlaceID) string {
	var out []string
	for _, id := range list {
		out = append(out, w.place(id))
	}
	return strings.Join(out, ", ")
}

func (w wording) binds(x *agreement.Term) string {
	var out []string
	for _, id := range x.Binds {
		name := string(id)
		for _, p := range w.t.Parties {
			if p.ID == id {
				name = p.Name
			}
		}
		out = append(out, name)
	}
	return cmp.Or(strings.Join(out, ", "), "all parties")
}

// acts are what a term is about: acts, against what, with which weapons.
func (w wording) acts(x *agreement.Term) string {
	out := plainly(x.Acts, ", ")
	if len(x.Targets) > 0 {
		out += " against " + plainly(x.Targets, ", ")
	}
	if x.Weapons == nil {
		return out
	}
	of := plainly(x.Weapons.Classes, ", ")
	switch least, most := string(x.Weapons.AtLeast), string(x.Weapons.AtMost); {
	case least != "" && most != "":
		of += " of " + least + " to " + most + " mm"
	case least != "":
		of += " of " + least + " mm and more"
	case most != "":
		of += " up to " + most + " mm"
	}
	if len(x.Weapons.Models) > 0 {
		of = strings.TrimPrefix(of+" and "+strings.Join(x.Weapons.Models, ", "), " and ")
	}
	if len(x.Weapons.ExceptModels) > 0 {
		of += ", except " + strings.Join(x.Weapons.ExceptModels, ", ")
	}
	return out + ": " + of
}

// where is the ground of a term: places, and how far from which line.
func (w wording) where(x *agreement.Term) string {
	var out []string
	if len(x.Where) > 0 {
		out = append(out, w.places(x.Where))
	}
	if len(x.NotWhere) > 0 {
		out = append(out, "outside "+w.places(x.NotWhere))
	}
	if k := x.KeepBack; k != nil {
		line := ""
		if k.From != "" {
			line = w.place(k.From)
		} else if len(k.PerParty) > 0 {
			line = "each party's own line"
		}
		text := "nearer than " + string(k.AtLeast) + " to " + line
		if len(k.Storage) > 0 {
			text += ", or outside " + w.places(k.Storage)
		}
		out = append(out, text)
	}
	if b := x.Beyond; b != nil {
		out = append(out, "farther than "+string(b.By)+" from "+w.place(b.Line))
	}
	return cmp.Or(strings.Join(out, "; "), "anywhere in force")
}

// when are the times of a term: within which windows, from and until which day.
func (w wording) when(x *agreement.Term) string {
	var out []string
	for _, id := range x.When {
		out = append(out, w.window(id))
	}
	if x.From != "" {
		out = append(out, "from "+string(x.From))
	}
	if x.Until != "" {
		out = append(out, "until "+string(x.Until))
	}
	text := cmp.Or(strings.Join(out, ", "), "at all times in force")
	if x.Reported {
		text += " (reported)"
	}
	return text
}

func (w wording) window(id agreement.TimeID) string {
	i := slices.IndexFunc(w.t.Times, func(x agreement.Time) bool { return x.ID == id })
	if i < 0 {
		return string(id)
	}
	switch x := w.t.Times[i]; {
	case x.Span != nil:
		return "from " + string(x.Span.From) + " until " + string(x.Span.Until)
	case x.From != "" && len(x.Days) == 0:
		return "each day " + string(x.From) + " to " + string(x.To) + " (" + x.Zone + ")"
	case x.From != "":
		return "on " + weekdays(x.Days) + " " + string(x.From) + " to " + string(x.To) + " (" + x.Zone + ")"
	}
	return string(id)
}

// weekdays names days 1, Monday, to 7.
func weekdays(list []int) string {
	names := [...]string{"Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"}
	var out []string
	for _, n := range list {
		if n >= 1 && n <= len(names) {
			out = append(out, names[n-1])
		}
	}
	return strings.Join(out, ", ")
}

// plainly writes words of a closed list as people do.
func plainly[T ~string](list []T, between string) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = desk.Plain(string(x))
	}
	return strings.Join(out, between)
}
