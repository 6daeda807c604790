// SPDX-License-Identifier: Apache-2.0

// Package daily turns a record, as it stands at a cut-off, into the report of a day in the order that monitoring missions give
// it: what was recorded by region beside the day before, harm to civilians, attacks on the mission, areas of disengagement,
// weapons against withdrawal lines, windows of silence, crossings, restrictions of movement, coverage by region; then incidents,
// assessed and determined violations, four counts that are never added. A report is a value without words of a language; the
// packages beside it write it. It is made for one audience and holds nothing that the audience may not see. The format is
// docs/spec/daily-report.md.
package daily

import (
	"cmp"
	"errors"
	"fmt"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/engine/issue"
	"truce/finding"
	"truce/incident"
	"truce/when"
)

// Format names the form of a report, and is the domain of its digest.
const Format = "truce/daily/1"

// Audience is for whom a report is made, and so what it may hold.
type Audience string

// The audiences. Mission is the room itself: patrols, gaps, hours watched. Parties see each assessment with its status and
// words, and no source, patrol, gap or coverage. Public sees counts by large regions, after the delay of the agreement.
const (
	Mission Audience = "mission"
	Parties Audience = "parties"
	Public  Audience = "public"
)

// Audiences returns the closed list.
func Audiences() []Audience { return []Audience{Mission, Parties, Public} }

// ErrNotPublic says that a report may not be made for the public: an exercise never is, a text without a rule on
// publication lets nothing out, and before the delay has passed it is too soon. The caller says so and shows nothing.
var ErrNotPublic = errors.New("nothing of it is public")

// Request is what a report is asked for.
type Request struct {
	// Agreement is the reference of the text whose zone, places and languages the report has, empty for the first on record.
	Agreement string
	// First and Last are its days; a zero First is Last. More than one are split into days, each beside the one before it.
	First, Last when.Date
	// Closes is when a day closes; the zero Clock is 24:00, which makes civil days of the text's zone.
	Closes when.Clock
	// Regions are the places of the text by which it counts; none for those that follow from the text (see RegionsOf).
	Regions  []agreement.PlaceID
	Audience Audience
	// Because says why there is another version, where one of these days was issued before.
	Because string
}

// Report is the report of one day, or of a few, for one audience. Everything in it follows from the record and the request, and
// its canonical bytes are the same on any machine.
type Report struct {
	Format   string   `json:"format"`
	Exercise bool     `json:"exercise,omitempty"`
	Audience Audience `json:"audience"`
	// Draft says that nobody issued it: it has no number and no version then.
	Draft bool `json:"draft,omitempty"`
	// Number and Year are the report's number; Version counts from 1.
	Number   int64       `json:"number"`
	Year     int64       `json:"year"`
	Version  int64       `json:"version"`
	Corrects *Correction `json:"corrects,omitempty"`
	// Agreement is id@version of the text, Title its title, Languages its languages.
	Agreement string               `json:"agreement"`
	Title     string               `json:"title"`
	Languages []agreement.Language `json:"languages,omitempty"`
	First     when.Date            `json:"first"`
	Last      when.Date            `json:"last"`
	Closes    when.Clock           `json:"closes"`
	Zone      when.Zone            `json:"zone"`
	Period    when.Interval        `json:"period"`
	// CutOff is up to when entries are counted. Partial says that the last day was not over then.
	CutOff  when.Instant `json:"cut_off"`
	Partial bool         `json:"partial,omitempty"`
	Engine  string       `json:"engine"`
	// TimeZones is the release of the time zone database.
	TimeZones string `json:"time_zones"`

	Regions []Region `json:"regions"`
	// Days are in order, each with its figures by region and those of the day before it.
	Days     []Day        `json:"days"`
	Harm     []Harm       `json:"harm"`
	Damage   []Event      `json:"damage"`
	Attacks  []Event      `json:"attacks_on_the_mission"`
	Areas    []Silence    `json:"disengagement_areas"`
	Weapons  []Weapon     `json:"weapons"`
	Windows  []Window     `json:"windows_of_silence"`
	Notices  []Notice     `json:"notices,omitempty"`
	Crossing []Event      `json:"crossings"`
	Freedom  []Restricted `json:"freedom_of_movement"`
	// Coverage is of the mission's report alone: one for each day and region, in order.
	Coverage []Covered `json:"coverage,omitempty"`
	// Totals is what others may see of coverage: whole months after the delay, where enough was watched for it to tell nobody
	// where nobody looked.
	Totals *Totals `json:"coverage_totals,omitempty"`
	// PossibleSames is how many incidents of the days may be the same event as another one: what nothing on record decides.
	PossibleSames int64 `json:"possible_sames"`
	// Outside is how many incidents of the days touch no term of any text on record.
	Outside int64 `json:"outside"`
	// OneSided is how many incidents of the days one party alone tells of, which are in nothing else of a report for the public.
	OneSided   int64        `json:"one_sided,omitempty"`
	Assessed   []Assessed   `json:"assessed"`
	Determined []Determined `json:"determined"`
}

// Correction names the version that a report corrects, and says why there is another.
type Correction struct {
	Version int64        `json:"version"`
	Digest  canon.Digest `json:"digest"`
	Because string       `json:"because"`
}

// maker is a report that is being made.
type maker struct {
	state   *engine.State
	docket  *finding.Docket
	text    *agreement.Compiled
	request Request
	out     *Report
	places  [][]agreement.PlaceID // of each region
	days    []span
	near    []*incident.Incident                   // that may be of the days, of the report's world, in order of recording
	in      map[*incident.Incident]string          // the region of each that was asked for
	stand   map[*finding.Docket][]*finding.Finding // of the days, or determined in them, by a text of the report's world
}

// gather looks through the record once for what the report is of: it is long, and a report asks for it many times.
func (m *maker) gather() {
	for _, inc := range m.state.Incidents() {
		if inc.Exercise != m.out.Exercise || !inc.When.Overlaps(m.out.Period) {
			continue
		}
		if m.isOneSides(inc) {
			if m.has(inc.When) {
				m.out.OneSided++
			}
			continue
		}
		m.near = append(m.near, inc)
	}
	m.in, m.stand = map[*incident.Incident]string{}, map[*finding.Docket][]*finding.Finding{}
	for _, d := range m.dockets() {
		for _, f := range d.Findings() {
			act := f.Released.Determination
			if inc := m.state.Incident(f.Released.Incident); act == nil && inc != nil && m.isOneSides(inc) {
				continue
			}
			if m.has(f.Released.When) || act != nil && m.out.Period.Contains(act.At) {
				m.stand[d] = append(m.stand[d], f)
			}
		}
	}
}

// span is a day as the report cuts it, with the one before.
type span struct {
	date        when.Date
	now, before when.Interval
}

// Make makes a report of a record as it stands: the cut-off is its journal time, and deadlines up to then have passed. The state
// is only read. It errors where the record has no such text, where days or regions are none, and with ErrNotPublic.
func Make(state *engine.State, request Request) (*Report, error) {
	m, err := begin(state, request)
	if err != nil {
		return nil, err
	}
	if err := m.mayLeave(); err != nil {
		return nil, err
	}
	if err := m.regions(); err != nil {
		return nil, err
	}
	m.figures()
	if err := m.happened(); err != nil {
		return nil, err
	}
	return m.out, m.covered()
}

func begin(state *engine.State, request Request) (*maker, error) {
	m := &maker{state: state, request: request}
	for _, d := range state.Dockets() {
		if a := d.Text(); m.docket == nil && (request.Agreement == "" || request.Agreement == a.Ref() || request.Agreement == string(a.Agreement().ID)) {
			m.docket, m.text = d, a
		}
	}
	if m.docket == nil {
		return nil, fmt.Errorf("no agreement on record is %q: a report has the zone and the places of one", request.Agreement)
	}
	if first := state.Dockets()[0].Text().Agreement(); first.Exercise != m.text.Agreement().Exercise {
		return nil, fmt.Errorf("%s and the first text on record, %s, are one in force and one an exercise: the record's counts are of the first", m.text.Ref(), first.ID)
	}
	if m.request.First.IsZero() {
		m.request.First = request.Last
	}
	if m.request.Closes == (when.Clock{}) {
		m.request.Closes = when.Clock{Hour: 24}
	}
	if err := m.cut(); err != nil {
		return nil, err
	}
	a := m.text.Agreement()
	r := &Report{
		Format: Format, Exercise: a.Exercise, Audience: request.Audience, Agreement: m.text.Ref(), Title: a.Title, Languages: a.Languages,
		First: m.request.First, Last: m.request.Last, Closes: m.request.Closes, Zone: m.docket.Zone(), CutOff: state.Now(),
		Engine: engine.Version, TimeZones: when.Database,
		Harm: []Harm{}, Damage: []Event{}, Attacks: []Event{}, Areas: []Silence{}, Weapons: []Weapon{}, Windows: []Window{},
		Crossing: []Event{}, Freedom: []Restricted{}, Assessed: []Assessed{}, Determined: []Determined{},
	}
	r.Period = when.Interval{From: m.days[0].now.From, To: m.days[len(m.days)-1].now.To}
	r.Partial = r.CutOff < r.Period.To
	m.out = r
	m.number()
	m.gather()
	return m, nil
}

// number gives the report its number and version, by what was issued before.
func (m *maker) number() {
	r, shelf := m.out, m.state.Issued()
	key := r.Key()
	r.Number, r.Year = shelf.Number(key)
	r.Version = 1
	if last, ok := shelf.Last(key); ok {
		r.Version = last.Version + 1
		r.Corrects = &Correction{Version: last.Version, Digest: last.Digest, Because: m.request.Because}
	}
}

// cut cuts the days of the request, each with the one before.
func (m *maker) cut() error {
	first, last := m.request.First, m.request.Last
	if first.Check() != nil || last.Check() != nil || last.Compare(first) < 0 {
		return fmt.Errorf("the days %s to %s are none: give a day such as 2021-10-31", first, last)
	}
	if first.DaysUntil(last) >= issue.MaxDays {
		return fmt.Errorf("the days %s to %s are more than %d", first, last, issue.MaxDays)
	}
	before, err := m.day(first.Add(-1))
	if err != nil {
		return err
	}
	for d := first; d.Compare(last) <= 0; d = d.Add(1) {
		now, err := m.day(d)
		if err != nil {
			return err
		}
		m.days = append(m.days, span{d, now, before})
		before = now
	}
	return nil
}

// day is the day of a report: from the closing of the day before to its own. Where the clock shows the time twice the first
// counts, so that days follow one another without gap.
func (m *maker) day(d when.Date) (when.Interval, error) {
	zone := m.docket.Zone()
	if m.request.Closes == (when.Clock{Hour: 24}) {
		if whole := zone.Whole(d); !whole.IsUnknown() {
			return whole, nil
		}
		return when.Interval{}, fmt.Errorf("the calendar of %s has no day %s", zone, d)
	}
	c := m.request.Closes
	from, err := zone.At(d.Add(-1), c.Hour, c.Minute, c.Second)
	if err != nil {
		return from, fmt.Errorf("the day before %s closes at no time: %w", d, err)
	}
	to, err := zone.At(d, c.Hour, c.Minute, c.Second)
	if err != nil {
		return to, fmt.Errorf("%s closes at no time: %w", d, err)
	}
	return when.Interval{From: from.From, To: to.From - 1}, nil
}

// mayLeave says whether the audience may have such a report at all.
func (m *maker) mayLeave() error {
	switch m.request.Audience {
	case Mission, Parties:
		return nil
	case Public:
	default:
		return fmt.Errorf("unknown audience %.40q: write mission, parties or public", m.request.Audience)
	}
	rule := m.text.Agreement().Publication
	switch {
	case m.out.Exercise:
		return fmt.Errorf("%w: %s is an exercise, and no exercise enters a public release", ErrNotPublic, m.text.Ref())
	case rule == nil:
		return fmt.Errorf("%w: %s has no rule on publication", ErrNotPublic, m.text.Ref())
	}
	delay, err := rule.Delay.Parse()
	if err != nil {
		return err
	}
	if m.out.CutOff < m.out.Period.To+when.Instant(delay) {
		return fmt.Errorf("%w yet: the public sees a day %s after it is over", ErrNotPublic, rule.Delay)
	}
	return nil
}

// IsOutside tells whether a report leaves the mission.
func (r *Report) IsOutside() bool { return r.Audience != Mission }

// Key names the report whatever its version.
func (r *Report) Key() issue.Key {
	return issue.Key{Agreement: r.Agreement, First: r.First, Last: r.Last, Audience: string(r.Audience)}
}

// Bytes returns the canonical bytes of the report.
func (r *Report) Bytes() ([]byte, error) { return canon.Encode(r) }

// Digest returns the digest of the canonical bytes, which the record names when the report is issued.
func (r *Report) Digest() (canon.Digest, error) { return canon.Sum(Format, r) }

// Unissued is what stands in the place of a number in every form of a draft, in the words of the record.
const Unissued = "DRAFT, not issued"

// Name is the number of the report, such as "292/2020", or that it is a draft, and of a day that was not over.
func (r *Report) Name() string {
	switch {
	case r.Draft && r.Partial:
		return Unissued + ", day not over"
	case r.Draft:
		return Unissued
	}
	return fmt.Sprintf("%03d/%d", r.Number, r.Year)
}

// AsDraft returns the report as one that nobody issued: it says so and bears no number and no version, for these are given by the
// issue alone. Of days that were issued before it still names the last version.
func (r *Report) AsDraft() *Report {
	out := *r
	out.Draft, out.Number, out.Year, out.Version = true, 0, 0, 0
	return &out
}

// Issue returns the act by which the report is issued. It errors where the report has no canonical form, or is another version
// without a reason.
func (r *Report) Issue(request Request, by string) (*issue.Issue, error) {
	if r.Draft {
		return nil, errors.New("a draft has no number by which it could be issued: make the report anew")
	}
	digest, err := r.Digest()
	if err != nil {
		return nil, err
	}
	i := &issue.Issue{
		Key:    r.Key(),
		Closes: r.Closes, AsOf: r.CutOff, Number: r.Number, Year: r.Year, Version: r.Version, Digest: digest, By: by,
	}
	for _, id := range request.Regions {
		i.Regions = append(i.Regions, string(id))
	}
	if r.Corrects != nil {
		i.Because = r.Corrects.Because
		if i.Because == "" {
			return nil, fmt.Errorf("version %d of these days was issued already: say why there is another", r.Corrects.Version)
		}
	}
	return i, nil
}

// RequestOf returns the request by which an issued report was made: Make gives the same report again, of the entries before
// the issue, with the deadlines up to its cut-off passed.
func RequestOf(i issue.Issue) Request {
	r := Request{
		Agreement: i.Agreement, First: i.First, Last: i.Last, Closes: i.Closes, Audience: Audience(i.Audience), Because: i.Because,
	}
	for _, id := range i.Regions {
		r.Regions = append(r.Regions, agreement.PlaceID(id))
	}
	return r
}

// statusOf is the status of a finding, or recorded where there is none.
func statusOf(f *finding.Finding) finding.Status {
	if f == nil {
		return finding.Recorded
	}
	return cmp.Or(f.Released.Status, finding.Assessed)
}
