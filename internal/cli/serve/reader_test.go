// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"archive/zip"
	"bytes"
	"html"
	"net/http"
	"strings"
	"testing"
)

func TestTheReaderIsToldWhatTheTermsSayAndHowToCheck(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	anybody := h.as(t, "public")
	_, text := anybody.get("/agreement/paris-exercise@1")
	text = html.UnescapeString(text)
	for _, want := range []string{
		"artillery and mortar of 100.1 mm and more", "closer than 50 km to line of the exercise", "from D+15", "against civilian-object", "09:00 to 15:00 Europe/Kyiv",
		"What article 2 sets beside terms", "days: 7", "quorum: 5", "step determine", "rung l3", "delay: 72 h",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page of the agreement does not say %q", want)
		}
	}
	_, record := anybody.get("/record")
	for _, want := range []string{"Keys to compare", "proves nothing about the operator"} {
		if !strings.Contains(record, want) {
			t.Errorf("the page of the record does not say %q", want)
		}
	}
	if status, body := anybody.get("/record/keys"); status != http.StatusNotFound && !strings.Contains(body, "\nlog ") {
		t.Errorf("the keys: %d %s", status, body)
	}
	_, page := anybody.get("/public")
	for _, want := range []string{"1, Ceasefire", "S1 isolated", "C2 partly corroborated", `href="/public/feed.atom"`, "also where a body determined it since"} {
		if !strings.Contains(page, want) {
			t.Errorf("the public release does not say %q", want)
		}
	}
	status, archive := anybody.get("/public/release.zip")
	z, err := zip.NewReader(strings.NewReader(archive), int64(len(archive)))
	if status != http.StatusOK || err != nil || !strings.Contains(page, `href="/public/release.zip"`) {
		t.Fatalf("the archive: %d %v", status, err)
	}
	days := 0
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var data bytes.Buffer
		if _, err := data.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(f.Name, "public-release/")
		if strings.HasPrefix(name, "day/") {
			days++
		}
		if _, alone := anybody.get("/public/release/" + name); alone != data.String() {
			t.Errorf("%s is another in the archive", name)
		}
	}
	if days == 0 {
		t.Error("the archive has no page of a day in its subfolder")
	}
	if _, again := anybody.get("/public/release.zip"); again != archive {
		t.Error("the archive is another the second time")
	}
}
