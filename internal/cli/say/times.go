// SPDX-License-Identifier: Apache-2.0

package say

import (
	"fmt"
	"strings"

	"truce/when"
)

// When prints an interval on the clocks of a zone. It is never narrower than the interval: a minute or second that
// stands there is meant whole, and parts of a second are left out.
func When(i when.Interval, zone when.Zone) string {
	if i.IsUnknown() {
		return "time not known"
	}
	from, to := zone.DateOf(i.From), zone.DateOf(i.To)
	if from.IsZero() || to.IsZero() {
		return i.String()
	}
	if zone.Whole(from).From == i.From && zone.Whole(to).To == i.To {
		if from == to {
			return fmt.Sprintf("%s %s", from, zone)
		}
		return fmt.Sprintf("%s to %s %s", from, to, zone)
	}
	seconds := i.From%when.Instant(when.Minute) != 0 || (i.To+1)%when.Instant(when.Minute) != 0
	first, last := clockWords(zone.ClockOf(i.From), seconds), clockWords(zone.ClockOf(i.To), seconds)
	switch {
	case from != to:
		return fmt.Sprintf("%s %s to %s %s %s", from, first, to, last, zone)
	case first != last || i.Length() >= when.Minute: // the same clock time again is an hour that is repeated
		return fmt.Sprintf("%s %s-%s %s", from, first, last, zone)
	default:
		return fmt.Sprintf("%s %s %s", from, first, zone)
	}
}

// Moment prints an instant as When does.
func Moment(t when.Instant, zone when.Zone) string {
	return When(when.Interval{From: t, To: t}, zone)
}

func clockWords(c when.Clock, seconds bool) string {
	if seconds {
		return fmt.Sprintf("%02d:%02d:%02d", c.Hour, c.Minute, c.Second)
	}
	return fmt.Sprintf("%02d:%02d", c.Hour, c.Minute)
}

// Both prints an interval in the agreement's own zone and in UTC, at the precision it has.
func Both(i when.Interval, zone when.Zone) string {
	utc, err := when.LoadZone("UTC")
	if err != nil {
		panic(fmt.Sprintf("say: %v", err)) // it is in the database
	}
	if i.IsUnknown() || zone.IsZero() || zone == utc {
		return When(i, utc)
	}
	own, other := When(i, zone), When(i, utc)
	day := zone.DateOf(i.From).String() + " "
	if strings.HasPrefix(own, day) && strings.Count(own, "-") == strings.Count(other, "-") && zone.DateOf(i.To) == zone.DateOf(i.From) {
		other = strings.TrimPrefix(other, day)
	}
	return fmt.Sprintf("%s (%s)", own, other)
}

// BothAt prints an instant as Both does.
func BothAt(t when.Instant, zone when.Zone) string {
	minute := t / when.Instant(when.Minute) * when.Instant(when.Minute)
	if minute == t {
		return Both(when.Interval{From: t, To: t + when.Instant(when.Minute) - 1}, zone)
	}
	return Both(when.Interval{From: t, To: t}, zone)
}
