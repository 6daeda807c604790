// SPDX-License-Identifier: Apache-2.0

// Package flash turns an incident, or the finding on it, into the five lines of a flash report: what, where, when, how known,
// not known. It drafts; an officer changes the lines before they are sent. It names no party but in the words of attribution,
// and its status is that of the record.
package flash

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/watch"
	"truce/when"
)

// Draft drafts the report on what is named, as known now. Times are in the zone, in UTC for the zero Zone. It errors where nothing of the kind is on record.
func Draft(s *engine.State, about watch.Ref, zone when.Zone) (watch.Flash, error) {
	inc := s.Incident(about.Incident)
	if inc == nil {
		return watch.Flash{}, fmt.Errorf("there is no incident %s", about.Incident)
	}
	f := watch.Flash{
		About: about, Exercise: inc.Exercise, Status: "recorded", What: what(inc), Where: where(inc.Where), When: timeOf(inc.When, zone),
		HowKnown: howKnown(inc),
	}
	var found *finding.Finding
	if about.IsFinding() {
		if found = current(s, about); found == nil {
			return watch.Flash{}, fmt.Errorf("there is no finding on %s under %s of %s", about.Incident, about.Term, about.Agreement)
		}
		f.Status = string(found.Released.Status)
		f.What += fmt.Sprintf("; %s (%s) under term %s of %s", found.Released.Verdict, f.Status, about.Term, about.Agreement)
		if words := found.Released.Attribution.Words; words != "" {
			f.HowKnown += "; " + words
		}
	}
	f.NotKnown = notKnown(inc, found)
	for _, line := range []*string{&f.What, &f.Where, &f.When, &f.HowKnown, &f.NotKnown} {
		*line = plain(*line)
	}
	return f, f.Check()
}

func current(s *engine.State, about watch.Ref) *finding.Finding {
	for _, d := range s.Dockets() {
		if d.Text().Ref() == about.Agreement {
			return d.Current(about.Incident, agreement.TermID(about.Term))
		}
	}
	return nil
}

// what names acts, weapons and harm, each as some account has it; numbers of several accounts are not added.
func what(inc *incident.Incident) string {
	var acts, weapons, harm []string
	for _, m := range inc.Members {
		acts = once(acts, strings.ReplaceAll(string(m.Sighting.Act), "-", " "))
		if w := m.Sighting.Weapon; w != nil {
			weapons = once(weapons, w.String())
		}
		for _, c := range m.Sighting.Casualties {
			harm = once(harm, fmt.Sprintf("%s %s %s, reported", number(c.Least, c.Most), c.Of, c.Harm))
		}
	}
	out := strings.Join(acts, " or ")
	if len(weapons) > 0 {
		out += ", " + strings.Join(weapons, " or ")
	}
	for _, h := range harm {
		out += "; " + h
	}
	return out
}

func number(least, most int64) string {
	if least == most {
		return fmt.Sprint(least)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

// where names the place; its ground, where no name was given, to a thousandth of a degree.
func where(r place.Region) string {
	if r.Name != "" {
		return r.Name
	}
	if p, ok := r.Centre(); ok {
		return "near " + degrees(int64(p.Lat)) + ", " + degrees(int64(p.Lon))
	}
	return "place not known"
}

func degrees(e7 int64) string {
	sign := ""
	if e7 < 0 {
		sign, e7 = "-", -e7
	}
	thousandths := (e7 + 5000) / 10_000
	return fmt.Sprintf("%s%d.%03d", sign, thousandths/1000, thousandths%1000)
}

func timeOf(i when.Interval, zone when.Zone) string {
	if i.IsUnknown() {
		return "time not known"
	}
	if zone.IsZero() {
		return i.String()
	}
	from, to := minute(i.From, zone), minute(i.To, zone)
	if from == to {
		return from + " " + zone.Name()
	}
	return from + " to " + to + " " + zone.Name()
}

func minute(t when.Instant, zone when.Zone) string {
	c := zone.ClockOf(t)
	return fmt.Sprintf("%s %02d:%02d", zone.DateOf(t), c.Hour, c.Minute)
}

// howKnown says how many custodial roots speak of it and by which means; no source is named.
func howKnown(inc *incident.Incident) string {
	var roots, means []string
	for _, m := range inc.Members {
		for _, root := range m.Roots {
			roots = once(roots, root)
		}
		if m.Sighting.Means != "" {
			means = once(means, string(m.Sighting.Means))
		}
	}
	out := fmt.Sprintf("%d custodial roots", len(roots))
	if len(roots) == 1 {
		out = "one custodial root"
	}
	if len(means) > 0 {
		out += ", " + strings.Join(means, ", ")
	}
	return out
}

// notKnown lists what nothing on record says.
func notKnown(inc *incident.Incident, f *finding.Finding) string {
	says := func(does func(report.Sighting) bool) bool {
		return slices.ContainsFunc(inc.Members, func(m *observation.Observation) bool { return does(m.Sighting) })
	}
	var out []string
	if !says(func(s report.Sighting) bool { return s.Weapon != nil }) {
		out = append(out, "weapon")
	}
	if !says(func(s report.Sighting) bool { return s.Origin != nil }) {
		out = append(out, "origin")
	}
	if !says(func(s report.Sighting) bool { return len(s.Casualties) > 0 }) {
		out = append(out, "whether anybody was harmed")
	} else {
		out = append(out, "casualties confirmed by nobody yet")
	}
	if f != nil && f.Released.Verdict == finding.Undetermined {
		out = append(out, "what decides the term")
	}
	return strings.Join(append(out, "intent"), "; ")
}

func once(list []string, word string) []string {
	if word == "" || slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}

// plain makes one line of what sources wrote, as long as a line of a flash report may be.
func plain(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > watch.MaxText {
		text = strings.ToValidUTF8(text[:watch.MaxText-3], "") + "..."
	}
	return text
}
