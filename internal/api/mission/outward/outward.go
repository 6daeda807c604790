// SPDX-License-Identifier: Apache-2.0

// Package outward turns the record into what it says outside the room: who held which ground by which source, the report of a
// day for those who may read it, and the public release, which shows nothing that two people did not let go.
package outward

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/when"
)

// pages are the pages of the topic, with the public release and the reports as they were last made.
type pages struct {
	*desk.Desk
	*Released
	reports reports
	issued  madeAgain
}

// Routes are the pages of the topic. The public release is shared with the doors for programs, which show the same.
func Routes(d *desk.Desk, released *Released) []api.Route {
	p := &pages{Desk: d, Released: released}
	return slices.Concat([]api.Route{
		{Pattern: "/territory", Title: "territory: who held what, by which dated source", Needs: access.Open, Page: p.territory},
	}, p.dailyRoutes(), p.publicRoutes())
}

// percent writes parts per million as a percentage with one decimal.
func percent(ppm int64) string {
	return strconv.FormatInt(ppm/10_000, 10) + "." + strconv.FormatInt(ppm%10_000/1_000, 10) + " %"
}

// asked reads a time that the address asks about: a day, an instant or an interval, on the clocks of the agreement. The fault, if
// there is one, is told in the page.
func asked(a *api.Ask, name string, z when.Zone, otherwise when.Interval) (when.Interval, string) {
	text := strings.TrimSpace(a.URL.Query().Get(name))
	if text == "" {
		return otherwise, ""
	}
	span, err := when.Parse(strings.Replace(desk.Cut(text, 60), "T", " ", 1), z)
	if err != nil {
		return otherwise, fmt.Sprintf("%v; write a day such as 2026-02-01, or a day and a time", err)
	}
	return span.Interval, ""
}

// zoned is the zone of the agreement, UTC where there is none.
func (p *pages) zoned() when.Zone {
	if z := p.Zone(); !z.IsZero() {
		return z
	}
	z, err := when.LoadZone("UTC")
	if err != nil {
		return when.Zone{}
	}
	return z
}

func number(n int64) page.Cell { return page.Cell{Text: strconv.FormatInt(n, 10)} }
