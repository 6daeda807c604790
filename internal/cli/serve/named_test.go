// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"net/url"
	"strings"
	"testing"

	"truce/app"
)

// What somebody reports counts as the word of whom the text calls by that name, so a monitor's account must not be called so.
func TestAMonitorUnderThePartysNameReportsNothing(t *testing.T) {
	h := until(t, "paris-exercise-first-week", "2026-02-03T00:00:00Z")
	operator := h.operator()
	said := url.Values{"act": {"explosion"}, "means": {"heard"}, "from": {"2026-02-01 03:00"}, "place": {"marker 2"}, "consent": {"internal"}}
	observed := func() (n int) {
		if err := h.desk.Room.Read(func(r *app.Record) error { n = len(r.State().Observations()); return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	was := observed()
	for _, name := range []string{"cobalt", "special-commission", "guarantor-jade"} {
		monitor := operator.invited(name, "monitor", "")
		if status, text := monitor.post("/report", said); status != 422 || !strings.Contains(text, "would count as its word") {
			t.Errorf("%s: %d %.1500s", name, status, text)
		}
	}
	if observed() != was {
		t.Error("a report is entered")
	}
	monitor := operator.invited("patrol-7", "monitor", "")
	if status, text := monitor.post("/report", said); status != 200 || observed() != was+1 {
		t.Errorf("a monitor under a name of its own: %d %.1500s", status, text)
	}
}
