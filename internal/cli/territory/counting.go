// SPDX-License-Identifier: Apache-2.0

package territory

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/intake"
	"truce/internal/territoryfile"
	"truce/place"
	"truce/place/parting"
	"truce/territory/shares"
	"truce/when"
)

// counting are the flags of what is shared.
type counting struct {
	sources
	layer, roll, status, timeline string
	within, names, centres        string
	weighted                      bool
	borders, property             string
	lines                         []string
	tolerance, carry              string
}

func (o *counting) flags(cmd *cobra.Command) {
	o.sources.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.layer, "layer", "", "name of the layer, where there are several")
	f.StringVar(&o.roll, "roll", "", "CSV of the places that make the denominator, by KATOTTG or GeoNames codes (default: the places of the source)")
	f.StringVar(&o.status, "status", "", "the ministry's CSV of hromadas and their status in September 2022, instead of a layer")
	f.StringVar(&o.timeline, "timeline", "", "VIINA's whole JSON of control, instead of a layer")
	f.StringVar(&o.names, "names", "", "table of GeoNames that gives the source's places their names and oblasts, to match by")
	f.StringVar(&o.centres, "centres", "", "JSON of the centres of hromadas, to match by")
	f.StringVar(&o.within, "within", "20 km", "how near a place must be to the unit of the roll that it is taken for by its name")
	f.BoolVar(&o.weighted, "people", false, "count people instead of places, where the roll knows how many")
	f.StringVar(&o.borders, "borders", "", "GeoJSON of borders: shares of ground")
	f.StringVar(&o.property, "border-name", "", "property that names a border (default: the usual ones)")
	f.StringArrayVar(&o.lines, "line", nil, "GeoJSON of the line that parts the ground; may be given several times")
	f.StringVar(&o.tolerance, "tolerance", "2 km", "how far the true line may lie from the one drawn")
	f.StringVar(&o.carry, "close", "0 m", "how far a loose end of the line is carried on to the nearest ground outside of the borders")
}

// counted is what a question rests on.
type counted struct {
	account  shares.Account
	question shares.Question
	asOf     when.Instant
	zone     when.Zone
}

// prepare reads the account and the roll.
func (o *counting) prepare(cmd *cobra.Command, args []string) (c counted, err error) {
	if c.question.At, err = o.interval(cmd, o.at, "at"); err != nil {
		return c, err
	}
	if c.account, c.asOf, err = o.account(cmd, args); err != nil {
		return c, err
	}
	c.zone = o.zoned()
	roll := shares.RollOf(c.account)
	if o.roll != "" {
		data, err := say.ReadLimited(o.roll, territoryfile.MaxFile)
		if err != nil {
			return c, fmt.Errorf("roll %w", say.FileFault(o.roll, err, ".csv"))
		}
		if roll, err = territoryfile.ParseRoll(o.roll, data); err != nil {
			return c, err
		}
	}
	if roll, err = o.describe(&c, roll); err != nil {
		return c, err
	}
	if c.question.Within, err = intake.ParseLength(o.within); err != nil {
		return c, fmt.Errorf("--within: %w", err)
	}
	c.question.Roll, c.question.Account, c.question.Weighted = roll, c.account, o.weighted
	return c, nil
}

// describe adds what --names and --centres know.
func (o *counting) describe(c *counted, roll shares.Roll) (shares.Roll, error) {
	if o.names != "" {
		data, err := say.ReadLimited(o.names, territoryfile.MaxFile)
		if err != nil {
			return roll, fmt.Errorf("names %w", say.FileFault(o.names, err, ".tsv"))
		}
		names, err := territoryfile.ParseGeoNames(o.names, data)
		if err != nil {
			return roll, err
		}
		c.account = c.account.Describe(names)
	}
	if o.centres == "" {
		return roll, nil
	}
	data, err := say.ReadLimited(o.centres, territoryfile.MaxFile)
	if err != nil {
		return roll, fmt.Errorf("centres %w", say.FileFault(o.centres, err, ".json"))
	}
	return territoryfile.LocateRoll(roll, o.centres, data)
}

func (o *counting) account(cmd *cobra.Command, args []string) (shares.Account, when.Instant, error) {
	zone, err := o.loadZone()
	if err != nil {
		return shares.Account{}, 0, err
	}
	name, parse := o.status, territoryfile.ParseStatus
	if o.timeline != "" {
		name, parse = o.timeline, territoryfile.ParseTimeline
	}
	switch {
	case o.status != "" && o.timeline != "", name != "" && (len(args) > 0 || o.dir != ""):
		return shares.Account{}, 0, errors.New("one source at a time: files with layers, --state, --status or --timeline")
	case name == "":
		maps, asOf, err := o.maps(cmd, args)
		if err != nil {
			return shares.Account{}, 0, err
		}
		m, err := pick(maps, o.layer)
		if err != nil {
			return shares.Account{}, 0, err
		}
		return shares.Of(&m.Layer), asOf, nil
	}
	data, err := say.ReadLimited(name, territoryfile.MaxFile)
	if err != nil {
		return shares.Account{}, 0, fmt.Errorf("file %w", say.FileFault(name, err, ".csv", ".json"))
	}
	a, err := parse(name, data, zone)
	if err != nil {
		return a, 0, err
	}
	asOf := a.Published
	if o.asOf != "" {
		i, err := o.interval(cmd, o.asOf, "as-of")
		if err != nil {
			return a, 0, err
		}
		if asOf = i.To; a.Published > asOf {
			return a, asOf, fmt.Errorf("%w: %s was published at %s, after %s", say.ErrUnknown, a.Name, a.Published, asOf)
		}
	}
	return a, asOf, nil
}

// errNoBorders is the answer for shares of ground without borders.
var errNoBorders = fmt.Errorf("%w: shares of ground need --borders and --line", say.ErrUnknown)

// ground parts the ground of the borders by the lines, with the places of the account as seeds.
func (o *counting) ground(c *counted) (*parting.Result, error) {
	if o.borders == "" || len(o.lines) == 0 {
		return nil, errNoBorders
	}
	data, err := say.ReadLimited(o.borders, territoryfile.MaxFile)
	if err != nil {
		return nil, fmt.Errorf("borders %w", say.FileFault(o.borders, err, ".geojson"))
	}
	q := parting.Question{Seeds: seeds(&c.account, c.question.At)}
	if q.Units, err = territoryfile.ParseBorders(o.borders, data, o.property); err != nil {
		return nil, err
	}
	for _, name := range o.lines {
		data, err := say.ReadLimited(name, territoryfile.MaxFile)
		if err != nil {
			return nil, fmt.Errorf("line %w", say.FileFault(name, err, ".geojson"))
		}
		more, err := territoryfile.ParseLines(name, data)
		if err != nil {
			return nil, err
		}
		q.Lines = append(q.Lines, more...)
	}
	if q.Tolerance, err = intake.ParseLength(o.tolerance); err != nil {
		return nil, fmt.Errorf("--tolerance: %w", err)
	}
	if q.Close, err = intake.ParseLength(o.carry); err != nil {
		return nil, fmt.Errorf("--close: %w", err)
	}
	r, err := q.Part()
	return &r, err
}

// seeds are the places that the source has in one hand throughout a time.
func seeds(a *shares.Account, at when.Interval) []parting.Seed {
	var out []parting.Seed
	if !a.Speaks(at) {
		return nil // whoever it names last held a place then, and it does not say for how long
	}
	for i := range a.Records {
		rec := &a.Records[i]
		if holder, ok := rec.HolderOver(at); ok && !rec.Nowhere {
			out = append(out, parting.Seed{Name: rec.Name, At: rec.At.Centre, Side: holder})
		}
	}
	return out
}

// both asks a question with and without Crimea, once where the roll has none.
func both(q shares.Question) []shares.Shares {
	q.Crimea = true
	in := q.Answer()
	q.Crimea = false
	out := q.Answer()
	if in.Crimea == out.Crimea {
		return []shares.Shares{in}
	}
	return []shares.Shares{in, out}
}

// bothAreas adds up ground with and without Crimea, once where no border is of it.
func bothAreas(r *parting.Result) []shares.AreaShares {
	in, out := shares.AreaOf(r, true), shares.AreaOf(r, false)
	if in.Crimea == out.Crimea {
		return []shares.AreaShares{in}
	}
	return []shares.AreaShares{in, out}
}

func printShares(w io.Writer, s *shares.Shares, zone when.Zone) error {
	mark := exercise(s.Exercise)
	say.Paragraph(w, 2, mark, fmt.Sprintf("%s, at %s, of %d %s, by %s", s.Denominator, say.When(s.At, zone), s.Of, s.Unit, sourceWords(&shares.Account{
		Source: s.Source, Kind: s.Kind, Published: s.Published, Valid: s.Valid,
	}, zone)))
	fmt.Fprintf(w, "%s%s\n", mark, s.Crimea)
	if s.None != "" {
		fmt.Fprintf(w, "%scould not tell: %s, %s\n\n", mark, s.None, say.When(s.Valid, zone))
		return nil
	}
	rows := [][]string{{"HOLDER", "NUMBER", "AT LEAST", "AT MOST"}}
	for _, h := range s.Held {
		rows = append(rows, []string{h.Holder, fmt.Sprint(h.Number), percent(h.Least), percent(h.Most)})
	}
	for _, n := range []struct {
		name   string
		number int64
	}{{"contested", s.Contested}, {"mixed", s.Mixed}, {"could not tell", s.Untold}, {"unmatched", s.Unmatched}} {
		rows = append(rows, []string{n.name, fmt.Sprint(n.number), "", ""})
	}
	err := say.Fitted(w, mark, rows)
	var loose []string
	for _, l := range s.Loose {
		loose = append(loose, fmt.Sprintf("%d %s", l.Number, l.Why))
	}
	words := fmt.Sprintf("The source has %d places: %d matched by code, %d by name", s.Records, s.ByCode, s.ByName)
	if len(loose) > 0 {
		words += ", and unmatched " + strings.Join(loose, ", ")
	}
	if s.Outside > 0 {
		words += fmt.Sprintf("; %d stand for units in Crimea and Sevastopol", s.Outside)
	}
	say.Paragraph(w, 2, mark, words+". At most counts all that is not known as that holder's. "+s.Words)
	fmt.Fprintln(w)
	return err
}

// sourceWords says who says so, as what, when, and of what time.
func sourceWords(a *shares.Account, zone when.Zone) string {
	return fmt.Sprintf("%s (%s, published %s, speaks of %s)", a.Source, a.Kind, say.Moment(a.Published, zone), say.When(a.Valid, zone))
}

func printArea(w io.Writer, a *shares.AreaShares, by *shares.Account) error {
	mark := exercise(by.Exercise)
	fmt.Fprintf(w, "%sground within %s, %s km2, sides by the places of %s (%s)\n%s%s\n", mark, say.Counted(int64(a.Units), "border"), km2(a.Of), by.Source, by.Kind, mark, a.Crimea)
	if a.Why != "" {
		say.Paragraph(w, 2, mark, "could not tell: "+a.Why)
		fmt.Fprintln(w)
		return nil
	}
	rows := [][]string{{"SIDE", "ABOUT KM2", "AT LEAST", "AT MOST", "SHARE", "AT LEAST", "AT MOST"}}
	for _, h := range a.Held {
		rows = append(rows, []string{h.Name, km2(h.About), km2(h.Least), km2(h.Most), percent(h.AboutShare), percent(h.LeastShare), percent(h.MostShare)})
	}
	err := say.Fitted(w, mark, rows)
	fmt.Fprintf(w, "%swithin the tolerance of the line %s km2, with nobody known to have held it %s km2\n\n", mark, km2(a.Band), km2(a.Unassigned))
	return err
}

func printParting(w io.Writer, r *parting.Result, mark string) {
	fmt.Fprintf(w, "%scells of %s; %d places speak for a side, %d too near the line, %d outside\n", mark, place.Distance(place.Point{}, place.Point{Lat: r.Cell}), r.Seeds.Spoke, r.Seeds.Near, r.Seeds.Outside)
	fmt.Fprintf(w, "%scorners of the line %s apart on the average, %s at most\n", mark, r.Spacing, r.Longest)
	for _, c := range r.Carried {
		fmt.Fprintf(w, "%sa loose end of the line is carried on by %s; what lies within that of it is in the band\n", mark, c.By)
	}
	for _, c := range r.Open {
		fmt.Fprintf(w, "%sa loose end of the line lies %s inside of the borders and is not carried on\n", mark, c.By)
	}
	for _, p := range r.Pieces {
		if len(p.Dissent) > 0 {
			say.Paragraph(w, 2, mark, fmt.Sprintf("in the ground of %s these places are the other's by the source: %s", p.Side, strings.Join(p.Dissent, ", ")))
		}
	}
}
