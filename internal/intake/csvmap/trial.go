// SPDX-License-Identifier: Apache-2.0

package csvmap

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/internal/intake"
	"truce/internal/intake/native"
)

// checkWords reads every word and constant that the mapping itself gives as a report of the native format would be
// read, so that a word that no row could bring through is told once, and not with every row.
func (m mapping) checkWords(all *faults) {
	decoder, err := native.NewDecoder(intake.Options{Zone: m.Zone})
	if err != nil {
		return // the zone is a fault of its own
	}
	try := func(report map[string]any) error { return tried(decoder, report) }
	all.add(try(map[string]any{"level": m.Level}), "level")
	for name, f := range m.Fields {
		list := slices.Contains(lists, name)
		f.eachWord(all, []string{"fields", name}, func(word string) error {
			if name == "between" {
				return try(map[string]any{name: []string{word, word + " and another"}})
			}
			if list {
				return try(map[string]any{name: []string{word}})
			}
			return try(map[string]any{name: word})
		})
	}
	for name, w := range map[string]*where{"where": m.Where, "origin": m.Origin} {
		if w == nil {
			continue
		}
		for part, each := range map[string]struct {
			f      *field
			beside map[string]any
		}{
			"position": {w.Position, map[string]any{}}, "radius": {w.Radius, map[string]any{"at": "1.0, 1.0"}},
			"name": {w.Name, map[string]any{}}, "sectors": {w.Sectors, map[string]any{"observer": "1.0, 1.0"}},
		} {
			member := part
			if part == "position" {
				member = "at"
			}
			each.f.eachWord(all, []string{name, part}, func(word string) error {
				p := maps.Clone(each.beside)
				p[member] = word
				return try(map[string]any{name: p})
			})
		}
	}
}

// eachWord checks the constant and the words of a field, and that no two words are one without regard to case.
func (f *field) eachWord(all *faults, at []string, check func(word string) error) {
	if f == nil {
		return
	}
	if f.Constant != "" {
		all.add(check(f.Constant), slices.Concat(at, []string{"constant"})...)
	}
	seen := map[string]string{}
	for _, from := range slices.Sorted(maps.Keys(f.Words)) {
		here := slices.Concat(at, []string{"words", from})
		if other, twice := seen[intake.Plain(from)]; twice {
			all.add(fmt.Errorf("the same word as %q: case and spaces do not count", other), here...)
		}
		seen[intake.Plain(from)] = from
		if to := f.Words[from]; to != "" {
			all.add(check(to), here...)
		}
	}
}

// tried reads a report that has nothing but the members that a trial is about, and what must stand beside them.
func tried(d native.Decoder, members map[string]any) error {
	for name, needed := range map[string]string{"source": "trial", "words": "trial", "received": "9999-01-01T00:00:00Z"} {
		if _, given := members[name]; !given {
			members[name] = needed
		}
	}
	data, err := json.Marshal(members)
	if err != nil {
		return errors.New("no text")
	}
	r, err := d.Report(data)
	if err != nil {
		return err
	}
	r.Identity.Door = Format
	if err := r.Identity.Check(); err != nil {
		return err
	}
	if err := r.Extract.Check(); err != nil {
		return errors.New(strings.TrimPrefix(err.Error(), "sighting 1: ")) // it has no other
	}
	return nil
}
