// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"

	"truce/app"
	"truce/internal/api/mission/outward"
	"truce/internal/cli/serve"
	"truce/journal"
	"truce/journal/sqlite"
)

// sign signs the record, so that a bundle of it can be packed.
func (h *house) sign(t *testing.T) {
	t.Helper()
	if h.signer == nil {
		s, err := serve.Signer(h.desk)
		if err != nil {
			t.Fatal(err)
		}
		h.signer = &s
	}
	if _, err := h.signer.Sign(t.Context(), h.journal()); err != nil {
		t.Fatal(err)
	}
}

// journal is that of the record.
func (h *house) journal() (j *sqlite.Journal) {
	h.desk.Room.Read(func(r *app.Record) error {
		j = r.Journal()
		return nil
	})
	return j
}

// destroy destroys a part of each report that holds a word, as truce destroy does, beside the server.
func (h *house) destroy(t *testing.T, word, part string) {
	t.Helper()
	var list []journal.DestroyedParts
	j := h.journal()
	size, err := j.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = j.Entries(t.Context(), 1, size, func(e journal.Entry) error {
		for i, p := range e.Parts {
			if shown, _ := p.Disclosed(); e.Header.Kind == journal.Submission && bytes.Contains(shown.Content, []byte(word)) {
				list = append(list, journal.DestroyedParts{Origin: j.First().Origin, Seq: e.Header.Seq, Report: int64(i/journal.PartsOfReport) + 1, Parts: []string{part}, By: "head", Reason: "asked for"})
			}
		}
		return nil
	})
	if err != nil || len(list) == 0 {
		t.Fatalf("no report holds %q: %v", word, err)
	}
	for _, what := range list {
		if _, err := app.Destroy(t.Context(), j, app.Destroying{What: what, At: h.desk.Clock(), Record: j}); err != nil && !errors.Is(err, journal.ErrLingers) { // as it may while something is read
			t.Fatal(err)
		}
	}
}

func TestAReleaseIsNotShownAnyMoreOnceWhatItRestsOnIsDestroyed(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	public := h.as(t, "public")
	const file = "/public/release/index.html"
	if status, _ := public.get(file); status != http.StatusOK || public.features("/features/collections/released/items").NumberMatched == 0 {
		t.Fatalf("the release is not shown: %d", status)
	}
	h.destroy(t, `"consent":"public"`, "identity") // and with it that their sources let the public see it
	if err := h.desk.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.desk.Released().Current(t.Context()); !errors.Is(err, outward.ErrOther) {
		t.Errorf("the release is still there: %v", err)
	}
	if status, body := public.get(file); status != http.StatusNotFound {
		t.Errorf("its file answers %d %.200s", status, body)
	}
	if got := public.features("/features/collections/released/items"); got.NumberMatched != 0 {
		t.Errorf("its features are still there: %d", got.NumberMatched)
	}
	if _, feed := public.get("/public/feed.atom"); strings.Contains(feed, "/findings/") {
		t.Errorf("the feed tells of it: %s", feed)
	}
}

func TestNothingOfADestroyedReportIsShownByAServerThatRunsOn(t *testing.T) {
	h := demonstrated(t)
	h.sign(t)
	told := 0
	look := func(path, body string) {
		if strings.Contains(body, "q9internal") {
			told++
		}
	}
	h.everything(t, "duty officer", look) // so that whatever is kept between two requests is kept
	before := told
	if before < 10 {
		t.Fatalf("only %d answers tell of the report: there is nothing to look for", before)
	}
	h.destroy(t, "q9internal", "extract")
	if err := h.desk.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.sign(t)
	for _, role := range []string{"duty officer", "liaison of Party Cobalt", "public"} {
		h.everything(t, role, func(path, body string) {
			if at := strings.Index(strings.ToLower(body), "q9internal"); at >= 0 {
				t.Errorf("%s: %s still tells of it: %s", role, path, body[max(0, at-60):min(len(body), at+60)])
			}
		})
	}
}
