// SPDX-License-Identifier: Apache-2.0

// Package reported turns the named words of a case file into a daily report of the case's record, and the report into the texts
// that the case compares.
package reported

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/engine/issue"
	"truce/internal/publish/daily"
	"truce/when"
)

// Of are the words that say which report is meant.
func Of() []string { return []string{"of", "day", "since", "week", "closes", "region", "audience"} }

// By are the words of an issue.
func By() []string { return append(Of(), "by", "because") }

// Request reads which report is meant. get returns the value of a named word.
func Request(get func(string) string) (daily.Request, error) {
	r := daily.Request{Agreement: get("of"), Audience: daily.Audience(get("audience")), Because: get("because")}
	if r.Audience == "" {
		r.Audience = daily.Mission
	}
	var err error
	if r.Last, err = when.ParseDate(get("day")); err != nil {
		return r, fmt.Errorf("day=: %w", err)
	}
	switch since := get("since"); {
	case get("week") == "yes":
		r.First, r.Last = daily.WeekOf(r.Last)
	case since != "":
		if r.First, err = when.ParseDate(since); err != nil {
			return r, fmt.Errorf("since=: %w", err)
		}
	}
	if closes := get("closes"); closes != "" {
		if r.Closes, err = when.ParseClock(closes); err != nil {
			return r, fmt.Errorf("closes=: %w", err)
		}
	}
	if list := get("region"); list != "" {
		for _, id := range strings.Split(list, ",") {
			r.Regions = append(r.Regions, agreement.PlaceID(id))
		}
	}
	return r, nil
}

// Issue makes a report of the record as it stands and returns the act by which it is issued.
func Issue(s *engine.State, get func(string) string) (*issue.Issue, error) {
	request, err := Request(get)
	if err != nil {
		return nil, err
	}
	r, err := daily.Make(s, request)
	if err != nil {
		return nil, err
	}
	return r.Issue(request, get("by"))
}

// Make makes the report that the words mean. One that may not leave the mission is none, and its reason is in the error.
func Make(s *engine.State, get func(string) string) (*daily.Report, error) {
	request, err := Request(get)
	if err != nil {
		return nil, err
	}
	return daily.Make(s, request)
}

// Aspects are the words that a case may ask by, and Prefixes those that carry a name of their own.
func Aspects() []string {
	return []string{
		"number", "version", "corrects", "cut-off", "partial", "regions", "explosions", "bursts", "shots", "other-observations", "unquantified",
		"live-fire", "incidents", "assessed", "determined", "harm", "damage", "attacks", "areas", "crossings", "freedom", "marked",
		"outside", "possible", "weapons",
	}
}

// Prefixes begin words that carry a name: "in:REGION/FIGURE", "weapon:KIND, CLASS, SIDE, VERDICT (STATUS)", "covered:REGION",
// "window:TERM", "clock:CLOCK".
func Prefixes() []string { return []string{"in:", "weapon:", "covered:", "window:", "clock:"} }

// Aspect is one thing that a case asks of a report, in text. It errors where there is no such thing.
func Aspect(r *daily.Report, key string) (string, error) {
	kind, name, named := strings.Cut(key, ":")
	if named {
		return namedAspect(r, kind, name)
	}
	if text, ok := listed(r)[key]; ok {
		return text, nil
	}
	now, before := daily.Figures{}, daily.Figures{}
	if len(r.Days) > 0 {
		now, before = r.Days[len(r.Days)-1].Total, r.Days[len(r.Days)-1].BeforeTotal
	}
	return figure(now, before, key)
}

// listed are the things that are no figures of a day.
func listed(r *daily.Report) map[string]string {
	var regions, marked, harm []string
	for _, each := range r.Regions {
		regions = append(regions, each.ID)
		if each.Marked {
			marked = append(marked, each.ID)
		}
	}
	for _, h := range r.Harm {
		harm = append(harm, fmt.Sprintf("%s %s %s %s %s in %s", h.Harm, h.Of, h.Age, engine.Number{Least: h.Least, Most: h.Most}, h.Known, h.Region))
	}
	corrects := ""
	if r.Corrects != nil {
		corrects = fmt.Sprintf("version %d: %s", r.Corrects.Version, r.Corrects.Because)
	}
	c := r.Zone.ClockOf(r.CutOff)
	return map[string]string{
		"number": r.Name(), "version": fmt.Sprint(r.Version), "corrects": corrects, "regions": strings.Join(regions, ","),
		"cut-off": fmt.Sprintf("%s %s %s", r.Zone.DateOf(r.CutOff), c, r.Zone), "partial": yesNo(r.Partial),
		"marked": strings.Join(marked, ","), "harm": strings.Join(harm, "; "), "damage": events(r.Damage), "attacks": events(r.Attacks),
		"crossings": events(r.Crossing), "freedom": restricted(r), "outside": fmt.Sprint(r.Outside), "possible": fmt.Sprint(r.PossibleSames),
		"weapons": fmt.Sprint(len(r.Weapons)), "areas": fmt.Sprint(len(r.Areas)),
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func events(list []daily.Event) string {
	var out []string
	for _, e := range list {
		out = append(out, fmt.Sprintf("%d %s at %s in %s", e.Number, e.Act, e.Target, e.Region))
	}
	return strings.Join(out, "; ")
}

func restricted(r *daily.Report) string {
	var out []string
	for _, f := range r.Freedom {
		out = append(out, fmt.Sprintf("%s by %s in %s", f.Kind, f.Basis, f.Region))
	}
	return strings.Join(out, "; ")
}

// figure writes a figure with the one of the day before: "129-151 (12)".
func figure(now, before daily.Figures, name string) (string, error) {
	one := func(n int64) engine.Number { return engine.Number{Least: n, Most: n} }
	of := map[string]func(daily.Figures) engine.Number{
		"explosions":         func(f daily.Figures) engine.Number { return f.Recorded.Explosions },
		"bursts":             func(f daily.Figures) engine.Number { return f.Recorded.Bursts },
		"shots":              func(f daily.Figures) engine.Number { return f.Recorded.Shots },
		"other-observations": func(f daily.Figures) engine.Number { return f.Recorded.Other },
		"unquantified":       func(f daily.Figures) engine.Number { return one(f.Unquantified) },
		"live-fire":          func(f daily.Figures) engine.Number { return one(f.LiveFireRows) },
		"incidents":          func(f daily.Figures) engine.Number { return one(f.Incidents) },
		"assessed":           func(f daily.Figures) engine.Number { return one(f.Assessed) },
		"determined":         func(f daily.Figures) engine.Number { return one(f.Determined) },
	}[name]
	if of == nil {
		return "", fmt.Errorf("a report has no %q: use %s", name, strings.Join(Aspects(), ", "))
	}
	return fmt.Sprintf("%s (%s)", of(now), of(before)), nil
}

func namedAspect(r *daily.Report, kind, name string) (string, error) {
	switch kind {
	case "in":
		region, what, _ := strings.Cut(name, "/")
		for _, d := range slices.Backward(r.Days) {
			for _, row := range d.Rows {
				if row.Region == region {
					return figure(row.Now, row.Before, what)
				}
			}
		}
	case "weapon":
		return weapon(r, name), nil
	case "covered":
		for _, c := range r.Coverage {
			if c.Region == name {
				return fmt.Sprintf("%s, %d ppm", c.Grade, c.Share), nil
			}
		}
	case "window":
		for _, w := range r.Windows {
			if w.Term == name {
				return fmt.Sprintf("%d assessed, %d undetermined", w.Assessed, w.Open), nil
			}
		}
	case "clock":
		for _, a := range r.Areas {
			for _, c := range a.Clocks {
				if c.Clock == name {
					return fmt.Sprintf("%s, %d of %d", c.State, c.Run, c.Needs), nil
				}
			}
		}
	}
	return "", fmt.Errorf("the report has no %s %q", kind, name)
}

// weapon writes how many sightings there are in a row of the table, over all regions, and of how many weapons; nothing where there is
// no such row.
func weapon(r *daily.Report, name string) string {
	sightings, number := int64(0), engine.Number{}
	for _, w := range r.Weapons {
		side := w.Side
		if w.Level != "" {
			side += " by " + w.Level
		}
		row := []string{string(w.Kind), w.Class, side, fmt.Sprintf("%s (%s)", w.Verdict, w.Status)}
		if strings.Join(row, ", ") == name {
			sightings += w.Sightings
			number = engine.Number{Least: number.Least + w.Number.Least, Most: number.Most + w.Number.Most}
		}
	}
	if sightings == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %s", sightings, number)
}
