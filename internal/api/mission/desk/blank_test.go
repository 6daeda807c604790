// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"truce/engine"
	"truce/internal/access"
)

func TestWhatSaysNothingIsNoReplyAndNoComplaint(t *testing.T) {
	r := open(t, week)
	liaison := r.as(access.Liaison)
	entries := func() (n int64) {
		r.state(func(s *engine.State) { n = s.Seq() })
		return n
	}
	before := entries()
	for path, form := range map[string]url.Values{
		"/reply":    {"agreement": {"paris-exercise@1"}, "case": {"3"}},
		"/complain": {"agreement": {"paris-exercise@1"}, "article": {"1"}},
	} {
		for _, blank := range []string{"", " ", "\r\n\t"} {
			form.Set("says", blank)
			if w := liaison.send(path, form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "without words is none") {
				t.Errorf("%s saying %q: %d %.300s", path, blank, w.Code, w.Body)
			}
		}
	}
	if after := entries(); after != before {
		t.Errorf("%d entries were made", after-before)
	}
	if w := liaison.send("/complain", url.Values{"agreement": {"paris-exercise@1"}, "article": {"1"}, "says": {"shells at the mill"}}); w.Code != http.StatusSeeOther {
		t.Errorf("one with words: %d %.300s", w.Code, w.Body)
	}
}
