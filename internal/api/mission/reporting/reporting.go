// SPDX-License-Identifier: Apache-2.0

// Package reporting turns what somebody sends from a browser into a report on record: what was seen or heard, when, and where
// as a sector from where they stood. It follows the package desk.
package reporting

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"truce/act"
	"truce/canon"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/place"
	"truce/report"
	"truce/when"
)

// door is the name of this way in, as the identity of a report has it.
const door = "web"

// The most characters of what somebody saw in their words, and of the name of a place.
const (
	mostWords = 500
	mostPlace = 200
)

// Routes are those of the form.
func Routes(d *desk.Desk) []api.Route {
	v := &form{desk: d}
	d.Read(func(s *engine.State) error {
		v.sent.newest(s, nil) // once, so that no page waits for it
		return nil
	})
	return []api.Route{{Pattern: "/report", Title: "files a report of the field", Needs: access.Reporting, Page: v.page, Act: v.send}, v.ownRoute()}
}

type form struct {
	desk *desk.Desk
	sent sent
}

// bound is the one name under which a viewer reports, empty where they give a name: a liaison speaks for its side, and a monitor's
// account has the name that the record knows its call sign by. Officers of the watch take reports of others and say whose.
func (v *form) bound(a *api.Ask) string {
	switch {
	case a.Viewer.Role == access.Liaison:
		return desk.Liaison(a.Viewer.Member)
	case a.Viewer.Role == access.Monitor && v.desk.Accounts:
		return a.Viewer.Person
	}
	return ""
}

// source is the name under which a viewer's reports come in: the one that they are bound to, a call sign that they give, or their
// function. No name of a person is needed.
func (v *form) source(a *api.Ask) string {
	if own := v.bound(a); own != "" {
		return own
	}
	return cmp.Or(strings.TrimSpace(a.Value("source", "")), strings.ReplaceAll(string(a.Viewer.Role), "-", " "))
}

func (v *form) page(a *api.Ask) (page.Page, error) {
	_, exercise := v.desk.Site()
	zone := v.desk.Zone()
	inWhich := "In which it was; where it came from has fields of its own below."
	if ofSide(a) {
		inWhich = "In which it was."
	}
	f := page.Form{ID: "report", Action: "/report", Submit: "Send the report", Sector: true, Window: v.window(), Lead: "It goes to the duty officer, marked unreviewed. No party is named by it.", Fields: []page.Field{
		{Name: "act", Label: "What it was", Kind: "choice", Value: a.Value("act", ""), Options: acts(), Error: a.Fault("act")},
		{Name: "words", Label: "In your words", Kind: "area", Value: a.Value("words", ""), Max: mostWords, Error: a.Fault("words")},
		{Name: "count", Label: "How many", Kind: "number", Value: a.Value("count", ""), Error: a.Fault("count"), Help: "12, or 10-15; empty where you did not count."},
		{Name: "means", Label: "How you know", Kind: "choice", Value: a.Value("means", "heard"), Options: means(), Error: a.Fault("means")},
		{Name: "from", Label: "From", Kind: "time", Value: a.Value("from", ""), Required: true, Error: a.Fault("from"), Help: desk.OnClocks(zone)},
		{Name: "until", Label: "Until", Kind: "time", Value: a.Value("until", ""), Error: a.Fault("until"), Help: "Empty for one moment."},
		{Name: "lat", Label: "Where you stood: latitude, °N", Kind: "number", Value: a.Value("lat", ""), Error: a.Fault("lat")},
		{Name: "lon", Label: "and longitude, °E", Kind: "number", Value: a.Value("lon", ""), Error: a.Fault("lon")},
		{Name: "grid", Label: "or grid reference", Value: a.Value("grid", ""), Error: a.Fault("grid"), Help: "MGRS, such as 36U UB 12345 67890."},
		{Name: "accuracy", Label: "known to, metres", Kind: "number", Value: a.Value("accuracy", "50"), Error: a.Fault("accuracy")},
		{Name: "bearing", Label: "Direction, ° from true north", Kind: "number", Value: a.Value("bearing", ""), Error: a.Fault("bearing"), Help: inWhich + " Empty where it was around you, or you do not know."},
		{Name: "width", Label: "Width of it, °", Kind: "number", Value: a.Value("width", "30"), Error: a.Fault("width")},
		{Name: "near", Label: "From, metres away", Kind: "number", Value: a.Value("near", "0"), Error: a.Fault("near")},
		{Name: "far", Label: "to, metres away", Kind: "number", Value: a.Value("far", ""), Error: a.Fault("far")},
		{Name: "place", Label: "or a place by its name", Value: a.Value("place", ""), Max: mostPlace, Error: a.Fault("place")},
		{Name: "consent", Label: "Who may be shown the report itself", Kind: "choice", Value: a.Value("consent", "internal"), Help: "Whatever you choose, it is counted and assessed, and the parties see the counts and the assessment at once. The public sees, after the delay, what was found on reports that allow it.", Options: []page.Option{
			{Value: "internal", Text: "the mission alone"}, {Value: "party", Text: "the parties too"}, {Value: "public", Text: "the public too"}, {Value: "court", Text: "a court that asks for it"},
		}},
	}}
	f.More = further(a)
	if own := v.bound(a); own != "" {
		f.Lead += " It comes in under your own name on record, " + own + "."
		if a.Viewer.Member != "" {
			f.Lead += " It counts as the word of " + a.Viewer.Member + "."
		}
	} else {
		f.Fields = append(f.Fields, page.Field{Name: "source", Label: "Name under which you report", Value: a.Value("source", ""), Error: a.Fault("source"), Max: desk.MaxName, Help: "A call sign, such as patrol-7; no name of a person is needed."})
	}
	blocks := []page.Block{f, page.Links{Links: []page.Link{{Text: "Your tasks, and what you sent", To: ownPath}}}}
	if zone.IsZero() {
		blocks = slices.Insert(blocks, 0, page.Block(page.Note{Kind: page.Warning, Text: desk.NoClocks}))
	}
	return page.Page{Title: "File a report", Exercise: exercise, Lead: "What you saw or heard, as you know it. Leave out what you do not know: unknown is an answer.", Blocks: blocks}, nil
}

// window is the ground of the texts on record, where the map of the form opens.
func (v *form) window() (out string) {
	v.desk.Read(func(s *engine.State) error {
		for _, d := range s.Dockets() {
			if low, high, ok := d.Text().Bounds(); ok && out == "" {
				out = fmt.Sprintf("%.4f,%.4f,%.4f,%.4f", float64(low.Lon)/1e7, float64(low.Lat)/1e7, float64(high.Lon)/1e7, float64(high.Lat)/1e7)
			}
		}
		return nil
	})
	return out
}

func acts() []page.Option {
	out := []page.Option{{Value: "", Text: "unknown"}}
	for _, x := range act.Acts() {
		out = append(out, page.Option{Value: string(x), Text: strings.ReplaceAll(string(x), "-", " ")})
	}
	return out
}

func means() []page.Option {
	var out []page.Option
	for _, x := range []report.Means{report.Heard, report.Seen, report.Told} {
		out = append(out, page.Option{Value: string(x), Text: string(x)})
	}
	return out
}

// send enters the report at once: what it says is kept as it was sent, beside what was read from it.
func (v *form) send(a *api.Ask) (api.Done, error) {
	r, err := v.read(a)
	if err != nil {
		return api.Done{}, err
	}
	if err := v.desk.Take(a.Context(), engine.Entry{Submission: &engine.Submission{Reports: []report.Report{r}}}); err != nil {
		return api.Done{}, err
	}
	return api.Done{To: "/report", Message: "Your report is on record, marked unreviewed. Keep this time: " + api.Clock(a.Now, v.desk.Zone()) + "."}, nil
}

func (v *form) read(a *api.Ask) (report.Report, error) {
	s := report.Sighting{Act: act.Act(a.Sent.Get("act")), Words: a.Sent.Get("words"), Means: report.Means(a.Sent.Get("means"))}
	err := v.claims(a)
	if err != nil {
		return report.Report{}, err
	}
	if s.Count, err = count(a, "count"); err != nil {
		return report.Report{}, err
	}
	if s.Time, err = v.span(a); err != nil {
		return report.Report{}, err
	}
	if s.Where, err = where(a); err != nil {
		return report.Report{}, err
	}
	if err := readFurther(a, &s); err != nil {
		return report.Report{}, err
	}
	original, err := json.Marshal(a.Sent)
	if err != nil {
		return report.Report{}, err
	}
	_, exercise := v.desk.Site()
	r := report.Report{
		Identity: report.Identity{Door: door, Person: a.Viewer.Person, Consent: a.Sent.Get("consent")},
		Original: report.Original{Text: string(original), Digest: canon.SumBytes("truce/original/1", original)},
		Extract:  report.Extract{Level: report.Plain, Source: v.source(a), Received: a.Now, Exercise: exercise, Sightings: []report.Sighting{s}},
	}
	if a.Viewer.Member != "" {
		v.desk.Read(func(s *engine.State) error {
			r.Extract.Roots = desk.Side(s, a.Viewer.Member)
			return nil
		})
	}
	if _, err := rand.Read(r.Extract.Tag[:]); err != nil {
		return report.Report{}, err
	}
	if err := r.Check(); err != nil {
		return report.Report{}, &api.Refused{Reason: "Nothing was entered: " + err.Error()}
	}
	return r, nil
}

// claims refuses what a person who sends from a browser cannot say: a name that is somebody else's, and a means that is a machine's.
func (v *form) claims(a *api.Ask) error {
	own, given := v.bound(a), strings.TrimSpace(a.Sent.Get("source"))
	switch {
	case own != "" && given != "" && given != own:
		return api.Refuse("source", "you report as %s, and %.60q is not that: leave the name out", own, given)
	case own == "":
		if err := v.desk.Own(a, "source", v.source(a)); err != nil {
			return err
		}
	case a.Viewer.Role == access.Monitor && v.desk.Own(a, "source", own) != nil:
		return &api.Refused{Reason: fmt.Sprintf("Nothing was entered: your account has the name %.60q, which is that of a party, a body or one of its members on this record, and what you send would count as its word. Ask the operator for an account under another name.", own)}
	}
	if how := a.Sent.Get("means"); !slices.ContainsFunc(means(), func(o page.Option) bool { return o.Value == how }) {
		return api.Refuse("means", "%.40q is no way in which a person knows: choose one of the list", how)
	}
	for name, most := range map[string]int{"words": mostWords, "place": mostPlace} {
		if utf8.RuneCountInString(strings.ReplaceAll(a.Sent.Get(name), "\r\n", "\n")) > most {
			return api.Refuse(name, "that is longer than %d characters: shorten it", most)
		}
	}
	return nil
}

// span is the time that was sent. What has not happened yet nobody has seen.
func (v *form) span(a *api.Ask) (when.Span, error) {
	s, err := desk.Moment("from", a.Sent.Get("from"), v.desk.Zone())
	if err != nil {
		return s, err
	}
	if until := strings.Replace(a.Sent.Get("until"), "T", " ", 1); until != "" {
		end, err := when.Parse(until, v.desk.Zone())
		if err != nil || end.Interval.To < s.Interval.From {
			return s, api.Refuse("until", "%q is no time after the first: want a date and a time, such as 2026-02-01 02:45", until)
		}
		s.Interval.To = end.Interval.To
	}
	if s.Interval.From > a.Now {
		return s, api.Refuse("from", "that lies in the future: it is %s now", api.Clock(a.Now, v.desk.Zone()))
	}
	if a.Sent.Get("until") != "" && s.Interval.To > a.Now+when.Instant(when.Minute) { // an end is given to the minute, and lasts as long
		return s, api.Refuse("until", "that lies in the future: it is %s now", api.Clock(a.Now, v.desk.Zone()))
	}
	s.Interval.To = min(s.Interval.To, a.Now) // of the minute that runs, what has passed
	return s, nil
}

// count reads 12, 10-15, or nothing.
func count(a *api.Ask, name string) (report.Count, error) {
	text := strings.TrimSpace(a.Sent.Get(name))
	if text == "" {
		return report.Count{}, nil
	}
	var least, most int64
	if n, _ := fmt.Sscanf(text, "%d-%d", &least, &most); n == 2 && 0 < least && least <= most && text == fmt.Sprintf("%d-%d", least, most) {
		return report.Count{Kind: report.About, Least: least, Most: most}, nil
	}
	if n, _ := fmt.Sscanf(text, "%d", &least); n == 1 && 0 < least && text == fmt.Sprint(least) {
		return report.Count{Kind: report.Exact, Least: least, Most: least}, nil
	}
	return report.Count{}, api.Refuse(name, "%q: want a number from 1, such as 12, or two, such as 10-15", text)
}

// where is a sector from where the sender stood, all around where they stood, or a place by its name.
func where(a *api.Ask) (place.Region, error) {
	r := place.Region{Name: strings.TrimSpace(a.Sent.Get("place"))}
	stood, ok, err := observer(a)
	if err != nil {
		return r, err
	}
	if !ok {
		for _, name := range []string{"bearing", "far"} {
			if strings.TrimSpace(a.Sent.Get(name)) != "" {
				return r, api.Refuse(name, "it is from where you stood: say where that was, or name a place instead and leave this out")
			}
		}
		return r, nil
	}
	far, err := number(a, "far", 1, 100_000)
	if err != nil {
		return r, err
	}
	if a.Sent.Get("bearing") == "" {
		if far > 0 {
			stood.Radius += place.Length(far)
		}
		r.Circle = &stood
		return r, nil
	}
	if far == 0 {
		return r, api.Refuse("far", "a direction needs a distance: want at most how many metres away it was, such as 5000")
	}
	near, err := number(a, "near", 0, 100_000)
	if err != nil {
		return r, err
	}
	if near > far {
		return r, api.Refuse("near", "it is farther than the other end")
	}
	bearing, err := degrees(a, "bearing")
	if err != nil {
		return r, err
	}
	width, err := wide(a, "width")
	if err != nil {
		return r, err
	}
	from := (bearing - width/2 + fullTurn) % fullTurn
	r.Sectors = []place.Sector{{Observer: stood, From: place.Bearing(from), To: place.Bearing((from + width) % fullTurn), Distance: place.Range{Least: place.Length(near), Most: place.Length(far)}}}
	return r, nil
}

// fullTurn is a whole turn in millidegrees.
const fullTurn = 360_000

// observer is where the sender stood, and whether they said.
func observer(a *api.Ask) (c place.Circle, ok bool, err error) {
	lat, lon, grid := strings.TrimSpace(a.Sent.Get("lat")), strings.TrimSpace(a.Sent.Get("lon")), strings.TrimSpace(a.Sent.Get("grid"))
	switch {
	case grid != "":
		if c, err = place.ParsePoint(grid); err != nil {
			return c, false, api.Refuse("grid", "%v", err)
		}
	case lat == "" && lon == "":
		return c, false, nil
	default:
		if c, err = place.ParsePoint(lat + ", " + lon); err != nil {
			return c, false, api.Refuse("lat", "%v", err)
		}
	}
	accuracy, err := number(a, "accuracy", 1, 50_000)
	c.Radius = max(c.Radius, place.Length(accuracy))
	return c, err == nil, err
}

// number reads metres into millimetres; 0 where the field is empty.
func number(a *api.Ask, name string, least, most int64) (int64, error) {
	text := strings.TrimSpace(a.Sent.Get(name))
	if text == "" {
		return 0, nil
	}
	n, err := scaled(text, int64(place.Metre))
	if err != nil || n < least*int64(place.Metre) || n > most*int64(place.Metre) {
		return 0, api.Refuse(name, "%q: want a number of metres from %d to %d", text, least, most)
	}
	return n, nil
}

// degrees reads degrees into millidegrees.
func degrees(a *api.Ask, name string) (int64, error) {
	n, err := scaled(strings.TrimSpace(a.Sent.Get(name)), 1000)
	if err != nil || n < 0 || n > fullTurn {
		return 0, api.Refuse(name, "%q: want degrees from 0 to 360", a.Sent.Get(name))
	}
	return n, nil
}

// wide reads the width of a direction into millidegrees. Nobody knows one to less than a degree, and a sector without width would be all
// around.
func wide(a *api.Ask, name string) (int64, error) {
	n, err := degrees(a, name)
	if err != nil || n < 1000 {
		return 0, api.Refuse(name, "%q: want the width in degrees, from 1 to 360", a.Sent.Get(name))
	}
	return n, nil
}

// scaled reads a decimal number in units of one part of it, rounded toward nought, without floats.
func scaled(text string, parts int64) (int64, error) {
	if len(text) > 20 || strings.ContainsAny(text, "eE/_xXpP") {
		return 0, fmt.Errorf("no number")
	}
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, fmt.Errorf("no number")
	}
	n.Mul(n, new(big.Rat).SetInt64(parts))
	whole := new(big.Int).Quo(n.Num(), n.Denom())
	if !whole.IsInt64() {
		return 0, fmt.Errorf("too large")
	}
	return whole.Int64(), nil
}
