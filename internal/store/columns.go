// SPDX-License-Identifier: Apache-2.0

package store

import (
	"strings"

	"truce/act"
	"truce/finding"
	"truce/place"
	"truce/when"
)

// Columns are points for a map that has many: one list for each member, all of one length, so that a hundred thousand are some
// megabytes of JSON and quick to read.
type Columns struct {
	// IDs are the letters of the IDs of incidents one behind the other, IDLetters each, without their kind.
	IDs       string `json:"ids"`
	IDLetters int    `json:"id_letters"`
	// Lat and Lon are degrees x 10^7, Reach metres, When seconds since 1970, rounded down; null where no time is known.
	Lat   []int32  `json:"lat_e7"`
	Lon   []int32  `json:"lon_e7"`
	Reach []int32  `json:"reach_m"`
	When  []*int64 `json:"when_s"`
	// Act, Furthest and Triage are places in Acts, Statuses and Triages; -1 for none.
	Act      []int  `json:"act"`
	Outcomes []int  `json:"outcomes"`
	Furthest []int  `json:"furthest"`
	Triage   []int  `json:"triage"`
	Exercise []bool `json:"exercise"`

	Acts     []act.Act        `json:"acts"`
	Statuses []finding.Status `json:"statuses"`
	Triages  []Triage         `json:"triages"`

	Cut bool  `json:"cut,omitempty"`
	Seq int64 `json:"seq"`
}

// Columns returns the points in columns.
func (p *Points) Columns() *Columns {
	c := &Columns{Cut: p.Cut, Seq: p.Seq, IDLetters: idLetters}
	var ids strings.Builder
	acts, statuses, triages := numbering[act.Act](&c.Acts), numbering[finding.Status](&c.Statuses), numbering[Triage](&c.Triages)
	times := make([]int64, len(p.Points))
	for i := range p.Points {
		at := &p.Points[i]
		_, letters, _ := strings.Cut(at.Incident.String(), ":")
		ids.WriteString(letters)
		c.Lat, c.Lon, c.Reach = append(c.Lat, at.At.Lat), append(c.Lon, at.At.Lon), append(c.Reach, at.Reach)
		if at.When == when.MinInstant {
			c.When = append(c.When, nil)
		} else {
			times[i] = seconds(at.When)
			c.When = append(c.When, &times[i])
		}
		c.Act, c.Furthest, c.Triage = append(c.Act, acts(at.Act)), append(c.Furthest, statuses(at.Furthest)), append(c.Triage, triages(at.Triage))
		c.Outcomes, c.Exercise = append(c.Outcomes, int(at.Outcomes)), append(c.Exercise, at.Exercise)
	}
	c.IDs = ids.String()
	return c
}

// idLetters is how many letters an ID has behind its kind.
const idLetters = 32

// seconds rounds down, before 1970 too.
func seconds(at when.Instant) int64 {
	n := int64(at) / 1000
	if int64(at)%1000 < 0 {
		n--
	}
	return n
}

// numbering numbers words in the order in which they come, and lists them; the empty word is -1.
func numbering[T ~string](list *[]T) func(T) int {
	known := map[T]int{"": -1}
	return func(word T) int {
		n, ok := known[word]
		if !ok {
			n = len(*list)
			known[word], *list = n, append(*list, word)
		}
		return n
	}
}

// Point returns the n-th point of the columns, from 0, with its ID as text.
func (c *Columns) Point(n int) (id string, p Point) {
	p = Point{
		At: place.Point{Lat: c.Lat[n], Lon: c.Lon[n]}, Reach: c.Reach[n], When: when.MinInstant,
		Outcomes: Outcomes(c.Outcomes[n]), Exercise: c.Exercise[n],
	}
	if t := c.When[n]; t != nil {
		p.When = when.Instant(*t) * 1000
	}
	if i := c.Act[n]; i >= 0 {
		p.Act = c.Acts[i]
	}
	if i := c.Furthest[n]; i >= 0 {
		p.Furthest = c.Statuses[i]
	}
	if i := c.Triage[n]; i >= 0 {
		p.Triage = c.Triages[i]
	}
	return "incident:" + c.IDs[n*c.IDLetters:(n+1)*c.IDLetters], p
}
