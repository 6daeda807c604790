// SPDX-License-Identifier: Apache-2.0

// Package issue turns the acts by which reports of a day were issued, one after the other, into a shelf of numbered versions,
// from which anybody who has the journal tells which report was issued of which day, and with which digest. It reads no report:
// package daily makes one again from the entries before the issue. The format is docs/spec/daily-report.md.
package issue

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"truce/canon"
	"truce/when"
)

// The limits of what one issue holds.
const (
	// MaxName is the longest name, in bytes.
	MaxName = 120
	// MaxBecause is the longest reason, in bytes.
	MaxBecause = 2000
	// MaxRegions is the longest list of regions.
	MaxRegions = 100
	// MaxDays is how many days one report may be of.
	MaxDays = 31
)

// Key names a report whatever its version: what it is of, and for whom.
type Key struct {
	// Agreement is the reference of the text whose zone and places the report has.
	Agreement string `json:"agreement"`
	// First and Last are its days, equal for one day.
	First when.Date `json:"first"`
	Last  when.Date `json:"last"`
	// Audience is for whom it is: "mission", "parties" or "public".
	Audience string `json:"audience"`
}

// Issue is the act by which one version of a report is issued. Whoever has the entries before it makes the report
// again and compares the digest.
type Issue struct {
	Key
	// Closes is the time of day at which its days close; 24:00 for civil days.
	Closes when.Clock `json:"closes"`
	// Regions are the places by which it counts, empty for those that follow from the text.
	Regions []string `json:"regions,omitempty"`
	// AsOf is the cut-off: what was on record up to then, with every deadline up to then passed.
	AsOf when.Instant `json:"as_of"`
	// Number and Year are its number, which all versions and audiences of the same days share.
	Number int64 `json:"number"`
	Year   int64 `json:"year"`
	// Version counts from 1; Because says why there is another, and is due from the second on.
	Version int64  `json:"version"`
	Because string `json:"because,omitempty"`
	// Digest is of the canonical bytes of the report.
	Digest canon.Digest `json:"digest"`
	By     string       `json:"by"`
}

// Issued is an issue with its entry.
type Issued struct {
	Issue
	Seq int64        `json:"seq"`
	At  when.Instant `json:"at"`
}

// Shelf holds every issue on record, in order. Its zero value is an empty one.
type Shelf struct{ all []Issued }

// All returns every issue, in order. The slice must not be changed.
func (s *Shelf) All() []Issued { return s.all }

// Last returns the last version of a report; ok is false where none was issued.
func (s *Shelf) Last(k Key) (last Issued, ok bool) {
	for _, each := range slices.Backward(s.all) {
		if each.Key == k {
			return each, true
		}
	}
	return Issued{}, false
}

// Number returns the number of a report of some days: that of any version on the shelf, else the next of its last day's year.
func (s *Shelf) Number(k Key) (number, year int64) {
	year = int64(k.Last.Year)
	for _, each := range s.all {
		switch {
		case each.Agreement != k.Agreement:
		case each.First == k.First && each.Last == k.Last:
			return each.Number, each.Year
		case each.Year == year:
			number = max(number, each.Number)
		}
	}
	return number + 1, year
}

// Prepare finds an issue in order as of its entry and returns what it does; nothing has changed before that is called.
func (s *Shelf) Prepare(i *Issue, seq int64, at when.Instant) (func(), error) {
	if err := i.check(at); err != nil {
		return nil, err
	}
	if number, year := s.Number(i.Key); number != i.Number || year != i.Year {
		return nil, fmt.Errorf("the report is number %d/%d, and the entry says %d/%d", number, year, i.Number, i.Year)
	}
	last, ok := s.Last(i.Key)
	switch {
	case i.Version != last.Version+1:
		return nil, fmt.Errorf("version %d does not follow version %d", i.Version, last.Version)
	case ok && i.Because == "":
		return nil, fmt.Errorf("version %d says nothing of why there is another: give the reason", i.Version)
	case !ok && i.Because != "":
		return nil, errors.New("a first version corrects nothing: leave the reason out")
	case ok && i.AsOf < last.AsOf:
		return nil, fmt.Errorf("version %d is as of %s, before that of version %d", i.Version, i.AsOf, last.Version)
	}
	return func() { s.all = append(s.all, Issued{*i, seq, at}) }, nil
}

func (i *Issue) check(at when.Instant) error {
	switch {
	case i.First.Check() != nil || i.Last.Check() != nil || i.Last.Compare(i.First) < 0:
		return fmt.Errorf("its days, %s to %s, are none", i.First, i.Last)
	case i.First.DaysUntil(i.Last) >= MaxDays:
		return fmt.Errorf("its days, %s to %s, are more than %d", i.First, i.Last, MaxDays)
	case i.Closes.Check() != nil || i.Closes == when.Clock{}:
		return fmt.Errorf("its days close at %s: write 24:00 for the end of a civil day", i.Closes)
	case i.AsOf > at:
		return fmt.Errorf("it is as of %s, after its entry", i.AsOf)
	case !slices.Contains([]string{"mission", "parties", "public"}, i.Audience):
		return fmt.Errorf("unknown audience %.40q: write mission, parties or public", i.Audience)
	case i.By == "" || len(i.By) > MaxName || len(i.Agreement) > MaxName:
		return fmt.Errorf("say who issues it, in at most %d bytes", MaxName)
	case len(i.Because) > MaxBecause:
		return fmt.Errorf("its reason is longer than %d bytes", MaxBecause)
	case len(i.Regions) > MaxRegions || slices.ContainsFunc(i.Regions, func(r string) bool { return r == "" || len(r) > MaxName }):
		return fmt.Errorf("its regions are more than %d, or one has no name", MaxRegions)
	case i.Digest == canon.Digest{}:
		return errors.New("it names no digest of the report")
	}
	return nil
}

// Compare orders issues by their days, number and version, for lists.
func Compare(a, b Issued) int {
	return cmp.Or(a.Last.Compare(b.Last), a.First.Compare(b.First), cmp.Compare(a.Audience, b.Audience), cmp.Compare(a.Version, b.Version))
}
