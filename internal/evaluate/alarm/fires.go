// SPDX-License-Identifier: Apache-2.0

package alarm

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"truce/internal/intake"
	"truce/internal/intake/firms"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Fire is one pixel that a satellite saw hot.
type Fire struct {
	Where place.Region
	At    when.Instant // the minute of the pass
	Night bool
}

// Fires is a file of fires, read through the door for them.
type Fires struct {
	Tally intake.Tally
	Fires []Fire // in order of time and place
}

// ReadFires reads a file of FIRMS.
func ReadFires(ctx context.Context, name string, data []byte) (*Fires, error) {
	f := &Fires{}
	if !firms.Recognises(data[:min(len(data), 4096)]) {
		return nil, fmt.Errorf("%s: not the header of a FIRMS file", name)
	}
	var err error
	f.Tally, err = firms.Read(ctx, bytes.NewReader(data), intake.Options{File: name}, intake.Sink{
		Report: func(r report.Report) error {
			s := r.Extract.Sightings[0]
			f.Fires = append(f.Fires, Fire{s.Where, s.Time.Interval.From, strings.HasSuffix(s.Words, "by night")})
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	if len(f.Fires) == 0 {
		return nil, fmt.Errorf("%s: no fire in it", name)
	}
	slices.SortFunc(f.Fires, func(a, b Fire) int {
		p, q := a.Where.Circle, b.Where.Circle
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(p.Centre.Lat, q.Centre.Lat), cmp.Compare(p.Centre.Lon, q.Centre.Lon), cmp.Compare(p.Radius, q.Radius))
	})
	return f, nil
}

// Region is the ground of an oblast or city.
type Region struct {
	Name      string
	zone      *place.Zone
	low, high place.Point
}

// ReadRegions reads the polygons of a GeoJSON document. A region's name is what the property says, romanised as Ukraine
// does officially, with "Misto Kyiv" written as the files of alerts write it, "Kyiv City". A region whose polygons are not
// valid is refused, with its reason: nothing is repaired, and no fire is given to it.
func ReadRegions(name string, data []byte, property string) (out []Region, refused []string, err error) {
	features, err := place.ParseGeoJSON(data)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	refused = []string{}
	for _, f := range features {
		if len(f.Polygons) == 0 {
			continue
		}
		r := Region{Name: regionName(f.Properties[property])}
		if r.Name == "" {
			return nil, nil, fmt.Errorf("%s: a region has no property %s: name the property that has the names", name, property)
		}
		if r.zone, err = place.NewZone(f.Polygons, place.Straight, 0); err != nil {
			refused = append(refused, fmt.Sprintf("%s: %s", r.Name, err))
			continue
		}
		r.low, r.high, _ = r.zone.Region().Box()
		out = append(out, r)
	}
	if len(out) == 0 {
		return nil, refused, errors.New(name + ": no region with polygons that are valid in it")
	}
	slices.SortFunc(out, func(a, b Region) int { return cmp.Compare(a.Name, b.Name) })
	slices.Sort(refused)
	return out, refused, nil
}

// mayHold tells whether a point is not far outside of the region's bounds: a tenth of a degree is more than any pixel.
func (r *Region) mayHold(p place.Point) bool {
	const margin = 1_000_000
	return p.Lat > r.low.Lat-margin && p.Lat < r.high.Lat+margin && p.Lon > r.low.Lon-margin && p.Lon < r.high.Lon+margin
}

func regionName(text string) string {
	name := Romanised(strings.TrimSpace(text))
	if city, ok := strings.CutPrefix(name, "Misto "); ok {
		return city + " City"
	}
	return name
}
