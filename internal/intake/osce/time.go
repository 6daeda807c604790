// SPDX-License-Identifier: Apache-2.0

package osce

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"truce/internal/intake"
	"truce/when"
)

const months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"

var (
	isoDate    = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	dottedDate = regexp.MustCompile(`\b(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\b`)
	shortDate  = regexp.MustCompile(`\b(\d{1,2})-(` + months + `)[a-z]*-(\d{4}|\d{2})\b`)
	// wordDate is one day or two of a month, "23 sept", "23-24 sept 2021".
	wordDate = regexp.MustCompile(`\b(\d{1,2})(?: ?(?:-|/|and|to) ?(\d{1,2}))? ?(` + months + `)[a-z]*\.?(?: (\d{4})\b)?`)
	clock    = regexp.MustCompile(`\b(\d{1,2}):(\d{2})\b`)
	aboutAt  = regexp.MustCompile(`(?:about|around|approximately|approx\.?|ca\.?|circa|~)`)
	partWord = regexp.MustCompile(`\b(?:early |late )?(morning|afternoon|evening|night|daytime|day)s?(?:time)?\b`)
	plain    = regexp.MustCompile(`\b(?:eet|eest|local|time|hrs?|hours|on|of|the|during|in|from|to|till|until|between|and|at|overnight)\b|[-,;.()]`)
)

// aboutMargin is how far a time with "about" may be off on either side.
const aboutMargin = 15 * when.Minute

// moment is what a cell of the column says: one day or two, up to two times of day, parts of a day.
type moment struct {
	days   []when.Date
	clocks [][2]int
	parts  []string
	about  bool
	// summer and winter tell that the cell says EEST or EET: they settle an hour that comes twice.
	summer, winter bool
}

// interval reads a cell such as "22 Sept 2021, 08:15-10:55" or "evening and night of 23-24 Sept". A year that is not
// given is taken from the date of the report, the last such day not after it.
func (m mission) interval(text string, issued when.Date) (when.Interval, error) {
	moment, err := readMoment(intake.Plain(text), issued)
	var i when.Interval
	if err == nil {
		i, err = moment.in(m.zone)
	}
	if err != nil {
		return i, fmt.Errorf("date, time %q: %w", text, err)
	}
	return i, i.Check()
}

func readMoment(text string, issued when.Date) (moment, error) {
	const longest = 200
	if len(text) > longest {
		return moment{}, fmt.Errorf("more than %d bytes", longest)
	}
	m := moment{summer: strings.Contains(text, "eest"), winter: strings.Contains(text, "eet"), about: aboutAt.MatchString(text)}
	rest, err := m.takeDays(text, issued)
	if err != nil {
		return m, err
	}
	for _, c := range clock.FindAllStringSubmatch(rest, -1) {
		hour, _ := strconv.Atoi(c[1]) // two digits at most
		minute, _ := strconv.Atoi(c[2])
		m.clocks = append(m.clocks, [2]int{hour, minute})
	}
	for _, p := range partWord.FindAllStringSubmatch(rest, -1) {
		m.parts = append(m.parts, p[1])
	}
	if strings.Contains(rest, "overnight") {
		m.parts = append(m.parts, "night")
	}
	for _, known := range []*regexp.Regexp{clock, partWord, aboutAt, plain} {
		rest = known.ReplaceAllString(rest, " ")
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		return m, fmt.Errorf("cannot read %q", strings.Join(strings.Fields(rest), " "))
	}
	return m, m.check()
}

func (m moment) check() error {
	switch {
	case len(m.days) == 0:
		return errors.New("no date")
	case len(m.days) > 2:
		return errors.New("more than two dates")
	case len(m.clocks) > 2:
		return errors.New("more than two times; give each its own row")
	case len(m.days) == 2 && len(m.clocks) == 1:
		return errors.New("two dates and one time")
	case len(m.days) == 2 && m.days[0].Compare(m.days[1]) > 0:
		return errors.New("it ends before it begins")
	}
	return nil
}

// takeDays reads the dates and returns the text without them.
func (m *moment) takeDays(text string, issued when.Date) (string, error) {
	var failed error
	add := func(year, month, day string) {
		d, err := civil(year, month, day, issued)
		if failed == nil {
			failed = err
		}
		m.days = append(m.days, d)
	}
	text = isoDate.ReplaceAllStringFunc(text, func(s string) string {
		g := isoDate.FindStringSubmatch(s)
		add(g[1], g[2], g[3])
		return " "
	})
	for _, form := range []*regexp.Regexp{dottedDate, shortDate} {
		text = form.ReplaceAllStringFunc(text, func(s string) string {
			g := form.FindStringSubmatch(s)
			add(g[3], g[2], g[1])
			return " "
		})
	}
	found := wordDate.FindAllStringSubmatch(text, -1)
	for i, g := range found {
		year := g[4]
		if year == "" && i+1 < len(found) { // "31 Dec - 1 Jan 2022": the year of the later date
			year = yearBefore(found[i+1][4], g[3], found[i+1][3])
		}
		add(year, g[3], g[1])
		if g[2] != "" {
			add(year, g[3], g[2])
		}
	}
	return wordDate.ReplaceAllString(text, " "), failed
}

func yearBefore(year, month, next string) string {
	n, err := strconv.Atoi(year)
	if err != nil || strings.Index(months, month) <= strings.Index(months, next) {
		return year
	}
	return strconv.Itoa(n - 1)
}

func civil(year, month, day string, issued when.Date) (when.Date, error) {
	d := when.Date{}
	d.Day, _ = strconv.Atoi(day) // digits by the patterns
	if i := strings.Index(months, month); i >= 0 && len(month) == 3 {
		d.Month = i/4 + 1
	} else {
		d.Month, _ = strconv.Atoi(month)
	}
	switch {
	case year == "" && issued.IsZero():
		return d, errors.New("no year; write it, or add a column \"report date\"")
	case year == "":
		d.Year = issued.Year
		if d.Compare(issued) > 0 {
			d.Year--
		}
	case len(year) == 2: // the mission stood from 2014 to 2022
		year = "20" + year
		fallthrough
	default:
		d.Year, _ = strconv.Atoi(year)
	}
	return d, d.Check()
}

// in returns the interval of the moment in a zone, the widest where an hour comes twice and nothing settles which.
func (m moment) in(z when.Zone) (when.Interval, error) {
	first, last := m.days[0], m.days[len(m.days)-1]
	switch {
	case len(m.clocks) > 0:
		from, to := m.clocks[0], m.clocks[len(m.clocks)-1]
		if first == last && (to[0] < from[0] || to[0] == from[0] && to[1] < from[1]) {
			last = last.Add(1) // past midnight
		}
		return m.between(z, edge{first, from}, edge{last, to})
	case len(m.parts) > 0:
		from, to := m.span(first, last)
		return m.between(z, from, to)
	}
	return intake.WholeDays(z, first, last)
}

// edge is a minute of a day.
type edge struct {
	day   when.Date
	clock [2]int
}

// between returns the time from the beginning of one minute to the end of another.
func (m moment) between(z when.Zone, from, to edge) (when.Interval, error) {
	start, err := m.at(z, from)
	if err != nil {
		return when.Interval{}, err
	}
	end, err := m.at(z, to)
	if err != nil {
		return when.Interval{}, err
	}
	i := when.Interval{From: start.From, To: end.To + when.Instant(when.Minute) - 1}
	if m.about {
		i.From, i.To = i.From-when.Instant(aboutMargin), i.To+when.Instant(aboutMargin)
	}
	return i, nil
}

func (m moment) at(z when.Zone, e edge) (when.Interval, error) {
	day := e.day
	if e.clock == [2]int{24, 0} {
		day, e.clock = day.Add(1), [2]int{}
	}
	i, err := z.At(day, e.clock[0], e.clock[1], 0)
	switch {
	case m.summer && !m.winter:
		i.To = i.From
	case m.winter && !m.summer:
		i.From = i.To
	}
	return i, err
}

// parts of a day, each as wide as people use the word. Night runs into the next day.
var parts = map[string][2][2]int{
	"morning": {{5, 0}, {11, 59}}, "afternoon": {{12, 0}, {18, 59}}, "evening": {{17, 0}, {23, 59}},
	"day": {{5, 0}, {20, 59}}, "daytime": {{5, 0}, {20, 59}},
}

var (
	nightfall = [2]int{20, 0}
	nightEnd  = [2]int{7, 59}
)

// span returns the first and last minute of the parts of the day or days. Of two days with a night between them, the
// evening is the first day's and the morning the second's. The night of a single day may be the one before it or the
// one after it.
func (m moment) span(first, last when.Date) (from, to edge) {
	from, to = edge{last, [2]int{23, 59}}, edge{first, [2]int{0, 0}}
	night, two := strings.Contains(strings.Join(m.parts, " "), "night"), first != last
	widen := func(a, b edge) {
		if a.before(from) {
			from = a
		}
		if to.before(b) {
			to = b
		}
	}
	for _, p := range m.parts {
		hours := parts[p]
		switch {
		case p == "night" && two:
			widen(edge{first, nightfall}, edge{last, nightEnd})
		case p == "night":
			widen(edge{first, [2]int{0, 0}}, edge{first.Add(1), nightEnd})
		case p == "evening" && two && night:
			widen(edge{first, hours[0]}, edge{first, hours[1]})
		case p == "morning" && two && night:
			widen(edge{last, hours[0]}, edge{last, hours[1]})
		default:
			widen(edge{first, hours[0]}, edge{last, hours[1]})
		}
	}
	return from, to
}

func (e edge) before(f edge) bool {
	if c := e.day.Compare(f.day); c != 0 {
		return c < 0
	}
	return e.clock[0] < f.clock[0] || e.clock[0] == f.clock[0] && e.clock[1] < f.clock[1]
}
