// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestTheDailyReportIsMadeForItsReadersAudience(t *testing.T) {
	h := demonstrated(t)
	officer, liaison := h.as(t, "duty officer"), h.as(t, "liaison of Party Cobalt")
	const cover = "Share of the day, over the whole region"
	if _, body := officer.get("/daily/2026-02-03"); !strings.Contains(body, cover) || !strings.Contains(body, "mission only") {
		t.Error("the mission's own report does not say how much was watched, or is not marked")
	}
	for _, path := range []string{"/daily/2026-02-03", "/daily/2026-02-03?audience=mission", "/daily/2026-02-03/report.txt?audience=mission", "/daily/2026-02-03/report.json?audience=mission"} {
		status, body := liaison.get(path)
		if status != http.StatusOK || strings.Contains(body, cover) || strings.Contains(body, `"audience":"mission"`) {
			t.Errorf("a party at %s: %d", path, status)
		}
	}
	for _, file := range []string{"", "/report.html", "/report.csv", "/report.geojson"} {
		if _, body := liaison.get("/daily/2026-02-03" + file); !strings.Contains(body, "DRAFT, not issued") || strings.Contains(body, "001/2026") {
			t.Errorf("%q of a day that nobody issued does not say so, or has a number", file)
		}
	}
	_, asParty := liaison.get("/daily/2026-02-03/report.json")
	if _, shown := officer.get("/daily/2026-02-03/report.json?audience=parties"); shown != asParty {
		t.Error("what the duty officer is shown as the parties' report is another than theirs")
	}
	for _, path := range []string{"/daily", "/daily/2026-02-03", "/daily/2026-02-03/report.pdf"} {
		if status, _ := h.as(t, "public").get(path); status != http.StatusNotFound {
			t.Errorf("the public at %s: %d", path, status)
		}
	}
}

func TestADailyReportComesInFourLanguagesAndSixFilesAndTwiceTheSame(t *testing.T) {
	h := demonstrated(t)
	v := h.as(t, "liaison of Party Cobalt")
	seen := map[string]string{}
	for _, lang := range []string{"en", "uk", "fr", "ru"} {
		_, body := v.get("/daily/2026-02-03?lang=" + lang)
		title, _, _ := strings.Cut(body[strings.Index(body, "<h1>")+4:], "</h1>")
		if other := seen[title]; other != "" || !strings.Contains(body, `lang="`+lang+`"`) {
			t.Errorf("%s has the heading %q, as %s has", lang, title, other)
		}
		seen[title] = lang
		_, first := v.get("/daily/2026-02-03/report.pdf?lang=" + lang)
		if _, again := v.get("/daily/2026-02-03/report.pdf?lang=" + lang); first != again || !strings.HasPrefix(first, "%PDF-") {
			t.Errorf("%s: the PDF is no PDF, or another the second time", lang)
		}
	}
	for file, want := range map[string]string{"html": "<html", "csv": ",", "geojson": "FeatureCollection", "json": `"format":"truce/daily/1"`, "txt": "EXERCISE"} {
		if status, body := v.get("/daily/2026-02-03/report." + file); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("report.%s: %d without %q", file, status, want)
		}
	}
	for _, path := range []string{"/daily/2026-02-03/report.exe", "/daily/2026-02-03/other", "/daily/today", "/daily/2027-01-01", "/daily/1999-01-01"} {
		if status, _ := v.get(path); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestTheDutyOfficerIssuesAReportOfADayThatIsOver(t *testing.T) {
	h := demonstrated(t)
	officer := h.as(t, "duty officer")
	form := url.Values{"audience": {"parties"}, "by": {"duty officer"}}
	if status, body := officer.post("/daily/2026-02-03/issue", form); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, body)
	}
	if h.desk.Rows() == nil {
		t.Error("the projections are behind the record once a report is issued")
	}
	_, list := h.as(t, "liaison of Party Cobalt").get("/daily?format=csv&before=2026-02-03")
	if !strings.Contains(list, "2026-02-03,issued,001/2026,1,") {
		t.Errorf("the list does not say that it is issued:\n%s", list)
	}
	liaison := h.as(t, "liaison of Party Cobalt")
	const draft, number = "DRAFT, not issued", "Daily report 001/2026"
	if _, body := liaison.get("/daily/2026-02-03"); !strings.Contains(body, number) || strings.Contains(body, draft) {
		t.Error("a party does not get what was issued for the parties")
	}
	_, issued := liaison.get("/daily/2026-02-03/report.json")
	if _, same := liaison.get("/daily/2026-02-03/report.json?draft=yes"); same != issued || !strings.Contains(issued, `"number":1`) || strings.Contains(issued, `"draft"`) {
		t.Errorf("a party gets a draft of what was issued: %.300s", same)
	}
	if _, body := officer.get("/daily/2026-02-03?audience=parties&draft=yes"); !strings.Contains(body, draft) || !strings.Contains(body, "version 1 was issued") || strings.Contains(body, number) {
		t.Error("the mission does not get what the record gives now")
	}
	if _, body := officer.get("/daily/2026-02-03"); !strings.Contains(body, draft) {
		t.Error("what was issued for the parties alone is shown as the mission's own")
	}
	if status, body := officer.post("/daily/2026-02-03/issue", form); status != http.StatusUnprocessableEntity || !strings.Contains(body, "why there is another") {
		t.Errorf("a second version without a reason: %d", status)
	}
	today := h.desk.Zone().DateOf(h.desk.Clock()).String()
	if status, body := officer.post("/daily/"+today+"/issue", form); status != http.StatusUnprocessableEntity || !strings.Contains(body, "not over") {
		t.Errorf("the report of a day that is not over: %d", status)
	}
	form.Set("audience", "public")
	if status, _ := officer.post("/daily/2026-02-03/issue", form); status != http.StatusUnprocessableEntity {
		t.Errorf("an exercise's report is issued to the public: %d", status)
	}
	for _, role := range []string{"analyst", "liaison of Party Cobalt", "public"} {
		if status, _ := h.as(t, role).post("/daily/2026-02-03/issue", form); status != http.StatusNotFound {
			t.Errorf("%s issues a report: %d", role, status)
		}
	}
}

func TestAReportThatWasIssuedBeforeTheServerBeganIsShownAsItWasIssued(t *testing.T) {
	h := demonstrated(t)
	form := url.Values{"audience": {"parties"}, "by": {"duty officer"}}
	officer := h.as(t, "duty officer")
	if status, body := officer.post("/daily/2026-02-03/issue", form); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, body)
	}
	_, list := officer.get("/daily?audience=parties&format=csv&before=2026-02-03")
	liaison := h.as(t, "liaison of Party Cobalt")
	for range 2 { // made again from the record, and kept
		_, text := liaison.get("/daily/2026-02-03/report.txt")
		_, rest, _ := strings.Cut(text, "Digest of the data of this report: ")
		digest, _, _ := strings.Cut(rest, "\n")
		if len(digest) < 60 || !strings.Contains(list, strings.TrimSpace(digest)) {
			t.Errorf("the digest %q of what is shown is not that of the issue:\n%s", digest, list)
		}
	}
	form.Set("because", "a table came late")
	if status, body := officer.post("/daily/2026-02-03/issue", form); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, body)
	}
	if _, text := liaison.get("/daily/2026-02-03/report.txt"); !strings.Contains(text, "takes the place of version 1. Why: a table came late") {
		t.Errorf("the version that took the place is not shown: %.600s", text)
	}
}
