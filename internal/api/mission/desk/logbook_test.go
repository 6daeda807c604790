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

// What was sent and handed over can be read again with its words, by whoever sees the watch and by nobody else.
func TestTheLogOfTheWatchHasTheWordsOfWhatWasSentAndHandedOver(t *testing.T) {
	r := open(t, week)
	about := ""
	r.state(func(s *engine.State) { about = s.Incidents()[0].ID.String() })
	officer := r.as(access.DutyOfficer)
	officer.send("/watch/duty", url.Values{})
	officer.send("/watch/flash", url.Values{
		"about": {about}, "what": {"fire was heard"}, "where": {"at the crossing of the birches"}, "when": {"before noon"}, "how_known": {"heard by one post"}, "not_known": {"who, and with what"},
	})
	list := attribute(officer.must("/watch/handover?in=second-officer"), `name="list" value`)
	officer.send("/watch/handover", url.Values{"in": {"second-officer"}, "words": {"the patrol is not back before one"}, "list": {list}})
	analyst := r.as(access.Analyst)
	for _, words := range []string{"at the crossing of the birches", "who, and with what", "second-officer", "the patrol is not back before one", "neither"} {
		if text := analyst.must("/watch/log"); !strings.Contains(text, words) {
			t.Errorf("the log does not say %q: %.3000s", words, text)
		}
	}
	if file := analyst.must("/watch/log?list=handovers&format=csv"); !strings.Contains(file, "the patrol is not back before one") {
		t.Errorf("the file of handovers lacks the words: %s", file)
	}
	if text := officer.must("/watch"); !strings.Contains(text, `href="/watch/log#flashes"`) {
		t.Error("the watch does not lead to its log")
	}
	for _, address := range []string{"/watch/log?flashes_before=none", "/watch/log?handovers_before=900"} {
		if text := analyst.must(address); !strings.Contains(text, "not known any more") {
			t.Errorf("%s: %.1000s", address, text)
		}
	}
	for _, role := range []access.Role{access.Monitor, access.Liaison, access.Commissioner, access.Public} {
		if status, _ := r.as(role).get("/watch/log"); status != http.StatusNotFound {
			t.Errorf("%s gets %d", role, status)
		}
	}
}

// attribute is what stands in quotes behind words of a page.
func attribute(text, words string) string {
	_, rest, _ := strings.Cut(text, words+`="`)
	out, _, _ := strings.Cut(rest, `"`)
	return out
}
