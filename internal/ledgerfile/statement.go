// SPDX-License-Identifier: Apache-2.0

package ledgerfile

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"truce/act"
	"truce/agreement"
	"truce/internal/intake"
	"truce/ledger"
	"truce/place"
	"truce/when"
)

// MaxFile is the most bytes that a definition or a file of totals may have.
const MaxFile = 256 << 10

// span is from when to when, in the words of a file.
type span struct {
	From  string `yaml:"from"`
	Until string `yaml:"until"`
	Zone  string `yaml:"zone"`
}

// wireDefinition is the file of a definition.
type wireDefinition struct {
	Definition int           `yaml:"definition"`
	Name       string        `yaml:"name"`
	Unit       string        `yaml:"unit"`
	Acts       []act.Act     `yaml:"acts"`
	Polygons   [][][2]string `yaml:"polygons"`
	Places     []string      `yaml:"places"`
	Exercise   bool          `yaml:"exercise"`
	Span       span          `yaml:"period"`
}

// wireTotals is the file of totals.
type wireTotals struct {
	Totals []wireClaim `yaml:"totals"`
}

type wireClaim struct {
	By     string    `yaml:"by"`
	Total  string    `yaml:"total"`
	Unit   string    `yaml:"unit"`
	Acts   []act.Act `yaml:"acts"`
	Area   string    `yaml:"area"`
	Items  int64     `yaml:"items"`
	Source string    `yaml:"source"`
	Span   span      `yaml:"period"`
}

// ParseDefinition reads a definition. Its error names the file and what to mend.
func ParseDefinition(name string, data []byte) (ledger.Definition, error) {
	var w wireDefinition
	if err := decode(data, &w); err != nil {
		return ledger.Definition{}, fmt.Errorf("%s: %w", name, err)
	}
	d := ledger.Definition{Name: w.Name, Unit: strings.ToLower(cmp.Or(strings.TrimSpace(w.Unit), "event")), Acts: w.Acts, Places: w.Places, Exercise: w.Exercise}
	fail := func(err error) (ledger.Definition, error) {
		return ledger.Definition{}, fmt.Errorf("%s: %w", name, err)
	}
	switch {
	case w.Definition != 1:
		return fail(errors.New("not a definition: begin it with definition: 1"))
	case strings.TrimSpace(w.Name) == "":
		return fail(errors.New("name: say in words what is counted"))
	}
	if err := checkActs(w.Acts); err != nil {
		return fail(err)
	}
	var err error
	if d.Period, err = w.Span.interval(); err != nil {
		return fail(err)
	}
	for i, ring := range w.Polygons {
		zone, err := zoneOf(ring)
		if err != nil {
			return fail(fmt.Errorf("polygon %d: %w", i+1, err))
		}
		d.Area = append(d.Area, zone)
	}
	return d, nil
}

// ParseTotals reads the totals that parties stated, two or more. Its error names the file and what to mend.
func ParseTotals(name string, data []byte) ([]ledger.Claim, error) {
	var w wireTotals
	if err := decode(data, &w); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(w.Totals) < 2 {
		return nil, fmt.Errorf("%s: %d totals: write two or more under the key totals", name, len(w.Totals))
	}
	out := make([]ledger.Claim, len(w.Totals))
	for i, each := range w.Totals {
		var err error
		if out[i], err = each.claim(); err != nil {
			return nil, fmt.Errorf("%s: total %d: %w", name, i+1, err)
		}
	}
	return out, nil
}

func (w *wireClaim) claim() (ledger.Claim, error) {
	c := ledger.Claim{By: strings.TrimSpace(w.By), Unit: w.Unit, Acts: w.Acts, Area: w.Area, Items: w.Items, Source: w.Source}
	if c.By == "" {
		return c, errors.New("by: say who states it")
	}
	low, high, ranged := strings.Cut(strings.ReplaceAll(w.Total, ",", ""), "-")
	if !ranged {
		high = low
	}
	var errLow, errHigh error
	c.Least, errLow = strconv.ParseInt(strings.TrimSpace(low), 10, 64)
	c.Most, errHigh = strconv.ParseInt(strings.TrimSpace(high), 10, 64)
	if errLow != nil || errHigh != nil || c.Least < 0 || c.Most < c.Least {
		return c, fmt.Errorf("total %.40q: write a number, or its bounds such as 2900-2950", w.Total)
	}
	if w.Items < 0 {
		return c, fmt.Errorf("items %d: write how many items were given, or leave it out", w.Items)
	}
	if err := checkActs(w.Acts); err != nil {
		return c, err
	}
	var err error
	c.Period, err = w.Span.interval()
	return c, err
}

func checkActs(acts []act.Act) error {
	for _, a := range acts {
		if err := a.Check(); err != nil {
			return fmt.Errorf("acts: %w", err)
		}
	}
	return nil
}

// interval reads a period: both ends or none, the second not included.
func (s span) interval() (when.Interval, error) {
	if s.From == "" && s.Until == "" {
		return when.Interval{}, nil
	}
	if s.From == "" || s.Until == "" {
		return when.Interval{}, errors.New("period: give both from and until")
	}
	zone, err := when.LoadZone(cmp.Or(s.Zone, "UTC"))
	if err != nil {
		return when.Interval{}, fmt.Errorf("period: %w", err)
	}
	from, err := when.Parse(s.From, zone)
	if err != nil {
		return when.Interval{}, fmt.Errorf("period, from: %w", err)
	}
	until, err := when.Parse(s.Until, zone)
	if err != nil {
		return when.Interval{}, fmt.Errorf("period, until: %w", err)
	}
	i := when.Interval{From: from.Interval.From, To: until.Interval.From - 1}
	if i.To < i.From {
		return when.Interval{}, errors.New("period: it ends before it begins")
	}
	return i, nil
}

// zoneOf draws a polygon whose corners are [longitude, latitude] in degrees, with straight edges and no tolerance.
func zoneOf(ring [][2]string) (*place.Zone, error) {
	var points []place.Point
	for _, corner := range ring {
		lon, err := place.ParseDegrees(corner[0])
		if err != nil {
			return nil, err
		}
		lat, err := place.ParseDegrees(corner[1])
		if err != nil {
			return nil, err
		}
		points = append(points, place.Point{Lat: lat, Lon: lon})
	}
	return place.NewZone([]place.Polygon{{Rings: [][]place.Point{points}}}, place.Straight, 0)
}

func decode(data []byte, into any) error {
	if len(data) > MaxFile {
		return fmt.Errorf("larger than %d bytes", MaxFile)
	}
	if err := intake.Encoding(data); err != nil {
		return err
	}
	if err := yaml.UnmarshalWithOptions(data, into, yaml.Strict()); err != nil {
		return errors.New(yaml.FormatError(err, false, false))
	}
	return nil
}

// OfAgreement makes a definition of what the terms of an agreement prohibit. It errors as agreement.Compile does.
func OfAgreement(a *agreement.Agreement) (ledger.Definition, error) {
	text, err := agreement.Compile(a, nil)
	if err != nil {
		return ledger.Definition{}, err
	}
	return ledger.Definition{Name: "what " + text.Ref() + " prohibits", Unit: "event", Text: text}, nil
}
