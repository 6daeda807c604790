// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"truce/act"
	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/report"
	"truce/when"
)

// TestVolumeIsNotEvidence adds any number of copies with one root: no grade rises.
func TestVolumeIsNotEvidence(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := opened(t)
		means := rapid.SampledFrom([]report.Means{report.Heard, report.Seen, ""})
		e := r.extract("first", r.shot(killed(2), func(s *report.Sighting) { s.Means = means.Draw(rt, "means") }))
		e.Roots = []string{"agency"}
		if rapid.Bool().Draw(rt, "second root") {
			e.Roots = append(e.Roots, "patrol")
		}
		inc := r.see(e)
		before := r.the(inc, "no-fire").Released.Grade
		for i := range rapid.IntRange(1, 6).Draw(rt, "copies") {
			duplicate := e
			duplicate.Source, duplicate.Roots = fmt.Sprint("copy-", i), e.Roots[:1]
			r.see(duplicate)
		}
		after := r.the(inc, "no-fire").Released.Grade
		if after != before {
			rt.Errorf("%+v became %+v", before, after)
		}
	})
}

// TestVersionsAreNeverRewritten lets reports, layers of time and acts of people fall on a docket in any order: each
// new version names the one that it supersedes and says why, and no version that was handed out changes a byte.
func TestVersionsAreNeverRewritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := opened(t)
		published := map[canon.FindingID]string{}
		for i := range rapid.IntRange(1, 12).Draw(rt, "steps") {
			disturb(rt, r, i)
			for _, versions := range r.docket.All() {
				for n, f := range versions {
					data, err := canon.Encode(f)
					if err != nil {
						rt.Fatal(err)
					}
					if old, ok := published[f.ID]; ok && old != string(data) {
						rt.Fatalf("version %d of %s changed:\n%s\n%s", f.Version, f.ID.Short(), old, data)
					}
					published[f.ID] = string(data)
					if f.Version != n+1 || n > 0 && (f.Supersedes != versions[n-1].ID || (f.Internal.Cause == "" || f.Released.Why == "")) || n == 0 && !f.Supersedes.IsZero() {
						rt.Fatalf("version %d: number %d, supersedes %s, cause %q", n+1, f.Version, f.Supersedes, f.Internal.Cause)
					}
					if n > 0 && canon.Equal(f.Released, versions[n-1].Released) && canon.Equal(f.Internal, versions[n-1].Internal) {
						rt.Fatalf("version %d of %s says nothing new", f.Version, f.ID.Short())
					}
				}
			}
		}
	})
}

// disturb does one thing to a docket, if it is allowed.
func disturb(rt *rapid.T, r *record, i int) {
	findings := r.docket.Findings()
	kind := rapid.IntRange(0, 6).Draw(rt, "kind")
	if kind < 4 || len(findings) == 0 {
		minute := rapid.IntRange(0, 3).Draw(rt, "minute") * 20
		r.see(r.extract(fmt.Sprint("s", i), r.shot(func(s *report.Sighting) {
			s.Act = rapid.SampledFrom([]act.Act{"mortar-fire", "explosion", "assault", "weapon-presence"}).Draw(rt, "act")
			s.Time.Interval.From += when.Instant(minute) * when.Instant(when.Minute)
			s.Time.Interval.To += when.Instant(minute) * when.Instant(when.Minute)
			if rapid.Bool().Draw(rt, "claims") {
				s.InAnswerTo = "an assault"
			}
		})))
		return
	}
	on := rapid.SampledFrom(findings).Draw(rt, "finding").Released
	var a finding.Act
	var err error
	switch kind {
	case 4:
		a, err = r.docket.File(on.Incident, on.Term, finding.Opinion{By: rapid.SampledFrom([]string{"cobalt-seat", "patrol"}).Draw(rt, "by"), Holds: "no"})
	case 5:
		a, err = r.docket.Advance(on.Incident, on.Term, rapid.SampledFrom([]finding.Status{finding.Notified, finding.Withdrawn}).Draw(rt, "to"), "council")
	case 6:
		a, err = r.docket.Rule("width", agreement.ReadingID(rapid.SampledFrom([]string{"half", "distance"}).Draw(rt, "reading")), "council")
	}
	if err == nil {
		a()
	}
	r.docket.Fire(r.docket.Now() + when.Instant(rapid.IntRange(0, 20).Draw(rt, "days"))*when.Instant(when.Day))
}
