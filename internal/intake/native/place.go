// SPDX-License-Identifier: Apache-2.0

package native

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"truce/internal/intake"
	"truce/place"
)

// region reads a place: words are a position where they read as one, and a name otherwise.
func (p *wirePlace) region() (place.Region, error) {
	if p == nil {
		return place.Region{}, nil
	}
	if p.words != "" {
		return regionOfWords(p.words)
	}
	forms := 0
	for _, set := range []bool{p.At != "", len(p.Geometry) > 0, p.Observer != nil} {
		if set {
			forms++
		}
	}
	switch {
	case forms > 1:
		return place.Region{}, errors.New("give one of at, geometry and observer")
	case p.Observer == nil && (p.Sectors != nil || p.Bearing != "" || p.Distance != ""):
		return place.Region{}, errors.New("sectors, bearing and distance need an observer with a position")
	case p.Observer != nil:
		return p.fromObserver()
	case len(p.Geometry) > 0:
		return regionOf(p.Geometry, p.Radius, p.Name)
	case p.At != "":
		c, err := circle(p.At, p.Radius)
		return place.Region{Name: p.Name, Circle: c}, err
	case p.Radius != "":
		return place.Region{}, errors.New("a radius needs a position, at")
	case p.Name == "":
		return place.Region{}, errors.New("nothing is said of it; leave it out")
	}
	return place.Region{Name: p.Name}, nil
}

// noNumbers is a position of a program that had none.
var noNumbers = regexp.MustCompile(`(?i)^[+-]?(?:nan|inf|infinity|null|none)\s*[,;]|[,;]\s*[+-]?(?:nan|inf|infinity|null|none)$`)

// regionOfWords takes words that begin like a number for a position: they are never quietly a name.
func regionOfWords(words string) (place.Region, error) {
	c, err := place.ParsePoint(words)
	if err == nil {
		if c.Centre == (place.Point{}) {
			return place.Region{}, errors.New("position 0, 0: a missing position; leave it out")
		}
		return place.Region{Circle: &c}, nil
	}
	if strings.ContainsAny(words[:1], "+-.0123456789") || noNumbers.MatchString(words) {
		return place.Region{}, fmt.Errorf("%w (a name that begins with a number: {\"name\": ...})", err)
	}
	return place.Region{Name: words}, nil
}

// circle reads a position; a radius replaces half its last digit.
func circle(at, radius string) (*place.Circle, error) {
	c, err := place.ParsePoint(at)
	if err != nil || radius == "" {
		return &c, err
	}
	c.Radius, err = intake.ParseLength(radius)
	return &c, err
}

func (p *wirePlace) fromObserver() (place.Region, error) {
	if p.Radius != "" {
		return place.Region{}, errors.New("a radius belongs to the observer")
	}
	observer, err := p.Observer.region()
	if err != nil {
		return place.Region{}, fmt.Errorf("observer: %w", err)
	}
	if observer.Circle == nil {
		return place.Region{}, errors.New("observer: needs a position, such as \"47.1, 37.5\"")
	}
	var sectors []place.Sector
	for _, words := range p.Sectors {
		some, err := intake.ParseSectors(words, *observer.Circle)
		if err != nil {
			return place.Region{}, err
		}
		sectors = append(sectors, some...)
	}
	if p.Bearing != "" || p.Distance != "" {
		s := place.Sector{Observer: *observer.Circle}
		if s.From, s.To, err = place.ParseBearing(string(p.Bearing)); err != nil {
			return place.Region{}, err
		}
		if s.Distance, err = intake.ParseRange(p.Distance); err != nil {
			return place.Region{}, err
		}
		sectors = append(sectors, s)
	}
	if sectors == nil {
		return place.Region{}, errors.New("an observer needs sectors, or a bearing and a distance")
	}
	return place.Region{Name: p.Name, Sectors: sectors}, nil
}

// regionOf reads a geometry of GeoJSON. A point is never exact: it needs a radius, and so does a line.
func regionOf(geometry json.RawMessage, radius, name string) (place.Region, error) {
	features, err := place.ParseGeoJSON(geometry)
	if err != nil {
		return place.Region{}, fmt.Errorf("geometry: %w", err)
	}
	if len(features) != 1 {
		return place.Region{}, fmt.Errorf("geometry: %d features where one geometry is due", len(features))
	}
	f := features[0]
	if len(f.Polygons) > 0 {
		if radius != "" {
			return place.Region{}, errors.New("a radius belongs to a point or a line")
		}
		return place.Region{Name: name, Polygons: f.Polygons}, nil
	}
	if len(f.Points) == 0 {
		return place.Region{}, errors.New("geometry: it is empty")
	}
	if radius == "" {
		return place.Region{}, errors.New("a point or a line is never exact: say within how many metres it is good (radius, " +
			"in GeoJSON radius_m)")
	}
	length, err := intake.ParseLength(radius)
	if err != nil {
		return place.Region{}, err
	}
	if len(f.Points) == 1 {
		return intake.CircleAround(name, f.Points[0], length), nil
	}
	return place.Region{Name: name, Path: &place.Path{Points: f.Points, Tolerance: length}}, nil
}
