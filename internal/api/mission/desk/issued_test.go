// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"truce/app"
	"truce/engine"
	"truce/internal/access"
	"truce/journal"
	"truce/report"
	"truce/when"
)

// tooLong is a record of more observations than are folded for a page. They are aggregates, which are joined to nothing, so that they are
// quickly taken.
func tooLong(t *testing.T) *app.Record {
	t.Helper()
	r := many(t, 1)
	at := r.State().Now()
	var list []app.Incoming
	for from := range 41 {
		one := report.Report{
			Identity: report.Identity{Door: "test", Person: fmt.Sprint("bulk ", from)}, Original: report.Original{Text: fmt.Sprint("a list ", from)},
			Extract: report.Extract{Level: report.Aggregate, Source: fmt.Sprint("list-", from), Received: at, Exercise: true},
		}
		for n := range 1000 {
			one.Extract.Sightings = append(one.Extract.Sightings, report.Sighting{Act: "mortar-fire", Means: report.Heard, Words: fmt.Sprint("a shot, number ", n)})
		}
		list = append(list, app.Incoming{Entry: engine.Entry{Time: at, Submission: &engine.Submission{Reports: []report.Report{one}}}})
	}
	if _, err := r.Enter(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	return r
}

// destroyOne destroys the identity of a report on record.
func destroyOne(t *testing.T, r *app.Record, seq int64) {
	t.Helper()
	what := journal.DestroyedParts{Origin: r.Journal().First().Origin, Seq: seq, Report: 1, Parts: []string{"identity"}, By: "head", Reason: "asked for"}
	if _, err := app.Destroy(t.Context(), r.Journal(), app.Destroying{What: what, At: r.State().Now(), Record: r.Journal()}); err != nil && !errors.Is(err, journal.ErrLingers) {
		t.Fatal(err)
	}
}

// TestAReportStaysIssuedThoughSomethingWasDestroyedBefore issues one where the record cannot be folded again for a page.
func TestAReportStaysIssuedThoughSomethingWasDestroyedBefore(t *testing.T) {
	rec := tooLong(t)
	destroyOne(t, rec, 3) // before the server begins
	r := serve(t, rec)
	r.state(func(s *engine.State) {
		if n := len(s.Observations()); n <= 40_000 {
			t.Fatalf("%d observations could be folded again", n)
		}
	})
	officer := r.as(access.DutyOfficer)
	issues := func(day, after string) {
		t.Helper()
		if w := officer.send("/daily/"+day+"/issue", url.Values{"audience": {"parties"}, "by": {"duty officer"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %.500s", after, w.Code, w.Body)
		}
		for range 2 {
			if text := officer.must("/daily/" + day + "?audience=parties"); strings.Contains(text, "DRAFT, not issued") || !strings.Contains(text, "As it was issued") {
				t.Errorf("%s: what was issued is shown as a draft", after)
			}
		}
	}
	z := r.desk.Zone()
	yesterday := z.DateOf(r.desk.Clock() - when.Instant(when.Day))
	issues(yesterday.String(), "destroyed before the server began")
	r.desk.Room.Read(func(rec *app.Record) error {
		destroyOne(t, rec, 4)
		return nil
	})
	if err := r.desk.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	issues(yesterday.Add(-1).String(), "destroyed while the server runs")
}
