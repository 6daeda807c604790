// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/when"
)

// scanDays is how many days of an instrument's force are looked at for changes of clocks: two years, since the
// rules of a zone repeat by the year.
const scanDays = 731

// localTimes finds civil times that the clocks of their zone skip or show twice.
func localTimes(t *text) []Complaint {
	var out []Complaint
	for _, p := range t.points() {
		zone, day, clock, ok := civil(p.point)
		if !ok {
			continue
		}
		if zone == "" {
			zone = t.doc.Counting.Day
		}
		if fault := showing(zone, day, clock); fault != "" {
			out = append(out, t.localTime(p.article, string(p.point), fault))
		}
	}
	for i := range t.doc.Times {
		w := &t.doc.Times[i]
		if w.From == "" {
			continue
		}
		for _, at := range []agreement.Clock{w.From, w.To} {
			if day, fault := t.firstFault(w.Zone, at); fault != "" {
				out = append(out, t.localTime(w.Article, fmt.Sprintf("%s %s of window %s", date(day), at, w.ID), fault))
			}
		}
	}
	return out
}

func (t *text) localTime(article agreement.ArticleID, subject, fault string) Complaint {
	return t.complain("local-time", article, subject).says(
		"The local time %s %s, because the clocks change.", subject, fault)
}

const (
	missing = "does not exist"
	double  = "exists twice"
)

// showing says what is wrong with a civil time, or nothing.
func showing(zone string, day when.Date, at when.Clock) string {
	z, err := when.LoadZone(zone)
	if err != nil {
		return ""
	}
	i, err := z.At(day, at.Hour, at.Minute, at.Second)
	switch {
	case err != nil:
		return missing
	case i.Length() >= 20*when.Minute:
		return double
	default:
		return ""
	}
}

// firstFault returns the first day of the instrument's force on which the zone's clocks skip or repeat the time.
func (t *text) firstFault(zone string, at agreement.Clock) (day when.Date, fault string) {
	z, err := when.LoadZone(zone)
	clock, ok := readClock(string(at))
	if err != nil || !ok || t.doc.Force.From == "" {
		return when.Date{}, ""
	}
	from, err := t.Resolve(t.doc.Force.From)
	if err != nil || from.IsUnknown() {
		return when.Date{}, ""
	}
	end := from.From + when.Instant(scanDays*when.Day)
	if t.doc.Force.Until != "" {
		if until, err := t.Resolve(t.doc.Force.Until); err == nil && !until.IsUnknown() && until.To < end {
			end = until.To
		}
	}
	for day := z.DateOf(from.From); z.Whole(day).From <= end; day = day.Add(1) {
		if whole := z.Whole(day); whole.Length() == when.Day-when.Millisecond {
			continue
		}
		if fault := showing(zone, day, clock); fault != "" {
			return day, fault
		}
	}
	return when.Date{}, ""
}

// point is a time point of the document with the article it belongs to.
type point struct {
	article agreement.ArticleID
	point   agreement.TimePoint
}

// points lists the time points of the document, each once.
func (t *text) points() []point {
	var out []point
	add := func(article agreement.ArticleID, list ...agreement.TimePoint) {
		for _, p := range list {
			if p != "" {
				out = append(out, point{article, p})
			}
		}
	}
	doc := t.doc
	add("", doc.Force.From, doc.Force.Until)
	for _, p := range doc.Parties {
		add("", p.From, p.Until)
	}
	for _, tm := range doc.Times {
		add(tm.Article, tm.Event)
		if tm.Span != nil {
			add(tm.Article, tm.Span.From, tm.Span.Until)
		}
	}
	for _, term := range doc.Terms {
		add(term.Article, term.From, term.Until)
	}
	for _, q := range doc.Quiet {
		add(q.Article, q.From)
	}
	var once []point
	seen := make(map[agreement.TimePoint]bool)
	for _, p := range out {
		if !seen[p.point] {
			seen[p.point] = true
			once = append(once, p)
		}
	}
	return once
}

// civil takes apart a civil time with its zone, "2015-02-15 00:00 Europe/Kyiv"; the zone may be left out.
func civil(p agreement.TimePoint) (zone string, day when.Date, at when.Clock, ok bool) {
	fields := strings.Fields(string(p))
	if len(fields) == 2 {
		fields = append(fields, "")
	}
	if len(fields) != 3 {
		return "", day, at, false
	}
	day, err := when.ParseDate(fields[0])
	if err != nil {
		return "", day, at, false
	}
	at, ok = readClock(fields[1])
	return fields[2], day, at, ok
}

// readClock reads "22:00" or "22:00:00"; the end of a day, "24:00", is never skipped and is not read.
func readClock(text string) (at when.Clock, ok bool) {
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return at, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || v < 0 || v > 59 {
			return at, false
		}
		n[i] = v
	}
	return when.Clock{Hour: n[0], Minute: n[1], Second: n[2]}, n[0] < 24
}

func date(d when.Date) string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }
