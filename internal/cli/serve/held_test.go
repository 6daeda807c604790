// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"truce/app"
	"truce/cases"
	"truce/internal/cli/serve"
	"truce/when"
)

func TestTheDemonstrationSignsForItsPeopleAndSaysSo(t *testing.T) {
	data, err := cases.Files.ReadFile("absent-guarantor.txtar")
	if err != nil {
		t.Fatal(err)
	}
	s, desk, end, err := serve.Demonstrate(t.Context(), t.TempDir(), "absent-guarantor", data)
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
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	g := guest{hall: &hall{t: t, home: server.URL}, http: &http.Client{Jar: jar}}
	g.post("/demo/role", url.Values{"role": {"duty officer"}, "back": {"/account"}})
	if _, text := g.get("/account"); !strings.Contains(text, "Nobody signs in here") {
		t.Errorf("%.500s", text)
	}
	g.wants(404, "/people")
	g.post("/watch/duty", url.Values{})
	if _, text := g.get("/"); !strings.Contains(text, "comes in every few seconds, so the clock leaps") {
		t.Error("the band of the demonstration does not say that the clock leaps")
	}
	if _, text := g.get("/watch/handover"); !strings.Contains(text, "demo-duty-2 (second duty officer)") {
		t.Error("the handover does not say who the second officer is")
	}
	if _, text := g.get("/watch/handover?in=night+officer"); !strings.Contains(text, "night officer has no key on record and does not sign.") {
		t.Error("the handover does not say beforehand that whoever comes on has no key")
	}
	const path = "/watch/handover?in=demo-duty-2"
	for _, who := range []string{"demo-duty", "demo-duty-2"} {
		_, text := g.get(path)
		if !strings.Contains(text, "The demonstration signs for you") || strings.Contains(text, "data-sign ") || !strings.Contains(text, "Sign as "+who) {
			t.Fatalf("%s: %.3000s", who, text)
		}
		_, rest, _ := strings.Cut(text, `name="list"`)
		g.post("/watch/handover", url.Values{"in": {"demo-duty-2"}, "list": {attribute(rest, "value")}, "sign": {who}})
	}
	desk.Room.Read(func(r *app.Record) error {
		list := r.State().Room().Handovers()
		if n := len(list); n == 0 || !list[n-1].OutSigned || !list[n-1].InSigned || list[n-1].In != "demo-duty-2" {
			t.Errorf("%+v", list)
		}
		return nil
	})
}

func TestTheHeadOfTheLogOfReadsIsEnteredOnceADay(t *testing.T) {
	h := open(t)
	operator := h.operator()
	operator.get("/reads")
	enter := func(want int) {
		t.Helper()
		if err := h.Desk.EnterHead(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.desk.Room.Read(func(r *app.Record) error {
			if got := len(r.State().Reads().All()); got != want {
				t.Errorf("%d heads on record, want %d", got, want)
			}
			return nil
		})
	}
	enter(0) // the day is not over
	h.desk.Clock = func() when.Instant { return began + when.Instant(when.Day) }
	enter(1)
	enter(1)
	if _, text := operator.get("/reads"); !strings.Contains(text, "The log holds") {
		t.Errorf("%.2000s", text)
	}
	for _, query := range []string{"after=zzz", "after=-1", "after=100000", "answer=nonsense"} {
		if status, text := operator.get("/reads?" + query); status != 200 || !strings.Contains(text, "The first page") || strings.Contains(text, "Nobody read anything") {
			t.Errorf("%s: %d, without a warning or with the list", query, status)
		}
		if status, text := operator.get("/reads?list=reads&format=json&" + query); status != 422 {
			t.Errorf("%s as a file: %d %.80s", query, status, text)
		}
	}
}
