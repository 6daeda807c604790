// SPDX-License-Identifier: Apache-2.0

package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"truce/place"
	"truce/when"
)

// MaxCount is the most that a count or a number of casualties may be. A larger number is a slip of a unit.
const MaxCount = 1_000_000_000

// MaxList is the most elements that one list of an extract may have. It bounds what one report can cost.
const MaxList = 10_000

// MaxSightings is the most sightings of one report. Each is compared with every other that may be of the same event, and
// no observer tells so many things apart in one go.
const MaxSightings = 1_000

// MaxPoints is the most points that one place of a report may be drawn with: the corners of its polygons, holes and path
// together. Every place is compared with others, and no observer sees a border so fine.
const MaxPoints = 2_000

var (
	levels       = []Level{Plain, Coded, Aggregate}
	countKinds   = []CountKind{UnknownCount, Exact, About, Some}
	means        = []Means{Seen, Heard, Camera, UAV, Radar, Acoustic, Satellite, Crater, Document, Told}
	descriptions = []Description{Incoming, Outgoing, LiveFire, InsideArea, OutsideArea, NotKnown, Initial}
	evidence     = []when.Evidence{when.Guessed, when.Coded, when.Stated, when.Device, when.Checkpoint, when.Inclusion}
	classes      = []string{
		"in violation of the withdrawal lines", "beyond the withdrawal lines but outside designated storage sites",
		"at a storage site", "missing from a storage site",
	}
	bases    = []string{"claimed", "said", "observed"}
	harms    = []string{"killed", "injured", "missing"}
	people   = []string{"civilian", "combatant", "unknown"}
	ages     = []string{"adult", "child", "unknown"}
	consents = []string{"internal", "party", "public", "court"}
)

// Check returns an error that names the part and the mend, if a closed word of the report is not in its list or
// the extract is not valid.
func (r Report) Check() error {
	if err := r.Identity.Check(); err != nil {
		return err
	}
	switch {
	case r.Original.Digest.IsZero():
		return errors.New("no digest of the original")
	case r.Identity.Person != "" && r.Extract.Tag == r.Original.Digest:
		return errors.New("tag: the digest of an original that names a person gives the person away; leave it out")
	}
	return r.Extract.Check()
}

// Check returns an error if the identity names no door or a consent that is not in the list.
func (i Identity) Check() error {
	if i.Door == "" {
		return errors.New("no door: the identity names the format that the report came in by")
	}
	if i.Consent == "" {
		return nil
	}
	return closed("consent", i.Consent, consents)
}

// Check returns an error that names the part and the mend, unless every word of a closed list is in its list, every
// place is valid, every interval ends no earlier than it begins and every number is in its range, and the report
// came no earlier than its own events end.
func (e Extract) Check() error {
	if err := closed("level", e.Level, levels); err != nil {
		return err
	}
	if strings.TrimSpace(e.Source) == "" {
		return errors.New("no source: every report names who says it")
	}
	if err := texts("source", e.Source); err != nil {
		return err
	}
	if slices.ContainsFunc(e.Roots, func(s string) bool { return strings.TrimSpace(s) == "" }) {
		return errors.New("roots: one is empty; leave it out")
	}
	if err := texts("roots", e.Roots...); err != nil {
		return err
	}
	if err := texts("item", e.Item); err != nil {
		return err
	}
	if e.Received == 0 {
		return errors.New("no time of receipt")
	}
	if len(e.Sightings) > MaxSightings {
		return fmt.Errorf("%d sightings: at most %d in a report: give the others in further reports", len(e.Sightings), MaxSightings)
	}
	for i, s := range e.Sightings {
		err := s.Check()
		if err == nil && !s.Time.Interval.IsUnknown() && e.Received < s.Time.Interval.To {
			err = fmt.Errorf("received %s, before its time ends (%s)", e.Received, s.Time.Interval.To)
		}
		if err != nil {
			return fmt.Errorf("sighting %d: %w", i+1, err)
		}
	}
	return e.Complaint.check()
}

func (c *Complaint) check() error {
	switch {
	case c == nil:
		return nil
	case c.Complainant == "":
		return errors.New("complaint: no complainant")
	case c.Article == "":
		return errors.New("complaint: no article")
	}
	return texts("complaint", c.Complainant, c.Respondent, c.Article, c.Remedy)
}

// Check returns an error that names the part and the mend, as Extract.Check does.
func (s Sighting) Check() error {
	if s.Act != "" {
		if err := s.Act.Check(); err != nil {
			return err
		}
	}
	for _, check := range []func() error{
		s.checkWeapon, s.Target.Check, s.Count.Check, s.checkWords, s.checkTime,
		s.checkPlaces, s.checkActors,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	if len(s.Casualties) > MaxList {
		return fmt.Errorf("%d records of casualties: at most %d", len(s.Casualties), MaxList)
	}
	for i, c := range s.Casualties {
		if err := c.Check(); err != nil {
			return fmt.Errorf("casualties %d: %w", i+1, err)
		}
	}
	return nil
}

func (s Sighting) checkWeapon() error {
	if s.Weapon == nil {
		return nil
	}
	if s.Weapon.Calibre < 0 || s.Weapon.Calibre > 10_000 {
		return fmt.Errorf("weapon: calibre of %s: from 0.1 mm to 1000 mm", s.Weapon.Calibre)
	}
	if err := texts("weapon model", s.Weapon.Model); err != nil {
		return err
	}
	return s.Weapon.Class.Check()
}

func (s Sighting) checkWords() error {
	if err := s.Means.Check(); err != nil {
		return err
	}
	for i, d := range s.Describes {
		if err := closed("describes", d, descriptions); err != nil {
			return err
		}
		if slices.Contains(s.Describes[:i], d) {
			return fmt.Errorf("describes: %q stands twice", d)
		}
	}
	if s.Class != "" {
		if err := closed("class", s.Class, classes); err != nil {
			return err
		}
	}
	return texts("words", s.Words, s.InAnswerTo)
}

func (s Sighting) checkTime() error {
	if s.Time.Evidence != "" {
		if err := closed("evidence of time", s.Time.Evidence, evidence); err != nil {
			return err
		}
	}
	if err := texts("zone", s.Time.Zone); err != nil {
		return err
	}
	return s.Time.Interval.Check()
}

func (s Sighting) checkPlaces() error {
	if err := checkPlace("where", s.Where); err != nil {
		return err
	}
	if s.Origin == nil {
		return nil
	}
	if s.Origin.IsUnknown() {
		return errors.New("origin: nothing is said of it; leave it out")
	}
	return checkPlace("origin", *s.Origin)
}

func checkPlace(what string, r place.Region) error {
	if err := texts(what, r.Name); err != nil {
		return err
	}
	if !r.HasGeometry() {
		return nil
	}
	if n := points(r); n > MaxPoints {
		return fmt.Errorf("%s: drawn with %d points: at most %d: draw it more simply, around all that it held", what, n, MaxPoints)
	}
	if err := r.Check(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// points is how many points the polygons and the path of a region are drawn with.
func points(r place.Region) int {
	n := 0
	for _, p := range r.Polygons {
		for _, ring := range p.Rings {
			n += len(ring)
		}
	}
	if r.Path != nil {
		n += len(r.Path.Points)
	}
	return n
}

func (s Sighting) checkActors() error {
	if max(len(s.Actors), len(s.Between)) > MaxList {
		return fmt.Errorf("more than %d actors", MaxList)
	}
	for _, c := range s.Actors {
		if c.Actor == "" {
			return errors.New("actors: one has no name; leave it out")
		}
		if err := closed("basis of "+c.Actor, c.Basis, bases); err != nil {
			return err
		}
		if err := texts("actors", c.Actor, c.By); err != nil {
			return err
		}
	}
	if len(s.Between) == 1 || slices.Contains(s.Between, "") {
		return errors.New("between: a clash has two named sides or more; leave it out where they are not known")
	}
	return texts("between", s.Between...)
}

// Check returns an error if the kind is not in the list or the bounds do not belong to it: least and most, from 0
// to MaxCount and in order, belong to exact and about only.
func (c Count) Check() error {
	if err := closed("count", c.Kind, countKinds); err != nil {
		return err
	}
	if c.Unit != "" {
		if err := c.Unit.Check(); err != nil {
			return fmt.Errorf("count, unit: %w", err)
		}
	}
	if c.Kind == UnknownCount || c.Kind == Some {
		if c.Least != 0 || c.Most != 0 {
			return fmt.Errorf("count %q has no bounds; use exact or about", c.Kind)
		}
		return nil
	}
	return bounds("count", c.Least, c.Most)
}

// Check returns an error if a word is not in its list or the bounds are not in order, or are both nought.
func (c Casualties) Check() error {
	for _, each := range []struct {
		what, word string
		list       []string
	}{{"harm", c.Harm, harms}, {"of", c.Of, people}, {"age", c.Age, ages}} {
		if err := closed(each.what, each.word, each.list); err != nil {
			return err
		}
	}
	if c.Most == 0 {
		return errors.New("a record of nobody; leave it out")
	}
	if err := texts("casualties", c.Cause, c.Side); err != nil {
		return err
	}
	return bounds(c.Harm, c.Least, c.Most)
}

func bounds(what string, least, most int64) error {
	if least < 0 || most < least || most > MaxCount {
		return fmt.Errorf("%s from %d to %d: least and most are in order, from 0 to %d", what, least, most, MaxCount)
	}
	return nil
}

// closed returns an error with the list unless the word is in it.
func closed[W ~string](what string, word W, list []W) error {
	if slices.Contains(list, word) {
		return nil
	}
	words := make([]string, 0, len(list))
	for _, w := range list {
		if w != "" {
			words = append(words, string(w))
		}
	}
	return fmt.Errorf("%s %q: use %s", what, word, strings.Join(words, ", "))
}

// texts returns an error if a text is not UTF-8 and so has no canonical form.
func texts(what string, list ...string) error {
	if len(list) > MaxList {
		return fmt.Errorf("%s: %d elements: at most %d", what, len(list), MaxList)
	}
	for _, s := range list {
		if !utf8.ValidString(s) {
			return fmt.Errorf("%s: %.40q is not UTF-8", what, s)
		}
	}
	return nil
}

// Check returns an error unless the means is empty or in the list.
func (m Means) Check() error {
	if m == "" {
		return nil
	}
	return closed("means", m, means)
}
