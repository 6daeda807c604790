// SPDX-License-Identifier: Apache-2.0

package words

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"unicode/utf8"

	"truce/when"
)

// aliases is the file of places that have or had two names.
//
//go:embed aliases.txt
var aliases string

// alias says that a name is that of a place while it is.
type alias struct {
	key   uint32
	place Stem
	from  when.Instant
}

// gazetteer is the names of places that changed, sorted by key.
type gazetteer struct {
	list  []alias
	heads [256][2]int32 // by the last byte of the key: where its names are in list
}

var places = makePlaces(aliases)

// find returns the place that a name stands for in a text of a time.
func (g *gazetteer) find(key uint32, on when.Instant) (Stem, bool) {
	head := g.heads[byte(key)]
	var one Stem
	for _, a := range g.list[head[0]:head[1]] {
		switch {
		case a.key != key || on < a.from || a.place == one:
		case one != 0:
			return 0, false
		default:
			one = a.place
		}
	}
	return one, one != 0
}

// makePlaces reads the list: a line for each place, its fields parted by |: the day of the act, the names before it, the
// names after it, and the source. A name may be of two words, which are written with a low line between them; one with =
// before it is meant in this form alone, with ~ before it, for a name in -ськ or -ск, in
// its cases and as no adjective. A name that two places bear at one time is that of neither. A line without a day has
// names that always hold, and no fields beyond them.
func makePlaces(text string) *gazetteer {
	g := &gazetteer{}
	for line := range strings.Lines(text) {
		if fields := strings.Split(strings.TrimSpace(line), "|"); len(fields) > 1 && !strings.HasPrefix(line, "#") {
			g.list = append(g.list, aliasesOf(fields)...)
		}
	}
	slices.SortStableFunc(g.list, func(a, b alias) int {
		return cmp.Or(cmp.Compare(byte(a.key), byte(b.key)), cmp.Compare(a.key, b.key), cmp.Compare(a.from, b.from))
	})
	g.list = slices.CompactFunc(g.list, func(a, b alias) bool { return a.key == b.key && a.place == b.place })
	for i, a := range g.list {
		b := byte(a.key)
		if g.heads[b][1] == 0 {
			g.heads[b][0] = int32(i)
		}
		g.heads[b][1] = int32(i + 1)
	}
	return g
}

// aliasesOf returns the names of one line.
func aliasesOf(fields []string) []alias {
	names := strings.Fields(fields[1])
	place := stem(Word, hash([]byte("place "+names[0])))
	list := make([]alias, 0, 32)
	add := func(name string, from when.Instant) {
		for _, form := range formsOf(name) {
			list = append(list, alias{key: nameKey(form), place: place, from: from})
		}
	}
	for _, name := range names {
		add(name, when.MinInstant)
	}
	if day := strings.TrimSpace(fields[0]); day != "-" {
		date, err := when.ParseDate(day)
		if err != nil {
			panic("words: a committed list of places: " + err.Error())
		}
		from := when.Instant(when.Date{Year: 1970, Month: 1, Day: 1}.DaysUntil(date)) * when.Instant(when.Day)
		for _, name := range strings.Fields(fields[2]) {
			add(name, from)
		}
	}
	return list
}

// formsOf returns the cases of a name with ~ before it, and another name as it is.
func formsOf(name string) []string {
	base, ok := strings.CutPrefix(name, "~")
	if !ok {
		return []string{name}
	}
	forms := []string{"=" + base}
	if base[0] >= utf8.RuneSelf {
		forms = append(forms, "="+base+"а", "="+base+"у", "="+base+"ом")
		if !strings.HasSuffix(base, "ськ") {
			forms = append(forms, "="+base+"е")
		}
	}
	return forms
}

// nameKey is the key of a name in the list.
func nameKey(name string) uint32 {
	if exact, ok := strings.CutPrefix(name, "="); ok {
		return hash(fold(strings.ToLower(exact))) ^ exactMark
	}
	first, second, two := strings.Cut(name, "_")
	key := soundKey(first)
	if two {
		key = pairOf(key, soundKey(second))
	}
	return key
}

func soundKey(word string) uint32 {
	var room [maxSounds]byte
	return hash(soundsOf(room[:0], unended(fold(strings.ToLower(word)))))
}

// exactMark keeps names that are meant in one form alone apart from those by sound.
const exactMark = 0x27d4eb2f
