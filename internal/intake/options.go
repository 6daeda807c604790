// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"fmt"

	"truce/when"
)

// LoadZone returns the zone of the options, or of the name that a format has by default. Its error ends the file.
func (o Options) LoadZone(otherwise string) (when.Zone, error) {
	name := o.Zone
	if name == "" {
		name = otherwise
	}
	if name == "" {
		return when.Zone{}, nil
	}
	z, err := when.LoadZone(name)
	if err != nil {
		return when.Zone{}, fmt.Errorf("zone of civil times: %w", err)
	}
	return z, nil
}

// SourceOr returns the source of the options, or the name that a format has by default.
func (o Options) SourceOr(otherwise string) string {
	if o.Source == "" {
		return otherwise
	}
	return o.Source
}

// WholeDays returns the interval from the beginning of one civil day to the end of another.
func WholeDays(z when.Zone, from, to when.Date) (when.Interval, error) {
	if from.Compare(to) > 0 {
		return when.Interval{}, fmt.Errorf("the last day, %s, is before the first, %s", to, from)
	}
	first, last := z.Whole(from), z.Whole(to)
	if first.IsUnknown() || last.IsUnknown() {
		return when.Interval{}, fmt.Errorf("the zone %s has no day %s or %s", z, from, to)
	}
	return first.Hull(last), nil
}
