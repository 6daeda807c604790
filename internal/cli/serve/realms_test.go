// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"truce/internal/api"
	"truce/internal/cli/desk"
	"truce/internal/cli/serve"
)

// both are the servers of both realms, as the demonstration runs them beside each other.
func both(t *testing.T) (mission *house, coalition *house) {
	t.Helper()
	mission = demonstrated(t)
	c := &house{web: httptest.NewUnstartedServer(nil)}
	h, err := desk.ServeDemo(t.Context(), serve.BesideOptions{
		Folder: t.TempDir(), Origins: []string{"http://coalition.example"}, Other: "http://mission.example", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	server, ok := h.(*api.Server)
	if !ok {
		t.Fatalf("the coalition's server is a %T", h)
	}
	c.server, c.web.Config.Handler = server, server
	c.web.Start()
	t.Cleanup(c.web.Close)
	return mission, c
}

// ownOf are the routes of a server that a server of the other realm does not have.
func ownOf(of, other *api.Server) (out []string) {
	has := map[string]bool{}
	for _, r := range other.Routes() {
		has[r.Pattern] = true
	}
	for _, r := range of.Routes() {
		if !has[r.Pattern] {
			out = append(out, strings.NewReplacer("{$}", "", "{", "", "...", "", "}", "").Replace(r.Pattern))
		}
	}
	return out
}

func TestEachRealmAnswersNoAddressOfTheOther(t *testing.T) {
	mission, coalition := both(t)
	missions, coalitions := ownOf(mission.server, coalition.server), ownOf(coalition.server, mission.server)
	if len(missions) < 40 || len(coalitions) < 8 {
		t.Fatalf("%d addresses are the mission's alone, %d the coalition's", len(missions), len(coalitions))
	}
	for _, c := range []struct {
		of    *house
		roles []string
		paths []string
	}{
		{mission, []string{"duty officer", "liaison of Party Cobalt", "operator", "public"}, coalitions},
		{coalition, []string{"chancellery of France", "public"}, missions},
	} {
		for _, role := range c.roles {
			v := c.of.as(t, role)
			for _, path := range c.paths {
				for _, method := range []string{http.MethodGet, http.MethodPost} {
					if status, _, _ := v.ask(method, path, "text/html"); status != http.StatusNotFound {
						t.Errorf("%s: %s %s answers %d in the other realm", role, method, path, status)
					}
				}
			}
		}
	}
	if status, _, _ := coalition.as(t, "chancellery of France").ask(http.MethodGet, "/undertakings", "text/html"); status != http.StatusOK {
		t.Errorf("a chancellery does not see its own: %d", status)
	}
}

var leads = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)

// TestNoPageOfARealmLeadsIntoTheOther asks for every page of both, and looks where it leads: to its own server, or to the start page
// of the other and no further.
func TestNoPageOfARealmLeadsIntoTheOther(t *testing.T) {
	mission, coalition := both(t)
	missions, coalitions := ownOf(mission.server, coalition.server), ownOf(coalition.server, mission.server)
	look := func(t *testing.T, role, path, body string, others []string) (own int) {
		for _, m := range leads.FindAllStringSubmatch(body, -1) {
			to := m[1]
			if strings.HasPrefix(to, "http://mission.example") || strings.HasPrefix(to, "http://coalition.example") {
				if rest := to[strings.Index(to, ".example")+len(".example"):]; rest != "" && rest != "/" {
					t.Errorf("%s, %s leads into the other realm: %s", role, path, to)
				}
				continue
			}
			own++
			page, _, _ := strings.Cut(to, "?")
			for _, other := range others {
				if page == other && other != "/" {
					t.Errorf("%s, %s leads to %s, which is of the other realm", role, path, to)
				}
			}
		}
		return own
	}
	seen := 0
	for _, c := range []struct {
		of     *house
		roles  []string
		others []string
	}{
		{mission, []string{"duty officer", "liaison of Party Cobalt"}, coalitions},
		{coalition, []string{"chancellery of France", "public"}, missions},
	} {
		for _, role := range c.roles {
			v := c.of.as(t, role)
			for _, r := range c.of.server.Routes() {
				if r.Pattern == "/events" || strings.Contains(r.Pattern, "{") && r.Pattern != "/{$}" || r.Page == nil {
					continue
				}
				path := strings.TrimSuffix(r.Pattern, "{$}")
				_, body := v.get(path)
				seen += look(t, role, path, body, c.others)
			}
		}
	}
	if seen < 200 {
		t.Errorf("only %d links were looked at", seen)
	}
}

// TestNothingOfOneRecordStandsInTheOther asks the mission for words of the coalition's record, and the other way around.
func TestNothingOfOneRecordStandsInTheOther(t *testing.T) {
	mission, coalition := both(t)
	for _, c := range []struct {
		of    *house
		role  string
		words []string
	}{
		{mission, "duty officer", []string{"undertaking", "Northland", "coalition of the"}},
		{coalition, "chancellery of France", []string{"q9notice", "q9officer", "q9place", "q9root", "Party Cobalt", "mortar"}},
	} {
		v := c.of.as(t, c.role)
		for _, r := range c.of.server.Routes() {
			if r.Pattern == "/events" || strings.Contains(r.Pattern, "{") || r.Page == nil || strings.HasPrefix(r.Pattern, "/help") || r.Pattern == "/routes" || strings.HasPrefix(r.Pattern, "/agreement") {
				continue
			}
			_, body := v.get(r.Pattern)
			for _, word := range c.words {
				if at := strings.Index(body, word); at >= 0 {
					t.Errorf("%s of the other realm says %q: %s", r.Pattern, word, body[max(0, at-80):min(len(body), at+80)])
				}
			}
		}
	}
}

func TestTheCoalitionOfTheDemonstrationIsSignedAndHasItsBundle(t *testing.T) {
	_, coalition := both(t)
	anybody := coalition.as(t, "public")
	_, text := anybody.get("/record")
	_, keys := anybody.get("/record/keys")
	key, _, _ := strings.Cut(keys[strings.Index(keys, "\nlog ")+5:], "\n")
	if !strings.HasPrefix(key, "truce.demo/coalition+") || !strings.Contains(html.UnescapeString(text), key) || !strings.Contains(text, "Last signed") {
		t.Errorf("the record is not signed, or its key %q is not shown", key)
	}
	for _, path := range []string{"/record/checkpoint", "/record/public.bundle"} {
		if status, body := anybody.get(path); status != http.StatusOK {
			t.Errorf("%s: %d %.300s", path, status, body)
		}
	}
}
