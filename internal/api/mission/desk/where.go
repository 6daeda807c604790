// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"cmp"
	"strconv"

	"truce/internal/api"
	"truce/internal/api/page"
	"truce/place"
)

// SentGround is a place that a form sent: by its name, its middle and radius, or both.
func SentGround(a *api.Ask) (place.Region, error) {
	r := place.Region{Name: a.Sent.Get("place")}
	at := a.Sent.Get("point")
	if at == "" {
		return r, nil
	}
	c, err := place.ParsePoint(at)
	if err != nil {
		return r, api.Refuse("point", "%v", err)
	}
	metres, err := strconv.ParseInt(cmp.Or(a.Sent.Get("radius"), "500"), 10, 32)
	if err != nil || metres < 1 {
		return r, api.Refuse("radius", "want a number of metres, such as 500")
	}
	c.Radius = max(c.Radius, place.Length(metres)*place.Metre)
	r.Circle = &c
	return r, nil
}

// SentGroundFields are the fields that SentGround reads.
func SentGroundFields(a *api.Ask) []page.Field {
	return []page.Field{
		{Name: "place", Label: "Place, by its name", Value: a.Value("place", ""), Error: a.Fault("place"), Help: "As the agreement names it, or in your own words."},
		{Name: "point", Label: "Middle of it", Value: a.Value("point", ""), Error: a.Fault("point"), Help: "Such as 47.5, 37.5; left out where nobody knows."},
		{Name: "radius", Label: "How far around that, in metres", Kind: "number", Value: a.Value("radius", "500"), Error: a.Fault("radius")},
	}
}
