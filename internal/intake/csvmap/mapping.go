// SPDX-License-Identifier: Apache-2.0

// Package csvmap turns rows of any CSV file into reports by a mapping, a YAML file that says which column fills which
// member of the native format. The mapping's own format is docs/spec/intake.md.
package csvmap

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"truce/internal/intake"
	"truce/report"
	"truce/when"
)

// maxMapping is the most bytes that a mapping may have; it is read whole.
const maxMapping = 256 << 10

// version is the first line of meaning in a mapping.
const version = "truce/csvmap/1"

// mapping is the file.
type mapping struct {
	Format string `yaml:"format"`
	// Level, Source and Zone are the same for each row.
	Level  string `yaml:"level"`
	Source string `yaml:"source"`
	Zone   string `yaml:"zone"`
	// Bounds are those of the ground that the file is about, in whole degrees.
	Bounds *bounds `yaml:"bounds"`
	// Fields fill members of the native format that are words.
	Fields map[string]field `yaml:"fields"`
	// Where and Origin are places.
	Where  *where `yaml:"where"`
	Origin *where `yaml:"origin"`
	// Casualties are columns of numbers.
	Casualties []casualties `yaml:"casualties"`
	Keep       bool         `yaml:"keep"`
}

type bounds struct {
	South int32 `yaml:"south"`
	West  int32 `yaml:"west"`
	North int32 `yaml:"north"`
	East  int32 `yaml:"east"`
}

// field is where a member comes from: one column, several joined, or a constant.
type field struct {
	Column   string   `yaml:"column"`
	Columns  []string `yaml:"columns"`
	Join     string   `yaml:"join"`
	Constant string   `yaml:"constant"`
	// Unit is written after what the column holds.
	Unit string `yaml:"unit"`
	// Split is what parts the elements of a list.
	Split string `yaml:"split"`
	// Words maps what the column holds to words of Truce, without regard to case.
	Words map[string]string `yaml:"words"`
	// Otherwise says what becomes of what Words lacks: "refuse", "keep" or "unknown".
	Otherwise string `yaml:"otherwise"`
}

// where is a place: a position with its radius, a position as people write it, a name, or sectors from an observer.
type where struct {
	Latitude  string `yaml:"latitude"`
	Longitude string `yaml:"longitude"`
	Position  *field `yaml:"position"`
	Radius    *field `yaml:"radius"`
	Name      *field `yaml:"name"`
	Sectors   *field `yaml:"sectors"`
}

type casualties struct {
	Harm   string `yaml:"harm"`
	Of     string `yaml:"of"`
	Age    string `yaml:"age"`
	Side   string `yaml:"side"`
	Cause  string `yaml:"cause"`
	Column string `yaml:"column"`
}

// single and lists are the members that fields may fill.
var (
	single = []string{
		"act", "class", "consent", "count", "evidence", "in_answer_to", "level", "means", "person", "received", "source",
		"target", "time", "weapon", "words",
	}
	lists = []string{"actors", "between", "describes", "roots"}
)

// parse reads a mapping and refuses one with mistakes, each with its place in the file of that name.
func parse(name string, data []byte) (mapping, source, error) {
	var m mapping
	switch {
	case len(data) == 0:
		return m, source{}, errors.New("no mapping: a generic CSV needs one: --mapping FILE")
	case len(data) > maxMapping:
		return m, source{}, fmt.Errorf("mapping of %d bytes: at most %d", len(data), maxMapping)
	}
	if err := intake.Encoding(data); err != nil {
		return m, source{}, fmt.Errorf("mapping: %w", err)
	}
	s := newSource(name, data)
	if err := yaml.UnmarshalWithOptions(data, &m, yaml.Strict()); err != nil {
		return m, s, s.unread(err)
	}
	return m, s, s.refuse(m.check())
}

// check returns every mistake that the mapping has whatever the file is.
func (m mapping) check() faults {
	var all faults
	if m.Format != version {
		all.add(fmt.Errorf("format %q: write format: %s", m.Format, version), "format")
		return all
	}
	for name, f := range m.Fields {
		if !slices.Contains(single, name) && !slices.Contains(lists, name) {
			all.add(fmt.Errorf("unknown member%s", intake.DidYouMean(name, slices.Concat(single, lists))), "fields", name)
			continue
		}
		all.add(f.check(slices.Contains(lists, name)), "fields", name)
	}
	for name, twice := range map[string]bool{"source": m.Source != "" && m.has("source"), "level": m.Level != "" && m.has("level")} {
		if twice {
			all.add(errors.New("stands both alone and in fields; use one"), name)
		}
	}
	all.add(m.Where.check(), "where")
	all.add(m.Origin.check(), "origin")
	if b := m.Bounds; b != nil && (b.South >= b.North || b.West >= b.East || b.South < -90 || b.North > 90 || b.West < -180 || b.East > 180) {
		all.add(errors.New("south below north, west below east, in whole degrees"), "bounds")
	}
	if m.Zone != "" {
		_, err := when.LoadZone(m.Zone)
		all.add(err, "zone")
	}
	m.checkCasualties(&all)
	if len(all) == 0 {
		m.checkWords(&all)
	}
	return all
}

func (m mapping) has(name string) bool {
	_, ok := m.Fields[name]
	return ok
}

func (m mapping) checkCasualties(all *faults) {
	for i, c := range m.Casualties {
		at := []string{"casualties", fmt.Sprint(i)}
		if c.Column == "" {
			all.add(errors.New("no column"), at...)
		}
		record := report.Casualties{Harm: c.Harm, Of: c.Of, Age: c.Age, Least: 1, Most: 1}
		for _, word := range []*string{&record.Of, &record.Age} {
			if *word == "" {
				*word = "unknown"
			}
		}
		all.add(record.Check(), at...)
	}
}

func (f field) check(list bool) error {
	given := 0
	for _, set := range []bool{f.Column != "", len(f.Columns) > 0, f.Constant != ""} {
		if set {
			given++
		}
	}
	switch {
	case given != 1:
		return errors.New("give one of column, columns and constant")
	case f.Join != "" && len(f.Columns) == 0:
		return errors.New("join needs columns")
	case f.Split != "" && !list:
		return errors.New("split belongs to a list")
	case f.Otherwise != "" && f.Words == nil:
		return errors.New("otherwise needs words")
	case f.Constant != "" && (f.Words != nil || f.Unit != ""):
		return errors.New("a constant has neither words nor unit")
	case !slices.Contains([]string{"", "refuse", "keep", "unknown"}, f.Otherwise):
		return fmt.Errorf("otherwise %q: use refuse, keep or unknown", f.Otherwise)
	}
	return nil
}

func (w *where) check() error {
	if w == nil {
		return nil
	}
	for _, f := range []*field{w.Position, w.Radius, w.Name, w.Sectors} {
		if f == nil {
			continue
		}
		if err := f.check(false); err != nil {
			return err
		}
	}
	degrees := w.Latitude != "" || w.Longitude != ""
	switch {
	case degrees && (w.Latitude == "" || w.Longitude == ""):
		return errors.New("latitude and longitude belong together")
	case degrees && w.Position != nil:
		return errors.New("give latitude and longitude, or position")
	case w.Sectors != nil && !degrees && w.Position == nil:
		return errors.New("sectors need the position of the observer")
	case degrees && w.Radius == nil && w.Sectors == nil:
		return errors.New("latitude and longitude need a radius: a position is never exact")
	case !degrees && w.Position == nil && w.Name == nil:
		return errors.New("neither a position nor a name")
	}
	return nil
}

// columns lists the columns that the mapping reads, each once, in the order of their names, with the place where the
// mapping asks for it.
func (m mapping) columns(s source) []intake.Column {
	asked := map[string]string{}
	add := func(column string, at ...string) {
		if strings.TrimSpace(column) != "" && asked[column] == "" {
			asked[column] = s.place(at...)
		}
	}
	addField := func(f *field, at ...string) {
		if f == nil {
			return
		}
		add(f.Column, slices.Concat(at, []string{"column"})...)
		for i, c := range f.Columns {
			add(c, slices.Concat(at, []string{"columns", fmt.Sprint(i)})...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Fields)) {
		f := m.Fields[name]
		addField(&f, "fields", name)
	}
	for _, each := range []struct {
		name string
		w    *where
	}{{"where", m.Where}, {"origin", m.Origin}} {
		w := each.w
		if w == nil {
			continue
		}
		add(w.Latitude, each.name, "latitude")
		add(w.Longitude, each.name, "longitude")
		addField(w.Position, each.name, "position")
		addField(w.Radius, each.name, "radius")
		addField(w.Name, each.name, "name")
		addField(w.Sectors, each.name, "sectors")
	}
	for i, c := range m.Casualties {
		add(c.Column, "casualties", fmt.Sprint(i), "column")
	}
	var out []intake.Column
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		out = append(out, intake.Column{Name: name, Asked: asked[name]})
	}
	return out
}
