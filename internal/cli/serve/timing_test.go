// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"truce/app"
)

// pair are two askings that get the same answer: for what is there and not for the viewer, and for what is not there.
type pair struct {
	name, role    string
	there, absent *http.Request
}

// asking is a request of a role with its session, that can be asked again and again.
func (h *house) asking(b *testing.B, role, path string, form url.Values) *http.Request {
	b.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequest(method, path, nil)
	for _, c := range h.as(b, role).client.Jar.Cookies(nil) {
		r.AddCookie(c)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.URL.Fragment = form.Encode() // the body, which is made anew for each asking
	}
	return r
}

// pairs are the addresses of incidents, findings, cases, sources, patrols and notices.
func (h *house) pairs(b *testing.B) (out []pair) {
	const party = "liaison of Party Cobalt"
	var id, number, ref, bare string
	h.desk.Room.Read(func(r *app.Record) error {
		found := map[string]bool{}
		for _, d := range r.State().Dockets() {
			for _, f := range d.Findings() {
				found[f.Released.Incident.String()] = true
			}
		}
		for _, inc := range r.State().Incidents() {
			name := strings.TrimPrefix(inc.ID.String(), "incident:")
			if id = name; !found[inc.ID.String()] {
				bare = name
			}
		}
		for _, g := range r.State().Registers() {
			for _, c := range g.Cases() {
				ref, number = g.Ref(), fmt.Sprint(c.Number)
			}
		}
		return nil
	})
	if id == "" || number == "" {
		b.Fatal("the record has no incident or no case")
	}
	absent := strings.Repeat("7", len(id))
	add := func(name, role, pattern, there, not string) {
		out = append(out, pair{name, role, h.asking(b, role, fmt.Sprintf(pattern, there), nil), h.asking(b, role, fmt.Sprintf(pattern, not), nil)})
	}
	add("an incident", party, "/incidents/%s", id, absent)
	add("the shapes of an incident", party, "/incidents/%s/shapes", id, absent)
	add("an incident among the features", party, "/features/collections/incidents/items/%s", id, absent)
	add("the flip set of a finding", party, "/findings/%s/energy/least", id, absent)
	if bare != "" {
		add("a finding of an incident that has none", party, "/findings/%s/energy", bare, absent)
	}
	add("a source", party, "/sources?root=%s", "q9root", "q9none")
	add("a case", "public", "/cases/"+ref+"/%s", number, "99")
	add("a finding", "public", "/findings/%s/energy", id, absent)
	answer := func(name string, known, unknown string) {
		form := func(notice string) url.Values { return url.Values{"notice": {notice}, "act": {"assured"}} }
		out = append(out, pair{name, party, h.asking(b, party, "/notices/answer", form(known)), h.asking(b, party, "/notices/answer", form(unknown))})
	}
	answer("a notice that the party may not know of", "q9notice", "q9absent")
	return out
}

// BenchmarkWhatIsNotYoursAnswersLikeWhatIsNotThere asks in pairs for what exists and is not for the viewer and for what does not exist,
// the one first and the other first in turn, in one process and without a network, where a difference shows most. It reports the median
// of each, their ratio, and the median of the differences within the pairs:
//
//	go test -run '^$' -bench WhatIsNotYours -benchtime 4000x ./internal/cli/serve
func BenchmarkWhatIsNotYoursAnswersLikeWhatIsNotThere(b *testing.B) {
	h := demonstrated(b)
	for _, p := range h.pairs(b) {
		b.Run(p.name, func(b *testing.B) {
			ask := func(r *http.Request) (int, time.Duration) {
				if r.Method == http.MethodPost {
					again := httptest.NewRequest(r.Method, r.URL.Path, strings.NewReader(r.URL.Fragment))
					again.Header = r.Header
					r = again
				}
				w := httptest.NewRecorder()
				began := b.Elapsed()
				h.server.ServeHTTP(w, r)
				return w.Code, b.Elapsed() - began
			}
			var there, absent, apart []time.Duration
			for first := true; b.Loop(); first = !first {
				one, other := p.there, p.absent
				if !first {
					one, other = other, one
				}
				status, took := ask(one)
				status2, took2 := ask(other)
				if status != status2 || status < 400 {
					b.Fatalf("they answer %d and %d", status, status2)
				}
				if !first {
					took, took2 = took2, took
				}
				there, absent, apart = append(there, took), append(absent, took2), append(apart, took-took2)
			}
			for _, list := range [][]time.Duration{there, absent, apart} {
				slices.Sort(list)
			}
			us := func(list []time.Duration) float64 { return float64(list[len(list)/2].Nanoseconds()) / 1000 }
			b.ReportMetric(us(there), "there-µs")
			b.ReportMetric(us(absent), "absent-µs")
			b.ReportMetric(us(there)/us(absent), "ratio")
			b.ReportMetric(us(apart), "apart-µs")
		})
	}
}
