// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"truce/place"
)

// e7 is the number of units in a degree.
const e7 = 10_000_000

// Box is the ground that a data set is about, in whole degrees. A position outside it is a slip, most often an
// exchange of latitude and longitude.
type Box struct{ South, West, North, East int32 }

// BoxAround returns the smallest box that holds all between two corners.
func BoxAround(low, high place.Point) Box {
	down := func(v int32) int32 {
		if v < 0 {
			return -((-v + e7 - 1) / e7)
		}
		return v / e7
	}
	return Box{South: down(low.Lat), West: down(low.Lon), North: -down(-high.Lat), East: -down(-high.Lon)}
}

// ParsePosition reads a latitude and a longitude in decimal degrees. It refuses what is no position, and 0, 0, which
// is how programs write that there is none.
func ParsePosition(lat, lon string) (place.Point, error) {
	if lat == "" || lon == "" {
		return place.Point{}, errors.New("no position: latitude or longitude is empty")
	}
	la, err := place.ParseDegrees(lat)
	if err != nil {
		return place.Point{}, fmt.Errorf("latitude: %w", err)
	}
	lo, err := place.ParseDegrees(lon)
	if err != nil {
		return place.Point{}, fmt.Errorf("longitude: %w", err)
	}
	if la == 0 && lo == 0 {
		return place.Point{}, errors.New("position 0, 0: a missing position; leave it empty")
	}
	if la > 90*e7 || la < -90*e7 {
		return place.Point{}, fmt.Errorf("latitude %s is beyond 90 degrees: are latitude and longitude exchanged?", lat)
	}
	return place.Point{Lat: la, Lon: lo}, nil
}

// Check returns an error if the point is outside the box.
func (b Box) Check(p place.Point) error {
	switch {
	case b.has(p):
		return nil
	case b.has(place.Point{Lat: p.Lon, Lon: p.Lat}):
		return fmt.Errorf("position %s lies outside %s, and inside if latitude and longitude are exchanged", degrees(p), b)
	}
	return fmt.Errorf("position %s lies outside %s", degrees(p), b)
}

func (b Box) has(p place.Point) bool {
	return b.South*e7 <= p.Lat && p.Lat <= b.North*e7 && b.West*e7 <= p.Lon && p.Lon <= b.East*e7
}

// String writes the bounds for people.
func (b Box) String() string {
	return fmt.Sprintf("latitude %d to %d, longitude %d to %d", b.South, b.North, b.West, b.East)
}

func degrees(p place.Point) string {
	write := func(v int32) string {
		s := fmt.Sprintf("%+09d", v)
		return strings.TrimPrefix(s[:len(s)-7]+"."+s[len(s)-7:], "+")
	}
	return write(p.Lat) + ", " + write(p.Lon)
}

// CircleAround returns a region of a circle with a name.
func CircleAround(name string, p place.Point, radius place.Length) place.Region {
	return place.Region{Name: name, Circle: &place.Circle{Centre: p, Radius: radius}}
}

// ParseLength reads a length with its unit, "500 m" or "4.5 km".
func ParseLength(text string) (place.Length, error) {
	m := lengthText.FindStringSubmatch(Plain(text))
	if m == nil {
		return 0, fmt.Errorf("length %q: write a number with its unit, such as 500 m or 4.5 km", text)
	}
	l, _, err := measure(m[1], m[2])
	return l, err
}

// ParseRange reads a range of distances, "7-10 km". A single distance is known to half of its last digit, and to no
// better than a tenth, since it was judged by eye or ear.
func ParseRange(text string) (place.Range, error) {
	plain := Plain(text)
	m := rangeText.FindStringSubmatch(plain)
	if m == nil || m[0] != plain {
		return place.Range{}, fmt.Errorf("distance %q: write a range with its unit, such as 7-10 km", text)
	}
	return rangeOf(m)
}

var (
	lengthText = regexp.MustCompile(`^(\d{1,6}(?:\.\d{1,3})?) ?(km|m)$`)
	rangeText  = regexp.MustCompile(`(?:(\d{1,6}(?:\.\d{1,3})?) ?(?:-|to) ?)?(\d{1,6}(?:\.\d{1,3})?) ?(km|m)\b`)
)

func rangeOf(m []string) (place.Range, error) {
	most, half, err := measure(m[2], m[3])
	if err != nil {
		return place.Range{}, err
	}
	if m[1] == "" || m[1] == m[2] {
		margin := max(half, most/10)
		return place.Range{Least: max(most-margin, 0), Most: most + margin}, nil
	}
	least, _, err := measure(m[1], m[3])
	if err == nil && least > most {
		err = fmt.Errorf("distance %q: it ends before it begins", m[0])
	}
	return place.Range{Least: least, Most: most}, err
}

// maxDistance is farther than anything is seen, heard or fired on the ground that reports are about.
const maxDistance = 3000 * place.Kilometre

// measure returns a length and half of its last digit.
func measure(number, unit string) (l, half place.Length, err error) {
	scale := place.Metre
	if unit == "km" {
		scale = place.Kilometre
	}
	whole, decimals, _ := strings.Cut(number, ".")
	n, err := strconv.ParseInt(whole+decimals, 10, 64)
	if err != nil {
		return 0, 0, fmt.Errorf("length %q: %w", number, err)
	}
	for range decimals {
		scale /= 10
	}
	l = place.Length(n) * scale
	if l > maxDistance {
		return 0, 0, fmt.Errorf("length %s %s: at most %s", number, unit, place.Length(maxDistance))
	}
	return l, scale / 2, nil
}

var inUnits = strings.NewReplacer("kilometres", "km", "metres", "m")

// maxSectors bounds how many sectors one sighting may have.
const maxSectors = 64

// ParseSectors reads directions and distances as an observer gives them: "7-10 km NW", "2-7 km NNE, NE and NNW",
// "all 1-4.5 km SSE and SSW", "2 km N and 3-4 km E of its location". It fails where a direction or a distance is
// missing, or where they are taken from something other than the observer.
func ParseSectors(text string, observer place.Circle) ([]place.Sector, error) {
	plain := inUnits.Replace(Plain(text))
	at := rangeText.FindAllStringSubmatchIndex(plain, maxSectors+1)
	if len(at) == 0 || len(at) > maxSectors {
		return nil, fmt.Errorf("%q: no distance with its unit, such as 2-7 km NNE", text)
	}
	if lead := otherWords(plain[:at[0][0]]); lead != "" {
		return nil, fmt.Errorf("%q: cannot place %q", text, lead)
	}
	var out []place.Sector
	for i, m := range at {
		end := len(plain)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		distance, err := rangeOf(rangeText.FindStringSubmatch(plain[m[0]:m[1]]))
		if err != nil {
			return nil, err
		}
		sectors, err := directions(plain[m[1]:end], place.Sector{Observer: observer, Distance: distance})
		if err != nil {
			return nil, fmt.Errorf("%q: %w", text, err)
		}
		if out = append(out, sectors...); len(out) > maxSectors {
			return nil, fmt.Errorf("%.40q: more than %d sectors", text, maxSectors)
		}
	}
	return out, nil
}

// directions reads the winds after a distance, up to the words that say from where they are taken.
func directions(text string, like place.Sector) ([]place.Sector, error) {
	text, from, _ := strings.Cut(" "+text+" ", " of ")
	if other := otherWords(from); other != "" {
		return nil, fmt.Errorf("directions are taken from %q, not from the observer", other)
	}
	var out []place.Sector
	for _, word := range splitWords(text) {
		if fillers[word] {
			continue
		}
		from, to, err := ParseWind(word)
		if err != nil {
			return nil, err
		}
		like.From, like.To = from, to
		out = append(out, like)
	}
	if len(out) == 0 {
		return nil, errors.New("a distance without a direction")
	}
	return out, nil
}

// ParseWind reads the name of a wind, such as NNE or north-east, as its sector.
func ParseWind(word string) (from, to place.Bearing, err error) {
	if strings.ContainsAny(word, "0123456789") || word == "" {
		return 0, 0, fmt.Errorf("direction %q: write a wind such as NNE", word)
	}
	return place.ParseBearing(word)
}

func splitWords(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;/&.()", r) })
}

// fillers are words around directions that do not change them.
var fillers = map[string]bool{
	"all": true, "and": true, "or": true, "the": true, "its": true, "their": true, "smm": true, "location": true,
	"position": true, "camera": true, "patrol": true, "observer": true, "of": true, "at": true, "to": true,
	"about": true, "approximately": true, "approx": true, "an": true, "a": true, "assessed": true,
}

func otherWords(text string) string {
	var out []string
	for _, word := range splitWords(text) {
		if !fillers[word] {
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}
