// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"strings"
	"time"

	"truce/agreement"
	"truce/finding"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/store"
	"truce/place"
	"truce/report"
	"truce/when"
)

// When is an interval in words, in a zone with UTC beside it. It is never narrower than the interval.
func When(i when.Interval, z when.Zone) string {
	switch {
	case i.IsUnknown():
		return "time not known"
	case i.Length() < when.Minute:
		return api.Clock(i.From, z)
	case !z.IsZero() && whole(i, z):
		if z.DateOf(i.From) == z.DateOf(i.To) {
			return z.DateOf(i.From).String() + ", the whole day"
		}
		return z.DateOf(i.From).String() + " to " + z.DateOf(i.To).String() + ", whole days"
	}
	end := i.To // the minute that stands there is meant whole
	if date := utcDate(i.From); !z.IsZero() && z.DateOf(i.From) == z.DateOf(end) && date == utcDate(end) {
		a, b := z.ClockOf(i.From), z.ClockOf(end)
		from := utc(i.From)
		if date != z.DateOf(i.From).String() {
			from = date + " " + from
		}
		return fmt.Sprintf("%s %02d:%02d to %02d:%02d (%s to %s UTC)", z.DateOf(i.From), a.Hour, a.Minute, b.Hour, b.Minute, from, utc(end))
	}
	return api.Clock(i.From, z) + " to " + api.Clock(end, z)
}

func whole(i when.Interval, z when.Zone) bool {
	return z.Whole(z.DateOf(i.From)).From == i.From && z.Whole(z.DateOf(i.To)).To == i.To
}

func utcDate(t when.Instant) string { return time.UnixMilli(int64(t)).UTC().Format(time.DateOnly) }

func utc(t when.Instant) string { return time.UnixMilli(int64(t)).UTC().Format("15:04") }

// Where is a region in words: what its source called it and how it is drawn, without a position.
func Where(r place.Region) string {
	drawn := Drawn(r)
	switch {
	case drawn == "" && r.Name == "":
		return "place not known"
	case drawn == "":
		return r.Name + ", not drawn"
	case r.Name == "":
		return drawn
	default:
		return r.Name + ": " + drawn
	}
}

// Drawn says how a region is drawn, and so how well its place is known; empty without geometry.
func Drawn(r place.Region) string {
	var forms []string
	if r.Circle != nil {
		forms = append(forms, "within "+r.Circle.Radius.String()+" of a point")
	}
	if n := len(r.Polygons); n > 0 {
		forms = append(forms, Counted(n, "area")+" of "+area(r.Area()))
	}
	for _, s := range r.Sectors {
		forms = append(forms, fmt.Sprintf("%s to %s from the observer, %s", s.Distance.Least, s.Distance.Most, bearing(s.From, s.To)))
	}
	if r.Path != nil {
		forms = append(forms, "within "+r.Path.Tolerance.String()+" of a line")
	}
	return strings.Join(forms, "; ")
}

func area(square int64) string {
	if square < 1_000_000 {
		return fmt.Sprintf("%d m²", square)
	}
	return fmt.Sprintf("%d.%d km²", square/1_000_000, square%1_000_000/100_000)
}

func bearing(from, to place.Bearing) string {
	if from == to {
		return "in any direction"
	}
	return fmt.Sprintf("between %d and %d degrees", from/1000, (to+999)/1000)
}

// Harm is a record of harm in words, with how it is known.
func Harm(h finding.Harm) string {
	return Casualties(report.Casualties{Harm: h.Harm, Of: h.Of, Age: h.Age, Least: h.Least, Most: h.Most}) + " (" + h.Known + ")"
}

// Casualties is one record of an account in words.
func Casualties(c report.Casualties) string {
	number := fmt.Sprint(c.Least)
	if c.Most != c.Least {
		number = fmt.Sprintf("%d to %d", c.Least, c.Most)
	}
	out := number + " " + c.Harm + ", " + c.Of
	if c.Of == "unknown" {
		out = number + " " + c.Harm + ", who is not known"
	}
	if c.Age != "" && c.Age != "unknown" {
		out += ", " + c.Age
	}
	return out
}

// Count is how many an account gives, in words; empty where it gives nothing.
func Count(c report.Count) string {
	unit := string(c.Unit)
	if unit != "" {
		unit = " " + unit
	}
	switch c.Kind {
	case report.Exact:
		return fmt.Sprint(c.Least) + unit
	case report.About:
		return fmt.Sprintf("about %d to %d%s", c.Least, c.Most, unit)
	case report.Some:
		return "some" + unit + ", no number"
	default:
		return ""
	}
}

// Verdict is a verdict with its status in one cell: neither stands without the other.
func Verdict(r *finding.Released) page.Cell {
	return page.Cell{Text: VerdictWords(r), Status: string(r.Status)}
}

// VerdictWords is a verdict with its status, a divided body's with what that means, and the mark of a contest.
func VerdictWords(r *finding.Released) string {
	text := Plain(string(r.Verdict)) + " (" + Plain(string(r.Status)) + ")"
	if d := r.Determination; d != nil && d.None {
		text += "; the body divided: no determination"
	}
	if len(r.Contested) > 0 {
		text += "; contested"
	}
	return text
}

// BriefWords are VerdictWords of a finding as the row of its incident has it.
func BriefWords(f *store.Brief) string {
	r := finding.Released{Verdict: f.Outcome, Status: f.Status}
	if f.Divided {
		r.Determination = &finding.Determination{None: true}
	}
	if f.Contested {
		r.Contested = make([]finding.Opinion, 1)
	}
	return VerdictWords(&r)
}

// Sure is a level of confidence in words.
func Sure(c agreement.Confidence) string {
	if c == 0 {
		return "nothing is said of it"
	}
	return c.String()
}

// Plain writes a word of a closed list as people do: with spaces.
func Plain(word string) string { return strings.ReplaceAll(word, "-", " ") }

// Counted is a number with its noun.
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Or is a text, or what stands in its place where there is none.
func Or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// Span reads a span of time as a form sends it, in a zone; the zero interval where neither end is given.
func Span(from, to string, z when.Zone) (when.Interval, error) {
	out := when.Interval{From: when.MinInstant, To: when.MaxInstant}
	if from == "" && to == "" {
		return when.Interval{}, nil
	}
	for _, end := range []struct {
		text string
		set  func(when.Interval)
	}{{from, func(i when.Interval) { out.From = i.From }}, {to, func(i when.Interval) { out.To = i.To }}} {
		if end.text == "" {
			continue
		}
		span, err := when.Parse(strings.Replace(Cut(end.text, 40), "T", " ", 1), z)
		if err != nil {
			return out, fmt.Errorf("a time that cannot be read: %w", err)
		}
		end.set(span.Interval)
	}
	if out.Check() != nil {
		return out, fmt.Errorf("the span ends before it begins")
	}
	return out, nil
}

// Choices are choices that read as they are sent, in plain words.
func Choices[T ~string](list ...T) (out []page.Option) {
	for _, v := range list {
		out = append(out, page.Option{Value: string(v), Text: Plain(string(v))})
	}
	return out
}
