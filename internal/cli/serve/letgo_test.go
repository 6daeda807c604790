// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"truce/agreements"
	"truce/app"
	"truce/canon"
	"truce/cases"
	"truce/internal/api/mission"
	"truce/internal/cli/serve"
	"truce/internal/publish/approval"
	"truce/scenario"
)

// lived is a house over the whole exercise, long enough for a public release.
func lived(t *testing.T) *hall {
	t.Helper()
	data, err := cases.Files.ReadFile("paris-exercise-first-week.txtar")
	if err != nil {
		t.Fatal(err)
	}
	c, err := scenario.Parse("paris-exercise-first-week", data)
	if err != nil {
		t.Fatal(err)
	}
	c.Seed = canon.Salt{1}
	var list []app.Incoming
	if _, err = scenario.Play(c, agreements.Files, func(s scenario.Step) {
		if s.Entry != nil {
			list = append(list, app.Incoming{Entry: *s.Entry})
		}
	}); err != nil {
		t.Fatal(err)
	}
	return openWith(t, list[0].Entry.Time, c.Seed, list)
}

// releases are those that were proposed.
func (h *hall) releases() (out []approval.Release) {
	h.desk.Room.Read(func(r *app.Record) error {
		for _, each := range r.State().Releases().Releases() {
			out = append(out, *each)
		}
		return nil
	})
	return out
}

func TestAPublicReleaseIsProposedAndApprovedByTheirOwnPasskeys(t *testing.T) {
	h := lived(t)
	operator := h.operator()
	ann, ben := operator.invited("ann", "duty-officer", ""), operator.invited("ben", "analyst", "")
	at := fmt.Sprint(int64(h.desk.Clock()))
	path := "/public/propose?made=yes&exercise=yes&as_of=" + at
	_, text := ann.get(path)
	found := regexp.MustCompile(`name="manifest" value="([0-9a-f]{64})"`).FindStringSubmatch(text)
	if found == nil || !strings.Contains(text, "truce/publication/1\npropose\nann-release\n"+found[1]+"\n") || !strings.Contains(text, "manifest.json") {
		t.Fatalf("the page does not show what is signed: %.3000s", text)
	}
	propose := url.Values{"made": {"yes"}, "exercise": {"yes"}, "as_of": {at}, "manifest": {found[1]}, "sign": {"yes"}}
	if status, _ := ann.post("/public/propose", propose); status != 422 || len(h.releases()) != 0 {
		t.Errorf("a form that was sent without script: %d, %d releases", status, len(h.releases()))
	}
	if status, text := ann.signs(path, "/public/propose", propose); status != 200 || !strings.Contains(text, "The release is proposed") {
		t.Fatalf("%d: %.1500s", status, text)
	}
	_, text = ann.get("/public/approve")
	if !strings.Contains(text, "Nobody approves their own") || strings.Contains(text, "data-sign") {
		t.Errorf("whoever proposed it is asked to approve it too: %.3000s", text)
	}
	approve := url.Values{"manifest": {found[1]}, "sign": {"yes"}}
	swapped := ann
	swapped.device = ben.device // a stranger's key in the officer's session
	if status, _ := swapped.post("/public/approve", approve); status != 422 {
		t.Errorf("an approval without a signature: %d", status)
	}
	if list := h.releases(); len(list) != 1 || list[0].MayLeave() {
		t.Fatalf("%+v", list)
	}
	if status, text := ben.signs("/public/approve", "/public/approve", approve); status != 200 || !strings.Contains(text, "Two people stand behind the release") {
		t.Fatalf("%d: %.1500s", status, text)
	}
	list := h.releases()
	if len(list) != 1 || !list[0].MayLeave() || list[0].By != "ann-release" || list[0].Approved[0].By != "ben-release" {
		t.Errorf("%+v", list)
	}
	if _, text := h.guest("public").get("/public"); !strings.Contains(text, found[1]) || strings.Contains(text, "ann-release") {
		t.Errorf("the public does not see the release, or sees who let it go: %.1500s", text)
	}
}

// shown is a demonstration of the exercise as it stands when it begins, with somebody at each of some roles.
func shown(t *testing.T, roles ...string) (out []guest, desk *mission.Desk) {
	t.Helper()
	data, err := cases.Files.ReadFile("paris-exercise-first-week.txtar")
	if err != nil {
		t.Fatal(err)
	}
	s, desk, end, err := serve.Demonstrate(t.Context(), t.TempDir(), "paris-exercise-first-week", data)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.Close()
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	return guestsAt(t, server.URL, roles...), desk
}

// guestsAt are people at a demonstration, each at a role.
func guestsAt(t *testing.T, home string, roles ...string) (out []guest) {
	t.Helper()
	for _, role := range roles {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		g := guest{hall: &hall{t: t, home: home}, http: &http.Client{Jar: jar}}
		if status, _ := g.post("/demo/role", url.Values{"role": {role}, "back": {"/account"}}); status != http.StatusOK {
			t.Fatalf("role %s: %d", role, status)
		}
		out = append(out, g)
	}
	return out
}

func TestADemonstrationsPeopleLetAReleaseGo(t *testing.T) {
	people, _ := shown(t, "duty officer", "analyst", "public")
	officer, analyst, public := people[0], people[1], people[2]
	_, text := officer.get("/public/propose?made=yes&exercise=yes")
	fields := hidden(text, `action="/public/propose"`)
	if fields.Get("sign") != "yes" || !strings.Contains(text, "The demonstration signs for you") {
		t.Fatalf("the demonstration has no form to sign by: %.3000s", text)
	}
	if status, body := officer.post("/public/propose", fields); status != 200 || !strings.Contains(body, "The release is proposed") {
		t.Fatalf("%d: %.1500s", status, body)
	}
	if _, text := officer.get("/public/propose?made=yes&exercise=yes"); !strings.Contains(text, "It waits for a second person") || strings.Contains(text, `value="propose"`) || hidden(text, `action="/public/propose"`).Get("sign") != "" {
		t.Error("what was proposed already is to be signed again")
	}
	_, text = analyst.get("/public/approve")
	fields = hidden(text, `action="/public/approve"`)
	if status, body := officer.post("/public/approve", fields); status != 422 || !strings.Contains(body, "nobody approves their own") {
		t.Errorf("whoever proposed it approves it: %d", status)
	}
	if status, body := analyst.post("/public/approve", fields); status != 200 || !strings.Contains(body, "Two people stand behind the release") {
		t.Fatalf("%d: %.1500s", status, body)
	}
	if _, text := public.get("/public"); !strings.Contains(text, fields.Get("manifest")) {
		t.Error("the public does not see what was let go")
	}
}

// hidden are the hidden fields of the first form that sends somewhere by POST and has an action.
func hidden(shown, action string) url.Values {
	out := url.Values{}
	for _, form := range strings.Split(shown, "<form ")[1:] {
		if head, _, _ := strings.Cut(form, ">"); !strings.Contains(head, action) || !strings.Contains(head, `method="post"`) || len(out) > 0 {
			continue
		}
		for _, f := range regexp.MustCompile(`type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
			out.Set(f[1], f[2])
		}
	}
	return out
}

func TestWhoMakesAReleaseIsToldWhatIsNotAsAskedForAndWhatItReplaces(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	officer := h.as(t, "duty officer")
	for query, want := range map[string]string{
		"made=yes":                         "every text on record is an exercise",
		"made=yes&exercise=yes&delay=48+h": "A delay of 48 h was asked for and is less than the agreement's, which stands: 72 hours.",
		"made=yes&exercise=yes&cell=5+km":  "which stands: 10 km.",
		"made=yes&exercise=yes&delay=96+h": "and would take its place",
	} {
		if _, text := officer.get("/public/propose?" + query); !strings.Contains(html.UnescapeString(text), want) {
			t.Errorf("%s: the page does not say %q", query, want)
		}
	}
	if _, text := officer.get("/public/propose?made=yes&exercise=yes"); strings.Contains(text, "was asked for") || strings.Contains(text, "would take its place") {
		t.Error("the page warns of a release by the agreement's own rule")
	}
}
