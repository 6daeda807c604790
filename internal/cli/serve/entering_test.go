// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"truce/app"
	"truce/when"
)

// asked is what the server answers to who is not of the mission, but for what changes whatever is entered: the time of the asking, and the
// minute of the stream of changes.
func (v *visitor) asked(path string) string {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.base+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	answer.Body.Close()
	_, body := v.get(path)
	for _, same := range []string{`<time data-clock[^>]*>[^<]*</time>`, `data-version="\d{8,}"`, `"timeStamp":"[^"]*"`} {
		body = regexp.MustCompile(same).ReplaceAllString(body, "")
	}
	return answer.Status + answer.Header.Get("ETag") + answer.Header.Get("Last-Modified") + "\n" + body
}

// An officer comes on duty: that is for nobody but the mission, and so is that anything was entered.
func TestNothingTellsThoseOutsideThatSomethingWasEntered(t *testing.T) {
	h := demonstrated(t)
	officer := h.as(t, "duty officer")
	paths := []string{
		"/", "/record", "/record/checkpoint", "/health/live", "/health/ready", "/metrics", "/public", "/public/feed.atom", "/agreement", "/territory", "/features", "/features/collections/places/items",
		"/cases", "/cases/feed.atom", "/cases/calendar.ics", "/cases?fragment=cases", "/findings", "/notices", "/daily", "/daily/2026-02-06", "/daily/2026-02-06/report.json", "/daily/2026-02-06/report.csv", "/no-such-page",
	}
	entries := func() (n int64) {
		h.desk.Room.Read(func(r *app.Record) error {
			n = r.State().Seq()
			return nil
		})
		return n
	}
	duties := 0
	for _, role := range []string{"public", "liaison of Party Cobalt", "commissioner guarantor-jade"} {
		v := h.as(t, role)
		for done := false; !done; { // once more where a minute passed meanwhile, which those outside are told
			minute := h.desk.Clock() / when.Instant(when.Minute)
			before, changed := map[string]string{}, []string(nil)
			for _, path := range paths {
				before[path] = v.asked(path)
			}
			was := entries()
			officer.post("/watch/duty", url.Values{"off": {[]string{"", "yes"}[duties%2]}, "reason": {"the end of the watch"}})
			if duties++; entries() == was {
				t.Fatal("nothing was entered")
			}
			for _, path := range paths {
				if after := v.asked(path); after != before[path] {
					changed = append(changed, fmt.Sprintf("%s as %s is not the same after an entry:\n%.3000s\n--- before\n%.3000s", path, role, after, before[path]))
				}
			}
			if done = h.desk.Clock()/when.Instant(when.Minute) == minute; done && len(changed) > 0 {
				t.Error(strings.Join(changed, "\n"))
			}
		}
	}
}

// A report comes in on which nothing is found: the mission counts it at once, and those outside from the next minute on, however much else
// they ask for in between.
func TestNoFigureTellsThoseOutsideTheSecondInWhichAReportCameIn(t *testing.T) {
	h := demonstrated(t)
	officer, monitor := h.as(t, "duty officer"), h.as(t, "monitor")
	v := h.as(t, "liaison of Party Cobalt")
	const daily = "/daily/2026-02-06/report.json"
	for done := false; !done; { // once more where a minute passed meanwhile
		minute := h.desk.Clock() / when.Instant(when.Minute)
		before := map[string]string{"/": v.asked("/"), daily: v.asked(daily)}
		was := officer.asked("/")
		if status, body := monitor.post("/report", url.Values{"act": {"explosion"}, "count": {"7"}, "means": {"heard"}, "from": {"2026-02-06 03:00"}, "consent": {"internal"}, "source": {"patrol-77"}}); status != http.StatusSeeOther {
			t.Fatalf("%d %.600s", status, body)
		}
		if officer.asked("/") == was {
			t.Fatal("the mission does not count what came in")
		}
		for day := 1; day <= 12; day++ {
			v.asked(fmt.Sprintf("/daily/2026-02-%02d/report.json", day))
		}
		changed := []string(nil)
		for path, was := range before {
			if after := v.asked(path); after != was {
				changed = append(changed, fmt.Sprintf("%s is not the same after a report:\n%.1500s\n--- before\n%.1500s", path, after, was))
			}
		}
		if done = h.desk.Clock()/when.Instant(when.Minute) == minute; done && len(changed) > 0 {
			t.Error(strings.Join(changed, "\n"))
		}
	}
}
