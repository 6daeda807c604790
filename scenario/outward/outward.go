// SPDX-License-Identifier: Apache-2.0

// Package outward turns the lines of a case about what leaves the room, and about who looked at what in it, into what a public
// release would show and what the log of reads has. It is a part of scenario, which gives it the record.
package outward

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/internal/access/reads/trail"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/when"
)

// Reads is the log of reads of one run.
type Reads struct {
	at    trail.Trail
	lines []trail.Read
}

// Words are the named words of a line, by their keys; empty where one is not there.
type Words func(key string) string

// Look notes that somebody asked to see an item of the operations room, and whether they got to see it: an officer on duty sees
// each, anybody a notice that they may know of, and nobody else anything.
func (l *Reads) Look(s *engine.State, at when.Instant, words []string, get Words) error {
	if len(words) != 1 {
		return errors.New("write: look ITEM by=NAME role=ROLE [query=WORDS]")
	}
	r := trail.Read{At: at, Who: get("by"), Role: get("role"), Object: words[0], Query: get("query"), Answer: trail.Absent}
	r.Kind, _, _ = strings.Cut(words[0], "-")
	room := s.Room()
	if _, ok := room.Has(words[0]); ok {
		r.Answer = trail.Refused
	}
	for _, o := range room.OnDuty() {
		if o.Name == r.Who && r.Answer == trail.Refused {
			r.Answer = trail.Shown
		}
	}
	for _, n := range room.Notices() {
		if n.ID == words[0] && n.MayKnow(r.Who, at) {
			r.Answer = trail.Shown
		}
	}
	if err := l.at.Add(&r); err != nil {
		return err
	}
	l.lines = append(l.lines, r)
	return nil
}

// Head is where the log stood at the end of the day before, for the record.
func (l *Reads) Head(at when.Instant, get Words) (trail.Head, error) {
	h := trail.Head{By: get("by")}
	utc, err := when.LoadZone("UTC")
	if err != nil {
		return h, err
	}
	h.Day = utc.DateOf(at).Add(-1)
	var t trail.Trail
	for _, r := range l.lines {
		if r.At > utc.Whole(h.Day).To {
			break
		}
		if err := t.Add(&r); err != nil {
			return h, err
		}
	}
	h.Count, h.Digest = t.Count, t.Digest
	return h, nil
}

// Of is what a line asks of.
type Of struct {
	State   *engine.State
	Entries []engine.Entry
	Zone    when.Zone
	Now     when.Instant
	Reads   *Reads
	// Incident is that of a line with on=, zero without.
	Incident canon.IncidentID
}

// LookedWords are the named words that "want looked" takes.
func LookedWords() []string {
	return []string{"by", "role", "object", "answer", "lines", "heads", "bound"}
}

// PublicWords are the named words that "want public" takes.
func PublicWords() []string {
	return []string{
		"as-of", "delay", "cell", "exercise", "show", "on", "term", "findings", "held", "kept", "from", "to", "hides", "incidents", "assessed",
		"determined", "corrections", "shown", "day", "until", "where", "verdict", "status", "article", "words", "casualties", "severity",
		"confidence", "contested", "mark",
	}
}

// Asked returns what is so, by aspect; ok is false for words that only choose.
func (o Of) Asked(what string, get Words) (ask func(key string) (got string, ok bool), err error) {
	if what == "looked" {
		return o.looked(get), nil
	}
	return o.public(get)
}

func (o Of) looked(get Words) func(string) (string, bool) {
	return func(key string) (string, bool) {
		switch key {
		case "lines":
			n := 0
			for _, r := range o.Reads.lines {
				is := func(key, has string) bool { return get(key) == "" || get(key) == has }
				if is("by", r.Who) && is("role", r.Role) && is("object", r.Object) && is("answer", string(r.Answer)) {
					n++
				}
			}
			return strconv.Itoa(n), true
		case "heads":
			return strconv.Itoa(len(o.State.Reads().All())), true
		case "bound":
			return o.bound(), true
		}
		return "", false
	}
}

// bound tells whether the log is the one whose heads are on record.
func (o Of) bound() string {
	var t trail.Trail
	at := map[int64]canon.Digest{0: {}}
	for _, r := range o.Reads.lines {
		if t.Add(&r) != nil {
			return "no"
		}
		at[t.Count] = t.Digest
	}
	for _, h := range o.State.Reads().All() {
		if digest, ok := at[h.Count]; !ok || digest != h.Digest {
			return "no"
		}
	}
	return "yes"
}

// rule is the rule of the release that a line asks of: as of now, unless it says otherwise.
func (o Of) rule(get Words) (rule approval.Rule, err error) {
	rule = approval.Rule{AsOf: o.Now, Exercise: get("exercise") == "yes"}
	if text := get("as-of"); text != "" {
		span, err := when.Parse(text, o.Zone)
		if err != nil {
			return rule, err
		}
		rule.AsOf = span.Interval.From
	}
	if text := get("delay"); text != "" {
		if rule.Delay, err = when.ParseDuration(text); err != nil {
			return rule, err
		}
	}
	if text := get("cell"); text != "" {
		cell, err := agreement.Metres(text).Parse()
		if err != nil {
			return rule, err
		}
		rule.Cell = int64(cell)
	}
	return rule, nil
}

// public makes the release. show=held shows what is held back, as two people may.
func (o Of) public(get Words) (func(string) (string, bool), error) {
	rule, err := o.rule(get)
	if err != nil {
		return nil, err
	}
	if show := get("show"); show != "" && show != "held" {
		return nil, fmt.Errorf("show=%s: write show=held, or leave it out", show)
	}
	d, err := release.Make(release.OfEntries(o.Entries), rule)
	if err == nil && get("show") == "held" {
		for _, h := range d.Held {
			rule.Show = append(rule.Show, h.Finding)
		}
		d, err = release.Make(release.OfEntries(o.Entries), rule)
	}
	if err != nil {
		return nil, err
	}
	if o.Incident.IsZero() {
		return func(key string) (string, bool) { return whole(d, key, get) }, nil
	}
	return o.item(d, get("term")), nil
}

func whole(d *release.Draft, key string, get Words) (string, bool) {
	number := func(n int64) (string, bool) { return strconv.FormatInt(n, 10), true }
	r := d.Release
	switch key {
	case "findings":
		return number(int64(len(r.Items)))
	case "held":
		return number(int64(len(d.Held)))
	case "kept":
		return number(int64(d.Kept))
	case "corrections":
		return number(int64(len(r.Corrections)))
	case "incidents":
		return number(r.Counts.Incidents)
	case "assessed":
		return number(r.Counts.Assessed)
	case "determined":
		return number(r.Counts.Determined)
	case "from":
		return r.From.String(), true
	case "to":
		return r.To.String(), true
	case "hides":
		return hidden(d, get("hides")), true
	}
	return "", false
}

// hidden gives back those of some words, apart by commas, that stand in no file of a release.
func hidden(d *release.Draft, words string) string {
	var out []string
	for _, w := range strings.Split(words, ",") {
		if !slices.ContainsFunc(d.Files, func(f release.File) bool {
			return f.Name != release.VerifyName && strings.Contains(strings.ToLower(string(f.Data)), strings.ToLower(w))
		}) {
			out = append(out, w)
		}
	}
	return strings.Join(out, ",")
}

// item asks of one finding.
func (o Of) item(d *release.Draft, term string) func(string) (string, bool) {
	ids := map[canon.FindingID]bool{}
	for _, docket := range o.State.Dockets() {
		for _, versions := range docket.All() {
			for _, f := range versions {
				if f.Released.Incident == o.Incident && (term == "" || string(f.Released.Term) == term) {
					ids[f.ID] = true
				}
			}
		}
	}
	var item release.Item
	shown := "no"
	for _, h := range d.Held {
		if ids[h.Finding] && !h.Shown {
			shown = "held"
		}
	}
	for _, i := range d.Release.Items {
		if ids[i.Finding] {
			item, shown = i, "yes"
		}
	}
	return func(key string) (string, bool) {
		if key == "where" {
			if item.Cell != nil {
				return item.Cell.String(), true
			}
			return item.Place, true
		}
		got, ok := map[string]string{
			"shown": shown, "day": item.Day, "until": item.Until, "verdict": item.Verdict, "status": item.Status, "article": item.Article,
			"words": item.Words, "casualties": strings.Join(item.Casualties, "; "), "severity": item.Severity, "confidence": item.Confidence,
			"contested": strings.Join(item.Contested, ", "), "mark": cmp.Or(map[bool]string{true: "EXERCISE"}[item.Exercise], "none"),
		}[key]
		return got, ok
	}
}
