// SPDX-License-Identifier: Apache-2.0

package territory

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"

	"truce/agreements"
	"truce/cases"
	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/entryfile"
	"truce/internal/intake"
	"truce/internal/intake/doors"
	"truce/scenario"
	"truce/territory"
	"truce/when"
)

// sources are the flags that say where layers come from and of when they are asked.
type sources struct {
	dir, format, zone string
	at, asOf          string
}

func (o *sources) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.dir, "state", "", "folder that holds the entries of a record")
	f.StringVarP(&o.format, "format", "f", "", "format of the files (default: told from each file)")
	f.StringVar(&o.zone, "zone", "", "IANA time zone of civil times that name none")
	f.StringVar(&o.at, "at", "", "the time asked about: a day, an instant or an interval")
	f.StringVar(&o.asOf, "as-of", "", "only what was published by then (default: all that is given)")
}

// instant reads the time asked about.
func (o *sources) interval(cmd *cobra.Command, text, flag string) (when.Interval, error) {
	if text == "" {
		return when.Interval{}, say.Misused(cmd, "missing: --%s, the time asked about", flag)
	}
	zone, err := o.loadZone()
	if err != nil {
		return when.Interval{}, err
	}
	span, err := when.Parse(text, zone)
	if err != nil {
		return when.Interval{}, fmt.Errorf("--%s: %w", flag, err)
	}
	return span.Interval, nil
}

// zoned is the zone of what is printed, where its name has been read before.
func (o *sources) zoned() when.Zone {
	zone, err := o.loadZone()
	if err != nil {
		return when.Zone{} // prints as UTC
	}
	return zone
}

// loadZone is the zone of civil times: Europe/Kyiv unless given, as for the doors of data of that war.
func (o *sources) loadZone() (when.Zone, error) {
	name := o.zone
	if name == "" {
		name = "Europe/Kyiv"
	}
	return when.LoadZone(name)
}

// maps reads the layers and makes them ready. Those published later than --as-of are left out; asOf is that time, else the last
// publication of all.
func (o *sources) maps(cmd *cobra.Command, args []string) (maps []*territory.Map, asOf when.Instant, err error) {
	layers, err := o.layers(cmd, args)
	if err != nil {
		return nil, 0, err
	}
	for _, l := range layers {
		m, err := territory.NewMap(l)
		if err != nil {
			return nil, 0, err
		}
		maps = append(maps, m)
		asOf = max(asOf, l.Published)
	}
	if o.asOf != "" {
		i, err := o.interval(cmd, o.asOf, "as-of")
		if err != nil {
			return nil, 0, err
		}
		asOf = i.To
	}
	known := territory.KnownBy(maps, asOf)
	if len(known) == 0 {
		return nil, asOf, fmt.Errorf("%w: of %s none was published by %s", say.ErrUnknown, say.Counted(int64(len(maps)), "layer"), asOf)
	}
	return known, asOf, nil
}

// layers reads every layer of a record, a case or files, in their order.
func (o *sources) layers(cmd *cobra.Command, args []string) ([]territory.Layer, error) {
	var out []territory.Layer
	switch {
	case o.dir != "" && len(args) > 0:
		return nil, errors.New("files and --state DIR are two records: name one")
	case o.dir != "":
		err := entryfile.Read(o.dir, func(e engine.Entry) error {
			if e.Layer != nil {
				out = append(out, *e.Layer)
			}
			return cmd.Context().Err()
		})
		if err != nil {
			return nil, fmt.Errorf("read the record: %w", err)
		}
	case len(args) == 0:
		return nil, say.Misused(cmd, "missing: files with layers, a case, or --state DIR")
	}
	for _, name := range args {
		more, err := o.file(cmd, name)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w: no layer in what is given", say.ErrUnknown)
	}
	return out, nil
}

// file reads the layers of a case or of a file that a door reads.
func (o *sources) file(cmd *cobra.Command, name string) ([]territory.Layer, error) {
	if data, err := fs.ReadFile(cases.Files, name+".txtar"); err == nil {
		return played(name, data)
	}
	f, err := verb.OpenFile(cmd, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	defer f.Finish()
	r := bufio.NewReaderSize(f, 1<<16)
	head, err := r.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if say.IsName(name, ".txtar") || bytes.Contains(head, []byte("\nwant ")) {
		data, err := say.ReadAtMost(r, name, scenario.MaxFile)
		if err != nil {
			return nil, err
		}
		return played(name, data)
	}
	door, ok := doors.Detect(head, name)
	if o.format != "" {
		if door, ok = doors.Find(o.format); !ok {
			return nil, fmt.Errorf("unknown format %q: use %s", o.format, say.OrOneOf(o.format, doors.Names()))
		}
	}
	if !ok {
		return nil, fmt.Errorf("%s: no known format: say which with --format", name)
	}
	b := &engine.Batch{}
	tally, err := door.Read(cmd.Context(), r, intake.Options{File: name, Zone: o.zone}, scenario.Into(b))
	if err != nil {
		return nil, err
	}
	if tally.Refused > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s refused, the first: row %d: %s\n", name, say.Counted(tally.Refused, "row"), tally.Reasons[0].Row, tally.Reasons[0].Reason)
	}
	return b.Layers, nil
}

// played runs a case to its end and keeps its layers.
func played(name string, data []byte) ([]territory.Layer, error) {
	c, err := scenario.Parse(name, data)
	if err != nil {
		return nil, err
	}
	var out []territory.Layer
	_, err = scenario.Play(c, agreements.Files, func(s scenario.Step) {
		if s.Entry != nil && s.Entry.Layer != nil {
			out = append(out, *s.Entry.Layer)
		}
	})
	return out, err
}

// pick returns the only layer, or the one of a name.
func pick(maps []*territory.Map, name string) (*territory.Map, error) {
	if name == "" {
		if len(maps) == 1 {
			return maps[0], nil
		}
		return nil, fmt.Errorf("%d layers: say which with --layer NAME; layers are never merged", len(maps))
	}
	i := slices.IndexFunc(maps, func(m *territory.Map) bool { return m.Layer.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("no layer %q", name)
	}
	return maps[i], nil
}

// exercise stands before every row of an invented layer.
func exercise(is bool) string {
	if is {
		return "EXERCISE "
	}
	return ""
}

// percent writes parts per million as a percentage with two decimals, rounded to the nearest.
func percent(ppm int64) string {
	n := (ppm + 50) / 100
	return fmt.Sprintf("%d.%02d%%", n/100, n%100)
}

// km2 writes square metres as whole square kilometres.
func km2(m2 int64) string { return fmt.Sprintf("%d", (m2+500_000)/1_000_000) }
