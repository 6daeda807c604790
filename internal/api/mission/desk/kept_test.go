// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"regexp"
	"strings"
	"testing"

	"truce/internal/access"
	"truce/internal/api/mission"
)

// after is where a page of a list begins: the one thing that differs where a list is read from the projections.
var after = regexp.MustCompile(`after=[^"&]*`)

func TestListsOfTheProjectionsSayWhatTheStateSays(t *testing.T) {
	rooms := map[string]*room{"the exercise": open(t, week), "many": serve(t, many(t, 250))}
	for name, with := range rooms {
		without := serveDesk(t, &mission.Desk{Room: with.desk.Room})
		a, b := with.as(access.DutyOfficer), without.as(access.DutyOfficer)
		if with.desk.Rows() == nil {
			t.Fatalf("%s: no projections", name)
		}
		for _, address := range []string{
			"/incidents", "/incidents?act=mortar-fire", "/incidents?act=weapon-presence", "/incidents?outcome=violation", "/incidents?outcome=undetermined", "/incidents?id=a", "/incidents?id=7g2z", "/incidents?id=7",
			"/incidents?from=2026-02-10", "/incidents?to=2026-02-10T12:00", "/incidents?from=2026-02-10&to=2026-02-12", "/incidents?id=nothing", "/incidents?act=no-such",
			"/findings", "/findings?outcome=violation", "/findings?outcome=undetermined", "/findings?status=assessed", "/findings?status=withdrawn",
			"/findings?article=5", "/findings?from=2026-02-10&to=2026-02-12",
		} {
			id := strings.TrimPrefix(address[:strings.IndexByte(address+"?", '?')], "/")
			join := "?"
			if strings.Contains(address, "?") {
				join = "&"
			}
			for _, format := range []string{"", "csv", "json", "geojson"} {
				full := address
				if format != "" {
					full += join + "format=" + format + "&list=" + id
				}
				code, got := a.get(full)
				wantCode, want := b.get(full)
				got, want = after.ReplaceAllString(got, "after="), after.ReplaceAllString(want, "after=")
				if code != wantCode || got != want {
					t.Errorf("%s: %s: %s", name, full, difference(got, want))
				}
			}
		}
		for _, address := range []string{"/map/points", "/map/points?from=2026-02-10&to=2026-02-12", "/queue?state=unreviewed", "/queue?state=taken"} {
			if got, want := a.must(address), b.must(address); got != want {
				t.Errorf("%s: %s: %s", name, address, difference(got, want))
			}
		}
	}
}

// difference shows where two texts begin to differ.
func difference(got, want string) string {
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	cut := func(s string) string { return s[max(0, at-80):min(len(s), at+160)] }
	return "got\n" + cut(got) + "\nwant\n" + cut(want)
}

func TestAListIsOfTheStateWhereItsPageBeganThere(t *testing.T) {
	r := serve(t, many(t, 150))
	s := r.as(access.DutyOfficer)
	if code, body := s.get("/incidents?after=no-cursor"); code != 200 || !strings.Contains(body, "Begin at its first page") {
		t.Errorf("a page that is not known: %d", code)
	}
	without := serveDesk(t, &mission.Desk{Room: r.desk.Room}).as(access.DutyOfficer)
	next := regexp.MustCompile(`<a rel="next" href="([^"]+)"`).FindStringSubmatch(without.must("/incidents"))
	if next == nil {
		t.Fatal("one page has everything")
	}
	if got, want := s.must(next[1]), without.must(next[1]); got != want {
		t.Errorf("behind an incident: %s", difference(got, want))
	}
}
