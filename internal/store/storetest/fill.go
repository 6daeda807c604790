// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"fmt"
	"strconv"

	"truce/act"
	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/incident"
	"truce/internal/store"
	"truce/known"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Filler makes rows from a seed as a projector would, without a record: a year and more of a theatre with about a thousand incidents
// a day along a front, each with a report or two and a finding. The same seed gives the same rows. They are for measuring
// queries and say nothing of how a record is judged.
type Filler struct {
	next  uint64
	made  int
	seq   int64
	words []act.Act
}

// NewFiller begins rows.
func NewFiller(seed uint64) *Filler {
	return &Filler{next: seed, words: []act.Act{
		"mortar-fire", "mortar-fire", "mortar-fire", "artillery-fire", "artillery-fire", "small-arms-fire", "small-arms-fire", "explosion", "uav-flight", "weapon-presence",
	}}
}

// FirstDay is the beginning of the day of the first rows, 2024-01-01.
const FirstDay when.Instant = 1704067200000

// PerDay is how many incidents each day has.
const PerDay = 1_400

// below draws a number from 0 to n-1.
func (f *Filler) below(n int64) int64 {
	f.next += 0x9e3779b97f4a7c15
	z := f.next
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int64((z ^ z>>31) % uint64(n))
}

// Next returns the rows of the next entry, with n incidents.
func (f *Filler) Next(n int) *store.Changes {
	f.seq++
	c := &store.Changes{Seq: f.seq, Commitment: Commitment(f.seq)}
	for range n {
		f.incident(c)
		f.made++
	}
	return c
}

func digest(kind string, n int) canon.Digest {
	return canon.SumBytes("truce/storetest/1", []byte(kind+strconv.Itoa(n)))
}

func (f *Filler) incident(c *store.Changes) {
	at := FirstDay + when.Instant(f.made)*when.Instant(when.Day)/PerDay
	long := when.Minute * when.Duration(1+f.below(30))
	switch f.below(100) {
	case 0:
		long = 20 * when.Day
	case 1, 2, 3, 4:
		long = when.Day
	}
	span := when.Interval{From: at, To: at + when.Instant(long)}
	along := f.below(1000)
	middle := place.Point{
		Lat: int32(470_000_000 + along*30_000 + f.below(4_000_000)), Lon: int32(330_000_000 + along*50_000 + f.below(6_000_000)),
	}
	region := "region " + strconv.FormatInt(along/40, 10)
	ground := groundOf(middle, place.Length(100+f.below(3000))*place.Metre, region)
	word := f.words[f.below(int64(len(f.words)))]
	if f.below(2000) == 0 {
		word = "marker-displacement"
	}
	id := Incident(f.made)
	inc := store.Incident{
		ID: id, Version: 1, When: span, Date: dateOf(at), Ground: ground, Acts: []act.Act{word}, Weapons: []act.Class{"mortar"},
		Observations: 1, Reports: 1, Roots: 1, Review: store.Review{Triage: store.Unreviewed}, First: f.seq, Last: f.seq,
	}
	accounts := 1 + int(f.below(10)/7)
	inc.Observations, inc.Reports, inc.Roots = accounts, accounts, accounts
	f.accounts(c, &inc, accounts)
	f.finding(c, &inc)
	if f.below(10) > 0 {
		c.Reviews = append(c.Reviews, store.Acknowledged{Incident: id, By: "duty", At: at, Entry: f.seq})
	}
	c.Incidents = append(c.Incidents, inc)
}

func dateOf(at when.Instant) when.Date {
	return when.Date{Year: 1970, Month: 1, Day: 1}.Add(int(at / when.Instant(when.Day)))
}

func groundOf(middle place.Point, radius place.Length, region string) store.Ground {
	r := place.Region{Circle: &place.Circle{Centre: middle, Radius: radius}}
	low, high, _ := r.Box()
	drawn, err := place.FormatGeoJSON(r)
	if err != nil {
		panic("storetest: a circle has no GeoJSON: " + err.Error())
	}
	return store.Ground{Where: drawn, Bounds: &store.Bounds{Low: low, High: high}, Zones: []string{region}, Region: region}
}

// accounts adds the reports and observations of an incident.
func (f *Filler) accounts(c *store.Changes, inc *store.Incident, n int) {
	var before canon.ObservationID
	for i := range n {
		number := f.made*4 + i
		id, rep := canon.NewObservationID(digest("observation", number)), canon.NewReportID(digest("report", number))
		source := "patrol-" + strconv.FormatInt(f.below(240), 10)
		means := []report.Means{report.Seen, report.Heard, report.Camera, report.Told}[f.below(4)]
		class := []store.Class{store.Observer, store.Sensor, store.Told}[f.below(3)]
		c.Observations = append(c.Observations, store.Observation{
			ID: id, Report: rep, Seq: f.seq, Received: inc.When.To, Level: report.Plain, When: inc.When, Date: inc.Date, Ground: inc.Ground,
			Act: inc.Acts[0], Weapon: "mortar", Count: report.Count{Kind: report.Exact, Least: 3, Most: 3}, Means: means,
			Inside: store.ObservationInside{Source: source, Roots: []string{source}, Words: "three rounds near the village"},
		})
		h := store.Held{ID: id, Incident: inc.ID}
		if i > 0 {
			h.Joined = []store.Joined{{With: before, Score: 1240, Reasons: []incident.Reason{{Name: "time", Bits: 700}, {Name: "act", Bits: 240}, {Name: "place", Bits: 300}}}}
		}
		before = id
		c.Held = append(c.Held, h)
		c.Reports = append(c.Reports, store.Report{
			ID: rep, Seq: f.seq, Entered: inc.When.To, Received: inc.When.To, Class: class, Level: report.Plain, Form: store.Sightings,
			Sightings: 1, Region: inc.Ground.Region, Review: store.Review{Triage: store.Unreviewed}, Inside: store.ReportInside{Source: source},
		})
	}
}

// finding adds the finding of an incident, as long as one of the exercise is.
func (f *Filler) finding(c *store.Changes, inc *store.Incident) {
	id := Finding(f.made)
	outcome := []finding.Verdict{finding.Violation, finding.Violation, finding.Undetermined, finding.NoViolation}[f.below(4)]
	status := finding.Assessed
	switch n := f.below(10_000); {
	case n < 5:
		status = finding.Final
	case n < 300:
		status = finding.Determined
	case n < 1000:
		status = finding.Notified
	}
	article := strconv.FormatInt(1+f.below(9), 10)
	made := &finding.Finding{ID: id, Version: 1, Released: finding.Released{
		Incident: inc.ID, Agreement: "fifty-terms@1", Article: agreement.ArticleID(article), Term: agreement.TermID("term-" + article), Verdict: outcome, Status: status,
		ByReading:   []finding.ReadingVerdict{{Verdict: outcome, Because: "every condition of the term holds, and every possible actor is bound"}},
		Grade:       finding.Grade{Severity: agreement.Severity(1 + f.below(4)), Confidence: agreement.Confidence(1 + f.below(3)), Weapon: 1, Origin: 1},
		Attribution: finding.Attribution{Level: finding.Area, Words: "from the area controlled by Party Amber, as of 1 February, according to the agreed layer"},
		When:        inc.When,
	}, Internal: finding.Internal{IncidentVersion: 1, RuleSet: digest("rules", 1)}}
	for i := range 9 {
		made.Internal.Reasons = append(made.Internal.Reasons, finding.Reason{
			Condition: fmt.Sprintf("condition %d", i+1), Holds: known.Yes, Says: "the ground lies wholly in the buffer, 3.2 km from the line, tolerance 50 m",
		})
	}
	r := &made.Released
	c.Made = append(c.Made, store.Made{Finding: made, Entry: f.seq, At: inc.When.To})
	c.Findings = append(c.Findings, store.Finding{
		ID: id, Version: 1, Incident: inc.ID, Agreement: r.Agreement, Article: r.Article, Term: r.Term, Outcome: outcome, Status: status,
		Grade: r.Grade, Level: r.Attribution.Level, Words: r.Attribution.Words, When: inc.When, Date: inc.Date, Region: inc.Ground.Region,
		Case: f.made + 1, First: f.seq, Last: f.seq, At: inc.When.To,
	})
	inc.Findings = []store.Brief{{ID: id, Agreement: r.Agreement, Article: r.Article, Term: r.Term, Outcome: outcome, Status: status, Grade: r.Grade}}
}

// Incident names the n-th incident of a filler, from 0.
func Incident(n int) canon.IncidentID { return canon.NewIncidentID(digest("incident", n)) }

// Finding names the finding of the n-th incident.
func Finding(n int) canon.FindingID { return canon.NewFindingID(digest("finding", n)) }
