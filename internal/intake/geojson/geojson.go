// SPDX-License-Identifier: Apache-2.0

// Package geojson turns a feature collection whose features are reports of one sighting each into reports, feature by
// feature.
package geojson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"

	"truce/internal/intake"
	"truce/internal/intake/native"
)

// Format is the name of the door.
const Format = "geojson"

var opening = regexp.MustCompile(`^\s*\{(?s:.*)"FeatureCollection"`)

// Recognises tells whether the beginning of a file is that of this format.
func Recognises(head []byte) bool { return opening.Match(bytes.TrimPrefix(head, []byte("\ufeff"))) }

// Read reads one feature collection. Coordinates are longitude first and WGS 84, as RFC 7946 has it; a file that
// names another system is not read.
func Read(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error) {
	b := intake.NewBatch(ctx, r, o, sink).As(Format)
	d, err := native.NewDecoder(o)
	if err != nil {
		return b.End(err)
	}
	c := collection{batch: b, values: intake.NewValues(b), decoder: d}
	return b.End(c.read())
}

type collection struct {
	batch   *intake.Batch
	values  *intake.Values
	decoder native.Decoder
	// typed and listed tell whether the members type and features were read.
	typed, listed bool
}

func (c *collection) read() error {
	if err := c.values.Enter('{'); err != nil {
		return err
	}
	for c.values.More() {
		name, err := c.values.Name()
		if err != nil {
			return err
		}
		if err := c.member(name); err != nil {
			return err
		}
	}
	if err := c.values.Leave('}'); err != nil {
		return err
	}
	if !c.typed || !c.listed {
		return errors.New("no feature collection: it has a type and features")
	}
	return c.values.End()
}

func (c *collection) member(name string) error {
	if name == "features" {
		if c.listed {
			return errors.New("member features stands twice")
		}
		c.listed = true
		return c.features()
	}
	value, err := c.values.Value()
	if err != nil {
		return err
	}
	switch {
	case name == "crs" && !wgs84(value):
		return fmt.Errorf("coordinates in %.80s: convert the file to WGS 84 longitude and latitude", value)
	case name == "type" && string(value) != `"FeatureCollection"`:
		return fmt.Errorf("type %.40s: use FeatureCollection", value)
	case name == "type":
		c.typed = true
	}
	return nil
}

// wgs84 tells whether the old member crs names what is the rule since.
func wgs84(crs json.RawMessage) bool {
	return string(crs) == "null" || bytes.Contains(crs, []byte("CRS84")) || bytes.Contains(crs, []byte("EPSG:4326")) ||
		bytes.Contains(crs, []byte("EPSG::4326"))
}

func (c *collection) features() error {
	if err := c.values.Enter('['); err != nil {
		return err
	}
	for c.values.More() {
		raw, err := c.values.Value()
		if err != nil {
			return err
		}
		if err := c.batch.Row(); err != nil {
			return err
		}
		r, err := c.decoder.Feature(raw)
		if err != nil {
			c.batch.Refuse(err)
			continue
		}
		if err := c.batch.Report(r, raw); err != nil {
			return err
		}
	}
	return c.values.Leave(']')
}
