// SPDX-License-Identifier: Apache-2.0

package viina

import (
	"context"
	"errors"
	"fmt"
	"io"

	"truce/internal/intake"
	"truce/place"
	"truce/territory"
	"truce/when"
)

// ControlFormat is the name of the door for changes of hand.
const ControlFormat = "viina-control"

var control = intake.Sheet{Format: ControlFormat, Columns: []intake.Column{
	{Name: "geonameid"}, {Name: "name"}, {Name: "latitude"}, {Name: "longitude"}, {Name: "date"}, {Name: "status"},
}}

// RecognisesControl tells whether the beginning of a file is that of the changes of hand.
func RecognisesControl(head []byte) bool { return control.Recognises(head) }

// codes begins the code of a place: the data set's identities are those of GeoNames.
const codes = "geonames:"

// markRadius is how far from its centre a populated place reaches.
const markRadius = 3 * place.Kilometre

// holders are the words of the data set, and the holder by its own letters. "LIBERATED" is its word for a place back in
// the hands of Ukraine, "CONTESTED" for one that nobody is known to hold.
var holders = map[string]string{"RU": "RU", "UA": "UA", "LIBERATED": "UA", "CONTESTED": ""}

// ReadControl reads the changes of hand of populated places with their coordinates into one observed layer, whole in
// memory: it is a small file of one row for each change. A change is from the beginning of its civil day; what
// happened within the day is not known. The layer is good to the end of the last day of the file, and is
// published then. Where no row is accepted there is no layer.
func ReadControl(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error) {
	b := intake.NewBatch(ctx, r, o, sink).As(ControlFormat)
	zone, err := o.LoadZone("Europe/Kyiv")
	if err != nil {
		return b.End(err)
	}
	c := changes{zone: zone, index: map[string]int{}}
	if err := c.read(b); !errors.Is(err, io.EOF) {
		return b.End(err)
	}
	if len(c.marks) == 0 {
		return b.End(nil)
	}
	return b.End(b.Whole(territory.Layer{
		Name: "populated places by VIINA", Kind: territory.Observed, Source: o.SourceOr(source),
		Published: c.valid.To, Valid: c.valid, Marks: c.marks,
	}))
}

type changes struct {
	zone  when.Zone
	index map[string]int // identity of a place to its mark
	marks []territory.Mark
	valid when.Interval
}

func (c *changes) read(b *intake.Batch) error {
	t, err := intake.NewTable(b, control.Columns)
	if err != nil {
		return err
	}
	for {
		row, err := t.Next()
		if err != nil {
			return err
		}
		if err := b.Row(); err != nil {
			return err
		}
		if err := c.add(row); err != nil {
			b.Refuse(err)
			continue
		}
		b.Accept()
	}
}

// add enters a change. The changes of a place stand in order of time, at one position.
func (c *changes) add(row intake.Row) error {
	if err := row.Fault(); err != nil {
		return err
	}
	date, err := when.ParseDate(row.Get("date"))
	if err != nil {
		return err
	}
	holder, ok := holders[row.Get("status")]
	if !ok {
		return fmt.Errorf("status %q: use RU, UA, CONTESTED or LIBERATED", row.Get("status"))
	}
	at, err := intake.ParsePosition(row.Get("latitude"), row.Get("longitude"))
	if err == nil {
		err = box.Check(at)
	}
	if err != nil {
		return err
	}
	day, circle := c.zone.Whole(date), place.Circle{Centre: at, Radius: markRadius}
	id := row.Get("geonameid")
	i, seen := c.index[id]
	if !seen {
		i = len(c.marks)
		c.index[id] = i
		c.marks = append(c.marks, territory.Mark{Name: row.Get("name"), Code: codes + id, At: circle})
	}
	m := &c.marks[i]
	if m.At != circle {
		return fmt.Errorf("place %s stands at two positions", id)
	}
	if n := len(m.Holds); n > 0 && m.Holds[n-1].From >= day.From {
		return fmt.Errorf("place %s: %s is not after the change before it", id, date)
	}
	m.Holds = append(m.Holds, territory.Hold{From: day.From, Holder: holder})
	c.valid = c.valid.Hull(day)
	return nil
}
