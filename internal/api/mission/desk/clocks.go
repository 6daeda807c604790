// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"strings"

	"truce/finding"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/response"
	"truce/when"
)

// Adopt is what to do where no agreement is on record.
const Adopt = "The operator stops the server, puts one on record with truce adopt JOURNAL AGREEMENT, and starts it again."

// NoClocks says on a page with times that no agreement is on record, by whose clocks they could be read.
const NoClocks = "No agreement is on record yet, and so there are no clocks by which a time could be read. " + Adopt

// OnClocks says under the field of a time on whose clocks it is read.
func OnClocks(zone when.Zone) string {
	if zone.IsZero() {
		return "No agreement is on record yet, and so no clocks by which it could be read."
	}
	return "On the agreement's clocks, " + zone.Name() + "."
}

// Moment reads a time that the field of a form sent, 2026-02-01T02:30, on the clocks of a zone. An empty one, one that does not exist
// there, and any where no agreement is on record, is refused with what to do.
func Moment(field, text string, zone when.Zone) (when.Span, error) {
	if zone.IsZero() {
		return when.Span{}, api.Refuse(field, "%s", NoClocks)
	}
	text = strings.Replace(text, "T", " ", 1)
	span, err := when.Parse(text, zone)
	if err != nil || text == "" {
		return span, api.Refuse(field, "%q is no time here: want a date and a time, such as 2026-02-01 02:30 (%s)", text, zone)
	}
	return span, nil
}

// Lateness is how late something is, in whole minutes.
func Lateness(d when.Duration) string {
	if d < when.Minute {
		return "less than a minute"
	}
	return (d - d%when.Minute).String()
}

// Early says of a determination that it came before the reply in its case was due, from the dates on record; nothing where it did not, or
// where nobody can tell, since the text sets no time or its clock had not begun.
func Early(c *response.Case, d *finding.Determination, zone when.Zone) []page.Fact {
	if d.None {
		return nil
	}
	for _, o := range c.Obligations {
		if o.Kind == response.StepObligation && o.Name == "reply" && o.Due > d.At && (o.Done == 0 || o.Done > d.At) {
			return []page.Fact{{Name: "Reply", Text: "determined before the reply was due, " + api.Clock(o.Due, zone)}}
		}
	}
	return nil
}
